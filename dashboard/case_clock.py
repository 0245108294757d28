"""The approval clock of one case, in steps a reader can follow, and the day-by-day explanation of its due date.

The same rules as ``dashboard.clock`` (domain.md 2.1), written a second time for one case and for people; tests prove
the two equal. Sources: 行政许可法 §42, §44, §45. Days are day numbers (``dashboard.timekeeping``).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from dashboard.calendar import CalendarDay, DayKind, WorkCalendar
from dashboard.case_events import (
    CaseEvent,
    CaseFinding,
    Pause,
    events_of,
    find_pauses,
    findings,
    first_event,
    in_order,
)
from dashboard.clock import CORRECTION, SPECIAL, ClockRules
from dashboard.lights import Light, LightRule
from dashboard.vocabulary import FINISHING, LEAVING, CaseState

__all__ = [
    "CORRECTION", "SPECIAL", "CaseClock", "CaseEvent", "CaseFinding", "CaseStatus", "DayLine", "LineKind", "Pause",
    "events_of", "explain", "findings", "run_clock",
]  # fmt: skip


class CaseStatus(StrEnum):
    """Where a case stands: not accepted, open, closed by a decision, or left (withdrawn, refused)."""

    NOT_ACCEPTED = "not_accepted"
    OPEN = "open"
    CLOSED = "closed"
    LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClock:
    """The clock of one case at the end of ``as_of``. Days None where nothing happened; durations in working days.

    ``end_day`` is where the clock was read: the finish, the day it left, or as-of. ``due_day`` of a paused case moves
    on with as-of: it is the day it would be due if the pause ended on as-of. ``light`` is done for a closed case and
    grey for one that was not accepted or left. ``special_days`` + ``applicant_days`` is the union of all pauses.
    """

    status: CaseStatus
    as_of: int
    limit: int
    light: Light = Light.GREY
    paused_now: bool = False
    accepted_day: int | None = None
    finish_day: int | None = None
    finish_state: int = 0
    out_day: int | None = None
    out_state: int = 0
    end_day: int | None = None
    pauses: tuple[Pause, ...] = ()
    paused: int = 0
    used: int = 0
    due_day: int | None = None
    special_days: int = 0
    applicant_days: int = 0

    @property
    def remaining(self) -> int:
        """Working days left of the limit, negative when overdue."""
        return self.limit - self.used

    @property
    def overdue_days(self) -> int:
        """Working days past the due day."""
        return max(-self.remaining, 0)

    @property
    def agency_days(self) -> int:
        """Working days that count against the agency: the used ones."""
        return self.used

    @property
    def on_time(self) -> bool:
        """Whether used ≤ limit."""
        return self.used <= self.limit


def run_clock(
    events: Iterable[CaseEvent],
    *,
    limit: int,
    as_of_day: int,
    calendar: WorkCalendar,
    rules: ClockRules,
    light_rule: LightRule,
) -> CaseClock:
    """Read the clock of one case from the events up to the end of ``as_of_day``.

    Raises ``CalendarError`` for a day outside the calendar.
    """
    known = [event for event in in_order(events) if event.day <= as_of_day]
    clock = _with_dates(CaseClock(status=CaseStatus.NOT_ACCEPTED, as_of=as_of_day, limit=limit), known)
    if clock.accepted_day is None or clock.end_day is None:
        return clock
    low, high = clock.accepted_day, clock.end_day
    stops = _stopping(clock.pauses, rules)
    paused = _standing(stops, low, high, calendar)
    special = _standing(_of_kind(clock.pauses, SPECIAL), low, high, calendar)
    start = _start_count(low, calendar, rules)
    used = max(_count(calendar, high) - start - paused, 0)
    is_open = clock.status is CaseStatus.OPEN
    paused_now = is_open and any(pause.end is None for pause in stops)
    return replace(
        clock,
        light=light_rule.light(limit=limit, used=used, paused=paused_now) if is_open else clock.light,
        paused_now=paused_now,
        paused=paused,
        used=used,
        due_day=int(calendar.nth(max(start + max(limit, 0) + paused, 1))),
        special_days=special,
        applicant_days=_standing(clock.pauses, low, high, calendar) - special,
    )


def _with_dates(clock: CaseClock, known: list[CaseEvent]) -> CaseClock:
    """What happened and when: acceptance, decision, departure, pauses; ``known`` in order."""
    accepted = first_event(known, {CaseState.ACCEPTED})
    left = first_event(known, LEAVING)
    if left:
        clock = replace(clock, status=CaseStatus.LEFT, out_day=left.day, out_state=left.state)
    if accepted is None:
        return clock
    finish = first_event(known[known.index(accepted) + 1 :], FINISHING)
    end_day = min([event.day for event in (finish, left) if event] or [clock.as_of])
    if finish:
        clock = replace(clock, finish_day=finish.day, finish_state=finish.state)
    if not left:
        status = CaseStatus.CLOSED if finish else CaseStatus.OPEN
        clock = replace(clock, status=status, light=Light.DONE if finish else Light.GREY)
    pauses = find_pauses(known, accepted_day=accepted.day)
    standing = tuple(pause for pause in pauses if pause.start <= end_day)
    return replace(clock, accepted_day=accepted.day, end_day=end_day, pauses=standing)


def _count(calendar: WorkCalendar, day: int) -> int:
    return int(calendar.count(day))


def _start_count(accepted_day: int, calendar: WorkCalendar, rules: ClockRules) -> int:
    """W of the day before day 1 of the limit: the day of acceptance, or the one before if that day counts."""
    counts = rules.count_acceptance_day and calendar.span(accepted_day, accepted_day)[0].is_workday
    return _count(calendar, accepted_day) - int(counts)


def _of_kind(pauses: Iterable[Pause], kind: int) -> list[Pause]:
    return [pause for pause in pauses if pause.kind == kind]


def _stopping(pauses: Iterable[Pause], rules: ClockRules) -> list[Pause]:
    """The pauses that stop the clock under these settings."""
    return list(pauses) if rules.correction_pauses else _of_kind(pauses, SPECIAL)


def _standing(pauses: Iterable[Pause], low: int, high: int, calendar: WorkCalendar) -> int:
    """Working days of the union of pauses within low…high: those days that lie after a start, up to an end."""
    total, reached = 0, low
    for pause in sorted(pauses, key=lambda pause: pause.start):
        start, end = max(pause.start, reached), min(high if pause.end is None else pause.end, high)
        if start < end:
            total += _count(calendar, end) - _count(calendar, start)
            reached = end
    return total


class LineKind(StrEnum):
    """What one day of the explanation was."""

    ACCEPTANCE = "acceptance"
    COUNTED = "counted"
    PAUSED = "paused"
    OVERDUE = "overdue"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """One day of the explanation: ``count`` is the number of used days at its end, ``pauses`` the kinds that stop it.

    ``name`` is the holiday's name, ``make_up`` a working day at a weekend, ``provisional`` a day that no notice has
    confirmed yet, ``future`` a day after the clock was read (as-of, or the end): counted as if it ran on.
    """

    day: int
    kind: LineKind
    count: int
    pauses: tuple[int, ...] = ()
    name: str = ""
    make_up: bool = False
    provisional: bool = False
    future: bool = False


def explain(clock: CaseClock, calendar: WorkCalendar, rules: ClockRules) -> list[DayLine]:
    """Every day from acceptance to the due day or the end of the clock, whichever is later; empty before acceptance."""
    if clock.accepted_day is None or clock.due_day is None or clock.end_day is None:
        return []
    stops = _stopping(clock.pauses, rules)
    lines: list[DayLine] = []
    count = 0
    for row in calendar.span(clock.accepted_day, max(clock.due_day, clock.end_day, clock.accepted_day)):
        kinds = tuple(sorted({pause.kind for pause in stops if _stands(pause, row.day, clock.end_day)}))
        kind = _line_kind(row, kinds, clock=clock, count=count)
        starts = row.day == clock.accepted_day and not rules.count_acceptance_day
        count += int(row.is_workday and not kinds and not starts)
        lines.append(
            DayLine(
                day=row.day,
                kind=kind,
                count=count,
                pauses=kinds if kind is LineKind.PAUSED else (),
                name=row.name,
                make_up=row.kind is DayKind.MAKE_UP,
                provisional=not row.official,
                future=row.day > clock.end_day,
            )
        )
    return lines


def _stands(pause: Pause, day: int, end_day: int) -> bool:
    """Whether the clock stands still on a day; a pause without an end stops with the clock itself."""
    return pause.start < day <= min(end_day if pause.end is None else pause.end, end_day)


def _line_kind(row: CalendarDay, kinds: tuple[int, ...], *, clock: CaseClock, count: int) -> LineKind:
    if row.day == clock.accepted_day:
        return LineKind.ACCEPTANCE
    if not row.is_workday:
        return LineKind.HOLIDAY if row.kind is DayKind.HOLIDAY else LineKind.WEEKEND
    if kinds:
        return LineKind.PAUSED
    return LineKind.OVERDUE if count >= clock.limit else LineKind.COUNTED
