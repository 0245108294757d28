"""Rows of accounts, sessions and keys as the domain's values, and back."""

from typing import Any

from sqlalchemy import Connection, Row, select, update

from dashboard.accounts import ABSOLUTE_SECONDS, DEVICE_SECONDS, IDLE_SECONDS, Account, Key
from dashboard.errors import NotFound
from dashboard.permissions import GRANTS, Permission, Role, Scope
from data_access.accounts.tables import access_key, account, session

WHOLE = "*"
ALIVE = session.c.ended_at == 0


def pack_units(units: frozenset[str] | None) -> str:
    """Codes separated by commas; the whole city is a star, so that an empty field lets nobody see anything."""
    return WHOLE if units is None else ",".join(sorted(units))


def unpack_units(text: str) -> frozenset[str] | None:
    """What ``pack_units`` made."""
    return None if text == WHOLE else frozenset(text.split(",") if text else ())


def make_scope(role: Role, units: str) -> Scope:
    """What a role sees of which units."""
    return Scope(unpack_units(units), personal=Permission.PERSONAL in GRANTS[role])


def read_account(row: "Row[Any]", *, locked_until: int = 0) -> Account:
    """An account without its secrets."""
    return Account(
        id=row.id,
        name=row.name,
        display=row.display,
        role=Role(row.role),
        units=unpack_units(row.units),
        disabled=row.disabled,
        must_change=row.must_change,
        has_second_factor=bool(row.factor),
        password_at=row.password_at,
        created_at=row.created_at,
        last_login=row.last_login,
        locked_until=locked_until,
        version=row.version,
    )


def read_key(row: "Row[Any]") -> Key:
    """A token or device without its secret."""
    return Key(
        id=row.id,
        kind=row.kind,
        name=row.name,
        role=Role(row.role),
        units=unpack_units(row.units),
        hint=row.hint,
        created_by=row.created_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used=row.last_used,
        revoked_at=row.revoked_at,
    )


def find_account(conn: Connection, account_id: int) -> "Row[Any]":
    """The row of an account, kept from other writers until the transaction ends. Raises ``NotFound``."""
    row = conn.execute(select(account).where(account.c.id == account_id).with_for_update()).first()
    if row is None:
        raise NotFound("errors.account", value=account_id)
    return row


def find_key(conn: Connection, key_id: int) -> "Row[Any]":
    """The row of a token or device that is still good. Raises ``NotFound``."""
    row = conn.execute(select(access_key).where(access_key.c.id == key_id, access_key.c.revoked_at == 0)).first()
    if row is None:
        raise NotFound("errors.key")
    return row


def is_over(row: Any, *, now: int) -> bool:
    """Whether a session has ended, been idle for too long, or reached its end."""
    idle = DEVICE_SECONDS if row.key_id else IDLE_SECONDS
    return bool(row.ended_at) or row.expires_at <= now or row.seen_at + idle <= now


def lifetime(*, device: bool) -> int:
    """Seconds that a session lasts at the most."""
    return DEVICE_SECONDS if device else ABSOLUTE_SECONDS


def end_sessions(conn: Connection, *which: Any, at: int) -> int:
    """End living sessions; returns how many."""
    return conn.execute(update(session).where(ALIVE, *which).values(ended_at=max(at, 1))).rowcount
