"""From the text of a cell to a value: whole numbers, amounts, yes or no, days and instants.

Every parser takes one text and returns (value, status); whole columns go through `columns.by_distinct`, and the two
layouts in which exchange tables write time are read for all rows at once from a byte matrix.
Times in files are Asia/Shanghai local; the two agree for every text (tested).
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from data_access.importers.columns import Bytes, Ints, Mask, TextColumn, by_distinct
from data_access.importers.model import MISSING

Status = npt.NDArray[np.int8]
OK, EMPTY, BAD, IMPOSSIBLE, SENTINEL, RANGE, SERIAL = range(7)

DAY_SECONDS: Final = 86_400
SHANGHAI_OFFSET: Final = 8 * 3600
FIRST_YEAR, LAST_YEAR = 1900, 2200
SENTINEL_DAYS: Final = frozenset({"1970-01-01", "1970-12-31", "9999-01-01"})
_SENTINEL_NUMBERS: Final = np.array(sorted(np.datetime64(day, "D").astype(np.int64) for day in SENTINEL_DAYS))
_SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
_FIXED_FROM: Final = 694_224_000  # 1992-01-01T00:00 wall time; summer time was last used in 1991

_CLOCK = r"(?:[T\s]*(?P<h>\d{1,2})[:时](?P<mi>\d{1,2})(?:[:分](?P<s>\d{1,2})(?:\.\d+)?秒?|分)?)?"
_ZONE = r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?"
_DATE: Final = re.compile(
    r"(?P<y>\d{4})(?:(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})"
    r"|年\s*(?P<m2>\d{1,2})月\s*(?P<d2>\d{1,2})日)" + _CLOCK + _ZONE,
    re.ASCII,
)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2}))?", re.ASCII)
_SERIAL: Final = re.compile(r"[2-9]\d{4}(?:\.\d+)?", re.ASCII)
_WHOLE: Final = re.compile(r"([+-]?\d{1,17})(?:\.0+)?", re.ASCII)
_AMOUNT: Final = re.compile(r"[+-]?(?:\d{1,15}(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_DAYS: Final = re.compile(r"(.*?)\s*(?:个?工作日|个?自然日|天|日)", re.DOTALL)
_YES: Final = frozenset({"1", "TRUE", "T", "Y", "YES", "是", "工作日", "上班", "补班", "有效"})
_NO: Final = frozenset({"0", "FALSE", "F", "N", "NO", "否", "休息日", "放假", "休息", "节假日", "无效"})


def fold_width(text: str) -> str:
    """Return the text with full-width digits, letters and punctuation folded to half width."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def parse_whole(text: str) -> tuple[int, int]:
    """Read a whole number; `3.0` is 3, `3.5` and `²` are not numbers."""
    if not text:
        return MISSING, EMPTY
    match = _WHOLE.fullmatch(_plain(text))
    return (int(match[1]), OK) if match else (MISSING, BAD)


def _plain(text: str) -> str:
    """Fold width, but not characters such as superscripts that normalisation would turn into digits."""
    if text.isascii() or any(unicodedata.category(mark) == "No" for mark in text):
        return text
    return fold_width(text).strip()


def parse_limit(text: str) -> tuple[int, int]:
    """Read a number of days, 0 or more; `5个工作日` is 5."""
    match = _DAYS.fullmatch(text)
    value, status = parse_whole(match[1] if match else text)
    return (value, status) if status != OK or 0 <= value <= 100_000 else (MISSING, BAD)


def parse_state(text: str) -> tuple[int, int]:
    """Read a BLZT code: 1 to 16."""
    value, status = parse_whole(text)
    return (value, status) if status != OK or 1 <= value <= 16 else (MISSING, RANGE)


def parse_amount(text: str) -> tuple[float, int]:
    """Read an amount; thousands separators are accepted, 0 is a sentinel."""
    if not text:
        return float("nan"), EMPTY
    plain = _plain(text).replace(",", "")
    if not _AMOUNT.fullmatch(plain):
        return float("nan"), BAD
    return (float(plain), OK) if float(plain) != 0 else (float("nan"), SENTINEL)


def parse_flag(text: str) -> tuple[bool, int]:
    """Read yes or no in digits or in words."""
    plain = _plain(text).upper()
    if plain in _YES:
        return True, OK
    if plain in _NO:
        return False, OK
    return False, BAD if text else EMPTY


def parse_valid(text: str) -> tuple[bool, int]:
    """Read SJYXBS: 1 valid, 0 invalid, empty valid."""
    return (True, OK) if not text else parse_flag(text)


def parse_moment(text: str, *, epoch_1904: bool = False, layout: str = "") -> tuple[int, int]:
    """Read a date or a time of day written in any accepted way.

    Returns:
        (local seconds since 1970-01-01T00:00 in Asia/Shanghai wall time, status).
    """
    if not text:
        return 0, EMPTY
    plain = _plain(text)
    if layout:
        return _by_layout(plain, layout)
    match = _DATE.fullmatch(plain)
    if match:
        parts = match.groupdict()
        month, day = parts["m"] or parts["m2"], parts["d"] or parts["d2"]
        numbers = [parts["y"], month, day, parts["h"], parts["mi"], parts["s"]]
        return _assemble([int(part or 0) for part in numbers], zone=parts["zone"])
    compact = _COMPACT.fullmatch(plain)
    if compact:
        return _assemble([int(part or 0) for part in compact.groups()], zone=None)
    if _SERIAL.fullmatch(plain):
        origin = -24_107 if epoch_1904 else -25_569
        return round((float(plain) + origin) * DAY_SECONDS), SERIAL
    return 0, BAD


def _by_layout(text: str, layout: str) -> tuple[int, int]:
    try:
        read = datetime.strptime(text, layout)
    except ValueError:
        return 0, BAD
    return _assemble([read.year, read.month, read.day, read.hour, read.minute, read.second], zone=None)


def _assemble(parts: list[int], *, zone: str | None) -> tuple[int, int]:
    year, month, day, hour, minute, second = parts
    if f"{year:04}-{month:02}-{day:02}" in SENTINEL_DAYS:
        return 0, SENTINEL
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and hour < 24 and minute < 60 and second < 60):
        return 0, IMPOSSIBLE
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return 0, IMPOSSIBLE
    read = datetime(year, month, day, hour, minute, second) - datetime(1970, 1, 1)
    local = read // timedelta(seconds=1)
    if not zone:
        return local, OK
    sign = -1 if zone[0] == "-" else 1
    digits = zone.lstrip("+-").replace(":", "")
    offset = 0 if zone == "Z" else sign * (int(digits[:2]) * 3600 + int(digits[2:]) * 60)
    return local - offset + SHANGHAI_OFFSET, OK


def moments(column: TextColumn, *, epoch_1904: bool = False, layout: str = "") -> tuple[Ints, Status]:
    """Read a column of dates or times: (local seconds, status), each of shape (rows,)."""
    count = len(column.values)
    seconds, status = np.zeros(count, dtype=np.int64), np.full(count, BAD, dtype=np.int8)
    status[column.empty] = EMPTY
    rest = ~column.empty
    if not layout:
        for width in (19, 10):
            which = np.flatnonzero(column.lengths == width)
            if which.size:
                fits, seconds_read, status_read = _fixed(column.matrix(which, width=width))
                seconds[which[fits]], status[which[fits]] = seconds_read[fits], status_read[fits]
                rest[which[fits]] = False
    left = np.flatnonzero(rest)
    if left.size:
        parse = partial(parse_moment, epoch_1904=epoch_1904, layout=layout)
        seconds[left], status[left] = by_distinct([column.values[i] for i in left.tolist()], parse, dtype=np.int64)
    return seconds, status


def _fixed(block: Bytes) -> tuple[Mask, Ints, Status]:
    """Read `yyyy-MM-dd[ HH:mm:ss]` (also / and T) from a (rows, 10 or 19) byte matrix; the mask tells which fit."""
    places = [0, 1, 2, 3, 5, 6, 8, 9] + ([11, 12, 14, 15, 17, 18] if block.shape[1] == 19 else [])
    digits = block[:, places].astype(np.int32) - 0x30
    dash = block[:, 4]
    fits = ((digits >= 0) & (digits <= 9)).all(axis=1) & (dash == block[:, 7]) & ((dash == 0x2D) | (dash == 0x2F))
    if block.shape[1] == 19:
        fits &= ((block[:, 10] == 0x20) | (block[:, 10] == 0x54)) & (block[:, 13] == 0x3A) & (block[:, 16] == 0x3A)
    year = digits[:, :4] @ np.array([1000, 100, 10, 1], dtype=np.int32)
    pairs = digits[:, 4::2] * 10 + digits[:, 5::2]
    month, day = pairs[:, 0], pairs[:, 1]
    safe_month, safe_year = np.clip(month, 1, 12), np.clip(year, 1, 9999)
    first = (safe_year - 1970).astype("M8[Y]").astype("M8[M]") + (safe_month - 1)
    days = first.astype("M8[D]").astype(np.int64) + day - 1
    length = (first + 1).astype("M8[D]").astype(np.int64) - first.astype("M8[D]").astype(np.int64)
    possible = (year >= FIRST_YEAR) & (year <= LAST_YEAR) & (month == safe_month) & (day >= 1) & (day <= length)
    seconds = days * DAY_SECONDS
    if block.shape[1] == 19:
        possible &= (pairs[:, 2] < 24) & (pairs[:, 3] < 60) & (pairs[:, 4] < 60)
        seconds = seconds + pairs[:, 2].astype(np.int64) * 3600 + pairs[:, 3] * 60 + pairs[:, 4]
    status = np.where(possible, OK, IMPOSSIBLE).astype(np.int8)
    status[(month == safe_month) & np.isin(days, _SENTINEL_NUMBERS) & (day >= 1) & (day <= length)] = SENTINEL
    return fits, seconds, status


def to_utc(local: Ints) -> Ints:
    """Turn Asia/Shanghai wall seconds into UTC epoch seconds (fixed +8 h since 1992, the zone's own rules before)."""
    utc = local - SHANGHAI_OFFSET
    for index in np.flatnonzero(local < _FIXED_FROM):
        wall = datetime(1970, 1, 1) + timedelta(seconds=int(local[index]))
        utc[index] = int(wall.replace(tzinfo=_SHANGHAI).timestamp())
    return utc


PARSERS: Final[dict[str, tuple[Callable[[str], tuple[int | float | bool, int]], npt.DTypeLike]]] = {
    "whole": (parse_whole, np.int64),
    "limit": (parse_limit, np.int64),
    "state": (parse_state, np.int16),
    "amount": (parse_amount, np.float64),
    "flag": (parse_flag, np.bool_),
    "valid": (parse_valid, np.bool_),
}
