"""The import page: past imports, previews from what the server answered, and what is no report."""

from typing import Any

import pytest

from callbacks.imports import read_report, show_imports, show_preview, write_issues
from callbacks.visits import read_visit
from dashboard.errors import BadRequest
from dashboard.import_report import FileIssueLine, ImportReport, RowIssue, TableCount
from dashboard.permissions import OPERATOR, WHOLE_CITY
from layouts.ids import Imports
from layouts.pages.imports import skeleton
from layouts.visit import Visit
from tests.callbacks.demo_city import demo_city
from tests.fakes import NOW
from tests.seen import has_chinese, ids_of, links_of, text_of


def visit(search: str = "") -> Visit:
    return read_visit(demo_city(), "/imports", search, identity=OPERATOR)


def answer(**changes: Any) -> dict[str, Any]:
    issue = RowIssue("a.csv", "", 9, "BLZT", "unknown_state", "99", "error")
    table = TableCount("event", read=10, new=6, unchanged=3, invalid=1)
    parts: dict[str, Any] = {"dry_run": True, "files": ("a.csv",), "tables": (table,), "issues": (issue,)}
    report = ImportReport("b7", NOW.isoformat(), NOW.isoformat(), issues_total=1, rows=10, **(parts | changes))
    return {"report": report.to_json(), "n": 1}


def test_list_leads_to_reports() -> None:
    shown = show_imports(demo_city(), visit())
    batch = demo_city().importer.read_imports(limit=1, scope=WHOLE_CITY)[0].batch_id
    assert f"/imports?kind={batch}" in links_of(shown["body"])
    report = show_imports(demo_city(), visit(f"?kind={batch}"))
    assert "各表结果" in text_of(report["body"])
    assert batch in text_of(report["head"])


def test_unknown_import_is_a_sentence() -> None:
    assert "没有编号为“zzz”的导入" in text_of(show_imports(demo_city(), visit("?kind=zzz"))["body"])


def test_upload_zone_says_what_the_script_needs() -> None:
    zone = show_preview(demo_city(), visit(), None)
    assert "选择文件" in text_of(zone)
    assert "/export/template.xlsx" in links_of(zone)
    refused = show_preview(demo_city(), visit(), {"failure": "太大", "n": 1})
    assert "太大" in text_of(refused)


def test_preview_counts_and_asks_for_confirmation() -> None:
    shown = text_of(show_preview(demo_city(), visit(), answer()))
    for sentence in ("读取 10 行，可导入 6 行，1 行有错误", "导入 6 行", "办理状态“99”不在 1–16 之内", "下载问题清单"):
        assert sentence in shown


def test_written_import_has_no_confirmation() -> None:
    shown = text_of(show_preview(demo_city(), visit(), answer(dry_run=False)))
    assert "已写入：新增 6 行，更新 0 行" in shown
    assert "导入 6 行" not in shown


def test_refused_file_says_why() -> None:
    issue = FileIssueLine("坏.xlsx", "", "broken_workbook")
    refused = answer(files=(), tables=(), issues=(), file_issues=(issue,))
    refused["report"]["rows"] = 0
    shown = text_of(show_preview(demo_city(), visit(), refused))
    assert "不能导入" in shown and "工作簿已损坏" in shown
    assert "各表结果" not in shown


def test_english_preview_is_english() -> None:
    assert not has_chinese(text_of(show_preview(demo_city(), visit("?lang=en"), answer(files=("a.csv",)))))


@pytest.mark.parametrize("report", [[], "x", {"batch_id": 1}, {"files": 3}, {"tables": [{"zzz": 1}], "files": []}])
def test_what_is_no_report_is_refused(report: object) -> None:
    with pytest.raises(BadRequest):
        read_report({"report": report})


def test_list_of_problems_is_text() -> None:
    text = write_issues(answer(), visit())
    assert "第 9 行“BLZT”" in text["content"]
    assert text["filename"].endswith(".txt")


def test_skeleton_holds_the_ids() -> None:
    assert set(ids_of(skeleton(visit()))) >= {Imports.HEAD, Imports.BODY, Imports.RESULT, Imports.PREVIEW}
