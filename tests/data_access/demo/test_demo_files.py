"""The written files: shape, determinism, every awkward kind, nothing personal."""

import hashlib
import re
import zipfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from data_access.demo.awkward import TWISTS
from data_access.demo.generate import write_demo
from data_access.demo.ledger import COLUMNS
from tests.data_access.demo.conftest import ANCHOR, Written, is_workday, read_csv

CASE, EVENT, PROJECT = "SPGL_XMSPSXBLXXB", "SPGL_XMSPSXBLXXXXB", "SPGL_XMJBXXB"


def _digests(directory: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(directory.iterdir())}


def test_equal_arguments_give_equal_bytes(tmp_path: Path) -> None:
    write_demo(tmp_path / "a", anchor=ANCHOR, cases=800)
    write_demo(tmp_path / "b", anchor=ANCHOR, cases=800)
    write_demo(tmp_path / "c", anchor=ANCHOR, cases=800, seed=7)
    assert _digests(tmp_path / "a") == _digests(tmp_path / "b")
    assert _digests(tmp_path / "a")[f"{EVENT}.csv"] != _digests(tmp_path / "c")[f"{EVENT}.csv"]


@pytest.mark.parametrize("anchor", [datetime(2026, 1, 31, 12), datetime(2027, 1, 1)])
def test_an_anchor_outside_the_calendar_is_refused(tmp_path: Path, anchor: datetime) -> None:
    with pytest.raises(ValueError, match="outside"):
        write_demo(tmp_path, anchor=anchor)


@pytest.mark.parametrize(
    ("seed", "anchor"), [(1, ANCHOR), (2, datetime(2026, 6, 22, 8, 31)), (3, datetime(2026, 10, 4, 23, 59))]
)
def test_other_seeds_and_anchors_write_too(tmp_path: Path, seed: int, anchor: datetime) -> None:
    summary = write_demo(tmp_path, anchor=anchor, seed=seed, cases=1500)
    assert all(summary.special.values())
    future = {row["SPSXSLBM"] for row in read_csv(tmp_path, EVENT) if datetime.fromisoformat(row["BLSJ"]) > anchor}
    assert future <= set(summary.special["future_event"])


def test_the_summary_counts_what_the_files_hold(written: Written) -> None:
    for table in (CASE, EVENT, PROJECT, "SPGL_XMDWXXB", "SPGL_XMSPSXBLTBCXXXB", "unit_mapping"):
        name = f"{table}.csv" if table == "unit_mapping" else table
        assert written.summary.rows[name] == len(read_csv(written.directory, table))
    assert 6000 <= written.summary.rows[CASE] <= 6100
    assert 1100 <= len({row["GCDM"] for row in read_csv(written.directory, PROJECT)}) <= 1350


def test_files_are_text_with_bom_and_whole_serials(written: Written) -> None:
    for path in written.directory.glob("SPGL_*.csv"):
        assert path.read_bytes().startswith(b"\xef\xbb\xbfLSH,DFSJZJ,XZQHDM,")
        rows = read_csv(written.directory, path.stem)
        assert {len(row["LSH"]) for row in rows} == {32}
        assert len({tuple(row.values()) for row in rows}) == len({row["LSH"] for row in rows})
    assert COLUMNS[0] == "办件编号" and COLUMNS[-1] == "申请方式" and len(COLUMNS) == 17


def test_every_case_belongs_to_a_known_item_workflow_and_department(written: Written) -> None:
    stage_items = {
        (row["SPLCBM"], row["SPLCBBH"], row["SPSXBM"]): row["SPSXBLSX"]
        for row in read_csv(written.directory, "SPGL_DFXMSPLCJDSXXXB")
    }
    offices: dict[str, set[str]] = {}
    for row in read_csv(written.directory, CASE):
        offices.setdefault(row["SPBMBM"], set()).add(row["SPBMMC"])
        if row["SPLCBM"]:
            assert stage_items[(row["SPLCBM"], row["SPLCBBH"], row["SPSXBM"])] == row["SXBLSX"]
    assert len(offices) > 100
    assert all(len(names) == 1 for names in offices.values())


def test_every_awkward_kind_is_there(written: Written) -> None:
    special = written.summary.special
    assert {kind for kind in TWISTS if len(special[kind]) >= 2} == set(TWISTS)
    for kind in (
        "refused",
        "withdrawn",
        "not_accepted",
        "invalid_case",
        "orphan_event",
        "pause_over_holiday",
        "case_without_project",
        "open_paused",
        "open_overdue",
        f"duplicate_{EVENT}",
        f"duplicate_{PROJECT}",
    ):
        assert special[kind], kind
    states = Counter(row["BLZT"] for row in read_csv(written.directory, EVENT))
    assert set(states) == {str(code) for code in range(1, 17)} | {"99"}
    known = {row["SPSXSLBM"] for row in read_csv(written.directory, CASE)}
    orphans = {row["SPSXSLBM"] for row in read_csv(written.directory, EVENT)} - known
    assert orphans == set(special["orphan_event"])


def test_sentinels_failed_uploads_versions_and_bundles(written: Written) -> None:
    projects, cases = read_csv(written.directory, PROJECT), read_csv(written.directory, CASE)
    assert {"1970-01-01", "1970-12-31"} <= {row["NKGSJ"] for row in projects}
    assert "9999-01-01" in {row["NJCSJ"] for row in projects} and "A01" in {row["GBHY"] for row in projects}
    assert any(row["ZTZE"] == "0" and row["YDMJ"] == "0" for row in projects)
    assert any(row["SJSCZT"] == "2" and row["SBYY"] for row in cases)
    assert any(row["JSDW"] for row in projects) and any(not row["JSDW"] for row in projects)
    assert any(count > 1 for count in Counter(row["GCDM"] for row in projects if row["SJYXBS"] == "1").values())
    assert {row["SJYXBS"] for row in projects} == {"0", "1"} == {row["SJYXBS"] for row in cases}
    bundles = Counter(row["BLSPSLBM"] for row in cases if row["BLSPSLBM"])
    assert sum(count > 1 for count in bundles.values()) > 50
    assert {row["SPLCLX"] for row in projects} == {"1", "2", "3", "4", "5"}


def test_times_are_awkward_where_they_should_be(written: Written) -> None:
    times: dict[str, list[tuple[datetime, str]]] = {}
    for row in read_csv(written.directory, EVENT):
        times.setdefault(row["SPSXSLBM"], []).append((datetime.fromisoformat(row["BLSJ"]), row["BLZT"]))
    for key in written.summary.special["equal_times"]:
        by_state = {state: moment for moment, state in times[key]}
        assert by_state["3"] == by_state["8"]
    for key in written.summary.special["swapped_seconds"]:
        by_state = {state: moment for moment, state in times[key]}
        assert timedelta(0) < by_state["3"] - by_state["8"] <= timedelta(seconds=2)
    accepted = [one.accepted.date() for one in written.exchange.values() if one.accepted]
    resting = sum(not is_workday(day) for day in accepted)
    assert 20 < resting < len(accepted) * 0.06


def test_nothing_looks_like_an_identity_or_a_phone(written: Written) -> None:
    suspicious = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{16}[\dXx](?![0-9A-Za-z])|\d{17}|(?<!\d)1[3-9]\d{9}(?!\d)")
    for path in sorted(written.directory.iterdir()):
        texts = [path.read_text("utf-8-sig")] if path.suffix == ".csv" else []
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as archive:
                texts = [archive.read(name).decode() for name in archive.namelist() if "sharedStrings" in name]
        assert texts
        for text in texts:
            assert suspicious.search(text) is None, path.name
    header = (written.directory / f"{EVENT}.csv").read_text("utf-8-sig").splitlines()[0]
    assert "BLR" not in header.split(",")
