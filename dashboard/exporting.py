"""What an export is made of, and the port that writes it: tables read as a stream of plain rows, never all at once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

Value = str | int | float | bool | date | datetime | None
ExportRow = Sequence[Value]


class Kind(StrEnum):
    """How a column is written: text stays text whatever it looks like, numbers and dates are real ones."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    RATE = "rate"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportColumn:
    """A column: its head, the unit under it (empty: none), how it is written, its width in characters."""

    head: str
    unit: str = ""
    kind: Kind = Kind.TEXT
    width: int = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportTable:
    """A table to be written. ``rows`` is read once; ``notes`` are lines of (name, value) for the sheet of definitions.

    ``closing`` is asked for more such lines after the last row was written: what is known only then.
    """

    name: str
    columns: Sequence[ExportColumn]
    rows: Iterable[ExportRow]
    notes_name: str = ""
    notes: Sequence[tuple[str, Value]] = ()
    closing: Callable[[int], Sequence[tuple[str, Value]]] | None = None


class Exporter(Protocol):
    """Writes files for people."""

    def write_xlsx(self, target: Path, table: ExportTable) -> int:
        """Write a workbook: the rows, and a sheet with the notes. Returns the number of rows."""
        ...

    def write_csv(self, target: Path, table: ExportTable) -> int:
        """Write UTF-8 with a byte-order mark, so that Excel reads Chinese. Returns the number of rows."""
        ...

    def write_template(self, target: Path) -> None:
        """Write the empty 办件台账 that departments fill in."""
        ...
