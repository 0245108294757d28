"""The records behind a figure, page by page."""

from typing import Any

import pandas as pd

from callbacks.http.api_v1.models import RecordParams
from dashboard.board import Board
from dashboard.clock import NEVER, NONE_DAY
from dashboard.indicators import REGISTRY
from dashboard.period import Query
from dashboard.ports import RECORD_COLUMNS, RecordQuery
from dashboard.timekeeping import day_of

DAYS = frozenset(name for name in RECORD_COLUMNS if name.endswith("_day"))
WHOLE = frozenset({"limit_days", "statutory_days", "used", "paused", "finish_state", "out_state", "remaining"})
FLAGS = frozenset({"instant", "online"})
MAY_BE_NEGATIVE = "remaining"


def answer_records(board: Board, key: str, query: Query, params: RecordParams) -> dict[str, Any]:
    """The body of ``GET /api/v1/indicators/{key}/records``. Raises ``NotFound`` for a key that is no indicator's."""
    indicator = REGISTRY.get(key)
    page = board.records(
        RecordQuery(
            records=indicator.records,
            where=query.where,
            first=query.period.first,
            last=query.period.last,
            as_of=query.as_of,
            sort=params.sort.removeprefix("-"),
            descending=params.sort.startswith("-"),
            after=params.after,
            limit=params.limit,
            search=params.q,
        )
    )
    # The figure itself says how many records it counts; only a search narrows them further.
    total = page.total if page.total >= 0 else board.figures(query, [key])[key].n
    return {
        "revision": board.revision.number,
        "as_of": day_of(query.as_of).isoformat(),
        "key": key,
        "total": total,
        "next": page.next or None,
        "items": record_items(page.rows),
    }


def record_items(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON: days as ISO dates, what is missing as null."""
    columns = {name: [read_cell(name, value) for value in rows[name].tolist()] for name in RECORD_COLUMNS}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def read_cell(name: str, value: Any) -> Any:
    """One cell of a record."""
    if value is None or value != value:
        return None
    if name in DAYS:
        return iso_day(int(value))
    if name in WHOLE:
        return None if int(value) < 0 and name != MAY_BE_NEGATIVE else int(value)
    if name in FLAGS:
        return bool(value)
    return str(value) or None


def iso_day(day: int | None) -> str | None:
    """A day number as an ISO date; what is missing or has not happened is null."""
    return None if day is None or day in (NEVER, NONE_DAY) else day_of(day).isoformat()


def question(key: str, params: RecordParams) -> tuple[str, ...]:
    """What the answer depends on besides the board."""
    return ("records", key, *params.filters().values(), params.sort, str(params.limit), params.after, params.q)
