"""One approval laid out in working days, and its turning into dated state events."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from data_access.demo.catalogue import Item, version_on
from data_access.demo.places import Department, department
from data_access.demo.projects import Project, Wish
from data_access.demo.workdays import workdays

MORNING, NOON, AFTERNOON, EVENING = 8 * 3600 + 1800, 12 * 3600, 14 * 3600 + 1800, 17 * 3600 + 1800
NEVER_ACCEPTED = ("", "4", "5")
OPINIONS = {"13": "不予许可", "12": "容缺通过", "2": "申请人撤件", "14": "申请人撤回"}


@dataclass
class Pause:
    """A stop of the clock: state 9 (特别程序) or 6 (补正), begun after ``after`` used days, ``length`` working days."""

    state: str
    after: int
    length: int | None
    reason: str = "专家评审"


@dataclass
class Event:
    """A state event; ``serial`` orders the events that carry the same time."""

    state: str
    at: datetime
    office: str = "行政审批科"
    opinion: str = ""
    valid: bool = True


@dataclass
class Case:
    """The plan of one approval. ``used`` None: still open at the anchor."""

    key: str
    project: Project
    item: Item
    accepted: date
    limit: int
    version: str
    department: Department
    bundle: str = ""
    used: int | None = 0
    pauses: list[Pause] = field(default_factory=list)
    end: str = "11"
    late: bool = False
    fixed: bool = False
    rest_day_finish: bool = False
    events: list[Event] = field(default_factory=list)

    @property
    def paused_days(self) -> int:
        """Working days of all finished pauses."""
        return sum(pause.length or 0 for pause in self.pauses)

    @property
    def finish(self) -> date:
        """The day of the decision; meaningless for an open case."""
        calendar = workdays()
        if self.used == 0 and not self.pauses:
            return self.accepted
        day = calendar.day_at(calendar.count(self.accepted) + (self.used or 0) + self.paused_days)
        day = max(day, self.accepted)
        following = day + timedelta(days=1)
        return following if self.rest_day_finish and not calendar.is_workday(following) else day


def new_case(wish: Wish, *, serial: int) -> Case:
    """A plan without length for an application."""
    version = version_on(wish.day)
    return Case(
        key=f"SL{wish.day:%y%m}{wish.project.unit.key.replace('-', '')}-{serial:06d}",
        project=wish.project,
        item=wish.item,
        accepted=wish.day,
        limit=wish.item.limit_in(version),
        version=version,
        department=department(wish.item.bureau, wish.project.unit),
        bundle=wish.bundle,
    )


def _pause_days(case: Case) -> Iterator[tuple[str, date, str]]:
    """Start and end of every pause as (state, day, reason)."""
    calendar = workdays()
    passed = 0
    for pause in sorted(case.pauses, key=lambda one: one.after):
        begin = calendar.day_at(calendar.count(case.accepted) + pause.after + passed)
        begin = max(begin, case.accepted)
        yield pause.state, begin, pause.reason
        if pause.length is not None:
            passed += pause.length
            end = max(calendar.day_at(calendar.count(case.accepted) + pause.after + passed), begin)
            yield ("10" if pause.state == "9" else "7"), end, pause.reason


def _sequence(case: Case, rng: random.Random) -> list[tuple[str, date, str]]:
    """The states of a case in order with their days and opinions."""
    received = workdays().at_or_after(case.accepted - timedelta(days=rng.choice((0, 0, 0, 0, 1, 2))))
    received = min(received, case.accepted)
    steps = [("1", received, "收件")]
    if case.end in NEVER_ACCEPTED:
        return [*steps, (case.end, case.accepted, "不符合受理条件")] if case.end else steps
    if not case.fixed and not case.item.instant and rng.random() < 0.05:
        first = workdays().shift(received, -4)
        steps = [("1", first, "收件"), ("6", workdays().shift(first, 1), "材料需补正"), ("7", received, "补正材料已收")]
    steps.append(("3", case.accepted, "予以受理"))
    if not case.item.instant:
        steps.append(("8", case.accepted, "部门开始办理"))
    steps.extend(_pause_days(case))
    if case.used is not None:
        steps.append((case.end, case.finish, OPINIONS.get(case.end, "准予许可")))
    return steps


def _seconds(rng: random.Random, day: date, count: int, anchor: datetime) -> list[int]:
    """Strictly rising seconds of a day inside office hours, never after the anchor."""
    if day == anchor.date():
        last = anchor.hour * 3600 + anchor.minute * 60
        pool = range(max(last - 2400, 0), max(last, 1))
        return sorted(rng.sample(pool, count))
    half = count if rng.random() < 0.55 else 0
    spans = [(MORNING, NOON)] * half + [(AFTERNOON, EVENING)] * (count - half)
    if count > 1 and rng.random() < 0.5:
        spans = [(MORNING, NOON), *[(AFTERNOON, EVENING)] * (count - 1)]
    seconds = sorted({rng.randint(*span) for span in spans})
    while len(seconds) < count:
        seconds.append(seconds[-1] + rng.randint(20, 90))
    return seconds


def lay_out_events(case: Case, rng: random.Random, anchor: datetime) -> None:
    """Give every step of the plan a time; the order of the steps is kept."""
    steps = _sequence(case, rng)
    by_day: dict[date, int] = {}
    for _, day, _ in steps:
        by_day[day] = by_day.get(day, 0) + 1
    clocks = {day: iter(_seconds(rng, day, count, anchor)) for day, count in by_day.items()}
    for state, day, opinion in steps:
        second = next(clocks[day])
        case.events.append(Event(state, datetime.combine(day, time.min) + timedelta(seconds=second), opinion=opinion))
