"""The light of a source's age, measured in the cycles in which it should come."""

from collections.abc import Sequence
from datetime import datetime

from dashboard.lights import ORDER, Light
from dashboard.ports import Source
from dashboard.timekeeping import instant_of, moment_of
from layouts.panels.sources import SourcesView, SourceView

YELLOW_CYCLES = 3
RED_CYCLES = 12
FIRST = ("event", "case", "project", "special", "document", "ledger")
"""Tables that the figures rest on most, in this order, among sources of one light."""


def age_light(age_seconds: int, cycle_seconds: int) -> Light:
    """Green up to three cycles, yellow beyond, red beyond twelve; grey for a source without a cycle."""
    if cycle_seconds <= 0:
        return Light.GREY
    if age_seconds > RED_CYCLES * cycle_seconds:
        return Light.RED
    return Light.YELLOW if age_seconds > YELLOW_CYCLES * cycle_seconds else Light.GREEN


def view_sources(sources: Sequence[Source], now: datetime) -> SourcesView:
    """The sources that have brought rows, worst first; a table without times inside is as old as its last file."""
    seconds = instant_of(now)
    views = []
    for source in sources:
        newest = source.data_time or source.last_import
        if not source.rows or not newest:
            continue
        light = age_light(max(seconds - newest, 0), source.cycle_seconds)
        views.append(
            SourceView(table=source.table, cycle_seconds=source.cycle_seconds, newest=moment_of(newest), light=light)
        )
    views.sort(key=lambda view: (ORDER.index(view.light), _rank(view.table), view.table))
    return SourcesView(sources=tuple(views), now=now)


def _rank(table: str) -> int:
    return FIRST.index(table) if table in FIRST else len(FIRST)
