"""Workbooks, new and old, as sources of rows. The grid comes from calamine, what it does not tell from `xlsx_check`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import python_calamine as calamine

from data_access.importers.archives import Content
from data_access.importers.model import Limits
from data_access.importers.readers import Row, Source
from data_access.importers.refusal import Refused
from data_access.importers.xlsx_cells import Facts
from data_access.importers.xlsx_check import Workbook, inspect

FIRST_BLOCK = 2_000


class _Place:
    """How many rows of a sheet have been read."""

    def __init__(self) -> None:
        self.rows = 0

    def __call__(self) -> int:
        return self.rows


def open_workbook(path: Path, *, content: Content, limits: Limits) -> Iterator[Source]:
    """Yield the worksheets in order.

    Raises:
        Refused: the file is damaged, protected by a password, too large, or an attack.
    """
    facts = inspect(path, limits) if content is Content.XLSX else Workbook(epoch_1904=False, sheets={})
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
    except calamine.PasswordError as error:
        raise Refused("password") from error
    except (calamine.CalamineError, OSError) as error:
        raise Refused("broken_workbook") from error
    for meta in book.sheets_metadata:
        if meta.typ is calamine.SheetTypeEnum.WorkSheet:
            yield _open_sheet(book, meta.name, facts, limits)


def _open_sheet(book: calamine.CalamineWorkbook, name: str, facts: Workbook, limits: Limits) -> Source:
    try:
        sheet = book.get_sheet_by_name(name)
    except calamine.CalamineError as error:
        raise Refused("broken_workbook") from error
    height, width = sheet.total_height, sheet.total_width
    if width > limits.columns:
        raise Refused("too_many_columns", count=width, limit=limits.columns)
    if height * width > limits.cells:
        raise Refused("too_many_cells", count=height * width, limit=limits.cells)
    place = _Place()
    known = facts.sheets.get(name, Facts())
    merged = known.merged or [
        (end[0] + 1, f"{_letters(start[1])}{start[0] + 1}:{_letters(end[1])}{end[0] + 1}")
        for start, end in sheet.merged_cell_ranges or ()
    ]
    return Source(
        sheet=name,
        blocks=_blocks(sheet, place, limits.batch_rows),
        total=height,
        position=place,
        epoch_1904=facts.epoch_1904,
        is_text=False,
        flaws=known.flaws(),
        merged=merged,
    )


def _blocks(sheet: calamine.CalamineSheet, place: _Place, size: int) -> Iterator[tuple[int, list[Row]]]:
    rows = sheet.iter_rows()
    wanted = FIRST_BLOCK
    while block := list[Row](islice(rows, wanted)):
        number = place.rows + 1
        place.rows += len(block)
        wanted = size
        yield number, block


def _letters(column: int) -> str:
    """Return the letters of a column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
