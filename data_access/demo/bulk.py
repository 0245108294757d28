"""Large sets of invented cases as arrays: the plan behind the benchmark files.

Case ``i`` depends on the seed and ``i`` only, so the open cases of a set are found again without reading its files.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
from numpy.typing import NDArray

from data_access.demo import files, ledger
from data_access.demo.catalogue import ITEMS, STAGE_LIMITS, STAGES, WORKFLOWS
from data_access.demo.files import Tables
from data_access.demo.places import ALL_UNITS, BUREAUS, MUNICIPAL, department
from data_access.demo.workdays import FIRST, LAST, workdays

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
AS_OF = date(2026, 2, 9)
YEARS_BACK = timedelta(days=730)
CHUNK = 50_000
CASES_PER_PROJECT = 5
NEVER = 10_000
REFUSED = 5


@dataclass(frozen=True)
class BenchItem:
    """An item of the benchmark city."""

    code: str
    name: str
    stage: int
    bureau: str
    limit: int
    statutory: int
    share: float


LEDGER_ITEMS = [
    BenchItem(one.code, one.name, 5, one.bureau, one.committed, one.statutory, one.share / 60)
    for one in ledger.ITEMS[:19]
]
BENCH_ITEMS: tuple[BenchItem, ...] = (
    *(BenchItem(one.code, one.name, one.stage, one.bureau, one.limit, one.statutory, one.share) for one in ITEMS),
    *LEDGER_ITEMS,
)
OFFICES = [department(bureau, unit) for unit in ALL_UNITS for bureau in BUREAUS]
_BUREAU_INDEX = {bureau: number for number, bureau in enumerate(BUREAUS)}
LIMITS = np.array([item.limit for item in BENCH_ITEMS], dtype=np.int64)
ITEM_BUREAU = np.array([_BUREAU_INDEX[item.bureau] for item in BENCH_ITEMS], dtype=np.int64)


def _odds(values: Iterable[float]) -> NDArray[np.float64]:
    weights = np.array(list(values), dtype=np.float64)
    return np.asarray(weights / weights.sum())


ITEM_ODDS = _odds(item.share for item in BENCH_ITEMS)
UNIT_ODDS = _odds(unit.share for unit in ALL_UNITS)


@dataclass(frozen=True)
class Calendar:
    """Day texts and the two directions of the working-day count, indexed by days since the calendar begins."""

    texts: list[str]
    count: Ints
    day_at: Ints

    @classmethod
    @cache
    def load(cls) -> "Calendar":
        """The published calendar as arrays."""
        days = [FIRST + timedelta(days=gap) for gap in range((LAST - FIRST).days + 1)]
        count = np.array([workdays().count(day) for day in days], dtype=np.int64)
        at = np.array([gap for gap, day in enumerate(days) if workdays().is_workday(day)], dtype=np.int64)
        return cls([day.isoformat() for day in days], count, np.concatenate([at[:1], at]))

    def shift(self, day: Ints, working_days: Ints) -> Ints:
        """The working day so many working days later; past the end of the calendar it stays on the last day."""
        shifted = self.day_at[np.minimum(self.count[day] + working_days, len(self.day_at) - 1)]
        return np.asarray(np.maximum(shifted, day), dtype=np.int64)


@dataclass
class Chunk:
    """Cases ``first`` … ``first + size``; days are indexes into the calendar, ``finish`` may lie in the future."""

    first: int
    project: Ints
    unit: Ints
    item: Ints
    accepted: Ints
    used: Ints
    pause_from: Ints
    pause_to: Ints
    pause_state: Ints
    finish: Ints
    end: Ints
    begun: Bools

    @property
    def size(self) -> int:
        """Number of cases."""
        return len(self.project)

    def open_before(self, today: int) -> Bools:
        """Cases accepted and not ended before a day."""
        return np.asarray((self.finish >= today) & (self.end != REFUSED))

    def paused_before(self, today: int) -> Bools:
        """Cases that stand still just before a day."""
        return np.asarray((self.pause_from >= 0) & (self.pause_from < today) & (self.pause_to >= today))


def project_units(cases: int, seed: int) -> Ints:
    """The unit of every project, as index into ``ALL_UNITS``."""
    rng = np.random.default_rng([seed, 1])
    return rng.choice(len(ALL_UNITS), size=max(cases // CASES_PER_PROJECT, 1), p=UNIT_ODDS)


def _accept_days(rng: np.random.Generator, size: int, today: int) -> Ints:
    """Acceptance days over two years, growing by a third; three in a hundred fall on a rest day."""
    span = YEARS_BACK.days
    position = np.sqrt(rng.random(size) * (1.15**2 - 0.85**2) + 0.85**2)
    day = today - span + ((position - 0.85) / 0.3 * span).astype(np.int64)
    calendar = Calendar.load()
    online = rng.random(size) < 0.03
    moved = calendar.day_at[
        np.where(
            calendar.day_at[calendar.count[day]] == day,
            calendar.count[day],
            np.minimum(calendar.count[day] + 1, len(calendar.day_at) - 1),
        )
    ]
    return np.asarray(np.where(online, day, np.minimum(moved, today - 1)), dtype=np.int64)


def draw_chunk(first: int, size: int, *, seed: int, units: Ints, as_of: date) -> Chunk:
    """The cases of one chunk."""
    rng, today = np.random.default_rng([seed, 2, first]), (as_of - FIRST).days
    calendar = Calendar.load()
    project = rng.integers(0, len(units), size)
    item = rng.choice(len(BENCH_ITEMS), size=size, p=ITEM_ODDS)
    accepted = _accept_days(rng, size, today)
    limit = LIMITS[item]
    used = np.floor(limit * rng.beta(2.6, 2.6, size) * 1.15 + rng.random(size)).astype(np.int64)
    used = np.where(limit <= 1, 0, np.minimum(used, limit))
    late = (rng.random(size) < 0.025) & (limit > 1)
    used = np.where(late, limit + rng.geometric(0.35, size), used)
    stopped = (rng.random(size) < 0.213) & (limit >= 5)
    after = (used * rng.random(size)).astype(np.int64)
    length = np.where(stopped, 1 + (rng.beta(1.5, 3.5, size) * 24).astype(np.int64), 0)
    never = stopped & (rng.random(size) < 0.001)
    finish = calendar.shift(accepted, used + length)
    start = calendar.shift(accepted, after)
    return Chunk(
        first=first,
        project=project,
        unit=units[project],
        item=item,
        accepted=accepted,
        used=used,
        pause_from=np.where(stopped, start, -1),
        pause_to=np.where(never, NEVER, np.where(stopped, calendar.shift(accepted, after + length), -1)),
        pause_state=np.where(rng.random(size) < 0.7, 9, 6),
        finish=np.where(never, NEVER, finish),
        end=rng.choice([11, 12, 13, 2, 14, 5], size=size, p=[0.935, 0.02, 0.015, 0.012, 0.008, 0.01]),
        begun=rng.random(size) < 0.36,
    )


def chunks(cases: int, *, seed: int, as_of: date) -> Iterator[Chunk]:
    """All cases of a set in chunks."""
    units = project_units(cases, seed)
    for first in range(0, cases, CHUNK):
        yield draw_chunk(first, min(CHUNK, cases - first), seed=seed, units=units, as_of=as_of)


def bulk_catalogue() -> Tables:
    """The workflow, stage and item tables of the benchmark city."""
    tables = Tables("20260209")
    for flow in WORKFLOWS:
        key = {"SPLCBM": flow.code, "SPLCBBH": "1"}
        tables.add(files.WORKFLOW, {**key, "SPLCMC": flow.name, "SPLCSXSJ": "2023-01-01", "SPLCLX": flow.kind})
        for number, name in enumerate(STAGES, start=1):
            tables.add(
                files.STAGE,
                {
                    **key,
                    "SPJDBM": f"J{number}",
                    "SPJDMC": name,
                    "SPJDXH": number,
                    "LCBSXLX": 1,
                    "DYBZSPJDXH": number,
                    "SPJDSX": STAGE_LIMITS[number - 1],
                },
            )
        for item in BENCH_ITEMS:
            tables.add(
                files.STAGE_ITEM,
                {**key, "SPJDXH": item.stage, **_item_values(item), "SFLCBSX": 1, "SPSXBLSX": item.limit},
            )
    for item in BENCH_ITEMS:
        tables.add(files.ITEM, {**_item_values(item), "FDBJSX": item.statutory, "CNBJSX": item.limit})
    return tables


def _item_values(item: BenchItem) -> dict[str, object]:
    office = department(item.bureau, MUNICIPAL)
    return {
        "SPSXBM": item.code,
        "SPSXBBH": "1",
        "SPSXMC": item.name,
        "SPBMBM": office.code,
        "SPBMMC": office.name,
        "BJLX": 1 if item.limit <= 1 else 2,
    }
