"""The files of a run: exchange set, ledger as CSV and as workbook, small deliveries of changed cases."""

import csv
import json
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import xlsxwriter

from benchmarks.generate import write_cases, write_changes
from benchmarks.ledger import write_ledger_csv
from benchmarks.measures import Row, seconds, telling
from data_access.demo.files import CASE

CHANGED = 1_000
XLSX_ROWS = 100_000
LEDGER = "办件台账"


@dataclass
class Files:
    """Where the files of ``cases`` cases are, made when they are first asked for."""

    folder: Path
    cases: int
    given_exchange: Path | None = None
    given_ledger: Path | None = None
    rows: list[Row] = field(default_factory=list)

    @property
    def exchange(self) -> Path:
        """The folder of the exchange tables."""
        if self.given_exchange:
            return self.given_exchange
        target, counts = self.folder / f"cases-{self.cases}", self.folder / f"cases-{self.cases}.json"
        if not counts.exists():
            with telling(f"generate {self.cases:,} cases"):
                took, written = seconds(lambda: write_cases(target, self.cases))
            counts.write_text(json.dumps(written), "utf-8")
            name = f"generate {self.cases:,} cases, {written['events']:,} events"
            self.rows.append(Row(key="generate", name=name, unit="s", median=took))
        return target

    @property
    def case_table(self) -> Path:
        """The table of cases alone."""
        return self.exchange / f"{CASE}.csv"

    @property
    def ledger(self) -> Path:
        """The ledger as CSV, one row a case."""
        if self.given_ledger:
            return self.given_ledger
        target = self.folder / f"ledger-{self.cases}"
        path = target / f"{LEDGER}.csv"
        if not path.exists():
            with telling(f"generate a ledger of {self.cases:,} rows"):
                write_ledger_csv(target, self.cases)
        return path

    @property
    def workbook(self) -> Path:
        """The first rows of the ledger as a workbook (texts are shared, as Excel writes them)."""
        path = self.folder / f"{LEDGER}-{self.workbook_rows}.xlsx"
        if not path.exists():
            with telling(f"generate a workbook of {self.workbook_rows:,} rows"):
                self._write_workbook(path)
        return path

    @property
    def workbook_rows(self) -> int:
        """Rows of the workbook."""
        return min(XLSX_ROWS, self.cases)

    def _write_workbook(self, path: Path) -> None:
        with self.ledger.open(encoding="utf-8-sig", newline="") as stream, xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet(LEDGER)
            for number, row in enumerate(islice(csv.reader(stream), self.workbook_rows + 1)):
                for column, value in enumerate(row):
                    if value:
                        sheet.write_string(number, column, value)

    @property
    def changed(self) -> int:
        """Cases of a small delivery."""
        return min(CHANGED, max(self.cases // 100, 10))

    def delivery(self, url: str) -> Path:
        """A small delivery that a database has not had yet: half of its cases end, half are new."""
        had = self.folder / "deliveries.json"
        numbers: dict[str, int] = json.loads(had.read_text("utf-8")) if had.exists() else {}
        number = numbers.get(url, 0)
        had.write_text(json.dumps(numbers | {url: number + 1}), "utf-8")
        target = self.folder / f"changes-{self.cases}-{self.changed}-{number}"
        if not target.exists():
            write_changes(target, self.cases, self.changed, number)
        return target
