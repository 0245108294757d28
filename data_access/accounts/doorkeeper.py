"""Who asks, and the way in and out: implements ``dashboard.accounts.Accounts``."""

from dataclasses import replace
from typing import Any, NoReturn

from sqlalchemy import Connection, Row, insert, select, update

from dashboard.accounts import SignedIn
from dashboard.errors import NotFound, SignInRefused
from dashboard.permissions import ANONYMOUS, GRANTS, NEWCOMER, Identity, Role
from data_access.accounts.factor import used_step
from data_access.accounts.failures import forget_failures, locked_until, note_failure, shut_until
from data_access.accounts.own import OVERSIGHT, OwnAccount
from data_access.accounts.rows import end_sessions, is_over, lifetime, make_scope
from data_access.accounts.tables import access_key, account, session
from data_access.accounts.touch import touch
from data_access.engine import Change, change, snapshot

DEMO_PEOPLE = {
    Role.DIRECTOR: ("demo-director", "演示领导", "*"),
    Role.COORDINATOR: ("demo-coordinator", "演示联络员", "350582"),
    Role.MONITOR: ("demo-monitor", "演示显示屏", "*"),
    Role.ADMIN: ("demo-admin", "演示管理员", "*"),
}
"""Accounts of the demonstration: name, display, unit. They have no password, so nobody can sign in to them."""


class Doorkeeper(OwnAccount):
    """Finds out who asks, and lets them in and out."""

    guest = ANONYMOUS

    @property
    def has_demo(self) -> bool:
        """See ``Accounts``."""
        return self._settings.has_demo

    def identify(self, secret: str, *, address: str = "", request: str = "") -> Identity | None:
        """See ``Accounts``."""
        joined = session.outerjoin(account, account.c.id == session.c.account_id)
        joined = joined.outerjoin(access_key, access_key.c.id == session.c.key_id)
        wanted = select(
            session,
            *(account.c[name].label(f"account_{name}") for name in ACCOUNT_COLUMNS),
            *(access_key.c[name].label(f"key_{name}") for name in KEY_COLUMNS),
        ).select_from(joined)
        with snapshot(self._engine) as conn:
            row = conn.execute(wanted.where(session.c.secret_hash == self._seal.mark(secret))).first()
        now = self._now()
        if row is None or is_over(row, now=now):
            return None
        identity = self._of_device(row) if row.key_id else self._of_account(row, now)
        if identity is not None:
            touch(self._engine, session, row.id, column="seen_at", seen=row.seen_at, now=now)
        return identity and _traced(identity, session_id=row.id, address=address, request=request)

    def _of_account(self, row: "Row[Any]", now: int) -> Identity | None:
        if row.account_disabled:
            return None
        role = Role(row.account_role)
        newcomer = row.account_must_change or self._is_old(row.account_password_at, row.account_password_hash, now)
        newcomer = newcomer or self._wants_factor(role, row.account_factor)
        return Identity(
            row.account_name,
            NEWCOMER if newcomer else GRANTS[role],
            scope=make_scope(role, row.account_units),
            kind="session",
            role=role,
            display=row.account_display,
            account_id=row.account_id,
            must_change=newcomer,
        )

    def _of_device(self, row: "Row[Any]") -> Identity | None:
        if row.key_revoked_at:
            return None
        role = Role(row.key_role)
        scope = make_scope(role, row.key_units)
        return Identity(row.key_name, GRANTS[role], scope=scope, kind="device", role=role, display=row.key_name)

    def _is_old(self, password_at: int, password_hash: str, now: int) -> bool:
        style, days = self._settings.password_style, self._settings.password_days
        return bool(password_hash) and style == "mlps" and password_at + days * 86_400 < now

    def _wants_factor(self, role: Role, factor: str) -> bool:
        return self._settings.second_factor and role in OVERSIGHT and not factor

    def identify_key(self, secret: str, *, address: str = "", request: str = "") -> Identity | None:
        """See ``Accounts``."""
        with snapshot(self._engine) as conn:
            row = self._find_key(conn, secret, kind="token")
        if row is None:
            return None
        touch(self._engine, access_key, row.id, column="last_used", seen=row.last_used, now=self._now())
        role = Role(row.role)
        scope = make_scope(role, row.units)
        found = Identity(row.name, GRANTS[role], scope=scope, kind="token", role=role, display=row.name)
        return _traced(found, session_id=row.id, address=address, request=request)

    def _find_key(self, conn: Connection, secret: str, *, kind: str) -> "Row[Any] | None":
        wanted = select(access_key).where(
            access_key.c.secret_hash == self._seal.mark(secret), access_key.c.kind == kind, access_key.c.revoked_at == 0
        )
        row = conn.execute(wanted).first()
        return None if row is None or 0 < row.expires_at <= self._now() else row

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
        """See ``Accounts``."""
        name, now = name.strip().lower()[:64], self._now()
        with snapshot(self._engine) as conn:
            until = max(locked_until(conn, name, now=now), shut_until(conn, address, now=now))
            row = conn.execute(select(account).where(account.c.name == name)).first()
        if until:
            raise SignInRefused("errors.locked", minutes=-(-(until - now) // 60))
        good = self._seal.is_password(password, row.password_hash if row is not None else "")
        if row is None or not good or row.disabled:
            self._refuse(name, address, request)
        step = row.factor_step
        if row.factor:
            if not code.strip():
                raise SignInRefused("errors.code_wanted")
            step = used_step(self._seal.open(row.factor), code, clock=self._code_clock, after=row.factor_step)
        if row.factor and not self._take_step(row, step):
            self._refuse(name, address, request)
        return self._begin(row, address=address, agent=agent, request=request, former=former)

    def _take_step(self, row: "Row[Any]", step: int) -> bool:
        """Use up a one-time code; of two requests with the same one only the first succeeds."""
        if not step:
            return False
        with change(self._engine, clock=self._clock, figures=False) as unit:
            unused = update(account).where(account.c.id == row.id, account.c.factor_step < step)
            return unit.conn.execute(unused.values(factor_step=step)).rowcount == 1

    def _refuse(self, name: str, address: str, request: str) -> NoReturn:
        who = Identity(name, frozenset(), kind="anonymous", address=address, request=request)
        with change(self._engine, clock=self._clock, figures=False) as unit:
            locked = note_failure(unit.conn, name, address, now=unit.at)
            unit.record(by=who, action="sign_in_refused", object=name, result="refused")
            if locked:
                unit.record(by=who, action="locked", object=name)
        raise SignInRefused("errors.login")

    def _begin(self, row: "Row[Any]", *, address: str, agent: str, request: str, former: str) -> SignedIn:
        known: dict[str, Any] = {"account_id": row.id, "address": address, "request": request}
        who = Identity(row.name, frozenset(), kind="session", **known)
        with change(self._engine, clock=self._clock, figures=False) as unit:
            forget_failures(unit.conn, row.name)
            if former:
                end_sessions(unit.conn, session.c.secret_hash == self._seal.mark(former), at=unit.at)
            unit.conn.execute(update(account).where(account.c.id == row.id).values(last_login=unit.at))
            done = self._open(unit, account_id=row.id, address=address, agent=agent, name=row.name)
            unit.record(by=who, action="sign_in", object=row.name)
        newcomer = row.must_change or self._is_old(row.password_at, row.password_hash, unit.at)
        wanted = newcomer or self._wants_factor(Role(row.role), row.factor)
        return SignedIn(secret=done.secret, expires_at=done.expires_at, must_change=wanted, name=row.name)

    def _open(self, unit: Change, *, address: str, agent: str, name: str, **owner: int) -> SignedIn:
        secret = self._seal.make_secret()
        expires = unit.at + lifetime(device="key_id" in owner)
        unit.conn.execute(
            insert(session).values(
                secret_hash=self._seal.mark(secret),
                address=address[:64],
                agent=agent[:200],
                created_at=unit.at,
                seen_at=unit.at,
                expires_at=expires,
                **owner,
            )
        )
        return SignedIn(secret=secret, expires_at=expires, must_change=False, name=name)

    def sign_in_device(self, secret: str, *, address: str = "", agent: str = "", request: str = "") -> SignedIn:
        """See ``Accounts``."""
        with snapshot(self._engine) as conn:
            shut = shut_until(conn, address, now=self._now())
            row = self._find_key(conn, secret.strip(), kind="device")
        if shut:
            raise SignInRefused("errors.locked", minutes=-(-(shut - self._now()) // 60))
        if row is None:
            self._refuse("device", address, request)
        with change(self._engine, clock=self._clock, figures=False) as unit:
            end_sessions(unit.conn, session.c.key_id == row.id, at=unit.at)  # a device is in one place
            done = self._open(unit, key_id=row.id, address=address, agent=agent, name=row.name)
            who = Identity(row.name, frozenset(), kind="device", address=address, request=request)
            unit.record(by=who, action="sign_in", object=row.name)
        return done

    def sign_in_demo(
        self, role: Role, *, address: str = "", agent: str = "", request: str = "", former: str = ""
    ) -> SignedIn:
        """See ``Accounts``."""
        if not self.has_demo:
            raise NotFound("errors.demo_only")
        name, display, units = DEMO_PEOPLE[role]
        wanted = select(account).where(account.c.name == name)
        with change(self._engine, clock=self._clock, figures=False) as unit:
            if unit.conn.execute(wanted).first() is None:
                made = {"name": name, "display": display, "units": units, "role": role.value, "created_at": unit.at}
                unit.conn.execute(insert(account).values(disabled=False, must_change=False, **made))
            row = unit.conn.execute(wanted).one()
        return self._begin(row, address=address, agent=agent, request=request, former=former)

    def sign_out(self, by: Identity) -> None:
        """See ``Accounts``."""
        if not by.session_id:
            return
        with change(self._engine, clock=self._clock, figures=False) as unit:
            if end_sessions(unit.conn, session.c.id == by.session_id, at=unit.at):
                unit.record(by=by, action="sign_out", object=by.name)

    def note_refusal(self, by: Identity, *, what: str) -> None:
        """See ``Accounts``."""
        with change(self._engine, clock=self._clock, figures=False) as unit:
            unit.record(by=by, action="refused", object=what[:200], result="refused")


ACCOUNT_COLUMNS = (
    "name", "display", "role", "units", "disabled", "must_change", "password_at", "password_hash", "factor"
)  # fmt: skip
KEY_COLUMNS = ("name", "role", "units", "revoked_at")


def _traced(identity: Identity, *, session_id: int, address: str, request: str) -> Identity:
    return replace(identity, session_id=session_id, address=address, request=request)
