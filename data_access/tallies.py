"""Tallies: counts of facts, kept by signed deltas in the transaction that changes the facts.

The three tallies are made from the same frames whether a case is added (+1), replaced (−1, then +1) or recomputed
from scratch by ``check``, so they cannot drift from the facts by a second rule.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Table

from dashboard.calendar import WorkCalendar
from dashboard.clock import NEVER, ClockRules, Pauses
from dashboard.flows import FLOW_MEASURES, flow_events
from dashboard.frames import CLOSED_MEASURES, closed_rows
from data_access.bulk import add_to, insert_frame, is_empty
from data_access.schema import tally_closed, tally_flow, tally_open

FLOW_AXES: dict[str, tuple[str | None, str]] = {"place": ("unit", "stage"), "item": (None, "item")}
CLOSED_AXES: dict[str, tuple[str | None, str]] = {
    "place": ("unit", "stage"),
    "item": (None, "item"),
    "department": (None, "department"),
    "unit_item": ("unit", "item"),
}
"""Axis → the columns of a fact that become its ``unit`` and ``member``."""

OPEN_KEYS = ["unit", "stage", "item", "department", "limit_days", "due_day", "paused"]
TALLIES: dict[str, tuple[Table, tuple[str, ...]]] = {
    "flow": (tally_flow, FLOW_MEASURES),
    "closed": (tally_closed, CLOSED_MEASURES),
    "open": (tally_open, ("n",)),
}


class TallyDeltas:
    """Collects what cases add to and take from the tallies."""

    def __init__(self, *, calendar: WorkCalendar, rules: ClockRules) -> None:
        self._calendar = calendar
        self._rules = rules
        self._parts: dict[str, list[pd.DataFrame]] = {name: [] for name in TALLIES}

    def add(self, facts: pd.DataFrame, pauses: Pauses, *, sign: int = 1, calendar: WorkCalendar | None = None) -> None:
        """Count cases in (+1) or out (−1). ``facts`` has the columns of ``approval_fact``, rows numbered from 0.

        ``calendar`` is the one that the facts were derived with, where it is not the present one.
        """
        if facts.empty:
            return
        facts = facts.reset_index(drop=True)
        self._add_flows(facts, pauses, sign, calendar or self._calendar)
        self._add_closed(facts, sign)
        self._add_open(facts, sign)

    def _add_flows(self, facts: pd.DataFrame, pauses: Pauses, sign: int, calendar: WorkCalendar) -> None:
        limit = facts["limit_days"].to_numpy(np.int64)
        flows = flow_events(facts, pauses, limit=limit, calendar=calendar, rules=self._rules)
        case = flows["case"].to_numpy()
        for axis, (unit, member) in FLOW_AXES.items():
            part = flows.drop(columns="case").assign(
                axis=axis, unit=facts[unit].to_numpy()[case] if unit else "", member=facts[member].to_numpy()[case]
            )
            self._keep("flow", part, sign)

    def _add_closed(self, facts: pd.DataFrame, sign: int) -> None:
        rows = closed_rows(facts)
        if rows.empty:
            return
        rows = rows.assign(month=months_of(rows["finish_day"].to_numpy(np.int64)))
        for axis, (unit, member) in CLOSED_AXES.items():
            part = rows.assign(
                axis=axis, unit=facts.loc[rows.index, unit] if unit else "", member=facts.loc[rows.index, member]
            )
            self._keep("closed", part, sign)

    def _add_open(self, facts: pd.DataFrame, sign: int) -> None:
        rows = facts[(facts["end_day"] == NEVER) & (facts["accepted_day"] >= 0)]
        if rows.empty:
            return
        part = rows.assign(paused=(rows["pause_day"] < NEVER).astype(np.int64), n=1)
        self._keep("open", part, sign)

    def _keep(self, name: str, part: pd.DataFrame, sign: int) -> None:
        into, measures = TALLIES[name]
        keys = [column.name for column in into.primary_key]
        grouped = part.groupby(keys, as_index=False, sort=False)[list(measures)].sum()
        if sign < 0:
            grouped[list(measures)] = -grouped[list(measures)]
        self._parts[name].append(grouped)
        if len(self._parts[name]) > 3 * len(CLOSED_AXES):
            self._parts[name] = [self._sum(name)]

    def _sum(self, name: str) -> pd.DataFrame:
        into, measures = TALLIES[name]
        keys = [column.name for column in into.primary_key]
        if not self._parts[name]:
            return pd.DataFrame({column: [] for column in [*keys, *measures]})
        return pd.concat(self._parts[name]).groupby(keys, as_index=False)[list(measures)].sum()

    def totals(self) -> Iterator[tuple[str, pd.DataFrame]]:
        """Each tally's name and its rows with anything to add, keys in order."""
        for name, (_into, measures) in TALLIES.items():
            total = self._sum(name)
            yield name, total[(total[list(measures)] != 0).any(axis=1)]

    def write(self, conn: Connection) -> None:
        """Bring the deltas into the tally tables."""
        for name, rows in self.totals():
            into, measures = TALLIES[name]
            if is_empty(conn, into.name):
                insert_frame(conn, into, rows)
            else:
                add_to(conn, into, rows, measures)


def months_of(days: np.ndarray) -> np.ndarray:
    """Months (year × 100 + month) of day numbers."""
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return (months // 12 + 1970) * 100 + months % 12 + 1
