"""The clock of many cases equals a brute-force reading of the definitions, case by case and day by day."""

import numpy as np
import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard.calendar import WorkCalendar
from dashboard.clock import NEVER, NONE_DAY, ClockRules, Pauses, derive_facts, state_at
from dashboard.frames import FACT_COLUMNS
from tests.oracle import Case, Settings, day, due_day, stand

START = day("2026-01-26")  # three weeks before Spring Festival, with its two make-up days
states = st.sampled_from([1, 2, 3, 3, 3, 4, 5, 6, 6, 7, 7, 8, 9, 9, 10, 10, 11, 11, 12, 13, 14, 15, 16])
events = st.tuples(st.integers(0, 40), st.sampled_from([0, 1, 57_599, 86_399]), st.sampled_from("abc"), states)
stories = st.lists(events, max_size=14)
limits = st.sampled_from([0, 1, 2, 3, 5, 10, 20])
cases = st.lists(st.tuples(stories, limits), min_size=1, max_size=4)
rules = st.builds(ClockRules, count_acceptance_day=st.booleans(), correction_pauses=st.booleans())

Story = list[tuple[int, int, str, int]]


def make_cases(told: list[tuple[Story, int]]) -> list[Case]:
    """Cases whose events lie on Shanghai days counted from START, also in its first and last second."""
    return [
        Case(
            key=f"{number}",
            limit=limit,
            events=[
                ((START + offset) * 86400 - 8 * 3600 + second, serial, state) for offset, second, serial, state in story
            ],
        )
        for number, (story, limit) in enumerate(told)
    ]


def derive(made: list[Case], calendar: WorkCalendar, rule: ClockRules) -> tuple[pd.DataFrame, Pauses]:
    """Facts with the limits, and pauses, as storage would hand them to the rules."""
    limits_frame = pd.DataFrame({"limit_days": [case.limit for case in made], "item_kind": -1})
    rows = [(number, at, state) for number, case in enumerate(made) for at, _, state in sorted(case.events)]
    columns = zip(*rows, strict=True) if rows else ([], [], [])
    frame = pd.DataFrame(dict(zip(("case", "at", "state"), map(list, columns), strict=True)), dtype=np.int64)
    facts, pauses = derive_facts(limits_frame, frame, calendar=calendar, rules=rule)
    assert tuple(facts.columns) == FACT_COLUMNS
    return facts.assign(limit_days=limits_frame["limit_days"]), pauses


def settings_of(rule: ClockRules) -> Settings:
    return Settings(count_acceptance_day=rule.count_acceptance_day, correction_pauses=rule.correction_pauses)


@given(told=cases, rule=rules)
@example(told=[([(0, 0, "a", 3), (9, 0, "a", 9), (9, 0, "b", 10), (12, 0, "a", 11)], 5)], rule=ClockRules())
@example(told=[([(0, 0, "a", 9), (5, 0, "a", 3), (8, 0, "a", 10), (12, 0, "a", 11)], 5)], rule=ClockRules())
@example(told=[([(0, 0, "a", 11), (0, 0, "b", 3), (0, 0, "c", 12)], 5)], rule=ClockRules())
@settings(max_examples=300, deadline=None)
def test_facts_are_those_of_a_brute_force_reading(
    calendar: WorkCalendar, told: list[tuple[Story, int]], rule: ClockRules
) -> None:
    made = make_cases(told)
    facts, _ = derive(made, calendar, rule)
    for case, fact in zip(made, facts.to_dict("records"), strict=True):
        whole = stand(case, START + 60, settings_of(rule))
        received = min((at + 8 * 3600) // 86400 for at, _, _ in case.events) if case.events else NONE_DAY
        assert fact["received_day"] == received
        assert fact["accepted_day"] == (NONE_DAY if whole.accepted is None else whole.accepted)
        assert fact["finish_day"] == (NEVER if whole.finish is None else whole.finish)
        assert fact["finish_state"] == whole.finish_state
        assert fact["out_day"] == (NEVER if whole.out is None else whole.out)
        assert fact["out_state"] == whole.out_state
        assert fact["instant"] == case.instant
        if fact["accepted_day"] >= 0 and fact["finish_day"] < fact["out_day"]:
            closed = stand(case, int(fact["finish_day"]), settings_of(rule))
            assert closed.kind == "closed"
            assert fact["used"] == closed.used
            assert fact["paused"] == closed.paused
            assert (fact["special_days"], fact["applicant_days"]) == (closed.special, closed.applicant)
            assert closed.accepted is not None
            assert fact["due_day"] == due_day(case, closed.accepted, closed.paused, settings_of(rule))
            assert (closed.used <= case.limit) == (
                calendar.count(fact["finish_day"]) <= calendar.count(fact["due_day"])
            )
        elif whole.kind == "open":
            assert (fact["pause_day"] < NEVER) == whole.is_paused
            if not whole.is_paused:
                assert whole.accepted is not None
                assert fact["due_day"] == due_day(case, whole.accepted, whole.paused, settings_of(rule))


@given(told=cases, rule=rules, as_of=st.integers(-2, 60))
@example(told=[([(0, 0, "a", 3), (3, 0, "a", 9), (5, 0, "a", 6), (7, 0, "a", 7)], 5)], rule=ClockRules(), as_of=6)
@settings(max_examples=300, deadline=None)
def test_any_day_shows_what_was_known_by_then(
    calendar: WorkCalendar, told: list[tuple[Story, int]], rule: ClockRules, as_of: int
) -> None:
    made = make_cases(told)
    facts, pauses = derive(made, calendar, rule)
    state = state_at(facts, pauses, day=START + as_of, calendar=calendar, rules=rule)
    for case, row in zip(made, state.to_dict("records"), strict=True):
        then = stand(case, START + as_of, settings_of(rule))
        assert row["open"] == (then.kind == "open")
        if then.kind == "open":
            assert (row["paused"], row["used"]) == (then.is_paused, then.used)


@given(told=st.tuples(stories, limits), others=cases, rule=rules)
@settings(max_examples=60, deadline=None)
def test_a_case_does_not_depend_on_its_neighbours(
    calendar: WorkCalendar, told: tuple[Story, int], others: list[tuple[Story, int]], rule: ClockRules
) -> None:
    alone, _ = derive(make_cases([told]), calendar, rule)
    among, _ = derive(make_cases([*others, told, *others]), calendar, rule)
    assert among.iloc[len(others)].to_dict() == alone.iloc[0].to_dict()


def test_no_cases_and_no_events_are_fine(calendar: WorkCalendar) -> None:
    facts, pauses = derive([], calendar, ClockRules())
    assert (len(facts), len(pauses.case)) == (0, 0)
    facts, _ = derive(make_cases([([], 5)]), calendar, ClockRules())
    assert facts.at[0, "accepted_day"] == NONE_DAY
    assert not state_at(facts, pauses, day=START, calendar=calendar, rules=ClockRules())["open"].any()


def test_finish_on_the_saturday_after_a_friday_due_day_is_on_time(calendar: WorkCalendar) -> None:
    friday = day("2026-01-30")
    made = [Case("", 4, [((START * 86400), "a", 3), ((friday + 1) * 86400, "b", 11)])]
    facts, _ = derive(made, calendar, ClockRules())
    assert (facts.at[0, "due_day"], facts.at[0, "used"]) == (friday, 4)


def test_a_day_begins_at_midnight_in_shanghai(calendar: WorkCalendar) -> None:
    midnight = START * 86400 - 8 * 3600
    facts, _ = derive([Case("", 4, [(midnight - 1, "a", 1), (midnight, "b", 3)])], calendar, ClockRules())
    assert (facts.at[0, "received_day"], facts.at[0, "accepted_day"]) == (START - 1, START)
