"""Writing tables for people: XLSX and CSV, row by row, so that memory does not grow with the number of rows."""

from pathlib import Path

from dashboard.exporting import ExportTable
from data_access.exporters.csv import write_csv
from data_access.exporters.text import defuse
from data_access.exporters.xlsx import write_xlsx
from data_access.importers.template import write_ledger_template


class FileExporter:
    """Implements ``dashboard.exporting.Exporter``."""

    def write_xlsx(self, target: Path, table: ExportTable) -> int:
        """Write a workbook. Returns the number of rows."""
        return write_xlsx(target, table)

    def write_csv(self, target: Path, table: ExportTable) -> int:
        """Write a CSV file. Returns the number of rows."""
        return write_csv(target, table)

    def write_template(self, target: Path) -> None:
        """Write the empty 办件台账."""
        write_ledger_template(target)


__all__ = ["FileExporter", "defuse", "write_csv", "write_xlsx"]
