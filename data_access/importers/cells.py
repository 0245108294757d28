"""Workbook cells of one column as text: codes typed as numbers without `.0`, dates in one layout."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from data_access.importers.validate import DOUBTFUL

_INTEGRAL: Final = 1e18


def to_texts(cells: Sequence[Any]) -> tuple[list[str], npt.NDArray[np.float64] | None]:
    """Return the texts, and the magnitudes of numeric cells when any of them has 16 digits or more."""
    kinds = set(map(type, cells))
    if kinds <= {str}:
        return list(cells), None
    texts: list[str] = [""] * len(cells)
    numbers: npt.NDArray[np.float64] | None = None
    types = np.fromiter(map(id, map(type, cells)), dtype=np.int64, count=len(cells))
    for kind in kinds:
        which = np.flatnonzero(types == id(kind))
        chosen = [cells[index] for index in which.tolist()]
        written, sizes = _write(kind, chosen)
        for index, text in zip(which.tolist(), written, strict=True):
            texts[index] = text
        if sizes is not None and (sizes >= DOUBTFUL).any():
            numbers = np.zeros(len(cells)) if numbers is None else numbers
            numbers[which] = sizes
    return texts, numbers


def _write(kind: type, cells: list[Any]) -> tuple[list[str], npt.NDArray[np.float64] | None]:
    """Return the texts of cells that are all of one type."""
    if kind is str:
        return cells, None
    if kind is bool:
        return ["TRUE" if cell else "FALSE" for cell in cells], None
    if kind in (int, float):
        return _write_numbers(cells)
    if issubclass(kind, datetime):
        moments = np.array(cells, dtype="M8[us]") + np.timedelta64(500_000, "us")
        return [text.replace("T", " ") for text in np.datetime_as_string(moments.astype("M8[s]")).tolist()], None
    if issubclass(kind, date):
        return [cell.isoformat() for cell in cells], None
    return [str(cell) for cell in cells], None


def _write_numbers(cells: list[Any]) -> tuple[list[str], npt.NDArray[np.float64]]:
    values = np.array(cells, dtype=np.float64)
    sizes = np.abs(values)
    if bool((values == np.floor(values)).all()) and bool((sizes < _INTEGRAL).all()):
        return list(map(str, values.astype(np.int64).tolist())), sizes
    return [str(int(v)) if v.is_integer() and abs(v) < _INTEGRAL else repr(v) for v in values.tolist()], sizes
