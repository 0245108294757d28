"""The door over HTTP: the real accounts behind the real server."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr

from app import open_services
from callbacks.http.server import make_server
from dashboard.permissions import OPERATOR, Permission, Role
from dashboard.services import Services
from dashboard.timekeeping import FrozenClock
from data_access.exporters import FileExporter
from tests.fakes import NOW, make_settings

PASSWORD = "Xk7#mw2pLq9v-1"
SECRET = "q7Lr2-Xv9tPd_4Wm8sKz3Hb6Nc1Fj5Gy0Te"
HERE = {"Origin": "http://localhost"}


class Door:
    """A server over an empty database, and browsers that come to it."""

    def __init__(self, folder: Path, **settings: object) -> None:
        made = make_settings(database_url=f"sqlite:///{folder / 'door.db'}", **settings)
        self.clock = FrozenClock(NOW)
        self.services: Services = open_services(made, clock=self.clock)
        self.server = make_server(self.services, FileExporter())

    def browser(self) -> FlaskClient:
        return self.server.test_client()

    def make(self, name: str, role: Role, *units: str) -> str:
        """An account; returns its first password."""
        admin = self.services.account_admin
        return admin.create_account(OPERATOR, name=name, display=name, role=role, units=frozenset(units) or None)[1]

    def enter(self, name: str, role: Role, *units: str) -> FlaskClient:
        """A browser that is signed in and past its first password."""
        first, browser = self.make(name, role, *units), self.browser()
        sign_in(browser, name, first)
        accounts = self.services.accounts
        me = accounts.identify(secret_of(browser))
        assert me is not None
        accounts.change_password(me, old=first, new=PASSWORD)
        return browser


def sign_in(browser: FlaskClient, name: str, password: str = PASSWORD, **more: str) -> Any:
    return browser.post("/login", data={"name": name, "password": password, **more}, headers=HERE)


def secret_of(browser: FlaskClient, name: str = "duban-session") -> str:
    found = browser.get_cookie(name)
    return found.value if found else ""


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    yield Door(tmp_path)


def test_a_page_leads_to_the_login_and_from_there_back(door: Door) -> None:
    door.enter("li.wen", Role.DIRECTOR)
    browser = door.browser()
    answer = browser.get("/approvals?unit=350502")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/login?next=%2Fapprovals%3Funit%3D350502")
    page = browser.get(answer.headers["Location"])
    assert page.status_code == 200
    assert 'value="/approvals?unit=350502"' in page.text
    done = sign_in(browser, "li.wen", next="/approvals?unit=350502")
    assert (done.status_code, done.headers["Location"]) == (303, "/approvals?unit=350502")
    assert browser.get("/approvals").status_code == 200
    assert browser.get("/login?next=/records").headers["Location"] == "/records"


@pytest.mark.parametrize("way", ["//evil.example", "/\\evil.example", "https://evil.example", "/%2f%2fevil.example"])
def test_a_login_leads_nowhere_else(door: Door, way: str) -> None:
    door.enter("li.wen", Role.DIRECTOR)
    assert sign_in(door.browser(), "li.wen", next=way).headers["Location"] == "/"


def test_programs_are_told_in_their_own_way(door: Door) -> None:
    answer = door.browser().get("/api/v1/indicators")
    assert (answer.status_code, answer.json["error"]["code"]) == (401, "sign_in")
    callback = door.browser().post("/_dash-update-component", json={}, headers=HERE)
    assert callback.status_code == 401
    assert door.browser().get("/version").status_code == 401


def test_a_wrong_password_says_nothing_more(door: Door) -> None:
    door.enter("li.wen", Role.DIRECTOR)
    known, unknown = sign_in(door.browser(), "li.wen", "wrong"), sign_in(door.browser(), "nobody", "wrong")
    assert known.status_code == unknown.status_code == 401
    shown = [re.sub(r'value="(li\.wen|nobody)"', "", page.text) for page in (known, unknown)]
    assert shown[0] == shown[1]
    assert "用户名、密码或动态口令不正确" in shown[0]


def test_the_cookie_is_for_the_server_alone(door: Door) -> None:
    door.enter("li.wen", Role.DIRECTOR)
    cookie = sign_in(door.browser(), "li.wen").headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_behind_https_the_cookie_is_bound_to_the_host(tmp_path: Path) -> None:
    door = Door(tmp_path, origin="https://duban.example.org", secret=SecretStr(SECRET))
    first = door.make("li.wen", Role.DIRECTOR)
    browser = door.browser()
    headers = {"Origin": "https://duban.example.org", "Host": "duban.example.org", "X-Forwarded-Proto": "https"}
    answer = browser.post("/login", data={"name": "li.wen", "password": first}, headers=headers)
    assert answer.status_code == 303, answer.text
    name, _, rest = answer.headers["Set-Cookie"].partition("=")
    assert name == "__Host-duban"
    assert "Secure" in rest
    assert "Domain" not in rest


def test_a_secret_that_was_planted_is_not_taken_over(door: Door) -> None:
    door.enter("li.wen", Role.DIRECTOR)
    browser = door.browser()
    browser.set_cookie("duban-session", "planted")
    sign_in(browser, "li.wen")
    assert secret_of(browser) not in ("", "planted")


def test_signing_out_ends_the_session_itself(door: Door) -> None:
    browser = door.enter("li.wen", Role.DIRECTOR)
    kept = secret_of(browser)
    assert browser.get("/logout").status_code == 404
    assert browser.get("/version").status_code == 200
    answer = browser.post("/logout", headers=HERE)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login")
    replay = door.browser()
    replay.set_cookie("duban-session", kept)
    assert replay.get("/version").status_code == 401


def test_a_first_password_opens_only_ones_own_page(door: Door) -> None:
    first, browser = door.make("li.wen", Role.DIRECTOR), door.browser()
    assert sign_in(browser, "li.wen", first).headers["Location"] == "/account"
    assert browser.get("/approvals").headers["Location"] == "/account"
    assert browser.get("/account").status_code == 200
    assert browser.get("/api/v1/indicators").status_code == 403


@pytest.mark.parametrize(
    ("role", "allowed", "refused"),
    [
        (Role.DIRECTOR, ["/api/v1/indicators", "/api/v1/indicators/approvals.open/records"], ["/metrics"]),
        (Role.ADMIN, ["/api/v1/indicators", "/metrics"], ["/api/v1/indicators/approvals.open/records"]),
        (Role.MONITOR, ["/api/v1/indicators"], ["/metrics", "/api/v1/indicators/approvals.open/records"]),
    ],
)
def test_each_role_and_its_routes(door: Door, role: Role, allowed: list[str], refused: list[str]) -> None:
    browser = door.enter("someone", role)
    assert {path: browser.get(path).status_code for path in allowed} == dict.fromkeys(allowed, 200)
    assert {path: browser.get(path).status_code for path in refused} == dict.fromkeys(refused, 403)


def test_a_refusal_stands_on_the_audit_ledger(door: Door) -> None:
    browser = door.enter("someone", Role.MONITOR)
    browser.get("/api/v1/indicators/approvals.open/records")
    rows = door.services.audit.read_rows
    assert Permission.AUDIT in OPERATOR.permissions
    from dashboard.audit import AuditFilter

    found = rows(AuditFilter(action="refused"), after="", limit=10)
    assert [row.actor for row in found.rows] == ["someone"]


def test_a_token_is_sent_as_bearer(door: Door) -> None:
    _, secret = door.services.account_admin.create_key(
        OPERATOR, kind="token", name="前置机", role=Role.DIRECTOR, units=None, days=0
    )
    asked = door.browser().get("/api/v1/indicators", headers={"Authorization": f"Bearer {secret}"})
    assert asked.status_code == 200
    wrong = door.browser().get("/api/v1/indicators", headers={"Authorization": f"Bearer {secret}x"})
    assert wrong.status_code == 401


def test_a_walls_browser_enters_with_its_device_token(door: Door) -> None:
    _, secret = door.services.account_admin.create_key(
        OPERATOR, kind="device", name="一楼", role=Role.MONITOR, units=None, days=0
    )
    browser = door.browser()
    assert browser.post("/login/device", data={"token": "wrong"}, headers=HERE).status_code == 401
    answer = browser.post("/login/device", data={"token": secret}, headers=HERE)
    assert answer.status_code == 303
    assert "SameSite=Strict" in answer.headers["Set-Cookie"]
    assert browser.get("/api/v1/indicators").status_code == 200


def test_the_demonstrations_way_in_exists_only_in_the_demonstration(tmp_path: Path) -> None:
    door = Door(tmp_path)
    assert "demo" not in door.browser().get("/login").text
    for role in Role:
        answer = door.browser().post("/login/demo", data={"role": role.value}, headers=HERE)
        assert answer.status_code == 404
        assert "Set-Cookie" not in answer.headers


def test_one_click_enters_the_demonstration(tmp_path: Path) -> None:
    door = Door(tmp_path, demonstration=True)
    page = door.browser().get("/login").text
    for role in Role:
        assert f'value="{role.value}"' in page
        browser = door.browser()
        assert browser.post("/login/demo", data={"role": role.value}, headers=HERE).status_code == 303
        assert browser.get("/version").status_code == 200
    assert door.browser().post("/login/demo", data={"role": "root"}, headers=HERE).status_code == 400


def test_a_login_from_another_site_is_refused(door: Door) -> None:
    door.enter("li.wen", Role.DIRECTOR)
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = door.browser().post("/login", data={"name": "li.wen", "password": PASSWORD}, headers=headers)
        assert answer.status_code == 403
        assert "Set-Cookie" not in answer.headers


def test_the_login_page_holds_no_text_of_the_address_as_markup(door: Door) -> None:
    page = door.browser().get("/login?next=/%22%3E%3Cscript%3Ealert(1)%3C/script%3E&lang=%22%3E%3Cb%3E")
    assert "<script" not in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_the_login_page_speaks_english(door: Door) -> None:
    assert "User name" in door.browser().get("/login?lang=en").text
