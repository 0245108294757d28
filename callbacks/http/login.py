"""The way in and out: the login page, the demonstration's buttons, a wall's token, and the end of a session."""

from typing import Any

from flask import Response, g, make_response, redirect, render_template, request

from callbacks._guard import current_identity
from callbacks.failures import sentence_of
from callbacks.http.door import OWN_PAGE, Cookie, client_address
from callbacks.http.gate import Gate
from callbacks.visits import words_of
from dashboard.accounts import SignedIn
from dashboard.errors import BadRequest, SignInRefused
from dashboard.permissions import Permission, Role
from dashboard.services import Services
from dashboard.text import Words
from dashboard.ways import safe_way
from layouts.urls import SCALES, THEMES

AGENT_LENGTH = 200
STRICT = {"Cache-Control": "no-store"}


def mount(gate: Gate, services: Services) -> None:
    """Add the routes."""
    views = Views(services)
    for rule, view, methods, permission in (
        ("/login", views.show, ("GET",), Permission.PUBLIC),
        ("/login", views.enter, ("POST",), Permission.PUBLIC),
        ("/login/demo", views.enter_demo, ("POST",), Permission.PUBLIC),
        ("/login/device", views.enter_device, ("POST",), Permission.PUBLIC),
        ("/logout", views.leave, ("POST",), Permission.FRAME),
    ):
        name = f"{rule.strip('/').replace('/', '.')}.{methods[0].lower()}"
        gate.add(rule, view, name=name, permission=permission, methods=methods)


class Views:
    """What the routes answer."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._accounts = services.accounts
        self._cookie = Cookie.of(services.settings)

    def show(self) -> Response:
        """The login page; whoever is signed in already goes on."""
        if current_identity().may(Permission.FRAME):
            return _go(self._way())
        return self._page(200)

    def enter(self) -> Response:
        """Sign in with name and password, and the second factor's code where there is one."""
        form = {name: request.form.get(name, "")[:300] for name in ("name", "password", "code")}
        try:
            done = self._accounts.sign_in(**form, former=self._cookie.read(), **_browser())
        except SignInRefused as refused:
            return self._page(
                refused.status, refused=refused, name=form["name"], code=refused.key == "errors.code_wanted"
            )
        return self._entered(done)

    def enter_demo(self) -> Response:
        """Sign in as a demonstration role; there is no such way in unless the demonstration runs."""
        role = request.form.get("role", "")
        if role not in set(Role):
            raise BadRequest("errors.body")
        return self._entered(self._accounts.sign_in_demo(Role(role), former=self._cookie.read(), **_browser()))

    def enter_device(self) -> Response:
        """Sign a wall's browser in with the token of its device."""
        try:
            done = self._accounts.sign_in_device(request.form.get("token", "")[:200], **_browser())
        except SignInRefused as refused:
            return self._page(refused.status, refused=refused)
        return self._cookie.give(_go(self._way()), done, strict=True)

    def leave(self) -> Response:
        """End the session that asks."""
        self._accounts.sign_out(current_identity())
        answer = self._cookie.take(_go("/login"))
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
        return answer

    def _entered(self, done: SignedIn) -> Response:
        return self._cookie.give(_go(OWN_PAGE if done.must_change else self._way()), done)

    def _way(self) -> str:
        return safe_way(request.form.get("next", "") or request.args.get("next", ""))

    def _page(
        self, status: int, *, refused: SignInRefused | None = None, name: str = "", code: bool = False
    ) -> Response:
        words = words_of(_chosen("lang", ("zh", "zh_CN", "en")), default=self._services.settings.language)
        page = render_template(
            "login.html",
            words=words,
            look={"theme": _chosen("theme", THEMES) or "light", "scale": _chosen("scale", SCALES) or "desk"},
            other=_other_language(words),
            next=self._way(),
            name=name,
            code=code,
            sentence=sentence_of(refused, words) if refused else "",
            roles=[role for role in Role if self._accounts.has_demo],
            build=self._services.build,
        )
        return make_response(page, status, STRICT)


def _browser() -> dict[str, str]:
    agent = request.headers.get("User-Agent", "")[:AGENT_LENGTH]
    return {"address": client_address(), "agent": agent, "request": str(g.get("request_id", ""))}


def _chosen(name: str, values: tuple[str, ...]) -> str:
    value = request.args.get(name, "")
    return value if value in values else ""


def _other_language(words: Words) -> dict[str, str]:
    lang = "en" if words.is_chinese else "zh"
    return {"lang": lang, "word": "English" if words.is_chinese else "中文"}


def _go(way: str) -> Response:
    answer: Any = redirect(way, 303)
    answer.headers.update(STRICT)
    return make_response(answer)
