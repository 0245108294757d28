"""What an administrator does with accounts, sessions, tokens and devices: implements ``AccountAdmin``."""

import json
import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from dashboard.accounts import Account, Key, Session
from dashboard.errors import BadRequest, Conflict, NotFound
from dashboard.permissions import Identity, Role
from dashboard.settings import Settings
from dashboard.timekeeping import Clock, instant_of
from dashboard.vocabulary import UNIT_BY_CODE
from data_access.accounts.failures import forget_failures, locked_until
from data_access.accounts.rows import (
    ALIVE,
    end_sessions,
    find_account,
    find_key,
    pack_units,
    read_account,
    read_key,
)
from data_access.accounts.seal import Seal
from data_access.accounts.sessions import living_sessions
from data_access.accounts.tables import access_key, account, session
from data_access.engine import change, snapshot

NAME = re.compile(r"[a-z][a-z0-9.-]{2,31}")
LONGEST_DISPLAY = 60
LONGEST_DAYS = 3650
KINDS = ("token", "device")


class AccountAdminStore:
    """Accounts and keys, one transaction with its audit row for each change."""

    def __init__(self, engine: Engine, *, clock: Clock, settings: Settings, seal: Seal) -> None:
        self._engine = engine
        self._clock = clock
        self._settings = settings
        self._seal = seal

    def _now(self) -> int:
        return instant_of(self._clock.now())

    def read_accounts(self) -> Sequence[Account]:
        """See ``AccountAdmin``."""
        now = self._now()
        with snapshot(self._engine) as conn:
            rows = conn.execute(select(account).order_by(account.c.name)).all()
            return [read_account(row, locked_until=locked_until(conn, row.name, now=now)) for row in rows]

    def create_account(
        self, by: Identity, *, name: str, display: str, role: Role, units: frozenset[str] | None
    ) -> tuple[Account, str]:
        """See ``AccountAdmin``."""
        if not NAME.fullmatch(name) or not _is_name(display):
            raise BadRequest("errors.account_name")
        _check_units(units)
        password = self._first_password()
        values = {"name": name, "display": display.strip(), "role": role.value, "units": pack_units(units)}
        with change(self._engine, clock=self._clock, figures=False) as unit:
            more = {"created_at": unit.at, "password_at": unit.at, "password_hash": self._seal.hash_password(password)}
            try:
                unit.conn.execute(insert(account).values(disabled=False, must_change=True, **values, **more))
            except IntegrityError as error:
                raise Conflict("errors.account_taken", value=name) from error
            row = unit.conn.execute(select(account).where(account.c.name == name)).one()
            unit.record(by=by, action="account_created", object=name, detail=_detail(**values))
        return read_account(row), password

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
        """See ``AccountAdmin``."""
        if not _is_name(display):
            raise BadRequest("errors.account_name")
        _check_units(units)
        values = {"display": display.strip(), "role": role.value, "units": pack_units(units), "disabled": disabled}
        with change(self._engine, clock=self._clock, figures=False) as unit:
            row = find_account(unit.conn, account_id)
            if row.version != version:
                raise Conflict("errors.account_stale", name=row.name, found=row.version, seen=version)
            if account_id == by.account_id and (disabled or role.value != row.role):
                raise BadRequest("errors.account_self")
            changed = update(account).where(account.c.id == account_id)
            unit.conn.execute(changed.values(**values, version=version + 1))
            if disabled:
                end_sessions(unit.conn, session.c.account_id == account_id, at=unit.at)
            before = {name: getattr(row, name) for name in values}
            differ = {name: [before[name], values[name]] for name in values if before[name] != values[name]}
            unit.record(by=by, action="account_changed", object=row.name, detail=_detail(**differ))
            return read_account(find_account(unit.conn, account_id))

    def reset_password(self, by: Identity, account_id: int) -> str:
        """See ``AccountAdmin``."""
        password = self._first_password()
        hashed = self._seal.hash_password(password)
        self._change(by, account_id, "password_reset", password_hash=hashed, must_change=True, ends_sessions=True)
        return password

    def unlock(self, by: Identity, account_id: int) -> None:
        """See ``AccountAdmin``."""
        self._change(by, account_id, "unlock")

    def drop_second_factor(self, by: Identity, account_id: int) -> None:
        """See ``AccountAdmin``."""
        none = {"factor": "", "factor_pending": "", "factor_step": 0}
        self._change(by, account_id, "second_factor_off", ends_sessions=True, **none)

    def _change(
        self, by: Identity, account_id: int, action: str, *, ends_sessions: bool = False, **values: object
    ) -> None:
        with change(self._engine, clock=self._clock, figures=False) as unit:
            row = find_account(unit.conn, account_id)
            forget_failures(unit.conn, row.name)
            if "password_hash" in values:
                values["password_at"] = unit.at
            values["version"] = row.version + 1
            unit.conn.execute(update(account).where(account.c.id == account_id).values(**values))
            if ends_sessions:
                end_sessions(unit.conn, session.c.account_id == account_id, at=unit.at)
            unit.record(by=by, action=action, object=row.name)

    def _first_password(self) -> str:
        """Random, with all four classes, so that every style takes it."""
        return f"{self._seal.make_secret()[:16]}-Aa7"

    def read_sessions(self, by: Identity) -> Sequence[Session]:
        """See ``AccountAdmin``."""
        with snapshot(self._engine) as conn:
            return living_sessions(conn, by, now=self._now())

    def end_session(self, by: Identity, session_id: int) -> None:
        """See ``AccountAdmin``."""
        with change(self._engine, clock=self._clock, figures=False) as unit:
            if not end_sessions(unit.conn, session.c.id == session_id, ALIVE, at=unit.at):
                raise NotFound("errors.session")
            unit.record(by=by, action="session_ended", object=str(session_id))

    def read_keys(self, kind: str) -> Sequence[Key]:
        """See ``AccountAdmin``."""
        wanted = select(access_key).where(access_key.c.kind == kind).order_by(access_key.c.id.desc())
        with snapshot(self._engine) as conn:
            return [read_key(row) for row in conn.execute(wanted)]

    def create_key(
        self, by: Identity, *, kind: str, name: str, role: Role, units: frozenset[str] | None, days: int
    ) -> tuple[Key, str]:
        """See ``AccountAdmin``."""
        if not _is_name(name) or kind not in KINDS:
            raise BadRequest("errors.key_name")
        if not 0 <= days <= LONGEST_DAYS:
            raise BadRequest("errors.key_days")
        _check_units(units)
        secret = self._seal.make_secret()
        values: dict[str, Any] = {"kind": kind, "name": name.strip(), "role": role.value, "units": pack_units(units)}
        with change(self._engine, clock=self._clock, figures=False) as unit:
            hidden = {"secret_hash": self._seal.mark(secret), "hint": secret[-4:]}
            times = {"created_at": unit.at, "expires_at": unit.at + days * 86_400 if days else 0}
            unit.conn.execute(insert(access_key).values(created_by=by.name, **values, **hidden, **times))
            row = unit.conn.execute(select(access_key).where(access_key.c.secret_hash == hidden["secret_hash"])).one()
            unit.record(by=by, action="key_created", object=f"{kind} {row.id}", detail=_detail(**values, days=days))
        return read_key(row), secret

    def revoke_key(self, by: Identity, key_id: int) -> None:
        """See ``AccountAdmin``."""
        with change(self._engine, clock=self._clock, figures=False) as unit:
            row = find_key(unit.conn, key_id)
            unit.conn.execute(update(access_key).where(access_key.c.id == key_id).values(revoked_at=max(unit.at, 1)))
            end_sessions(unit.conn, session.c.key_id == key_id, at=unit.at)
            unit.record(by=by, action="key_revoked", object=f"{row.kind} {row.id}", detail=row.name)


def _is_name(text: str) -> bool:
    return 0 < len(text.strip()) <= LONGEST_DISPLAY and text.isprintable()


def _check_units(units: frozenset[str] | None) -> None:
    """The whole city (None), or units that exist."""
    if units is not None and (not units or not units <= set(UNIT_BY_CODE)):
        raise BadRequest("errors.account_units")


def _detail(**values: object) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True)
