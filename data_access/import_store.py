"""Reports of imports as they are kept: which units they are for, what was left out, and reading them again."""

import json
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd
from sqlalchemy import Connection, insert, select

from dashboard.errors import NotFound
from dashboard.import_report import ImportReport
from dashboard.permissions import Scope
from dashboard.timekeeping import moment_of
from data_access.bulk import insert_frame
from data_access.engine import Change
from data_access.readers.filters import batch_in_scope
from data_access.readers.personal import mask_report
from data_access.schema import import_batch, import_issue, import_unit


def keep(
    unit: Change, report: ImportReport, *, content: str, actor: str, units: Iterable[str], issues: list[pd.DataFrame]
) -> None:
    """Keep a report with all row issues, for the units whose data the import brought."""
    unit.conn.execute(
        insert(import_batch).values(
            batch_id=report.batch_id,
            content=content,
            finished_at=unit.at,
            actor=actor,
            report=json.dumps(report.to_json(), ensure_ascii=False),
        )
    )
    placed = [{"batch_id": report.batch_id, "unit": code} for code in sorted(units)]
    if placed:
        unit.conn.execute(insert(import_unit), placed)
    if issues:
        rows = pd.concat(issues, ignore_index=True)
        insert_frame(unit.conn, import_issue, rows.assign(batch_id=report.batch_id, position=np.arange(len(rows))))


def read_all(conn: Connection, *, scope: Scope, limit: int) -> list[ImportReport]:
    """The latest reports, newest first."""
    newest = select(import_batch.c.report).where(*batch_in_scope(import_batch.c.batch_id, scope))
    newest = newest.order_by(import_batch.c.finished_at.desc(), import_batch.c.batch_id).limit(limit)
    return [_shown(text, scope) for text in conn.execute(newest).scalars()]


def read_one(conn: Connection, batch_id: str, *, scope: Scope) -> ImportReport:
    """One report. Raises ``NotFound``, also for one outside the scope."""
    wanted = select(import_batch.c.report).where(import_batch.c.batch_id == batch_id)
    text = conn.execute(wanted.where(*batch_in_scope(import_batch.c.batch_id, scope))).scalar()
    if text is None:
        raise NotFound("errors.import", value=batch_id[:40])
    return _shown(text, scope)


def same_content(conn: Connection, content: str, *, scope: Scope) -> str | None:
    """As which batch and when the very same bytes were imported last, if they were."""
    row = conn.execute(
        select(import_batch.c.batch_id, import_batch.c.finished_at)
        .where(import_batch.c.content == content, *batch_in_scope(import_batch.c.batch_id, scope))
        .order_by(import_batch.c.finished_at.desc())
    ).first()
    return f"{row.batch_id} {moment_of(row.finished_at).isoformat(timespec='seconds')}" if row else None


def _shown(text: str, scope: Scope) -> ImportReport:
    """A report without what it says of other imports and of events that wait in the whole city."""
    report = mask_report(ImportReport.from_json(json.loads(text)), scope)
    if scope.units is None:
        return report
    return replace(report, already=None, tables=tuple(replace(table, orphan=0) for table in report.tables))


def without_comparison(report: ImportReport) -> ImportReport:
    """What a refusal may say to somebody who sees some units only: what was read, not what it met in the tables."""
    tables = (
        replace(table, new=0, updated=0, unchanged=0, retired=0, orphan=0, duplicate=0) for table in report.tables
    )
    return replace(report, already=None, tables=tuple(tables))
