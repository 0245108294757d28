"""The importer's door: files in, a report out; all of it in one transaction or none of it."""

import json
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine, delete, func, insert, select, update

from dashboard.clock import ClockRules
from dashboard.errors import NotFound
from dashboard.import_report import FileIssueLine, ImportReport, RowIssue, TableCount
from dashboard.timekeeping import Clock, moment_of
from data_access.bulk import insert_frame, without_indexes
from data_access.calendars import amend, read_calendar
from data_access.derive import BATCH, Deriver, all_keys, derive_all
from data_access.engine import Change, change, refresh_statistics, snapshot
from data_access.importers import Batch, FileIssue, Limits, Progress, parse
from data_access.importing import EXCHANGE, LEDGER, Applier, content_hash, new_batch_id
from data_access.readers.cases import cases_since
from data_access.schema import (
    approval_case,
    approval_fact,
    finding,
    import_batch,
    import_issue,
    pending,
    revision,
    source,
)

BULK_LOADED = (approval_case, approval_fact, finding)
"""Tables whose secondary indexes are built after the first load instead of during it."""

CYCLES = {EXCHANGE: 900, LEDGER: 86_400}
"""Seconds between two deliveries of a source, until the operator sets another: 15 minutes, one day."""

KEPT_ISSUES = 1_000
"""Row issues listed in a report; all of them are in the database."""


class ImportService:
    """Implements ``dashboard.services.Importer``."""

    def __init__(self, engine: Engine, *, clock: Clock, rules: ClockRules) -> None:
        self._engine = engine
        self._clock = clock
        self._rules = rules

    def import_files(
        self,
        paths: list[Path],
        *,
        actor: str,
        dry_run: bool = False,
        profile: Path | None = None,
        progress: Callable[[str, int], None] | None = None,
        upload: bool = False,
    ) -> ImportReport:
        """Import files; a file-level error refuses the whole import, bad rows are reported and left out."""
        run = _Run(progress or (lambda _what, _rows: None), started=self._clock.now().isoformat(timespec="seconds"))
        content = content_hash(paths)
        already = self._same_content(content)
        limits = Limits() if upload else Limits.for_command_line()
        with change(self._engine, clock=self._clock) as unit:
            applier = Applier(unit.conn, now=unit.at)
            bulk = BULK_LOADED if applier.touched.everything else ()
            with without_indexes(unit.conn, *bulk):
                run.take(parse(paths, profile=profile, limits=limits), applier, unit)
                if not run.refused:
                    applier.settle_orphans()
                    self._derive(run, applier, unit)
            if bulk:
                refresh_statistics(unit.conn)
            if run.refused or dry_run:
                unit.discard()
            else:
                _note_times(unit, applier)
            report = run.report(dry_run=dry_run, already=already, finished=self._clock.now(), applier=applier)
            if unit.keep:
                self._keep_report(unit, report, run, content=content, actor=actor)
        return report

    def _same_content(self, content: str) -> str | None:
        """As which batch and when the very same bytes were imported last, if they were."""
        with snapshot(self._engine) as conn:
            row = conn.execute(
                select(import_batch.c.batch_id, import_batch.c.finished_at)
                .where(import_batch.c.content == content)
                .order_by(import_batch.c.finished_at.desc())
            ).first()
        if row is None:
            return None
        return f"{row.batch_id} {moment_of(row.finished_at).isoformat(timespec='seconds')}"

    def _derive(self, run: "_Run", applier: Applier, unit: Change) -> None:
        former = read_calendar(unit.conn)
        deriver = Deriver(unit.conn, calendar=former, rules=self._rules, now=unit.at)
        for rows in run.calendars:
            if span := amend(unit.conn, rows, source=f"{moment_of(unit.at):%Y-%m-%d} import"):
                deriver = Deriver(unit.conn, calendar=read_calendar(unit.conn), rules=self._rules, now=unit.at)
                applier.touched.add(cases_since(unit.conn, first=span[0]))
        touched = applier.touched
        touched.add(_awakened(unit))
        if not applier.changed and not run.calendars and not touched.cases:
            unit.leave_revision()
        batches = all_keys(unit.conn) if touched.everything else touched.batches(BATCH // 2)
        derive_all(deriver, unit.conn, batches, progress=lambda rows: run.tell("derive", rows), former=former)
        _note_day(unit, deriver, newest=max((feed.newest for feed in applier.feeds.values()), default=0))

    def wake(self) -> None:
        """Derive the cases whose events were dated in the future and have now taken place."""
        with change(self._engine, clock=self._clock) as unit:
            keys = _awakened(unit)
            if not keys:
                unit.discard()
                return
            deriver = Deriver(unit.conn, calendar=read_calendar(unit.conn), rules=self._rules, now=unit.at)
            batches = (keys[start : start + BATCH // 2] for start in range(0, len(keys), BATCH // 2))
            derive_all(deriver, unit.conn, batches, progress=lambda _rows: None)
            _note_day(unit, deriver, newest=0)
            unit.record(actor="clock", action="wake", detail=f"{len(keys)} cases")

    def _keep_report(self, unit: Change, report: ImportReport, run: "_Run", *, content: str, actor: str) -> None:
        unit.conn.execute(
            insert(import_batch).values(
                batch_id=report.batch_id,
                content=content,
                finished_at=unit.at,
                actor=actor,
                report=json.dumps(report.to_json(), ensure_ascii=False),
            )
        )
        if run.issues:
            rows = pd.concat(run.issues, ignore_index=True)
            insert_frame(unit.conn, import_issue, rows.assign(batch_id=report.batch_id, position=np.arange(len(rows))))
        unit.record(actor=actor, action="import", object=report.batch_id, detail=", ".join(report.files)[:500])

    def read_imports(self, *, limit: int = 50) -> list[ImportReport]:
        """The latest imports, newest first."""
        newest = select(import_batch.c.report).order_by(import_batch.c.finished_at.desc()).limit(limit)
        with snapshot(self._engine) as conn:
            return [ImportReport.from_json(json.loads(text)) for text in conn.execute(newest).scalars()]

    def read_import(self, batch_id: str) -> ImportReport:
        """One import's report. Raises ``NotFound``."""
        wanted = select(import_batch.c.report).where(import_batch.c.batch_id == batch_id)
        with snapshot(self._engine) as conn:
            text = conn.execute(wanted).scalar()
        if text is None:
            raise NotFound("errors.import", value=batch_id[:40])
        return ImportReport.from_json(json.loads(text))


class _Run:
    """What one import has seen so far."""

    def __init__(self, progress: Callable[[str, int], None], *, started: str) -> None:
        self.tell = progress
        self.batch_id = new_batch_id()
        self._started = started
        self.files: list[str] = []
        self.issues: list[pd.DataFrame] = []
        self.file_issues: list[FileIssue] = []
        self.calendars: list[pd.DataFrame] = []
        self.left_out = 0
        self._life: pd.DataFrame | None = None

    @property
    def refused(self) -> bool:
        """Whether anything makes the whole import impossible."""
        return any(issue.severity == "error" for issue in self.file_issues) or not self.files

    def take(self, results: Iterable[Batch | FileIssue | Progress], applier: Applier, unit: Change) -> None:
        """Apply what the parser yields; after a file error the rest is only read, to report all errors at once."""
        for result in results:
            if isinstance(result, Progress):
                self.tell(result.file, result.rows)
            elif isinstance(result, FileIssue):
                self.file_issues.append(result)
            elif isinstance(result, Batch):
                self._take_batch(result, applier)

    def _take_batch(self, batch: Batch, applier: Applier) -> None:
        if batch.file not in self.files:
            self.files.append(batch.file)
        counts = applier.count(batch.table)
        counts.read += batch.read
        self.left_out += batch.left_out
        if len(batch.issues):
            errors = batch.issues["severity"] == "error"
            counts.invalid += int(batch.issues.loc[errors, "row"].nunique())
            counts.sentinel += int((batch.issues["code"] == "sentinel").sum())
            self.issues.append(batch.issues.assign(file=batch.file, sheet=batch.sheet or ""))
        if any(issue.severity == "error" for issue in self.file_issues):
            return
        if batch.table == "calendar":
            self.calendars.append(batch.rows)
        elif batch.table == "unit_mapping":
            applier.map_units(batch.rows)
        elif len(batch.rows):
            if batch.table == "event" and self._life is not None:
                applier.retire_other_events(self._life, batch.rows)
            applier.apply(batch.table, batch.rows)
        self._life = batch.rows if batch.replaces_events else None

    def report(
        self, *, dry_run: bool, already: str | None, finished: datetime, applier: Applier | None = None
    ) -> ImportReport:
        """The report as it stands."""
        rows = pd.concat(self.issues, ignore_index=True) if self.issues else pd.DataFrame()
        counts = applier.counts if applier else {}
        return ImportReport(
            batch_id=self.batch_id,
            started_at=self._started,
            finished_at=finished.isoformat(timespec="seconds"),
            dry_run=dry_run,
            already=already,
            files=tuple(self.files),
            tables=tuple(TableCount(table=name, **asdict(count)) for name, count in counts.items()),
            issues=tuple(_row_issue(row) for row in rows.head(KEPT_ISSUES).to_dict("records")),
            issues_total=len(rows),
            file_issues=tuple(
                FileIssueLine(file=i.file, sheet=i.sheet or "", code=i.code, params=dict(i.params), severity=i.severity)
                for i in self.file_issues
            ),
            left_out_personal=self.left_out,
            rows=sum(count.read for count in counts.values()),
        )


def _row_issue(row: Mapping[Hashable, Any]) -> RowIssue:
    names = ("file", "sheet", "row", "column", "code", "value", "severity")
    return RowIssue(**{name: row[name] for name in names})


def _note_times(unit: Change, applier: Applier) -> None:
    """Bring the age of each source up to date."""
    for name, feed in applier.feeds.items():
        former = unit.conn.execute(select(source).where(source.c.table == name)).first()
        unit.conn.execute(delete(source).where(source.c.table == name))
        unit.conn.execute(
            insert(source).values(
                table=name,
                rows=(former.rows if former else 0) + feed.rows,
                last_import=unit.at,
                data_time=max(feed.newest, former.data_time if former else 0),
                cycle_seconds=former.cycle_seconds if former else CYCLES.get(name, 900),
            )
        )


def _note_day(unit: Change, deriver: Deriver, *, newest: int) -> None:
    """Note the newest instant and day of the data, and when the next event dated ahead takes effect."""
    row = unit.conn.execute(select(revision).where(revision.c.id == 1)).one()
    unit.conn.execute(
        update(revision)
        .where(revision.c.id == 1)
        .values(
            data_time=max(row.data_time, newest),
            last_event_day=max(row.last_event_day, deriver.last_event_day),
            wakes_at=select(func.coalesce(func.min(pending.c.at), 0)).scalar_subquery(),
        )
    )


def _awakened(unit: Change) -> list[str]:
    """Cases whose next event was in the future when they were derived and is not any more."""
    return sorted(unit.conn.execute(select(pending.c.case_key).where(pending.c.at <= unit.at)).scalars())
