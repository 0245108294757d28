"""A stranger gets no answer but from a short list of routes; the routes tried are all that the server has."""

import itertools
import random
import string

import pytest
from flask import Flask
from werkzeug.routing import Rule

from callbacks.http.server import make_server
from dashboard.permissions import GRANTS, NEWCOMER, Permission, Role
from tests.fakes import CASE, FakeExporter, make_services
from tests.people import People

METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH")
PUBLIC_RULES = frozenset(
    {
        "/login", "/login/demo", "/login/device", "/healthz", "/readyz", "/static/bootstrap.min.css",
        "/_favicon.ico", "/assets/<path:filename>",
        "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
    }
)  # fmt: skip
"""All that a stranger gets. Whoever adds a public route adds it here, and says why in docs/security.md."""
SAMPLES = {
    "key": "approvals.red", "case_key": CASE, "path": "records", "filename": "tokens.css", "kind": "xlsx",
    "package_name": "dash", "fingerprinted_path": "deps/react@18.3.1.min.js",
}  # fmt: skip
KNOWN_BAD = (
    "/.git/config", "/.env", "/docs", "/redoc", "/openapi.json", "/admin", "/console", "/phpinfo.php", "/debug",
    "/server-status", "/api", "/api/v1", "/api/v2/indicators", "/api/v1/../v1/indicators", "//api/v1/indicators",
    "/API/V1/indicators", "/api/v1/indicators/", "/assets/../app.py", "/assets/%2e%2e/app.py", "/assets/..%2fapp.py",
    "/static/../app.py", "/_dash-layout/", "/_dash-LAYOUT", "/_reload-hash", "/_alive_x", "/_dash-ws-callback",
    "/login/../", "/login/..;/api/v1/indicators", "/healthz/../version", "/healthz/x", "/version/", "/%76ersion",
    "/version;x", "/var/duban.db", "/var/secret", "/_dash-component-suites/os/path.py",
    "/_dash-component-suites/dash/../../../../etc/passwd", "/export/", "/metrics/", "/assets/", "/static/",
)  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Flask:
    return make_server(make_services(accounts=People()), FakeExporter())


def sample(rule: Rule) -> str:
    """An address of a rule."""
    path = rule.rule
    for name in rule.arguments:
        for mark in (f"<path:{name}>", f"<string:{name}>", f"<int:{name}>", f"<{name}>"):
            path = path.replace(mark, SAMPLES.get(name, "1"))
    return path


def invented(number: int) -> str:
    """A path that nobody made a route for, near to those that exist."""
    rng = random.Random(number)
    words = ["api", "v1", "export", "admin", "_dash", "version", "login", "users", "static", "cases", "db", "healthz"]
    noise = "".join(rng.choices(string.ascii_lowercase + string.digits + "-_.~%", k=rng.randrange(1, 12)))
    parts = [rng.choice(words), noise.replace("%", "%25"), rng.choice(words)][: rng.randrange(1, 4)]
    rng.shuffle(parts)
    return "/" + "/".join(parts)


def is_public(path: str) -> bool:
    """Whether a stranger may get an answer there."""
    plain = {rule for rule in PUBLIC_RULES if "<" not in rule}
    return path in plain or path.startswith(("/assets/", "/_dash-component-suites/"))


@pytest.mark.parametrize("method", METHODS)
def test_a_stranger_gets_nothing_from_any_route(server: Flask, method: str) -> None:
    client = server.test_client()
    seen = 0
    for rule in server.url_map.iter_rules():
        if rule.rule in PUBLIC_RULES:
            continue
        answer = client.open(sample(rule), method=method)
        leads_to_login = answer.status_code == 302 and answer.headers["Location"].startswith("/login?")
        where = f"{method} {rule.rule}: {answer.status_code}"
        assert answer.status_code in (401, 403, 404, 405) or leads_to_login, where
        assert len(answer.get_data()) < 1000, where
        seen += 1
        answer.close()
    assert seen >= 15


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("paths", [KNOWN_BAD, tuple(map(invented, range(100)))], ids=["known", "invented"])
def test_a_stranger_gets_nothing_from_any_other_path(server: Flask, method: str, paths: tuple[str, ...]) -> None:
    client = server.test_client()
    for path in paths:
        with client.open(path, method=method) as answer:
            assert answer.status_code >= 300 or is_public(path), f"{method} {path}: {answer.status_code}"
            if answer.status_code in (301, 302, 307, 308):
                target = answer.headers["Location"]
                assert target.startswith(("/", "http://localhost/")) and not target.startswith("//"), path


def test_the_public_list_is_exactly_what_the_gate_lets_pass(server: Flask) -> None:
    reachable = set()
    client = server.test_client()
    for rule, method in itertools.product(server.url_map.iter_rules(), ("GET", "POST")):
        with client.open(sample(rule), method=method) as answer:
            if answer.status_code not in (301, 302, 401, 403, 404, 405, 308):
                reachable.add(rule.rule)
    assert reachable <= PUBLIC_RULES


def test_every_method_of_the_framework_is_needed(server: Flask) -> None:
    client = server.test_client()
    for method in ("TRACE", "CONNECT", "PROPFIND", "FOO"):
        for path in ("/", "/version", "/login", "/healthz"):
            assert client.open(path, method=method).status_code in (401, 403, 405), f"{method} {path}"


def test_permissions_of_roles_hold_at_every_route(server: Flask) -> None:
    """The matrix of roles and routes: 403 wherever the permission is lacking, never 403 where it is held."""
    wanted = {
        "/metrics": Permission.METRICS,
        "/api/v1/indicators": Permission.VIEW,
        "/api/v1/indicators/approvals.red/records": Permission.VIEW_RECORDS,
        f"/api/v1/cases/{CASE}": Permission.VIEW_RECORDS,
        "/api/v1/imports": Permission.IMPORT,
        "/export/template.xlsx": Permission.EXPORT,
        "/version": Permission.FRAME,
    }
    client = server.test_client()
    for role, (path, permission) in itertools.product(Role, wanted.items()):
        with client.get(path, headers={"Authorization": f"Bearer {role}"}) as answer:
            allowed = permission in GRANTS[role]
            assert (answer.status_code == 200) == allowed, f"{role} {path}: {answer.status_code}"
            assert (answer.status_code == 403) == (not allowed), f"{role} {path}: {answer.status_code}"
    assert {Permission.VIEW, Permission.EXPORT, Permission.METRICS}.isdisjoint(NEWCOMER)
