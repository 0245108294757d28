"""How fast files become figures: workbooks, CSV tables, the whole exchange set, a ledger, and small deliveries."""

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import numpy as np
import openpyxl  # type: ignore[import-untyped]

from benchmarks.databases import Databases
from benchmarks.machine import Peaks, watching
from benchmarks.measures import Row, seconds, telling
from benchmarks.product import NOW, open_product
from benchmarks.sets import Files
from dashboard.permissions import OPERATOR
from dashboard.settings import ROOT
from data_access.importers import Batch, Limits, parse

DELIVERIES = 5
MEMORY_MIB = 1024
PATIENCE_SECONDS = 7200


@dataclass(frozen=True, slots=True)
class Imported:
    """What one run of the import command took."""

    seconds: float
    cpu: float
    rows: int
    parent: float
    child: float


def run_import(url: str, *paths: Path) -> Imported:
    """Migrate a database and import files into it with the command that an operator uses. Times the import alone."""
    environment = os.environ | {"DUBAN_DATABASE_URL": url, "DUBAN_NOW": NOW}
    subprocess.run([sys.executable, "app.py", "migrate"], cwd=ROOT, env=environment, check=True, capture_output=True)
    command = [sys.executable, "app.py", "import", "--json", *map(str, paths)]
    peaks = Peaks()

    def work() -> tuple[int, str]:
        with tempfile.TemporaryFile("w+", encoding="utf-8") as out, tempfile.TemporaryFile("w+") as err:
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=err)
            try:
                with watching(process.pid, peaks):
                    status = process.wait(PATIENCE_SECONDS)
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()
            out.seek(0)
            err.seek(0)
            if status:
                raise RuntimeError(f"import ended with {status}: {err.read()[-2000:]}{out.read()[:2000]}")
            return process.pid, out.read()

    before = _cpu_seconds()
    took, (pid, answer) = seconds(work)
    return Imported(took, _cpu_seconds() - before, int(json.loads(answer)["rows"]), peaks.parent(pid), peaks.child(pid))


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure_workbook(files: Files) -> Iterator[Row]:
    """Reading and checking a workbook, against reading it with openpyxl into dicts that a loop checks."""
    path, rows = files.workbook, files.workbook_rows
    with telling("workbook: our reader"):
        ours, read = seconds(lambda: _parse(path))
    with telling("workbook: openpyxl and dicts"):
        theirs, listed = seconds(lambda: _parse_with_dicts(path))
    if read != rows or listed != rows:
        raise RuntimeError(f"workbook of {rows} rows: read {read} and {listed}")
    name = f"XLSX {rows:,} rows × 17, parsed and checked"
    yield Row(key="xlsx", name=name, unit="s", median=ours, target=10)
    yield Row(key="dicts", name="the same with openpyxl, dicts and a loop", unit="s", median=theirs)
    yield Row(key="faster", name="faster than that", unit="×", median=theirs / ours, target=5, at_least=True)


def _parse(path: Path) -> int:
    found = parse([path], limits=Limits.for_command_line())
    return sum(one.read for one in found if isinstance(one, Batch) and not one.table.endswith("event"))


def _parse_with_dicts(path: Path) -> int:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    rows = book.worksheets[0].iter_rows(values_only=True)
    names = [str(name) for name in next(rows)]
    checked = [_check(dict(zip(names, row, strict=False))) for row in rows]
    book.close()
    return len(checked)


def _check(row: dict[str, object]) -> dict[str, object]:
    if not row["办件编号"] or not row["事项编码"]:
        raise ValueError(row)
    for name in ("申请时间", "受理时间", "办结时间", "暂停开始", "暂停结束"):
        row[name] = datetime.fromisoformat(str(row[name])) if row.get(name) else None
    for name in ("法定时限", "承诺时限"):
        row[name] = int(str(row[name])) if row.get(name) else -1
    return row


def measure_tables(files: Files, databases: Databases) -> Iterator[Row]:
    """The table of cases alone, and a ledger, each into an empty database."""
    rounds = (
        ("case-csv", "CSV import, table of cases", files.case_table, 40_000.0),
        ("ledger-csv", "CSV import, ledger", files.ledger, None),
    )
    for key, name, path, target in rounds:
        with telling(f"{databases.engine}: {name}"):
            done = run_import(databases.open(f"{key}-{files.cases}"), path)
        title = f"{name}, {files.cases:,} rows (whole command, {done.seconds:.1f} s, processor {done.cpu:.1f} s)"
        rate = files.cases / done.seconds
        yield Row(key=key, name=title, unit="rows/s", median=rate, target=target, at_least=True)
        yield from _memory(key, name, done)


def measure_set(files: Files, databases: Databases, url: str) -> Iterator[Row]:
    """The whole exchange set into an empty database: facts, findings and tallies included."""
    with telling(f"{databases.engine}: whole exchange set"):
        done = run_import(url, files.exchange)
    name = f"import of the exchange set, {done.rows:,} rows, facts and tallies included"
    name += f" ({done.seconds:.1f} s, processor {done.cpu:.1f} s)"
    yield Row(key="set", name=name, unit="rows/s", median=done.rows / done.seconds)
    yield from _memory("set", "import of the exchange set", done)


def _memory(key: str, name: str, done: Imported) -> Iterator[Row]:
    for who, peak in (("parent", done.parent), ("child", done.child)):
        title = f"{name}: peak memory of the {who}"
        yield Row(key=f"{key}-{who}", name=title, unit="MiB", median=peak, target=MEMORY_MIB)


def measure_deliveries(files: Files, url: str) -> Iterator[Row]:
    """Small deliveries into the full database, each as one transaction with facts and tallies."""
    took = []
    with telling(f"{DELIVERIES} deliveries of {files.changed:,} changed cases"), open_product(url) as services:
        for _ in range(DELIVERIES):
            folder = files.delivery(url)
            one, report = seconds(partial(services.importer.import_files, [folder], by=OPERATOR))
            if report.refused:
                raise RuntimeError(report.file_issues)
            took.append(one)
    name = f"import of {files.changed:,} changed cases into {files.cases:,}, tallies included"
    yield Row(key="delivery", name=name, unit="s", median=float(np.median(took)), n=len(took), target=1)
