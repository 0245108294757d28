"""The working calendar: years, notices and single days, each change with its preview, history and undo."""

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, func, select

from dashboard.calendar import CalendarDay
from dashboard.clock import ClockRules
from dashboard.errors import BadRequest, Conflict, NotFound
from dashboard.import_report import FileIssueLine, RowIssue
from dashboard.permissions import Identity
from dashboard.rule_admin import (
    LONGEST_NOTE,
    LONGEST_NOTICE,
    CalendarChange,
    CalendarPreview,
    CalendarYear,
    DayEdit,
    Notice,
)
from dashboard.timekeeping import Clock, day_of, instant_of, moment_of
from data_access.bulk import fetch_frame
from data_access.calendar_changes import Amendment, apply, as_days, moved_open_cases, of_days, of_notice, of_undo
from data_access.calendars import read_calendar
from data_access.engine import Change, change, snapshot
from data_access.importers import Batch, FileIssue, Limits, parse
from data_access.rule_values import later_sentence
from data_access.schema import calendar_day
from data_access.schema_rules import calendar_change, calendar_change_day

NAMED = ("is_workday", "name")


class CalendarAdmin:
    """Implements the part of ``dashboard.rule_admin.RuleAdmin`` that is about the calendar."""

    def __init__(self, engine: Engine, *, clock: Clock, rules: ClockRules) -> None:
        self._engine = engine
        self._clock = clock
        self._rules = rules

    def read_years(self) -> Sequence[CalendarYear]:
        """See the port."""
        table, days = calendar_change, calendar_change_day
        newest = select(days.c.day, func.max(table.c.at)).join(table, table.c.id == days.c.change_id)
        with snapshot(self._engine) as conn:
            rows = conn.execute(select(calendar_day).order_by(calendar_day.c.day)).all()
            changed = conn.execute(newest.group_by(days.c.day)).all()
        frame = pd.DataFrame(rows, columns=[column.name for column in calendar_day.c])
        frame["year"] = [day_of(day).year for day in frame["day"]]
        at: dict[int, int] = {}
        for day, when in changed:
            year = day_of(day).year
            at[year] = max(at.get(year, 0), when)
        return [_year(int(str(year)), part, at.get(int(str(year)), 0)) for year, part in frame.groupby("year")]

    def read_days(self, year: int) -> Sequence[CalendarDay]:
        """See the port."""
        with snapshot(self._engine) as conn:
            days = [day for day in read_calendar(conn).rows if day_of(day.day).year == year]
        if not days:
            raise NotFound("errors.calendar_year", value=year)
        return days

    def read_notice(self, path: Path) -> Notice:
        """See the port."""
        days: list[DayEdit] = []
        problems: list[FileIssueLine | RowIssue] = []
        for result in parse([path], limits=Limits()):
            if isinstance(result, FileIssue):
                problems.append(_file_issue(result))
            elif isinstance(result, Batch):
                if result.table != "calendar":
                    raise BadRequest("errors.notice_other", file=path.name[:60])
                problems += [_row_issue(row, result) for row in result.issues.to_dict("records")]
                columns = (result.rows[name].tolist() for name in ("day", "is_workday", "name"))
                days += [DayEdit(int(day), bool(work), str(name)) for day, work, name in zip(*columns, strict=True)]
        if len(days) > LONGEST_NOTICE:
            raise BadRequest("errors.notice_long", most=LONGEST_NOTICE)
        return Notice(tuple(days), tuple(problems))

    def preview_notice(self, days: Sequence[DayEdit]) -> CalendarPreview:
        """See the port."""
        with snapshot(self._engine) as conn:
            return self._preview(conn, _notice(conn, days, source=""))

    def preview_days(self, days: Sequence[DayEdit]) -> CalendarPreview:
        """See the port."""
        with snapshot(self._engine) as conn:
            return self._preview(conn, of_days(conn, _rows(days), source=""))

    def preview_calendar_undo(self, change_id: int) -> CalendarPreview:
        """See the port."""
        with snapshot(self._engine) as conn:
            return self._preview(conn, _undoing(conn, change_id))

    def _preview(self, conn: Connection, amendment: Amendment) -> CalendarPreview:
        before, after = as_days(amendment.before), as_days(amendment.after)
        pairs = list(zip(before, after, strict=True))
        renamed = sum(old.is_workday == new.is_workday and old.name != new.name for old, new in pairs)
        return CalendarPreview(
            flips=tuple((old, new) for old, new in pairs if old.is_workday != new.is_workday),
            renamed=renamed,
            confirmed=tuple(sorted({day_of(new.day).year for old, new in pairs if new.official and not old.official})),
            reopened=tuple(sorted({day_of(new.day).year for old, new in pairs if old.official and not new.official})),
            open_cases=moved_open_cases(conn, amendment, rules=self._rules, now=instant_of(self._clock.now())),
            seen=_newest(conn),
        )

    def apply_notice(self, by: Identity, days: Sequence[DayEdit], *, note: str, seen: int) -> CalendarChange:
        """See the port."""
        note = _checked(note)
        with change(self._engine, clock=self._clock) as unit:
            _require(unit, seen)
            amendment = _notice(unit.conn, days, source=note)
            made = self._write(unit, amendment, by=by, kind="notice", note=note)
        return self._read_change(made)

    def set_days(self, by: Identity, days: Sequence[DayEdit], *, note: str, seen: int) -> CalendarChange:
        """See the port."""
        note = _checked(note)
        with change(self._engine, clock=self._clock) as unit:
            _require(unit, seen)
            amendment = of_days(unit.conn, _rows(days), source=note)
            made = self._write(unit, amendment, by=by, kind="days", note=note)
        return self._read_change(made)

    def undo_calendar(self, by: Identity, change_id: int) -> CalendarChange:
        """See the port."""
        with change(self._engine, clock=self._clock) as unit:
            amendment = _undoing(unit.conn, change_id)
            note = unit.conn.execute(select(calendar_change.c.note).where(calendar_change.c.id == change_id)).scalar()
            made = self._write(unit, amendment, by=by, kind="undo", note=note or "", undoes=change_id)
        return self._read_change(made)

    def _write(self, unit: Change, amendment: Amendment, *, by: Identity, kind: str, note: str, undoes: int = 0) -> int:
        if amendment.is_empty:
            raise BadRequest("errors.rule_same")
        made = apply(unit, amendment, by=by, kind=kind, note=note, rules=self._rules, undoes=undoes)
        first, last = (day_of(amendment.after.index[at]).isoformat() for at in (0, -1))
        detail: dict[str, object] = {
            "kind": kind,
            "days": f"{first}..{last}",
            "flips": len(amendment.flips),
            "note": note,
        }
        before, after = ([[d.day, d.is_workday, d.name] for d in as_days(rows)] for rows in amendment.sides)
        unit.record(by=by, action="calendar", object=str(made), detail=detail, before=before, after=after)
        return made

    def calendar_history(self, *, limit: int = 50) -> Sequence[CalendarChange]:
        """See the port."""
        with snapshot(self._engine) as conn:
            return _history(conn, limit=limit)

    def _read_change(self, change_id: int) -> CalendarChange:
        with snapshot(self._engine) as conn:
            return _history(conn, only=change_id)[0]


def _require(unit: Change, seen: int) -> None:
    """Raises ``Conflict`` when somebody has changed the calendar since."""
    if _newest(unit.conn) == seen:
        return
    row = unit.conn.execute(select(calendar_change).order_by(calendar_change.c.id.desc()).limit(1)).one()
    raise Conflict("errors.calendar_stale", by=row.actor, at=moment_of(row.at).strftime("%Y-%m-%d %H:%M"))


def _newest(conn: Connection) -> int:
    return int(conn.execute(select(func.coalesce(func.max(calendar_change.c.id), 0))).scalar_one())


def _checked(note: str) -> str:
    note = note.strip()
    if not 1 <= len(note) <= LONGEST_NOTE:
        raise BadRequest("errors.calendar_note", most=LONGEST_NOTE)
    return note


def _rows(days: Sequence[DayEdit]) -> pd.DataFrame:
    if not 1 <= len(days) <= LONGEST_NOTICE:
        raise BadRequest("errors.notice_long", most=LONGEST_NOTICE)
    named = [(edit.day, edit.is_workday, edit.name.strip()[:LONGEST_NOTE]) for edit in days]
    return pd.DataFrame(named, columns=["day", *NAMED])


def _notice(conn: Connection, days: Sequence[DayEdit], *, source: str) -> Amendment:
    first, last = conn.execute(select(func.min(calendar_day.c.day), func.max(calendar_day.c.day))).one()
    if any(not first < edit.day <= last for edit in days):
        raise BadRequest("errors.calendar_range")
    return of_notice(conn, _rows(days), source=source)


def _undoing(conn: Connection, change_id: int) -> Amendment:
    """What undoing does. Raises ``NotFound`` and, when a later change rests on the same days, ``Conflict``."""
    table, days = calendar_change, calendar_change_day
    if conn.execute(select(table.c.id).where(table.c.id == change_id)).first() is None:
        raise NotFound("errors.undo_unknown")
    amendment = of_undo(conn, change_id)
    if amendment is None:
        same = select(days.c.day).where(days.c.change_id == change_id)
        later = select(days.c.change_id).where(days.c.change_id > change_id, days.c.day.in_(same))
        newest = select(table).where(table.c.id.in_(later)).order_by(table.c.id.desc()).limit(1)
        raise later_sentence(conn.execute(newest).one())
    return amendment


def _history(conn: Connection, *, limit: int = 1, only: int | None = None) -> list[CalendarChange]:
    table, days = calendar_change, calendar_change_day
    newest = select(table).order_by(table.c.id.desc()).limit(limit)
    rows = conn.execute(newest if only is None else newest.where(table.c.id == only)).all()
    listed = select(days).where(days.c.change_id.in_([row.id for row in rows]))
    frame = fetch_frame(conn, listed)
    later = _overtaken(conn)
    found = []
    for row in rows:
        mine = frame[frame["change_id"] == row.id]
        found.append(
            CalendarChange(
                id=row.id, at=row.at, by=row.actor, kind=row.kind, note=row.note,
                first=int(mine["day"].min()), last_day=int(mine["day"].max()), days=len(mine),
                flips=int((mine["is_workday"].astype(bool) != mine["was_workday"].astype(bool)).sum()),
                undoes=row.undoes, last=row.id not in later,
            )
        )  # fmt: skip
    return found


def _overtaken(conn: Connection) -> frozenset[int]:
    """The changes of which a day has been changed again."""
    older, newer = calendar_change_day.alias(), calendar_change_day.alias()
    both = older.join(newer, (older.c.day == newer.c.day) & (older.c.change_id < newer.c.change_id))
    return frozenset(conn.execute(select(older.c.change_id).select_from(both).distinct()).scalars())


def _year(year: int, days: pd.DataFrame, changed_at: int) -> CalendarYear:
    return CalendarYear(
        year=year,
        workdays=int(days["is_workday"].astype(bool).sum()),
        official=bool(days["official"].astype(bool).all()),
        sources=tuple(str(name) for name in days["source"].value_counts().index),
        changed_at=changed_at,
    )


def _file_issue(issue: FileIssue) -> FileIssueLine:
    return FileIssueLine(
        file=issue.file, sheet=issue.sheet or "", code=issue.code, params=dict(issue.params), severity=issue.severity
    )


def _row_issue(row: Mapping[Hashable, Any], batch: Batch) -> RowIssue:
    names = ("row", "column", "code", "value", "severity")
    return RowIssue(file=batch.file, sheet=batch.sheet or "", **{name: row[name] for name in names})
