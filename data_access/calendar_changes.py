"""Changes of the calendar table: a year's notice or single days, written with their history and felt by every case.

A change is a pair of frames, the days as they were and as they are to become, and only days that differ stand in it. So
a notice, a single day and the undoing of either are the same thing to storage.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd
from sqlalchemy import Connection, delete, func, insert, select

from dashboard.calendar import CalendarDay, CalendarError, WorkCalendar
from dashboard.clock import NEVER, ClockRules
from dashboard.permissions import Identity
from dashboard.timekeeping import EPOCH, day_of
from data_access.bulk import fetch_frame, insert_frame
from data_access.calendars import read_calendar
from data_access.derive import BATCH, Deriver, all_keys, derive_all, note_day
from data_access.engine import Change
from data_access.readers.cases import cases_since
from data_access.schema import approval_fact, calendar_day
from data_access.schema_rules import calendar_change, calendar_change_day

FIELDS = ["is_workday", "name", "source", "official"]
WAS = {"is_workday": "was_workday", "name": "was_name", "source": "was_source", "official": "was_official"}


@dataclass(frozen=True)
class Amendment:
    """Days as they were and as they become: frames with the columns ``FIELDS``, indexed by day, in the same order."""

    before: pd.DataFrame
    after: pd.DataFrame

    @property
    def flips(self) -> list[int]:
        """The days whose working status changes."""
        changed = self.before["is_workday"].to_numpy(bool) != self.after["is_workday"].to_numpy(bool)
        return [int(day) for day in self.before.index[changed]]

    @property
    def sides(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The days before and after."""
        return self.before, self.after

    @property
    def is_empty(self) -> bool:
        """Whether no day would differ."""
        return self.before.empty


def read_known(conn: Connection) -> pd.DataFrame:
    """The calendar table, indexed by day."""
    return fetch_frame(conn, select(calendar_day).order_by(calendar_day.c.day)).set_index("day")[FIELDS]


def of_notice(conn: Connection, rows: pd.DataFrame, *, source: str) -> Amendment:
    """What a notice does; ``rows`` has day, is_workday, name. Every year it names becomes official.

    A notice lists only what differs from Monday to Friday; the rest of its year follows the plain week.
    """
    known = read_known(conn)
    rows = rows.drop_duplicates("day", keep="last").set_index("day")
    years = {day_of(day).year for day in rows.index}
    stated = known.loc[[day for day in known.index if day_of(day).year in years]].copy()
    plain = [(EPOCH + timedelta(days=int(day))).weekday() < 5 for day in stated.index]
    stated = stated.assign(is_workday=plain, name="", source=source, official=True)
    inside = rows.index.intersection(stated.index)
    stated.loc[inside, ["is_workday", "name"]] = rows.loc[inside, ["is_workday", "name"]]
    stated["is_workday"] = stated["is_workday"].astype(bool)
    # Only the source of a day that is otherwise as it was: nothing to write down.
    return _differing(known, stated, ["is_workday", "name", "official"])


def of_days(conn: Connection, rows: pd.DataFrame, *, source: str) -> Amendment:
    """What setting single days does; whether they are official stays as it is. Raises ``CalendarError`` outside."""
    known = read_known(conn)
    rows = rows.drop_duplicates("day", keep="last").set_index("day").sort_index()
    # Every case counts from the table's first day, which therefore stays as it is.
    outside = [int(day) for day in rows.index if day not in known.index or day == known.index[0]]
    if outside:
        raise CalendarError("errors.calendar_range")
    stated = known.loc[rows.index].copy()
    stated["is_workday"] = rows["is_workday"].astype(bool)
    stated["name"] = rows["name"]
    stated["source"] = source
    return _differing(known, stated, ["is_workday", "name"])


def of_undo(conn: Connection, change_id: int) -> Amendment | None:
    """What undoing a change does; None when a later change has touched one of its days."""
    table = calendar_change_day
    rows = fetch_frame(conn, select(table).where(table.c.change_id == change_id).order_by(table.c.day))
    later = select(func.count()).where(
        table.c.change_id > change_id, table.c.day.in_(select(table.c.day).where(table.c.change_id == change_id))
    )
    if rows.empty or conn.execute(later).scalar_one():
        return None
    rows = rows.set_index("day")
    after = rows[list(WAS.values())].rename(columns={was: name for name, was in WAS.items()})
    return Amendment(_typed(rows[FIELDS]), _typed(after))


def _differing(known: pd.DataFrame, stated: pd.DataFrame, fields: Sequence[str]) -> Amendment:
    before = _typed(known.loc[stated.index])
    stated = _typed(stated)
    differs = np.zeros(len(stated), dtype=bool)
    for name in fields:
        differs |= before[name].to_numpy() != stated[name].to_numpy()
    return Amendment(before[differs], stated[differs])


def _typed(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(is_workday=rows["is_workday"].astype(bool), official=rows["official"].astype(bool))[FIELDS]


def write(unit: Change, amendment: Amendment, *, by: Identity, kind: str, note: str, undoes: int = 0) -> int:
    """Write the days and their history. Returns the number of the change."""
    days = [int(day) for day in amendment.after.index]
    made = insert(calendar_change).values(at=unit.at, actor=by.name, kind=kind, note=note, undoes=undoes)
    change_id = int(unit.conn.execute(made.returning(calendar_change.c.id)).scalar_one())
    former = amendment.before.rename(columns=WAS)
    history = pd.concat([former, amendment.after], axis=1).reset_index().assign(change_id=change_id)
    insert_frame(unit.conn, calendar_change_day, history)
    unit.conn.execute(delete(calendar_day).where(calendar_day.c.day.in_(days)))
    insert_frame(unit.conn, calendar_day, amendment.after.reset_index())
    return change_id


def amend(unit: Change, rows: pd.DataFrame, *, by: Identity, source: str) -> tuple[int, int] | None:
    """Bring the days of an imported notice in. Returns the first and last day whose working status changed, or None."""
    amendment = of_notice(unit.conn, rows, source=source)
    if amendment.is_empty:
        return None
    write(unit, amendment, by=by, kind="import", note=source)
    flips = amendment.flips
    return (min(flips), max(flips)) if flips else None


def apply(
    unit: Change, amendment: Amendment, *, by: Identity, kind: str, note: str, rules: ClockRules, undoes: int = 0
) -> int:
    """Write a change and derive every case that it reaches. Returns the number of the change."""
    conn, former = unit.conn, read_calendar(unit.conn)
    change_id = write(unit, amendment, by=by, kind=kind, note=note, undoes=undoes)
    if flips := amendment.flips:
        deriver = Deriver(conn, calendar=read_calendar(conn), rules=rules, now=unit.at)
        batches = _reached(conn, former, first=min(flips))
        derive_all(deriver, conn, batches, progress=lambda _rows: None, former=former)
        note_day(conn, deriver, newest=0)
    return change_id


def _reached(conn: Connection, calendar: WorkCalendar, *, first: int) -> Iterator[list[str]]:
    if first <= calendar.first:
        yield from all_keys(conn)
        return
    keys = sorted(cases_since(conn, first=first))
    for start in range(0, len(keys), BATCH // 2):
        yield keys[start : start + BATCH // 2]


def moved_open_cases(conn: Connection, amendment: Amendment, *, rules: ClockRules, now: int) -> int:
    """How many open cases would get another due day; nothing is written."""
    flips = amendment.flips
    if not flips:
        return 0
    calendar = changed_calendar(conn, amendment)
    deriver = Deriver(conn, calendar=calendar, rules=rules, now=now)
    table, moved = approval_fact.c, 0
    is_open = (table.end_day == NEVER) & (table.accepted_day >= 0) & (table.due_day >= min(flips))
    due = dict(conn.execute(select(table.case_key, table.due_day).where(is_open)).all())
    keys = sorted(due)
    for start in range(0, len(keys), BATCH // 2):
        facts = deriver.derive(keys[start : start + BATCH // 2]).facts
        moved += sum(due[key] != day for key, day in zip(facts["case_key"], facts["due_day"], strict=True))
    return moved


def changed_calendar(conn: Connection, amendment: Amendment) -> WorkCalendar:
    """The calendar as it would be."""
    new = {day.day: day for day in as_days(amendment.after)}
    return WorkCalendar(new.get(day.day, day) for day in read_calendar(conn).rows)


def as_days(rows: pd.DataFrame) -> list[CalendarDay]:
    """Rows of the table as calendar days."""
    columns = zip(rows.index, rows["is_workday"], rows["name"], rows["official"], strict=True)
    return [CalendarDay(int(day), bool(work), str(name), bool(official)) for day, work, name, official in columns]
