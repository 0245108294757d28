"""Reading what is wrong with the data: stored findings, and those that depend on the day they are asked for."""

import pandas as pd
from sqlalchemy import ColumnElement, Connection, false, func, select

from dashboard.clock import NEVER
from dashboard.permissions import Scope
from dashboard.ports import Finding, RecordPage, Source
from data_access.bulk import fetch_frame
from data_access.readers.filters import batch_in_scope, in_scope
from data_access.readers.personal import mask_frame
from data_access.schema import approval_fact, finding, import_batch, import_issue, orphan, source

BAD_ROWS = "bad_row"
ORPHANS = "orphan_event"
PAUSE_OVERRUN = "pause_overrun"
NOT_TOLD = -1
_COLUMNS = ("case_key", "unit", "file", "sheet", "row", "column", "code", "value", "detail")


def read_findings(conn: Connection, *, scope: Scope, pause_since: int) -> list[Finding]:
    """Counts by kind. ``pause_since``: an open pause begun before this day is past its limit."""
    grouped = select(finding.c.kind, func.count()).where(*in_scope(finding.c.unit, scope)).group_by(finding.c.kind)
    counts: dict[str, int] = dict(conn.execute(grouped).all())
    counts[PAUSE_OVERRUN] = conn.execute(
        select(func.count()).select_from(approval_fact).where(*_overrun(scope, pause_since))
    ).scalar_one()
    for kind, table, wanted in ((ORPHANS, orphan, _waiting(scope)), (BAD_ROWS, import_issue, _left_out(scope))):
        counts[kind] = conn.execute(select(func.count()).select_from(table).where(*wanted)).scalar_one()
    return [Finding(kind, int(count)) for kind, count in sorted(counts.items()) if count]


def _waiting(scope: Scope) -> list[ColumnElement[bool]]:
    """Events without a case belong to no unit that anybody knows: they are for whoever sees all units."""
    return [] if scope.units is None else [false()]


def _left_out(scope: Scope) -> list[ColumnElement[bool]]:
    return [import_issue.c.severity == "error", *batch_in_scope(import_issue.c.batch_id, scope)]


def _overrun(scope: Scope, pause_since: int) -> list[ColumnElement[bool]]:
    table = approval_fact.c
    return [table.end_day == NEVER, table.pause_day < pause_since, *in_scope(table.unit, scope)]


def read_finding_rows(
    conn: Connection, *, kind: str, scope: Scope, after: str, limit: int, pause_since: int
) -> RecordPage:
    """Rows behind one kind of finding, in the order of their keys; ``after`` is the last key of the former page."""
    if kind == BAD_ROWS:
        return _bad_rows(conn, scope=scope, after=after, limit=limit)
    if kind == ORPHANS:
        key = orphan.c.case_key
        statement = select(key, orphan.c.events.label("detail")).where(*_waiting(scope))
    elif kind == PAUSE_OVERRUN:
        key = approval_fact.c.case_key
        statement = select(key, approval_fact.c.unit, approval_fact.c.pause_day.label("detail")).where(
            *_overrun(scope, pause_since)
        )
    else:
        key = finding.c.case_key
        statement = select(key, finding.c.unit, finding.c.detail).where(
            finding.c.kind == kind, *in_scope(finding.c.unit, scope)
        )
    total = conn.execute(select(func.count()).select_from(statement.subquery())).scalar_one()
    rows = fetch_frame(conn, statement.where(key > after).order_by(key).limit(limit + 1))
    return _page(rows, "case_key", limit, total, scope)


def _bad_rows(conn: Connection, *, scope: Scope, after: str, limit: int) -> RecordPage:
    """Quarantined rows, newest import first; the cursor counts rows already shown."""
    shown = int(after) if after.isdecimal() else 0
    wanted = _left_out(scope)
    total = conn.execute(select(func.count()).select_from(import_issue).where(*wanted)).scalar_one()
    rows = fetch_frame(
        conn,
        select(import_issue)
        .join(import_batch, import_batch.c.batch_id == import_issue.c.batch_id)
        .where(*wanted)
        .order_by(import_batch.c.finished_at.desc(), import_issue.c.batch_id, import_issue.c.position)
        .offset(shown)
        .limit(limit),
    )
    page = mask_frame(rows.reindex(columns=list(_COLUMNS), fill_value=""), scope)
    following = shown + len(rows)
    return RecordPage(rows=page, next=str(following) if following < total else "", total=total)


def _page(rows: pd.DataFrame, key: str, limit: int, total: int, scope: Scope) -> RecordPage:
    more, rows = len(rows) > limit, rows.head(limit)
    return RecordPage(
        rows=mask_frame(rows.reindex(columns=list(_COLUMNS), fill_value=""), scope),
        next=str(rows[key].iloc[-1]) if more else "",
        total=total,
    )


def read_sources(conn: Connection, *, scope: Scope) -> list[Source]:
    """Every source that has ever brought rows: its age is a fact of the city, its rows are those of all units."""
    return [
        Source(
            row.table,
            row.rows if scope.units is None else NOT_TOLD,
            row.last_import,
            row.data_time,
            row.cycle_seconds,
        )
        for row in conn.execute(select(source).order_by(source.c.table))
    ]
