"""Starts the child that reads files, passes on what it sends, and turns its death into a sentence.

The parent holds one batch at a time: the child writes into a pipe and waits while the parent is busy.
"""

from __future__ import annotations

import json
import logging
import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from data_access.importers.frames import to_batch
from data_access.importers.mapping import SheetProfile
from data_access.importers.model import DATA_ENDINGS, MEGABYTE, MEMORY_EXIT, Batch, FileIssue, Limits, Progress
from data_access.importers.profiles import load_profile, to_plain
from data_access.importers.refusal import Refused
from data_access.importers.wire import Message, receive

log = logging.getLogger(__name__)

ROOT: Final = Path(__file__).resolve().parents[2]
_COMMAND: Final = (sys.executable, "-m", "data_access.importers.child")
_PASSED_ON: Final = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR", "VIRTUAL_ENV", "PYTHONHOME")
_OURS: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2", "PYTHONUTF8": "1"}
_DEATHS: Final = {
    -signal.SIGXCPU: "too_slow",
    -signal.SIGABRT: "too_much_memory",
    -signal.SIGKILL: "reader_killed",
    MEMORY_EXIT: "too_much_memory",
}
_SKIPPED: Final = (".", "~$")

Given = tuple[Path, str]


class _Silent(Exception):
    """The child has said nothing for too long."""


def supervise(paths: Sequence[Path], *, profile: Path | None, limits: Limits) -> Iterator[Batch | FileIssue | Progress]:
    """Do what `data_access.importers.parse` promises."""
    try:
        profiles = load_profile(profile) if profile else []
    except Refused as refused:
        yield FileIssue(file=profile.name if profile else "", sheet=None, code=refused.code, params=refused.params)
        return
    pending: list[Given] = []
    for found in _listed(paths, limits):
        if isinstance(found, FileIssue):
            yield found
        else:
            pending.append(found)
    while pending:
        with TemporaryDirectory(prefix="import-") as scratch:
            child = Child(pending, profiles=profiles, limits=limits, scratch=Path(scratch))
            try:
                yield from child.results()
            finally:
                child.stop()
        pending = pending[child.finished :]


def _listed(paths: Sequence[Path], limits: Limits) -> Iterator[Given | FileIssue]:
    """Yield the files to read with the names to show, or what is wrong with a path."""
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.is_file() and not file.is_symlink())
            shown = [(file, file.relative_to(path)) for file in inside]
            visible = [(file, name) for file, name in shown if not any(p.startswith(_SKIPPED) for p in name.parts)]
            if not visible:
                yield FileIssue(file=path.name, sheet=None, code="empty_folder")
            for file, name in visible:
                if file.suffix.lower() in DATA_ENDINGS:
                    yield _sized(file, name.as_posix(), limits)
                else:
                    yield FileIssue(file=name.as_posix(), sheet=None, code="file_skipped", severity="notice")
        elif path.is_file():
            yield _sized(path, path.name, limits)
        else:
            yield FileIssue(file=path.name, sheet=None, code="not_found")


def _sized(path: Path, name: str, limits: Limits) -> Given | FileIssue:
    size = path.stat().st_size
    if limits.raw_bytes is not None and size > limits.raw_bytes:
        params = {"size": -(-size // MEGABYTE), "limit": limits.raw_bytes // MEGABYTE}
        return FileIssue(file=name, sheet=None, code="too_large", params=params)
    return path.resolve(), name


class Child:
    """One running child process."""

    def __init__(self, files: Sequence[Given], *, profiles: list[SheetProfile], limits: Limits, scratch: Path) -> None:
        self.finished = 0
        self._files, self._limits, self._errors = files, limits, scratch / "errors.txt"
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ} | _OURS
        with self._errors.open("wb") as errors:
            self.process = subprocess.Popen(
                _COMMAND,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=ROOT,
                env=environment,
            )
        assert self.process.stdin is not None and self.process.stdout is not None
        self._output = self.process.stdout.fileno()
        os.set_blocking(self._output, False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._output, selectors.EVENT_READ)
        request = {
            "files": [[str(path), name] for path, name in files],
            "profiles": to_plain(profiles),
            "limits": asdict(limits),
            "scratch": str(scratch),
        }
        try:
            self.process.stdin.write(json.dumps(request).encode())
            self.process.stdin.close()
        except BrokenPipeError:
            log.error("the importer's child ended before it took its request")

    def results(self) -> Iterator[Batch | FileIssue | Progress]:
        """Yield what the child sends until it ends; a death becomes an issue of the file it was reading."""
        try:
            while self.finished < len(self._files):
                message = receive(self._read)
                header = message.header
                if header["kind"] == "batch":
                    yield to_batch(message)
                elif header["kind"] == "end":
                    self.finished = int(header["index"]) + 1
                else:
                    yield from _small(message)
        except EOFError:
            yield self._death(_DEATHS.get(self.process.wait(), "reader_failed"))
        except _Silent:
            yield self._death("too_slow")
        except (ValueError, KeyError):
            log.exception("the importer's child sent something else than a message")
            yield self._death("reader_failed")

    def _death(self, code: str) -> FileIssue:
        """Note that the file being read cannot be finished and go on with the next one."""
        self.stop()
        said = self._errors.read_bytes()[-4_000:].decode("utf-8", "replace")
        log.error("the importer's child ended with %s (%s): %s", self.process.returncode, code, said)
        name = self._files[self.finished][1]
        self.finished += 1
        return FileIssue(file=name, sheet=None, code=code)

    def _read(self, size: int) -> bytearray:
        """Return exactly `size` bytes of the child's output."""
        data = bytearray(size)
        view, got = memoryview(data), 0
        while got < size:
            if not self._selector.select(self._limits.silent_seconds):
                raise _Silent
            count = os.readv(self._output, [view[got:]])
            if not count:
                raise EOFError
            got += count
        return data

    def stop(self) -> None:
        """End the process if it still runs, and free what belongs to it."""
        if self.process.poll() is None and self.finished < len(self._files):
            self.process.kill()
        self.process.wait()
        self._selector.close()
        if self.process.stdout is not None:
            self.process.stdout.close()


def _small(message: Message) -> Iterator[FileIssue | Progress]:
    header = message.header
    if header["kind"] == "issue":
        yield FileIssue(
            file=header["file"],
            sheet=header["sheet"],
            code=header["code"],
            params=header["params"],
            severity=header["severity"],
        )
    elif header["kind"] == "progress":
        yield Progress(**{name: header[name] for name in ("file", "sheet", "rows", "done", "total")})
