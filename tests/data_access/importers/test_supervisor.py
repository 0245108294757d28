"""The child that reads: whatever happens to it becomes a sentence, and the parent holds one batch at a time."""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from data_access.importers import Batch, FileIssue, Limits, parse, supervisor
from tests.data_access.importers.building import (
    EVENT_HEAD,
    FAR,
    Outcome,
    csv_bytes,
    event,
    resident_bytes,
    write_raw_xlsx,
)

GOOD = csv_bytes([EVENT_HEAD, event(1), event(2)])


def test_what_the_checks_let_through_the_memory_limit_stops(tmp_path: Path) -> None:
    path = write_raw_xlsx(tmp_path / "a.xlsx", FAR)
    (tmp_path / "b.csv").write_bytes(GOOD)
    before = resident_bytes()
    outcome = Outcome([path, tmp_path / "b.csv"], limits=replace(Limits(), columns=20_000, cells=1 << 40))
    assert outcome.codes == ["too_much_memory"]
    assert len(outcome.rows("event")) == 2
    assert resident_bytes() - before < 50 << 20


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> list[supervisor.Child]:
    """The children started during the test."""
    started: list[supervisor.Child] = []
    original: Callable[..., None] = supervisor.Child.__init__

    def noting(self: supervisor.Child, *args: object, **kwargs: object) -> None:
        started.append(self)
        original(self, *args, **kwargs)

    monkeypatch.setattr(supervisor.Child, "__init__", noting)
    return started


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGKILL, "reader_killed"), (signal.SIGSTOP, "too_slow")])
def test_a_child_killed_or_stopped_midway_is_told_and_the_rest_is_read(
    tmp_path: Path, children: list[supervisor.Child], sent: int, code: str
) -> None:
    (tmp_path / "a.csv").write_bytes(csv_bytes([EVENT_HEAD, *map(event, range(40_000))]))
    (tmp_path / "b.csv").write_bytes(GOOD)
    limits = replace(Limits(), batch_rows=1_000, silent_seconds=2.0)
    codes, rows = [], {"a.csv": 0, "b.csv": 0}
    for result in parse([tmp_path / "a.csv", tmp_path / "b.csv"], limits=limits):
        if isinstance(result, FileIssue):
            codes.append((result.file, result.code))
        elif isinstance(result, Batch):
            if not any(rows.values()):
                os.kill(children[0].process.pid, sent)
            rows[result.file] += len(result.rows)
    assert codes == [("a.csv", code)]
    assert rows["a.csv"] < 40_000
    assert rows["b.csv"] == 2
    assert [child.process.returncode for child in children] == [-signal.SIGKILL, 0]


def test_closing_early_ends_the_child(tmp_path: Path, children: list[supervisor.Child]) -> None:
    (tmp_path / "a.csv").write_bytes(csv_bytes([EVENT_HEAD, *map(event, range(60_000))]))
    results = parse([tmp_path / "a.csv"], limits=replace(Limits(), batch_rows=1_000))
    assert next(iter(results)) is not None
    results.close()  # type: ignore[attr-defined]
    assert children[0].process.returncode is not None


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "too_slow"),
        ("import os; os.abort()", "too_much_memory"),
        ("raise SystemExit(3)", "reader_failed"),
        ("import os; os.write(1, b'\\xff' * 100)", "reader_failed"),
        ("import os; os.write(1, b'\\x02\\0\\0\\0[]')", "reader_failed"),
        ("import os; os.write(1, b'\\x20\\0\\0\\0' + b'{\"kind\":1,\"sizes\":[9999]}'.ljust(32))", "reader_failed"),
    ],
)  # fmt: skip
def test_every_death_becomes_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, code: str
) -> None:
    monkeypatch.setattr(supervisor, "_COMMAND", (sys.executable, "-c", program))
    (tmp_path / "a.csv").write_bytes(GOOD)
    assert Outcome([tmp_path / "a.csv"]).codes == [code]


def test_a_file_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(csv_bytes([EVENT_HEAD, *map(event, range(1_200_000))]))
    limits = replace(Limits.for_command_line(), cpu_seconds=0.0, cpu_seconds_per_megabyte=0.0)
    assert Outcome([path], limits=limits).codes == ["too_slow"]


def test_the_parent_waits_with_one_batch(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(csv_bytes([EVENT_HEAD, *map(event, range(400_000))]))
    before, most = resident_bytes(), 0
    for _ in parse([path], limits=Limits.for_command_line()):
        most = max(most, resident_bytes())
    assert most - before < 50 << 20


def test_progress_reaches_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(csv_bytes([EVENT_HEAD, *map(event, range(5_000))]))
    last = Outcome([path]).progress[-1]
    assert (last.file, last.rows, last.done, last.total) == ("a.csv", 5_000, path.stat().st_size, path.stat().st_size)
