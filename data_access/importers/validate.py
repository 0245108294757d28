"""Rows of text against one table: values, the rows to leave out, and a reason for each.

Nothing here loops over rows in Python: columns are parsed by distinct value or as bytes, masks are combined in numpy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from data_access.importers import convert
from data_access.importers.columns import Ints, Mask, TextColumn, by_distinct, trimmed
from data_access.importers.model import MISSING, MISSING_AT, MISSING_DAY, Severity
from data_access.importers.tables import Field, Kind, Table
from data_access.importers.tables_own import UNIT_BY_NAME

EXACT: Final = float(1 << 53)
DOUBTFUL: Final = 1e15
MAX_CODE_BYTES, MAX_TEXT_BYTES = 200, 12_000
CUT: Final = 80

_ERRORS: Final[dict[Kind, str]] = {
    Kind.VALID: "not_flag",
    Kind.FLAG: "not_flag",
    Kind.WHOLE: "not_whole",
    Kind.LIMIT: "limit_not_whole",
    Kind.STATE: "not_whole",
    Kind.DAY: "not_date",
    Kind.INSTANT: "not_time",
    Kind.AMOUNT: "not_amount",
}

Values = npt.NDArray[np.generic] | TextColumn


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """Some rows of a sheet as text.

    Attributes:
        rows: row number of each row as Excel shows it, shape (rows,).
        columns: one list of texts a column of the file.
        numbers: magnitude of numeric cells of a workbook by column, 0 elsewhere, only for columns with huge numbers.
        flaws: (row numbers, reason) of cells without a value by column.
    """

    rows: Ints
    columns: Sequence[Sequence[str]]
    numbers: Mapping[int, npt.NDArray[np.float64]] = field(default_factory=dict)
    flaws: Mapping[int, Sequence[tuple[Ints, str]]] = field(default_factory=dict)


@dataclass
class Issues:
    """What was found, gathered as parallel lists of arrays."""

    rows: list[Ints] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    severities: list[Severity] = field(default_factory=list)
    values: list[list[str]] = field(default_factory=list)

    def add(
        self, mask: Mask, *, rows: Ints, column: str, code: str, texts: Sequence[str] = (), severity: Severity = "error"
    ) -> None:
        """Note one finding for every row of the mask."""
        which = np.flatnonzero(mask)
        if not which.size:
            return
        self.rows.append(rows[which])
        self.columns.append(column)
        self.codes.append(code)
        self.severities.append(severity)
        self.values.append([texts[i][:CUT].replace("\0", "␀") for i in which.tolist()] if texts else [""] * which.size)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """How one sheet is read: the table, where its columns are, and what a profile adds."""

    table: Table
    places: Mapping[int, int]
    headings: Sequence[str]
    epoch_1904: bool = False
    layout: str = ""
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)

    def heading(self, index: int) -> str:
        """Return the file's own heading of a field, or the standard one."""
        place = self.places.get(index)
        names = self.table.fields[index].headings
        return self.headings[place].strip() if place is not None else names[0] if names else ""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """The values of all rows of a chunk by canonical column, the rows that hold, and the findings."""

    rows: Ints
    values: dict[str, Values]
    keep: Mask
    issues: Issues


def check(chunk: Chunk, rules: Rules) -> Checked:
    """Check every column of the table over the rows of the chunk."""
    keep = np.ones(chunk.rows.size, dtype=bool)
    issues = Issues()
    values: dict[str, Values] = {}
    for index, item in enumerate(rules.table.fields):
        if not item.name and index not in rules.places:
            continue
        column = _Column(chunk=chunk, rules=rules, index=index, issues=issues)
        parsed = column.parse()
        keep &= ~column.failed
        if item.name:
            values[item.name] = parsed
    return Checked(rows=chunk.rows, values=values, keep=keep, issues=issues)


class _Column:
    """One column of one chunk on its way from text to values."""

    def __init__(self, *, chunk: Chunk, rules: Rules, index: int, issues: Issues) -> None:
        self.field: Field = rules.table.fields[index]
        self.rules, self.issues, self.rows = rules, issues, chunk.rows
        self.heading = rules.heading(index)
        self.failed: Mask = np.zeros(chunk.rows.size, dtype=bool)
        place = rules.places.get(index)
        self.original: Sequence[str] = chunk.columns[place] if place is not None else [""] * chunk.rows.size
        self.numbers = chunk.numbers.get(place) if place is not None else None
        self.text, broken = trimmed(self._translated())
        self._fail(broken, "control_character")
        for rows, code in chunk.flaws.get(place, ()) if place is not None else ():
            self._fail(np.isin(chunk.rows, rows), code)

    def parse(self) -> Values:
        """Return the values; rows that fail are noted in `failed`."""
        kind = self.field.kind
        if kind in (Kind.CODE, Kind.TEXT):
            return self._parse_text()
        if kind is Kind.UNIT:
            return self._parse_unit()
        if kind in (Kind.DAY, Kind.INSTANT):
            return self._parse_moment()
        parse, dtype = convert.PARSERS[kind.value]
        values, status = by_distinct(self.text.values, parse, dtype=dtype)
        self._judge(status)
        if kind in (Kind.WHOLE, Kind.LIMIT, Kind.STATE):
            values[status != convert.OK] = MISSING
        return values

    def _translated(self) -> Sequence[str]:
        default = self.rules.defaults.get(self.field.name, "")
        words = self.rules.translations.get(self.field.name, {})
        if not default and not words:
            return self.original
        answers = {text: words.get(text.strip(), text) or default for text in set(self.original)}
        return [answers[text] for text in self.original]

    def _fail(self, mask: Mask, code: str) -> None:
        """Note an error, the first one only for each cell."""
        mask = mask & ~self.failed
        self.failed |= mask
        self.issues.add(mask, rows=self.rows, column=self.heading, code=code, texts=self.original)

    def _notice(self, mask: Mask, code: str) -> None:
        self.issues.add(mask, rows=self.rows, column=self.heading, code=code, texts=self.original, severity="notice")

    def _parse_text(self) -> TextColumn:
        limit = MAX_CODE_BYTES if self.field.kind is Kind.CODE else MAX_TEXT_BYTES
        if b'="' in self.text.joined:
            self.text = TextColumn([v[2:-1] if v[:2] == '="' and v[-1] == '"' else v for v in self.text.values])
        self._fail(self.text.lengths > limit, "too_long")
        if self.numbers is not None and self.field.kind is Kind.CODE:
            self._fail(self.numbers >= EXACT, "digits_lost")
            self._notice((self.numbers >= DOUBTFUL) & (self.numbers < EXACT), "digits_doubtful")
        if self.field.sentinels:
            found = np.fromiter((v in self.field.sentinels for v in self.text.values), dtype=bool, count=self.rows.size)
            self._notice(found, "sentinel")
        if self.field.filled:
            self._fail(self.text.empty, "required")
        return self.text

    def _parse_unit(self) -> TextColumn:
        codes = {text: UNIT_BY_NAME.get(convert.fold_width(text).upper(), "") for text in set(self.text.values)}
        column = TextColumn([codes[text] for text in self.text.values])
        if self.field.filled:
            self._fail(self.text.empty, "required")
        self._fail(column.empty & ~self.text.empty, "unknown_unit")
        return column

    def _parse_moment(self) -> Ints:
        local, status = convert.moments(self.text, epoch_1904=self.rules.epoch_1904, layout=self.rules.layout)
        self._judge(status)
        good = (status == convert.OK) | (status == convert.SERIAL)
        is_day = self.field.kind is Kind.DAY
        values = np.full(local.size, MISSING_DAY if is_day else MISSING_AT, dtype=np.int64)
        values[good] = local[good] // convert.DAY_SECONDS if is_day else convert.to_utc(local[good])
        return values

    def _judge(self, status: convert.Status) -> None:
        """Turn parser statuses into findings."""
        if not (status != convert.OK).any():
            return
        item = self.field
        empty, sentinel = status == convert.EMPTY, status == convert.SENTINEL
        if item.filled:
            self._fail(empty, "required")
            self._fail(sentinel, "sentinel_required")
        else:
            self._notice(sentinel, "sentinel")
        self._notice(status == convert.SERIAL, "serial_date")
        unreadable = (
            (status == convert.BAD, _ERRORS[item.kind]),
            (status == convert.IMPOSSIBLE, "impossible_date"),
            (status == convert.RANGE, "unknown_state"),
        )
        for mask, code in unreadable:
            if item.lenient:
                self._notice(mask, "value_ignored")
            else:
                self._fail(mask, code)
