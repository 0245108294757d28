"""Applying an import: delivered rows → raw tables → facts and tallies, in one transaction with its report."""

import hashlib
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Table, delete, func, select, tuple_, update

from data_access.bulk import fetch_frame, insert_frame, is_empty, key_in
from data_access.schema import (
    RAW_TABLES,
    approval_case,
    approval_event,
    approval_fact,
    orphan,
    stage_item,
    unit_mapping,
)

EXCHANGE, LEDGER = "exchange", "ledger"
"""Sources by name: the national exchange tables, and the 办件台账."""
LEDGER_SERIAL = "TZ:"
"""How the serial numbers begin that the ledger reader makes."""
TOUCH_ALL = 400_000
"""Beyond this many touched cases, all cases are derived: reading in key order is then cheaper than by list."""


@dataclass(slots=True)
class Counts:
    """What happened to the rows of one table."""

    read: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    retired: int = 0
    invalid: int = 0
    orphan: int = 0
    duplicate: int = 0
    sentinel: int = 0


@dataclass(slots=True)
class Feed:
    """What one source delivered: rows, and the newest instant inside (0: none)."""

    rows: int = 0
    newest: int = 0


@dataclass(slots=True)
class Touched:
    """Cases whose facts must be derived again. ``everything`` when listing them would be the longer way."""

    cases: set[str] = field(default_factory=set)
    everything: bool = False

    def add(self, keys: "pd.Series | list[str]") -> None:
        """Mark cases."""
        if self.everything:
            return
        self.cases.update(keys if isinstance(keys, list) else keys.unique())
        if len(self.cases) > TOUCH_ALL:
            self.everything, self.cases = True, set()

    def batches(self, size: int) -> Iterator[list[str]]:
        """The listed keys in order."""
        keys = sorted(self.cases)
        for start in range(0, len(keys), size):
            yield keys[start : start + size]


class Seen:
    """Hashes of the keys written so far, in sorted blocks that double in size."""

    def __init__(self) -> None:
        self._blocks: list[np.ndarray] = []

    def holds(self, hashes: np.ndarray) -> np.ndarray:
        """Which hashes have been added."""
        found = np.zeros(len(hashes), dtype=bool)
        for block in self._blocks:
            position = np.minimum(np.searchsorted(block, hashes), len(block) - 1)
            found |= block[position] == hashes
        return found

    def add(self, hashes: np.ndarray) -> None:
        """Add hashes; blocks of like size are merged."""
        if not len(hashes):
            return
        self._blocks.append(np.sort(hashes))
        while len(self._blocks) > 1 and len(self._blocks[-2]) < 2 * len(self._blocks[-1]):
            self._blocks.append(np.sort(np.concatenate([self._blocks.pop(), self._blocks.pop()])))


class Applier:
    """Writes batches of delivered rows; knows which of them are news and which cases they touch."""

    def __init__(self, conn: Connection, *, now: int) -> None:
        self._conn = conn
        self._now = now
        self._seen: dict[str, Seen] = {}
        self._was_empty = {name: is_empty(conn, table.name) for name, table in RAW_TABLES.items()}
        self.counts: dict[str, Counts] = {}
        self.touched = Touched(everything=is_empty(conn, approval_fact.name))
        self.changed = False
        self.feeds: dict[str, Feed] = {}

    def count(self, table: str) -> Counts:
        """The counts of a table, made on first use."""
        return self.counts.setdefault(table, Counts())

    def apply(self, name: str, rows: pd.DataFrame) -> None:
        """Bring valid rows of one canonical table in; equal content changes nothing."""
        counts, table = self.count(name), RAW_TABLES[name]
        key = [column.name for column in table.primary_key]
        rows = self._with_digest(rows, table)
        kept = rows.drop_duplicates(key, keep="last")
        counts.duplicate += len(rows) - len(kept)
        known = self._known(name, table, kept, key)
        is_known = known.notna().to_numpy()
        same = is_known & (known.fillna(0).to_numpy(np.int64) == kept["digest"].to_numpy(np.int64))
        fresh, changed = kept[~is_known], kept[is_known & ~same]
        self._note_feed(name, kept, is_new=~is_known)
        counts.new += len(fresh)
        counts.updated += len(changed)
        if self._was_empty[name]:  # what the table knows already, this very import delivered
            counts.duplicate += int(same.sum())
        else:
            counts.unchanged += int(same.sum())
        counts.retired += int((~kept["valid"]).sum())
        if len(changed):
            self._delete(table, changed, key)
        written = pd.concat([fresh, changed]) if len(changed) else fresh
        if len(written):
            self.changed = True
            # In key order, so that the clustered tree is filled page by page instead of all over.
            insert_frame(self._conn, table, written.sort_values(key))
            self._touch(name, written)

    def _note_feed(self, name: str, rows: pd.DataFrame, *, is_new: np.ndarray) -> None:
        """Remember what each source delivered: ledger rows carry serials of our own making."""
        is_ledger = rows["lsh"].astype(str).str.startswith(LEDGER_SERIAL).to_numpy()
        for feed_name, mask in ((LEDGER, is_ledger), (EXCHANGE, ~is_ledger)):
            if mask.any():
                feed = self.feeds.setdefault(feed_name, Feed())
                feed.rows += int((mask & is_new).sum())
                if name == "event":
                    at = rows["at"].to_numpy(np.int64)[mask]
                    feed.newest = max(feed.newest, int(at[at <= self._now].max(initial=0)))

    def _with_digest(self, rows: pd.DataFrame, table: Table) -> pd.DataFrame:
        names = [column.name for column in table.c if column.name in rows.columns and column.name != "digest"]
        rows = rows[names]
        # Text that repeats (codes, departments) is hashed once per distinct value.
        digest = pd.util.hash_pandas_object(rows, index=False).to_numpy().view(np.int64)
        return rows.assign(digest=digest)

    def _known(self, name: str, table: Table, rows: pd.DataFrame, key: list[str]) -> pd.Series:
        """Stored digest of each row's version, NaN where the table has none.

        A table that was empty when the import began can only hold what this import wrote: hashes of the keys written
        so far tell which rows are worth asking the database about.
        """
        unknown = pd.Series(pd.NA, index=rows.index, dtype="Int64")
        asked = rows
        if self._was_empty[name]:
            hashes = pd.util.hash_pandas_object(rows[key], index=False).to_numpy()
            seen = self._seen.setdefault(name, Seen())
            asked = rows[seen.holds(hashes)]
            seen.add(hashes)
        if asked.empty:
            return unknown
        first = key[0]
        asked_keys = key_in(self._conn, table.c[first], asked[first].unique().tolist())
        stored = fetch_frame(self._conn, select(*(table.c[part] for part in key), table.c.digest).where(asked_keys))
        if stored.empty:
            return unknown
        index = pd.MultiIndex.from_frame(stored[key])
        position = index.get_indexer(pd.MultiIndex.from_frame(asked[key]))
        found = position >= 0
        unknown.loc[asked.index[found]] = stored["digest"].to_numpy(np.int64)[position[found]]
        return unknown

    def _delete(self, table: Table, rows: pd.DataFrame, key: list[str]) -> None:
        columns = tuple_(*(table.c[part] for part in key))
        values = list(rows[key].itertuples(index=False, name=None))
        for start in range(0, len(values), 5_000):
            self._conn.execute(delete(table).where(columns.in_(values[start : start + 5_000])))

    def retire_other_events(self, cases: pd.DataFrame, events: pd.DataFrame) -> None:
        """A ledger row is a case's whole life: events of an earlier delivery that it no longer has are removed."""
        keys = cases["case_key"].drop_duplicates()
        if self._was_empty["event"]:  # only a case that this very import has told before can have other events
            hashes = pd.util.hash_pandas_object(keys, index=False).to_numpy()
            told = self._seen.setdefault("life", Seen())
            known = told.holds(hashes)
            told.add(hashes)
            keys = keys[known]
            if keys.empty:
                return
        same = key_in(self._conn, approval_event.c.case_key, keys.tolist())
        stored = fetch_frame(self._conn, select(approval_event.c.case_key, approval_event.c.lsh).where(same))
        gone = stored[~stored["lsh"].isin(events["lsh"]) & stored["lsh"].astype(str).str.startswith(LEDGER_SERIAL)]
        if len(gone):
            self.changed = True
            self._delete(approval_event, gone, ["case_key", "lsh"])
            self.touched.add(gone["case_key"])

    def _touch(self, name: str, rows: pd.DataFrame) -> None:
        if self.touched.everything:
            return
        if name in ("case", "event"):
            self.touched.add(rows["case_key"])
        elif name == "project":
            self._touch_by(approval_case.c.project_key, rows["project_key"])
        elif name in ("stage_item", "item"):
            self._touch_by(approval_case.c.item_code, rows["item_code"])
        elif name in ("stage", "workflow"):
            codes = select(stage_item.c.item_code).where(
                stage_item.c.workflow_code.in_(list(rows["workflow_code"].unique()))
            )
            self._touch_by(approval_case.c.item_code, pd.Series([row[0] for row in self._conn.execute(codes)]))

    def _touch_by(self, column, values: pd.Series) -> None:  # type: ignore[no-untyped-def]
        same = key_in(self._conn, column, [str(value) for value in values.unique()])
        keys = self._conn.execute(select(approval_case.c.case_key).where(same))
        self.touched.add([row[0] for row in keys])

    def map_units(self, rows: pd.DataFrame) -> None:
        """Bring in rows of the mapping table (project or department → unit) and touch the cases they move."""
        table, counts = unit_mapping, self.count("unit_mapping")
        rows = rows.drop_duplicates(["kind", "code"], keep="last")[["kind", "code", "unit"]]
        stored = {(row.kind, row.code): row.unit for row in self._conn.execute(select(table))}
        for row in rows.itertuples(index=False):
            before = stored.get((row.kind, row.code))
            if before is None:
                counts.new += 1
                self._conn.execute(table.insert().values(kind=row.kind, code=row.code, unit=row.unit))
            elif before != row.unit:
                counts.updated += 1
                same = (table.c.kind == row.kind) & (table.c.code == row.code)
                self._conn.execute(update(table).where(same).values(unit=row.unit))
            else:
                counts.unchanged += 1
                continue
            self.changed = True
            column = approval_case.c.project_key if row.kind == "project" else approval_case.c.department_code
            if not self.touched.everything:
                self._touch_by(column, pd.Series([row.code]))

    def settle_orphans(self) -> None:
        """Events without a case wait, listed, until the case arrives."""
        if self.touched.everything:
            self._conn.execute(delete(orphan))
            self._list_orphans(None)
        for keys in self.touched.batches(20_000):
            self._conn.execute(delete(orphan).where(key_in(self._conn, orphan.c.case_key, keys)))
            self._list_orphans(keys)
        waiting = self._conn.execute(select(func.coalesce(func.sum(orphan.c.events), 0))).scalar_one()
        self.count("event").orphan = int(waiting)

    def _list_orphans(self, among: list[str] | None) -> None:
        lonely = (
            select(approval_event.c.case_key, func.count().label("events"))
            .outerjoin(approval_case, approval_case.c.case_key == approval_event.c.case_key)
            .where(approval_case.c.case_key.is_(None), approval_event.c.valid)
            .group_by(approval_event.c.case_key)
        )
        if among is not None:
            lonely = lonely.where(key_in(self._conn, approval_event.c.case_key, among))
        insert_frame(self._conn, orphan, fetch_frame(self._conn, lonely))


def content_hash(paths: list[Path]) -> str:
    """A hash of what is to be imported: names below the given paths and the bytes of each file."""
    digest = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                digest.update(file.name.encode() + b"\0")
                with file.open("rb") as stream:
                    while block := stream.read(1 << 20):
                        digest.update(block)
    return digest.hexdigest()


def new_batch_id() -> str:
    """A name for an import that nobody can guess or mistake."""
    return uuid.uuid4().hex[:16]


Progressing = Callable[[str, int], None]
