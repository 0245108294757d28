"""CSV files: one row of heads with their units, then the rows."""

import csv
from datetime import date, datetime
from pathlib import Path

from dashboard.exporting import ExportColumn, ExportTable, Kind, Value
from data_access.exporters.text import cell_text


def write_csv(target: Path, table: ExportTable) -> int:
    """Write UTF-8 with a byte-order mark and CRLF, as Excel expects. Returns the number of rows."""
    written = 0
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([_head(column) for column in table.columns])
        for row in table.rows:
            writer.writerow([_text(value, column) for value, column in zip(row, table.columns, strict=True)])
            written += 1
    return written


def _head(column: ExportColumn) -> str:
    return cell_text(f"{column.head}（{column.unit}）" if column.unit else column.head)


def _text(value: Value, column: ExportColumn) -> str:
    """A number or date as plain text, anything else harmless; a number in a column of text is text too."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and column.kind is not Kind.TEXT:
        return str(value)
    return cell_text(str(value))
