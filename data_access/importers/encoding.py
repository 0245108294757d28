"""Which encoding a text file is in: UTF-8 strictly, then GB18030, and a look whether that makes sense.

UTF-8 bytes read as GB18030 nearly always "succeed" as garbage, so a file that is UTF-8 but for a few broken lines
must be refused, not guessed.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path
from typing import Final

from data_access.importers.refusal import Refused

_CHUNK: Final = 1 << 20
_SAMPLE_LINES: Final = 2_000
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def detect(path: Path, *, beat: Callable[[], None] = lambda: None) -> str:
    """Return the Python name of the encoding.

    Raises:
        Refused: `bad_encoding` with the first line that fits neither encoding.
    """
    with path.open("rb") as stream:
        head = stream.read(_CHUNK)
    for mark, name in _MARKS:
        if head.startswith(mark):
            _insist(path, name, beat)
            return name
    if _broken_at(path, "utf-8", beat) is None:
        return "gb18030" if _looks_like_gb18030(head) else "utf-8"
    mixed = _utf8_share(head)
    if mixed > 0.2:
        raise Refused("mixed_encoding", line=_line(path, "utf-8"))
    _insist(path, "gb18030", beat)
    return "gb18030"


def _insist(path: Path, name: str, beat: Callable[[], None]) -> None:
    if _broken_at(path, name, beat) is not None:
        raise Refused("bad_encoding", line=_line(path, name))


def _broken_at(path: Path, name: str, beat: Callable[[], None]) -> int | None:
    """Return the offset of the megabyte that cannot be decoded, or None when the whole file can."""
    decoder = codecs.getincrementaldecoder(name)("strict")
    offset = 0
    with path.open("rb") as stream:
        while piece := stream.read(_CHUNK):
            beat()
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                return offset
            offset += len(piece)
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return offset
    return None


def _line(path: Path, name: str) -> int:
    """Return the number of the first line that cannot be decoded."""
    if name.startswith("utf-16"):
        return 1
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                line.decode(name)
            except UnicodeDecodeError:
                return number
    return 1


def _utf8_share(head: bytes) -> float:
    """Return the share of non-ASCII lines that are valid UTF-8 with Chinese characters in them."""
    lines = [line for line in head.split(b"\n")[:-1][:_SAMPLE_LINES] if not line.isascii()]
    valid = 0
    for line in lines:
        try:
            valid += any(char >= "\u2e80" for char in line.decode("utf-8"))
        except UnicodeDecodeError:
            continue
    return valid / len(lines) if lines else 0.0


def _looks_like_gb18030(head: bytes) -> bool:
    """Tell whether bytes that happen to be valid UTF-8 hold no Chinese as UTF-8 but only Chinese as GB18030."""
    sample = head[: head.rfind(b"\n") + 1] or head
    if sample.isascii():
        return False
    try:
        as_utf8 = {char for char in set(sample.decode("utf-8")) if not char.isascii()}
        as_gb = {char for char in set(sample.decode("gb18030")) if not char.isascii()}
    except UnicodeDecodeError:
        return False
    return all(char < "\u0800" for char in as_utf8) and all("\u3000" <= char <= "\uffef" for char in as_gb)
