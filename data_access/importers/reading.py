"""One file from its bytes to messages for the parent. Runs in the child process only."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from data_access.importers import archives, workbooks
from data_access.importers.archives import Content
from data_access.importers.finish import Part
from data_access.importers.mapping import SheetProfile
from data_access.importers.model import DATA_ENDINGS, Limits, Severity
from data_access.importers.readers import Source, open_text
from data_access.importers.refusal import Refused
from data_access.importers.sheets import Sheet
from data_access.importers.wire import Writer

BEAT_SECONDS: Final = 1.0
_ENDINGS: Final[Mapping[Content, tuple[str, ...]]] = {
    Content.TEXT: (".csv", ".txt", ".tsv"),
    Content.XLSX: (".xlsx", ".xlsm", ".xltx"),
    Content.XLS: (".xls", ".et"),
    Content.ZIP: (".zip",),
}


@dataclass
class Reader:
    """Reads files and sends what they hold."""

    writer: Writer
    limits: Limits
    profiles: Sequence[SheetProfile]
    scratch: Path
    _last: float = field(default=0.0, init=False)

    def read(self, path: Path, *, name: str, inside: bool = False) -> None:
        """Read one file; what is wrong with it is sent, not raised. `inside` means it came out of an archive."""
        try:
            content = archives.sniff(path)
            if content is Content.ZIP:
                if inside:
                    raise Refused("nested_archive")
                self._read_archive(path, name)
                return
            if not name.lower().endswith(_ENDINGS[content]):
                self._issue(name, None, "ending_differs", "notice", content=content.value)
            if content is Content.TEXT:
                source = open_text(
                    path, block_rows=self.limits.batch_rows, columns=self.limits.columns, beat=self._beat
                )
                self._read_sheet(source, name)
            else:
                self._read_workbook(path, name, content)
        except Refused as refused:
            self._issue(name, None, refused.code, **refused.params)

    def _read_archive(self, path: Path, name: str) -> None:
        read = 0
        for member, unpacked in archives.unpack(path, into=self.scratch, limits=self.limits, beat=self._beat):
            if not member.lower().endswith(DATA_ENDINGS):
                self._issue(f"{name}/{member}", None, "file_skipped", "notice")
                continue
            read += 1
            self.read(unpacked, name=f"{name}/{member}", inside=True)
        if not read:
            raise Refused("empty_file")

    def _read_workbook(self, path: Path, name: str, content: Content) -> None:
        """Read every sheet; a sheet that is no table is only worth a notice when another one is."""
        unknown: list[tuple[str | None, Refused]] = []
        tables = 0
        sheets: Iterator[Source] = workbooks.open_workbook(path, content=content, limits=self.limits)
        for source in sheets:
            try:
                self._read_sheet(source, name)
                tables += 1
            except Refused as refused:
                if refused.code in ("unknown_table", "empty_sheet"):
                    unknown.append((source.sheet, refused))
                else:
                    tables += 1
                    self._issue(name, source.sheet, refused.code, **refused.params)
        for sheet, reason in unknown:
            if tables and reason.code == "empty_sheet":
                continue
            code = "sheet_skipped" if tables else reason.code
            self._issue(name, sheet, code, "notice" if tables else "error", **reason.params)

    def _read_sheet(self, source: Source, name: str) -> None:
        sheet = Sheet(source, hints=(name, source.sheet or ""), profiles=self.profiles)
        personal = sheet.heading.found.personal
        if personal:
            self._issue(name, source.sheet, "personal_left_out", "notice", columns="、".join(personal))
        merged = [area for last_row, area in source.merged if last_row > sheet.heading.row]
        if merged:
            self._issue(name, source.sheet, "merged_cells", "notice", ranges="、".join(merged[:5]), count=len(merged))
        rows, life = 0, False
        for part in sheet.parts():
            rows += 0 if life else part.read  # a ledger's events come from rows already counted
            life = part.replaces_events
            self._send(part, name, source.sheet)
            self._progress(source, name, rows)
        if not rows:
            self._issue(name, source.sheet, "no_rows", "notice")

    def _send(self, part: Part, name: str, sheet: str | None) -> None:
        header = {
            "table": part.table,
            "file": name,
            "sheet": sheet,
            "read": part.read,
            "left_out": part.left_out,
            "replaces_events": part.replaces_events,
        }
        columns = {**part.checked.values, "row": part.checked.rows}
        self.writer.send_batch(header, columns=columns, keep=part.checked.keep, issues=part.checked.issues)

    def _progress(self, source: Source, name: str, rows: int) -> None:
        self.writer.send(
            {
                "kind": "progress",
                "file": name,
                "sheet": source.sheet,
                "rows": rows,
                "done": source.position(),
                "total": source.total,
            }
        )

    def _issue(
        self, name: str, sheet: str | None, code: str, severity: Severity = "error", /, **params: str | int
    ) -> None:
        self.writer.send(
            {
                "kind": "issue",
                "file": name,
                "sheet": sheet,
                "code": code,
                "params": params,
                "severity": severity,
            }
        )

    def _beat(self) -> None:
        """Tell the parent, at most once a second, that work goes on."""
        now = time.monotonic()
        if now - self._last >= BEAT_SECONDS:
            self._last = now
            self.writer.send({"kind": "beat"})
