"""A look into an XLSX before it is opened: sizes, DTDs, far-away cells, formulas without values, merged cells.

The reader that follows keeps a dense grid from A1 to the last cell, so one cell at XFD1048576 would ask for
gigabytes; and it gives nothing for a formula without a cached value or a cell with an error, which would pass for an
empty cell.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree
from xml.parsers import expat

from data_access.importers.archives import check_archive
from data_access.importers.model import MEGABYTE, Limits
from data_access.importers.refusal import Refused
from data_access.importers.xlsx_cells import Facts, column_number, scan_carefully

_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    EOFError,
    KeyError,
    ValueError,
    ElementTree.ParseError,
    expat.ExpatError,
)
MAX_ROWS: Final = 1_048_576
MAX_PART: Final = 16 * MEGABYTE
_DTD: Final = tuple(
    mark.encode(form) for mark in ("<!DOCTYPE", "<!ENTITY") for form in ("ascii", "utf-16-le", "utf-16-be")
)
_ODD: Final = (b"<f", b"<mergeCell ", b't="e"', b" r='")
_CELLS: Final = (b"<c ", b"<c>")
_COLUMN: Final = re.compile(rb' r="([A-Z]{1,3})[0-9]')
_ROW: Final = re.compile(rb'<row [^>]*?\br="([0-9]{1,9})"')
_FOREIGN: Final = re.compile(rb"[^>]*encoding=[\"'](?!utf-8)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Workbook:
    """What the workbook says about itself: the date system and the facts of each worksheet by name."""

    epoch_1904: bool
    sheets: dict[str, Facts]


def inspect(path: Path, limits: Limits) -> Workbook:
    """Check the workbook's archive and scan its worksheets.

    Raises:
        Refused: as `archives.check_archive`; a DTD; a broken part; more cells than allowed.
    """
    check_archive(path, limits)
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith((".xml", ".rels", ".vml")) and "worksheets/sheet" not in name:
                    _refuse_dtd(archive, name)
            epoch_1904, parts = _sheet_parts(archive)
            sheets = {name: _scan(archive, part, limits) for name, part in parts.items()}
    except _BROKEN as error:
        raise Refused("broken_workbook") from error
    total = sum(facts.cells for facts in sheets.values())
    if total > limits.cells:
        raise Refused("too_many_cells", count=total, limit=limits.cells)
    return Workbook(epoch_1904=epoch_1904, sheets=sheets)


def _pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Yield a part in pieces that end before a tag begins."""
    rest = b""
    with archive.open(name) as stream:
        while data := stream.read(MEGABYTE):
            data = rest + data
            cut = data.rfind(b"<")
            if cut <= 0:
                rest = data
                continue
            yield data[:cut]
            rest = data[cut:]
            if len(rest) > MAX_PART:
                raise Refused("broken_workbook")
    yield rest


def _has_dtd(piece: bytes) -> bool:
    return any(mark in piece for mark in _DTD)


def _refuse_dtd(archive: zipfile.ZipFile, name: str) -> None:
    if any(_has_dtd(piece) for piece in _pieces(archive, name)):
        raise Refused("xml_dtd", part=name[:80])


def _tree(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    if archive.getinfo(name).file_size > MAX_PART:
        raise Refused("broken_workbook")
    return ElementTree.fromstring(archive.read(name))  # parts with a DTD were refused before


def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def _sheet_parts(archive: zipfile.ZipFile) -> tuple[bool, dict[str, str]]:
    """Return whether dates count from 1904, and the part of each worksheet by name."""
    roots = (e for e in _tree(archive, "_rels/.rels") if (e.get("Type") or "").endswith("/officeDocument"))
    book = next((root.get("Target", "") for root in roots), "xl/workbook.xml").lstrip("/")
    folder = posixpath.dirname(book)
    relations = _tree(archive, f"{folder}/_rels/{posixpath.basename(book)}.rels")
    links = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    epoch_1904, parts = False, {}
    for element in _tree(archive, book).iter():
        if _local(element.tag) == "workbookPr":
            epoch_1904 = element.get("date1904", "0").lower() in ("1", "true", "on")
        elif _local(element.tag) == "sheet":
            key = next((value for name, value in element.attrib.items() if _local(name) == "id"), "")
            target = links.get(key, "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            if "worksheets" in part:
                parts[element.get("name", "")] = part
    return epoch_1904, parts


def _scan(archive: zipfile.ZipFile, part: str, limits: Limits) -> Facts:
    """Scan one worksheet: by patterns where it is plain, by a parser where it is not.

    Raises:
        Refused: DTD, too many columns, rows or cells.
    """
    facts = _scan_quickly(archive, part)
    if facts.careful or facts.columns > limits.columns or facts.rows * facts.columns > limits.cells:
        facts = scan_carefully(archive, part, limits)
    if facts.columns > limits.columns:
        raise Refused("too_many_columns", count=facts.columns, limit=limits.columns)
    if facts.rows > MAX_ROWS:
        raise Refused("too_many_rows", count=facts.rows, limit=MAX_ROWS)
    if facts.rows * facts.columns > limits.cells:
        raise Refused("too_many_cells", count=facts.rows * facts.columns, limit=limits.cells)
    return facts


def _scan_quickly(archive: zipfile.ZipFile, part: str) -> Facts:
    facts = Facts()
    columns: set[bytes] = set()
    for index, piece in enumerate(_pieces(archive, part)):
        if _has_dtd(piece):
            raise Refused("xml_dtd", part=part[:80])
        if not index and (b"<worksheet" not in piece or _FOREIGN.match(piece)):
            facts.careful = True  # prefixed names or another encoding
        facts.careful = facts.careful or any(mark in piece for mark in _ODD)
        columns.update(_COLUMN.findall(piece))
        facts.rows = max(facts.rows, max(map(int, _ROW.findall(piece)), default=0))
        facts.cells += sum(piece.count(mark) for mark in _CELLS)
    facts.columns = max((column_number(name.decode()) for name in columns), default=0)
    facts.careful = facts.careful or bool(facts.cells and not (facts.rows and facts.columns))
    return facts
