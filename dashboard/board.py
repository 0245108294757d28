"""The board: one consistent view of the data (scope, revision, day), from which every figure is taken."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from dashboard.clock import NEVER, state_at
from dashboard.indicators import REGISTRY, Figure, Indicator, Need, RecordSet, Slice, make_closed, make_slice
from dashboard.period import Period, Query, month_bounds, month_of
from dashboard.permissions import Scope
from dashboard.ports import ApprovalReader, RecordPage, RecordQuery, Revision, Rules

T = TypeVar("T")

TOTAL = ""
"""Member name of an undivided selection."""

STOCK = ("open", "paused", "red", "yellow")
EVENTS = ("accepted", "withdrawn", "refused")
Counts = dict[str, dict[str, int]]
_LONG_AGO = -NEVER
KEPT_STANDING = 4


class Board:
    """Figures of one scope at one revision, as seen on ``today``. Answers are computed once and kept (bounded)."""

    def __init__(
        self, *, reader: ApprovalReader, rules: Rules, revision: Revision, scope: Scope, today: int, keep: int = 512
    ) -> None:
        self._reader = reader
        self.rules = rules
        self.revision = revision
        self.scope = scope
        self.today = today
        self._answers = Answers(keep)
        # Thousands of cases each, needed again only while one page draws its panels.
        self._standing = Answers(KEPT_STANDING)

    def figures(self, query: Query, keys: Sequence[str] = REGISTRY.keys) -> dict[str, Figure]:
        """The figures of one selection."""
        return self.by_member(query, "", keys).get(TOTAL) or self._draw(Slice(), keys)

    def by_member(self, query: Query, by: str, keys: Sequence[str]) -> dict[str, dict[str, Figure]]:
        """Figures of each member of a dimension (unit, stage, item, department; "" for the whole)."""
        needs = _needs(keys)
        slices = self._answers.get(("slices", query, by, needs), lambda: self._slices(query, by, needs))
        return {member: self._draw(piece, keys) for member, piece in slices.items()}

    def by_month(self, query: Query, months: Sequence[int], keys: Sequence[str]) -> dict[int, dict[str, Figure]]:
        """Figures of each month (year × 100 + month), each seen from its own end or the query's as-of day."""
        if Need.LIGHTS in _needs(keys):
            return {month: self.figures(query.in_month(month), keys) for month in months}
        slices = self._answers.get(("months", query, tuple(months)), lambda: self._month_slices(query, months))
        return {month: self._draw(slices[month], keys) for month in months}

    def closed_rows(self, query: Query, by: str) -> pd.DataFrame:
        """Closed cases by member and used days (``member``, ``used``, ``CLOSED_MEASURES``), for a distribution."""
        return self._answers.get(("closed", query, by), lambda: self._closed(query, by))

    def slice(self, query: Query) -> Slice:
        """The sums behind the figures of one selection, for a distribution."""
        needs = frozenset({Need.CLOSED})
        slices = self._answers.get(("slices", query, "", needs), lambda: self._slices(query, "", needs))
        return slices.get(TOTAL, Slice())

    def records(self, query: RecordQuery) -> RecordPage:
        """One page of the records behind a figure; the total is the figure's own count unless a search narrows it."""

        def read() -> RecordPage:
            page = self._reader.read_records(query=query, rules=self.rules, scope=self.scope, revision=self.revision)
            return page if page.total >= 0 else replace(page, total=self._size(query))

        return self._answers.get(("records", query), read)

    def _size(self, query: RecordQuery) -> int:
        asked = Query(query.where, Period(query.first, query.last, ""), query.as_of)
        needs, count = SIZES[query.records]
        slices = self._answers.get(("slices", asked, "", needs), lambda: self._slices(asked, "", needs))
        return count(slices.get(TOTAL, Slice()))

    def _draw(self, piece: Slice, keys: Sequence[str]) -> dict[str, Figure]:
        return {key: self._figure(REGISTRY.get(key), piece) for key in keys}

    def _figure(self, indicator: Indicator, piece: Slice) -> Figure:
        value = indicator.compute(piece)
        target = self.rules.targets.get(indicator.key)
        return Figure(
            key=indicator.key,
            unit=indicator.unit,
            value=value.value,
            n=value.n,
            numerator=value.numerator,
            denominator=value.denominator,
            target=target,
            light=target.light(value.value) if target else None,
        )

    def _slices(self, query: Query, by: str, needs: frozenset[Need]) -> dict[str, Slice]:
        period = query.period
        closed = make_closed(self._closed(query, by)) if Need.CLOSED in needs else {}
        events: Counts = {}
        stock: Counts = {}
        if Need.EVENTS in needs:
            events = _keyed(self._flows(query, by, period.first, min(period.last, query.as_of)), EVENTS)
        if Need.STOCK in needs:
            stock = _keyed(self._stock(query, by, yellow=Need.LIGHTS in needs), STOCK)
        members = sorted({*closed, *events, *stock})
        slices = {
            member: make_slice(closed.get(member), events.get(member, {}) | stock.get(member, {})) for member in members
        }
        return {member: piece for member, piece in slices.items() if piece.holds_any}

    def _closed(self, query: Query, by: str) -> pd.DataFrame:
        return self._reader.read_closed(
            where=query.where,
            by=by,
            first=query.period.first,
            last=query.period.last,
            as_of=query.as_of,
            scope=self.scope,
            revision=self.revision,
        )

    def _flows(self, query: Query, by: str, first: int, last: int) -> pd.DataFrame:
        return self._reader.read_flows(
            where=query.where, by=by, first=first, last=last, scope=self.scope, revision=self.revision
        )

    def _stock(self, query: Query, by: str, *, yellow: bool) -> pd.DataFrame:
        """Counts of the open stock at the query's as-of day, by member; yellow 0 where it was not asked for."""
        if query.as_of >= self.revision.last_event_day:
            return self._stock_now(query, by)
        # The past: counts are sums of flows where storage keeps them by this dimension; lights need the cases.
        if yellow or not _on_axis(query, by):
            return self._stock_then(query, by)
        return self._flows(query, by, _LONG_AGO, query.as_of).rename(columns={"overdue": "red"}).assign(yellow=0)

    def _stock_now(self, query: Query, by: str) -> pd.DataFrame:
        rows = self._reader.read_open(where=query.where, by=by, scope=self.scope, revision=self.revision)
        limit = rows["limit_days"].to_numpy(np.int64)
        calendar = self.rules.calendar
        remaining = calendar.count(rows["due_day"].to_numpy(np.int64)) - calendar.count(query.as_of)
        light = self.rules.light.lights(limit=limit, used=limit - remaining, paused=rows["paused"].to_numpy() > 0)
        return _count_lights(rows["member"], light, rows["n"].to_numpy(np.int64))

    def _stock_then(self, query: Query, by: str) -> pd.DataFrame:
        facts, pauses = self._standing.get((query.where, query.as_of), lambda: self._alive(query))
        light = alive_lights(facts, pauses, day=query.as_of, rules=self.rules)
        members = facts[by] if by else pd.Series(TOTAL, index=facts.index)
        return _count_lights(members, light, np.ones(len(facts), dtype=np.int64))

    def _alive(self, query: Query) -> Any:
        return self._reader.read_alive(where=query.where, as_of=query.as_of, scope=self.scope, revision=self.revision)

    def _month_slices(self, query: Query, months: Sequence[int]) -> dict[int, Slice]:
        first, last = month_bounds(months[0])[0], min(month_bounds(months[-1])[1], query.as_of)
        closed = self._reader.read_closed(
            where=query.where,
            by="month",
            first=first,
            last=last,
            as_of=query.as_of,
            scope=self.scope,
            revision=self.revision,
        )
        sums = make_closed(closed)
        flows = self._flows(query, "month", _LONG_AGO, last)
        flows = flows.assign(member=flows["member"].astype(int)).sort_values("member")
        events = _keyed(flows.assign(member=flows["member"].astype(str)), EVENTS)
        running = flows[["open", "paused", "overdue"]].cumsum().assign(member=flows["member"])
        return {
            month: make_slice(sums.get(str(month)), events.get(str(month), {}) | _stock_by(running, month))
            for month in months
        }


_CLOSED, _EVENTS, _STOCK = frozenset({Need.CLOSED}), frozenset({Need.EVENTS}), frozenset({Need.STOCK})
_LIGHTS = frozenset({Need.STOCK, Need.LIGHTS})

SIZES: dict[RecordSet, tuple[frozenset[Need], Callable[[Slice], int]]] = {
    RecordSet.ACCEPTED: (_EVENTS, lambda s: s.accepted),
    RecordSet.WITHDRAWN: (_EVENTS, lambda s: s.withdrawn),
    RecordSet.REFUSED: (_EVENTS, lambda s: s.refused),
    RecordSet.CLOSED: (_CLOSED, lambda s: s.closed["n"]),
    RecordSet.AVERAGED: (_CLOSED, lambda s: s.closed["averaged"]),
    RecordSet.STATUTORY: (_CLOSED, lambda s: s.closed["statutory_n"]),
    RecordSet.INSTANT: (_CLOSED, lambda s: s.closed["instant"]),
    RecordSet.ONLINE: (_CLOSED, lambda s: s.closed["online"]),
    RecordSet.LATE: (_CLOSED, lambda s: s.closed["n"] - s.closed["on_time"]),
    RecordSet.DUE: (_CLOSED | _STOCK, lambda s: s.closed["n"] + s.red),
    RecordSet.OPEN: (_STOCK, lambda s: s.open),
    RecordSet.RED: (_STOCK, lambda s: s.red),
    RecordSet.PAUSED: (_STOCK, lambda s: s.paused),
    RecordSet.YELLOW: (_LIGHTS, lambda s: s.yellow),
    RecordSet.GREEN: (_LIGHTS, lambda s: s.green),
}
"""How many records each set has: what must be read, and where the count stands. Tests page through and compare."""


def alive_lights(facts: pd.DataFrame, pauses: Any, *, day: int, rules: Rules) -> Any:
    """Lights at the end of ``day`` of cases that are open then."""
    state = state_at(facts, pauses, day=day, calendar=rules.calendar, rules=rules.clock)
    return rules.light.lights(
        limit=facts["limit_days"].to_numpy(np.int64),
        used=state["used"].to_numpy(np.int64),
        paused=state["paused"].to_numpy(bool),
    )


def _count_lights(members: pd.Series, light: Any, n: Any) -> pd.DataFrame:
    frame = pd.DataFrame({"member": members.to_numpy(), "open": n})
    for column, name in (("paused", "pause"), ("red", "red"), ("yellow", "yellow")):
        frame[column] = np.where(light == name, n, 0)
    return frame.groupby("member")[list(STOCK)].sum().reset_index()


def _keyed(rows: pd.DataFrame, names: Sequence[str]) -> Counts:
    """Counts by member as plain numbers."""
    columns = [rows[name].astype(int).tolist() for name in names]
    return {
        str(member): dict(zip(names, values, strict=True))
        for member, *values in zip(rows["member"].tolist(), *columns, strict=True)
    }


def _stock_by(running: pd.DataFrame, month: int) -> dict[str, int]:
    """The stock at a month's end: the running total of the last month that changed it."""
    past = running[running["member"] <= month].tail(1)
    if past.empty:
        return {}
    row = past.iloc[0]
    return {"open": int(row["open"]), "paused": int(row["paused"]), "red": int(row["overdue"])}


def _on_axis(query: Query, by: str) -> bool:
    """Whether storage keeps daily flows by this dimension and selection: (unit, stage) or item."""
    where = query.where
    if where.department or by == "department":
        return False
    has_item, has_place = bool(where.item) or by == "item", bool(where.unit or where.stage) or by in ("unit", "stage")
    return not (has_item and has_place)


def _needs(keys: Sequence[str]) -> frozenset[Need]:
    return frozenset().union(*(REGISTRY.get(key).needs for key in keys))


class Answers:
    """A bounded store of computed answers with single flight: one thread computes, the others wait for it."""

    def __init__(self, keep: int) -> None:
        self._keep = keep
        self._lock = threading.Lock()
        self._entries: OrderedDict[Any, _Entry] = OrderedDict()

    def get(self, key: Any, compute: Callable[[], T]) -> T:
        """The answer to ``key``, computed at most once at a time; failures are not kept."""
        with self._lock:
            entry = self._entries.setdefault(key, _Entry())
            self._entries.move_to_end(key)
            while len(self._entries) > self._keep:
                self._entries.popitem(last=False)
        with entry.lock:
            if not entry.done:
                entry.value = compute()
                entry.done = True
            value: T = entry.value
            return value


class _Entry:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.done = False
        self.value: Any = None


def current_month(board: Board) -> int:
    """The month of the board's day."""
    return month_of(board.today)
