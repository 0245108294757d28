"""The awkward kinds of real exchange data, planted on old, decided approvals so that no figure moves by accident."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from data_access.demo.cases import Case, Event
from data_access.demo.workdays import workdays

Twist = Callable[[Case, random.Random], bool]
SETTLED_DAYS = 60


def _first(case: Case, *states: str) -> Event | None:
    return next((event for event in case.events if event.state in states), None)


def _equal_times(case: Case, _: random.Random) -> bool:
    """部门开始办理 in the very second of 受理: only the serial number orders them."""
    start, begun = _first(case, "3"), _first(case, "8")
    if start is None or begun is None:
        return False
    begun.at = start.at
    return True


def _swapped_seconds(case: Case, rng: random.Random) -> bool:
    """部门开始办理 one or two seconds before 受理."""
    start, begun = _first(case, "3"), _first(case, "8")
    if start is None or begun is None:
        return False
    begun.at = start.at - timedelta(seconds=rng.choice((1, 2)))
    return True


def _instant_same_second(case: Case, _: random.Random) -> bool:
    """An instant item accepted and decided in the same second, in the order of the serial numbers."""
    start, end = _first(case, "3"), _first(case, "11")
    if not case.item.instant or start is None or end is None:
        return False
    end.at = start.at
    return True


def _two_ends(case: Case, _: random.Random) -> bool:
    """A second decision a day later: the first one counts."""
    end = _first(case, "11", "12", "13")
    if end is None:
        return False
    case.events.append(Event("11", end.at + timedelta(days=1), opinion="重复推送"))
    return True


def _two_ends_one_second(case: Case, _: random.Random) -> bool:
    """容缺通过 one second after 通过."""
    end = _first(case, "11")
    if end is None:
        return False
    case.events.append(Event("12", end.at + timedelta(seconds=1), opinion="准予许可"))
    return True


def _end_before_acceptance(case: Case, rng: random.Random) -> bool:
    """A decision one or two seconds before 受理, and the real one later."""
    start = _first(case, "3")
    if start is None or case.item.instant:
        return False
    case.events.append(Event("11", start.at - timedelta(seconds=rng.choice((1, 2))), opinion="准予许可"))
    return True


def _nested_pause(case: Case, _: random.Random) -> bool:
    """补正 inside a running special procedure: the union counts once."""
    begin, stop = _first(case, "9"), _first(case, "10")
    if begin is None or stop is None or (stop.at - begin.at).days < 3 or len(case.pauses) > 1:
        return False
    case.events.append(Event("6", begin.at + timedelta(days=1), opinion="材料需补正"))
    case.events.append(Event("7", stop.at - timedelta(days=1), opinion="补正材料已收"))
    return True


def _overlapping_pause(case: Case, _: random.Random) -> bool:
    """补正 that begins in a special procedure and ends a little after it, on the same day."""
    begin, stop = _first(case, "9"), _first(case, "10")
    if begin is None or stop is None or (stop.at - begin.at).days < 3 or len(case.pauses) > 1:
        return False
    case.events.append(Event("6", stop.at - timedelta(days=1), opinion="材料需补正"))
    case.events.append(Event("7", stop.at + timedelta(seconds=5), opinion="补正材料已收"))
    return True


def _unfinished_pause(case: Case, _: random.Random) -> bool:
    """特别程序开始 without an end on a decided approval: it runs to the decision."""
    stop = _first(case, "10")
    if stop is None or case.late or len(case.pauses) != 1:
        return False
    case.events.remove(stop)
    return True


def _resume_alone(case: Case, _: random.Random) -> bool:
    """特别程序结束 without a beginning."""
    begun = _first(case, "8")
    if begun is None or case.pauses:
        return False
    case.events.append(Event("10", begun.at + timedelta(seconds=40), opinion="特别程序结束"))
    return True


def _before_acceptance(case: Case, _: random.Random) -> bool:
    """部门开始办理 on the day before 受理."""
    begun = _first(case, "8")
    if begun is None:
        return False
    begun.at -= timedelta(days=1)
    return True


def _end_alone(case: Case, _: random.Random) -> bool:
    """A decision without any 受理: the approval is in no figure."""
    case.events = [event for event in case.events if event.state not in ("3", "8", "9", "10", "6", "7")]
    return True


def _revoked(case: Case, _: random.Random) -> bool:
    """撤销 three weeks after the decision."""
    end = _first(case, "11")
    if end is None:
        return False
    case.events.append(Event("15", end.at + timedelta(days=21), office="政策法规科", opinion="依法撤销"))
    return True


def _withdrawal_asked(case: Case, _: random.Random) -> bool:
    """撤件待确认 that was not followed by a withdrawal."""
    begun = _first(case, "8")
    if begun is None or (case.used or 0) < 2:
        return False
    case.events.append(Event("16", begun.at + timedelta(hours=1), opinion="申请撤件"))
    return True


def _unknown_state(case: Case, _: random.Random) -> bool:
    """A state outside the dictionary, for quarantine."""
    case.events.append(Event("99", case.events[0].at + timedelta(seconds=3)))
    return True


def _future_event(case: Case, _: random.Random) -> bool:
    """An event dated years ahead by a wrong clock."""
    case.events.append(Event("16", case.events[-1].at.replace(year=2036, month=1, day=15)))
    return True


def _invalid_event(case: Case, _: random.Random) -> bool:
    """A decision that was declared invalid (SJYXBS=0) beside the right one."""
    begun = _first(case, "8")
    if begun is None or case.used is None or case.used < 1:
        return False
    case.events.append(Event("13", begun.at + timedelta(seconds=30), opinion="不予许可", valid=False))
    return True


TWISTS: dict[str, tuple[Twist, float]] = {
    "equal_times": (_equal_times, 0.03),
    "swapped_seconds": (_swapped_seconds, 0.02),
    "instant_same_second": (_instant_same_second, 0.004),
    "two_ends": (_two_ends, 0.004),
    "two_ends_one_second": (_two_ends_one_second, 0.002),
    "end_before_acceptance": (_end_before_acceptance, 0.002),
    "nested_pause": (_nested_pause, 0.005),
    "overlapping_pause": (_overlapping_pause, 0.003),
    "unfinished_pause": (_unfinished_pause, 0.003),
    "resume_alone": (_resume_alone, 0.001),
    "event_before_acceptance": (_before_acceptance, 0.002),
    "end_alone": (_end_alone, 0.001),
    "revoked": (_revoked, 0.002),
    "withdrawal_asked": (_withdrawal_asked, 0.001),
    "unknown_state": (_unknown_state, 0.0004),
    "future_event": (_future_event, 0.0004),
    "invalid_event": (_invalid_event, 0.002),
}


@dataclass
class Planter:
    """Applies every twist to approvals that were decided at least two months before the anchor."""

    rng: random.Random
    anchor: datetime
    cases: list[Case]
    keys: dict[str, list[str]] = field(default_factory=dict)

    def plant(self) -> dict[str, list[str]]:
        """Twist cases in place; returns the case keys of each kind."""
        limit = self.anchor.date() - timedelta(days=SETTLED_DAYS)
        pool = [
            case
            for case in self.cases
            if not case.fixed and not case.late and case.end in ("11", "12", "13") and case.finish < limit
        ]
        self.rng.shuffle(pool)
        for kind, (twist, share) in TWISTS.items():
            wanted = max(2, round(share * len(self.cases)))
            taken: list[Case] = []
            for case in pool:
                if len(taken) == wanted:
                    break
                if twist(case, self.rng):
                    taken.append(case)
            pool = [case for case in pool if not any(case is one for one in taken)]
            self.keys[kind] = [case.key for case in taken]
        self.keys["pause_over_holiday"] = [case.key for case in self.cases if _pauses_over_holiday(case)]
        return self.keys


def _pauses_over_holiday(case: Case) -> bool:
    """Whether a pause of the case holds five rest days in a row."""
    calendar = workdays()
    begun = None
    for event in case.events:
        if event.state in ("9", "6"):
            begun = event.at.date()
        elif event.state in ("10", "7") and begun is not None:
            days = [begun + timedelta(days=gap) for gap in range((event.at.date() - begun).days - 3)]
            if any(all(not calendar.is_workday(day + timedelta(days=gap)) for gap in range(5)) for day in days):
                return True
            begun = None
    return False
