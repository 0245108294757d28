"""Reading the audit ledger, and writing what changes no data: implements ``dashboard.audit.AuditLedger``."""

import threading
from collections.abc import Sequence
from dataclasses import fields, replace

from sqlalchemy import ColumnElement, Engine, func, or_, select

from dashboard.audit import AuditFilter, AuditPage, AuditRow, ChainReport, Detail, Result
from dashboard.permissions import Identity
from dashboard.timekeeping import SHANGHAI_OFFSET, Clock, instant_of
from data_access import ledger
from data_access.engine import note, snapshot
from data_access.schema_audit import audit

VERIFIED_SECONDS = 600
"""How long an answer about the chain is repeated before it is verified again."""
SEARCHED = ("actor", "address", "object", "detail", "request")
_COLUMNS = tuple(audit.c[field.name] for field in fields(AuditRow))


class AuditStore:
    """The audit ledger of one database."""

    def __init__(self, engine: Engine, *, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._lock = threading.Lock()
        self._verified: ChainReport | None = None

    def read_rows(self, where: AuditFilter, *, after: str = "", limit: int = 50) -> AuditPage:
        """See the port."""
        wanted = list(_conditions(where))
        older = [audit.c.id < int(after)] if after.isdecimal() and len(after) < 19 else []
        with snapshot(self._engine) as conn:
            total = conn.execute(select(func.count()).select_from(audit).where(*wanted)).scalar_one()
            statement = select(*_COLUMNS).where(*wanted, *older).order_by(audit.c.id.desc()).limit(limit + 1)
            found = [AuditRow(**row._mapping) for row in conn.execute(statement)]
        rows = tuple(found[:limit])
        return AuditPage(rows, next=str(rows[-1].id) if len(found) > limit else "", total=total)

    def read_actions(self) -> Sequence[str]:
        """See the port."""
        with snapshot(self._engine) as conn:
            return list(conn.execute(select(audit.c.action).distinct().order_by(audit.c.action)).scalars())

    def verify(self, *, fresh: bool = False) -> ChainReport:
        """See the port; one thread at a time walks over the rows, the others get its answer."""
        with self._lock:
            now = instant_of(self._clock.now())
            known = self._verified
            if known is not None and not fresh and abs(now - known.verified_at) < VERIFIED_SECONDS:
                return known
            with snapshot(self._engine) as conn:
                self._verified = replace(ledger.verify(conn), verified_at=now)
            return self._verified

    def note(self, by: Identity, *, action: str, object: str = "", detail: Detail = "", result: Result = "ok") -> None:
        """See the port."""
        note(self._engine, self._clock, by=by, action=action, object=object, detail=detail, result=result)


def _conditions(where: AuditFilter) -> "list[ColumnElement[bool]]":
    """What the filter says, as conditions on the rows; days are Shanghai days."""
    exact = {"actor": where.actor, "action": where.action, "result": where.result}
    found: list[ColumnElement[bool]] = [audit.c[name] == value for name, value in exact.items() if value]
    if where.first is not None:
        found.append(audit.c.at >= where.first * 86_400 - SHANGHAI_OFFSET)
    if where.last is not None:
        found.append(audit.c.at < (where.last + 1) * 86_400 - SHANGHAI_OFFSET)
    if where.text:
        part = where.text.lower()
        found.append(or_(*(func.lower(audit.c[name]).contains(part, autoescape=True) for name in SEARCHED)))
    return found
