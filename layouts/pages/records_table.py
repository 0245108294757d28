"""The table of the ledger: one row a case, sortable heads, every row a link to its case."""

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.clock import NEVER
from dashboard.indicators import REGISTRY, RecordSet
from dashboard.lights import Light
from dashboard.ports import RUNNING_SETS
from dashboard.timekeeping import day_of
from layouts import formats
from layouts.panels.base import stage_name, unit_name
from layouts.parts import Cell, Column, Row, ledger, light, tone, two_lines
from layouts.urls import case_path
from layouts.visit import Visit

COLUMNS: tuple[tuple[str, str, bool, str], ...] = (
    # word, sort column, number, width
    ("light", "", False, "7.5em"),
    ("case_key", "case_key", False, "24%"),
    ("project", "", False, "24%"),
    ("department", "", False, "16%"),
    ("accepted_day", "accepted_day", True, ""),
    ("due_day", "due_day", True, ""),
    ("finish_day", "finish_day", True, ""),
    ("used", "used", True, ""),
    ("overdue", "", True, ""),
    ("paused", "", True, ""),
)
DESCENDING_FIRST = ("accepted_day", "finish_day", "used")


def draw_table(rows: pd.DataFrame, visit: Visit, *, caption: str, key: str) -> Component:
    """The rows of one page; ``key`` is kept in the links, so that the case can lead back here."""
    return ledger(
        [_column(*column, visit=visit) for column in columns_of(key)],
        [_row(row, visit, key) for row in rows.to_dict("records")],
        caption=caption,
    )


def columns_of(key: str) -> tuple[tuple[str, str, bool, str], ...]:
    """The columns of a set; used days order only cases whose clock has stopped, as open ones gain a day each day."""
    records = REGISTRY.get(key).records if key in REGISTRY.keys else RecordSet(key)
    if records not in RUNNING_SETS:
        return COLUMNS
    return tuple((word, "" if word == "used" else sort, number, width) for word, sort, number, width in COLUMNS)


def _column(word: str, sort: str, number: bool, width: str, *, visit: Visit) -> Column:
    words = visit.words
    text = words(f"records.column.{word}")
    if not sort:
        title = words("records.column.used_hint") if word == "used" else ""
        return Column(text=text, number=number, width=width, title=title)
    current = visit.state.sort
    ascending, descending = current == sort, current == f"-{sort}"
    first = f"-{sort}" if sort in DESCENDING_FIRST else sort
    other = sort if first.startswith("-") else f"-{sort}"
    # Three clicks come round to the order of the list itself.
    following = first if not (ascending or descending) else other if current == first else ""
    return Column(
        text=text,
        number=number,
        width=width,
        sort_href=visit.here(sort=following),
        sorted="ascending" if ascending else "descending" if descending else "none",
        title=words("records.column.sort_hint", column=text),
    )


def _row(row: dict[Any, Any], visit: Visit, key: str) -> Row:
    words = visit.words
    case_key = str(row["case_key"])
    item = str(row["item_name"]) or str(row["item_code"])
    project = str(row["project_name"]) or formats.NONE
    department = str(row["department_name"]) or str(row["department"]) or formats.NONE
    limit, used = int(row["limit_days"]), int(row["used"])
    over = max(used - limit, 0) if used >= 0 else 0
    paused = int(row["paused"])
    cells = (
        Cell(children=draw_light(row, visit)),
        two_lines(item, case_key),
        _lines(project, unit_name(str(row["unit"]), words)),
        _lines(department, stage_name(str(row["stage"]), words)),
        day_text(row["accepted_day"], visit),
        _due(row, visit),
        day_text(row["finish_day"], visit) if int(row["finish_day"]) <= visit.query.as_of else formats.NONE,
        f"{formats.count(used) if used >= 0 else formats.NONE} / {formats.count(limit)}",
        tone(formats.count(over), "red") if over else formats.NONE,
        formats.count(paused) if paused > 0 else formats.NONE,
    )
    href = visit.state.url(case_path(case_key), kind=key, after=visit.state.after)
    return Row(cells=cells, href=href, link_at=1)


def _lines(first: str, second: str) -> Component:
    """Two lines like ``two_lines``, the first one not bold: only the item is the row's name."""
    return html.Div([html.Div(first), html.Div(second, className="t2")])


def _due(row: dict[Any, Any], visit: Visit) -> str | Cell:
    """The due day; while the clock stands still there is none."""
    if str(row["light"]) == Light.PAUSED:
        return Cell(children=formats.NONE, title=visit.words("records.paused_due"))
    return day_text(row["due_day"], visit)


def draw_light(row: dict[Any, Any], visit: Visit) -> Component:
    """The light with its word, and the days that matter read aloud."""
    words = visit.words
    kind = str(row["light"])
    word = words(f"vocabulary.light.{kind}")
    remaining = int(row["remaining"])
    if kind == Light.DONE and int(row["used"]) > int(row["limit_days"]):
        return light(kind, words("records.late_word"))
    if kind == Light.GREY and real_day(row["out_day"]) is not None:
        return light(kind, words("records.out_word"))
    if kind == Light.RED:
        return light(kind, word, label=words("records.overdue_label", light=word, n=-remaining))
    if kind in (Light.YELLOW, Light.GREEN):
        return light(kind, word, label=words("records.left_label", light=word, n=remaining))
    if kind == Light.PAUSED:
        return light(kind, word, label=words("records.paused_label", light=word, n=int(row["paused"])))
    return light(kind, word)


def real_day(number: Any) -> int | None:
    """A stored day number, or None for what never happened, is missing, or is no number."""
    if number is None or pd.isna(number):
        return None
    day = int(number)
    return day if -200_000 < day < NEVER else None


def day_text(number: Any, visit: Visit) -> str:
    """A stored day as the screen writes it."""
    day = real_day(number)
    return formats.day_full(day_of(day) if day is not None else None, visit.lang)
