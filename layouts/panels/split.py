"""Whose time it was: the working days of closed cases split into agency, applicant and special procedure, by stage."""

from dataclasses import dataclass

from dash.development.base_component import Component

from layouts import formats
from layouts.panels.base import FigureView, definition_link, stage_name
from layouts.parts import Column, Empty, Row, ledger, link, mini_bar, panel
from layouts.visit import Visit

PARTS = ("agency_days", "applicant_days", "special_days")
"""Parts of a case's life, keys of ``approvals.*``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitRow:
    """One stage (empty: all stages): mean days by part and the cases they rest on."""

    stage: str
    parts: dict[str, FigureView]
    n: int
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitView:
    """All stages together, then each stage."""

    rows: tuple[SplitRow, ...]


def build_split(view: SplitView, visit: Visit) -> Component:
    """A table with a bar a part."""
    words = visit.words
    total = view.rows[0] if view.rows else None
    if total is None or not total.n:
        state = Empty(title=words("approvals.split.none"), text=words("approvals.split.none_text"))
        return panel(words("approvals.split.title_none"), state=state)
    values = [row.parts[part].value or 0.0 for row in view.rows for part in PARTS]
    columns = [
        Column(text=words("approvals.split.col.stage")),
        Column(text=words("approvals.split.col.n"), number=True),
        *(Column(text=words(f"indicators.approvals.{part}.short"), width="22%") for part in PARTS),
    ]
    table = ledger(
        columns,
        [_row(row, max(values), visit) for row in view.rows],
        caption=words("approvals.split.caption"),
        dense=True,
    )
    title = split_title(total, visit)
    unit = words("approvals.split.unit")
    return panel(title, table, unit=unit, aside=definition_link(visit, "approvals.agency_days"))


def split_title(total: SplitRow, visit: Visit) -> str:
    """Mean days with the agency, and how many the clock stood still."""
    stopped = (total.parts["applicant_days"].value or 0.0) + (total.parts["special_days"].value or 0.0)
    agency = formats.days(total.parts["agency_days"].value, visit.lang)
    return visit.words("approvals.split.title", agency=agency, stopped=formats.days(stopped, visit.lang))


def _row(row: SplitRow, longest: float, visit: Visit) -> Row:
    stage = row.stage or visit.state.stage
    name = stage_name(stage, visit.words) if stage else visit.words("approvals.split.all")
    bars = [_bar(row.parts[part], longest, stopped=part != PARTS[0], visit=visit) for part in PARTS]
    return Row(cells=(name, formats.count(row.n), *bars), href=row.href)


def _bar(view: FigureView, longest: float, *, stopped: bool, visit: Visit) -> Component:
    value = view.value or 0.0
    text = formats.decimal(view.value)
    return link(mini_bar(text, value, of=longest, kind="pause" if stopped else ""), view.href, class_name="")
