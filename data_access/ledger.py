"""The chain of the audit ledger: adding a row, verifying all of them, taking away the oldest.

``hash`` is the SHA-256 of a row's other columns as a JSON object with sorted names, in ASCII: whatever a text holds
(line ends, quotes, separators of the format itself) is escaped, so no content can pass for another. ``previous`` is
among these columns. The head row holds number and hash of the newest row; writers lock it and so never fork the chain.

Hashes alone do not stop somebody who owns the database from writing the whole chain anew: keep the hash of the
newest row, which ``python app.py check`` prints, somewhere else as well.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select, update

from dashboard.audit import RESULTS, BadRow, ChainReport, Detail, Result
from dashboard.errors import Unavailable
from dashboard.permissions import Identity
from data_access.schema_audit import audit, audit_head

GENESIS = "0" * 64
"""What the first row takes for the hash of the row before."""
HASHED = tuple(sorted(column.name for column in audit.c if column.name != "hash"))
LONGEST = {"detail": 4_000, "object": 400}
TEXT_LENGTH = 200
"""Longest texts that are kept; what is longer is cut."""
KEPT_BREAKS = 20
BATCH_ROWS = 1_000
PRUNED_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Head:
    """Number and hash of the newest row and of the last one taken away, and when rows were last taken away."""

    last_id: int
    last_hash: str
    base_id: int
    base_hash: str
    pruned_at: int


def canonical(value: object) -> str:
    """One text for one value: JSON in ASCII without spaces, names sorted."""
    return json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=repr)


def content_hash(value: object) -> str:
    """The hash of what something was before or after a change; empty for None."""
    return "" if value is None else hashlib.sha256(canonical(value).encode()).hexdigest()


def row_hash(row: Mapping[str, Any]) -> str:
    """The hash that a row must have."""
    return hashlib.sha256(canonical({name: row[name] for name in HASHED}).encode()).hexdigest()


def append(
    conn: Connection,
    *,
    at: int,
    offset: str,
    by: Identity,
    action: str,
    object: str = "",
    detail: Detail = "",
    before: object = None,
    after: object = None,
    result: Result = "ok",
    revision: int = 0,
) -> Head:
    """Add a row in the transaction of ``conn``. Returns the new head; raises ``Unavailable`` when there is none."""
    if result not in RESULTS:
        raise ValueError(f"an action ends {', '.join(RESULTS)}, not {result}")
    head = lock_head(conn)
    told = detail if isinstance(detail, str) else json.dumps(dict(detail), ensure_ascii=False, default=str)
    texts = {
        "actor": by.name,
        "action": action,
        "object": object,
        "detail": told,
        "offset": offset,
        "address": by.address,
        "request": by.request,
    }
    row: dict[str, Any] = {name: _kept(text, LONGEST.get(name, TEXT_LENGTH)) for name, text in texts.items()} | {
        "id": head.last_id + 1,
        "at": at,
        "account_id": by.account_id,
        "before_hash": content_hash(before),
        "after_hash": content_hash(after),
        "result": result,
        "revision": revision,
        "previous": head.last_hash,
    }
    row["hash"] = row_hash(row)
    conn.execute(insert(audit).values(row))
    conn.execute(update(audit_head).where(audit_head.c.id == 1).values(last_id=row["id"], last_hash=row["hash"]))
    return Head(row["id"], row["hash"], head.base_id, head.base_hash, head.pruned_at)


def _kept(text: str, length: int) -> str:
    """The text as both databases can hold it: no NUL, no half of a surrogate pair, not too long."""
    return text[:length].replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def lock_head(conn: Connection) -> Head:
    """The head, for this writer alone until its transaction ends. Raises ``Unavailable`` when it has been removed."""
    head = _read_head(conn, _head_row().with_for_update())
    if head is None:
        raise Unavailable("errors.audit_head")
    return head


def _head_row() -> Select[Any]:
    columns = (audit_head.c[name] for name in ("last_id", "last_hash", "base_id", "base_hash", "pruned_at"))
    return select(*columns).where(audit_head.c.id == 1)


def _read_head(conn: Connection, statement: Select[Any]) -> Head | None:
    row = conn.execute(statement).one_or_none()
    return None if row is None else Head(*row)


def verify(conn: Connection) -> ChainReport:
    """Walk over all rows, a thousand in memory at a time, and name the breaks.

    ``conn`` must see one state throughout (``engine.snapshot``), or a row added meanwhile looks like a break.
    """
    head = _read_head(conn, _head_row())
    if head is None:
        head, walk = Head(0, GENESIS, 0, GENESIS, 0), Walk(0, GENESIS)
        walk.note(0, "head")
    else:
        walk = Walk(head.base_id, head.base_hash)
    for row in _rows(conn, select(audit).order_by(audit.c.id)):
        walk.step(row)
    walk.arrive(head)
    return ChainReport(
        rows=walk.rows,
        first_id=head.base_id + 1 if walk.rows else 0,
        last_id=head.last_id,
        last_hash=head.last_hash,
        bad=tuple(walk.bad),
        breaks=walk.breaks,
    )


def _rows(conn: Connection, statement: Select[Any]) -> Iterator[dict[str, Any]]:
    names = [column.name for column in audit.c]
    for row in conn.execute(statement.execution_options(yield_per=BATCH_ROWS)):
        yield dict(zip(names, row, strict=True))


class Walk:
    """Goes from row to row: what the next one must be follows from the one before."""

    def __init__(self, base_id: int, base_hash: str) -> None:
        self._id = base_id
        self._hash = base_hash
        self.rows = 0
        self.breaks = 0
        self.bad: list[BadRow] = []

    def note(self, number: int, why: str) -> None:
        """Count a break and keep it while there are few."""
        self.breaks += 1
        if len(self.bad) < KEPT_BREAKS:
            self.bad.append(BadRow(number, why))

    def step(self, row: Mapping[str, Any]) -> None:
        """Look at the next row."""
        self.rows += 1
        wanted = self._id + 1
        if row["id"] < wanted:
            self.note(row["id"], "extra")
            return
        if row["id"] > wanted:
            self.note(wanted, "missing")
        elif row["previous"] != self._hash:
            self.note(row["id"], "previous")
        if row_hash(row) != row["hash"]:
            self.note(row["id"], "content")
        self._id, self._hash = row["id"], row["hash"]

    def arrive(self, head: Head) -> None:
        """Compare the last row with the head."""
        if self._id < head.last_id:
            self.note(self._id + 1, "missing")
        elif self._id > head.last_id:
            self.note(head.last_id + 1, "extra")
        elif self._hash != head.last_hash:
            self.note(self._id, "head")


def prune(conn: Connection, *, before: int, at: int) -> int:
    """Take away the oldest rows up to the first one of instant ``before`` or later, and remember where the rest begins.

    Rows that do not verify stay: they are evidence. Returns how many rows went, at most ``PRUNED_AT_ONCE``.
    """
    head = lock_head(conn)
    young = select(audit.c.id).where(audit.c.id > head.base_id, audit.c.at >= before).order_by(audit.c.id).limit(1)
    end = conn.execute(young).scalar_one_or_none() or head.last_id
    end = min(end, head.last_id, head.base_id + 1 + PRUNED_AT_ONCE)
    walk, last = Walk(head.base_id, head.base_hash), head.base_hash
    for row in _rows(conn, select(audit).where(audit.c.id < end).order_by(audit.c.id)):
        walk.step(row)
        last = row["hash"]
    is_whole = walk.breaks == 0 and walk.rows == end - 1 - head.base_id
    gone = walk.rows if is_whole else 0
    values: dict[str, Any] = {"pruned_at": at}
    if gone:
        conn.execute(delete(audit).where(audit.c.id < end))
        values |= {"base_id": end - 1, "base_hash": last}
    conn.execute(update(audit_head).where(audit_head.c.id == 1).values(values))
    return gone
