"""What an import did, as plain values: counts by table, what is wrong with rows and files, and all of it as text."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from dashboard.vocabulary import UNIT_BY_CODE

Words = Callable[..., str]
"""Returns the sentence of a key with its placeholders filled: ``words(key, **params)``."""

SHOWN_ISSUES = 50
"""Row issues listed in the text form; the page and the JSON form have all that were kept."""


@dataclass(frozen=True, slots=True)
class TableCount:
    """What happened to the rows of one canonical table."""

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

    def line(self, words: Words) -> str:
        """The counts as one sentence."""
        return words("imports.report.table", **{**asdict(self), "table": words(f"imports.table.{self.table}")})


@dataclass(frozen=True, slots=True)
class RowIssue:
    """One finding about one cell. ``error``: the row was left out; ``notice``: it was imported."""

    file: str
    sheet: str
    row: int
    column: str
    code: str
    value: str
    severity: str

    def sentence(self, words: Words) -> str:
        """What is wrong and what to do about it."""
        return words(f"imports.issue.{self.code}", value=self.value, column=self.column)

    def line(self, words: Words) -> str:
        """Place and sentence."""
        key = "imports.report.row" if self.column else "imports.report.row_only"
        place = place_of(self.file, self.sheet, words)
        severity = words(f"imports.severity.{self.severity}")
        sentence = self.sentence(words)
        return words(key, place=place, row=self.row, column=self.column, severity=severity, sentence=sentence)


@dataclass(frozen=True, slots=True)
class FileIssueLine:
    """Something about a whole file or sheet. ``error``: it was not imported; ``notice``: it was."""

    file: str
    sheet: str
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    severity: str = "error"

    def sentence(self, words: Words) -> str:
        """What is wrong and what to do about it."""
        params = dict(self.params)
        if "table" in params:
            params["table"] = words(f"imports.table.{params['table']}")
        if "units" in params:
            params["units"] = _unit_names(str(params["units"]), words)
        return words(f"imports.file_issue.{self.code}", **params)

    def line(self, words: Words) -> str:
        """Place and sentence."""
        place = place_of(self.file, self.sheet, words)
        severity = words(f"imports.severity.{self.severity}")
        return words("imports.report.file", place=place, severity=severity, sentence=self.sentence(words))


def _unit_names(codes: str, words: Words) -> str:
    """Names of units whose codes are separated by commas."""
    is_chinese = getattr(words, "is_chinese", True)
    units = [UNIT_BY_CODE[code] for code in codes.split(",") if code in UNIT_BY_CODE]
    return "、".join(unit.zh for unit in units) if is_chinese else ", ".join(unit.en for unit in units)


def place_of(file: str, sheet: str, words: Words) -> str:
    """A file, with its worksheet if it has one."""
    return words("imports.report.sheet", file=file, sheet=sheet) if sheet else file


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The whole of one import.

    ``started_at`` and ``finished_at`` are ISO 8601 instants with their offset. ``issues`` holds the first row issues,
    ``issues_total`` counts them all. ``already`` names the earlier batch that brought the very same bytes.
    ``left_out_personal`` counts cells of personal columns that were skipped unread.
    """

    batch_id: str
    started_at: str
    finished_at: str
    dry_run: bool = False
    already: str | None = None
    files: tuple[str, ...] = ()
    tables: tuple[TableCount, ...] = ()
    issues: tuple[RowIssue, ...] = ()
    issues_total: int = 0
    file_issues: tuple[FileIssueLine, ...] = ()
    left_out_personal: int = 0
    rows: int = 0

    @property
    def seconds(self) -> float:
        """How long the import took, never below 0."""
        span = datetime.fromisoformat(self.finished_at) - datetime.fromisoformat(self.started_at)
        return max(0.0, span.total_seconds())

    @property
    def refused(self) -> bool:
        """Whether a file-level error, or the absence of any data, kept everything out."""
        return not self.files or any(issue.severity == "error" for issue in self.file_issues)

    def to_json(self) -> dict[str, Any]:
        """The report as values that JSON can hold."""
        return {**asdict(self), "seconds": self.seconds}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "ImportReport":
        """The report that ``to_json`` made."""
        rest = {name: value for name, value in plain.items() if name != "seconds"}
        return cls(
            **{
                **rest,
                "files": tuple(plain["files"]),
                "tables": tuple(TableCount(**table) for table in plain["tables"]),
                "issues": tuple(RowIssue(**issue) for issue in plain["issues"]),
                "file_issues": tuple(FileIssueLine(**issue) for issue in plain["file_issues"]),
            }
        )

    def to_text(self, words: Words) -> str:
        """The report as lines for the command line."""
        lines = [words(self._headline(), batch=self.batch_id, rows=self.rows, seconds=f"{self.seconds:.1f}")]
        if self.already:
            lines.append(words("imports.report.already", batch=self.already))
        if self.files:
            lines.append(words("imports.report.files", count=len(self.files)))
        lines += [table.line(words) for table in self.tables]
        if self.left_out_personal:
            lines.append(words("imports.report.left_out", count=self.left_out_personal))
        lines += [issue.line(words) for issue in self.file_issues]
        if self.issues_total:
            lines.append(words("imports.report.issues", count=self.issues_total))
            lines += [issue.line(words) for issue in self.issues[:SHOWN_ISSUES]]
        hidden = self.issues_total - min(SHOWN_ISSUES, len(self.issues))
        if hidden > 0:
            lines.append(words("imports.report.more", count=hidden))
        return "\n".join(lines)

    def _headline(self) -> str:
        if self.refused:
            return "imports.report.refused"
        return "imports.report.dry_run" if self.dry_run else "imports.report.done"
