"""A slice: everything the approval indicators need to know of one set of cases, as sums of facts."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from dashboard.clock import Ints
from dashboard.frames import CLOSED_MEASURES


@dataclass(frozen=True, slots=True)
class Slice:
    """Sums over one selection of cases.

    ``closed`` has the measures of ``frames.CLOSED_MEASURES``; ``used`` and ``count`` are the exact histogram of used
    working days of the averaged cases, ascending. ``yellow`` is None where no light was asked for.
    """

    closed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CLOSED_MEASURES, 0))
    used: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    count: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    accepted: int = 0
    withdrawn: int = 0
    refused: int = 0
    open: int = 0
    paused: int = 0
    red: int = 0
    yellow: int = 0

    @property
    def green(self) -> int:
        """Open cases that are neither paused, red nor yellow."""
        return self.open - self.paused - self.red - self.yellow

    @property
    def used_sum(self) -> int:
        """Σ used working days of the averaged cases."""
        return int((self.used * self.count).sum())

    def quantile(self, per_mille: int) -> int | None:
        """Nearest-rank quantile of used days (whole days), None without cases."""
        n = int(self.count.sum())
        if not n:
            return None
        rank = max(-(-per_mille * n // 1000), 1)
        return int(self.used[int(np.searchsorted(np.cumsum(self.count), rank))])


def make_slice(closed: pd.DataFrame, stock: dict[str, int]) -> Slice:
    """A slice from tally rows (columns ``used`` + ``CLOSED_MEASURES``) and counts of the open stock and of events."""
    if closed.empty:
        return Slice(**stock)
    sums = {name: int(closed[name].to_numpy(np.int64).sum()) for name in CLOSED_MEASURES}
    used, count = closed["used"].to_numpy(np.int64), closed["averaged"].to_numpy(np.int64)
    histogram = np.bincount(np.maximum(used, 0), weights=count).astype(np.int64)
    days = np.flatnonzero(histogram).astype(np.int64)
    return Slice(closed=sums, used=days, count=histogram[days], **stock)
