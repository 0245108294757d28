"""The register of indicators: what each figure is called, how it is computed, which records it counts."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from dashboard.errors import NotFound
from dashboard.indicators.slices import Slice
from dashboard.lights import Light, Target


class FigureUnit(StrEnum):
    """Unit of measure; formats and exports go by it."""

    CASES = "cases"
    RATE = "rate"
    WORKDAYS = "workdays"
    DAYS_SUM = "days_sum"


class RecordSet(StrEnum):
    """A named set of cases that a figure counts; storage knows how to list each."""

    ACCEPTED = "accepted"
    CLOSED = "closed"
    AVERAGED = "averaged"
    STATUTORY = "statutory"
    INSTANT = "instant"
    ONLINE = "online"
    LATE = "late"
    DUE = "due"
    OPEN = "open"
    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


class Need(StrEnum):
    """Which counts a figure is computed from; a board reads only what the asked figures need."""

    CLOSED = "closed"
    EVENTS = "events"
    STOCK = "stock"
    LIGHTS = "lights"


@dataclass(frozen=True, slots=True)
class Value:
    """A computed value. ``n`` is the number of records it rests on; ``value`` None means there is nothing to say."""

    value: float | int | None
    n: int
    numerator: float | int | None = None
    denominator: float | int | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line of the register. Names and definitions are in the text catalogue under ``indicators.<key>``.

    ``higher_is_better`` None means that the figure is neither good nor bad. ``is_stock`` figures are states at the
    as-of day, the others sums over the period.
    """

    key: str
    unit: FigureUnit
    records: RecordSet
    compute: Callable[[Slice], Value]
    needs: frozenset[Need] = frozenset({Need.CLOSED})
    higher_is_better: bool | None = None
    is_stock: bool = False

    @property
    def text_key(self) -> str:
        """Prefix of its sentences in the text catalogue."""
        return f"indicators.{self.key}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with all that a reader may ask of it."""

    key: str
    unit: FigureUnit
    value: float | int | None
    n: int
    numerator: float | int | None
    denominator: float | int | None
    target: Target | None
    light: Light | None


class Registry:
    """Indicators by key, in the order in which they are listed."""

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        self._by_key = {indicator.key: indicator for indicator in indicators}

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self._by_key.values())

    def get(self, key: str) -> Indicator:
        """The indicator of a key. Raises ``NotFound``."""
        if key not in self._by_key:
            raise NotFound("errors.indicator", value=key[:60])
        return self._by_key[key]

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys."""
        return tuple(self._by_key)
