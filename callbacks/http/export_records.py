"""The ledger as an export: every row of a record set in batches, and the lines of its sheet of definitions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from callbacks.records import count_records, find_records, record_query
from callbacks.views.lens import view_period
from dashboard.board import Board
from dashboard.exporting import ExportColumn, ExportRow, ExportTable, Kind, Value
from dashboard.lights import Light
from dashboard.ports import RecordPage, RecordQuery
from dashboard.services import Services
from dashboard.timekeeping import day_of, moment_of
from layouts import formats
from layouts.pages.records_filters import describe_scope
from layouts.pages.records_table import real_day
from layouts.panels.base import period_name, show_value, stage_name, unit_name
from layouts.visit import Visit

BATCH_ROWS = 5_000
MOST_ROWS = 200_000

COLUMNS: tuple[tuple[str, Kind, int], ...] = (
    ("light", Kind.TEXT, 9),
    ("case_key", Kind.TEXT, 24),
    ("item_code", Kind.TEXT, 18),
    ("item_name", Kind.TEXT, 28),
    ("project_key", Kind.TEXT, 26),
    ("project_name", Kind.TEXT, 32),
    ("unit", Kind.TEXT, 12),
    ("department_name", Kind.TEXT, 26),
    ("stage", Kind.TEXT, 18),
    ("accepted_day", Kind.DAY, 12),
    ("due_day", Kind.DAY, 12),
    ("finish_day", Kind.DAY, 12),
    ("result", Kind.TEXT, 14),
    ("used", Kind.WHOLE, 10),
    ("limit_days", Kind.WHOLE, 10),
    ("statutory_days", Kind.WHOLE, 10),
    ("remaining", Kind.WHOLE, 10),
    ("overdue", Kind.WHOLE, 10),
    ("paused", Kind.WHOLE, 10),
    ("instant", Kind.TEXT, 8),
    ("online", Kind.TEXT, 10),
)
WORKDAYS = ("used", "limit_days", "statutory_days", "remaining", "overdue", "paused")


@dataclass
class RecordStream:
    """All rows of a record set, page by page from one board; of another board once the data refuse to stand still.

    ``pinned`` raises ``RevisionMoved`` when the data move; otherwise the stream goes on and remembers that it did.
    """

    services: Services
    board: Board
    query: RecordQuery
    pinned: bool = True
    moved: bool = False
    cut: bool = False
    _revisions: set[int] = field(default_factory=set)

    def batches(self) -> Iterator[list[dict[Any, Any]]]:
        """Rows as dictionaries, ``BATCH_ROWS`` at a time, at most ``MOST_ROWS`` in all."""
        query, left = replace(self.query, after="", limit=BATCH_ROWS), MOST_ROWS
        while True:
            page = self._read(replace(query, limit=min(BATCH_ROWS, left)))
            yield page.rows.to_dict("records")
            left -= len(page.rows)
            if not page.next:
                return
            if left <= 0:
                self.cut = True
                return
            query = replace(query, after=page.next)

    def _read(self, query: RecordQuery) -> RecordPage:
        def ask(board: Board) -> RecordPage:
            page = self.services.reader.read_records(
                query=query, rules=board.rules, scope=board.scope, revision=board.revision
            )
            self.moved |= board.revision.number != self.board.revision.number
            return page

        return ask(self.board) if self.pinned else self.services.boards.answer(ask, scope=self.board.scope)


def record_table(stream: RecordStream, visit: Visit) -> ExportTable:
    """The export of a record set in the language of the visit."""
    words = visit.words
    columns = [
        ExportColumn(
            head=words(f"export.column.{name}"),
            unit=words("export.workdays") if name in WORKDAYS else "",
            kind=kind,
            width=width,
        )
        for name, kind, width in COLUMNS
    ]
    rows = (_row(row, visit) for batch in stream.batches() for row in batch)
    return ExportTable(
        name=words("export.records_name"),
        columns=columns,
        rows=rows,
        notes_name=words("export.notes_name"),
        notes=_notes(stream, visit),
        closing=lambda written: _closing(stream, visit, written),
    )


def _row(row: dict[Any, Any], visit: Visit) -> ExportRow:
    words, light = visit.words, str(row["light"])
    used, limit, statutory = int(row["used"]), int(row["limit_days"]), int(row["statutory_days"])
    finished = real_day(row["finish_day"])
    is_done = finished is not None and finished <= visit.query.as_of
    state = int(row["finish_state"]) if is_done else int(row["out_state"])
    is_over = state and (is_done or (real_day(row["out_day"]) or 0) <= visit.query.as_of)
    values: dict[str, Value] = {
        "light": words(f"vocabulary.light.{light}"),
        "unit": unit_name(str(row["unit"]), words),
        "stage": stage_name(str(row["stage"]), words),
        "accepted_day": _day(row["accepted_day"]),
        "due_day": None if light == Light.PAUSED else _day(row["due_day"]),
        "finish_day": _day(row["finish_day"]) if is_done else None,
        "result": words(f"vocabulary.state.{state}") if is_over else "",
        "used": used if used >= 0 else None,
        "limit_days": limit,
        "statutory_days": statutory if statutory > 0 else None,
        "remaining": limit - used if used >= 0 else None,
        "overdue": max(used - limit, 0) if used >= 0 else None,
        "paused": int(row["paused"]),
        "instant": words("export.yes" if row["instant"] else "export.no"),
        "online": words("export.yes" if row["online"] else "export.no"),
    }
    return [values[name] if name in values else str(row[name]) for name, _, _ in COLUMNS]


def _day(number: Any) -> Value:
    day = real_day(number)
    return None if day is None else day_of(day)


def _notes(stream: RecordStream, visit: Visit) -> Sequence[tuple[str, Value]]:
    """What the rows are: figure, definition, filters, days, data."""
    words, board, reader = visit.words, stream.board, stream.services.reader
    key, indicator, records = find_records(visit.name)
    lines: list[tuple[str, Value]] = []
    if indicator is not None:
        figure = board.figures(visit.query, (key,))[key]
        lines += [
            ("figure", words(f"{indicator.text_key}.name")),
            ("value", show_value(figure, visit)),
            ("definition", words(f"{indicator.text_key}.definition")),
        ]
    items, departments = (reader.read_names(by=by, scope=board.scope) for by in ("item", "department"))
    scope = describe_scope(visit, items=items, departments=departments)
    lines += [
        ("base", words(f"vocabulary.records.{records.value}")),
        ("scope", scope),
        ("search", visit.state.q),
        ("period", period_name(view_period(visit.query.period), visit)),
        ("as_of", day_of(visit.query.as_of)),
        ("sort", visit.state.sort),
        ("data_time", moment_of(board.revision.data_time) if board.revision.data_time else formats.NONE),
        ("revision", board.revision.number),
        ("exported_at", stream.services.clock.now()),
        ("days", words("export.note.days_text")),
        ("text", words("export.note.text_text")),
    ]
    return [(words(f"export.note.{name}"), value) for name, value in lines if value != ""]


def _closing(stream: RecordStream, visit: Visit, written: int) -> Sequence[tuple[str, Value]]:
    """How many rows there are, and whether that is what the figure says."""
    words, lines = visit.words, [("rows", formats.count(written))]
    if stream.cut:
        lines.append(("cut", words("export.note.cut_text", limit=formats.count(MOST_ROWS))))
    elif not visit.state.q:
        expected = count_records(stream.board, visit.query, find_records(visit.name)[2])
        word = "check_same" if expected == written else "check_differs"
        lines.append(("check", words(f"export.note.{word}", n=formats.count(expected))))
    if stream.moved:
        lines.append(("moved", words("export.note.moved_text")))
    return [(words(f"export.note.{name}"), value) for name, value in lines]


def stream_for(services: Services, visit: Visit, *, pinned: bool) -> RecordStream:
    """The stream of the record set that an address names. Raises ``NotFound``."""
    records = find_records(visit.name)[2]
    board = services.boards.current(visit.identity.scope)
    return RecordStream(services, board, record_query(visit, records), pinned=pinned)
