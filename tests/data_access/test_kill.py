"""A killed import leaves the database as before or as after; two at the same time leave one set of rows."""

import contextlib
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.data_access.conftest import NOW, NewDatabase, Store, opened
from tests.exchange import random_exchange

ROOT = Path(__file__).parent.parent.parent
PROGRAM = Path(__file__).parent / "importing_process.py"
PATIENCE = 60


@contextlib.contextmanager
def importing(url: str, folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process that is ready to import a folder and waits for a line; it is gone afterwards."""
    command = [sys.executable, str(PROGRAM), url, NOW, str(folder)]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    with process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n", process.stderr and process.stderr.read()
            yield process
        finally:
            process.kill()


def start(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def outcome(process: "subprocess.Popen[str]") -> str:
    out, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, errors
    return out.splitlines()[-1]


def kill_after(process: "subprocess.Popen[str]", *, steps: int, seconds: float) -> None:
    """SIGKILL once so many steps were told and some more time has gone by."""
    start(process)
    assert process.stdout is not None
    for _ in range(steps):
        if not process.stdout.readline():
            break
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait(PATIENCE)


def state(store: Store) -> tuple[object, ...]:
    """Everything an import changes together: rows, revision, its audit row and its report."""
    counted = [len(store.rows(name)) for name in ("audit", "import_batch", "source")]
    return store.signature(), store.revision, *counted


@pytest.fixture
def first_and_second(tmp_path: Path) -> tuple[Path, Path]:
    """What is there before, and what is being imported."""
    rng = random.Random(21)
    before = random_exchange(rng, cases=20)
    after = random_exchange(rng, cases=120)
    for rows in after.tables.values():
        for row in rows:
            row |= {"LSH": f"M{row.get('LSH', '')}"} if "LSH" in row else {}
    return before.write(tmp_path / "first"), after.write(tmp_path / "second")


@pytest.mark.faults
def test_a_killed_import_is_as_before_or_as_after(
    new_database: NewDatabase, first_and_second: tuple[Path, Path]
) -> None:
    first, second = first_and_second
    with opened(new_database()) as whole:
        whole.bring(first)
        before = state(whole)
        whole.bring(second)
        after = state(whole)
    assert before != after

    url = new_database()
    kills, rng = (10 if url.startswith("sqlite") else 5), random.Random(2026)
    seen = []
    with opened(url) as store:
        store.bring(first)
    for number in range(kills):
        with importing(url, second) as process:
            # From the start of reading, step by step, to past the end.
            kill_after(process, steps=round(number * 17 / kills), seconds=rng.uniform(0, 0.15))
        with opened(url) as store:
            found = state(store)
        assert found in (before, after), f"kill {number} left neither the state before nor the state after"
        seen.append(found == after)
        if found == after:
            url = new_database()
            with opened(url) as store:
                store.bring(first)
    assert not all(seen), "no kill came before the end"
    with opened(url) as store:
        store.bring(second)
        assert state(store) == after


@pytest.mark.faults
def test_two_imports_of_the_same_files_leave_one_set_of_rows(
    new_database: NewDatabase, first_and_second: tuple[Path, Path]
) -> None:
    first, second = first_and_second
    with opened(new_database()) as alone:
        alone.bring(first)
        alone.bring(second)
        wanted = alone.signature(), alone.revision
    url = new_database()
    with opened(url) as store:
        store.bring(first)
        with importing(url, second) as one, importing(url, second) as other:
            start(one)
            start(other)
            told = sorted(outcome(process) for process in (one, other))
        applied = [line for line in told if line.startswith("done") and line != "done 0"]
        assert len(applied) == 1, told
        assert set(told) - set(applied) <= {"done 0", "busy errors.busy"}, told
        assert (store.signature(), store.revision) == wanted
        assert len(store.rows("import_batch")) == 1 + sum(line.startswith("done") for line in told)
