"""The benchmark files: distribution, determinism, and changes that hit open cases."""

import csv
from datetime import datetime
from pathlib import Path

import pytest

from benchmarks.generate import write_cases, write_changes, write_ledger_csv
from data_access.demo.ledger import COLUMNS
from tests.data_access.demo.conftest import Approval, read_csv, read_exchange

CASES = 20_000
LAST_MOMENT = datetime(2026, 2, 8, 23, 59)


@pytest.fixture(scope="module")
def bulk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int], dict[str, Approval]]:
    directory = tmp_path_factory.mktemp("bulk")
    counts = write_cases(directory, CASES)
    return directory, counts, read_exchange(directory)


def test_the_distribution_is_realistic(bulk: tuple[Path, dict[str, int], dict[str, Approval]]) -> None:
    directory, counts, approvals = bulk
    running = [one for one in approvals.values() if one.open_at(LAST_MOMENT)]
    assert len(approvals) == CASES and len(running) == counts["open"]
    assert 0.015 <= len(running) / CASES <= 0.025
    assert 0.15 <= sum(bool(one.pauses) for one in approvals.values()) / CASES <= 0.19
    assert 3.4 <= counts["events"] / CASES <= 3.8
    assert counts["events"] == len(read_csv(directory, "SPGL_XMSPSXBLXXXXB"))
    assert len({one.unit for one in approvals.values()}) == 14
    assert len({one.item for one in approvals.values()}) == 60
    assert 250 <= len({row["SPBMBM"] for row in read_csv(directory, "SPGL_XMSPSXBLXXB")}) <= 300
    assert {one.light(LAST_MOMENT) for one in running} == {"red", "yellow", "green", "paused"}


def test_every_case_row_fits_its_catalogue(bulk: tuple[Path, dict[str, int], dict[str, Approval]]) -> None:
    directory, _, _ = bulk
    known = {
        (row["SPLCBM"], row["SPLCBBH"], row["SPSXBM"], row["SPSXBBH"], row["SPSXBLSX"])
        for row in read_csv(directory, "SPGL_DFXMSPLCJDSXXXB")
    }
    projects = {row["GCDM"] for row in read_csv(directory, "SPGL_XMJBXXB")}
    for row in read_csv(directory, "SPGL_XMSPSXBLXXB"):
        assert (row["SPLCBM"], row["SPLCBBH"], row["SPSXBM"], row["SPSXBBH"], row["SXBLSX"]) in known
        assert row["GCDM"] in projects and len(row["LSH"]) == 32


def test_changes_end_open_cases_and_bring_new_ones(
    bulk: tuple[Path, dict[str, int], dict[str, Approval]],
    tmp_path: Path,
) -> None:
    _, _, approvals = bulk
    ended: set[str] = set()
    for seed in (0, 1):
        counts = write_changes(tmp_path / str(seed), CASES, 100, seed)
        assert counts["finished"] + counts["accepted"] == 100
        events = read_csv(tmp_path / str(seed), "SPGL_XMSPSXBLXXXXB")
        finished = {row["SPSXSLBM"] for row in events if row["BLZT"] == "11"}
        assert len(finished) == 50 and not finished & ended
        assert all(
            approvals[key].open_at(LAST_MOMENT) and approvals[key].light(LAST_MOMENT) != "paused" for key in finished
        )
        fresh = {row["SPSXSLBM"] for row in read_csv(tmp_path / str(seed), "SPGL_XMSPSXBLXXB")}
        assert len(fresh) == 50 and not fresh & (set(approvals) | ended)
        ended |= finished | fresh


def test_the_ledger_has_the_headings_of_the_demonstration(tmp_path: Path) -> None:
    path = write_ledger_csv(tmp_path, 3_000)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == COLUMNS and len(rows) == 3_000
    for row in rows:
        assert (row["办理结果"] == "") == (row["办结时间"] == "")
        assert (row["受理时间"] == "") == (row["办理结果"] == "不予受理")
        assert row["受理时间"] <= (row["办结时间"] or "9")


def test_equal_seeds_give_equal_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_cases(tmp_path / name, 3_000, seed=4)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()
