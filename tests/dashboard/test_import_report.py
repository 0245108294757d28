"""The report of an import: as JSON and back, as text in both languages, and a sentence for every code in the code."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.import_report import SHOWN_ISSUES, FileIssueLine, ImportReport, RowIssue, TableCount
from dashboard.text import words_for
from data_access.importers.tables_own import LEDGER, TABLES

IMPORTERS = Path(__file__).parents[2] / "data_access" / "importers"
ISSUE = RowIssue(
    file="a.csv", sheet="", row=7, column="BLZT", code="unknown_state", value="17", severity="error"
)  # fmt: skip
REPORT = ImportReport(
    batch_id="b1",
    started_at="2026-02-09T17:59:58+08:00",
    finished_at="2026-02-09T18:00:00+08:00",
    files=("a.csv", "b.xlsx"),
    tables=(TableCount(table="event", read=10, new=9, invalid=1),),
    issues=(ISSUE, replace(ISSUE, file="b.xlsx", sheet="数据", column="", code="column_count", value="3")),
    issues_total=2,
    file_issues=(FileIssueLine(file="b.xlsx", sheet="数据", code="merged_cells", params={"ranges": "A5:B6", "count": 1},
                               severity="notice"),),
    left_out_personal=4,
    rows=10,
)  # fmt: skip


def test_json_comes_back() -> None:
    plain = json.loads(json.dumps(REPORT.to_json(), ensure_ascii=False))
    assert plain["seconds"] == 2.0
    assert ImportReport.from_json(plain) == REPORT


def test_text_names_place_reason_and_remedy() -> None:
    text = REPORT.to_text(words_for("zh_CN"))
    assert "〔错误〕a.csv 第 7 行“BLZT”：办理状态“17”不在 1–16 之内" in text
    assert "〔提醒〕b.xlsx（工作表“数据”）：数据区有 1 处合并单元格（A5:B6）" in text
    assert "办理过程：读取 10，新增 9" in text
    assert len(text.splitlines()) == 8


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize(
    ("changes", "key"),
    [({}, "done"), ({"dry_run": True}, "dry_run"), ({"files": ()}, "refused"),
     ({"file_issues": (FileIssueLine(file="a", sheet="", code="password"),)}, "refused")],
)  # fmt: skip
def test_headline_says_what_happened(language: str, changes: dict[str, object], key: str) -> None:
    words = words_for(language)
    report = replace(REPORT, **changes)  # type: ignore[arg-type]
    headline = words(f"imports.report.{key}", batch="b1", rows=10, seconds="2.0")
    assert report.to_text(words).splitlines()[0] == headline


def test_long_lists_are_cut_and_say_so() -> None:
    words = words_for("zh_CN")
    report = replace(REPORT, issues=(ISSUE,) * 200, issues_total=1_200, already="b0 2026-02-08T09:00:00+08:00")
    lines = report.to_text(words).splitlines()
    assert sum("第 7 行" in line for line in lines) == SHOWN_ISSUES
    assert lines[-1] == words("imports.report.more", count=1_150)
    assert lines[1] == words("imports.report.already", batch="b0 2026-02-08T09:00:00+08:00")


def test_a_missing_column_is_told_with_the_tables_name() -> None:
    issue = FileIssueLine(file="a.csv", sheet="", code="missing_column", params={"table": "case", "columns": "SXBLSX"})
    assert issue.sentence(words_for("zh_CN")).startswith("办件缺少必需的列：SXBLSX")


def codes_in_source() -> tuple[set[str], set[str]]:
    """Return the file codes and the row codes that the importer can give, read from its source."""
    source = "\n".join(path.read_text("utf-8") for path in IMPORTERS.glob("*.py"))
    files = set(re.findall(r'Refused\(\s*"(\w+)"', source))
    files |= set(re.findall(r'_issue\([^)]*?"(\w+)", "notice"', source))
    files |= set(re.findall(r'code="(not_found|empty_folder|too_large|file_skipped)"', source))
    rows = set(re.findall(r'(?:_fail|_notice)\([^"]*?"(\w+)"\)', source)) | set(re.findall(r'code="(\w+)"', source))
    return files, rows - {"not_found", "empty_folder", "too_large", "file_skipped", "notice"}


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_code_of_the_importer_has_its_sentence(language: str) -> None:
    words = words_for(language)
    files, rows = codes_in_source()
    assert len(files) > 25
    assert len(rows) > 15
    assert sorted(code for code in files if f"imports.file_issue.{code}" not in words) == []
    assert sorted(code for code in rows if f"imports.issue.{code}" not in words) == []
    assert [name for name in TABLES if f"imports.table.{name}" not in words] == []
    assert [field.name for field in LEDGER.fields if f"imports.template.{field.name}" not in words] == []


def test_every_sentence_is_used() -> None:
    sources = [*IMPORTERS.glob("*.py"), IMPORTERS.parent / "ownership.py"]
    source = "\n".join(path.read_text("utf-8") for path in sources)
    keys = [key.rsplit(".", 1) for key in words_for("zh_CN").keys if key.startswith("imports.")]
    codes = [code for area, code in keys if area in ("imports.issue", "imports.file_issue")]
    assert [code for code in codes if f'"{code}"' not in source] == []


def test_both_languages_say_the_same_things() -> None:
    chinese, english = ({key for key in words_for(name).keys if key.startswith("imports.")} for name in ("zh_CN", "en"))
    assert chinese == english
    fields = re.compile(r"{(\w+)}")
    for key in chinese:
        assert set(fields.findall(words_for("zh_CN")(key))) == set(fields.findall(words_for("en")(key))), key
