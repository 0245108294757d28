"""The door: who asks, from the session cookie or the API token, before any route or callback runs."""

from dataclasses import dataclass

from flask import Flask, Response, g, redirect, request

from callbacks.http.headers import SAFE_METHODS
from dashboard.accounts import SignedIn
from dashboard.permissions import Identity
from dashboard.services import Services
from dashboard.settings import Settings

OWN_PAGE = "/account"
WIDE_OPEN = ("/assets/", "/static/", "/_dash-component-suites/", "/_favicon.ico", "/healthz")
"""Files of the program and the health check: nobody is asked who they are."""


@dataclass(frozen=True, slots=True)
class Cookie:
    """The session cookie: over HTTPS it is bound to this host and never sent in the clear."""

    name: str
    secure: bool

    @classmethod
    def of(cls, settings: Settings) -> "Cookie":
        """As the public address asks for."""
        secure = settings.is_https
        return cls("__Host-duban" if secure else "duban-session", secure)

    def read(self) -> str:
        """What the browser sent, empty when it sent none."""
        return request.cookies.get(self.name, "")[:200]

    def give(self, answer: Response, signed_in: SignedIn, *, strict: bool = False) -> Response:
        """Hand the session's secret to the browser."""
        answer.set_cookie(
            self.name,
            signed_in.secret,
            secure=self.secure,
            httponly=True,
            samesite="Strict" if strict else "Lax",
            path="/",
        )
        return answer

    def take(self, answer: Response) -> Response:
        """Have the browser forget it."""
        answer.delete_cookie(self.name, secure=self.secure, httponly=True, samesite="Lax", path="/")
        return answer


def mount(server: Flask, services: Services) -> None:
    """Find out who asks at the beginning of every request that is not for a file of the program."""
    cookie = Cookie.of(services.settings)

    def ask() -> Response | None:
        if request.path.startswith(WIDE_OPEN):
            return None
        g.identity = identity = _identify(services, cookie)
        if identity.must_change and is_page() and request.path != OWN_PAGE:
            return redirect(OWN_PAGE)  # type: ignore[return-value]
        return None

    server.before_request(ask)


def _identify(services: Services, cookie: Cookie) -> Identity:
    accounts = services.accounts
    trace = {"address": client_address(), "request": str(g.get("request_id", ""))}
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        found = accounts.identify_key(secret.strip()[:200], **trace)
    else:
        found = accounts.identify(cookie.read(), **trace) if cookie.read() else None
    return found or accounts.guest


def client_address() -> str:
    """Where the request comes from; behind a proxy what the proxy says (see ``running``)."""
    return request.remote_addr or ""


def is_page() -> bool:
    """Whether a browser asks for a page to show: then who is not signed in is led to the login page."""
    return (
        request.method in SAFE_METHODS
        and request.endpoint is not None
        and request.url_rule is not None
        and request.url_rule.rule in ("/", "/<path:path>")
    )
