"""The events of one case in the order that decides, the pauses they make, and what is odd about them."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

from dashboard.clock import CORRECTION, SPECIAL
from dashboard.timekeeping import day_of_instant
from dashboard.vocabulary import FINISHING, LEAVING, CaseState


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One state event: UTC epoch seconds, 办理状态, serial number (orders events of one second), office."""

    at: int
    state: int
    serial: str = ""
    office: str = ""

    @property
    def day(self) -> int:
        """Its Asia/Shanghai day."""
        return day_of_instant(self.at)


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause of one kind (``clock.SPECIAL`` or ``CORRECTION``); ``end`` None while it runs.

    The day it starts still counts, the day it ends does not: W(end) − W(start) working days stand still.
    """

    kind: int
    start: int
    end: int | None


def events_of(frame: pd.DataFrame) -> list[CaseEvent]:
    """The events of ``CaseRecord.events`` (columns ``at``, ``state``, ``lsh``, ``office``), in any order."""
    rows: list[dict[str, Any]] = frame.to_dict("records")  # type: ignore[assignment]
    return [CaseEvent(int(row["at"]), int(row["state"]), str(row["lsh"]), str(row["office"])) for row in rows]


def in_order(events: Iterable[CaseEvent]) -> list[CaseEvent]:
    """Events ordered by (办理时间, 流水号)."""
    return sorted(events, key=lambda event: (event.at, event.serial))


def first_event(events: Sequence[CaseEvent], states: Set[CaseState]) -> CaseEvent | None:
    """The first event in one of the states."""
    return next((event for event in events if event.state in states), None)


def find_pauses(events: Iterable[CaseEvent], *, accepted_day: int) -> list[Pause]:
    """Pair starts with ends per kind, as a switch; ``events`` in order.

    A start while already paused and an end while running change nothing. What stood still before acceptance is cut off.
    """
    switches = {
        SPECIAL: (CaseState.SPECIAL_START, CaseState.SPECIAL_END),
        CORRECTION: (CaseState.CORRECTION_START, CaseState.CORRECTION_END),
    }
    running: dict[int, int] = {}
    pauses: list[Pause] = []
    for event in events:
        for kind, (start, end) in switches.items():
            if event.state == start:
                running.setdefault(kind, event.day)
            elif event.state == end and kind in running:
                pauses.append(Pause(kind, running.pop(kind), event.day))
    pauses += [Pause(kind, start, None) for kind, start in running.items()]
    kept = [
        Pause(pause.kind, max(pause.start, accepted_day), pause.end)
        for pause in pauses
        if pause.end is None or pause.start >= accepted_day or pause.end > accepted_day
    ]
    return sorted(kept, key=lambda pause: (pause.start, pause.kind))


class CaseFinding(StrEnum):
    """What is odd about a case's events: the names under which storage keeps them (``findings.<kind>``)."""

    PAUSE_UNENDED = "pause_unended"
    PAUSE_UNSTARTED = "pause_unstarted"
    END_UNACCEPTED = "end_unaccepted"
    EVENT_BEFORE_ACCEPTANCE = "event_before_acceptance"
    FUTURE_EVENT = "future_event"
    TWO_ENDS = "two_ends"
    PAUSE_REPEATED = "pause_repeated"


PRESUPPOSE_ACCEPTANCE = FINISHING | {CaseState.DEPARTMENT_START}
"""States that make sense only after 受理 (补正 may come before)."""

PAUSE_STARTS = frozenset({CaseState.SPECIAL_START, CaseState.CORRECTION_START})
PAUSE_ENDS = frozenset({CaseState.SPECIAL_END, CaseState.CORRECTION_END})


def findings(events: Iterable[CaseEvent], now: int) -> list[CaseFinding]:
    """Data-quality findings of one case; ``now`` in UTC epoch seconds.

    A pause that still runs on an open case is no finding; on an ended one its end is missing.
    """
    ordered = in_order(events)
    accepted = first_event(ordered, {CaseState.ACCEPTED})
    at = ordered.index(accepted) if accepted else len(ordered)
    before, after = ordered[:at], ordered[at:]
    ended = _any(after, FINISHING) or _any(ordered, LEAVING)
    pauses = find_pauses(ordered, accepted_day=_LONG_AGO)
    found = {
        CaseFinding.PAUSE_UNENDED: bool(accepted) and ended and any(pause.end is None for pause in pauses),
        CaseFinding.PAUSE_UNSTARTED: _count(ordered, PAUSE_ENDS) > _count(ordered, PAUSE_STARTS),
        CaseFinding.END_UNACCEPTED: accepted is None and _any(ordered, FINISHING),
        CaseFinding.EVENT_BEFORE_ACCEPTANCE: accepted is not None and _any(before, PRESUPPOSE_ACCEPTANCE),
        CaseFinding.FUTURE_EVENT: any(event.at > now for event in ordered),
        CaseFinding.TWO_ENDS: _count(after, FINISHING) > 1,
        CaseFinding.PAUSE_REPEATED: sum(pause.kind == SPECIAL for pause in pauses) > 1,
    }
    return [kind for kind, is_found in found.items() if is_found]


_LONG_AGO = -1_000_000


def _count(events: Iterable[CaseEvent], states: Set[CaseState]) -> int:
    return sum(event.state in states for event in events)


def _any(events: Iterable[CaseEvent], states: Set[CaseState]) -> bool:
    return _count(events, states) > 0
