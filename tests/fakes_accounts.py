"""Accounts, sessions and keys in memory: what ``dashboard.accounts`` promises, without a database or slow hashes.

One ``Book`` stands behind both ports. Every change is noted in ``book.log`` as (who, what, of whom), and nothing else
changes the book, so that a test may compare it before and after.
"""

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from dashboard.accounts import ABSOLUTE_SECONDS, DEVICE_SECONDS, Account, Key, Session, SignedIn
from dashboard.errors import BadRequest, Conflict, NotFound, SignInRefused
from dashboard.passwords import check_password
from dashboard.permissions import GRANTS, NEWCOMER, OPERATOR, Identity, Role, Scope
from dashboard.services import Services
from tests.fakes import NOW, make_services

AT = int(NOW.timestamp())
CODE = "246810"
"""The only code that every second factor takes."""
SECRET = "JBSWY3DPEHPK3PXP"
AGENT = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36"
)


def _account(id: int, name: str, display: str, role: Role, units: frozenset[str] | None, **more: Any) -> Account:
    return Account(
        id=id, name=name, display=display, role=role, units=units,
        password_at=AT - 10 * 86400, created_at=AT - 90 * 86400, last_login=AT - 3600, **more,
    )  # fmt: skip


@dataclass
class Book:
    """All that is kept. Account 1 administers, 2 coordinates 晋江, 3 is locked, 4 disabled, 5 has a first password."""

    accounts: dict[int, Account] = field(default_factory=dict)
    passwords: dict[int, str] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)
    pending: set[int] = field(default_factory=set)
    log: list[tuple[str, str, str]] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: count(100))

    @classmethod
    def filled(cls) -> "Book":
        """Five people, three of them signed in, a wall, a token."""
        jinjiang = frozenset({"350582"})
        people = [
            _account(1, "lin", "林管理", Role.ADMIN, None),
            _account(2, "chen", "陈联络", Role.COORDINATOR, jinjiang, has_second_factor=True, version=3),
            _account(3, "wang", "王领导", Role.DIRECTOR, None, locked_until=AT + 600),
            _account(4, "zhao", "赵离岗", Role.COORDINATOR, frozenset({"350521", "350524"}), disabled=True),
            _account(5, "huang", "黄新来", Role.COORDINATOR, jinjiang, must_change=True),
        ]
        book = cls({one.id: one for one in people}, {one.id: f"Old-secret-{one.id}-pass" for one in people})
        for account_id, secret in ((1, "s1"), (1, "s1b"), (2, "s2"), (5, "s5")):
            book.begin(book.accounts[account_id].name, secret, account_id=account_id)
        book.begin("一楼大厅", "w1", kind="device")
        for kind, name, secret in (("token", "数据中台", "t1"), ("device", "一楼大厅", "d1")):
            book.keys[secret] = book.make_key(kind, name, Role.MONITOR, None, secret, by="lin", days=365)
        book.log.clear()
        return book

    def state(self) -> Any:
        """Everything but the log, to compare."""
        return copy.deepcopy((self.accounts, self.passwords, self.sessions, self.keys, self.pending))

    def begin(self, name: str, secret: str, *, account_id: int = 0, kind: str = "session") -> Session:
        """Begin a session."""
        life = DEVICE_SECONDS if kind == "device" else ABSOLUTE_SECONDS
        made = Session(
            id=next(self.numbers), account_id=account_id, name=name, kind=kind, address="10.0.0.9", agent=AGENT,
            created_at=AT, seen_at=AT, expires_at=AT + life,
        )  # fmt: skip
        self.sessions[secret] = made
        return made

    def make_key(
        self, kind: str, name: str, role: Role, units: frozenset[str] | None, secret: str, *, by: str, days: int
    ) -> Key:
        """A key as it is listed."""
        return Key(
            id=next(self.numbers), kind=kind, name=name, role=role, units=units, hint=secret[-4:], created_by=by,
            created_at=AT, expires_at=AT + days * 86400 if days else 0,
        )  # fmt: skip

    def find(self, account_id: int) -> Account:
        """One account. Raises ``NotFound``."""
        if account_id not in self.accounts:
            raise NotFound("errors.account", value=account_id)
        return self.accounts[account_id]

    def put(self, account: Account, **changes: Any) -> Account:
        """Store an account with changes, one version on."""
        changed = replace(account, **changes, version=account.version + 1)
        self.accounts[account.id] = changed
        return changed

    def end_sessions(self, account_id: int, *, but: int = 0) -> None:
        """End all sessions of an account but one."""
        kept = {s: one for s, one in self.sessions.items() if one.account_id != account_id or one.id == but}
        self.sessions.clear()
        self.sessions.update(kept)

    def identity(self, account_id: int, *, session_id: int = 0) -> Identity:
        """Who an account is when it has signed in."""
        account = self.find(account_id)
        session_id = session_id or next((s.id for s in self.sessions.values() if s.account_id == account_id), 0)
        return Identity(
            account.name,
            NEWCOMER if account.must_change else GRANTS[account.role],
            scope=Scope(account.units, personal=account.role in (Role.DIRECTOR, Role.COORDINATOR)),
            kind="session",
            role=account.role,
            display=account.display,
            account_id=account.id,
            session_id=session_id,
            must_change=account.must_change,
        )


@dataclass
class BookAccounts:
    """``Accounts`` over a book; ``guest`` is whoever asks without a session."""

    book: Book
    guest: Identity = OPERATOR
    has_demo: bool = False
    refusals: list[str] = field(default_factory=list)

    def identify(self, secret: str, *, address: str = "", request: str = "") -> Identity | None:
        session = self.book.sessions.get(secret)
        if session is None:
            return None
        if session.kind == "device":
            return Identity(session.name, GRANTS[Role.MONITOR], kind="device", role=Role.MONITOR, session_id=session.id)
        if self.book.find(session.account_id).disabled:
            return None
        return self.book.identity(session.account_id, session_id=session.id)

    def identify_key(self, secret: str, *, address: str = "", request: str = "") -> Identity | None:
        key = self.book.keys.get(secret)
        if key is None or key.revoked_at or key.kind != "token":
            return None
        return Identity(key.name, GRANTS[key.role], scope=Scope(key.units), kind="token", role=key.role)

    def sign_in(
        self, *, name: str, password: str, code: str = "", address: str = "", agent: str = "", former: str = ""
    ) -> SignedIn:
        found = next((one for one in self.book.accounts.values() if one.name == name), None)
        if found is None or found.disabled or self.book.passwords[found.id] != password:
            raise SignInRefused("errors.login")
        if found.locked_until > AT:
            raise SignInRefused("errors.locked", minutes=15)
        if found.has_second_factor and code != CODE:
            raise SignInRefused("errors.login" if code else "errors.code_wanted")
        self.book.sessions.pop(former, None)
        secret = f"secret-{next(self.book.numbers)}"
        session = self.book.begin(name, secret, account_id=found.id)
        return SignedIn(secret=secret, expires_at=session.expires_at, must_change=found.must_change, name=name)

    def sign_in_device(self, secret: str, *, address: str = "", agent: str = "") -> SignedIn:
        key = self.book.keys.get(secret)
        if key is None or key.kind != "device" or key.revoked_at:
            raise SignInRefused("errors.login")
        own = f"secret-{next(self.book.numbers)}"
        session = self.book.begin(key.name, own, kind="device")
        return SignedIn(secret=own, expires_at=session.expires_at, must_change=False, name=key.name)

    def sign_in_demo(self, role: Role, *, address: str = "", agent: str = "", former: str = "") -> SignedIn:
        raise NotFound("errors.demo_only")

    def sign_out(self, by: Identity) -> None:
        kept = {secret: one for secret, one in self.book.sessions.items() if one.id != by.session_id}
        self.book.sessions = kept
        self.book.log.append((by.name, "sign_out", by.name))

    def change_password(self, by: Identity, *, old: str, new: str) -> None:
        account = self.book.find(by.account_id)
        if self.book.passwords[account.id] != old:
            raise BadRequest("errors.password_wrong")
        check_password(new, name=account.name, style="mlps")
        if new == old:
            raise BadRequest("errors.password_same")
        self.book.passwords[account.id] = new
        self.book.accounts[account.id] = replace(account, must_change=False, password_at=AT)
        self.book.end_sessions(account.id, but=by.session_id)
        self.book.log.append((by.name, "password", by.name))

    def begin_second_factor(self, by: Identity) -> str:
        self.book.pending.add(self.book.find(by.account_id).id)
        return f"otpauth://totp/duban:{by.name}?secret={SECRET}&issuer=duban"

    def confirm_second_factor(self, by: Identity, *, code: str) -> None:
        if code != CODE or by.account_id not in self.book.pending:
            raise BadRequest("errors.code_wrong")
        account = self.book.find(by.account_id)
        self.book.accounts[account.id] = replace(account, has_second_factor=True)
        self.book.log.append((by.name, "factor_on", by.name))

    def end_second_factor(self, by: Identity, *, password: str) -> None:
        account = self.book.find(by.account_id)
        if self.book.passwords[account.id] != password:
            raise BadRequest("errors.password_wrong")
        self.book.accounts[account.id] = replace(account, has_second_factor=False)
        self.book.log.append((by.name, "factor_off", by.name))

    def read_own(self, by: Identity) -> Account:
        return self.book.find(by.account_id)

    def read_own_sessions(self, by: Identity) -> Sequence[Session]:
        return [one for one in _listed(self.book, by) if one.account_id == by.account_id]

    def end_own_session(self, by: Identity, session_id: int) -> None:
        if session_id not in {one.id for one in self.read_own_sessions(by)}:
            raise NotFound("errors.session")
        _end(self.book, by, session_id)

    def note_refusal(self, by: Identity, *, what: str) -> None:
        self.refusals.append(what)


@dataclass
class BookAdmin:
    """``AccountAdmin`` over a book."""

    book: Book

    def read_accounts(self) -> Sequence[Account]:
        return sorted(self.book.accounts.values(), key=lambda one: one.name)

    def create_account(
        self, by: Identity, *, name: str, display: str, role: Role, units: frozenset[str] | None
    ) -> tuple[Account, str]:
        if not (3 <= len(name) <= 32 and name.isascii() and name == name.lower() and name[0].isalpha()):
            raise BadRequest("errors.account_name")
        if name in {one.name for one in self.book.accounts.values()}:
            raise Conflict("errors.account_taken", value=name)
        _check_units(units)
        number, password = next(self.book.numbers), f"First-{next(self.book.numbers)}-word"
        made = Account(
            id=number, name=name, display=display, role=role, units=units,
            must_change=True, password_at=AT, created_at=AT,
        )  # fmt: skip
        self.book.accounts[number], self.book.passwords[number] = made, password
        self.book.log.append((by.name, "create", name))
        return made, password

    def change_account(
        self,
        by: Identity,
        account_id: int,
        *,
        version: int,
        display: str,
        role: Role,
        units: frozenset[str] | None,
        disabled: bool,
    ) -> Account:
        account = self.book.find(account_id)
        _check_units(units)
        if account.version != version:
            raise Conflict("errors.account_stale", name=account.name, found=account.version, seen=version)
        if account_id == by.account_id and (disabled or role != account.role):
            raise BadRequest("errors.account_self")
        if disabled:
            self.book.end_sessions(account_id)
        self.book.log.append((by.name, "change", account.name))
        return self.book.put(account, display=display, role=role, units=units, disabled=disabled)

    def reset_password(self, by: Identity, account_id: int) -> str:
        account = self.book.find(account_id)
        password = f"Reset-{next(self.book.numbers)}-word"
        self.book.passwords[account_id] = password
        self.book.put(account, must_change=True, password_at=AT)
        self.book.end_sessions(account_id)
        self.book.log.append((by.name, "reset", account.name))
        return password

    def unlock(self, by: Identity, account_id: int) -> None:
        self.book.put(self.book.find(account_id), locked_until=0)
        self.book.log.append((by.name, "unlock", self.book.find(account_id).name))

    def drop_second_factor(self, by: Identity, account_id: int) -> None:
        self.book.put(self.book.find(account_id), has_second_factor=False)
        self.book.end_sessions(account_id)
        self.book.log.append((by.name, "drop_factor", self.book.find(account_id).name))

    def read_sessions(self, by: Identity) -> Sequence[Session]:
        return _listed(self.book, by)

    def end_session(self, by: Identity, session_id: int) -> None:
        if session_id not in {one.id for one in self.book.sessions.values()}:
            raise NotFound("errors.session")
        _end(self.book, by, session_id)

    def read_keys(self, kind: str) -> Sequence[Key]:
        return sorted((one for one in self.book.keys.values() if one.kind == kind), key=lambda one: -one.id)

    def create_key(
        self, by: Identity, *, kind: str, name: str, role: Role, units: frozenset[str] | None, days: int
    ) -> tuple[Key, str]:
        if not 0 < len(name.strip()) <= 60:
            raise BadRequest("errors.key_name")
        _check_units(units)
        secret = f"key-secret-{next(self.book.numbers)}"
        made = self.book.make_key(kind, name, role, units, secret, by=by.name, days=days)
        self.book.keys[secret] = made
        self.book.log.append((by.name, "create_key", name))
        return made, secret

    def revoke_key(self, by: Identity, key_id: int) -> None:
        found = next((secret for secret, one in self.book.keys.items() if one.id == key_id), None)
        if found is None:
            raise NotFound("errors.key")
        self.book.keys[found] = replace(self.book.keys[found], revoked_at=AT)
        self.book.log.append((by.name, "revoke", self.book.keys[found].name))


def _check_units(units: frozenset[str] | None) -> None:
    if units is not None and not units:
        raise BadRequest("errors.account_units")


def _listed(book: Book, by: Identity) -> list[Session]:
    found = [replace(one, current=one.id == by.session_id) for one in book.sessions.values()]
    return sorted(found, key=lambda one: -one.id)


def _end(book: Book, by: Identity, session_id: int) -> None:
    book.sessions = {secret: one for secret, one in book.sessions.items() if one.id != session_id}
    book.log.append((by.name, "end", str(session_id)))


def make_staffed_services(book: Book, *, guest: Identity = OPERATOR, **settings: object) -> Services:
    """Services over the fakes, with the people of a book."""
    services = make_services(**settings)  # type: ignore[arg-type]
    return replace(services, accounts=BookAccounts(book, guest=guest), account_admin=BookAdmin(book))
