"""One person of each role and nobody, known by the cookie or the token that they send; nothing is stored."""

from dashboard.accounts import SignedIn
from dashboard.errors import SignInRefused
from dashboard.permissions import ANONYMOUS, GRANTS, WHOLE_CITY, Identity, Role, Scope
from tests.fakes import FakeAccounts

COOKIE = "duban-session"
OWN_UNITS = frozenset({"350502"})


def make_person(role: Role, number: int, *, kind: str = "session") -> Identity:
    """An identity of a role; a coordinator sees 鲤城区 alone."""
    scope = Scope(OWN_UNITS) if role is Role.COORDINATOR else WHOLE_CITY
    numbers = {"session": number, "token": 0}[kind]
    return Identity(
        f"name-{role}", GRANTS[role], scope=scope, kind=kind, role=role, account_id=numbers, session_id=numbers
    )


class People(FakeAccounts):
    """Knows ``<role>`` as cookie and as token; the password of everybody is ``right``."""

    guest = ANONYMOUS

    def identify(self, secret: str, **_: str) -> Identity | None:  # type: ignore[override]
        return self._find(secret, kind="session")

    def identify_key(self, secret: str, **_: str) -> Identity | None:  # type: ignore[override]
        return self._find(secret, kind="token")

    def _find(self, secret: str, *, kind: str) -> Identity | None:
        roles = list(Role)
        return make_person(Role(secret), roles.index(Role(secret)) + 1, kind=kind) if secret in roles else None

    def sign_in(self, *, name: str = "", password: str = "", **_: object) -> SignedIn:  # type: ignore[override]
        if password != "right":
            raise SignInRefused("errors.login")
        return SignedIn(secret="director", expires_at=0, must_change=False, name=name)
