"""The machine of a run, and the memory of processes as Linux counts it."""

import os
import platform
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("dash", "plotly", "flask", "gunicorn", "sqlalchemy", "psycopg", "pandas", "numpy", "orjson")
PROC = Path("/proc")


def describe_machine() -> str:
    """Cores, load, memory, Python and the versions that matter."""
    total = next(line for line in PROC.joinpath("meminfo").read_text("ascii").splitlines() if "MemTotal" in line)
    load = " ".join(f"{value:.2f}" for value in os.getloadavg())
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{os.cpu_count()} cores, {int(total.split()[1]) // 1024 // 1024 + 1} GiB, load average {load}; "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}; {libraries}"
    )


def children_of(pid: int) -> list[int]:
    """Processes that a process has started and that still run."""
    try:
        tasks = list(PROC.joinpath(str(pid), "task").iterdir())
        return sorted({int(child) for task in tasks for child in (task / "children").read_text("ascii").split()})
    except (FileNotFoundError, ProcessLookupError):
        return []


def memory_of(pid: int) -> tuple[float, float]:
    """Proportional and resident memory of a process, MiB."""
    found = _numbers(PROC / str(pid) / "smaps_rollup")
    return found.get("Pss", 0) / 1024, found.get("Rss", 0) / 1024


def peak_of(pid: int) -> float:
    """The largest resident memory that a process has had, MiB."""
    return _numbers(PROC / str(pid) / "status").get("VmHWM", 0) / 1024


def _numbers(path: Path) -> dict[str, int]:
    try:
        lines = path.read_text("ascii", "replace").splitlines()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return {}
    parts = [line.replace(":", " ").split() for line in lines]
    return {words[0]: int(words[1]) for words in parts if len(words) > 1 and words[-1] == "kB" and words[1].isdigit()}


class Peaks:
    """Peak memory of one process and of each child it had."""

    def __init__(self) -> None:
        self._by_pid: dict[int, float] = {}

    def look(self, pid: int) -> None:
        """Note the present peaks."""
        for one in (pid, *children_of(pid)):
            self._by_pid[one] = max(self._by_pid.get(one, 0), peak_of(one))

    def parent(self, pid: int) -> float:
        """Peak of the process itself, MiB."""
        return self._by_pid.get(pid, 0)

    def child(self, pid: int) -> float:
        """Peak of its largest child, MiB."""
        return max((peak for one, peak in self._by_pid.items() if one != pid), default=0)


@contextmanager
def watching(pid: int, peaks: Peaks, *, every: float = 0.05) -> Iterator[None]:
    """Note the peaks again and again while the body runs."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(every):
            peaks.look(pid)

    thread = threading.Thread(target=watch, name="memory", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
