"""Implements ``dashboard.ports.ApprovalReader`` over a database: each call is one read snapshot."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pandas as pd
from sqlalchemy import Connection, Engine, select

from dashboard.calendar import WorkCalendar
from dashboard.clock import ClockRules, Pauses
from dashboard.lights import LightRule, Target
from dashboard.period import Where
from dashboard.permissions import Scope
from dashboard.ports import (
    CaseRecord,
    Finding,
    RecordPage,
    RecordQuery,
    Revision,
    RevisionMoved,
    Rules,
    Source,
)
from dashboard.rule_admin import higher_is_better
from dashboard.timekeeping import Clock, day_number, instant_of
from data_access.calendars import read_calendar
from data_access.derive import Deriver
from data_access.engine import snapshot
from data_access.readers import cases, quality, records, tallies
from data_access.readers.filters import fact_conditions, in_scope
from data_access.rule_units import read_inactive
from data_access.schema import approval_fact, revision, tally_closed, threshold
from data_access.setup import AREA


class Reader:
    """Reads approvals."""

    def __init__(self, engine: Engine, *, clock: Clock, rules: ClockRules) -> None:
        self._engine = engine
        self._clock = clock
        self._clock_rules = rules
        self._rules: tuple[int, Rules] | None = None
        self._names: dict[tuple[str, int, Scope], dict[str, str]] = {}

    @contextmanager
    def _at(self, wanted: Revision) -> Iterator[Connection]:
        with snapshot(self._engine) as conn:
            if conn.execute(select(revision.c.number).where(revision.c.id == 1)).scalar_one() != wanted.number:
                raise RevisionMoved
            yield conn

    def read_revision(self) -> Revision:
        """See the port."""
        with snapshot(self._engine) as conn:
            row = conn.execute(select(revision).where(revision.c.id == 1)).one()
        return Revision(row.number, row.changed_at, row.data_time, row.last_event_day, row.wakes_at)

    def read_rules(self) -> Rules:
        """See the port; read once per revision."""
        number = self.read_revision().number
        if self._rules is None or self._rules[0] != number:
            with snapshot(self._engine) as conn:
                calendar = read_calendar(conn)
                rows = conn.execute(select(threshold.c.key, threshold.c.value).where(threshold.c.area == AREA))
                values = {row.key: row.value for row in rows}
                inactive = read_inactive(conn)
            self._rules = (number, make_rules(calendar, values, self._clock_rules, inactive=inactive))
        return self._rules[1]

    def read_closed(
        self, *, where: Where, by: str, first: int, last: int, as_of: int, scope: Scope, revision: Revision
    ) -> pd.DataFrame:
        """See the port."""
        with self._at(revision) as conn:
            return tallies.read_closed(
                conn, where=where, by=by, first=first, last=last, as_of=as_of, scope=scope, revision=revision
            )

    def read_flows(
        self, *, where: Where, by: str, first: int, last: int, scope: Scope, revision: Revision
    ) -> pd.DataFrame:
        """See the port."""
        rules = self.read_rules()
        with self._at(revision) as conn:
            return tallies.read_flows(conn, where=where, by=by, first=first, last=last, scope=scope, rules=rules)

    def read_open(self, *, where: Where, by: str, scope: Scope, revision: Revision) -> pd.DataFrame:
        """See the port."""
        with self._at(revision) as conn:
            return tallies.read_open(conn, where=where, by=by, scope=scope)

    def read_alive(self, *, where: Where, as_of: int, scope: Scope, revision: Revision) -> tuple[pd.DataFrame, Pauses]:
        """See the port."""
        with self._at(revision) as conn:
            return cases.read_alive(conn, fact_conditions(approval_fact, where, scope), as_of=as_of)

    def read_records(self, *, query: RecordQuery, rules: Rules, scope: Scope, revision: Revision) -> RecordPage:
        """See the port."""
        with self._at(revision) as conn:
            return records.read_records(conn, query=query, rules=rules, scope=scope, revision=revision)

    def read_case(self, *, case_key: str, scope: Scope) -> CaseRecord:
        """See the port."""
        rules, now = self.read_rules(), instant_of(self._clock.now())
        with snapshot(self._engine) as conn:
            deriver = Deriver(conn, calendar=rules.calendar, rules=rules.clock, now=now)
            return cases.read_case(conn, case_key=case_key, scope=scope, deriver=deriver)

    def read_names(self, *, by: str, scope: Scope) -> dict[str, str]:
        """See the port; read once per revision and scope."""
        number = self.read_revision().number
        names = self._names.get((by, number, scope))
        if names is None:
            names = self._read_names(by, scope)
            self._names = {key: known for key, known in self._names.items() if key[1] == number}
            self._names[by, number, scope] = names
        return names

    def _read_names(self, by: str, scope: Scope) -> dict[str, str]:
        axis = by if scope.units is None or by == "department" else "unit_item"
        codes = select(tally_closed.c.member).where(tally_closed.c.axis == axis).distinct()
        if axis == "unit_item":
            codes = codes.where(*in_scope(tally_closed.c.unit, scope))
        with snapshot(self._engine) as conn:
            listed = list(conn.execute(codes).scalars())
            if by == "item":
                return cases.item_names(conn, listed, scope=scope)
            return cases.department_names(conn, listed, scope=scope)

    def read_sources(self, *, scope: Scope) -> Sequence[Source]:
        """See the port."""
        with snapshot(self._engine) as conn:
            return quality.read_sources(conn, scope=scope)

    def read_findings(self, *, scope: Scope) -> Sequence[Finding]:
        """See the port."""
        with snapshot(self._engine) as conn:
            return quality.read_findings(conn, scope=scope, pause_since=self._pause_since(conn))

    def read_finding_rows(self, *, kind: str, scope: Scope, after: str, limit: int) -> RecordPage:
        """See the port."""
        with snapshot(self._engine) as conn:
            since = self._pause_since(conn)
            return quality.read_finding_rows(conn, kind=kind, scope=scope, after=after, limit=limit, pause_since=since)

    def _pause_since(self, conn: Connection) -> int:
        """Pauses begun before this day have lasted longer than the limit of a pause."""
        key = threshold.c.key == "pause.limit_days"
        limit = int(conn.execute(select(threshold.c.value).where(threshold.c.area == AREA, key)).scalar_one())
        calendar = self.read_rules().calendar
        today = int(calendar.count(day_number(self._clock.now().date())))
        return int(calendar.nth_within(today - limit))


def make_rules(
    calendar: WorkCalendar, values: dict[str, float], clock: ClockRules, *, inactive: frozenset[str] = frozenset()
) -> Rules:
    """Rules from the threshold table: light thresholds, and a target for each indicator that has one."""
    targets = {}
    for key, good in values.items():
        if key.startswith("target.") and key.endswith(".good"):
            indicator = key.removeprefix("target.").removesuffix(".good")
            warn = values[f"target.{indicator}.warn"]
            targets[indicator] = Target(good, warn, higher_is_better(indicator, good=good, warn=warn))
    light = LightRule(days=int(values["light.days"]), percent=int(values["light.percent"]))
    return Rules(calendar=calendar, clock=clock, light=light, targets=targets, inactive_units=inactive)
