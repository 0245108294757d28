"""The sources of data as a page shows them."""

from collections.abc import Sequence
from datetime import datetime

from dashboard.freshness import age_light, newest_of
from dashboard.lights import ORDER
from dashboard.ports import Source
from dashboard.timekeeping import instant_of, moment_of
from layouts.panels.sources import SourcesView, SourceView


def view_sources(sources: Sequence[Source], now: datetime) -> SourcesView:
    """The sources that have brought rows, worst first; a table without times inside is as old as its last file."""
    seconds = instant_of(now)
    views = []
    for source in sources:
        newest = newest_of(source)
        if not source.rows or not newest:
            continue
        light = age_light(max(seconds - newest, 0), source.cycle_seconds)
        views.append(
            SourceView(table=source.table, cycle_seconds=source.cycle_seconds, newest=moment_of(newest), light=light)
        )
    views.sort(key=lambda view: (ORDER.index(view.light), view.table))
    return SourcesView(sources=tuple(views), now=now)
