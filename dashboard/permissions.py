"""Who may do what. Until accounts exist there is one identity: whoever sits at this machine (loopback only)."""

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """What a route or callback asks for; each must name one."""

    VIEW = "view"
    VIEW_RECORDS = "view_records"
    EXPORT = "export"
    IMPORT = "import"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Scope:
    """The units whose records a reader may see; None means all. Part of every cache key."""

    units: frozenset[str] | None = None


WHOLE_CITY = Scope()


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks: a name for the audit row, permissions, and the scope. Comes from the server, never from a request."""

    name: str
    permissions: frozenset[Permission]
    scope: Scope = WHOLE_CITY

    def may(self, permission: Permission) -> bool:
        """Whether the identity holds the permission."""
        return permission in self.permissions


LOOPBACK = Identity("loopback", frozenset(Permission))
"""The identity of the unauthenticated product, which refuses to be reached from another machine."""
