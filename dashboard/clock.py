"""The approval clock of many cases at once: when a case started, paused, stopped, and how long it took.

Sources: 行政许可法 §42, §44, §45 (limits and what they leave out); the states of the national exchange standard.
Everything is a day number; nothing here depends on the present, so the results are facts that can be stored.
``dashboard.case_clock`` tells the same story of one case in readable steps; tests prove the two equal.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.calendar import WorkCalendar
from dashboard.timekeeping import SHANGHAI_OFFSET
from dashboard.vocabulary import FINISHING, INSTANT_KIND, LEAVING, CaseState

Ints = NDArray[np.int64]

NEVER = 999_999
"""Day number of what has not happened (the year 4707): comparisons need no special case for it."""
NONE_DAY = -1_000_000
"""Day number of what is missing."""

SPECIAL, CORRECTION = 1, 2
"""Kinds of pause: 特别程序 (9…10) and 补正 (6…7)."""


@dataclass(frozen=True, slots=True)
class ClockRules:
    """Settings of the clock; defaults are those of domain.md §2."""

    count_acceptance_day: bool = False
    correction_pauses: bool = True


@dataclass(frozen=True, slots=True)
class Pauses:
    """Pauses of many cases: ``case`` is the row of the case, ``end`` is ``NEVER`` while a pause is open."""

    case: Ints
    kind: Ints
    start: Ints
    end: Ints

    def take(self, mask: NDArray[np.bool_]) -> "Pauses":
        """The pauses selected by a mask."""
        return Pauses(self.case[mask], self.kind[mask], self.start[mask], self.end[mask])


def find_pauses(case: Ints, state: Ints, day: Ints) -> Pauses:
    """Pair starts with ends, per case and kind; events must be ordered by (case, instant, serial).

    A start while already paused and an end while running change nothing.
    """
    parts = [
        _pairs(case, state, day, kind, start, end)
        for kind, start, end in (
            (SPECIAL, CaseState.SPECIAL_START, CaseState.SPECIAL_END),
            (CORRECTION, CaseState.CORRECTION_START, CaseState.CORRECTION_END),
        )
    ]
    return Pauses(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _pairs(case: Ints, state: Ints, day: Ints, kind: int, start: int, end: int) -> tuple[Ints, Ints, Ints, Ints]:
    keep = np.flatnonzero((state == start) | (state == end))
    c, is_start, d = case[keep], state[keep] == start, day[keep]
    same_case = np.r_[False, c[1:] == c[:-1]] if len(c) else np.zeros(0, dtype=bool)
    before_is_start = np.r_[False, is_start[:-1]] if len(c) else np.zeros(0, dtype=bool)
    heads = np.flatnonzero(is_start & ~(same_case & before_is_start))
    closes = np.flatnonzero(~is_start & same_case & before_is_start)
    ends = np.full(len(heads), NEVER, dtype=np.int64)
    if len(closes):
        position = np.searchsorted(closes, heads)
        found = position < len(closes)
        match = closes[np.where(found, position, 0)]
        found &= c[match] == c[heads]
        ends[found] = d[match[found]]
    return c[heads], np.full(len(heads), kind, dtype=np.int64), d[heads], ends


def merge(pauses: Pauses, *, low: Ints, high: Ints) -> tuple[Ints, Ints, Ints]:
    """The union of pauses per case as disjoint (case, start, end), clipped to low[case]…high[case].

    Empty pieces are left out; the result is ordered by case and start.
    """
    start = np.maximum(pauses.start, low[pauses.case])
    end = np.minimum(pauses.end, high[pauses.case])
    keep = start < end
    case, start, end = pauses.case[keep], start[keep], end[keep]
    order = np.lexsort((end, start, case))
    case, start, end = case[order], start[order], end[order]
    if not len(case):
        return case, start, end
    # A running maximum within each case: shifting by case keeps cases from mixing.
    shift = case * (2 * NEVER)
    reach = np.maximum.accumulate(end + shift) - shift
    fresh = np.r_[True, (case[1:] != case[:-1]) | (start[1:] > reach[:-1])]
    group = np.cumsum(fresh) - 1
    merged_end = np.zeros(int(group[-1]) + 1, dtype=np.int64)
    np.maximum.at(merged_end, group, end)
    return case[fresh], start[fresh], merged_end


def union_days(pauses: Pauses, *, low: Ints, high: Ints, calendar: WorkCalendar) -> Ints:
    """Working days of the union of pauses per case, clipped to low…high (both within the calendar)."""
    case, start, end = merge(pauses, low=low, high=high)
    days = calendar.between(start, end) if len(case) else start
    return np.bincount(case, weights=days, minlength=len(low)).astype(np.int64)


def first_position(case: Ints, chosen: NDArray[np.bool_], cases: int) -> Ints:
    """Position of each case's first chosen event, or −1."""
    found = np.full(cases, -1, dtype=np.int64)
    positions = np.flatnonzero(chosen)[::-1]
    found[case[positions]] = positions
    return found


def derive_facts(
    cases: pd.DataFrame, events: pd.DataFrame, *, calendar: WorkCalendar, rules: ClockRules
) -> tuple[pd.DataFrame, Pauses]:
    """Derive the stored facts of cases from their events.

    ``cases`` has columns ``limit_days`` and ``item_kind`` (whole numbers, one row a case, any index). ``events`` has
    ``case`` (row number of its case), ``at`` (UTC epoch seconds) and ``state``, ordered by (case, at, serial).
    Returns one row a case, in the order of ``cases`` (columns: ``frames.CLOCK_COLUMNS``), and the pauses.
    """
    n = len(cases)
    case = events["case"].to_numpy(np.int64)
    state = events["state"].to_numpy(np.int64)
    day = (events["at"].to_numpy(np.int64) + SHANGHAI_OFFSET) // 86400
    limit = cases["limit_days"].to_numpy(np.int64)

    def days_at(position: Ints, missing: int) -> Ints:
        return np.where(position >= 0, day[position], missing) if len(day) else np.full(n, missing, dtype=np.int64)

    def states_at(position: Ints) -> Ints:
        return np.where(position >= 0, state[position], 0) if len(state) else np.zeros(n, dtype=np.int64)

    received = first_position(case, np.ones(len(case), dtype=bool), n)
    accepted = first_position(case, state == CaseState.ACCEPTED, n)
    after = (accepted[case] >= 0) & (np.arange(len(case)) > accepted[case])
    finished = first_position(case, after & np.isin(state, list(FINISHING)), n)
    left = first_position(case, np.isin(state, list(LEAVING)), n)

    accepted_day = days_at(accepted, NONE_DAY)
    finish_day, out_day = days_at(finished, NEVER), days_at(left, NEVER)
    pauses = find_pauses(case, state, day)
    facts = pd.DataFrame(
        {
            "received_day": days_at(received, NONE_DAY),
            "accepted_day": accepted_day,
            "finish_day": finish_day,
            "finish_state": states_at(finished),
            "out_day": out_day,
            "out_state": states_at(left),
            "end_day": np.where(accepted >= 0, np.minimum(finish_day, out_day), NONE_DAY),
            "instant": (limit <= 1) | (cases["item_kind"].to_numpy(np.int64) == INSTANT_KIND),
        }
    )
    _measure(facts, pauses, limit=limit, calendar=calendar, rules=rules)
    return facts, pauses


def _measure(facts: pd.DataFrame, pauses: Pauses, *, limit: Ints, calendar: WorkCalendar, rules: ClockRules) -> None:
    """Add paused days, used days and the due day. Open cases are measured up to where their open pause began."""
    accepted = facts["accepted_day"].to_numpy(np.int64)
    is_accepted = accepted != NONE_DAY
    low = np.where(is_accepted, accepted, calendar.first)
    end = np.where(is_accepted, facts["end_day"].to_numpy(np.int64), calendar.first)
    stops = pauses if rules.correction_pauses else pauses.take(pauses.kind == SPECIAL)
    open_from = np.full(len(facts), NEVER, dtype=np.int64)
    unended = stops.end == NEVER
    np.minimum.at(open_from, stops.case[unended], stops.start[unended])
    open_from = np.maximum(open_from, low)
    high = np.minimum(np.minimum(end, np.where(end == NEVER, open_from, NEVER)), calendar.last)
    paused = union_days(stops, low=low, high=high, calendar=calendar)
    special = union_days(pauses.take(pauses.kind == SPECIAL), low=low, high=high, calendar=calendar)
    both = union_days(pauses, low=low, high=high, calendar=calendar)
    start_count = calendar.count(low) - int(rules.count_acceptance_day) * calendar_is_workday(calendar, low)
    closed = is_accepted & (end != NEVER)
    used = np.maximum(calendar.count(np.where(closed, np.minimum(end, calendar.last), low)) - start_count - paused, 0)
    due = calendar.nth_within(start_count + np.maximum(limit, 0) + paused)
    facts["start_count"] = start_count
    facts["paused"] = np.where(is_accepted, paused, 0)
    facts["special_days"] = np.where(is_accepted, special, 0)
    facts["applicant_days"] = np.where(is_accepted, both - special, 0)
    facts["used"] = np.where(closed, used, -1)
    facts["due_day"] = np.where(is_accepted, due, NONE_DAY)
    facts["pause_day"] = np.where(is_accepted & (end == NEVER), open_from, NEVER)
    facts["has_pause"] = np.bincount(pauses.case, minlength=len(facts)) > 0


def calendar_is_workday(calendar: WorkCalendar, days: Ints) -> Ints:
    """1 for a working day, 0 for a rest day."""
    count = calendar.count(days)
    before = calendar.count(np.maximum(days - 1, calendar.first))
    return np.where(days == calendar.first, count, count - before)


def state_at(
    facts: pd.DataFrame, pauses: Pauses, *, day: int, calendar: WorkCalendar, rules: ClockRules
) -> pd.DataFrame:
    """Where each case stood at the end of ``day``: columns ``open``, ``paused`` (flags), ``used`` (working days).

    ``facts`` as ``derive_facts`` made them (with ``limit_days``); ``used`` is meaningful for open cases only.
    """
    accepted = facts["accepted_day"].to_numpy(np.int64)
    is_open = (accepted != NONE_DAY) & (accepted <= day) & (facts["end_day"].to_numpy(np.int64) > day)
    low = np.where(is_open, accepted, calendar.first)
    high = np.where(is_open, day, calendar.first)
    stops = pauses if rules.correction_pauses else pauses.take(pauses.kind == SPECIAL)
    known = stops.take(stops.start <= day)
    paused = np.zeros(len(facts), dtype=bool)
    paused[known.case[known.end > day]] = True
    stopped = union_days(known, low=low, high=high, calendar=calendar)
    used = np.maximum(calendar.count(high) - facts["start_count"].to_numpy(np.int64) - stopped, 0)
    return pd.DataFrame({"open": is_open, "paused": paused & is_open, "used": np.where(is_open, used, 0)})
