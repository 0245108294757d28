"""Accounts, sessions, API tokens and devices: what they are, the rules they follow, and the ports that keep them.

Times are UTC epoch seconds; units are 6-character codes, None meaning all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from dashboard.permissions import Identity, Role

IDLE_SECONDS = 30 * 60
ABSOLUTE_SECONDS = 12 * 3600
DEVICE_SECONDS = 90 * 86_400
"""A session ends this long after its last use, and this long after its beginning; a device's after the third."""

FAILURES = 5
FAILURE_SECONDS = 15 * 60
LOCK_SECONDS = 15 * 60
"""So many failures within this time lock an account for that time; an administrator may unlock it earlier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person who signs in. ``version`` counts changes: an edit names the version it saw."""

    id: int
    name: str
    display: str
    role: Role
    units: frozenset[str] | None
    disabled: bool = False
    must_change: bool = False
    has_second_factor: bool = False
    password_at: int = 0
    created_at: int = 0
    last_login: int = 0
    locked_until: int = 0
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A signed-in browser or a wall device. ``current`` marks the one that asks."""

    id: int
    account_id: int
    name: str
    kind: str
    address: str
    agent: str
    created_at: int
    seen_at: int
    expires_at: int
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """An API token (``kind`` token) or a wall device (``kind`` device): its secret is shown once and kept as a hash.

    ``hint`` are the secret's last four characters. ``expires_at`` and ``revoked_at`` are 0 when there is none.
    """

    id: int
    kind: str
    name: str
    role: Role
    units: frozenset[str] | None
    hint: str
    created_by: str
    created_at: int
    expires_at: int = 0
    last_used: int = 0
    revoked_at: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A new session: its secret for the cookie, and when it ends at the latest."""

    secret: str
    expires_at: int
    must_change: bool
    name: str


class Accounts(Protocol):
    """Finds out who asks, and lets them in and out."""

    def identify(self, secret: str, *, address: str = "", request: str = "") -> Identity | None:
        """Who a session's secret belongs to, None when it is unknown, over, or its account disabled. Marks its use."""
        ...

    def identify_key(self, secret: str, *, address: str = "", request: str = "") -> Identity | None:
        """Who an API token belongs to, None when it is unknown, over or revoked."""
        ...

    @property
    def guest(self) -> Identity:
        """Who asks without a session or token."""
        ...

    def sign_in(
        self,
        *,
        name: str,
        password: str,
        code: str = "",
        address: str = "",
        agent: str = "",
        request: str = "",
        former: str = "",
    ) -> SignedIn:
        """Begin a session; the ``former`` one of the same browser ends.

        Raises ``SignInRefused``: ``errors.login`` (an unknown name as well), ``errors.locked``, ``errors.code_wanted``.
        """
        ...

    def sign_in_device(self, secret: str, *, address: str = "", agent: str = "", request: str = "") -> SignedIn:
        """Begin the session of a wall device. Raises ``SignInRefused``."""
        ...

    def sign_in_demo(
        self, role: Role, *, address: str = "", agent: str = "", request: str = "", former: str = ""
    ) -> SignedIn:
        """Begin a session of a demonstration account. Raises ``NotFound`` unless the demonstration runs."""
        ...

    @property
    def has_demo(self) -> bool:
        """Whether demonstration accounts may be entered without a password."""
        ...

    def sign_out(self, by: Identity) -> None:
        """End the session that asks."""
        ...

    def change_password(self, by: Identity, *, old: str, new: str) -> None:
        """Replace one's own password; all other sessions of the account end. Raises ``BadRequest``."""
        ...

    def begin_second_factor(self, by: Identity) -> str:
        """A new TOTP secret (``otpauth://`` address) that counts once it is confirmed."""
        ...

    def confirm_second_factor(self, by: Identity, *, code: str) -> None:
        """Switch the second factor on with a code of the new secret. Raises ``BadRequest``."""
        ...

    def end_second_factor(self, by: Identity, *, password: str) -> None:
        """Switch one's own second factor off. Raises ``BadRequest``; refused where settings demand it."""
        ...

    def read_own(self, by: Identity) -> Account:
        """One's own account."""
        ...

    def read_own_sessions(self, by: Identity) -> Sequence[Session]:
        """One's own living sessions, newest first."""
        ...

    def end_own_session(self, by: Identity, session_id: int) -> None:
        """End one of one's own sessions. Raises ``NotFound``."""
        ...

    def note_refusal(self, by: Identity, *, what: str) -> None:
        """Put a refused permission on the audit ledger (repeats within a minute once)."""
        ...


class AccountAdmin(Protocol):
    """What an administrator does. Every change is one transaction with its audit row; all raise ``NotFound``."""

    def read_accounts(self) -> Sequence[Account]:
        """All accounts by name."""
        ...

    def create_account(
        self, by: Identity, *, name: str, display: str, role: Role, units: frozenset[str] | None
    ) -> tuple[Account, str]:
        """A new account and its first password, replaced at the first login. Raises ``BadRequest``, ``Conflict``."""
        ...

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
        """Change an account; disabling ends its sessions at once. Raises ``Conflict`` when another edit came first."""
        ...

    def reset_password(self, by: Identity, account_id: int) -> str:
        """A new first password; sessions of the account end."""
        ...

    def unlock(self, by: Identity, account_id: int) -> None:
        """Forget the failures that locked an account."""
        ...

    def drop_second_factor(self, by: Identity, account_id: int) -> None:
        """Remove a lost second factor."""
        ...

    def read_sessions(self, by: Identity) -> Sequence[Session]:
        """All living sessions, newest first."""
        ...

    def end_session(self, by: Identity, session_id: int) -> None:
        """End any session."""
        ...

    def read_keys(self, kind: str) -> Sequence[Key]:
        """All API tokens or devices, newest first."""
        ...

    def create_key(
        self, by: Identity, *, kind: str, name: str, role: Role, units: frozenset[str] | None, days: int
    ) -> tuple[Key, str]:
        """A new token or device and its secret, shown this once. ``days`` 0: no end. Raises ``BadRequest``."""
        ...

    def revoke_key(self, by: Identity, key_id: int) -> None:
        """Make a token or device worthless at once; a device's sessions end."""
        ...
