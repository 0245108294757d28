"""An administrator at work on both databases, and the clock in the test's hands."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from dashboard.accounts import Account, SignedIn
from dashboard.permissions import OPERATOR, Identity, Role
from data_access.accounts import AccountAdminStore, Doorkeeper, Seal
from tests.data_access.conftest import Store

PASSWORD = "Xk7#mw2pLq9v-1"
SECRET = "q7Lr2-Xv9tPd_4Wm8sKz3Hb6Nc1Fj5Gy0Te"


@dataclass
class Office:
    """Both ports over one database."""

    store: Store
    door: Doorkeeper
    admin: AccountAdminStore

    def make(self, name: str = "li.wen", role: Role = Role.DIRECTOR, *units: str) -> Account:
        """An account whose first password has been replaced by ``PASSWORD``."""
        made, first = self.admin.create_account(
            OPERATOR, name=name, display=name, role=role, units=frozenset(units) or None
        )
        self.door.change_password(self.who(self.enter(name, first)), old=first, new=PASSWORD)
        return made

    def enter(self, name: str = "li.wen", password: str = PASSWORD, **more: Any) -> SignedIn:
        return self.door.sign_in(name=name, password=password, **more)

    def who(self, signed_in: SignedIn) -> Identity:
        found = self.door.identify(signed_in.secret)
        assert found is not None
        return found

    def wait(self, **time: float) -> None:
        self.store.clock.at += timedelta(**time)

    def actions(self) -> list[str]:
        return [row.action for row in self.audit()]

    def audit(self) -> list[Any]:
        from sqlalchemy import select

        from data_access.schema import metadata

        audit = metadata.tables["audit"]
        with self.store.engine.connect() as conn:
            return list(conn.execute(select(audit).order_by(audit.c.id)))


@pytest.fixture
def office(store: Store) -> Iterator[Office]:
    """An office without anybody in it."""
    settings, seal = store.services.settings, Seal(SECRET)
    more: dict[str, Any] = {"clock": store.clock, "settings": settings, "seal": seal}
    yield Office(
        store, Doorkeeper(store.engine, code_clock=store.clock, **more), AccountAdminStore(store.engine, **more)
    )


def with_settings(office: Office, **changes: object) -> Office:
    """The same office under other settings."""
    settings = office.store.services.settings.model_copy(update=changes)
    more: dict[str, Any] = {"clock": office.store.clock, "settings": settings, "seal": Seal(SECRET)}
    door = Doorkeeper(office.store.engine, code_clock=office.store.clock, **more)
    return replace(office, door=door, admin=AccountAdminStore(office.store.engine, **more))
