"""Proves that the derived tables follow from the delivered rows: recomputes facts and tallies, reports, repairs.

Also verifies the chain of the audit ledger, which nothing here ever repairs.
"""

from dataclasses import dataclass, field

import pandas as pd
from sqlalchemy import Connection, Engine, delete, select

from dashboard.audit import ChainReport
from dashboard.clock import ClockRules
from dashboard.permissions import OPERATOR
from dashboard.timekeeping import Clock, instant_of
from data_access.bulk import fetch_frame, insert_frame
from data_access.calendars import read_calendar
from data_access.derive import Derived, Deriver, all_keys, pause_rows
from data_access.engine import change, snapshot
from data_access.ledger import verify
from data_access.schema import approval_event, approval_fact, approval_pause
from data_access.tallies import TALLIES, TallyDeltas

SHOWN = 20
"""Differences listed by name; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One stored row that does not follow from the facts."""

    table: str
    key: str
    stored: str
    computed: str


@dataclass(slots=True)
class CheckReport:
    """What a check found. ``total`` counts all differences, ``differences`` names the first; ``chain``: the ledger."""

    cases: int = 0
    total: int = 0
    repaired: bool = False
    differences: list[Difference] = field(default_factory=list)
    chain: ChainReport = field(default_factory=ChainReport)

    @property
    def ok(self) -> bool:
        """Whether everything stored follows from the delivered rows, and the ledger is whole."""
        return self.total == 0 and self.chain.ok

    def add(self, table: str, keys: list[str], stored: pd.DataFrame, computed: pd.DataFrame) -> None:
        """Compare rows by key; both frames have the same columns."""
        merged = stored.set_index(keys).add_suffix(":s").join(computed.set_index(keys).add_suffix(":c"), how="outer")
        values = [name for name in computed.columns if name not in keys]
        for key, row in _differing(merged, values).iterrows():
            name = "/".join(str(part) for part in key) if isinstance(key, tuple) else str(key)
            self.note(Difference(table, name, _told(row, values, ":s"), _told(row, values, ":c")))

    def note(self, difference: Difference) -> None:
        """Count a difference, and keep it while there are few."""
        self.total += 1
        if len(self.differences) < SHOWN:
            self.differences.append(difference)


def _differing(merged: pd.DataFrame, values: list[str]) -> pd.DataFrame:
    if merged.empty:
        return merged
    bad = pd.Series(False, index=merged.index)
    for name in values:
        one, other = merged[f"{name}:s"], merged[f"{name}:c"]
        bad |= (one != other) & ~(one.isna() & other.isna())
    return merged[bad]


def _told(row: pd.Series, values: list[str], side: str) -> str:
    told = {name: row[f"{name}{side}"] for name in values if str(row[f"{name}:s"]) != str(row[f"{name}:c"])}
    return ", ".join(f"{name}={value}" for name, value in told.items())


def check(engine: Engine, *, clock: Clock, rules: ClockRules, repair: bool = False) -> CheckReport:
    """Recompute every case and every tally and compare. With ``repair`` the recomputed rows replace the stored ones."""
    report = CheckReport(repaired=repair)
    with snapshot(engine) as conn:
        report.chain = verify(conn)
    with change(engine, clock=clock) as unit:
        calendar = read_calendar(unit.conn)
        deriver = Deriver(unit.conn, calendar=calendar, rules=rules, now=instant_of(clock.now()))
        deltas = TallyDeltas(calendar=calendar, rules=rules)
        for keys in list(all_keys(unit.conn)):
            derived = deriver.derive(keys)
            deltas.add(derived.facts, derived.pauses)
            _compare_cases(report, deriver, keys, derived)
            if repair:
                deriver.replace(keys, derived, fresh=False)
        _find_strays(report, unit.conn, repair=repair)
        _compare_tallies(report, unit.conn, deltas, repair=repair)
        if not report.total or not repair:
            unit.discard()
        else:
            unit.record(by=OPERATOR, action="repair", detail=f"{report.total} rows")
    return report


def _compare_cases(report: CheckReport, deriver: Deriver, keys: list[str], derived: Derived) -> None:
    facts, pauses = deriver.stored(keys)
    report.cases += len(facts)
    names = [column.name for column in approval_fact.c]
    report.add(approval_fact.name, ["case_key"], _plain(facts, names), _plain(derived.facts, names))
    keyed = ["case_key", "kind", "start_day", "end_day"]
    stored = pd.DataFrame(
        {
            "case_key": facts["case_key"].to_numpy()[pauses.case],
            "kind": pauses.kind,
            "start_day": pauses.start,
            "end_day": pauses.end,
            "n": 1,
        }
    )
    report.add(approval_pause.name, keyed, stored, pause_rows(derived).assign(n=1))


def _find_strays(report: CheckReport, conn: Connection, *, repair: bool) -> None:
    """Derived rows of cases to which nothing ever happened."""
    for table in (approval_fact, approval_pause):
        stray = table.c.case_key.not_in(select(approval_event.c.case_key))
        for key in conn.execute(select(table.c.case_key).where(stray).distinct().order_by(table.c.case_key)).scalars():
            report.note(Difference(table.name, str(key), stored="1", computed="0"))
        if repair:
            conn.execute(delete(table).where(stray))


def _plain(frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """The named columns with flags as whole numbers, as SQLite hands them out."""
    frame = frame[names]
    return frame.assign(instant=frame["instant"].astype(int), has_pause=frame["has_pause"].astype(int))


def _compare_tallies(report: CheckReport, conn: Connection, deltas: TallyDeltas, *, repair: bool) -> None:
    for name, computed in deltas.totals():
        table, measures = TALLIES[name]
        keys = [column.name for column in table.primary_key]
        stored = fetch_frame(conn, select(table))
        stored = stored[(stored[list(measures)] != 0).any(axis=1)] if len(stored) else stored
        report.add(table.name, keys, stored, computed)
        if repair:
            conn.execute(delete(table))
            insert_frame(conn, table, computed)
