"""The audit ledger: who did what, from where, with what result, and whether the chain of its rows is whole.

Rows are only ever added. Each carries the hash of the row before it, so that none can be changed, removed, inserted or
moved without its place showing. Times are UTC epoch seconds, days whole numbers since 1970-01-01 (Asia/Shanghai).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from dashboard.permissions import Identity

Result = Literal["ok", "refused", "failed"]
RESULTS: tuple[str, ...] = get_args(Result)

Detail = str | Mapping[str, object]
"""What an audit row says beyond action and object: a short text, or names with plain values (kept as JSON)."""

LEAST_DAYS = 180
"""Audit rows are kept for at least this long: 网络安全法 第二十一条 demands six months."""

ACTIONS = (
    "import", "wake", "repair", "check", "export", "prune", "api",
    "sign_in", "sign_in_refused", "sign_out", "locked", "unlock", "refused", "session_ended",
    "account_created", "account_changed", "password_changed", "password_reset",
    "second_factor_on", "second_factor_off", "key_created", "key_revoked",
    "threshold", "calendar", "unit",
)  # fmt: skip
"""Actions that have words (``audit.action.<name>``); another one is shown by its own name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """One row. ``offset`` is that of the product's local time (``+08:00``), ``request`` the id found in the log."""

    id: int
    at: int
    offset: str
    actor: str
    account_id: int
    address: str
    request: str
    action: str
    object: str
    detail: str
    result: str
    revision: int
    previous: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which rows: empty means all. ``text`` is part of actor, address, object, detail or request id."""

    actor: str = ""
    action: str = ""
    result: str = ""
    first: int | None = None
    last: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Rows, newest first; the cursor of the next page (empty: none); how many rows the filter selects in all."""

    rows: tuple[AuditRow, ...]
    next: str
    total: int


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row at which the chain breaks.

    ``why``: ``content`` (the row does not have its hash), ``previous`` (the row before was replaced), ``missing``
    (there is no such row), ``extra`` (the ledger never wrote it), ``head`` (the record of the newest row differs).
    """

    id: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainReport:
    """What verifying found. ``bad`` names the first breaks, ``breaks`` counts all; ``last_hash`` stands for all rows.

    Whoever keeps ``last_hash`` outside the database can prove later that even its owner has rewritten nothing.
    """

    rows: int = 0
    first_id: int = 0
    last_id: int = 0
    last_hash: str = ""
    bad: tuple[BadRow, ...] = ()
    breaks: int = 0
    verified_at: int = 0

    @property
    def ok(self) -> bool:
        """Whether the chain is whole."""
        return self.breaks == 0

    @property
    def first_bad(self) -> BadRow | None:
        """The first break."""
        return self.bad[0] if self.bad else None


class AuditReader(Protocol):
    """Reads the ledger; only for identities with ``Permission.AUDIT``."""

    def read_rows(self, where: AuditFilter, *, after: str = "", limit: int = 50) -> AuditPage:
        """One page of rows, newest first; ``after`` is the cursor of the page before (nonsense: the first page)."""
        ...

    def read_actions(self) -> Sequence[str]:
        """Every action that the ledger holds, by name."""
        ...

    def verify(self, *, fresh: bool = False) -> ChainReport:
        """Whether the chain is whole; the answer may be some minutes old (``verified_at``) unless ``fresh``."""
        ...


class AuditWriter(Protocol):
    """Writes the ledger where no data change."""

    def note(self, by: Identity, *, action: str, object: str = "", detail: Detail = "", result: Result = "ok") -> None:
        """Add a row before what it tells of happens; when this raises, that must not happen."""
        ...


class AuditLedger(AuditReader, AuditWriter, Protocol):
    """Both."""
