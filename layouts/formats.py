"""Numbers and dates as the screen writes them, in Chinese (``zh``, default) and English (``en``).

The table of DESIGN §7. Rounding is half up and happens here only, on the shortest decimal form of a float, so 98.65 is
98.7 and never 98.6. Rates are fractions of one (0.986 → ``98.6%``). ``None`` and NaN read ``—``; minus is U+2212.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

Lang = str
"""A language of the text catalogue: anything that starts with ``en`` is English, the rest Chinese."""

Number = int | float | Decimal | Fraction

NONE: Final = "—"
MINUS: Final = "−"
ZONE: Final = ZoneInfo("Asia/Shanghai")

_UNITS: Final[Mapping[str, tuple[str, str, str]]] = MappingProxyType(
    {  # Chinese, English, English for exactly one
        "cases": ("{} 件", "{} cases", "{} case"),
        "pp": ("{} 个百分点", "{} pp", "{} pp"),
        "days": ("{} 工作日", "{} working days", "{} working day"),
        "calendar_days": ("{} 天", "{} days", "{} day"),
        "hours": ("{} 小时", "{} hours", "{} hour"),
        "faster": ("快 {}", "{} faster", "{} faster"),
        "slower": ("慢 {}", "{} slower", "{} slower"),
        "minutes_ago": ("{} 分钟前", "{} min ago", "{} min ago"),
        "minutes_late": ("延迟 {} 分钟", "{} min late", "{} min late"),
    }
)
_NOW: Final = ("刚刚", "just now")
_NOT_APPLICABLE: Final = ("不适用", "not applicable")
_WEEKDAYS: Final = (
    ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
)
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def english(lang: Lang) -> bool:
    """Whether numbers and dates take their English form."""
    return lang.lower().startswith("en")


def _at(lang: Lang) -> int:
    return 1 if english(lang) else 0


def _unit(key: str, text: str, lang: Lang) -> str:
    """Put a number into its unit; none stays a bare dash."""
    if text == NONE:
        return text
    return _UNITS[key][2 if english(lang) and text == "1" else _at(lang)].format(text)


def _exact(x: Number | None) -> Fraction | None:
    """Return the value a reader of ``repr`` would write down, or None for None, NaN and infinities."""
    if x is None:
        return None
    if isinstance(x, Fraction):
        return x
    value = x if isinstance(x, Decimal) else Decimal(str(float(x)) if isinstance(x, float) else int(x))
    return Fraction(value) if value.is_finite() else None


def round_half_up(x: Number, places: int = 0) -> Decimal:
    """Round to ``places`` decimals, ties away from zero."""
    value = _exact(x)
    if value is None:
        raise ValueError("only finite numbers can be rounded")
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    sign = 1 if value < 0 else 0
    return Decimal((sign, tuple(int(digit) for digit in str(whole)), -places))


def _percent(x: Number | None) -> Fraction | None:
    value = _exact(x)
    return None if value is None else value * 100


def decimal(x: Number | None, places: int = 1, *, signed: bool = False) -> str:
    """``1234.56`` → ``1,234.6``; with ``signed`` a plus or true minus in front, none at zero."""
    if x is None or _exact(x) is None:
        return NONE
    value = round_half_up(x, places)
    sign = MINUS if value < 0 else "+" if signed and value > 0 else ""
    return f"{sign}{abs(value):,.{places}f}"


def count(n: Number | None, *, signed: bool = False) -> str:
    """``2306`` → ``2,306``."""
    return decimal(n, 0, signed=signed)


def cases(n: Number | None, lang: Lang = "zh") -> str:
    """``2306`` → ``2,306 件`` / ``2,306 cases``."""
    return _unit("cases", count(n), lang)


def percent(x: Number | None, places: int = 1) -> str:
    """Fraction to percentage points without the sign, for the big number of a tile: ``0.986`` → ``98.6``."""
    return decimal(_percent(x), places)


def rate(x: Number | None, places: int = 1) -> str:
    """``0.986`` → ``98.6%``."""
    text = percent(x, places)
    return text if text == NONE else f"{text}%"


def pp_number(x: Number | None, places: int = 1) -> str:
    """Difference of two fractions, signed, without its unit: ``0.003`` → ``+0.3``."""
    return decimal(_percent(x), places, signed=True)


def pp(x: Number | None, lang: Lang = "zh", *, places: int = 1) -> str:
    """Difference of two fractions: ``0.003`` → ``+0.3 个百分点`` / ``+0.3 pp``."""
    return _unit("pp", pp_number(x, places), lang)


def days(x: Number | None, lang: Lang = "zh", *, places: int = 1) -> str:
    """Mean working days: ``3.84`` → ``3.8 工作日``."""
    return _unit("days", decimal(x, places), lang)


def item_days(used: Number | None, limit: Number | None, lang: Lang = "zh") -> str:
    """Whole working days of one item against its limit: ``16 / 12 工作日``."""
    if used is None and limit is None:
        return NONE
    return _unit("days", f"{count(used)} / {count(limit)}", lang)


def calendar_days(n: Number | None, lang: Lang = "zh") -> str:
    """``14`` → ``14 天``."""
    return _unit("calendar_days", count(n), lang)


def hours(n: Number | None, lang: Lang = "zh") -> str:
    """``31`` → ``31 小时``."""
    return _unit("hours", count(n), lang)


def faster(x: Number | None, lang: Lang = "zh") -> str:
    """Share by which the actual beats the promise: ``0.604`` → ``快 60.4%``; negative → ``慢 …``."""
    value = _percent(x)
    if value is None:
        return NONE
    shown = round_half_up(value, 1)
    return _unit("slower" if shown < 0 else "faster", f"{abs(shown):,.1f}%", lang)


def tonnage(dwt: Number | None, lang: Lang = "zh", *, places: int = 1) -> str:
    """Deadweight tons: ``5_560_000`` → ``556.0 万载重吨`` / ``5.560 M DWT``; from 1 亿 on in 亿."""
    value = _exact(dwt)
    if value is None:
        return NONE
    if english(lang):
        million = abs(value) >= 1_000_000
        return f"{decimal(value / 1_000_000, 3)} M DWT" if million else f"{count(value)} DWT"
    if abs(value) >= 100_000_000:
        return f"{decimal(value / 100_000_000, 2)} 亿载重吨"
    return f"{decimal(value / 10_000, places)} 万载重吨"


def money(wan: Number | None, lang: Lang = "zh") -> str:
    """Money given in 万元: ``4900`` → ``4,900.0 万元`` / ``CNY 49.0 M``; from 1 亿 on ``1.23 亿元``."""
    value = _exact(wan)
    if value is None:
        return NONE
    if english(lang):
        return f"CNY {decimal(value / 100, 1)} M"
    return f"{decimal(value / 10_000, 2)} 亿元" if abs(value) >= 10_000 else f"{decimal(value, 1)} 万元"


def not_applicable(lang: Lang = "zh") -> str:
    """``不适用``."""
    return _NOT_APPLICABLE[_at(lang)]


def local(moment: datetime) -> datetime:
    """Return the moment in Asia/Shanghai.

    Raises:
        ValueError: the moment has no time zone, so nobody knows when it is.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment on screen needs a time zone")
    return moment.astimezone(ZONE)


def _day(day: date) -> date:
    return local(day).date() if isinstance(day, datetime) else day


def day_short(day: date | None, lang: Lang = "zh") -> str:
    """In lists: ``02-09`` / ``9 Feb``."""
    if day is None:
        return NONE
    d = _day(day)
    return f"{d.day} {_MONTHS[d.month - 1]}" if english(lang) else f"{d.month:02d}-{d.day:02d}"


def day_full(day: date | None, lang: Lang = "zh") -> str:
    """With the year: ``2026-02-09`` / ``9 Feb 2026``."""
    if day is None:
        return NONE
    d = _day(day)
    return f"{day_short(d, lang)} {d.year}" if english(lang) else d.isoformat()


def day_wall(day: date | None, lang: Lang = "zh") -> str:
    """On the wall: ``2 月 9 日 周一`` / ``Mon 9 Feb``."""
    if day is None:
        return NONE
    d = _day(day)
    weekday = _WEEKDAYS[_at(lang)][d.weekday()]
    return f"{weekday} {day_short(d, lang)}" if english(lang) else f"{d.month} 月 {d.day} 日 {weekday}"


def month(day: date | None, lang: Lang = "zh") -> str:
    """A period: ``2026 年 1 月`` / ``Jan 2026``."""
    if day is None:
        return NONE
    return f"{_MONTHS[day.month - 1]} {day.year}" if english(lang) else f"{day.year} 年 {day.month} 月"


def month_tick(day: date, lang: Lang = "zh") -> str:
    """Under a chart: ``1月`` / ``Jan``."""
    return _MONTHS[day.month - 1] if english(lang) else f"{day.month}月"


def clock(moment: datetime | None) -> str:
    """``09:11``, 24 hours, Asia/Shanghai."""
    return NONE if moment is None else f"{local(moment):%H:%M}"


def moment(at: datetime | None, lang: Lang = "zh") -> str:
    """``2026-02-09 09:11`` / ``9 Feb 2026 09:11``."""
    return NONE if at is None else f"{day_full(at, lang)} {clock(at)}"


def age(then: datetime | None, now: datetime, lang: Lang = "zh", *, late: bool = False) -> str:
    """Age of a moment: ``刚刚`` under a minute, ``n 分钟前`` under an hour, then the clock time, then the day.

    ``late`` says ``延迟 n 分钟`` at any age. A moment in the future (clocks differ) counts as now.
    """
    if then is None:
        return NONE
    passed = max(local(now) - local(then), timedelta())
    minutes = int(passed.total_seconds() // 60)
    if late:
        return _unit("minutes_late", count(minutes), lang)
    if minutes < 1:
        return _NOW[_at(lang)]
    if minutes < 60:
        return _unit("minutes_ago", count(minutes), lang)
    if local(then).date() == local(now).date():
        return clock(then)
    return f"{day_short(then, lang)} {clock(then)}"
