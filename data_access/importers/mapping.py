"""A mapping profile as the child uses it: plain values that came out of the validated TOML file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import Final

from data_access.importers.recognise import ENOUGH, fold
from data_access.importers.tables import Table
from data_access.importers.tables_own import TABLES

EXTRA_NAMES: Final[dict[str, str]] = {source: name for name, table in TABLES.items() for source in table.sources}


def table_named(name: str) -> Table | None:
    """Return the table of a canonical or standard name."""
    return TABLES.get(EXTRA_NAMES.get(name.strip().upper(), name.strip()))


def field_named(table: Table, name: str) -> int | None:
    """Return the index of the field that a canonical name or a standard heading means, or None."""
    for index, item in enumerate(table.fields):
        if item.headings and (item.name == name.strip() or fold(name) in map(fold, item.headings)):
            return index
    return None


@dataclass(frozen=True, kw_only=True)
class SheetProfile:
    """How one kind of foreign sheet maps to a table; `columns`, `values` and `defaults` name fields by index."""

    table: str
    headings: Sequence[str] = ()
    file: str = ""
    sheet: str = ""
    date_format: str = ""
    columns: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)

    def fits(self, cells: Sequence[str], *, hints: Sequence[str]) -> bool:
        """Tell whether a row of cells is this sheet's heading row; `hints` are the file and the sheet name."""
        names = [*hints, "", ""]
        if self.file and not fnmatch(names[0].rsplit("/", 1)[-1], self.file):
            return False
        if self.sheet and not fnmatch(names[1], self.sheet):
            return False
        present = set(map(fold, cells))
        if self.headings:
            return set(map(fold, self.headings)) <= present
        mapped = set(map(fold, self.columns))
        return bool(mapped) and len(mapped & present) / len(mapped) >= ENOUGH

    def renamed(self, cells: Sequence[str]) -> list[str]:
        """Return the headings with theirs replaced by the standard ones; a heading that is mapped away is blanked."""
        fields = TABLES[self.table].fields
        ours = {fold(theirs): fields[index].headings[0] for theirs, index in self.columns.items()}
        taken = set(map(fold, ours.values()))
        renamed = []
        for cell in cells:
            heading = ours.get(fold(cell))
            renamed.append(heading if heading else "" if fold(cell) in taken else cell)
        return renamed

    def default_fields(self) -> list[int]:
        """Return the indexes of fields that the profile fills."""
        names = [item.name for item in TABLES[self.table].fields]
        return [names.index(name) for name in self.defaults]
