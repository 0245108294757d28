"""A slice: everything the approval indicators need to know of one set of cases, as sums of facts."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from dashboard.clock import Ints
from dashboard.frames import CLOSED_MEASURES

_NO_DAYS: Ints = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Slice:
    """Sums over one selection of cases.

    ``closed`` has the measures of ``frames.CLOSED_MEASURES``; ``used`` and ``count`` are the exact histogram of used
    working days of the averaged cases, ascending. ``yellow`` is None where no light was asked for.
    """

    closed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CLOSED_MEASURES, 0))
    used: Ints = field(default_factory=lambda: _NO_DAYS)
    count: Ints = field(default_factory=lambda: _NO_DAYS)
    accepted: int = 0
    withdrawn: int = 0
    refused: int = 0
    open: int = 0
    paused: int = 0
    red: int = 0
    yellow: int = 0

    @property
    def holds_any(self) -> bool:
        """Whether there is anything to count: a case closed, come, gone or open."""
        return any((*self.closed.values(), self.accepted, self.withdrawn, self.refused, self.open))

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


@dataclass(frozen=True, slots=True)
class Closed:
    """Closed cases of one member: measures, and the histogram of used days (days ascending, cases)."""

    sums: dict[str, int]
    used: Ints
    count: Ints


def make_closed(rows: pd.DataFrame) -> dict[str, Closed]:
    """Closed cases by member from tally rows (``member``, ``used`` and ``CLOSED_MEASURES``; each pair once)."""
    if rows.empty:
        return {}
    rows = rows.sort_values(["member", "used"])
    members, starts = np.unique(rows["member"].to_numpy().astype(str), return_index=True)
    values = rows[list(CLOSED_MEASURES)].to_numpy(np.int64)
    sums = np.add.reduceat(values, starts, axis=0).tolist()
    used, averaged = rows["used"].to_numpy(np.int64), values[:, CLOSED_MEASURES.index("averaged")]
    ends = [*starts[1:].tolist(), len(rows)]
    result = {}
    for member, start, end, line in zip(members.tolist(), starts.tolist(), ends, sums, strict=True):
        counted = averaged[start:end] > 0
        measures = dict(zip(CLOSED_MEASURES, line, strict=True))
        result[member] = Closed(measures, used[start:end][counted], averaged[start:end][counted])
    return result


def make_slice(closed: Closed | None, counts: dict[str, int]) -> Slice:
    """A slice from closed cases and counts of the open stock and of events; what was not asked for is 0."""
    known = closed or Closed(dict.fromkeys(CLOSED_MEASURES, 0), _NO_DAYS, _NO_DAYS)
    get = counts.get
    return Slice(
        closed=known.sums,
        used=known.used,
        count=known.count,
        accepted=get("accepted", 0),
        withdrawn=get("withdrawn", 0),
        refused=get("refused", 0),
        open=get("open", 0),
        paused=get("paused", 0),
        red=get("red", 0),
        yellow=get("yellow", 0),
    )
