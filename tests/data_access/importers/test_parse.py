"""Files in, canonical rows out: the exchange tables, encodings, codes, bad rows."""

import json
import string
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_access.importers import MISSING, MISSING_AT, MISSING_DAY
from tests.data_access.importers.building import CASE_HEAD, EVENT_HEAD, Outcome, case, csv_bytes, event, write_xlsx

FIXTURES = Path(__file__).parents[2] / "fixtures" / "imports"
CANONICAL = {
    "workflow": "lsh valid workflow_code workflow_version name effective_day workflow_type",
    "stage": "lsh valid workflow_code workflow_version stage_code stage_name stage_no standard_stage limit_days "
    "milestone_rule",
    "stage_item": "lsh valid workflow_code workflow_version stage_no item_code item_version item_name limit_days "
    "department_code department_name item_kind commitment milestone",
    "project": "lsh valid city_code project_code project_name project_key previous_key workflow_type site_code "
    "filed_at workflow_code workflow_version investment planned_start_day planned_end_day upload_state",
    "case": "lsh valid city_code project_key item_code item_version workflow_code workflow_version case_key "
    "department_code department_name apply_mode bundle_key limit_days upload_state unit_code item_name item_kind "
    "statutory_days",
    "event": "lsh valid project_key case_key state at office",
}


@pytest.fixture(scope="module")
def sample() -> Outcome:
    return Outcome([FIXTURES / "exchange.zip"])


@pytest.mark.parametrize(
    ("table", "rows"),
    [("workflow", 1), ("stage", 4), ("stage_item", 40), ("project", 167), ("case", 800), ("event", 3588)],
)
def test_sample_exchange_files_are_read_whole(sample: Outcome, table: str, rows: int) -> None:
    assert sample.codes == []
    assert (sample.read(table), len(sample.rows(table))) == (rows, rows)
    assert sample.rows(table).columns.tolist() == [*CANONICAL[table].split(), "row"]
    assert sample.findings() == []


def test_sample_rows_keep_their_place_and_time(sample: Outcome) -> None:
    events = sample.rows("event")
    first = events[events["row"] == 2].iloc[0]
    assert first["lsh"] == "35050020260101002865040000002865"
    assert pd.Timestamp(first["at"], unit="s", tz="UTC").tz_convert("Asia/Shanghai").isoformat() == (
        "2025-04-27T12:59:21+08:00"
    )
    assert sorted(events["row"]) == list(range(2, 3590))


def test_columns_have_the_promised_types(sample: Outcome) -> None:
    project = sample.rows("project")
    assert {name: str(dtype) for name, dtype in project.dtypes.items()} == {
        **dict.fromkeys(CANONICAL["project"].split(), "str"), "valid": "bool", "investment": "float64",
        **dict.fromkeys(("filed_at", "planned_start_day", "planned_end_day", "upload_state", "row"), "int64"),
    }  # fmt: skip
    assert (project["planned_start_day"] == MISSING_DAY).all()
    assert (project["upload_state"] == MISSING).all()
    assert np.isnan(project["investment"]).all()
    assert sample.rows("event")["state"].dtype == np.int16
    assert (sample.rows("case")["unit_code"] == "").all()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_encoding_and_delimiter_reads_the_same(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    office = "综合窗口" if encoding == "gbk" else "综合窗口㐀"
    rows = [EVENT_HEAD, event(1), event(2, office=office)]
    path.write_bytes(csv_bytes(rows, encoding=encoding, delimiter=delimiter))
    outcome = Outcome([path])
    assert (outcome.codes, outcome.findings()) == ([], [])
    assert outcome.rows("event")["office"].tolist() == ["窗口处室", office]


def test_utf8_with_broken_lines_is_refused_not_guessed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(csv_bytes([EVENT_HEAD, *map(event, range(1, 9))]) + csv_bytes([event(9)], encoding="gbk"))
    outcome = Outcome([path])
    assert outcome.codes == ["mixed_encoding"]
    assert outcome.issues[0].params == {"line": 10}
    assert outcome.batches == []


def test_bytes_of_no_encoding_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(csv_bytes([EVENT_HEAD, event(1)]) + b"2,1,GC,SL,3,2026-01-05,\xff\xff\xff\n")
    assert Outcome([path]).codes in (["bad_encoding"], ["mixed_encoding"])


def test_short_gbk_that_is_valid_utf8_is_read_as_chinese(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(csv_bytes([EVENT_HEAD, event(1, office="联通")], encoding="gbk"))
    assert Outcome([path]).rows("event")["office"].tolist() == ["联通"]


def test_quoted_cells_keep_row_numbers_as_excel_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    first, second, third = event(1, office='"窗口,""甲""\n二层"'), event(2), event(3, state="99")
    path.write_text("\n".join(",".join(row) for row in (EVENT_HEAD, first, ("",) * 7, second, third)), encoding="utf-8")
    outcome = Outcome([path])
    assert outcome.rows("event")["office"].tolist() == ['窗口,"甲"\n二层', "窗口处室"]
    assert outcome.rows("event")["row"].tolist() == [2, 4]
    assert outcome.findings() == [(5, "BLZT", "unknown_state")]
    assert outcome.read("event") == 3


def test_each_bad_cell_is_named(tmp_path: Path) -> None:
    rows = [
        [name.lower() for name in EVENT_HEAD],
        event(1, state="17"), event(2, at="2026-02-30 09:00:00"), event(3, at="昨天"), event(4, state=""),
        event(5, at="1970-01-01 00:00:00"), event(6)[:4], (*event(7), "多"), event(8), ("", *event(9)[1:]),
        event(10, state="三"), event(11, state="３", at="２０２６／０１／０５　０９：００：００"),
    ]  # fmt: skip
    path = tmp_path / "a.csv"
    path.write_bytes(csv_bytes(rows))
    outcome = Outcome([path])
    assert outcome.findings() == [
        (2, "blzt", "unknown_state"), (3, "blsj", "impossible_date"), (4, "blsj", "not_time"), (5, "blzt", "required"),
        (6, "blsj", "sentinel_required"), (7, "", "column_count"), (8, "", "column_count"), (10, "lsh", "required"),
        (11, "blzt", "not_whole"),
    ]  # fmt: skip
    assert outcome.rows("event")["row"].tolist() == [9, 12]
    assert outcome.rows("event")["at"].tolist() == [1767574800, 1767574800]
    assert outcome.read("event") == 11


def test_limits_must_be_whole_days(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    limits = ["5", "0", "-1", "2.5", "五", "", "7.0"]
    path.write_bytes(csv_bytes([CASE_HEAD, *(case(i, limit=limit) for i, limit in enumerate(limits))]))
    outcome = Outcome([path])
    assert outcome.rows("case")["limit_days"].tolist() == [5, 0, 7]
    assert [code for _, _, code in outcome.findings()] == [*["limit_not_whole"] * 3, "required"]


def test_sentinels_are_missing_and_told(tmp_path: Path) -> None:
    head = ("LSH", "GCDM", "JSDDXZQH", "NKGSJ", "NJCSJ", "SBSJ", "ZTZE", "GBHY", "YDMJ")
    path = tmp_path / "a.csv"
    empty = ("1", "G", "350502", "1970-12-31", "9999-01-01", "1970-01-01", "0.00", "A01", "0")
    path.write_bytes(csv_bytes([head, empty, ("2", "G", "350502", "2026-01-05", "", "", "约百万", "B02", "12.5")]))
    outcome = Outcome([path])
    project = outcome.rows("project")
    assert project["planned_start_day"].tolist() == [MISSING_DAY, 20458]
    assert project["planned_end_day"].tolist() == [MISSING_DAY, MISSING_DAY]
    assert project["filed_at"].tolist() == [MISSING_AT, MISSING_AT]
    assert outcome.findings() == []
    notices = outcome.findings("notice")
    assert {column for row, column, code in notices if code == "sentinel"} == {*head} - {"LSH", "GCDM", "JSDDXZQH"}
    assert (3, "ZTZE", "value_ignored") in notices


CODES = st.one_of(
    st.sampled_from(
        ["NA", "null", "None", "nan", "00123", "350502199001011234", "1e5", "TRUE", "-0", "０１２", "=1+1", "#N/A"]
    ),
    st.text(string.ascii_letters + string.digits + "-_.甲乙", min_size=1, max_size=24),
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CODES, min_size=1, max_size=60))
def test_codes_survive_character_by_character(tmp_path: Path, codes: list[str]) -> None:
    rows = [("LSH", "SPSXSLBM", "BLZT", "BLSJ"), *((str(i), code, "3", "2026-01-05") for i, code in enumerate(codes))]
    (tmp_path / "a.csv").write_bytes(csv_bytes(rows))
    write_xlsx(tmp_path / "b.xlsx", rows)
    for name in ("a.csv", "b.xlsx"):
        outcome = Outcome([tmp_path / name])
        assert outcome.rows("event")["case_key"].tolist() == codes
        assert outcome.findings() == []


def test_codes_protected_for_excel_are_unwrapped(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('LSH,SPSXSLBM,BLZT,BLSJ\n="0001",="00A",3,2026-01-05\n"0002\t",甲,3,2026-01-05\n', encoding="utf-8")
    assert Outcome([path]).rows("event")["lsh"].tolist() == ["0001", "0002"]


def test_personal_columns_are_never_sent(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(csv_bytes([(*EVENT_HEAD, "BLR", "LXRSJH"), (*event(1), "王小明", "13800000000")]))
    outcome = Outcome([path])
    assert outcome.notices == ["personal_left_out"]
    assert outcome.batches[0].left_out == 2
    sent = outcome.rows("event").to_json() + json.dumps([dict(issue.params) for issue in outcome.issues])
    assert "王小明" not in sent
    assert "138" not in sent


def test_small_tables_of_our_own(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("project_code,unit\nP1,QZ-TSQ\nP2,石狮\nP3,火星\n,350502\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("部门编码,单位\nD1,鲤城区\n", encoding="utf-8")
    (tmp_path / "c.csv").write_text("日期,是否工作日,名称\n2027-01-01,否,元旦\n2027/1/4,1,\nx,0,\n", encoding="utf-8")
    outcome = Outcome([tmp_path])
    mapping = outcome.rows("unit_mapping")[["kind", "code", "unit"]]
    assert mapping.values.tolist() == [
        ["project", "P1", "QZ-TSQ"], ["project", "P2", "350581"], ["department", "D1", "350502"],
    ]  # fmt: skip
    calendar = outcome.rows("calendar")
    assert (calendar["day"].tolist(), calendar["is_workday"].tolist()) == ([20819, 20822], [False, True])
    assert [code for _, _, code in outcome.findings()] == ["unknown_unit", "one_code_needed", "not_date"]


def test_items_without_lsh_get_a_stable_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("SPSXBM,SPSXBBH,FDBJSX,CNBJSX\nSX1,2,20,5\n", encoding="utf-8")
    items = Outcome([path]).rows("item")
    assert items[["lsh", "valid", "statutory_days", "committed_days"]].values.tolist() == [["SX:SX1@2", True, 20, 5]]


def test_invalid_rows_are_read_as_invalid(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [("1", "A", "3", "2026-01-05", flag) for flag in ("1", "0", "", "x")]
    path.write_bytes(csv_bytes([("LSH", "SPSXSLBM", "BLZT", "BLSJ", "SJYXBS"), *rows]))
    outcome = Outcome([path])
    assert outcome.rows("event")["valid"].tolist() == [True, False, True]
    assert outcome.findings() == [(5, "SJYXBS", "not_flag")]
