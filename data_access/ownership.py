"""Whose the rows of an import are: every case and project it touches, as they were before and as they are after."""

from collections import Counter
from collections.abc import Iterable
from pathlib import PurePath

import pandas as pd
from sqlalchemy import Connection, select

from dashboard.permissions import Scope
from data_access.bulk import fetch_frame, key_in
from data_access.dimensions import Places
from data_access.importers import FileIssue
from data_access.schema import approval_case, approval_event, approval_fact, document, project, special

NOBODY = ""
"""Unit of rows that nobody can place: events before their case, for one."""
CASE_TABLES = frozenset({"case", "event", "special", "document"})
OPEN_CATALOGUE = frozenset({"workflow", "stage", "stage_item", "item"})
"""Catalogues that everybody reads: whoever repeats them unchanged changes and learns nothing."""
MANY = 400_000
"""Beyond this many cases an import is the whole city's; whose they are is not asked one by one."""
_CASE = ("case_key", "project_key", "department_code", "unit_code")

Units = dict[str, str]


def case_units(conn: Connection, keys: list[str]) -> Units:
    """Unit of each known case by its newest valid version (or its newest, when none is valid any more).

    ``NOBODY`` for what is delivered of a case that no row has brought yet; a key nobody knows is left out.
    """
    newest = (
        select(*(approval_case.c[name] for name in _CASE))
        .where(key_in(conn, approval_case.c.case_key, keys))
        .order_by(approval_case.c.valid, approval_case.c.lsh)
    )
    cases = fetch_frame(conn, newest).drop_duplicates("case_key", keep="last").reset_index(drop=True)
    units: Units = dict.fromkeys(_known_elsewhere(conn, keys), NOBODY)
    if len(cases):
        units |= dict(zip(cases["case_key"].tolist(), Places(conn).units(cases)[0].tolist(), strict=True))
    return units


def _known_elsewhere(conn: Connection, keys: list[str]) -> Iterable[str]:
    for table in (approval_event, special, document):
        known = key_in(conn, table.c.case_key, keys)
        yield from conn.execute(select(table.c.case_key).where(known).distinct()).scalars()


def project_units(conn: Connection, keys: list[str]) -> Units:
    """Unit of each known project: its place, its zone, or the city's own level."""
    known = conn.execute(select(project.c.project_key).where(key_in(conn, project.c.project_key, keys)).distinct())
    listed = pd.DataFrame({"project_key": sorted(known.scalars())}, dtype="str")
    if listed.empty:
        return {}
    units = Places(conn).units(listed.assign(unit_code="", department_code=""))[0]
    return dict(zip(listed["project_key"].tolist(), units.tolist(), strict=True))


def cases_of(conn: Connection, projects: list[str]) -> dict[str, str]:
    """Project of each case that any version puts into one of these projects."""
    same = key_in(conn, approval_case.c.project_key, projects)
    return dict(conn.execute(select(approval_case.c.case_key, approval_case.c.project_key).where(same)).all())


class Delivery:
    """What an import has brought so far, and what of it is not the importer's to bring.

    ``note`` looks at rows before they are written; ``settle`` looks again after all of them were.
    """

    def __init__(self, conn: Connection, scope: Scope) -> None:
        self._conn = conn
        self._scope = scope
        self._cases: set[str] = set()
        self._projects: set[str] = set()
        self._foreign: dict[str, set[str]] = {"case": set(), "project": set()}
        self._rows: Counter[tuple[str, str, str]] = Counter()
        self._shared: dict[str, str] = {}
        self._too_many = False
        self.is_placed = True

    @property
    def is_limited(self) -> bool:
        """Whether the importer may bring data of some units only."""
        return self._scope.units is not None

    def note(self, table: str, rows: pd.DataFrame, *, file: str) -> None:
        """Take down rows that are about to be written, and whose they touch now."""
        if rows.empty:
            return
        kind = "case" if table in CASE_TABLES else "project" if table == "project" else ""
        if not kind:
            self.is_placed &= table in OPEN_CATALOGUE
            if table not in OPEN_CATALOGUE:
                self._shared.setdefault(table, file)
            return
        if self._too_many:
            return
        seen = self._cases if kind == "case" else self._projects
        counts = rows[f"{kind}_key"].value_counts()
        fresh = [key for key in map(str, counts.index) if key not in seen]
        seen.update(fresh)
        if self.is_limited:
            self._rows.update({(kind, str(key), file): int(count) for key, count in counts.items()})
            self._compare(kind, fresh)
        self._too_many = not self.is_limited and len(seen) > MANY

    def note_changes(self, table: str, changes: int, *, file: str) -> None:
        """Take down how many rows of a catalogue an import has changed."""
        if changes and table in OPEN_CATALOGUE:
            self._shared.setdefault(table, file)

    def _compare(self, kind: str, keys: list[str]) -> None:
        """Mark what belongs to others as the tables are now."""
        if kind == "case":
            self._mark("case", case_units(self._conn, keys))
            return
        self._mark("project", project_units(self._conn, keys))
        cases = cases_of(self._conn, keys)
        units = case_units(self._conn, sorted(cases))
        self._foreign["project"].update(cases[key] for key, unit in units.items() if not self._is_mine(unit))

    def _mark(self, kind: str, units: Units) -> None:
        self._foreign[kind].update(key for key, unit in units.items() if not self._is_mine(unit))

    def _is_mine(self, unit: str) -> bool:
        return self._scope.units is None or unit in self._scope.units

    def settle(self) -> list[FileIssue]:
        """After everything is written: why the import is refused, nothing when all of it is the importer's."""
        if not self.is_limited:
            return []
        for kind, keys in (("case", self._cases), ("project", self._projects)):
            self._compare(kind, sorted(keys))
        foreign = {at: count for at, count in self._rows.items() if at[1] in self._foreign[at[0]]}
        lines = [
            FileIssue(file=file, sheet=None, code="outside_catalogue", params={"table": table})
            for table, file in self._shared.items()
        ]
        if foreign:
            own = ",".join(sorted(self._scope.units or ()))
            files = sorted({PurePath(file).name for _, _, file in foreign})
            params: dict[str, str | int] = {"rows": sum(foreign.values()), "units": own}
            lines.insert(0, FileIssue(file="、".join(files[:3]), sheet=None, code="outside_scope", params=params))
        return lines

    def units(self) -> frozenset[str]:
        """Units whose data the import brought, ``NOBODY`` among them when there may be others.

        What a limited importer brings is for whoever sees all the importer's units: also the rows that were left out.
        """
        if self._scope.units is not None:
            return self._scope.units
        if self._too_many:
            return frozenset({NOBODY})
        keys = sorted(self._cases)
        wanted = key_in(self._conn, approval_fact.c.case_key, keys)
        facts = fetch_frame(self._conn, select(approval_fact.c.case_key, approval_fact.c.unit).where(wanted))
        rest = sorted(self._cases.difference(facts["case_key"].tolist()))
        units = case_units(self._conn, rest) if rest else {}
        placed = {*facts["unit"].tolist(), *units.values(), *project_units(self._conn, sorted(self._projects)).values()}
        return frozenset(map(str, placed if self.is_placed else {*placed, NOBODY}))
