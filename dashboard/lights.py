"""The one light rule (临界黄灯预警, 超时红灯警戒): of an open case, and of a rate against its target.

Lights are never stored: they are computed from stored days, so nothing has to be rewritten at midnight.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


class Light(StrEnum):
    """Red overdue, yellow close to the limit, green otherwise, blue paused, grey not accepted, done closed."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    PAUSED = "pause"
    GREY = "grey"
    DONE = "done"


ORDER: tuple[Light, ...] = (Light.RED, Light.YELLOW, Light.PAUSED, Light.GREEN, Light.DONE, Light.GREY)
"""Exceptions first: the order in which lists and legends show lights."""


@dataclass(frozen=True, slots=True)
class LightRule:
    """When an open case turns yellow: remaining ≤ min(max(days, ⌈percent % of limit⌉), limit − 1)."""

    days: int = 2
    percent: int = 20

    def threshold(self, limit: Ints) -> Ints:
        """Remaining working days at or below which a case of this limit is yellow (−1: never)."""
        # Whole-number arithmetic: ⌈20 % of 15⌉ is 3, which floating point would make 4.
        share = -(-limit * self.percent // 100)
        return np.minimum(np.maximum(share, self.days), limit - 1)

    def light(self, *, limit: int, used: int, paused: bool) -> Light:
        """The light of one open, accepted case."""
        if paused:
            return Light.PAUSED
        if used > limit:
            return Light.RED
        near = int(self.threshold(np.asarray([limit], dtype=np.int64))[0])
        return Light.YELLOW if limit - used <= near else Light.GREEN

    def lights(self, *, limit: Ints, used: Ints, paused: NDArray[np.bool_]) -> NDArray[np.str_]:
        """The lights of many open, accepted cases."""
        remaining = limit - used
        return np.select(
            [paused, remaining < 0, remaining <= self.threshold(limit)],
            [Light.PAUSED.value, Light.RED.value, Light.YELLOW.value],
            default=Light.GREEN.value,
        )


@dataclass(frozen=True, slots=True)
class Target:
    """Target of an indicator: at or beyond ``good`` green, at or beyond ``warn`` yellow, else red."""

    good: float
    warn: float
    higher_is_better: bool = True

    def light(self, value: float | None) -> Light | None:
        """The light of a value, or None where there is no value to judge."""
        if value is None:
            return None
        sign = 1 if self.higher_is_better else -1
        if sign * value >= sign * self.good:
            return Light.GREEN
        return Light.YELLOW if sign * value >= sign * self.warn else Light.RED


def worst(lights: "set[Light] | frozenset[Light]") -> Light | None:
    """The worst light of an aggregate; pause, done and grey do not colour it."""
    for light in (Light.RED, Light.YELLOW, Light.GREEN):
        if light in lights:
            return light
    return None
