"""One sheet from its heading row to checked chunks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from data_access.importers.cells import to_texts
from data_access.importers.columns import Ints
from data_access.importers.finish import Part, finish
from data_access.importers.mapping import SheetProfile
from data_access.importers.readers import Row, Source
from data_access.importers.recognise import Recognised, match, recognise
from data_access.importers.refusal import Refused
from data_access.importers.tables_own import TABLES
from data_access.importers.validate import Chunk, Rules, check

HEADING_ROWS: Final = 10
NOTE_ROWS: Final = 20
NOTE_MARKS: Final = ("填写说明", "填表说明", "How to fill in", "※")


@dataclass(frozen=True, kw_only=True)
class Heading:
    """Where the headings are and what they mean."""

    row: int
    cells: Sequence[str]
    found: Recognised
    profile: SheetProfile | None


class Sheet:
    """A recognised sheet. `start` finds the headings, `parts` reads the rows."""

    def __init__(self, source: Source, *, hints: Sequence[str], profiles: Sequence[SheetProfile]) -> None:
        self._source, self._hints, self._profiles = source, hints, profiles
        self._pending: list[tuple[int, list[Row]]] = []
        self.heading = self._start()

    def _start(self) -> Heading:
        """Find the heading row.

        Raises:
            Refused: no rows, unknown table, missing or double headings.
        """
        first = next((block for block in self._source.blocks if any(map(any, block[1]))), None)
        if first is None:
            raise Refused("empty_file" if self._source.is_text else "empty_sheet")
        number, rows = first
        heading = self._find(number, rows)
        table = heading.found.table.name
        if heading.found.missing:
            raise Refused("missing_column", table=table, columns="、".join(heading.found.missing))
        if heading.found.twice:
            raise Refused("duplicate_heading", table=table, columns="、".join(heading.found.twice))
        self._pending = [(heading.row + 1, rows[heading.row + 1 - number :])]
        return heading

    def _find(self, number: int, rows: Sequence[Row]) -> Heading:
        fallback: Heading | None = None
        for offset, row in enumerate(rows[:HEADING_ROWS]):
            cells = [str(cell) for cell in row]
            heading = self._understand(number + offset, cells)
            if heading is None:
                continue
            if not heading.found.missing:
                return heading
            fallback = fallback or heading
        if fallback is not None:
            return fallback
        shown = next(row for row in rows if any(row))
        raise Refused("unknown_table", headings="、".join(str(cell).strip() for cell in shown if cell)[:200])

    def _understand(self, number: int, cells: Sequence[str]) -> Heading | None:
        for profile in self._profiles:
            if profile.fits(cells, hints=self._hints):
                found = match(TABLES[profile.table], profile.renamed(cells))
                filled = {TABLES[profile.table].fields[i].headings[0] for i in profile.default_fields()}
                missing = tuple(name for name in found.missing if name not in filled)
                return Heading(row=number, cells=cells, found=replace(found, missing=missing), profile=profile)
        known = recognise(cells, hints=self._hints)
        return Heading(row=number, cells=cells, found=known, profile=None) if known else None

    def rules(self) -> Rules:
        """Return how this sheet's rows are to be read."""
        profile = self.heading.profile
        rules = Rules(
            table=self.heading.found.table,
            places=self.heading.found.places,
            headings=self.heading.cells,
            epoch_1904=self._source.epoch_1904,
        )
        if profile is None:
            return rules
        return replace(rules, layout=profile.date_format, translations=profile.values, defaults=profile.defaults)

    def parts(self) -> Iterator[Part]:
        """Read, check and yield the rows, one or two parts a block (a ledger gives cases and events).

        Raises:
            Refused: the file cannot be read on.
        """
        rules = self.rules()
        personal = len(self.heading.found.personal)
        for number, rows in self._blocks():
            chunk, odd = self._chunk(number, rows, rules)
            if not chunk.rows.size and not odd.size:
                continue
            checked = check(chunk, rules)
            texts = [str(len(rows[int(row) - number])) for row in odd]
            checked.issues.add(np.ones(odd.size, dtype=bool), rows=odd, column="", code="column_count", texts=texts)
            read = int(chunk.rows.size + odd.size)
            yield from finish(rules, checked, read=read, left_out=personal * read)

    def _blocks(self) -> Iterator[tuple[int, list[Row]]]:
        yield from self._pending
        self._pending = []
        yield from self._source.blocks

    def _chunk(self, number: int, rows: list[Row], rules: Rules) -> tuple[Chunk, Ints]:
        """Return the rows as text columns without blank rows and notes, and the numbers of rows cut wrongly."""
        width = len(self.heading.cells)
        numbers = np.arange(number, number + len(rows), dtype=np.int64)
        lengths = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
        good = np.fromiter(map(any, rows), dtype=bool, count=len(rows))
        if number <= NOTE_ROWS:
            for index, row in enumerate(rows[:NOTE_ROWS]):
                good[index] &= not (row and str(row[0]).lstrip().startswith(NOTE_MARKS))
        for flawed in self._source.flaws.values():
            for flawed_rows, _ in flawed:
                good |= np.isin(numbers, flawed_rows)
        odd = good & (lengths != width)
        if odd.any():
            rows = self._evened(rows, odd, width=width, rules=rules)
        good &= ~odd
        kept = rows if good.all() else [rows[index] for index in np.flatnonzero(good)]
        columns: Sequence[Sequence[Any]] = list(zip(*kept, strict=True)) if kept else [[] for _ in range(width)]
        texts, big = self._texts(columns, rules)
        return Chunk(rows=numbers[good], columns=texts, numbers=big, flaws=self._source.flaws), numbers[odd]

    def _evened(self, rows: list[Row], odd: npt.NDArray[np.bool_], *, width: int, rules: Rules) -> list[Row]:
        """Pad rows whose last empty cells the writer dropped, cut empty cells beyond the last heading."""
        filled = [place for index, place in rules.places.items() if rules.table.fields[index].filled]
        least = max(filled, default=0) + 1
        rows = list(rows)
        for index in np.flatnonzero(odd):
            row = list(rows[index])
            if least <= len(row) < width:
                rows[index], odd[index] = [*row, *[""] * (width - len(row))], False
            elif len(row) > width and not any(row[width:]):
                rows[index], odd[index] = row[:width], False
        return rows

    def _texts(
        self, columns: Sequence[Sequence[Any]], rules: Rules
    ) -> tuple[list[Sequence[str]], Mapping[int, npt.NDArray[np.float64]]]:
        """Return the wanted columns as text; the others, personal ones among them, are left alone."""
        wanted = set(rules.places.values())
        texts: list[Sequence[str]] = [() for _ in columns]
        big: dict[int, npt.NDArray[np.float64]] = {}
        for place in wanted:
            if self._source.is_text:
                texts[place] = columns[place]
                continue
            texts[place], sizes = to_texts(columns[place])
            if sizes is not None:
                big[place] = sizes
        return texts, big
