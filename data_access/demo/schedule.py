"""How long each approval takes: pace, pauses, refusals and the share that comes late."""

import random
from collections import Counter, defaultdict
from datetime import date

from data_access.demo.cases import Case, Pause
from data_access.demo.catalogue import CIVIL_DEFENCE, DESIGN_REVIEW, JOINT_ACCEPTANCE
from data_access.demo.places import ALL_UNITS
from data_access.demo.workdays import workdays

REASONS = {"9": ("专家评审", "检验检测", "听证", "现场勘验", "公示"), "6": ("材料需补正",)}
# Who is late in the last full month, and how many of the late ones belong to the three worst items.
LAST_MONTH_LATE: tuple[str, ...] = ("350505", "350583", "350524", "350582", "350521")
LAST_MONTH_ITEMS: dict[str, int] = {JOINT_ACCEPTANCE: 2, DESIGN_REVIEW: 1, CIVIL_DEFENCE: 1}


def pace_on(day: date, end: date) -> float:
    """Factor on the time used: about 1.2 two years ago, falling to 0.9 at the end of the data."""
    months = max((end.year - day.year) * 12 + end.month - day.month, 0)
    return 0.91 + 0.017 * min(months, 12) + 0.010 * max(months - 12, 0)


def late_factor(month: str, last_full: str) -> float:
    """Factor on a unit's share of late approvals: falls month by month, 1 on the average of the last year."""
    months = (int(last_full[:4]) - int(month[:4])) * 12 + int(last_full[5:]) - int(month[5:])
    return 0.55 + 0.075 * max(min(months, 26), 0)


def draw_used(rng: random.Random, case: Case, end: date) -> int:
    """Working days used by an approval that keeps its promise."""
    if case.item.instant:
        return 0
    mean = min(case.item.pace * pace_on(case.accepted, end), 0.93) * case.limit
    value = mean * (0.35 + 1.3 * rng.betavariate(2.2, 2.2))
    used = int(value) + (rng.random() < value - int(value))
    return max(0, min(case.limit, used))


def draw_pauses(rng: random.Random, case: Case) -> list[Pause]:
    """No pause for most, one for about a sixth, seldom two."""
    if case.item.instant or case.limit < 5 or rng.random() > 0.2:
        return []
    used = case.used or 0
    pauses: list[Pause] = []
    for _ in range(2 if rng.random() < 0.1 else 1):
        state = "9" if rng.random() < 0.72 else "6"
        length = 1 + int(rng.betavariate(1.6, 4.0) * (18 if state == "9" else 9))
        after = rng.randint(min(1, used), max(used - 1, min(1, used)))
        pauses.append(Pause(state, after, length, rng.choice(REASONS[state])))
    return pauses


def schedule(rng: random.Random, case: Case, end: date) -> None:
    """Fill in the length of one case; it keeps its promise until :func:`make_late` decides otherwise."""
    case.used = draw_used(rng, case, end)
    case.pauses = draw_pauses(rng, case)
    case.end = rng.choices(("11", "12", "13"), weights=(0.955, 0.025, 0.02))[0]
    case.rest_day_finish = not case.item.instant and rng.random() < 0.03


def _latest(case: Case) -> date:
    """The day the case would end if it came as late as any does."""
    calendar = workdays()
    return calendar.day_at(calendar.count(case.accepted) + case.limit + 6 + case.paused_days)


def _stretch(rng: random.Random, case: Case) -> None:
    case.late = True
    case.rest_day_finish = False
    case.used = case.limit + rng.choices((1, 2, 3, 4, 6), weights=(40, 26, 16, 12, 6))[0]


def make_late(rng: random.Random, cases: list[Case], *, last_full: str, before: date) -> None:
    """Let cases miss their promise: each unit its share, month by month, mostly on the worst items."""
    months: dict[str, list[Case]] = defaultdict(list)
    for case in sorted(cases, key=lambda one: one.key):
        if case.used is not None:
            months[f"{case.finish:%Y-%m}"].append(case)
    edge = date.fromisoformat(f"{last_full}-01")
    debts = {unit.key: rng.random() / 2 for unit in ALL_UNITS}
    floor = sum(debts.values())
    for month in sorted(months):
        if month == last_full:
            continue
        for case in months[month]:
            debts[case.project.unit.key] += case.project.unit.late / 100 * late_factor(month, last_full)
        limit = edge if month < last_full else before
        fitting = [one for one in months[month] if one.item.late > 0 and not one.fixed and _latest(one) < limit]
        fitting.sort(key=lambda one: rng.random() ** (1.0 / one.item.late), reverse=True)
        while sum(debts.values()) >= floor + 1 and fitting:
            unit = max(debts, key=lambda one: debts[one])
            case = next((one for one in fitting if one.project.unit.key == unit), fitting[0])
            fitting.remove(case)
            debts[case.project.unit.key] -= 1
            _stretch(rng, case)
    _plan_last_month(months[last_full])


def _plan_last_month(cases: list[Case]) -> None:
    """The late ones of the last full month: their units are fixed, the worst items come first."""
    left = dict(LAST_MONTH_ITEMS)
    usable = [case for case in cases if case.item.late > 0 and not case.fixed and _one_late_in_month(case)]
    volume = Counter(case.item.name for case in cases)
    usable.sort(key=lambda one: (one.item.name not in left, -volume[one.item.name], one.key))
    for unit in LAST_MONTH_LATE[: max(1, round(len(cases) * 0.016))]:
        mine = [case for case in usable if case.project.unit.key == unit and not case.late]
        best = next((case for case in mine if left.get(case.item.name, 0) > 0), None)
        best = best or next((case for case in mine if case.item.name not in LAST_MONTH_ITEMS), None)
        if best is not None:
            left[best.item.name] = left.get(best.item.name, 1) - 1
            best.late, best.rest_day_finish, best.used = True, False, best.limit + 1


def _one_late_in_month(case: Case) -> bool:
    """Whether the case would be due, and end a day late, in the month it ends in now."""
    calendar = workdays()
    due = calendar.count(case.accepted) + case.limit + case.paused_days
    return all(calendar.day_at(number).month == case.finish.month for number in (due, due + 1))
