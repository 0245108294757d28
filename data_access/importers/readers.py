"""Text files and workbooks as a common shape: sheets that give blocks of rows with their Excel row numbers."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Any, Final

from data_access.importers import encoding
from data_access.importers.columns import Ints
from data_access.importers.refusal import Refused

FIELD_BYTES: Final = 131_072
_DELIMITERS: Final = (",", "\t", ";")

Row = Sequence[Any]


@dataclass(frozen=True, kw_only=True)
class Source:
    """One sheet to be read.

    Attributes:
        sheet: worksheet, or None for a text file.
        blocks: (Excel number of the first row, rows), in order.
        position: how far reading is, in the unit of `total`.
        flaws: (row numbers, reason) of cells without a value, by column.
        merged: (last row, range) of merged cells.
    """

    sheet: str | None
    blocks: Iterator[tuple[int, list[Row]]]
    total: int
    position: Callable[[], int]
    epoch_1904: bool = False
    is_text: bool = True
    flaws: Mapping[int, Sequence[tuple[Ints, str]]] = field(default_factory=dict)
    merged: Sequence[tuple[int, str]] = ()


def open_text(path: Path, *, block_rows: int, columns: int, beat: Callable[[], None]) -> Source:
    """Open a delimited text file.

    Raises:
        Refused: encoding, or no delimiter that makes columns (also later, from the blocks).
    """
    name = encoding.detect(path, beat=beat)
    raw = path.open("rb")
    stream = TextIOWrapper(raw, encoding=name, errors="strict", newline="")
    first = stream.readline(FIELD_BYTES)
    declared = first.strip().lower()
    skipped = 0
    if declared.startswith("sep=") and len(declared) == 5:
        delimiter, skipped = first.strip()[4], 1
    else:
        stream.seek(0)
        delimiter = _delimiter(stream.read(65_536))
        stream.seek(0)
    csv.field_size_limit(FIELD_BYTES)
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    return Source(
        sheet=None,
        blocks=_text_blocks(reader, block_rows=block_rows, columns=columns, skipped=skipped),
        total=path.stat().st_size,
        position=raw.tell,
    )


def _delimiter(sample: str) -> str:
    """Return the delimiter that the first lines use most, outside quotes."""
    lines = [line for line in sample.splitlines()[:20] if line.strip()]
    counts = {mark: max((line.count(mark) for line in lines), default=0) for mark in _DELIMITERS}
    best = max(_DELIMITERS, key=counts.__getitem__)
    return best if counts[best] else ","


def _text_blocks(reader: Any, *, block_rows: int, columns: int, skipped: int) -> Iterator[tuple[int, list[Row]]]:
    number = 1 + skipped
    size = 2_000  # the first block is small so that a wrong file is refused early
    while True:
        try:
            rows: list[Row] = list(islice(reader, size))
        except csv.Error as error:
            raise Refused("broken_quotes", line=int(reader.line_num)) from error
        if not rows:
            return
        widest = max(map(len, rows))
        if widest > columns:
            raise Refused("too_many_columns", count=widest, limit=columns)
        yield number, rows
        number += len(rows)
        size = block_rows
