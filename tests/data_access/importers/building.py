"""Files for the importer's tests, made by code: workbooks by hand, old workbooks, hostile ones."""

import os
import struct
import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from data_access.importers import Batch, FileIssue, Limits, Progress, parse

EVENT_HEAD = ("LSH", "SJYXBS", "GCDM", "SPSXSLBM", "BLZT", "BLSJ", "BLCS")
CASE_HEAD = ("LSH", "SJYXBS", "GCDM", "SPSXBM", "SPSXSLBM", "SPBMMC", "SXBLSX")

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACK = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{_MAIN}"><sheetData>'
TAIL = "</sheetData></worksheet>"
FAR = f'{HEAD}<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>{TAIL}'


def resident_bytes() -> int:
    """Resident memory of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


class Outcome:
    """Everything that parsing some files gave."""

    def __init__(self, paths: Iterable[Path], *, profile: Path | None = None, limits: Limits | None = None) -> None:
        self.batches: list[Batch] = []
        self.issues: list[FileIssue] = []
        self.progress: list[Progress] = []
        for result in parse(list(paths), profile=profile, limits=limits):
            kept: list[Any] = {Batch: self.batches, FileIssue: self.issues}.get(type(result), self.progress)
            kept.append(result)

    @property
    def codes(self) -> list[str]:
        """Codes of file issues that are errors."""
        return [issue.code for issue in self.issues if issue.severity == "error"]

    @property
    def notices(self) -> list[str]:
        """Codes of file issues that are notices."""
        return [issue.code for issue in self.issues if issue.severity == "notice"]

    def rows(self, table: str) -> pd.DataFrame:
        """All valid rows of one table."""
        return pd.concat([batch.rows for batch in self.batches if batch.table == table], ignore_index=True)

    def read(self, table: str) -> int:
        """Rows read of one table."""
        return sum(batch.read for batch in self.batches if batch.table == table)

    def findings(self, severity: str = "error") -> list[tuple[int, str, str]]:
        """(row, column, code) of all findings of one severity."""
        frames = [batch.issues[batch.issues["severity"] == severity] for batch in self.batches]
        return [
            (int(row), column, code)
            for frame in frames
            for row, column, code in frame[["row", "column", "code"]].itertuples(index=False)
        ]


def csv_bytes(rows: Iterable[Sequence[str]], *, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """Return rows as delimited text; no cell may need quotes."""
    return "".join(delimiter.join(row) + "\r\n" for row in rows).encode(encoding)


def event(
    number: int, *, state: str = "3", at: str = "2026-01-05 09:00:00", office: str = "窗口处室"
) -> tuple[str, ...]:
    """Return one good event row, with the given cells instead where wanted."""
    return (f"35050020260101{number:018}", "1", "GC-001", f"SL-{number}", state, at, office)


def case(number: int, *, limit: str = "5", department: str = "住建局") -> tuple[str, ...]:
    """Return one good case row, with the given cells instead where wanted."""
    return (f"35050020260101{number:018}", "1", "GC-001", "SX01", f"SL-{number}", department, limit)


def write_xlsx(path: Path, rows: Iterable[Sequence[Any]], **options: Any) -> Path:
    """Write one sheet with each cell in its own type."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd hh:mm:ss", **options})
    sheet = book.add_worksheet("数据")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(number, column, cell)
            else:
                sheet.write(number, column, cell)
    book.close()
    return path


def write_raw_xlsx(path: Path, sheet_xml: str | bytes | Iterable[str], *, extra: dict[str, str] | None = None) -> Path:
    """Write a workbook whose only sheet is the given XML."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACK}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_OFFICE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_OFFICE}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACK}/relationships"><Relationship Id="rId1" '
        f'Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>'
        f'<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACK}/relationships"><Relationship Id="rId1" '
        f'Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        **(extra or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        if isinstance(sheet_xml, str | bytes):
            archive.writestr("xl/worksheets/sheet1.xml", sheet_xml)
        else:
            with archive.open("xl/worksheets/sheet1.xml", "w") as stream:
                for piece in sheet_xml:
                    stream.write(piece.encode())
    return path


def inline(row: int, cells: Sequence[str]) -> str:
    """Return a row of inline text cells without references."""
    return f'<row r="{row}">' + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells) + "</row>"


def write_xls(path: Path, rows: Sequence[Sequence[str | float]]) -> Path:
    """Write an old binary workbook (BIFF8 in a compound file) with one sheet."""
    body = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 0))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                data = cell.encode("utf-16-le")
                body += _record(0x0204, struct.pack("<HHHHB", number, column, 0, len(cell), 1) + data)
            else:
                body += _record(0x0203, struct.pack("<HHHd", number, column, 0, cell))
    body += _record(0x000A, b"")
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 0))
    name = b"\x04\x00data"
    offset = len(start) + 4 + 6 + len(name) + 4
    book = start + _record(0x0085, struct.pack("<IBB", offset, 0, 0) + name) + _record(0x000A, b"") + body
    path.write_bytes(compound_file("Workbook", book))
    return path


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def compound_file(stream_name: str, data: bytes) -> bytes:
    """Return an OLE compound file with one stream."""
    data = data.ljust(4096, b"\0")
    sectors = -(-len(data) // 512)
    if sectors > 120:
        raise ValueError("too long for one allocation sector")
    data = data.ljust(sectors * 512, b"\0")
    free, end, fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    table = [fat, end, *range(3, 2 + sectors), end]
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\0" * 16, 0x3E, 3, 0xFFFE, 9, 6, b"\0" * 6,
        0, 1, 1, 0, 4096, end, 0, end, 0,
    ) + struct.pack("<109I", 0, *[free] * 108)  # fmt: skip
    allocation = struct.pack("<128I", *(table + [free] * (128 - len(table))))
    directory = _entry("Root Entry", 5, 1, end, 0) + _entry(stream_name, 2, free, 2, len(data))
    directory += _entry("", 0, free, 0, 0) * 2
    return header + allocation + directory + data


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    length = len(text) + 2 if name else 0
    links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
    place = struct.pack("<IQ", start, size)
    return text.ljust(64, b"\0") + struct.pack("<HBB", length, kind, 1) + links + b"\0" * 36 + place


def zip_bytes(members: dict[str, bytes]) -> bytes:
    """Return a zip archive."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()
