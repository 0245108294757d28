"""Messages from the child to the parent: a JSON header and raw blocks, never pickles, because the child has read
bytes of unknown origin.

A message is: length of the header (4 bytes), the header, then the blocks one after another with the lengths that
the header gives under `sizes`. A column of numbers is one block; a column of text is one block of its values with a
NUL after each; a column that repeats itself is such a block of distinct values and a block of int32 codes.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

import numpy as np
import numpy.typing as npt

from data_access.importers.columns import SEPARATOR, Mask, TextColumn, encode
from data_access.importers.validate import Issues, Values

LENGTH: Final = struct.Struct("<I")
MAX_HEADER: Final = 8 << 20
MAX_BLOCKS: Final = 1 << 30
DTYPES: Final[Mapping[str, npt.DTypeLike]] = {
    "int64": np.int64,
    "int32": np.int32,
    "int16": np.int16,
    "float64": np.float64,
    "bool": np.bool_,
}


@dataclass(frozen=True)
class Message:
    """One message as received: the header and the bytes of its blocks."""

    header: dict[str, Any]
    blocks: list[memoryview]


class Writer:
    """Writes messages to the parent. Writing blocks while the parent is busy: that is the back-pressure."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def send(self, header: Mapping[str, Any], blocks: Sequence[bytes | memoryview] = ()) -> None:
        """Send one message."""
        sizes = [len(block) for block in blocks]
        text = json.dumps({**header, "sizes": sizes}, ensure_ascii=False).encode()
        self._stream.write(LENGTH.pack(len(text)))
        self._stream.write(text)
        for block in blocks:
            self._stream.write(block)
        self._stream.flush()

    def send_batch(
        self, header: Mapping[str, Any], *, columns: Mapping[str, Values], keep: Mask, issues: Issues
    ) -> None:
        """Send the rows of `columns` where `keep` is true, with the issues."""
        blocks: list[bytes | memoryview] = []
        described = [_describe(name, values, keep, blocks) for name, values in columns.items()]
        found = _describe_issues(issues, blocks)
        self.send({**header, "kind": "batch", "columns": described, "issues": found}, blocks)


def _describe(name: str, values: Values, keep: Mask, blocks: list[bytes | memoryview]) -> dict[str, Any]:
    """Append the blocks of one column and return its entry in the header."""
    if not isinstance(values, TextColumn):
        kept = np.ascontiguousarray(values if keep.all() else values[keep])
        blocks.append(kept.tobytes())
        return {"name": name, "form": str(kept.dtype)}
    kept_text = values.take(keep)
    coded = encode(kept_text.values)
    if coded is None:
        blocks.append(kept_text.joined)
        return {"name": name, "form": "text"}
    distinct, codes = coded
    blocks.append(TextColumn(distinct).joined)
    blocks.append(codes.tobytes())
    return {"name": name, "form": "coded"}


def _describe_issues(issues: Issues, blocks: list[bytes | memoryview]) -> list[dict[str, Any]]:
    """Append the blocks of the issues, one group a finding, and return the groups' entries in the header."""
    described = []
    for rows, column, code, severity, texts in zip(
        issues.rows, issues.columns, issues.codes, issues.severities, issues.values, strict=True
    ):
        blocks.append(rows.astype(np.int64).tobytes())
        blocks.append(TextColumn(texts).joined)
        described.append({"column": column, "code": code, "severity": severity})
    return described


def receive(read: Callable[[int], bytearray]) -> Message:
    """Read one message; `read` returns exactly the number of bytes asked for or raises EOFError.

    Raises:
        ValueError: the message is not one that `Writer` makes.
    """
    (length,) = LENGTH.unpack(read(LENGTH.size))
    if length > MAX_HEADER:
        raise ValueError("header too long")
    header = json.loads(bytes(read(length)))
    if not isinstance(header, dict) or not isinstance(header.get("sizes"), list):
        raise ValueError("not a message")
    sizes = [int(size) for size in header["sizes"]]
    if any(size < 0 for size in sizes) or sum(sizes) > MAX_BLOCKS:
        raise ValueError("blocks too long")
    return Message(header=header, blocks=[memoryview(read(size)) for size in sizes])


def split_text(block: memoryview) -> list[str]:
    """Return the values of a text block."""
    values = str(block, "utf-8").split(SEPARATOR)
    values.pop()
    return values
