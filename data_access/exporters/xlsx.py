"""Workbooks: the rows under heads and units, and a sheet that says what they are (口径)."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from dashboard.exporting import ExportColumn, ExportTable, Kind, Value
from data_access.exporters.text import cell_text

HEAD_ROWS = 2
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}
FORMATS = {
    Kind.TEXT: "@",
    Kind.WHOLE: "#,##0",
    Kind.NUMBER: "#,##0.00",
    Kind.RATE: "0.0%",
    Kind.DAY: "yyyy-mm-dd",
    Kind.MOMENT: "yyyy-mm-dd hh:mm:ss",
}


def write_xlsx(target: Path, table: ExportTable) -> int:
    """Write the workbook. Returns the number of rows; the second sheet is left out when there are no notes."""
    book = xlsxwriter.Workbook(str(target), OPTIONS)
    try:
        written = _write_rows(book, table)
        notes = [*table.notes, *(table.closing(written) if table.closing else ())]
        if notes:
            _write_notes(book, table.notes_name, notes)
    finally:
        book.close()
    return written


def _write_rows(book: Any, table: ExportTable) -> int:
    """Heads in the first row, units in the second; filter buttons stand in the second, so that units stay in place."""
    sheet = book.add_worksheet(_sheet_name(table.name))
    head = book.add_format({"bold": True, "bg_color": "#E5EAEE", "text_wrap": True, "valign": "top"})
    unit = book.add_format({"font_color": "#5A6873", "bottom": 1})
    cells = {kind: book.add_format({"num_format": text}) for kind, text in FORMATS.items()}
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, column.width, cells[column.kind])
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, cell_text(column.head), head)
    for at, column in enumerate(table.columns):
        sheet.write_string(1, at, cell_text(column.unit), unit)
    sheet.freeze_panes(HEAD_ROWS, min(2, len(table.columns)))
    written = 0
    for row in table.rows:
        for at, (value, column) in enumerate(zip(row, table.columns, strict=True)):
            _write(sheet, HEAD_ROWS + written, at, value, column=column, look=cells[column.kind])
        written += 1
    sheet.autofilter(1, 0, max(written + 1, 2), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)
    return written


def _write(sheet: Any, row: int, at: int, value: Value, *, column: ExportColumn, look: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date | datetime):
        sheet.write_datetime(row, at, value, look)
    elif isinstance(value, int | float) and column.kind is not Kind.TEXT:
        sheet.write_number(row, at, value, look)
    else:
        sheet.write_string(row, at, cell_text(str(value)), look)


def _write_notes(book: Any, name: str, notes: Sequence[tuple[str, Value]]) -> None:
    sheet = book.add_worksheet(_sheet_name(name))
    bold = book.add_format({"bold": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top", "align": "left"})
    looks = {
        kind: book.add_format({"num_format": FORMATS[kind], "align": "left", "valign": "top"})
        for kind in (Kind.DAY, Kind.MOMENT)
    }
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 96)
    for row, (label, value) in enumerate(notes):
        sheet.write_string(row, 0, cell_text(label), bold)
        if isinstance(value, datetime):
            sheet.write_datetime(row, 1, value, looks[Kind.MOMENT])
        elif isinstance(value, date):
            sheet.write_datetime(row, 1, value, looks[Kind.DAY])
        elif isinstance(value, int | float) and not isinstance(value, bool):
            sheet.write_number(row, 1, value, wrap)
        elif value is not None:
            sheet.write_string(row, 1, cell_text(str(value)), wrap)


def _sheet_name(name: str) -> str:
    """A name that a workbook accepts."""
    return "".join("_" if letter in "[]:*?/\\" else letter for letter in name)[:31].strip("'") or "Sheet"
