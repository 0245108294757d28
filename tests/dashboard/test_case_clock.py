"""The clock of one case: its readable steps, the day-by-day list, and equality with the vectorised clock."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.calendar import CalendarDay, WorkCalendar
from dashboard.case_clock import (
    CORRECTION,
    SPECIAL,
    CaseClock,
    CaseEvent,
    CaseFinding,
    CaseStatus,
    LineKind,
    Pause,
    events_of,
    explain,
    findings,
    run_clock,
)
from dashboard.clock import NEVER, NONE_DAY, ClockRules, derive_facts, state_at
from dashboard.lights import Light, LightRule
from dashboard.timekeeping import SHANGHAI_OFFSET, day_number

FIRST, LAST = day_number(date(2025, 1, 1)), day_number(date(2027, 12, 31))
HOLIDAYS = {date(2026, 2, day): "春节" for day in range(15, 24)}
MAKE_UP = {date(2026, 2, 14), date(2026, 2, 28)}


def make_calendar() -> WorkCalendar:
    """Monday to Friday, but for Spring Festival 2026 with its make-up days; 2027 awaits its notice."""
    days = []
    for number in range(FIRST, LAST + 1):
        day = date.fromordinal(number + date(1970, 1, 1).toordinal())
        is_workday = (day.weekday() < 5 and day not in HOLIDAYS) or day in MAKE_UP
        days.append(CalendarDay(number, is_workday, HOLIDAYS.get(day, ""), official=day.year < 2027))
    return WorkCalendar(days)


CALENDAR = make_calendar()


def day(text: str) -> int:
    return day_number(date.fromisoformat(text))


def event(text: str, state: int, *, hour: int = 10, serial: str = "") -> CaseEvent:
    return CaseEvent(day(text) * 86400 + hour * 3600 - SHANGHAI_OFFSET, state, serial)


def run(
    events: list[CaseEvent], *, limit: int = 5, as_of: str = "2026-02-09", rules: ClockRules | None = None
) -> CaseClock:
    return run_clock(
        events,
        limit=limit,
        as_of_day=day(as_of),
        calendar=CALENDAR,
        rules=rules or ClockRules(),
        light_rule=LightRule(),
    )


def test_open_case_becomes_yellow_then_red() -> None:
    events = [event("2026-01-05", 3)]  # a Monday; five days run to the next Monday
    clock = run(events, as_of="2026-01-12")
    assert (clock.due_day, clock.used, clock.remaining, clock.light) == (day("2026-01-12"), 5, 0, Light.YELLOW)
    clock = run(events, as_of="2026-01-13")
    assert (clock.used, clock.overdue_days, clock.light, clock.status) == (6, 1, Light.RED, CaseStatus.OPEN)


def test_saturday_after_a_friday_due_day_is_on_time() -> None:
    clock = run([event("2026-01-05", 3), event("2026-01-10", 11)], limit=4)
    assert clock.due_day == day("2026-01-09")
    assert clock.on_time
    assert (clock.status, clock.light, clock.finish_state) == (CaseStatus.CLOSED, Light.DONE, 11)


def test_pause_moves_the_due_day_over_spring_festival() -> None:
    events = [event("2026-02-09", 3), event("2026-02-11", 9), event("2026-02-25", 10)]
    clock = run(events, as_of="2026-02-28")
    # Paused: 12, 13, 14 (made up), 24, 25; the 15th to the 23rd are holidays.
    assert (clock.paused, clock.special_days, clock.applicant_days) == (5, 5, 0)
    assert clock.due_day == day("2026-02-28")  # 10, 11, 26, 27, and the make-up Saturday
    assert clock.used == 5


def test_running_pause_is_blue_and_moves_with_as_of() -> None:
    events = [event("2026-01-05", 3), event("2026-01-07", 6)]
    first, later = run(events, as_of="2026-01-08"), run(events, as_of="2026-01-20")
    assert first.light == later.light == Light.PAUSED
    assert first.used == later.used == 2
    assert (later.due_day or 0) > (first.due_day or 0)
    assert first.pauses == (Pause(CORRECTION, day("2026-01-07"), None),)


def test_correction_counts_when_the_setting_is_off() -> None:
    events = [event("2026-01-05", 3), event("2026-01-07", 6), event("2026-01-09", 7)]
    clock = run(events, as_of="2026-01-09", rules=ClockRules(correction_pauses=False))
    assert (clock.paused, clock.used, clock.applicant_days) == (0, 4, 2)


def test_withdrawn_case_is_neither_open_nor_closed() -> None:
    events = [event("2026-01-05", 3), event("2026-01-07", 11), event("2026-01-20", 15)]
    assert run(events, as_of="2026-01-19").status is CaseStatus.CLOSED
    clock = run(events, as_of="2026-01-20")
    assert (clock.status, clock.light, clock.end_day) == (CaseStatus.LEFT, Light.GREY, day("2026-01-07"))


def test_case_not_accepted_has_no_clock() -> None:
    clock = run([event("2026-01-05", 1)])
    assert (clock.status, clock.light, clock.due_day) == (CaseStatus.NOT_ACCEPTED, Light.GREY, None)
    assert explain(clock, CALENDAR, ClockRules()) == []
    assert run([]).status is CaseStatus.NOT_ACCEPTED
    assert run([event("2026-01-05", 1), event("2026-01-06", 5)]).status is CaseStatus.LEFT


def test_equal_times_are_ordered_by_serial_number() -> None:
    events = [event("2026-01-05", 11, serial="2"), event("2026-01-05", 3, serial="1")]
    assert run(events).status is CaseStatus.CLOSED
    assert run([event("2026-01-05", 11, serial="1"), event("2026-01-05", 3, serial="2")]).status is CaseStatus.OPEN


def test_explanation_names_every_day() -> None:
    events = [event("2026-02-09", 3), event("2026-02-11", 9), event("2026-02-13", 10)]
    clock = run(events, as_of="2026-02-12")
    lines = {line.day: line for line in explain(clock, CALENDAR, ClockRules())}
    assert lines[day("2026-02-09")].kind is LineKind.ACCEPTANCE
    assert (lines[day("2026-02-10")].kind, lines[day("2026-02-10")].count) == (LineKind.COUNTED, 1)
    assert (lines[day("2026-02-12")].kind, lines[day("2026-02-12")].pauses) == (LineKind.PAUSED, (SPECIAL,))
    assert lines[day("2026-02-13")].future  # the end of the pause is not known yet on the 12th
    assert lines[day("2026-02-14")].make_up
    assert (lines[day("2026-02-16")].kind, lines[day("2026-02-16")].name) == (LineKind.HOLIDAY, "春节")
    assert max(lines) == clock.due_day


def test_explanation_goes_on_after_the_due_day_and_marks_provisional_years() -> None:
    clock = run([event("2026-12-28", 3)], limit=2, as_of="2027-01-05")
    lines = explain(clock, CALENDAR, ClockRules())
    assert [line.count for line in lines if line.kind is LineKind.OVERDUE] == [3, 4, 5, 6]
    assert [line.provisional for line in lines][-1]
    assert not lines[0].provisional


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([(1, 3), (2, 9), (3, 11)], [CaseFinding.PAUSE_UNENDED]),
        ([(1, 3), (2, 9)], []),
        ([(1, 3), (2, 10), (3, 11)], [CaseFinding.PAUSE_UNSTARTED]),
        ([(1, 3), (2, 9), (3, 10), (4, 10)], [CaseFinding.PAUSE_UNSTARTED]),
        ([(1, 1), (2, 11)], [CaseFinding.END_UNACCEPTED]),
        ([(1, 8), (2, 3), (3, 11)], [CaseFinding.EVENT_BEFORE_ACCEPTANCE]),
        ([(1, 6), (2, 7), (3, 3), (4, 12)], []),
        ([(1, 3), (2, 11), (3, 12)], [CaseFinding.TWO_ENDS]),
        ([(1, 3), (9, 11)], [CaseFinding.FUTURE_EVENT]),
        ([(1, 3), (2, 9), (3, 10), (4, 9)], [CaseFinding.PAUSE_REPEATED]),
    ],
)
def test_findings(events: list[tuple[int, int]], expected: list[CaseFinding]) -> None:
    assert findings([CaseEvent(at, state) for at, state in events], now=8) == expected


def test_events_of_reads_a_frame() -> None:
    frame = pd.DataFrame({"at": [5], "state": [3], "lsh": ["a"], "office": ["窗口"]})
    assert events_of(frame) == [CaseEvent(5, 3, "a", "窗口")]


# Equality with the vectorised clock

BASE = day("2026-02-02")
ONE_EVENT = st.tuples(
    st.integers(0, 30), st.sampled_from([0, 3600, 3601, 86399]), st.sampled_from([*range(1, 17), 3, 6, 7, 9, 10, 11])
)
HISTORIES = st.lists(ONE_EVENT, max_size=12)
RULES = st.builds(ClockRules, count_acceptance_day=st.booleans(), correction_pauses=st.booleans())


def history(raw: list[tuple[int, int, int]]) -> list[CaseEvent]:
    return [
        CaseEvent((BASE + offset) * 86400 + second - SHANGHAI_OFFSET, state, f"{serial:03d}")
        for serial, (offset, second, state) in enumerate(raw)
    ]


@settings(max_examples=600, deadline=None)
@given(
    raws=st.lists(HISTORIES, min_size=1, max_size=4), limit=st.integers(0, 15), rules=RULES, offset=st.integers(0, 35)
)
def test_equals_the_vectorised_clock(
    raws: list[list[tuple[int, int, int]]], limit: int, rules: ClockRules, offset: int
) -> None:
    histories = [history(raw) for raw in raws]
    as_of = BASE + offset
    rows = [(case, e.at, e.serial, e.state) for case, events in enumerate(histories) for e in events]
    frame = pd.DataFrame(sorted(rows), columns=["case", "at", "serial", "state"]).astype(
        {"case": int, "at": int, "state": int}
    )
    cases = pd.DataFrame({"limit_days": [limit] * len(raws), "item_kind": -1})
    facts, pauses = derive_facts(cases, frame, calendar=CALENDAR, rules=rules)
    at_day = state_at(facts, pauses, day=as_of, calendar=CALENDAR, rules=rules)
    known = frame[(frame["at"] + SHANGHAI_OFFSET) // 86400 <= as_of]
    then, _ = derive_facts(cases, known, calendar=CALENDAR, rules=rules)
    lights = LightRule().lights(
        limit=np.full(len(raws), limit), used=at_day["used"].to_numpy(np.int64), paused=at_day["paused"].to_numpy(bool)
    )
    for case, events in enumerate(histories):
        clock = run_clock(events, limit=limit, as_of_day=as_of, calendar=CALENDAR, rules=rules, light_rule=LightRule())
        _same(clock, then.iloc[case], at_day.iloc[case], str(lights[case]))
        _explained(clock, rules)


def _same(clock: CaseClock, facts: pd.Series, state: pd.Series, light: str) -> None:
    assert (clock.status is CaseStatus.OPEN) == bool(state["open"])
    assert (clock.accepted_day if clock.accepted_day is not None else NONE_DAY) == facts["accepted_day"]
    assert (clock.finish_day or NEVER, clock.finish_state) == (facts["finish_day"], facts["finish_state"])
    assert (clock.out_day or NEVER, clock.out_state) == (facts["out_day"], facts["out_state"])
    assert (clock.status is CaseStatus.LEFT) == (facts["out_day"] != NEVER)
    if clock.accepted_day is None:
        return
    if clock.status is CaseStatus.OPEN:
        assert (clock.used, clock.paused_now, clock.light) == (state["used"], state["paused"], light)
    else:
        assert (clock.used, clock.paused) == (facts["used"], facts["paused"])
    if not clock.paused_now:
        # A pause of the other kind may be open without stopping the clock; those days are measured differently.
        assert (clock.due_day, clock.paused) == (facts["due_day"], facts["paused"])
        if all(pause.end is not None for pause in clock.pauses) or clock.status is not CaseStatus.OPEN:
            assert (clock.special_days, clock.applicant_days) == (facts["special_days"], facts["applicant_days"])
    else:
        start = int(facts["start_count"])
        assert clock.due_day == int(CALENDAR.nth(max(start + clock.limit + clock.paused, 1)))


def _explained(clock: CaseClock, rules: ClockRules) -> None:
    """The list ends where the clock says: used days at the end day, the limit reached on the due day."""
    lines = {line.day: line for line in explain(clock, CALENDAR, rules)}
    if clock.accepted_day is None or clock.end_day is None or clock.due_day is None:
        assert not lines
        return
    days = sorted(lines)
    assert days == list(range(clock.accepted_day, max(clock.due_day, clock.end_day, clock.accepted_day) + 1))
    if clock.end_day >= clock.accepted_day:
        assert lines[clock.end_day].count == clock.used
        # Working days on which the clock stood, whatever they are called in the list.
        standing = sum(line.kind is LineKind.PAUSED for line in lines.values() if line.day <= clock.end_day)
        assert standing == clock.paused
    # A pause that begins only after the limit ran out moves the due day of domain.md 2.1 past the day of exhaustion.
    late_pause = any(
        line.kind is LineKind.PAUSED and line.count > clock.limit for line in lines.values() if not line.future
    )
    if clock.due_day > clock.accepted_day and not late_pause:
        assert lines[clock.due_day].count == clock.limit
    assert all(line.count > clock.limit for line in lines.values() if line.kind is LineKind.OVERDUE)
