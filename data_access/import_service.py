"""The importer's door: files in, a report out; all of it in one transaction or none of it."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Engine, delete, insert, select

from dashboard.clock import ClockRules
from dashboard.import_report import FileIssueLine, ImportReport, RowIssue, TableCount
from dashboard.permissions import OPERATOR, Identity, Scope
from dashboard.timekeeping import Clock, moment_of
from data_access import import_store
from data_access.bulk import without_indexes
from data_access.calendar_changes import amend
from data_access.calendars import read_calendar
from data_access.derive import BATCH, Deriver, all_keys, derive_all, note_day
from data_access.engine import Change, change, note, refresh_statistics, snapshot
from data_access.import_lock import only_import_of
from data_access.importers import Batch, FileIssue, Limits, Progress, parse
from data_access.importing import EXCHANGE, LEDGER, Applier, content_hash, new_batch_id
from data_access.ownership import NOBODY, Delivery
from data_access.readers.cases import cases_since
from data_access.schema import (
    approval_case,
    approval_fact,
    finding,
    pending,
    source,
)

BULK_LOADED = (approval_case, approval_fact, finding)
"""Tables whose secondary indexes are built after the first load instead of during it."""

CYCLES = {EXCHANGE: 900, LEDGER: 86_400}
"""Seconds between two deliveries of a source, until the operator sets another: 15 minutes, one day."""

CLOCK = replace(OPERATOR, name="clock")
"""Who changes figures because time has passed."""

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
        by: Identity,
        dry_run: bool = False,
        profile: Path | None = None,
        progress: Callable[[str, int], None] | None = None,
        upload: bool = False,
    ) -> ImportReport:
        """Import files; a file-level error refuses the whole import, bad rows are reported and left out.

        So does a row of a case or project outside the importer's units, before the import or after it.
        """
        run = _Run(progress or (lambda _what, _rows: None), started=self._clock.now().isoformat(timespec="seconds"))
        limits = Limits() if upload else Limits.for_command_line()
        with only_import_of(by, self._engine):
            report = self._apply(run, paths, parse(paths, profile=profile, limits=limits), by=by, dry_run=dry_run)
        if run.outside:
            told = {"why": "outside_scope", "files": ", ".join(report.files)[:400], "dry_run": dry_run}
            note(self._engine, self._clock, by=by, action="import", object=run.batch_id, detail=told, result="refused")
        return report

    def _apply(
        self, run: "_Run", paths: list[Path], results: "Results", *, by: Identity, dry_run: bool
    ) -> ImportReport:
        """Everything that is one transaction; nothing of it stays after a refusal or a dry run."""
        content = content_hash(paths)
        with snapshot(self._engine) as conn:
            already = import_store.same_content(conn, content, scope=by.scope)
        with change(self._engine, clock=self._clock) as unit:
            applier, delivery = Applier(unit.conn, now=unit.at), Delivery(unit.conn, by.scope)
            bulk = BULK_LOADED if applier.touched.everything and not delivery.is_limited else ()
            with without_indexes(unit.conn, *bulk):
                run.take(results, applier, delivery)
                if not run.refused:
                    applier.settle_orphans()
                    run.settle(delivery, applier)
                if not run.refused:
                    self._derive(run, applier, unit, by)
            if bulk:
                refresh_statistics(unit.conn)
            if run.refused or dry_run:
                unit.discard()
            else:
                _note_times(unit, applier)
            report = run.report(dry_run=dry_run, already=already, finished=self._clock.now(), applier=applier)
            if unit.keep:
                units = delivery.units() | ({NOBODY} if run.has_unplaced and not delivery.is_limited else frozenset())
                import_store.keep(unit, report, content=content, actor=by.name, units=units, issues=run.issues)
                unit.record(by=by, action="import", object=report.batch_id, detail=", ".join(report.files)[:500])
        return import_store.without_comparison(report) if run.refused and delivery.is_limited else report

    def _derive(self, run: "_Run", applier: Applier, unit: Change, by: Identity) -> None:
        former = read_calendar(unit.conn)
        deriver = Deriver(unit.conn, calendar=former, rules=self._rules, now=unit.at)
        for rows in run.calendars:
            if span := amend(unit, rows, by=by, source=f"{moment_of(unit.at):%Y-%m-%d} import"):
                deriver = Deriver(unit.conn, calendar=read_calendar(unit.conn), rules=self._rules, now=unit.at)
                applier.touched.add(cases_since(unit.conn, first=span[0]))
        touched = applier.touched
        touched.add(_awakened(unit))
        if not applier.changed and not run.calendars and not touched.cases:
            unit.leave_revision()
        batches = all_keys(unit.conn) if touched.everything else touched.batches(BATCH // 2)
        derive_all(deriver, unit.conn, batches, progress=lambda rows: run.tell("derive", rows), former=former)
        note_day(unit.conn, deriver, newest=max((feed.newest for feed in applier.feeds.values()), default=0))

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
            note_day(unit.conn, deriver, newest=0)
            unit.record(by=CLOCK, action="wake", detail=f"{len(keys)} cases")

    def read_imports(self, *, scope: Scope, limit: int = 50) -> list[ImportReport]:
        """The latest imports, newest first."""
        with snapshot(self._engine) as conn:
            return import_store.read_all(conn, scope=scope, limit=limit)

    def read_import(self, batch_id: str, *, scope: Scope) -> ImportReport:
        """One import's report. Raises ``NotFound``, also for one outside the scope."""
        with snapshot(self._engine) as conn:
            return import_store.read_one(conn, batch_id, scope=scope)


Results = Iterable[Batch | FileIssue | Progress]


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
        self.outside = False
        """Whether something was not the importer's to bring."""
        self._came_in: dict[str, str] = {}
        self._life: pd.DataFrame | None = None

    @property
    def refused(self) -> bool:
        """Whether anything makes the whole import impossible."""
        return any(issue.severity == "error" for issue in self.file_issues) or not self.files

    @property
    def has_unplaced(self) -> bool:
        """Whether rows were left out: nobody knows which unit they would have been of."""
        return any((found["severity"] == "error").any() for found in self.issues)

    def settle(self, delivery: Delivery, applier: Applier) -> None:
        """Refuse what is not the importer's to bring; events that wait in the whole city are not a unit's business."""
        if not delivery.is_limited:
            return
        for table, counts in applier.counts.items():
            delivery.note_changes(table, counts.new + counts.updated, file=self._came_in.get(table, ""))
            counts.orphan = 0
        found = delivery.settle()
        self.outside = bool(found)
        self.file_issues += found

    def take(self, results: "Results", applier: Applier, delivery: Delivery) -> None:
        """Apply what the parser yields; after a file error the rest is only read, to report all errors at once."""
        for result in results:
            if isinstance(result, Progress):
                self.tell(result.file, result.rows)
            elif isinstance(result, FileIssue):
                self.file_issues.append(result)
            elif isinstance(result, Batch):
                self._take_batch(result, applier, delivery)

    def _take_batch(self, batch: Batch, applier: Applier, delivery: Delivery) -> None:
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
        self._came_in.setdefault(batch.table, batch.file)
        delivery.note(batch.table, batch.rows, file=batch.file)
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


def _awakened(unit: Change) -> list[str]:
    """Cases whose next event was in the future when they were derived and is not any more."""
    return sorted(unit.conn.execute(select(pending.c.case_key).where(pending.c.at <= unit.at)).scalars())
