"""What one worksheet of an XLSX holds, found by a streaming parse that builds nothing and allows no DTD."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat

import numpy as np

from data_access.importers.columns import Ints
from data_access.importers.model import MEGABYTE, Limits
from data_access.importers.refusal import Refused

_REFERENCE: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


@dataclass
class Facts:
    """What one worksheet holds: last row and column with content, cells, and cells without a usable value."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    careful: bool = False
    merged: list[tuple[int, str]] = field(default_factory=list)
    without_value: dict[int, list[int]] = field(default_factory=dict)
    with_error: dict[int, list[int]] = field(default_factory=dict)

    def flaws(self) -> dict[int, list[tuple[Ints, str]]]:
        """Return (rows, reason) by column, as `readers.Source` wants them."""
        found: dict[int, list[tuple[Ints, str]]] = {}
        for code, cells in (("formula_without_value", self.without_value), ("error_cell", self.with_error)):
            for column, rows in cells.items():
                found.setdefault(column, []).append((np.array(rows, dtype=np.int64), code))
        return found


def column_number(letters: str) -> int:
    """Return 1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class _Careful:
    """Handlers of a streaming parse that counts only cells with content."""

    def __init__(self, limits: Limits) -> None:
        self.facts, self.limits = Facts(), limits
        self.row = self.column = 0
        self.kind = ""
        self.formula = self.in_value = self.filled = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rsplit(":", 1)[-1]
        if name == "c":
            self._start_cell(attributes)
        elif name in ("v", "is"):
            self.in_value = True
        elif name == "f":
            self.formula = True
        elif name == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
        elif name == "mergeCell":
            area = attributes.get("ref", "")
            last = _REFERENCE.fullmatch(area.rsplit(":", 1)[-1])
            self.facts.merged.append((int(last[2]) if last else 0, area[:20]))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = _REFERENCE.fullmatch(attributes.get("r", ""))
        self.column = column_number(place[1]) if place else self.column + 1
        self.row = int(place[2]) if place else self.row
        self.kind = attributes.get("t", "")
        self.formula = self.in_value = self.filled = False

    def text(self, data: str) -> None:
        if self.in_value and data:
            self.filled = True

    def end(self, tag: str) -> None:
        name = tag.rsplit(":", 1)[-1]
        if name in ("v", "is"):
            self.in_value = False
        if name != "c":
            return
        facts, place = self.facts, self.column - 1
        if not self.filled and self.formula and self.kind != "str":
            facts.without_value.setdefault(place, []).append(self.row)
        elif self.filled and self.kind == "e":
            facts.with_error.setdefault(place, []).append(self.row)
        if self.filled or self.formula:
            facts.cells += 1
            facts.rows, facts.columns = max(facts.rows, self.row), max(facts.columns, self.column)
            if facts.cells > self.limits.cells:
                raise Refused("too_many_cells", count=facts.cells, limit=self.limits.cells)


def _no_dtd(*_: Any) -> None:
    raise Refused("xml_dtd", part="")


def scan_carefully(archive: zipfile.ZipFile, part: str, limits: Limits) -> Facts:
    """Return the facts of a worksheet, cell by cell.

    Raises:
        Refused: a DTD, or more cells than allowed.
    """
    handlers = _Careful(limits)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_dtd
    parser.StartElementHandler = handlers.start
    parser.EndElementHandler = handlers.end
    parser.CharacterDataHandler = handlers.text
    with archive.open(part) as stream:
        while data := stream.read(MEGABYTE):
            parser.Parse(data, False)
    parser.Parse(b"", True)
    return handlers.facts
