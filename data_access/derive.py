"""From delivered rows to facts: for each touched case its dimensions, its clock, its findings, and the tallies."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from sqlalchemy import Connection, delete, func, select, update

from dashboard.calendar import WorkCalendar
from dashboard.clock import ClockRules, Pauses, derive_facts
from dashboard.timekeeping import SHANGHAI_OFFSET
from dashboard.vocabulary import FULL_ONLINE
from data_access.bulk import fetch_frame, insert_frame, is_empty, key_in
from data_access.dimensions import Dimensions
from data_access.findings import case_findings
from data_access.schema import approval_case, approval_event, approval_fact, approval_pause, finding, pending, revision
from data_access.tallies import TallyDeltas

BATCH = 50_000
_CASE_COLUMNS = (
    "case_key",
    "lsh",
    "project_key",
    "item_code",
    "item_version",
    "workflow_code",
    "workflow_version",
    "department_code",
    "apply_mode",
    "limit_days",
    "unit_code",
    "item_kind",
    "statutory_days",
    "upload_state",
)
LONGEST_LIMIT = 1_500
"""Working days; a longer limit is a data error and is cut here (with a finding), so that due days stay meaningful."""


@dataclass(frozen=True, slots=True)
class Derived:
    """Facts (columns of ``approval_fact``), pauses, findings and events still to come of a batch of cases."""

    facts: pd.DataFrame
    pauses: Pauses
    findings: pd.DataFrame
    pending: pd.DataFrame


class Deriver:
    """Recomputes cases inside a transaction."""

    def __init__(self, conn: Connection, *, calendar: WorkCalendar, rules: ClockRules, now: int) -> None:
        self._conn = conn
        self._calendar = calendar
        self._rules = rules
        self._now = now
        self.last_event_day = 0

    @cached_property
    def _dimensions(self) -> Dimensions:
        """Read when the first case is derived: showing a case that has facts already needs none of it."""
        return Dimensions(self._conn)

    def derive(self, keys: list[str], *, eventless: bool = False) -> Derived:
        """Derive cases from what is stored of them; a key without a valid version yields nothing.

        A case to which nothing has happened has no facts and counts nowhere, so it is left out unless ``eventless``.
        """
        cases = fetch_frame(
            self._conn,
            select(*(approval_case.c[name] for name in _CASE_COLUMNS))
            .where(key_in(self._conn, approval_case.c.case_key, keys), approval_case.c.valid)
            .order_by(approval_case.c.case_key, approval_case.c.lsh),
        )
        events = fetch_frame(
            self._conn,
            select(approval_event.c.case_key, approval_event.c.at, approval_event.c.lsh, approval_event.c.state)
            .where(key_in(self._conn, approval_event.c.case_key, keys), approval_event.c.valid)
            .order_by(approval_event.c.case_key, approval_event.c.at, approval_event.c.lsh),
        )
        if not eventless:
            cases = cases[cases["case_key"].isin(events["case_key"])]
        return self._compute(cases, events)

    def _compute(self, cases: pd.DataFrame, events: pd.DataFrame) -> Derived:
        cases = cases.drop_duplicates("case_key", keep="last").reset_index(drop=True)
        events, outside = self._place_events(cases, events)
        coming = events["at"].to_numpy(np.int64) > self._now
        waiting = events[coming].groupby("case_key")[["at"]].min().reset_index()
        events = events[~coming].reset_index(drop=True)
        if len(events):
            newest = (int(events["at"].max()) + SHANGHAI_OFFSET) // 86400
            self.last_event_day = max(self.last_event_day, newest)
        stored = self._dimensions.describe(cases)
        stored["limit_days"] = np.minimum(cases["limit_days"].to_numpy(np.int64), LONGEST_LIMIT)
        stored["online"] = (cases["apply_mode"] == FULL_ONLINE).astype(np.int64)
        stored["upload_state"] = cases["upload_state"].to_numpy(np.int64)
        clock, pauses = derive_facts(stored, events, calendar=self._calendar, rules=self._rules)
        facts = pd.concat([stored, clock], axis=1)
        found = case_findings(facts, events, pauses, outside=outside, pending=waiting)
        return Derived(facts[[column.name for column in approval_fact.c]], pauses, found, waiting)

    def _place_events(self, cases: pd.DataFrame, events: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
        """Number each event by its case; events outside the working calendar are left out and reported."""
        position = pd.Index(cases["case_key"]).get_indexer(pd.Index(events["case_key"]))
        day = (events["at"].to_numpy(np.int64) + SHANGHAI_OFFSET) // 86400
        known = position >= 0
        inside = (day >= self._calendar.first) & (day <= self._calendar.last)
        outside = np.unique(position[known & ~inside])
        keep = known & inside
        return events.assign(case=position)[keep].reset_index(drop=True), outside

    def stored(self, keys: list[str]) -> tuple[pd.DataFrame, Pauses]:
        """Facts and pauses as they are in the tables now."""
        known = key_in(self._conn, approval_fact.c.case_key, keys)
        facts = fetch_frame(self._conn, select(approval_fact).where(known).order_by(approval_fact.c.case_key))
        known = key_in(self._conn, approval_pause.c.case_key, keys)
        return facts, number_pauses(facts, fetch_frame(self._conn, select(approval_pause).where(known)))

    def replace(self, keys: list[str], derived: Derived, *, fresh: bool) -> None:
        """Write the derived rows in place of what the tables hold of these keys (nothing, when ``fresh``)."""
        if not fresh:
            for into in (approval_fact, approval_pause, finding, pending):
                self._conn.execute(delete(into).where(key_in(self._conn, into.c.case_key, keys)))
        insert_frame(self._conn, approval_fact, derived.facts)
        insert_frame(self._conn, approval_pause, pause_rows(derived))
        insert_frame(self._conn, finding, derived.findings)
        insert_frame(self._conn, pending, derived.pending)


def pause_rows(derived: Derived) -> pd.DataFrame:
    """Rows of ``approval_pause``; two pauses of one kind and the same days are one."""
    pauses = derived.pauses
    keys = derived.facts["case_key"].to_numpy()
    return pd.DataFrame(
        {"case_key": keys[pauses.case], "kind": pauses.kind, "start_day": pauses.start, "end_day": pauses.end}
    ).drop_duplicates()


def number_pauses(facts: pd.DataFrame, rows: pd.DataFrame) -> Pauses:
    """Stored pauses with the row number of their case in ``facts``."""
    position = pd.Index(facts["case_key"]).get_indexer(pd.Index(rows["case_key"]))
    known = position >= 0
    columns = (rows[name].to_numpy(np.int64)[known] for name in ("kind", "start_day", "end_day"))
    return Pauses(position[known].astype(np.int64), *columns)


def derive_all(
    deriver: Deriver,
    conn: Connection,
    keys: "Iterator[list[str]]",
    *,
    progress: Callable[[int], None],
    former: WorkCalendar | None = None,
) -> None:
    """Derive batches of keys, write their facts and bring the difference into the tallies.

    ``former`` is the calendar by which the stored facts were counted in, when it has been amended since.
    """
    fresh = is_empty(conn, approval_fact.name)
    deltas = TallyDeltas(calendar=deriver._calendar, rules=deriver._rules)
    for batch in keys:
        if not fresh:
            deltas.add(*deriver.stored(batch), sign=-1, calendar=former)
        derived = deriver.derive(batch)
        deltas.add(derived.facts, derived.pauses)
        deriver.replace(batch, derived, fresh=fresh)
        progress(len(batch))
    deltas.write(conn)


def note_day(conn: Connection, deriver: Deriver, *, newest: int) -> None:
    """Note the newest instant and day of the data, and when the next event dated ahead takes effect."""
    row = conn.execute(select(revision).where(revision.c.id == 1)).one()
    conn.execute(
        update(revision)
        .where(revision.c.id == 1)
        .values(
            data_time=max(row.data_time, newest),
            last_event_day=max(row.last_event_day, deriver.last_event_day),
            wakes_at=select(func.coalesce(func.min(pending.c.at), 0)).scalar_subquery(),
        )
    )


def all_keys(conn: Connection, *, size: int = BATCH) -> Iterator[list[str]]:
    """Keys of every case to which anything has happened, in batches by key order."""
    last, key = "", approval_event.c.case_key
    while True:
        page = select(key).where(key > last).distinct().order_by(key).limit(size)
        keys = [row[0] for row in conn.execute(page)]
        if not keys:
            return
        yield keys
        last = keys[-1]


def count_cases(conn: Connection) -> int:
    """Number of cases with facts."""
    return conn.execute(select(func.count()).select_from(approval_fact)).scalar_one()
