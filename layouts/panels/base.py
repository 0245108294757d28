"""What panels share: figures with their links, names of units and periods, words for lights and changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dash import html
from dash.development.base_component import Component

from dashboard.indicators import Figure, FigureUnit
from dashboard.lights import Light
from dashboard.text import Words
from dashboard.vocabulary import UNIT_BY_CODE
from layouts import formats
from layouts.parts import Child, light, link, tone
from layouts.visit import Visit

PeriodKind = Literal["month", "year", "days"]
UP_TO = 14
"""Longest item or department name, in characters, that a sentence repeats in full."""


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure and where its records are listed."""

    figure: Figure
    href: str

    @classmethod
    def of(cls, figure: Figure, *, href: str) -> "FigureView":
        """The view of a figure."""
        return cls(figure, href)

    @property
    def value(self) -> float | int | None:
        """The figure's value."""
        return self.figure.value

    @property
    def count(self) -> int:
        """The value of a figure that counts."""
        return int(self.figure.value or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodView:
    """A period: its kind, first and last day, and its text in an address."""

    kind: str
    first: date
    last: date
    text: str


def period_name(period: PeriodView, visit: Visit) -> str:
    """``2026 年 1 月``, ``2026 年`` or ``2026-01-05 至 2026-01-20``."""
    if period.kind == "month":
        return formats.month(period.first, visit.lang)
    if period.kind == "year":
        return visit.words("overview.year", year=period.first.year)
    first, last = formats.day_full(period.first, visit.lang), formats.day_full(period.last, visit.lang)
    return visit.words("overview.days", first=first, last=last)


def month_day(month: int) -> date:
    """The first day of a month given as year × 100 + month."""
    return date(month // 100, month % 100, 1)


def day_before(day: date) -> date:
    """The day before."""
    return day - timedelta(days=1)


def unit_name(code: str, words: Words) -> str:
    """Name of a unit; a code nobody knows stays a code."""
    unit = UNIT_BY_CODE.get(code)
    return code if unit is None else unit.zh if words.is_chinese else unit.en


def unit_short(code: str, words: Words) -> str:
    """Short name of a unit for a sentence: 泉港."""
    unit, key = UNIT_BY_CODE.get(code), f"vocabulary.unit_short.{code}"
    if unit is None or words.is_chinese:
        return unit.short if unit else code
    return words(key) if key in words else unit.en


def unit_tile(code: str, words: Words) -> str:
    """Name of a unit that fits a tile: counties in full, zones short."""
    name = unit_name(code, words)
    return name if len(name) <= 3 else unit_short(code, words)


def stage_name(code: str, words: Words) -> str:
    """Name of a stage; unknown and missing ones are other approvals."""
    key = f"vocabulary.stage.{code}"
    return words(key) if key in words else words("vocabulary.stage.0")


def joined(names: Sequence[str], words: Words) -> str:
    """``泉港、南安`` / ``Quangang and Nan'an``."""
    if len(names) < 2:
        return "".join(names)
    head = words("overview.list.comma").join(names[:-1])
    return words("overview.list.last", head=head, last=names[-1])


def counted(words: Words, key: str, n: int, **params: object) -> str:
    """The sentence ``key.one`` or ``key.many`` with ``{n}``."""
    return words(f"{key}.one" if n == 1 else f"{key}.many", n=formats.count(n), **params)


def sentence(text: str) -> str:
    """The text with a capital at its start (Chinese stays as it is)."""
    return text[:1].upper() + text[1:]


def short_name(name: str) -> str:
    """A name short enough for a title."""
    return name if len(name) <= UP_TO else f"{name[: UP_TO - 1]}…"


def show_value(figure: Figure, visit: Visit) -> str:
    """A figure with its unit."""
    value, lang = figure.value, visit.lang
    if figure.unit is FigureUnit.RATE:
        return formats.rate(value)
    if figure.unit is FigureUnit.CASES:
        return formats.cases(value, lang)
    return formats.days(value, lang, places=1 if isinstance(value, float) else 0)


def goal_light(figure: Figure, words: Words) -> Component | None:
    """The light of a figure against its target, in words that name what it judges: 达标, 低于目标."""
    if figure.light is None or figure.target is None:
        return None
    side = "low" if figure.target.higher_is_better else "high"
    word = words(f"overview.goal.{figure.light.value}.{side}")
    name = words(f"indicators.{figure.key}.name")
    return light(figure.light.value, word, label=words("overview.goal.label", name=name, word=word))


def definition_link(visit: Visit, key: str) -> Component:
    """The small 口径 link of a panel: to the indicator's entry on the definitions page, for the same filters."""
    words = visit.words
    title = words("overview.definition_of", name=words(f"indicators.{key}.name"))
    return link(
        words("overview.definition"), f"{visit.records('/definitions')}#{key}", title=title, class_name="text-3 cap"
    )


def signed(value: float | int | None, unit: FigureUnit) -> str:
    """A change with its sign: points of a percentage, working days with one decimal, whole cases."""
    if unit is FigureUnit.RATE:
        return formats.pp_number(value)
    return formats.decimal(value, 1 if unit is FigureUnit.WORKDAYS else 0, signed=True)


def change(now: float | int | None, then: float | int | None) -> float | int | None:
    """The difference of two values, where both are known."""
    return None if now is None or then is None else now - then


def lamp_word(kind: Light | str, words: Words) -> str:
    """红灯, 黄灯 …"""
    return words(f"vocabulary.light.{kind}")


def toned(text: str, kind: Light | None) -> Child:
    """Text in a light's ink, plain without one."""
    return html.B(text) if kind is None else tone(text, kind.value)
