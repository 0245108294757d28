"""One case: as stored, its events, its clock, and its due date day by day."""

from typing import Any

from callbacks.http.api_v1.records import iso_day
from dashboard.board import Board
from dashboard.case_clock import (
    CORRECTION,
    SPECIAL,
    CaseClock,
    CaseEvent,
    DayLine,
    Pause,
    events_of,
    explain,
    run_clock,
)
from dashboard.ports import CaseRecord
from dashboard.text import Words
from dashboard.timekeeping import day_of, moment_of

KINDS = {SPECIAL: "special", CORRECTION: "correction"}


def answer_case(board: Board, record: CaseRecord, *, case_key: str, as_of: int, words: Words) -> dict[str, Any]:
    """The body of ``GET /api/v1/cases/{case_key}``, seen from the end of ``as_of``."""
    rules = board.rules
    events = events_of(record.events)
    clock = run_clock(
        events,
        limit=int(record.facts["limit_days"].iloc[0]),
        as_of_day=as_of,
        calendar=rules.calendar,
        rules=rules.clock,
        light_rule=rules.light,
    )
    return {
        "revision": board.revision.number,
        "as_of": day_of(as_of).isoformat(),
        "case_key": case_key,
        "fields": plain(record.fields),
        "events": [_event(event, words) for event in events],
        "clock": _clock(clock),
        "explanation": [_line(line) for line in explain(clock, rules.calendar, rules.clock)],
    }


def plain(value: Any) -> Any:
    """A stored value as JSON: what is missing (NaN, the sentinels of days) is null."""
    if isinstance(value, dict):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if value is None or value != value or isinstance(value, bool | str):
        return None if value != value else value
    if hasattr(value, "item"):
        return plain(value.item())
    return value if isinstance(value, int | float) else str(value)


def _event(event: CaseEvent, words: Words) -> dict[str, Any]:
    name = f"vocabulary.state.{event.state}"
    return {
        "at": moment_of(event.at).isoformat(),
        "state": event.state,
        "state_name": words(name) if name in words else str(event.state),
        "office": event.office,
        "serial": event.serial,
    }


def _pause(pause: Pause) -> dict[str, Any]:
    return {"kind": KINDS[pause.kind], "start": iso_day(pause.start), "end": iso_day(pause.end)}


def _clock(clock: CaseClock) -> dict[str, Any]:
    names = ("limit", "used", "remaining", "paused", "paused_now", "special_days", "applicant_days", "agency_days")
    days = ("accepted_day", "due_day", "finish_day", "out_day")
    return {
        "status": clock.status.value,
        "light": clock.light.value,
        **{name: getattr(clock, name) for name in names},
        **{name: iso_day(getattr(clock, name)) for name in days},
        "overdue_days": clock.overdue_days,
        "on_time": clock.on_time,
        "pauses": [_pause(pause) for pause in clock.pauses],
    }


def _line(line: DayLine) -> dict[str, Any]:
    return {
        "day": iso_day(line.day),
        "kind": line.kind.value,
        "count": line.count,
        "pauses": [KINDS[kind] for kind in line.pauses],
        "name": line.name,
        "make_up": line.make_up,
        "provisional": line.provisional,
        "future": line.future,
    }
