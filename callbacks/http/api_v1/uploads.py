"""Files that arrive over the network: kept for the length of one import, under a name of ours, then gone."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import request
from werkzeug.datastructures import FileStorage

from dashboard.errors import BadRequest

LONGEST_NAME = 120
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')


def shown_name(name: str) -> str:
    """The last part of the name that a browser gave, without what no file system likes; reports show it."""
    last = _UNSAFE.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip(". ")
    while len(last.encode()) > LONGEST_NAME:
        stem, dot, suffix = last.rpartition(".")
        last = f"{stem[:-1]}{dot}{suffix}" if stem else last[1:]
    return last or "file"


@contextmanager
def received_files() -> Iterator[tuple[list[Path], Path | None]]:
    """The files of the field ``files``, and the mapping ``profile`` if any. Raises ``BadRequest`` without files."""
    files = [file for file in request.files.getlist("files") if file.filename]
    if not files:
        raise BadRequest("errors.upload_missing")
    profile = request.files.get("profile")
    with tempfile.TemporaryDirectory(prefix="duban-upload-") as folder:
        paths = [_keep(file, Path(folder) / str(number)) for number, file in enumerate(files)]
        yield paths, _keep(profile, Path(folder) / "profile") if profile and profile.filename else None


def _keep(file: FileStorage, folder: Path) -> Path:
    folder.mkdir()
    path = folder / shown_name(file.filename or "")
    file.save(path)
    return path
