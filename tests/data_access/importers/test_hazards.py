"""Hostile and ill files: each is told apart, nothing of it is imported by guess, and the parent stays small."""

import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from data_access.importers import Limits
from tests.data_access.importers.building import (
    EVENT_HEAD,
    FAR,
    HEAD,
    TAIL,
    Outcome,
    case,
    compound_file,
    csv_bytes,
    event,
    inline,
    resident_bytes,
    write_raw_xlsx,
    write_xls,
    write_xlsx,
    zip_bytes,
)

GOOD = csv_bytes([EVENT_HEAD, event(1), event(2)])


def refused(path: Path, content: bytes, **limits: int) -> list[str]:
    path.write_bytes(content)
    outcome = Outcome([path], limits=replace(Limits(), **limits))  # type: ignore[arg-type]
    assert outcome.batches == []
    return outcome.codes


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "empty_file"),
        ("a.csv", b"\xef\xbb\xbf\r\n", "empty_file"),
        ("a.xls", b"<html><body><table><tr><td>LSH</td></tr></table></body></html>", "html_as_workbook"),
        ("a.xls", b'\xef\xbb\xbf<?xml version="1.0"?>\n<?mso-application x?><Workbook/>', "html_as_workbook"),
        ("a.xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "html_as_workbook"),
        ("a.pdf", b"%PDF-1.7", "unsupported_file"),
        ("a.csv", b"LSH,\0\0\0", "unsupported_file"),
        ("a.rar", b"Rar!\x1a\x07", "unsupported_file"),
        ("a.xlsx", b"PK\x03\x04 and then nothing", "broken_archive"),
        ("a.xlsx", compound_file("EncryptedPackage", b"secret"), "password"),
        ("a.csv", "姓名,金额\n甲,1\n".encode(), "unknown_table"),
        ("a.csv", b"LSH,SPSXSLBM,BLZT\n1,2,3\n", "missing_column"),
        ("a.csv", b"LSH,SPSXSLBM,BLZT,BLSJ,BLZT\n1,2,3,4,5\n", "duplicate_heading"),
        ("a.csv", ",".join(f"c{i}" for i in range(300)).encode(), "too_many_columns"),
        ("a.zip", zip_bytes({"b.zip": zip_bytes({"c.csv": GOOD})}), "nested_archive"),
        ("a.zip", zip_bytes({"../b.csv": GOOD}), "unsafe_member"),
        ("a.zip", zip_bytes({"/etc/b.csv": GOOD}), "unsafe_member"),
        ("a.zip", zip_bytes({"C:\\b.csv": GOOD}), "unsafe_member"),
        ("a.zip", zip_bytes({"..\\b.csv": GOOD}), "unsafe_member"),
        ("a.zip", zip_bytes({f"{i}.csv": b"x" for i in range(201)}), "too_many_members"),
        ("a.zip", zip_bytes({"b.csv": b"0" * 3_000_000}), "compressed_too_strongly"),
        ("a.zip", zip_bytes({}), "empty_file"),
    ],
)  # fmt: skip
def test_ill_files_are_told_apart(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    assert refused(tmp_path / name, content) == [code]


def test_sizes_are_limited_before_anything_is_read(tmp_path: Path) -> None:
    assert refused(tmp_path / "a.csv", GOOD, raw_bytes=50) == ["too_large"]
    noise = zip_bytes({"b.csv": os.urandom(300_000)})
    assert refused(tmp_path / "b.zip", noise, unpacked_bytes=100_000) == ["unpacks_too_large"]


def test_a_csv_with_unpaired_quotes_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(GOOD + b'3,1,GC,SL,3,2026-01-05,"open\r\n' + csv_bytes(map(event, range(4, 3000))))
    outcome = Outcome([path])
    assert outcome.codes == ["broken_quotes"]


def test_missing_files_and_empty_folders_are_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    outcome = Outcome([tmp_path / "none.csv", tmp_path / "empty"])
    assert outcome.codes == ["not_found", "empty_folder"]


def test_folders_are_read_recursively_without_lock_files(tmp_path: Path) -> None:
    (tmp_path / "甲").mkdir()
    (tmp_path / "甲" / "a.csv").write_bytes(GOOD)
    (tmp_path / "~$a.xlsx").write_bytes(b"lock")
    (tmp_path / ".hidden").write_bytes(b"x")
    (tmp_path / "README.md").write_text("about")
    (tmp_path / "link.csv").symlink_to(tmp_path / "甲" / "a.csv")
    outcome = Outcome([tmp_path])
    assert (outcome.codes, outcome.notices) == ([], ["file_skipped"])
    assert [batch.file for batch in outcome.batches] == ["甲/a.csv"]


def test_archives_with_chinese_names_are_read(tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as target:
        target.writestr("办理过程.csv", GOOD)
        target.writestr("说明.pdf", b"%PDF-1.7")
        target.writestr("台账/明细.xlsx", write_xlsx(tmp_path / "b.xlsx", [EVENT_HEAD, event(3)]).read_bytes())
    outcome = Outcome([archive])
    assert (outcome.codes, outcome.notices) == ([], ["file_skipped"])
    assert [batch.file for batch in outcome.batches] == ["a.zip/办理过程.csv", "a.zip/台账/明细.xlsx"]


def test_wrong_endings_are_read_by_content_with_a_notice(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(GOOD)
    write_xlsx(tmp_path / "x.xlsx", [EVENT_HEAD, event(3)]).rename(tmp_path / "b.csv")
    outcome = Outcome([tmp_path])
    assert (outcome.codes, outcome.notices) == ([], ["ending_differs", "ending_differs"])
    assert len(outcome.rows("event")) == 3


def test_old_workbooks_are_read(tmp_path: Path) -> None:
    path = write_xls(tmp_path / "a.xls", [EVENT_HEAD, event(1), (3.0, 1.0, "GC", "SL", 11.0, 46027.375, "窗口")])
    outcome = Outcome([path])
    assert outcome.rows("event")["lsh"].tolist() == [event(1)[0], "3"]
    assert outcome.rows("event")["at"].tolist() == [1767574800, 1767574800]


def test_codes_typed_as_numbers(tmp_path: Path) -> None:
    rows = [EVENT_HEAD, (1, 1, 350502, 350502199001011234, 3, datetime(2026, 1, 5, 9)),
            (2, 1, 350502, 1234567890123450, 3, 46027.375), (3, 1, "", "SL", 3.5, "2026-01-05 09:00:00")]  # fmt: skip
    outcome = Outcome([write_xlsx(tmp_path / "a.xlsx", rows)])
    assert outcome.findings() == [(2, "SPSXSLBM", "digits_lost"), (4, "BLZT", "not_whole")]
    assert outcome.findings("notice") == [(3, "SPSXSLBM", "digits_doubtful"), (3, "BLSJ", "serial_date")]
    assert outcome.rows("event")[["lsh", "project_key", "case_key", "at"]].values.tolist() == [
        ["2", "350502", "1234567890123450", 1767574800]
    ]


def test_both_date_systems(tmp_path: Path) -> None:
    rows = [EVENT_HEAD, (*event(1)[:5], datetime(2026, 1, 5, 9, 0, 1))]
    for number, date_1904 in enumerate((False, True)):
        path = write_xlsx(tmp_path / f"{number}.xlsx", rows)
        if date_1904:
            book = openpyxl.load_workbook(path)
            book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
            book.active["F3"] = 44565.375
            for column, value in enumerate(event(2)[:5], start=1):
                book.active.cell(3, column, value)
            book.save(path)
        events = Outcome([path]).rows("event")
        assert events["at"].tolist() == [1767574801, 1767574800][: len(events)]
        assert len(events) == 1 + date_1904


def test_formulas_without_values_errors_and_merges(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (EVENT_HEAD, event(1), event(2), event(3), event(4)):
        sheet.append(row)
    sheet["E2"], sheet["C3"], sheet["G4"] = "=1+2", "=A1", "#N/A"
    sheet.merge_cells("A5:A6")
    book.save(tmp_path / "a.xlsx")
    outcome = Outcome([tmp_path / "a.xlsx"])
    assert outcome.findings() == [
        (2, "BLZT", "formula_without_value"), (3, "GCDM", "formula_without_value"), (4, "BLCS", "error_cell"),
    ]  # fmt: skip
    assert outcome.notices == ["merged_cells"]
    assert outcome.issues[0].params == {"ranges": "A5:A6", "count": 1}
    assert outcome.rows("event")["row"].tolist() == [5]


def test_formulas_with_values_are_read(tmp_path: Path) -> None:
    cells = '<c r="A2" t="str"><f>A1</f><v>L1</v></c><c r="B2" t="str"><f>B1</f><v>S</v></c>'
    cells += '<c r="C2"><f>1+2</f><v>3</v></c>'
    sheet = (
        f'{HEAD}{inline(1, ["LSH", "SPSXSLBM", "BLZT", "BLSJ", "BLCS"])}<row r="2">{cells}'
        f'<c r="D2" t="str"><v>2026-01-05</v></c><c r="E2" t="str"><f>""</f><v></v></c></row>{TAIL}'
    )
    outcome = Outcome([write_raw_xlsx(tmp_path / "a.xlsx", sheet)])
    assert outcome.findings() == []
    assert outcome.rows("event")[["lsh", "state", "office"]].values.tolist() == [["L1", 3, ""]]


def test_title_rows_and_skipped_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["泉州市办理过程表"])
    book.active.merge_cells("A1:G1")
    book.active.append([])
    book.active.append(EVENT_HEAD)
    book.active.append(event(1))
    book.create_sheet("说明").append(["仅供参考"])
    book.create_sheet("空")
    book.save(tmp_path / "a.xlsx")
    outcome = Outcome([tmp_path / "a.xlsx"])
    assert (outcome.codes, outcome.notices) == ([], ["sheet_skipped"])
    assert outcome.rows("event")["row"].tolist() == [4]


def test_styled_empty_cells_far_away_do_no_harm(tmp_path: Path) -> None:
    rows = inline(1, EVENT_HEAD) + inline(2, event(1))
    sheet = f'{HEAD}{rows}<row r="1048576"><c r="XFD1048576" s="0"/></row>{TAIL}'
    assert len(Outcome([write_raw_xlsx(tmp_path / "a.xlsx", sheet)]).rows("event")) == 1


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        (FAR, "too_many_columns"),
        (FAR.replace("XFD1048576", "IV1048576"), "too_many_cells"),
        (FAR.replace('r="XFD1048576"', "r='XFD1048576'"), "too_many_columns"),
        (FAR.replace("<c ", "<x:c ").replace("</c>", "</x:c>").replace("<worksheet ", '<worksheet xmlns:x="http://schemas.open'
         'xmlformats.org/spreadsheetml/2006/main" '), "too_many_columns"),
        (FAR.replace("<worksheet", '<!DOCTYPE a [<!ENTITY b "c">]><worksheet'), "xml_dtd"),
        (FAR.replace("<worksheet", '<!DOCTYPE a SYSTEM "file:///etc/passwd"><worksheet').encode("utf-16"), "xml_dtd"),
        (f"{HEAD}<row", "broken_workbook"),
    ],
)  # fmt: skip
def test_attacks_by_a_sheet(tmp_path: Path, sheet: str | bytes, code: str) -> None:
    path = write_raw_xlsx(tmp_path / "a.xlsx", sheet)
    before = resident_bytes()
    outcome = Outcome([path])
    assert (outcome.codes, outcome.batches) == ([code], [])
    assert resident_bytes() - before < 50 << 20


def test_an_entity_in_another_part_is_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE sst [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><sst>&b;</sst>'
    path = write_raw_xlsx(tmp_path / "a.xlsx", HEAD + TAIL, extra={"xl/sharedStrings.xml": bomb})
    assert Outcome([path]).codes == ["xml_dtd"]


def test_two_million_tiny_rows_are_refused(tmp_path: Path) -> None:
    def pieces() -> Iterator[str]:
        yield HEAD
        yield "<row/>" * 2_000_000
        yield TAIL

    path = write_raw_xlsx(tmp_path / "a.xlsx", pieces())
    assert Outcome([path]).codes == ["compressed_too_strongly"]
    numbered = (f'<row r="{n}"><c r="A{n}"><v>{n * 7919 % 9973}</v></c></row>' for n in range(1, 1_100_000))
    path = write_raw_xlsx(tmp_path / "b.xlsx", [HEAD, *numbered, TAIL])
    assert Outcome([path]).codes == ["too_many_rows"]


def test_importing_the_same_file_twice_gives_the_same_rows(tmp_path: Path) -> None:
    head = ("LSH", "SJYXBS", "GCDM", "SPSXBM", "SPSXSLBM", "SPBMMC", "SXBLSX")
    path = tmp_path / "a.csv"
    path.write_bytes(csv_bytes([head, case(1), case(2, limit="x")]))
    first, second = Outcome([path]), Outcome([path])
    assert first.rows("case").equals(second.rows("case"))
    assert first.findings() == second.findings()
