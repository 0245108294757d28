"""Importing files: exchange tables, the 办件台账, small tables of our own, and foreign sheets through a profile.

`parse` turns files into checked batches of canonical rows; it never touches the database.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from data_access.importers.model import (
    MISSING,
    MISSING_AT,
    MISSING_DAY,
    Batch,
    FileIssue,
    Limits,
    Progress,
)

__all__ = ["MISSING", "MISSING_AT", "MISSING_DAY", "Batch", "FileIssue", "Limits", "Progress", "parse"]


def parse(
    paths: Sequence[Path], *, profile: Path | None = None, limits: Limits | None = None
) -> Iterator[Batch | FileIssue | Progress]:
    """Read files, folders and archives into checked batches of canonical rows.

    A child process touches the bytes; closing the generator ends it.

    Args:
        paths: files or folders; folders are read recursively in the order of their names.
        profile: a TOML mapping profile for foreign sheets.
        limits: what one file may ask for; by default what an upload may (`Limits()`).

    Yields:
        Batches in the order of the files, issues of whole files or sheets, and progress. A ledger gives a batch of
        cases with `replaces_events` and at once the batch of their events.
    """
    # Imported here because the child imports this package too and must start without pandas and pydantic.
    from data_access.importers.supervisor import supervise

    return supervise(paths, profile=profile, limits=limits or Limits())
