"""The heart of the tallies: sums of flows up to any day are the counts of that day, case by case."""

from datetime import date

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.calendar import CalendarDay, WorkCalendar
from dashboard.clock import ClockRules, derive_facts, state_at
from dashboard.flows import flow_events
from dashboard.lights import LightRule
from dashboard.timekeeping import SHANGHAI_OFFSET, day_number
from data_access.calendars import seed_days
from tests.oracle import Case, Settings, due_day, stand

CALENDAR = WorkCalendar(CalendarDay(r.day, r.is_workday, r.name, r.official) for r in seed_days().itertuples())
FIRST = day_number(date(2026, 1, 5))
SPAN = 70

events = st.lists(
    st.tuples(
        st.integers(0, SPAN), st.integers(0, 3), st.sampled_from([1, 3, 3, 6, 7, 8, 9, 9, 10, 10, 11, 13, 2, 5, 15])
    ),
    max_size=9,
)
cases = st.lists(st.tuples(st.sampled_from([0, 1, 2, 5, 12]), st.sampled_from([1, 2]), events), min_size=1, max_size=6)
rules = st.builds(ClockRules, count_acceptance_day=st.booleans(), correction_pauses=st.booleans())


def build(
    given_cases: list[tuple[int, int, list[tuple[int, int, int]]]],
) -> tuple[list[Case], pd.DataFrame, pd.DataFrame]:
    """The same cases for the brute force and for the vectorised clock; hours collide on purpose."""
    plain, rows = [], []
    for number, (limit, kind, moves) in enumerate(given_cases):
        told = [
            ((FIRST + offset) * 86400 + (8 + hour) * 3600 - SHANGHAI_OFFSET, f"L{position:03}", state)
            for position, (offset, hour, state) in enumerate(moves)
        ]
        plain.append(Case(key=str(number), limit=limit, events=told, kind=kind))
        rows += [(number, *one) for one in sorted(told)]
    frame = pd.DataFrame(rows, columns=["case", "at", "lsh", "state"])
    frame = frame.astype({"case": np.int64, "at": np.int64, "state": np.int64})
    facts = pd.DataFrame({"limit_days": [c.limit for c in plain], "item_kind": [c.kind for c in plain]})
    return plain, facts, frame


@settings(max_examples=300, deadline=None)
@given(cases, rules, st.integers(-1, SPAN + 15))
def test_flows_state_and_facts_agree_with_the_story_of_each_case(
    given_cases: list[tuple[int, int, list[tuple[int, int, int]]]], clock: ClockRules, offset: int
) -> None:
    plain, rows, frame = build(given_cases)
    own = Settings(count_acceptance_day=clock.count_acceptance_day, correction_pauses=clock.correction_pauses)
    derived, pauses = derive_facts(rows, frame, calendar=CALENDAR, rules=clock)
    facts = pd.concat([rows, derived], axis=1)
    limit = rows["limit_days"].to_numpy(np.int64)
    day = FIRST + offset
    told = [stand(case, day, own) for case in plain]
    state = state_at(facts, pauses, day=day, calendar=CALENDAR, rules=clock)
    light = LightRule().lights(limit=limit, used=state["used"].to_numpy(), paused=state["paused"].to_numpy(bool))
    assert state["open"].tolist() == [one.kind == "open" for one in told]
    assert [light[i] if one.kind == "open" else "" for i, one in enumerate(told)] == [one.light for one in told]
    flows = flow_events(facts, pauses, limit=limit, calendar=CALENDAR, rules=clock)
    upto = flows[flows["day"] <= day].sum()
    lights = [one.light for one in told]
    assert upto["open"] == sum(one.kind == "open" for one in told)
    assert upto["paused"] == lights.count("pause")
    assert upto["overdue"] == lights.count("red")
    assert upto["accepted"] == sum(one.accepted is not None for one in told)
    assert upto["withdrawn"] + upto["refused"] == sum(one.out is not None for one in told)


@settings(max_examples=200, deadline=None)
@given(cases, rules)
def test_facts_of_finished_and_running_cases_equal_the_count_by_days(
    given_cases: list[tuple[int, int, list[tuple[int, int, int]]]], clock: ClockRules
) -> None:
    plain, rows, frame = build(given_cases)
    own = Settings(count_acceptance_day=clock.count_acceptance_day, correction_pauses=clock.correction_pauses)
    derived, _ = derive_facts(rows, frame, calendar=CALENDAR, rules=clock)
    for number, case in enumerate(plain):
        one, fact = stand(case, FIRST + SPAN, own), derived.loc[number]
        if one.kind == "closed":
            assert (fact["used"], fact["paused"], fact["special_days"], fact["applicant_days"]) == (
                one.used,
                one.paused,
                one.special,
                one.applicant,
            )
        if one.kind == "open" and not one.is_paused:
            assert fact["due_day"] == due_day(case, one.accepted or 0, one.paused, own)
        assert bool(fact["instant"]) == case.instant
