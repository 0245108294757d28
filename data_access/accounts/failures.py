"""Failed logins: how many, from where, and whether they lock. Unknown names lock just like known ones."""

from sqlalchemy import Connection, delete, func, insert, select

from dashboard.accounts import FAILURE_SECONDS, FAILURES, LOCK_SECONDS
from data_access.accounts.tables import login_failure

ADDRESS_FAILURES = 30
"""So many failures from one address within ``FAILURE_SECONDS`` shut that address out for as long."""


def locked_until(conn: Connection, name: str, *, now: int) -> int:
    """When the lock of a name ends; 0 when it is not locked."""
    times = conn.execute(
        select(login_failure.c.at)
        .where(login_failure.c.name == name, login_failure.c.at > now - FAILURE_SECONDS - LOCK_SECONDS)
        .order_by(login_failure.c.at.desc())
        .limit(FAILURES)
    ).scalars()
    newest = list(times)
    if len(newest) < FAILURES or newest[0] - newest[-1] > FAILURE_SECONDS:
        return 0
    until = int(newest[0]) + LOCK_SECONDS
    return until if until > now else 0


def shut_until(conn: Connection, address: str, *, now: int) -> int:
    """When an address that failed too often may try again; 0 when it may now."""
    first, n = conn.execute(
        select(func.min(login_failure.c.at), func.count()).where(
            login_failure.c.address == address, login_failure.c.at > now - FAILURE_SECONDS
        )
    ).one()
    return int(first) + FAILURE_SECONDS if n >= ADDRESS_FAILURES else 0


def note_failure(conn: Connection, name: str, address: str, *, now: int) -> bool:
    """Remember a failure; whether it locks the name. What no rule looks at any more is forgotten."""
    conn.execute(delete(login_failure).where(login_failure.c.at < now - FAILURE_SECONDS - LOCK_SECONDS))
    conn.execute(insert(login_failure).values(name=name, address=address, at=now))
    return locked_until(conn, name, now=now) > 0


def forget_failures(conn: Connection, name: str) -> None:
    """After a good login, or by an administrator."""
    conn.execute(delete(login_failure).where(login_failure.c.name == name))
