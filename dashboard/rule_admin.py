"""Administration of rules: thresholds and targets, the working calendar, reporting units, and the port that keeps them.

Everything here shapes figures: each change is one transaction with its audit row, gives the data a new revision, stands
in a history and can be undone as long as nothing later rests on it. Days are day numbers, instants UTC epoch seconds.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from dashboard.calendar import CalendarDay
from dashboard.errors import BadRequest, Conflict, NotFound
from dashboard.import_report import FileIssueLine, RowIssue
from dashboard.indicators import REGISTRY
from dashboard.permissions import Identity

LONGEST_NOTE = 60
"""Characters of a reason or a note."""
LONGEST_NOTICE = 1_000
"""Days that one notice may name: more than two whole years."""


class ValueUnit(StrEnum):
    """What a threshold is measured in."""

    WORKDAYS = "workdays"
    PERCENT = "percent"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a threshold may be; whole numbers unless it is a rate (a fraction of one)."""

    unit: ValueUnit
    low: float
    high: float

    @property
    def whole(self) -> bool:
        """Whether only whole numbers make sense."""
        return self.unit is not ValueUnit.RATE


BOUNDS: dict[str, Bounds] = {
    "light.days": Bounds(ValueUnit.WORKDAYS, 0, 60),
    "light.percent": Bounds(ValueUnit.PERCENT, 0, 100),
    "pause.limit_days": Bounds(ValueUnit.WORKDAYS, 0, 365),
}
TARGET_BOUNDS = Bounds(ValueUnit.RATE, 0, 1)


def target_parts(key: str) -> tuple[str, str] | None:
    """Indicator and side (``good`` or ``warn``) of a target's key; None for any other key."""
    prefix, _, rest = key.partition(".")
    indicator, _, side = rest.rpartition(".")
    known = prefix == "target" and side in ("good", "warn") and indicator in REGISTRY.keys
    return (indicator, side) if known else None


def bounds_of(key: str) -> Bounds:
    """What the threshold of a key may be. Raises ``NotFound`` for a key that no rule has."""
    if key in BOUNDS:
        return BOUNDS[key]
    if target_parts(key):
        return TARGET_BOUNDS
    raise NotFound("errors.rule", value=key[:60])


def show_value(key: str, value: float) -> str:
    """A value as a sentence writes it: ``20`` or ``97.5%``."""
    exact = Decimal(str(float(value)))
    if bounds_of(key).unit is ValueUnit.RATE:
        return f"{(exact * 100).normalize():f}%"
    return f"{exact.normalize():f}"


def higher_is_better(indicator: str, *, good: float, warn: float) -> bool:
    """The direction of an indicator; where the register leaves it open, the order of its two limits says it."""
    known = REGISTRY.get(indicator).higher_is_better if indicator in REGISTRY.keys else None
    return good >= warn if known is None else known


def check_value(key: str, value: float, values: Mapping[str, float]) -> None:
    """Raises ``BadRequest`` when a value is out of bounds, or would put a target's two limits the wrong way round.

    ``values`` are the present values of all keys.
    """
    bounds = bounds_of(key)
    if not math.isfinite(value) or not bounds.low <= value <= bounds.high:
        low, high = show_value(key, bounds.low), show_value(key, bounds.high)
        raise BadRequest("errors.rule_range", low=low, high=high)
    if bounds.whole and value != int(value):
        raise BadRequest("errors.rule_whole")
    if parts := target_parts(key):
        _check_order(*parts, value=value, values=values)


def _check_order(indicator: str, side: str, *, value: float, values: Mapping[str, float]) -> None:
    other = "warn" if side == "good" else "good"
    other_value = values.get(f"target.{indicator}.{other}")
    if other_value is None:
        return
    good, warn = (value, other_value) if side == "good" else (other_value, value)
    up = REGISTRY.get(indicator).higher_is_better is not False
    if (good < warn) if up else (good > warn):
        shown = show_value(f"target.{indicator}.{other}", other_value)
        raise BadRequest(f"errors.rule_order_{side}_{'up' if up else 'down'}", other=shown)


class StaleRule(Conflict):
    """Another edit came first. ``found`` is the present state (a ``RuleValue`` or ``UnitState``)."""

    def __init__(self, key: str, *, found: "RuleValue | UnitState", **params: object) -> None:
        super().__init__(key, **params)
        self.found = found


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleValue:
    """A threshold or target as it stands. ``changed_at`` 0: the default, which nobody has touched."""

    area: str
    key: str
    value: float
    unit: ValueUnit
    default: float
    changed_at: int
    changed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueChange:
    """One change of a threshold. ``undoes`` is the change it takes back (0: none); ``last`` may be undone."""

    id: int
    at: int
    by: str
    area: str
    key: str
    before: float
    after: float
    undoes: int = 0
    last: bool = False


@dataclass(frozen=True, slots=True)
class DayEdit:
    """What a day is to become."""

    day: int
    is_workday: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """The days a notice file names, or what is wrong with the file: with an error in it nothing can be applied."""

    days: tuple[DayEdit, ...]
    problems: tuple[FileIssueLine | RowIssue, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether the file names days and has no error."""
        return bool(self.days) and all(problem.severity != "error" for problem in self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarYear:
    """One year of the calendar. ``sources`` say where its days come from, most days first; ``changes`` counts edits."""

    year: int
    workdays: int
    official: bool
    sources: tuple[str, ...]
    changed_at: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPreview:
    """What a change of the calendar would do.

    ``flips`` are the days whose working status changes, as they are and as they would be; ``renamed`` counts days that
    only get another name; ``confirmed`` are the years that become official, ``reopened`` those that stop being so;
    ``open_cases`` is how many open cases get another due day; ``seen`` the newest change the preview rests on.
    """

    flips: tuple[tuple[CalendarDay, CalendarDay], ...]
    renamed: int
    confirmed: tuple[int, ...]
    reopened: tuple[int, ...]
    open_cases: int
    seen: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not (self.flips or self.renamed or self.confirmed or self.reopened)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarChange:
    """One change of the calendar: kind ``notice``, ``days``, ``import`` or ``undo``. ``last`` may be undone."""

    id: int
    at: int
    by: str
    kind: str
    note: str
    first: int
    last_day: int
    days: int
    flips: int
    undoes: int = 0
    last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitState:
    """A reporting unit. ``open`` and ``accepted`` count its cases; ``change_id`` is its newest change (0: none)."""

    code: str
    active: bool
    note: str
    changed_at: int
    changed_by: str
    open: int = 0
    accepted: int = 0
    change_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChange:
    """One change of a reporting unit."""

    id: int
    at: int
    by: str
    code: str
    was_active: bool
    was_note: str
    active: bool
    note: str
    undoes: int = 0
    last: bool = False


class RuleAdmin(Protocol):
    """Keeps the rules. Undoing raises ``Conflict`` when a later change exists, ``NotFound`` for an unknown change."""

    def read_values(self) -> Sequence[RuleValue]:
        """All thresholds and targets, lights first."""
        ...

    def preview_value(self, *, area: str, key: str, value: float) -> int | None:
        """How many open cases get another light; None where the value colours no case. Raises ``BadRequest``."""
        ...

    def set_value(self, by: Identity, *, area: str, key: str, value: float, seen: float) -> RuleValue:
        """Set a value. Raises ``BadRequest`` out of bounds and ``StaleRule`` when it is no longer the ``seen`` one."""
        ...

    def history(self, *, area: str, key: str) -> Sequence[ValueChange]:
        """Changes of one value, newest first."""
        ...

    def undo(self, by: Identity, change_id: int) -> RuleValue:
        """Take a change of a value back."""
        ...

    def read_years(self) -> Sequence[CalendarYear]:
        """All years of the calendar."""
        ...

    def read_days(self, year: int) -> Sequence[CalendarDay]:
        """The days of a year. Raises ``NotFound`` outside the calendar."""
        ...

    def read_notice(self, path: Path) -> Notice:
        """Read a notice file (date, is_workday, name); nothing is written."""
        ...

    def preview_notice(self, days: Sequence[DayEdit]) -> CalendarPreview:
        """What a notice would change: the years it names become official and follow the plain week elsewhere."""
        ...

    def apply_notice(self, by: Identity, days: Sequence[DayEdit], *, note: str, seen: int) -> CalendarChange:
        """Bring a notice in and recompute due days. Raises ``Conflict`` when the calendar moved since ``seen``."""
        ...

    def preview_days(self, days: Sequence[DayEdit]) -> CalendarPreview:
        """What setting single days would change. Raises ``BadRequest`` outside the calendar."""
        ...

    def set_days(self, by: Identity, days: Sequence[DayEdit], *, note: str, seen: int) -> CalendarChange:
        """Set single days, for a reason, and recompute due days."""
        ...

    def calendar_history(self, *, limit: int = 50) -> Sequence[CalendarChange]:
        """Changes of the calendar, newest first."""
        ...

    def preview_calendar_undo(self, change_id: int) -> CalendarPreview:
        """What undoing a change would do."""
        ...

    def undo_calendar(self, by: Identity, change_id: int) -> CalendarChange:
        """Restore the days as they were before a change and recompute due days."""
        ...

    def read_units(self) -> Sequence[UnitState]:
        """The units that report, in the order of the vocabulary."""
        ...

    def set_unit(self, by: Identity, *, code: str, active: bool, note: str, seen: int) -> UnitState:
        """Switch a unit on or off. Raises ``BadRequest``, ``NotFound``, ``StaleRule`` (``seen``: its newest change)."""
        ...

    def unit_history(self, code: str) -> Sequence[UnitChange]:
        """Changes of one unit, newest first."""
        ...

    def undo_unit(self, by: Identity, change_id: int) -> UnitState:
        """Take a change of a unit back."""
        ...
