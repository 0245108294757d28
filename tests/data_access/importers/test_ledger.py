"""The 办件台账: one row becomes a case and its events; the template goes out and comes back."""

from datetime import datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from dashboard.text import words_for
from data_access.importers.tables_own import LEDGER
from data_access.importers.template import write_ledger_template
from tests.data_access.importers.building import Outcome, csv_bytes

HEADINGS = tuple(field.headings[0] for field in LEDGER.fields)
FULL = {
    "办件编号": "0001", "事项编码": "SX1", "事项名称": "施工许可", "办件类型": "承诺件", "部门编码": "BM1",
    "部门名称": "住建局",    "县区编码": "鲤城区", "申请时间": "2026-01-05 08:00:00", "受理时间": "2026-01-05 09:00:00",
    "办结时间": "2026-01-15 17:00:00", "办理结果": "办结（通过）", "法定时限": "20", "承诺时限": "5",
    "申请方式": "窗口",
}  # fmt: skip


def ledger(tmp_path: Path, *changes: dict[str, str]) -> Outcome:
    rows = [[{**FULL, **change}.get(heading, "") for heading in HEADINGS] for change in changes]
    path = tmp_path / "台账.csv"
    path.write_bytes(csv_bytes([HEADINGS, *rows]))
    return Outcome([path])


def events(outcome: Outcome) -> list[tuple[str, int, str]]:
    frame = outcome.rows("event")
    times = pd.to_datetime(frame["at"], unit="s", utc=True).dt.tz_convert("Asia/Shanghai").dt.strftime("%m-%d %H")
    return list(zip(frame["lsh"], frame["state"], times, strict=True))


def test_headings_are_in_the_order_of_the_template() -> None:
    assert HEADINGS == (
        "办件编号", "事项编码", "事项名称", "办件类型", "部门编码", "部门名称", "县区编码", "申请时间", "受理时间",
        "办结时间", "办理结果", "法定时限", "承诺时限", "暂停开始", "暂停结束", "暂停原因", "申请方式",
    )  # fmt: skip


def test_a_row_becomes_a_case_and_then_its_events(tmp_path: Path) -> None:
    outcome = ledger(tmp_path, {"暂停开始": "2026-01-06 10:00", "暂停结束": "2026-01-07", "暂停原因": "专家评审"})
    assert [(batch.table, batch.replaces_events, batch.read) for batch in outcome.batches] == [
        ("case", True, 1), ("event", False, 5),
    ]  # fmt: skip
    case = outcome.rows("case").iloc[0]
    assert case[["lsh", "valid", "case_key", "item_code", "unit_code", "limit_days", "statutory_days", "item_kind",
                 "apply_mode", "item_name"]].tolist() == [
        "TZ:0001", True, "0001", "SX1", "350502", 5, 20, 2, "1", "施工许可",
    ]  # fmt: skip
    assert events(outcome) == [
        ("TZ:0001#01", 1, "01-05 08"), ("TZ:0001#02", 3, "01-05 09"), ("TZ:0001#10", 9, "01-06 10"),
        ("TZ:0001#11", 10, "01-07 00"), ("TZ:0001#90", 11, "01-15 17"),
    ]  # fmt: skip
    assert set(outcome.rows("event")["case_key"]) == {"0001"}


def test_several_pauses_and_corrections(tmp_path: Path) -> None:
    outcome = ledger(
        tmp_path,
        {"办结时间": "", "办理结果": "", "暂停开始": "2026-01-06;2026-01-08；2026-01-12",
         "暂停结束": "2026-01-07;2026-01-09", "暂停原因": "材料补正;检测;听证"},
    )  # fmt: skip
    assert [(lsh[-2:], state) for lsh, state, _ in events(outcome)] == [
        ("01", 1), ("02", 3), ("10", 6), ("11", 7), ("12", 9), ("13", 10), ("14", 9),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("word", "state"),
    [("办结（通过）", 11), ("办结(容缺通过)", 12), ("不予许可", 13), ("撤件", 2), ("不受理", 4), ("不予受理", 5),
     ("撤回", 14), ("撤销", 15), ("13", 13)],
)  # fmt: skip
def test_results(tmp_path: Path, word: str, state: int) -> None:
    assert events(ledger(tmp_path, {"办理结果": word}))[-1][1] == state


@pytest.mark.parametrize(
    ("unit", "code"), [("350581", "350581"), ("QZ-TSQ", "QZ-TSQ"), ("qz-kfq", "QZ-KFQ"), ("台商区", "QZ-TSQ"),
                       ("泉州经济技术开发区", "QZ-KFQ"), ("市本级", "350500"), ("３５０５０２", "350502")],
)  # fmt: skip
def test_units_by_code_or_name(tmp_path: Path, unit: str, code: str) -> None:
    assert ledger(tmp_path, {"县区编码": unit}).rows("case")["unit_code"].tolist() == [code]


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"县区编码": "火星"}, "县区编码", "unknown_unit"), ({"县区编码": ""}, "县区编码", "required"),
        ({"办理结果": "好了"}, "办理结果", "unknown_result"), ({"办结时间": ""}, "办结时间", "result_without_time"),
        ({"承诺时限": "一周"}, "承诺时限", "limit_not_whole"),
        ({"受理时间": "2026-02-30"}, "受理时间", "impossible_date"),
        ({"暂停结束": "2026-01-07"}, "暂停开始", "pause_pairs"), ({"暂停开始": "昨天"}, "暂停开始", "not_time"),
        ({"暂停开始": "2026-01-08", "暂停结束": "2026-01-07"}, "暂停开始", "pause_order"),
        ({"申请时间": "", "受理时间": "", "办结时间": "", "办理结果": ""}, "受理时间", "no_time"),
    ],
)  # fmt: skip
def test_a_bad_row_brings_neither_case_nor_events(
    tmp_path: Path, change: dict[str, str], column: str, code: str
) -> None:
    outcome = ledger(tmp_path, {"办件编号": "0000"}, change)
    assert outcome.findings() == [(3, column, code)]
    assert outcome.rows("case")["case_key"].tolist() == ["0000"]
    assert set(outcome.rows("event")["case_key"]) == {"0000"}


def test_doubtful_rows_are_imported_with_a_notice(tmp_path: Path) -> None:
    outcome = ledger(
        tmp_path, {"办理结果": ""}, {"办件编号": "2", "受理时间": "2026-01-20"}, {"办件编号": "3", "办件类型": "特急"}
    )
    assert outcome.findings("notice") == [
        (2, "办理结果", "result_assumed"), (3, "办结时间", "out_of_order"), (4, "办件类型", "value_ignored"),
    ]  # fmt: skip
    assert len(outcome.rows("case")) == 3


def test_the_second_row_of_a_case_is_left_out(tmp_path: Path) -> None:
    outcome = ledger(tmp_path, {}, {"承诺时限": "9"})
    assert outcome.findings() == [(3, "办件编号", "duplicate_case")]
    assert outcome.rows("case")["limit_days"].tolist() == [5]


def test_kinds(tmp_path: Path) -> None:
    kinds = ["即办件", "承诺件", "", "其他"]
    outcome = ledger(tmp_path, *({"办件编号": str(i), "办件类型": kind} for i, kind in enumerate(kinds)))
    assert outcome.rows("case")["item_kind"].tolist() == [1, 2, 2, 2]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_template_comes_back(tmp_path: Path, language: str) -> None:
    target = BytesIO()
    write_ledger_template(target, words=words_for(language))
    path = tmp_path / "台账.xlsx"
    path.write_bytes(target.getvalue())
    assert Outcome([path]).notices == ["no_rows", "sheet_skipped"]
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    assert [cell.value.rstrip("*") for cell in sheet[1]] == list(HEADINGS)
    assert {str(area.sqref).split(":")[0] for area in sheet.data_validations.dataValidation} == {"D3", "K3", "Q3"}
    assert sheet.column_dimensions["A"].number_format == "@"
    for column, heading in enumerate(HEADINGS, start=1):
        value = FULL.get(heading, "")
        sheet.cell(3, column, datetime.fromisoformat(value) if heading.endswith("时间") else value or None)
    book.save(path)
    outcome = Outcome([path])
    assert (outcome.codes, outcome.findings(), outcome.findings("notice")) == ([], [], [])
    assert outcome.rows("case")[["case_key", "row"]].values.tolist() == [["0001", 3]]
    assert [state for _, state, _ in events(outcome)] == [1, 3, 11]
