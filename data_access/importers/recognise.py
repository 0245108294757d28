"""Which canonical table a sheet is, told by its headings; the file name only settles what headings cannot."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from data_access.importers.tables import COMMON, PERSONAL, Table
from data_access.importers.tables_own import TABLES

ENOUGH: Final = 0.6
_DROPPED: Final = str.maketrans("", "", "\ufeff\u200b*'\"`[]")


@cache
def fold(heading: str) -> str:
    """Return the form in which headings are compared: half width, upper case, no spaces, no asterisk."""
    folded = unicodedata.normalize("NFKC", heading).upper().translate(_DROPPED)
    return "".join(folded.split()).removesuffix("(必填)")


PERSONAL_FOLDED: Final = frozenset(map(fold, PERSONAL))


@dataclass(frozen=True, kw_only=True)
class Recognised:
    """A sheet understood as one table.

    Attributes:
        table: the canonical table.
        places: position in the file of each field that was found, by index into `table.fields`.
        missing: standard headings of required columns that the file does not have.
        twice: the file's own headings that name one field a second time.
        personal: the file's own headings of personal columns, skipped unread.
    """

    table: Table
    places: Mapping[int, int]
    missing: tuple[str, ...]
    twice: tuple[str, ...]
    personal: tuple[str, ...]


def recognise(headings: Sequence[str], *, hints: Sequence[str] = (), only: str | None = None) -> Recognised | None:
    """Tell which table the headings belong to, or None.

    Args:
        headings: the cells of the heading row.
        hints: file and sheet name, used when two tables fit equally well or a required column is missing.
        only: canonical table that a profile has already named.
    """
    folded = [fold(heading) for heading in headings]
    tables = [TABLES[only]] if only else list(TABLES.values())
    scored = [(_score(table, folded, hints), index) for index, table in enumerate(tables)]
    best, index = max(scored, key=lambda pair: (pair[0], -pair[1]))
    return match(tables[index], headings) if only or best > (0, 0.0, 0.0) else None


def match(table: Table, headings: Sequence[str]) -> Recognised:
    """Lay the headings over one table."""
    places: dict[int, int] = {}
    twice: list[str] = []
    known = _positions(table)
    for place, heading in enumerate(headings):
        field = known.get(fold(heading))
        if field is None:
            continue
        if field in places:
            twice.append(heading.strip())
        else:
            places[field] = place
    missing = [field.headings[0] for index, field in enumerate(table.fields) if field.required and index not in places]
    if table.name == "unit_mapping" and not {0, 1} & places.keys():
        missing.insert(0, "project_code")
    personal = tuple(heading.strip() for heading in headings if fold(heading) in PERSONAL_FOLDED)
    return Recognised(table=table, places=places, missing=tuple(missing), twice=tuple(twice), personal=personal)


@cache
def _positions(table: Table) -> dict[str, int]:
    """Return field index by folded heading."""
    return {fold(heading): index for index, field in enumerate(table.fields) for heading in field.headings}


@cache
def _distinctive(name: str) -> frozenset[str]:
    """Return the headings that no other table of the standard has."""
    others: set[str] = set()
    for other in TABLES.values():
        if other.name != name:
            others |= _positions(other).keys() | set(map(fold, other.known))
    return frozenset(_positions(TABLES[name]).keys() - others)


def _score(table: Table, folded: Sequence[str], hints: Sequence[str]) -> tuple[int, float, float]:
    """Grade how well headings fit: (complete or nearly, share of required and of the file, closeness); zeros if not."""
    own = _positions(table)
    known = own.keys() | set(map(fold, table.known)) | set(map(fold, COMMON))
    present = {heading for heading in folded if heading}
    fields = {own[heading] for heading in present if heading in own}
    required = [index for index, field in enumerate(table.fields) if field.required]
    found = sum(index in fields for index in required) / max(1, len(required))
    share = len(present & known) / max(1, len(present))
    special = len(present & _distinctive(table.name))
    named = any(fold(source) == _stem(hint) for source in table.sources for hint in hints)
    complete = found == 1 and _complete(table, fields)
    if complete and (special or named or len(fields) >= 3):
        return 3 if special else 2, special + (0.5 if named else 0.0), share
    if (named and fields) or (special and len(fields) >= 3 and max(found, share) >= ENOUGH):
        return 1, found + special / 10 + (2 if named else 0), share
    return 0, 0.0, 0.0


def _complete(table: Table, fields: set[int]) -> bool:
    return table.name != "unit_mapping" or bool(fields & {0, 1})


def _stem(name: str) -> str:
    """Return a file or sheet name without folders, extension and trailing date or counter, folded."""
    stem = fold(name.replace("\\", "/").rsplit("/", 1)[-1].split(".", 1)[0])
    return stem.rstrip("0123456789_-() ") if not stem.endswith("_V3") else stem
