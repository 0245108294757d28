"""The import page from the template to the report, and the downloads of the ledger."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Download, expect
from python_calamine import CalamineWorkbook

from data_access.importers.tables_own import LEDGER
from tests.browser.site import Site
from tests.browser.view import SLOW, View, number_in

HEADINGS = tuple(field.headings[0] for field in LEDGER.fields)
GOOD = {
    "办件编号": "TZ-TEST-1", "事项编码": "SX-TEST", "事项名称": "测试事项", "办件类型": "承诺件", "部门编码": "BM-TEST",
    "部门名称": "测试局", "县区编码": "鲤城区", "申请时间": "2026-02-09 08:00:00", "受理时间": "2026-02-09 08:30:00",
    "承诺时限": "10", "申请方式": "窗口",
}  # fmt: skip
HEAD_ROWS = 2
"""Heads and units stand over the rows of an exported sheet."""


def write_ledger(path: Path, *changes: dict[str, str]) -> Path:
    """A case ledger as CSV: the good row with some cells changed, once for each change."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADINGS)
        writer.writerows([(GOOD | change).get(heading, "") for heading in HEADINGS] for change in changes)
    return path


def upload(view: View, path: Path) -> None:
    """Choose a file on the open import page and wait for what the server makes of it."""
    with view.page.expect_file_chooser() as chooser:
        view.page.locator("[data-upload-choose]").click()
    chooser.value.set_files(path)
    expect(view.page.locator(".sv-preview")).to_be_visible(timeout=SLOW)


def saved(download: Download, folder: Path) -> Path:
    """The downloaded file under its own name."""
    path = folder / download.suggested_filename
    download.save_as(path)
    return path


def test_a_good_ledger_is_checked_confirmed_and_reported(own_view: View, own_city: Site, tmp_path: Path) -> None:
    revision = own_city.revision()
    own_view.open("/records/approvals.open")
    before = own_view.number("#records-body h2")
    own_view.page.locator(".sv-nav a[href='/imports']").click()
    own_view.settle()
    path = write_ledger(tmp_path / "好台账.csv", {}, {"办件编号": "TZ-TEST-2"})
    upload(own_view, path)
    preview = own_view.page.locator(".sv-preview")
    # Two rows become two cases with two events each; nothing of it is written yet.
    expect(preview.locator("h2").first).to_contain_text("全部可以导入")
    expect(preview).to_contain_text("尚未写入")
    assert own_city.revision() == revision
    confirm = own_view.page.locator("[data-upload-confirm]")
    rows = number_in(confirm.inner_text())
    confirm.click()
    expect(preview.locator("h2").first).to_contain_text(f"已写入：新增 {rows} 行", timeout=SLOW)
    assert own_city.revision() == revision + 1
    preview.locator("a.primary").click()
    expect(own_view.page).to_have_url(re.compile("kind="))
    expect(own_view.title).to_contain_text("全部写入", timeout=SLOW)
    assert own_view.records("/records/approvals.open")[1] == before + 2


def test_the_same_ledger_again_changes_nothing(own_view: View, own_city: Site, tmp_path: Path) -> None:
    path = write_ledger(tmp_path / "台账.csv", {})
    own_city.import_files(path)
    revision = own_city.revision()
    own_view.open("/imports")
    upload(own_view, path)
    expect(own_view.page.locator(".sv-preview h2").first).to_contain_text("完全相同")
    expect(own_view.page.locator("[data-upload-confirm]")).to_have_count(0)
    assert own_city.revision() == revision


def test_a_bad_row_is_named_by_row_and_column(own_view: View, own_city: Site, tmp_path: Path) -> None:
    revision = own_city.revision()
    own_view.open("/imports")
    upload(own_view, write_ledger(tmp_path / "坏台账.csv", {}, {"办件编号": "TZ-TEST-2", "受理时间": "2026-02-30"}))
    row = own_view.page.locator(".sv-preview tbody tr", has_text="2026-02-30")
    expect(row).to_have_count(1)
    cells = [cell.inner_text() for cell in row.locator("th, td").all()]
    assert cells[1:5] == ["坏台账.csv", "3", "受理时间", "2026-02-30"]
    assert "错误" in cells[0] and len(cells[5]) > 10
    assert own_city.revision() == revision


def test_a_file_of_something_else_is_a_sentence(own_view: View, tmp_path: Path) -> None:
    own_view.allow_trouble()  # the refusal is an answer with status 422
    path = tmp_path / "通讯录.csv"
    path.write_text("姓名,电话\n张三,1\n", encoding="utf-8")
    own_view.open("/imports")
    upload(own_view, path)
    expect(own_view.page.locator(".sv-preview h2").first).to_contain_text("不能导入")
    expect(own_view.page.locator(".sv-preview .sv-banner.red")).to_contain_text("通讯录.csv")
    expect(own_view.page.locator("[data-upload-confirm]")).to_have_count(0)
    assert [text for text in own_view.failed if "/api/v1/imports" not in text] == []
    own_view.open("/")
    expect(own_view.page.locator("#overview-kpis .sv-kpi")).to_have_count(5)


def test_the_template_downloads_and_opens(view: View, tmp_path: Path) -> None:
    view.open("/imports")
    with view.page.expect_download() as download:
        view.page.locator("a[href^='/export/template']").click()
    path = saved(download.value, tmp_path)
    assert path.name == "办件台账模板.xlsx"
    book = CalamineWorkbook.from_path(path)
    first = book.get_sheet_by_index(0).to_python()
    assert [str(cell).rstrip("*") for cell in first[0]] == list(HEADINGS)
    assert len(book.sheet_names) == 2


@pytest.mark.parametrize("address", ["/records/approvals.closed?period=2026-01", "/records/approvals.red?unit=350505"])
def test_the_ledger_downloads_whole_with_its_definitions(view: View, tmp_path: Path, address: str) -> None:
    view.open(address)
    total = view.number("#records-body h2")
    files = {}
    for kind in ("xlsx", "csv"):
        with view.page.expect_download() as download:
            view.page.locator(f"#records-export a[href*='.{kind}']").click()
        files[kind] = saved(download.value, tmp_path)
    book = CalamineWorkbook.from_path(files["xlsx"])
    rows = book.get_sheet_by_index(0).to_python()
    assert len(rows) - HEAD_ROWS == total > 0
    assert book.sheet_names[1] == "口径"
    notes = {str(row[0]): str(row[1]) for row in book.get_sheet_by_name("口径").to_python()}
    assert number_in(notes["明细行数"]) == total
    assert "一致" in notes["行数核对"] and "不一致" not in notes["行数核对"]
    with files["csv"].open(encoding="utf-8-sig", newline="") as stream:
        listed = list(csv.DictReader(stream))
    assert len(listed) == total
    key = rows[0].index("办件编号")
    assert {row["办件编号"] for row in listed} == {str(row[key]) for row in rows[HEAD_ROWS:]}


def test_the_overview_exports_what_its_rate_rests_on(view: View, tmp_path: Path) -> None:
    view.open("/?unit=350505")
    with view.page.expect_download() as download:
        view.page.locator("#overview-export").click()
    rows = CalamineWorkbook.from_path(saved(download.value, tmp_path)).get_sheet_by_index(0).to_python()
    address = view.page.locator("#overview-kpis a.num").first.get_attribute("href") or ""
    assert len(rows) - HEAD_ROWS == view.records(address)[1]


def test_findings_download_as_many_as_are_counted(view: View, tmp_path: Path) -> None:
    view.open("/quality")
    total = number_in(view.title.inner_text())
    with view.page.expect_download() as download:
        view.page.locator("a[href*='/export/findings.xlsx']").first.click()
    heads, _, *rows = CalamineWorkbook.from_path(saved(download.value, tmp_path)).get_sheet_by_index(0).to_python()
    assert "疑点" in heads
    assert len(rows) == total
