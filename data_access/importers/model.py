"""What parsing takes and what it yields: plain immutable values, shared by the parent and the child process.

This module is imported by the child that reads untrusted bytes, so it imports neither pandas nor the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    import pandas as pd

MISSING: Final = -1
"""A whole number that the file does not give."""
MISSING_DAY: Final = -1_000_000
"""A day (days since 1970-01-01) that the file does not give."""
MISSING_AT: Final = -1
"""An instant (UTC epoch seconds) that the file does not give."""

Severity = Literal["error", "notice"]

MEGABYTE: Final = 1 << 20
DATA_ENDINGS: Final = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls", ".et", ".zip")
"""In folders and archives other files are skipped with a notice."""
MEMORY_EXIT: Final = 12
"""Exit status of a child that ran out of its memory limit and noticed."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much one file may ask for. The defaults are those of an upload; see `for_command_line`.

    Sizes are bytes, times are seconds. `cpu_seconds` is what every file gets; each megabyte of the file adds
    `cpu_seconds_per_megabyte`. `silent_seconds` is how long the child may say nothing while the parent waits.
    """

    raw_bytes: int | None = 20 * MEGABYTE
    members: int = 200
    unpacked_bytes: int = 200 * MEGABYTE
    ratio: int = 100
    cells: int = 2_000_000
    columns: int = 256
    batch_rows: int = 50_000
    memory_bytes: int = 1_500 * MEGABYTE
    cpu_seconds: float = 60.0
    cpu_seconds_per_megabyte: float = 1.0
    silent_seconds: float = 90.0

    @classmethod
    def for_command_line(cls) -> Limits:
        """Return the limits for files that an operator gives on the machine itself: exports of several GB."""
        return cls(raw_bytes=None, members=2_000, unpacked_bytes=8 << 30, cells=25_000_000, memory_bytes=4 << 30)


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Rows of one canonical table that passed every check, and what was found wrong with the others.

    Attributes:
        table: canonical name, see `data_access.importers.tables`.
        file: the file as the user named it (`archive.zip/member.csv` inside an archive).
        sheet: worksheet, or None for text files.
        rows: the canonical columns, then `row` (1-based row number as Excel shows it). Missing values: '' in text,
            `MISSING`, `MISSING_DAY`, `MISSING_AT` in int64, NaN in float64.
        issues: row int64, column (the file's own heading), code (text key), value (cut to 80), severity.
        read: data rows read for this batch, valid or not; blank rows are not counted.
        replaces_events: the batch of events that follows is the whole life of these cases.
        left_out: cells of personal columns that were skipped unread in these rows.
    """

    table: str
    file: str
    sheet: str | None
    rows: pd.DataFrame
    issues: pd.DataFrame
    read: int
    replaces_events: bool = False
    left_out: int = 0


@dataclass(frozen=True, kw_only=True)
class FileIssue:
    """Something about a whole file or sheet. `error`: nothing more of it is imported; `notice`: it is read on."""

    file: str
    sheet: str | None
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    severity: Severity = "error"


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far one file is: `done` and `total` in bytes for text, in rows for workbooks."""

    file: str
    sheet: str | None
    rows: int
    done: int
    total: int
