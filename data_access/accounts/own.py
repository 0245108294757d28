"""What people do with their own account: password, second factor, sessions."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, Row, select, update

from dashboard.accounts import Account, Session
from dashboard.errors import BadRequest, NotFound
from dashboard.passwords import check_password
from dashboard.permissions import Identity, Role
from dashboard.settings import Settings
from dashboard.timekeeping import Clock, SystemClock, instant_of
from data_access.accounts.factor import address_of, new_factor, used_step
from data_access.accounts.rows import ALIVE, end_sessions, find_account, read_account
from data_access.accounts.seal import Seal
from data_access.accounts.sessions import living_sessions
from data_access.accounts.tables import account, session
from data_access.engine import Change, change, snapshot

FORMER_KEPT = 5
"""Earlier passwords that a new one must differ from."""

OVERSIGHT = frozenset({Role.DIRECTOR, Role.ADMIN})
"""Roles for which a setting may demand the second factor."""


class OwnAccount:
    """The part of ``dashboard.accounts.Accounts`` that a signed-in person uses."""

    def __init__(
        self, engine: Engine, *, clock: Clock, settings: Settings, seal: Seal, code_clock: Clock | None = None
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._settings = settings
        self._seal = seal
        self._code_clock = code_clock or SystemClock()  # phones know nothing of a demonstration's clock

    def _now(self) -> int:
        return instant_of(self._clock.now())

    def read_own(self, by: Identity) -> Account:
        """See ``Accounts``."""
        return read_account(self._row(by))

    def _row(self, by: Identity) -> "Row[Any]":
        with snapshot(self._engine) as conn:
            row = conn.execute(select(account).where(account.c.id == by.account_id)).first()
        if row is None:
            raise NotFound("errors.account", value=by.account_id)
        return row

    def change_password(self, by: Identity, *, old: str, new: str) -> None:
        """See ``Accounts``."""
        row = self._row(by)
        if not self._seal.is_password(old, row.password_hash):
            raise BadRequest("errors.password_wrong")
        check_password(new, name=row.name, style=self._settings.password_style)
        former = [row.password_hash, *row.former_hashes.split()][:FORMER_KEPT]
        if any(self._seal.is_password(new, one) for one in former):
            raise BadRequest("errors.password_same")
        hashed = self._seal.hash_password(new)
        with change(self._engine, clock=self._clock, figures=False) as unit:
            self._write(unit, by, password_hash=hashed, former_hashes=" ".join(former), password_at=unit.at)
            self._write(unit, by, must_change=False)
            others = (session.c.account_id == by.account_id, session.c.id != by.session_id)
            end_sessions(unit.conn, *others, at=unit.at)
            unit.record(by=by, action="password_changed", object=by.name)

    def begin_second_factor(self, by: Identity) -> str:
        """See ``Accounts``."""
        factor = new_factor()
        with change(self._engine, clock=self._clock, figures=False) as unit:
            self._write(unit, by, factor_pending=self._seal.close(factor))
        return address_of(factor, by.name)

    def confirm_second_factor(self, by: Identity, *, code: str) -> None:
        """See ``Accounts``."""
        row = self._row(by)
        pending = row.factor_pending
        step = used_step(self._seal.open(pending), code, clock=self._code_clock, after=0) if pending else 0
        if not step:
            raise BadRequest("errors.code_wrong")
        with change(self._engine, clock=self._clock, figures=False) as unit:
            self._write(unit, by, factor=pending, factor_pending="", factor_step=step)
            unit.record(by=by, action="second_factor_on", object=by.name)

    def end_second_factor(self, by: Identity, *, password: str) -> None:
        """See ``Accounts``."""
        row = self._row(by)
        if self._settings.second_factor and Role(row.role) in OVERSIGHT:
            raise BadRequest("errors.second_factor")
        if not self._seal.is_password(password, row.password_hash):
            raise BadRequest("errors.password_wrong")
        with change(self._engine, clock=self._clock, figures=False) as unit:
            self._write(unit, by, factor="", factor_pending="", factor_step=0)
            unit.record(by=by, action="second_factor_off", object=by.name)

    def _write(self, unit: Change, by: Identity, **values: Any) -> None:
        find_account(unit.conn, by.account_id)
        unit.conn.execute(update(account).where(account.c.id == by.account_id).values(**values))

    def read_own_sessions(self, by: Identity) -> Sequence[Session]:
        """See ``Accounts``."""
        with snapshot(self._engine) as conn:
            return living_sessions(conn, by, session.c.account_id == by.account_id, now=self._now())

    def end_own_session(self, by: Identity, session_id: int) -> None:
        """See ``Accounts``."""
        with change(self._engine, clock=self._clock, figures=False) as unit:
            own = (session.c.id == session_id, session.c.account_id == by.account_id, ALIVE)
            if not end_sessions(unit.conn, *own, at=unit.at):
                unit.discard()
                raise NotFound("errors.session")
            unit.record(by=by, action="session_ended", object=str(session_id))
