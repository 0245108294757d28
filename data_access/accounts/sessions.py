"""Living sessions as the domain sees them."""

from typing import Any

from sqlalchemy import Connection, select

from dashboard.accounts import Session
from dashboard.permissions import Identity
from data_access.accounts.rows import ALIVE, is_over
from data_access.accounts.tables import access_key, account, session


def living_sessions(conn: Connection, by: Identity, *which: Any, now: int) -> list[Session]:
    """Sessions that could still be used, newest first."""
    joined = session.outerjoin(account, account.c.id == session.c.account_id)
    joined = joined.outerjoin(access_key, access_key.c.id == session.c.key_id)
    wanted = (
        select(session, account.c.name.label("account_name"), access_key.c.name.label("key_name"))
        .select_from(joined)
        .where(ALIVE, session.c.expires_at > now, *which)
        .order_by(session.c.id.desc())
    )
    return [
        Session(
            id=row.id,
            account_id=row.account_id or 0,
            name=row.account_name or row.key_name or "",
            kind="device" if row.key_id else "session",
            address=row.address,
            agent=row.agent,
            created_at=row.created_at,
            seen_at=row.seen_at,
            expires_at=row.expires_at,
            current=row.id == by.session_id,
        )
        for row in conn.execute(wanted)
        if not is_over(row, now=now)
    ]
