"""What an import answers: counts per table, every refused row with its reason, and what was left out."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class TableCount:
    """What happened to the rows of one table."""

    table: str
    read: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    retired: int = 0
    invalid: int = 0
    orphan: int = 0
    duplicate: int = 0
    sentinel: int = 0


@dataclass(frozen=True, slots=True)
class RowIssue:
    """One row that was refused (error) or read with a value left out (notice)."""

    file: str
    sheet: str
    row: int
    column: str
    code: str
    value: str
    severity: str


@dataclass(frozen=True, slots=True)
class FileIssueLine:
    """Something about a whole file."""

    file: str
    sheet: str
    code: str
    params: dict[str, str | int] = field(default_factory=dict)
    severity: str = "error"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The answer to one import. ``issues`` are the first thousand of ``issues_total``."""

    batch_id: str
    started_at: str
    finished_at: str
    dry_run: bool
    already: str | None
    files: tuple[str, ...]
    tables: tuple[TableCount, ...]
    issues: tuple[RowIssue, ...]
    issues_total: int
    file_issues: tuple[FileIssueLine, ...]
    left_out_personal: int
    rows: int

    @property
    def refused(self) -> bool:
        """Whether nothing was imported because of a file."""
        return any(issue.severity == "error" for issue in self.file_issues) or not self.files

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "ImportReport":
        """The report that ``to_json`` wrote."""
        return cls(
            **(
                data
                | {
                    "files": tuple(data["files"]),
                    "tables": tuple(TableCount(**row) for row in data["tables"]),
                    "issues": tuple(RowIssue(**row) for row in data["issues"]),
                    "file_issues": tuple(FileIssueLine(**row) for row in data["file_issues"]),
                }
            )
        )

    def to_text(self, words: Callable[..., str]) -> str:
        """Lines for a terminal."""
        return "\n".join(str(table) for table in self.tables)
