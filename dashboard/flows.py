"""What changed on which day: the additive facts from which any past day's counts are summed.

A case adds +1 to ``open`` on its day of acceptance and −1 on the day it ends, likewise for ``paused`` and for
``overdue`` (open, not paused, used > limit). The sum over all days up to d is the count at the end of day d. Since a
case's overdue day is known as soon as its clock runs, a day that rolls over changes nothing in storage.
"""

import numpy as np
import pandas as pd

from dashboard.calendar import WorkCalendar
from dashboard.clock import NEVER, NONE_DAY, SPECIAL, ClockRules, Ints, Pauses, merge
from dashboard.vocabulary import REFUSING

FLOW_MEASURES = ("accepted", "open", "paused", "overdue", "withdrawn", "refused")
"""Measures of a flow: ``accepted``, ``withdrawn``, ``refused`` count events, the others change a stock."""


def flow_events(
    facts: pd.DataFrame, pauses: Pauses, *, limit: Ints, calendar: WorkCalendar, rules: ClockRules
) -> pd.DataFrame:
    """Columns ``case`` (row of facts), ``day`` and one column a measure of ``FLOW_MEASURES``.

    Only accepted cases are counted, but for ``withdrawn`` and ``refused``, which most often come before acceptance.
    """
    accepted = facts["accepted_day"].to_numpy(np.int64)
    out_day, end = facts["out_day"].to_numpy(np.int64), facts["end_day"].to_numpy(np.int64)
    is_accepted = accepted != NONE_DAY
    rows = np.flatnonzero(is_accepted)
    pieces = [_piece(rows, accepted[rows], accepted=1)]
    gone = np.flatnonzero(out_day != NEVER)
    refused = np.isin(facts["out_state"].to_numpy(np.int64)[gone], list(REFUSING))
    day_gone = out_day[gone]
    pieces += [
        _piece(gone[refused], day_gone[refused], refused=1),
        _piece(gone[~refused], day_gone[~refused], withdrawn=1),
    ]
    alive = np.flatnonzero(is_accepted & (end > accepted))
    pieces += _interval(alive, accepted[alive], end[alive], measure="open")
    stops = pauses if rules.correction_pauses else pauses.take(pauses.kind == SPECIAL)
    life_low = np.where(is_accepted, accepted, 0)
    life_high = np.where(is_accepted & (end > accepted), end, 0)
    case, start, stop = merge(stops, low=life_low, high=life_high)
    pieces += _interval(case, start, stop, measure="paused")
    pieces += _overdue(facts, alive, (case, start, stop), limit=limit, calendar=calendar)
    flows = pd.concat(pieces, ignore_index=True)
    return flows.reindex(columns=["case", "day", *FLOW_MEASURES], fill_value=0).fillna(0).astype(np.int64)


def _piece(case: Ints, day: Ints, **measure: int) -> pd.DataFrame:
    return pd.DataFrame({"case": case, "day": day, **measure})


def _interval(case: Ints, start: Ints, end: Ints, *, measure: str) -> list[pd.DataFrame]:
    ended = end < NEVER
    return [_piece(case, start, **{measure: 1}), _piece(case[ended], end[ended], **{measure: -1})]


def _overdue(
    facts: pd.DataFrame, alive: Ints, stops: tuple[Ints, Ints, Ints], *, limit: Ints, calendar: WorkCalendar
) -> list[pd.DataFrame]:
    """Days on which a running case is past its limit: per running segment, from the first overdue day to its end."""
    case, start, end = stops
    accepted, life_end = facts["accepted_day"].to_numpy(np.int64), facts["end_day"].to_numpy(np.int64)
    # A running segment begins at acceptance or where a pause ended, and stops at the next pause or the end of life.
    seg_case = np.concatenate([alive, case])
    seg_start = np.concatenate([accepted[alive], end])
    next_start = np.concatenate([np.full(len(alive), -1, dtype=np.int64), start])
    order = np.lexsort((next_start, seg_case))
    seg_case, seg_start, next_start = seg_case[order], seg_start[order], next_start[order]
    if not len(seg_case):
        return []
    follows = np.r_[seg_case[1:] == seg_case[:-1], False]
    seg_end = np.where(follows, np.r_[next_start[1:], NEVER], life_end[seg_case])
    pause_end = np.minimum(seg_start, calendar.last)
    after_pause = (next_start >= 0) & (seg_start < NEVER)
    length = np.where(after_pause, calendar.between(np.where(after_pause, next_start, pause_end), pause_end), 0)
    total = np.cumsum(length)
    first = np.r_[True, ~follows[:-1]]
    paused = total - np.maximum.accumulate(np.where(first, total, 0))
    # ``length`` of a case's first segment is 0, so the running total at ``first`` is what earlier cases left behind.
    count = facts["start_count"].to_numpy(np.int64)[seg_case] + limit[seg_case] + paused + 1
    overdue_from = np.maximum(seg_start, calendar.nth_within(count))
    late = overdue_from < seg_end
    return _interval(seg_case[late], overdue_from[late], seg_end[late], measure="overdue")
