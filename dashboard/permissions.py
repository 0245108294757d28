"""Who may do what: permissions, roles and the units somebody sees. Everything not granted here is refused."""

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """What a route or callback asks for; each must name one."""

    PUBLIC = "public"
    """Nothing: the login page, its files, the health check."""
    FRAME = "frame"
    """The frame around every page, and whether its data have moved."""
    SIGNED_IN = "signed_in"
    """An account of one's own: password, second factor, own sessions."""
    VIEW = "view"
    """Figures without any person in them."""
    VIEW_RECORDS = "view_records"
    """The records behind the figures."""
    PERSONAL = "personal"
    """Names, phones and ids in records, unmasked."""
    EXPORT = "export"
    IMPORT = "import"
    ACCOUNTS = "accounts"
    """Accounts, sessions, API tokens, devices."""
    RULES = "rules"
    """Light thresholds, targets, the working calendar, reporting units."""
    AUDIT = "audit"
    METRICS = "metrics"


class Role(StrEnum):
    """What an account, an API token or a device is."""

    DIRECTOR = "director"
    COORDINATOR = "coordinator"
    MONITOR = "monitor"
    ADMIN = "admin"


_READER = frozenset({Permission.PUBLIC, Permission.FRAME, Permission.SIGNED_IN, Permission.VIEW})

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.DIRECTOR: _READER | {Permission.VIEW_RECORDS, Permission.PERSONAL, Permission.EXPORT},
    Role.COORDINATOR: _READER | {Permission.VIEW_RECORDS, Permission.PERSONAL, Permission.EXPORT, Permission.IMPORT},
    Role.MONITOR: frozenset({Permission.PUBLIC, Permission.FRAME, Permission.VIEW}),
    Role.ADMIN: _READER | {Permission.ACCOUNTS, Permission.RULES, Permission.AUDIT, Permission.METRICS},
}
"""Permissions of a role. An administrator changes no business data and reads no records: duties are separate."""

NEWCOMER = frozenset({Permission.PUBLIC, Permission.FRAME, Permission.SIGNED_IN})
"""All that an account may do until it has replaced its first password."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The units whose records a reader may see (None: all) and whether names stay readable. Part of every cache key."""

    units: frozenset[str] | None = None
    personal: bool = True


WHOLE_CITY = Scope()


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks: a name for the audit row, permissions, and the scope. Comes from the server, never from a request.

    ``kind`` is ``session``, ``token``, ``device``, ``process`` or ``anonymous``; ``account_id`` and ``session_id`` are
    row numbers, 0 where there is none. ``address`` and ``request`` are for the audit row only.
    """

    name: str
    permissions: frozenset[Permission]
    scope: Scope = WHOLE_CITY
    kind: str = "process"
    role: Role | None = None
    display: str = ""
    account_id: int = 0
    session_id: int = 0
    address: str = ""
    request: str = ""
    must_change: bool = False
    """Only the own account's page is open until the first password is replaced."""

    def may(self, permission: Permission) -> bool:
        """Whether the identity holds the permission."""
        return permission in self.permissions


ANONYMOUS = Identity("", frozenset({Permission.PUBLIC}), scope=Scope(frozenset(), personal=False), kind="anonymous")
"""Whoever has not signed in."""

OPERATOR = Identity("command line", frozenset(Permission))
"""Whoever may run the product's commands on its own machine."""
