"""One column of text as Python strings and as one block of bytes, so that checks run over bytes in numpy.

Frames and Arrow are kept out of the child: joining, splitting and hashing whole lists of `str` run in C, and a
fixed layout such as a timestamp is read from a matrix of bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

SEPARATOR: Final = "\0"
_BLANK: Final = np.zeros(256, dtype=bool)
_BLANK[:0x21] = True  # ASCII controls and space
_EDGE: Final = _BLANK.copy()
_EDGE[[0x80, 0xA0, 0xBF, 0xC2, 0xE2, 0xE3, 0xEF]] = True  # bytes at the edge of U+3000, U+00A0, U+2000…, U+FEFF
_STRIPPED: Final = "".join(map(chr, range(0x21))) + "\u00a0\u3000\ufeff\u200b\u2002\u2003\u2009"


@dataclass(frozen=True)
class TextColumn:
    """Trimmed values of one column. Build it with `trimmed`."""

    values: Sequence[str]

    @cached_property
    def joined(self) -> bytes:
        """The UTF-8 bytes of all values with a NUL after each."""
        return (SEPARATOR.join(self.values) + SEPARATOR).encode() if self.values else b""

    @cached_property
    def block(self) -> Bytes:
        return np.frombuffer(self.joined, dtype=np.uint8)

    @cached_property
    def ends(self) -> Ints:
        """Position of the separator after each value."""
        return np.flatnonzero(self.block == 0).astype(np.int64)

    @cached_property
    def starts(self) -> Ints:
        starts = np.empty_like(self.ends)
        if starts.size:
            starts[0] = 0
            np.add(self.ends[:-1], 1, out=starts[1:])
        return starts

    @cached_property
    def lengths(self) -> Ints:
        """Length of each value in bytes."""
        return self.ends - self.starts

    @cached_property
    def empty(self) -> Mask:
        return np.equal(self.lengths, 0)

    def matrix(self, which: Ints, *, width: int) -> Bytes:
        """Return the bytes of the values `which`, all `width` long, as a (rows, width) matrix."""
        if which.size == len(self.values) and self.block.size == which.size * (width + 1):
            return self.block.reshape(-1, width + 1)[:, :width]
        return np.take(self.block, self.starts[which][:, None] + np.arange(width))

    def take(self, keep: Mask) -> TextColumn:
        """Return the values where `keep` is true."""
        if keep.all():
            return self
        return TextColumn([self.values[i] for i in np.flatnonzero(keep).tolist()])


def trimmed(values: Sequence[str]) -> tuple[TextColumn, Mask]:
    """Return the column without spaces at either edge, and the mask of values that held a NUL (emptied).

    Full-width and no-break spaces and byte order marks count as spaces. Inner characters are left alone.
    """
    column = TextColumn(values)
    broken = np.zeros(len(values), dtype=bool)
    if column.ends.size != len(values):
        broken = np.fromiter((SEPARATOR in value for value in values), dtype=bool, count=len(values))
        column = TextColumn(["" if bad else value for value, bad in zip(values, broken, strict=True)])
    if not len(values):
        return column, broken
    padded = np.append(column.block, np.uint8(0x61))
    edges = (_EDGE[padded[column.starts]] | _EDGE[padded[column.ends - 1]]) & ~column.empty
    touched = np.flatnonzero(edges)
    if touched.size == 0:
        return column, broken
    cleaned = list(column.values)
    for index in touched:
        cleaned[index] = cleaned[index].strip(_STRIPPED)
    return TextColumn(cleaned), broken


def by_distinct(
    values: Sequence[str], parse: Callable[[str], Any], *, dtype: npt.DTypeLike
) -> tuple[npt.NDArray[Any], npt.NDArray[np.int8]]:
    """Apply `parse` (text → value, status) once to every distinct text and spread the answers over the rows."""
    if _is_constant(values):
        value, state = parse(values[0])
        return np.full(len(values), value, dtype=dtype), np.full(len(values), state, dtype=np.int8)
    distinct = list(dict.fromkeys(values))
    answers = [parse(text) for text in distinct]
    codes = _codes(values, distinct)
    found = np.array([answer[0] for answer in answers], dtype=dtype)
    status = np.array([answer[1] for answer in answers], dtype=np.int8)
    return found[codes], status[codes]


def _codes(values: Sequence[str], distinct: Sequence[str]) -> npt.NDArray[np.int32]:
    """Return the place of each value among the distinct ones."""
    places = dict(zip(distinct, range(len(distinct)), strict=True))
    return np.fromiter(map(places.__getitem__, values), dtype=np.int32, count=len(values))


def encode(values: Sequence[str]) -> tuple[list[str], npt.NDArray[np.int32]] | None:
    """Return (distinct values, codes) of a column that repeats itself, or None where coding would not pay."""
    count = len(values)
    if _is_constant(values):
        return [values[0]], np.zeros(count, dtype=np.int32)
    sample = values[:2_000]
    if count and len(set(sample)) > max(50, len(sample) // 4):
        return None
    distinct = list(dict.fromkeys(values))
    if len(distinct) > max(50, count // 2):
        return None
    return distinct, _codes(values, distinct)


def _is_constant(values: Sequence[str]) -> bool:
    """Tell quickly whether all values are the same text."""
    return bool(values) and values[0] == values[-1] and values.count(values[0]) == len(values)
