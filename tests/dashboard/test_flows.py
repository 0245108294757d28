"""The parity that everything stands on: sums of daily flows up to a day are the counts of that day."""

import numpy as np
import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard.calendar import WorkCalendar
from dashboard.clock import ClockRules, derive_facts
from dashboard.flows import FLOW_MEASURES, flow_events
from tests.oracle import REFUSALS, WITHDRAWALS, Case, Settings, day, stand

START = day("2026-01-26")
states = st.sampled_from([2, 3, 3, 3, 4, 5, 6, 6, 7, 7, 9, 9, 10, 10, 11, 12, 13, 14, 15])
events = st.tuples(st.integers(0, 45), st.integers(0, 2), states)
cases = st.lists(st.tuples(st.lists(events, max_size=14), st.sampled_from([0, 1, 2, 5, 10])), min_size=1, max_size=4)
rules = st.builds(ClockRules, count_acceptance_day=st.booleans(), correction_pauses=st.booleans())

Told = list[tuple[list[tuple[int, int, int]], int]]


def sums_by_day(made: list[Case], calendar: WorkCalendar, rule: ClockRules, upto: int) -> dict[int, dict[str, int]]:
    frame = pd.DataFrame({"limit_days": [case.limit for case in made], "item_kind": -1})
    rows = [(number, at, state) for number, case in enumerate(made) for at, _, state in sorted(case.events)]
    columns = zip(*rows, strict=True) if rows else ([], [], [])
    told = pd.DataFrame(dict(zip(("case", "at", "state"), map(list, columns), strict=True)), dtype=np.int64)
    facts, pauses = derive_facts(frame, told, calendar=calendar, rules=rule)
    limit = frame["limit_days"].to_numpy(np.int64)
    flows = flow_events(facts, pauses, limit=limit, calendar=calendar, rules=rule)
    assert tuple(flows.columns) == ("case", "day", *FLOW_MEASURES)
    changes = flows.groupby("day")[list(FLOW_MEASURES)].sum()
    days = range(START - 1, upto)
    sums = changes.reindex(range(min([START - 1, *changes.index]), upto), fill_value=0).cumsum().loc[list(days)]
    return {number: {name: int(sums.at[number, name]) for name in FLOW_MEASURES} for number in days}


def events_of(story: list[tuple[int, int, int]]) -> list[tuple[int, str, int]]:
    return [
        ((START + offset) * 86400 + second, f"{place:02}", state) for place, (offset, second, state) in enumerate(story)
    ]


def counts(made: list[Case], number: int, rule: ClockRules) -> dict[str, int]:
    known = Settings(count_acceptance_day=rule.count_acceptance_day, correction_pauses=rule.correction_pauses)
    standings = [stand(case, number, known) for case in made]
    return {
        "accepted": sum(s.accepted is not None for s in standings),
        "open": sum(s.kind == "open" for s in standings),
        "paused": sum(s.light == "pause" for s in standings),
        "overdue": sum(s.light == "red" for s in standings),
        "withdrawn": sum(s.out_state in WITHDRAWALS for s in standings),
        "refused": sum(s.out_state in REFUSALS for s in standings),
    }


@given(told=cases, rule=rules)
@example(told=[([(0, 0, 3), (3, 0, 9), (20, 0, 10), (24, 0, 6), (30, 0, 7), (40, 0, 11)], 2)], rule=ClockRules())
@example(told=[([(0, 0, 3), (9, 0, 9), (9, 1, 10), (10, 0, 9)], 1)], rule=ClockRules())
@example(told=[([(5, 0, 3), (3, 0, 9), (8, 0, 10), (20, 0, 11), (30, 0, 15)], 0)], rule=ClockRules())
@example(told=[([(0, 0, 3), (40, 0, 11)], 1), ([(0, 0, 3)], 10)], rule=ClockRules(count_acceptance_day=True))
@settings(max_examples=120, deadline=None)
def test_sums_up_to_any_day_are_the_counts_of_that_day(calendar: WorkCalendar, told: Told, rule: ClockRules) -> None:
    made = [Case(f"{number}", limit, events_of(story)) for number, (story, limit) in enumerate(told)]
    for number, sums in sums_by_day(made, calendar, rule, START + 60).items():
        assert sums == counts(made, number, rule), f"{number - START} days after the start"


def test_nothing_flows_from_nothing(calendar: WorkCalendar) -> None:
    found = sums_by_day([Case("", 5)], calendar, ClockRules(), START + 3)
    assert all(not any(sums.values()) for sums in found.values())
