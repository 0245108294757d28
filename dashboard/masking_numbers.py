"""Phones and identity numbers: told by their shape, in any script and width, with spaces or dashes inside."""

import re
import unicodedata
from collections.abc import Callable

_PLAIN = {
    **dict.fromkeys(map(ord, "－—–‐‑−﹣ー"), "-"),
    **dict.fromkeys(map(ord, "\u3000\u00a0\u2002\u2003\u2009\u202f\u200b\u200c\u200d\u2060\ufeff\t"), " "),
    **dict(zip(map(ord, "（）＋．ｘＸ"), "()+.xX", strict=True)),
}
_GAP = r"[ -]{0,3}"
_START = r"(?<![0-9])(?<![0-9][-.])"
_END = r"(?![0-9]|[.-][0-9])(?! ?(?:[元万亿㎡吨]|平方|美元|人民币))"
_COUNTRY = rf"(?:\(?(?:\+|00) ?86\)?{_GAP}|86[ -]?(?=1))"
_AREA = r"(?:10|2[0-9]|[3-9][0-9]{2})"

_ID_18 = re.compile(rf"{_START}[1-9]{_GAP}(?:[0-9]{_GAP}){{16}}[0-9Xx](?![0-9A-Za-z]|-[0-9])")
_ID_15 = re.compile(rf"{_START}[1-9]{_GAP}(?:[0-9]{_GAP}){{13}}[0-9](?![0-9A-Za-z]|-[0-9])")
_MOBILE = re.compile(
    rf"{_START}{_COUNTRY}?(?:1[3-9][0-9]{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}}|1[3-9][0-9]{_GAP}[0-9]{{3}}{_GAP}[0-9]{{5}}"
    rf"|1[3-9][0-9]{{2}}{_GAP}[0-9]{{3}}{_GAP}[0-9]{{4}}|1[3-9][0-9]{{3}}{_GAP}[0-9]{{3}}{_GAP}[0-9]{{3}}"
    rf"|1[3-9][0-9]\.[0-9]{{4}}\.[0-9]{{4}}|1(?P<gap>[ -])[3-9](?:(?P=gap)[0-9]){{9}}){_END}"
)
_LANDLINE = re.compile(
    rf"{_START}(?:{_COUNTRY}\(?0?{_AREA}|\(?0{_AREA})\)?{_GAP}[2-9][0-9]{{2,3}}{_GAP}[0-9]{{4}}"
    rf"(?P<extension>(?:-|转)[0-9]{{1,5}})?{_END}"
)
_NEAR_PHONE = re.compile(
    r"((?:电话|手机|联系方式|传真|座机|致电|拨打|[Tt]el|TEL|[Pp]hone)(?:号码?)?[为是:： ()]{0,4})"
    rf"([0-9](?:{_GAP}[0-9]){{6,12}}){_END}"
)
_LABEL = re.compile(r"([A-Za-z0-9]*[A-Za-z][A-Za-z0-9]*)[-_]?$")
_LABELS = frozenset("tel phone mobile mob fax id no wx vx qq idcard sfz sfzh lxdh sjh".split())
"""Words in Latin letters that may stand right before a number without making it part of a code."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
LAST_SURE_YEAR = 2015
"""Serial numbers of permits read like identity numbers of that year's children: later, the check digit decides."""


def mask_phone(phone: str) -> str:
    """138****1234; of any other number the last four digits. What is too short for a phone, or masked, stays."""
    plain = plain_digits(phone).strip()
    if re.fullmatch(r"1[3-9][0-9]\*{4}[0-9]{4}", plain):
        return plain
    if _MOBILE.fullmatch(plain):
        digits = re.sub(r"[^0-9]", "", plain)[-11:]
        return f"{digits[:3]}****{digits[-4:]}"
    return _keep_last(plain) if sum(letter.isdecimal() for letter in plain) >= 7 else phone


def mask_id(number: str) -> str:
    """350***********1234 for 18 characters, 350********1234 for the old 15; a company's credit code stays."""
    letters = re.sub(r"[ -]", "", plain_digits(number)).upper()
    return f"{letters[:3]}{'*' * (len(letters) - 7)}{letters[-4:]}" if _is_id(letters) else number


def mask_numbers(text: str) -> str:
    """Every phone and identity number inside free text; other numbers and codes stay as they are."""
    if sum(letter.isdecimal() for letter in text) < 7:
        return text
    for pattern in (_ID_18, _ID_15):
        text = _replace(text, pattern, lambda found: None if mask_id(found[0]) == found[0] else mask_id(found[0]))
    text = _replace(text, _MOBILE, lambda found: mask_phone(found[0]))
    text = _replace(text, _LANDLINE, _mask_landline)
    return _replace(text, _NEAR_PHONE, lambda found: found[1] + _keep_last(found[2]))


def plain_digits(text: str) -> str:
    """As many characters, with digits of any script and width as 0–9, and what separates them as - or space."""
    if text.isascii():
        return text.replace("\t", " ")
    plain = text.translate(_PLAIN)
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in plain)


def _keep_last(text: str, count: int = 4) -> str:
    hidden = [at for at, letter in enumerate(text) if letter.isdecimal()][:-count]
    return "".join("*" if at in hidden else letter for at, letter in enumerate(text))


def _mask_landline(found: re.Match[str]) -> str:
    extension = found["extension"] or ""
    return _keep_last(found[0].removesuffix(extension)) + re.sub("[0-9]", "*", extension)


def _is_id(letters: str) -> bool:
    """Whether these are an identity number: by the birthday, later also by the check digit."""
    if re.fullmatch(r"[1-68][0-9]{14}", letters):
        return _is_day(letters[8:10], letters[10:12])
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", letters):
        return False
    year = int(letters[6:10])
    if not (1880 <= year <= 2099 and _is_day(letters[10:12], letters[12:14])):
        return False
    total = sum(int(letter) * weight for letter, weight in zip(letters, _WEIGHTS, strict=False))
    return year <= LAST_SURE_YEAR or _CHECKS[total % 11] == letters[17]


def _is_day(month: str, day: str) -> bool:
    return 1 <= int(month) <= 12 and 1 <= int(day) <= 31


def _replace(text: str, pattern: re.Pattern[str], mask: Callable[[re.Match[str]], str | None]) -> str:
    """Put masks in place of what a pattern finds in the plain copy of the text; None leaves it."""
    plain, pieces, kept, position = plain_digits(text), list[str](), 0, 0
    while found := pattern.search(plain, position):
        masked = None if _is_code(plain, found.start()) else mask(found)
        if masked is None:
            position = found.start() + 1
        else:
            pieces += [text[kept : found.start()], masked]
            kept = position = found.end()
    return "".join([*pieces, text[kept:]])


def _is_code(plain: str, start: int) -> bool:
    """Whether letters stand right before a number: then it is part of a code, unless they name a phone or an id."""
    before = _LABEL.search(plain, max(start - 24, 0), start)
    return before is not None and before[1].lower() not in _LABELS
