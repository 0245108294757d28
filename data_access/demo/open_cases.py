"""The approvals still open at the anchor: how many of each light, and where."""

import math
import random
from dataclasses import dataclass, field
from datetime import date, datetime

from data_access.demo.cases import Case, Pause
from data_access.demo.catalogue import CONSTRUCTION, ITEM_BY_NAME, JOINT_ACCEPTANCE, WORKFLOWS
from data_access.demo.places import UNIT_BY_KEY, UNITS
from data_access.demo.projects import ProjectBook, Wish
from data_access.demo.workdays import workdays

FULL_SIZE = 6000
GREEN = 84
RECENT = 14
"""Working days back in which an open case that is not red was accepted."""


@dataclass(frozen=True)
class Overdue:
    """A named open approval past its limit: unit, project, item, working days overdue, workflow."""

    unit: str
    project: str
    item: str
    days: int
    workflow: int


OVERDUE: tuple[Overdue, ...] = (
    Overdue("350505", "石化园区配套管廊工程", CONSTRUCTION, 6, 1),
    Overdue("350583", "智能水暖产业园二期", "建设用地规划许可", 5, 5),
    Overdue("350583", "高铁新城安置房 A 区", JOINT_ACCEPTANCE, 4, 0),
    Overdue("350582", "食品工业园扩建厂房", "建设工程规划许可", 3, 5),
    Overdue("350521", "雕艺文创园一期", CONSTRUCTION, 2, 2),
    Overdue("350524", "茶产业冷链仓储中心", CONSTRUCTION, 2, 2),
    Overdue("350505", "码头泊位改造工程", "用地预审与选址意见", 1, 1),
)


@dataclass(frozen=True)
class Stopped:
    """An open pause: state, used days before it, working days since it began and why."""

    state: str
    after: int
    since: int
    reason: str


STOPPED: tuple[Stopped, ...] = (
    Stopped("9", 3, 4, "专家评审"),
    Stopped("6", 1, 3, "材料需补正"),
    Stopped("9", 2, 7, "现场勘验"),
    Stopped("9", 5, 58, "检验检测"),
    Stopped("9", 4, 2, "公示"),
)


def yellow_margin(limit: int) -> int:
    """Remaining working days at which an open case turns yellow (default rule, domain facts 2.1)."""
    return min(max(2, math.ceil(limit * 0.2)), limit - 1)


def overdue_wishes(book: ProjectBook, anchor: datetime) -> list[tuple[Wish, Overdue]]:
    """The applications behind :data:`OVERDUE`, each with a project of its own."""
    calendar = workdays()
    lead = (-40, 10, 45, 120, 480)
    wishes = []
    for one in OVERDUE:
        item = ITEM_BY_NAME[one.item]
        day = calendar.day_at(calendar.count(anchor.date()) - item.limit - one.days)
        start = date.fromordinal(day.toordinal() - lead[item.stage])
        unit = UNIT_BY_KEY[one.unit]
        project = book.create(unit=unit, workflow=WORKFLOWS[one.workflow], start=start, name=one.project)
        wishes.append((Wish(project, item, day), one))
    return wishes


@dataclass
class Settler:
    """Decides which plans stay open at the anchor and lets every other one end before it."""

    rng: random.Random
    anchor: datetime
    cases: list[Case]
    scale: float
    paused: list[str] = field(default_factory=list)

    def settle(self) -> None:
        """Apply the quotas of each light, largest exception first."""
        self._now = workdays().count(self.anchor.date())
        self._yellow()
        self._paused()
        self._green()
        for case in self.cases:
            if case.used is not None and not case.fixed and case.finish >= self.anchor.date():
                self._end_before(case)

    def _age(self, case: Case) -> int:
        return self._now - workdays().count(case.accepted)

    def _free(self) -> list[Case]:
        return [case for case in self.cases if not case.fixed and not case.item.instant and not case.bundle]

    def _reopen(self, case: Case, *, age: int, pauses: list[Pause]) -> None:
        case.accepted = workdays().day_at(self._now - age)
        case.used, case.pauses, case.fixed, case.rest_day_finish = None, pauses, True, False
        case.version, case.limit = "2", case.item.limit

    def _yellow(self) -> None:
        allowed = round(sum(unit.yellow for unit in UNITS) * self.scale)
        for unit in [one for one in UNITS for _ in range(one.yellow)][:allowed]:
            choices = [
                (abs(self._age(case) - age), case.key, age, case)
                for case in self._free()
                if case.project.unit == unit and 5 <= case.item.limit <= 15
                for age in (case.item.limit - self.rng.randint(0, yellow_margin(case.item.limit)),)
            ]
            if choices:
                _, _, age, case = min(choices, key=lambda one: one[:3])
                self._reopen(case, age=age, pauses=[])

    def _paused(self) -> None:
        taken: set[str] = set()
        for stop in STOPPED[: max(1, round(len(STOPPED) * self.scale))]:
            age = stop.after + stop.since
            choices = [
                (abs(self._age(case) - age), case.key, case)
                for case in self._free()
                if case.item.limit >= 10 and case.project.unit.key not in taken
            ]
            if choices:
                case = min(choices, key=lambda one: one[:2])[2]
                taken.add(case.project.unit.key)
                self._reopen(case, age=age, pauses=[Pause(stop.state, stop.after, None, stop.reason)])
                self.paused.append(case.key)

    def _green(self) -> None:
        fitting = [
            case
            for case in self.cases
            if not case.fixed
            and not case.item.instant
            and 0 <= self._age(case) <= RECENT
            and case.limit - self._age(case) > yellow_margin(case.limit)
        ]
        fitting.sort(key=lambda case: (case.finish, case.key), reverse=True)
        wanted = round(GREEN * self.scale)
        for case in fitting[:wanted]:
            case.used, case.pauses, case.fixed, case.rest_day_finish = None, [], True, False
        spare = [case for case in self._free() if case.item.limit >= 10]
        spare.sort(key=lambda case: (self._age(case), case.key))
        for case in spare[: max(0, wanted - len(fitting))]:
            self._reopen(case, age=self.rng.randint(1, 5), pauses=[])

    def _end_before(self, case: Case) -> None:
        case.pauses, case.rest_day_finish = [], False
        if self._age(case) < 2:
            case.accepted = workdays().day_at(self._now - 1 - (case.used or 0) % 3)
        case.used = min(case.used or 0, max(self._age(case) - 1, 0))
