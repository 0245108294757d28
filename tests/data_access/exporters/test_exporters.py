"""Exports: nothing becomes a formula, numbers and dates stay what they are, files open where they are meant to."""

import csv
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.exporting import ExportColumn, ExportRow, ExportTable, Kind
from data_access.exporters import FileExporter, defuse

STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
NASTY = st.builds(lambda start, rest: start + rest, st.sampled_from([*STARTS, "", " ", "'"]), st.text(max_size=12))
COLUMNS = (
    ExportColumn(head="编号"),
    ExportColumn(head="用时", unit="工作日", kind=Kind.WHOLE),
    ExportColumn(head="比率", kind=Kind.NUMBER),
    ExportColumn(head="受理日", kind=Kind.DAY),
)


def table(rows: Sequence[ExportRow], **more: object) -> ExportTable:
    return ExportTable(name="办件[台账]", columns=COLUMNS, rows=iter(rows), **more)  # type: ignore[arg-type]


def read_rows(path: Path, sheet: int = 0) -> list[list[object]]:
    book = openpyxl.load_workbook(path)
    cells = [list(row) for row in book.worksheets[sheet].iter_rows()]
    assert not [cell for row in cells for cell in row if cell.data_type == "f"]
    return [[cell.value for cell in row] for row in cells]


@pytest.mark.parametrize("start", STARTS)
def test_dangerous_starts_are_defused(start: str) -> None:
    assert defuse(f"{start}cmd|' /C calc'!A0").startswith("'")


def test_harmless_text_stays() -> None:
    for text in ("", "SL-1", "a=b", "泉州=1", "'x"):
        assert defuse(text) == text


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(NASTY, max_size=8), numbers=st.lists(st.integers(-(2**53), 2**53), min_size=8, max_size=8))
def test_round_trip_of_a_workbook(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], numbers: list[int]
) -> None:
    rows = [(text, number, number / 8, date(2026, 2, 9)) for text, number in zip(texts, numbers, strict=False)]
    path = tmp_path_factory.mktemp("xlsx") / "x.xlsx"
    assert FileExporter().write_xlsx(path, table(rows)) == len(rows)
    found = read_rows(path)[2:]
    assert [row[1] for row in found[: len(rows)]] == [row[1] for row in rows]
    assert [row[2] for row in found[: len(rows)]] == pytest.approx([row[2] for row in rows])
    for row in found[: len(rows)]:
        assert row[3] == datetime(2026, 2, 9)
        assert not str(row[0] or "").startswith(STARTS)


def test_heads_units_and_notes(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    notes = table(
        [("a", 1, 0.5, None)],
        notes_name="口径",
        notes=[
            ("时点", date(2026, 2, 9)),
            ("导出时间", datetime(2026, 2, 9, 9, 11, tzinfo=UTC)),
            ("版本", 7),
            ("式", "=1+1"),
        ],
        closing=lambda written: [("行数", written)],
    )
    FileExporter().write_xlsx(path, notes)
    rows = read_rows(path)
    assert rows[0] == ["编号", "用时", "比率", "受理日"]
    assert rows[1] == ["", "工作日", "", ""]
    book = openpyxl.load_workbook(path)
    assert book.worksheets[0].freeze_panes == "C3"
    assert book.worksheets[0].auto_filter.ref == "A2:D3"
    assert [row[:2] for row in read_rows(path, 1)] == [
        ["时点", datetime(2026, 2, 9)],
        ["导出时间", datetime(2026, 2, 9, 9, 11)],
        ["版本", 7],
        ["式", "'=1+1"],
        ["行数", 1],
    ]


def test_csv_has_a_mark_for_excel_and_plain_numbers(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    rows = [("=1+1", -5, 0.25, date(2026, 2, 9)), ('a"b\nc', None, None, None)]
    assert FileExporter().write_csv(path, table(rows)) == 2
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.reader(file))
    assert found == [
        ["编号", "用时（工作日）", "比率", "受理日"],
        ["'=1+1", "-5", "0.25", "2026-02-09"],
        ['a"b\nc', "", "", ""],
    ]


def test_a_hundred_thousand_numbers_stay_numbers(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    rows = [("-", number, -number / 2, None) for number in range(-50_000, 50_000)]
    FileExporter().write_xlsx(path, table(rows))
    book = openpyxl.load_workbook(path, read_only=True)
    found = list(book.worksheets[0].iter_rows(min_row=3, max_col=2, values_only=True))
    assert [row[1] for row in found] == list(range(-50_000, 50_000))
    assert {row[0] for row in found} == {"'-"}


def test_a_hundred_thousand_numbers_stay_numbers_in_csv(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    rows = [("＝1", number, -number / 8, None) for number in range(-50_000, 50_000)]
    FileExporter().write_csv(path, table(rows))
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.reader(file))[1:]
    assert [(int(row[1]), float(row[2])) for row in found] == [row[1:3] for row in rows]
    assert {row[0] for row in found} == {"'＝1"}


@settings(max_examples=200, deadline=None)
@given(texts=st.lists(NASTY, min_size=1, max_size=8))
def test_no_cell_of_a_csv_file_starts_like_a_formula(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "x.csv"
    FileExporter().write_csv(path, table([(text, -1, -0.5, None) for text in texts]))
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.reader(file))[1:]
    assert [row[1:3] for row in found] == [["-1", "-0.5"]] * len(texts)
    assert not [row[0] for row in found if row[0].startswith(STARTS)]


def test_template_is_a_workbook(tmp_path: Path) -> None:
    FileExporter().write_template(tmp_path / "t.xlsx")
    assert openpyxl.load_workbook(tmp_path / "t.xlsx").sheetnames
