"""A page of the ledger: along the order's index first, and by the conditions' index when the walk meets too few.

Which index is the cheaper one depends on how many rows a selection has and where they lie in the order; no planner
knows that. A walk of a bounded number of entries finds a page wherever the selection is wide, in the same time at any
size. A selection in which the walk meets too few rows is narrow, and is then found by its own conditions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from dashboard.permissions import Scope
from dashboard.ports import RecordQuery
from data_access.bulk import fetch_frame
from data_access.readers.filters import fact_conditions
from data_access.schema import approval_fact

STEPS = (400, 6_000)
"""Index entries that a walk passes at most: few at first, as most selections are wide."""

EVERY = 1_000_000_000

FULLY_INDEXED = frozenset({"finish_day", "accepted_day", "case_key"})
"""Columns whose index holds every case."""

Conditions = Sequence[ColumnElement[bool]]
Bound = tuple[Any, str] | None
"""Value of the sort column and case number that a page lies beyond."""


@dataclass(frozen=True, slots=True)
class Part:
    """Records that share conditions.

    ``within`` are days that the conditions imply for a column, ``indexed`` the condition of a column's partial index
    that they imply. ``skipping`` is what an order's index itself can tell to be outside. ``own`` is the condition of an
    index that holds just this part, ``few`` says that it holds little. ``keys`` finds the case numbers that the part is
    to be sought among.
    """

    conditions: Conditions
    within: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    indexed: Mapping[str, ColumnElement[bool]] = field(default_factory=dict)
    skipping: Mapping[str, ColumnElement[bool]] = field(default_factory=dict)
    own: ColumnElement[bool] | None = None
    few: bool = False
    keys: Select[Any] | None = None

    def among(self, keys: Select[Any]) -> "Part":
        """Those of the part that a search finds."""
        return replace(self, keys=keys)


@dataclass(frozen=True, slots=True)
class Walk:
    """One page of one part."""

    part: Part
    query: RecordQuery
    scope: Scope
    sort: str
    descending: bool
    low: Bound
    high: Bound

    def read(self, conn: Connection) -> pd.DataFrame:
        """The first ``limit`` + 1 rows beyond the bounds."""
        wanted = self.query.limit + 1
        wide = self.part.keys is None and not self.part.few
        if wide and (self.sort in FULLY_INDEXED or self.sort in self.part.indexed):
            for steps in STEPS:
                met = self._walk(steps + wanted).subquery()
                rows = select(approval_fact).join(met, met.c.case_key == approval_fact.c.case_key)
                rows = self._ordered(rows.where(*self._conditions()), approval_fact.c[self.sort])
                found = fetch_frame(conn, rows.limit(wanted))
                if len(found) == wanted:
                    return found
        return fetch_frame(conn, self._by_conditions().limit(wanted))

    def count(self, conn: Connection) -> int:
        """All rows of the part."""
        counted = self._among(select(func.count()).select_from(approval_fact)).where(*self._conditions())
        return int(conn.execute(counted).scalar_one())

    def _walk(self, steps: int) -> Select[Any]:
        """The next entries of the order's index; nothing else is read."""
        column, part = approval_fact.c[self.sort], self.part
        entries = select(approval_fact.c.case_key).where(*self._beyond())
        if self.sort in part.within:
            # One bound at each end, the nearer one: of two, a planner takes either.
            first, last = part.within[self.sort]
            entries = entries.where(
                column >= (max(first, self.low[0]) if self.low else first),
                column <= (min(last, self.high[0]) if self.high else last),
            )
        for known in (part.indexed, part.skipping):
            if self.sort in known:
                entries = entries.where(known[self.sort])
        return self._ordered(entries, column).limit(steps)

    def _by_conditions(self) -> Select[Any]:
        # The sort column in a shape that no index has: the conditions choose the index.
        conditions = [*self._conditions(), *self._beyond()]
        if self.part.own is not None:
            conditions.append(self.part.own)
        column = func.coalesce(approval_fact.c[self.sort], approval_fact.c[self.sort])
        return self._ordered(self._among(select(approval_fact)).where(*conditions), column)

    def _among(self, rows: Select[Any]) -> Select[Any]:
        if self.part.keys is None:
            return rows
        # The limit keeps a planner from merging the two: the keys come first, however promising another index looks.
        keys = self.part.keys.distinct().limit(EVERY).subquery()
        return rows.join(keys, keys.c.case_key == approval_fact.c.case_key)

    def _ordered(self, rows: Select[Any], column: ColumnElement[Any]) -> Select[Any]:
        order = (column, approval_fact.c.case_key)
        return rows.order_by(*(one.desc() if self.descending else one for one in order))

    def _conditions(self) -> list[ColumnElement[bool]]:
        return [*fact_conditions(approval_fact, self.query.where, self.scope), *self.part.conditions]

    def _beyond(self) -> list[ColumnElement[bool]]:
        column, key = approval_fact.c[self.sort], approval_fact.c.case_key
        if self.low is not None:
            value, case = self.low
            return [column >= value, or_(column > value, and_(column == value, key > case))]
        if self.high is not None:
            value, case = self.high
            return [column <= value, or_(column < value, and_(column == value, key < case))]
        return []
