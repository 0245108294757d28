"""The empty 办件台账 that departments fill in: headings, a row of notes, lists to choose from, an explanation."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from dashboard.text import words_for
from data_access.importers.tables import Kind
from data_access.importers.tables_own import LEDGER

LAST_ROW: Final = 20_000
_LISTS: Final = {
    "case_kind": ("即办件", "承诺件", "其他"),
    "result": ("办结（通过）", "办结（容缺通过）", "办结（不通过）", "撤件", "不受理", "不予受理", "撤回", "撤销"),
    "apply_mode": ("窗口", "网上申请+窗口纸质", "网上申请+邮递", "全流程网办", "其他"),
}
_TIME_FORMAT: Final = "yyyy-mm-dd hh:mm:ss"


def write_ledger_template(target: Path | BytesIO, *, words: Callable[..., str] | None = None) -> None:
    """Write the template as XLSX. Headings are the standard Chinese ones in every language."""
    words = words or words_for("zh_CN")
    book = xlsxwriter.Workbook(target if isinstance(target, BytesIO) else str(target), {"in_memory": True})
    sheet = book.add_worksheet(words("imports.template.sheet"))
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#DCE6F2", "border": 1, "num_format": "@"}),
        "note": book.add_format({"italic": True, "font_color": "#666666", "num_format": "@"}),
        "text": book.add_format({"num_format": "@"}),
        "time": book.add_format({"num_format": _TIME_FORMAT}),
        "days": book.add_format({"num_format": "0"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    for column, item in enumerate(LEDGER.fields):
        mark = "*" if item.filled else ""
        width = 20 if item.kind is Kind.INSTANT or item.name.startswith("pause") else 16
        form = {Kind.INSTANT: "time", Kind.LIMIT: "days"}.get(item.kind, "text")
        sheet.set_column(column, column, width, formats[form])
        sheet.write_string(0, column, item.headings[0] + mark, formats["head"])
        if choices := _LISTS.get(item.name):
            hint = words("imports.template.choose")
            rule = {"validate": "list", "source": list(choices), "error_type": "warning", "input_message": hint}
            sheet.data_validation(2, column, LAST_ROW, column, rule)
    sheet.write_string(1, 0, words("imports.template.note"), formats["note"])
    sheet.freeze_panes(2, 1)
    _write_help(book, formats, words)
    book.close()


def _write_help(book: Any, formats: dict[str, Any], words: Callable[..., str]) -> None:
    """Add the sheet that explains every column."""
    sheet = book.add_worksheet(words("imports.template.help_sheet"))
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 8)
    sheet.set_column(2, 2, 70, formats["wrap"])
    sheet.write_string(0, 0, words("imports.template.help_title"), formats["head"])
    for column, key in enumerate(("help_column", "help_need", "help_text")):
        sheet.write_string(1, column, words(f"imports.template.{key}"), formats["head"])
    for row, item in enumerate(LEDGER.fields, start=2):
        sheet.write_string(row, 0, item.headings[0])
        sheet.write_string(row, 1, words(f"imports.template.{'yes' if item.filled else 'no'}"))
        sheet.write_string(row, 2, words(f"imports.template.{item.name}"), formats["wrap"])
