"""What a measurement is: samples of one thing, what was wanted of it, and whether it was reached."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the result. ``unit`` is s, ms, rows/s, MiB, × or cases.

    ``target`` None: nothing was promised. ``judged`` names the value that the target is about: "median" or "p95".
    """

    key: str
    name: str
    unit: str
    median: float
    p95: float | None = None
    n: int = 1
    target: float | None = None
    at_least: bool = False
    judged: str = "median"
    database: str = ""

    @property
    def value(self) -> float:
        """The value that is judged."""
        return self.p95 if self.judged == "p95" and self.p95 is not None else self.median

    @property
    def reached(self) -> bool | None:
        """Whether the target was reached; None without one."""
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target

    def on(self, database: str) -> "Row":
        """The same line, measured on a database."""
        return replace(self, database=database)


def spread(
    key: str, name: str, unit: str, samples: Sequence[float], *, target: float | None = None, judged: str = "p95"
) -> Row:
    """A line from samples: median and 95th percentile."""
    median, p95 = float(np.median(samples)), float(np.percentile(samples, 95))
    return Row(key=key, name=name, unit=unit, median=median, p95=p95, n=len(samples), target=target, judged=judged)


def seconds(task: Callable[[], T]) -> tuple[float, T]:
    """How long a task takes, and what it gives."""
    start = time.perf_counter()
    result = task()
    return time.perf_counter() - start, result


def milliseconds(tasks: Sequence[Callable[[], object]]) -> list[float]:
    """How long each of several tasks takes."""
    return [seconds(task)[0] * 1000 for task in tasks]


def tell(text: str) -> None:
    """Say on standard error how far the run is; standard output is for the result."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


@contextmanager
def telling(text: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    tell(f"{text} …")
    start = time.perf_counter()
    yield
    tell(f"{text}: {time.perf_counter() - start:.1f} s")
