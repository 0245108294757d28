"""Where the data come from and how old each source is, measured in its own cycles."""

from dataclasses import dataclass
from datetime import datetime

from dash.development.base_component import Component

from dashboard.lights import Light
from layouts import formats
from layouts.panels.base import counted, joined, sentence
from layouts.parts import Action, Column, Empty, Row, ledger, panel, source_name, tone
from layouts.visit import Visit

ROWS = 5
LATE = (Light.YELLOW, Light.RED)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """One table: how often it should come, the newest time inside it, and the light of its age."""

    table: str
    cycle_seconds: int
    newest: datetime | None
    light: Light


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesView:
    """Sources, worst first, and the moment they are looked at."""

    sources: tuple[SourceView, ...]
    now: datetime


def build_sources(view: SourcesView, visit: Visit) -> Component:
    """The table, or a word where nothing has been imported yet."""
    words = visit.words
    action = Action(text=words("overview.sources.action"), href=visit.to("/imports"))
    if not view.sources:
        state = Empty(title=words("overview.sources.none"), text=words("overview.sources.none_text"), action=action)
        return panel(words("overview.sources.title"), state=state)
    rest = len(view.sources) - ROWS
    if rest > 0:
        action = Action(text=words("overview.sources.rest", n=rest), href=action.href)
    columns = [
        Column(text=words("overview.sources.source")),
        Column(text=words("overview.sources.cycle")),
        Column(text=words("overview.sources.newest"), number=True),
        Column(text=words("overview.sources.age"), number=True),
    ]
    rows = [_row(source, view.now, visit) for source in view.sources[:ROWS]]
    table = ledger(columns, rows, caption=words("overview.sources.caption"))
    return panel(sources_title(view, visit), table, unit=words("overview.sources.unit"), action=action)


def sources_title(view: SourcesView, visit: Visit) -> str:
    """Which sources are late, or that all are on time."""
    words = visit.words
    late = [table_name(source.table, visit) for source in view.sources if source.light in LATE]
    if not late:
        return sentence(counted(words, "overview.sources.all_fresh", len(view.sources)))
    if len(late) > 2:
        return sentence(counted(words, "overview.sources.late_many", len(late)))
    return sentence(counted(words, "overview.sources.late", len(late), names=joined(late, words)))


def table_name(table: str, visit: Visit) -> str:
    """What a table is called; one that nobody named keeps its code."""
    key = f"vocabulary.table.{table}"
    return visit.words(key) if key in visit.words else table


def cycle_words(seconds: int, visit: Visit) -> str:
    """``每 15 分钟``, ``每小时``, ``每天``, ``每月``."""
    words = visit.words
    if seconds < 3600:
        return words("overview.cycle.minutes", n=max(round(seconds / 60), 1))
    if seconds < 86400:
        hours = round(seconds / 3600)
        return words("overview.cycle.hours", n=hours) if hours > 1 else words("overview.cycle.hour")
    days = round(seconds / 86400)
    if days >= 28:
        return words("overview.cycle.month")
    return words("overview.cycle.days", n=days) if days > 1 else words("overview.cycle.day")


def _row(source: SourceView, now: datetime, visit: Visit) -> Row:
    words, lang = visit.words, visit.lang
    name = table_name(source.table, visit)
    is_today = source.newest is not None and formats.local(source.newest).date() == formats.local(now).date()
    newest = formats.clock(source.newest) if is_today else formats.day_short(source.newest, lang)
    age = age_words(source, now, visit)
    late = source.light in LATE
    return Row(
        cells=(
            source_name(source.light.value, name, word=words(f"overview.sources.light.{source.light.value}")),
            cycle_words(source.cycle_seconds, visit) if source.cycle_seconds else formats.NONE,
            newest,
            tone(age, source.light.value) if late else age,
        ),
        href=visit.to("/imports"),
    )


def age_words(source: SourceView, now: datetime, visit: Visit) -> str:
    """``3 分钟前``; what is late by a day or more counts days, because thousands of minutes say nothing."""
    if source.newest is None:
        return formats.NONE
    days = (formats.local(now) - formats.local(source.newest)).days
    if source.light in LATE and days >= 1:
        return visit.words("overview.sources.days_late", days=formats.calendar_days(days, visit.lang))
    return formats.age(source.newest, now, visit.lang, late=source.light in LATE)
