"""What holds for every request and every answer, over the routes the server really has."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule

from callbacks.http.headers import FORM_OVERHEAD, MEGABYTE
from callbacks.http.server import make_server
from dashboard.services import Services
from tests.fakes import CASE, FakeExporter, FakeReader, make_services

JSON = {"Content-Type": "application/json"}
SAMPLES = {
    "key": "approvals.red", "case_key": CASE, "path": "nowhere", "filename": "tokens.css", "kind": "xlsx",
    "package_name": "dash", "fingerprinted_path": "deps/react@18.3.1.min.js", "batch_id": "b1",
}  # fmt: skip


@pytest.fixture(scope="module")
def services() -> Services:
    return make_services(upload_megabytes=1)


@pytest.fixture(scope="module")
def server(services: Services) -> Flask:
    return make_server(services, FakeExporter())


@pytest.fixture
def client(server: Flask) -> FlaskClient:
    return server.test_client()


def address_of(rule: Rule) -> str:
    return rule.build({name: SAMPLES[name] for name in rule.arguments})[1]


def addresses(server: Flask) -> Iterator[tuple[str, str]]:
    """Every registered route with every method it answers, with sample values in its path."""
    for rule in server.url_map.iter_rules():
        path = rule.rule
        for name in rule.arguments:
            for mark in (f"<path:{name}>", f"<string:{name}>", f"<{name}>"):
                path = path.replace(mark, SAMPLES[name])
        yield from ((method, path) for method in sorted(rule.methods or ()))


def test_every_answer_has_the_security_headers(server: Flask, client: FlaskClient) -> None:
    seen = list(addresses(server))
    assert len(seen) > 20
    for method, path in [*seen, ("GET", "/a/b/c"), ("TRACE", "/"), ("PUT", "/version")]:
        answer = client.open(path, method=method)
        where = f"{method} {path} → {answer.status_code}"
        policy = answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff", where
        assert "unsafe-eval" not in policy and "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0], (
            where
        )
        for rule in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert rule in policy, where
        assert answer.headers["Referrer-Policy"] == "same-origin", where
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", where
        assert answer.headers["Cache-Control"], where
        assert answer.headers["X-Request-ID"], where
        assert answer.status_code < 500, where
        answer.close()


@pytest.mark.parametrize("path", ["/", "/_dash-layout", "/api/v1/indicators", f"/api/v1/cases/{CASE}", "/nowhere"])
def test_what_depends_on_data_is_not_kept_by_browsers(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/_reload-hash", "/_dash-no-such", "/api", "/api/v2/x", "/static/x", "/export/x"])
def test_what_is_not_listed_is_not_answered(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.get_json()["error"]["code"] == "not_found"


@pytest.mark.parametrize("path", ["/nowhere", "/wp-login.php", "/.git/config", "/records/a/b"])
def test_a_path_that_is_no_page_answers_404(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code in (404, 308)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8050", "localhost:1", "LOCALHOST", "[::1]:8050"])
def test_loopback_names_are_answered(client: FlaskClient, host: str) -> None:
    assert client.get("/version", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.com", "127.0.0.1.evil.com", "localhost.evil.com:8050", "[::1", "", "0.0.0.0", "a@127.0.0.1:x"]
)
def test_other_names_are_refused(client: FlaskClient, host: str) -> None:
    answer = client.get("/version", headers={"Host": host})
    assert answer.status_code == 403
    assert answer.get_json()["error"]["code"] == "host"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.com"},
        {"Origin": "null"},
        {"Origin": "https://localhost"},
        {"Origin": "http://localhost:1234"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/imports", "/_dash-update-component"])
def test_another_site_cannot_change_anything(client: FlaskClient, path: str, headers: dict[str, str]) -> None:
    answer = client.post(path, headers=headers)
    assert answer.status_code == 403
    assert answer.get_json()["error"]["code"] == "origin"


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}])
def test_our_own_page_and_programs_may(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.post("/api/v1/imports", headers=headers).get_json()["error"]["code"] == "upload_missing"


def test_a_large_body_is_refused_before_it_is_read(client: FlaskClient) -> None:
    size = str(MEGABYTE + FORM_OVERHEAD + 1)
    answer = client.post("/api/v1/imports", data=b"only announced", environ_overrides={"CONTENT_LENGTH": size})
    assert answer.status_code == 413
    assert "1 MB" in answer.get_json()["error"]["message"]


def test_a_long_address_is_refused(client: FlaskClient) -> None:
    assert client.get("/api/v1/indicators?item=" + "x" * 5000).status_code == 414


def test_a_sent_request_id_is_kept_when_it_is_harmless(client: FlaskClient) -> None:
    assert client.get("/version", headers={"X-Request-ID": "abc-1"}).headers["X-Request-ID"] == "abc-1"
    assert client.get("/version", headers={"X-Request-ID": "a b\tc"}).headers["X-Request-ID"] != "a b\tc"


def test_files_of_the_program_may_be_kept_for_ever_when_their_address_names_their_content(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    styles = [part.split('"')[0] for part in page.split('href="')[1:] if ".css" in part.split('"')[0]]
    assert any("bootstrap" in style for style in styles)
    for style in styles:
        assert style.startswith("/"), "nothing is fetched from outside"
        with client.get(style) as answer:
            assert answer.status_code == 200
            assert "immutable" in answer.headers["Cache-Control"]
    with client.get("/assets/tokens.css") as answer:
        assert answer.headers["Cache-Control"] == "no-cache"


def test_nothing_on_the_first_page_comes_from_outside(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    assert "http://" not in page and "https://" not in page


@pytest.mark.parametrize(
    ("search", "marks"),
    [
        ("", ('lang="zh-CN"', 'data-bs-theme="light"', 'data-scale="desk"', "<title>督办看板</title>")),
        ("?lang=en&theme=dark&scale=projector", ('lang="en"', 'data-bs-theme="dark"', 'data-scale="projector"')),
        ('?lang="><script>&theme=x', ('lang="zh-CN"', 'data-bs-theme="light"')),
    ],
)
def test_the_first_page_has_the_asked_look(client: FlaskClient, search: str, marks: tuple[str, ...]) -> None:
    page = client.get(f"/{search}").get_data(as_text=True)
    assert all(mark in page for mark in marks)


# Callback requests


def valid_request(client: FlaskClient) -> dict[str, Any]:
    """The router's request as a browser sends it."""
    spec = next(one for one in client.get("/_dash-dependencies").get_json() if "shell-bar" in one["output"])
    parts = [part.rpartition(".") for part in spec["output"].strip(".").split("...")]
    values = {"pathname": "/", "search": ""}
    return {
        "output": spec["output"],
        "outputs": [{"id": name, "property": prop} for name, _, prop in parts],
        "inputs": [{**one, "value": values.get(one["property"])} for one in spec["inputs"]],
        "state": [{**one, "value": None} for one in spec["state"]],
        "changedPropIds": ["shell-location.pathname"],
    }


def test_a_valid_callback_request_answers(client: FlaskClient) -> None:
    answer = client.post("/_dash-update-component", json=valid_request(client))
    assert answer.status_code == 200
    assert "shell-bar" in answer.get_json()["response"]


def test_the_router_speaks_english_and_says_what_made_no_sense(client: FlaskClient) -> None:
    body = valid_request(client)
    body["inputs"][1]["value"] = "?lang=en&period=zzz"
    notices = client.post("/_dash-update-component", json=body).get_json()["response"]["shell-notices"]["children"]
    assert "cannot be read" in json.dumps(notices)


def test_an_unknown_page_says_so(client: FlaskClient) -> None:
    body = valid_request(client)
    body["inputs"][0]["value"] = "/nowhere"
    page = client.post("/_dash-update-component", json=body).get_data(as_text=True)
    assert "没有这个页面" in page


def test_the_same_page_is_not_drawn_again_when_a_filter_changes(client: FlaskClient) -> None:
    body = valid_request(client)
    first = client.post("/_dash-update-component", json=body).get_json()["response"]
    body["state"][0]["value"] = first["shell-mounted"]["data"]
    body["inputs"][1]["value"] = "?unit=350502"
    second = client.post("/_dash-update-component", json=body).get_json()["response"]
    assert "shell-page" in first and "shell-page" not in second
    body["inputs"][1]["value"] = "?unit=350502&theme=dark"
    assert "shell-page" in client.post("/_dash-update-component", json=body).get_json()["response"]


MALFORMED = [
    b"", b"{", b"null", b"[]", b"1", b'"x"', b"{}", b"\xff\xfe", b'{"output": NaN}', b'{"output": {"a": 1}}',
    b'{"output": "no-such.children"}', b"[" * 100_000, b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
]  # fmt: skip


@pytest.mark.parametrize("body", MALFORMED, ids=range(len(MALFORMED)))
def test_a_malformed_callback_request_is_400_in_the_one_shape(client: FlaskClient, body: bytes) -> None:
    answer = client.post("/_dash-update-component", data=body, headers=JSON)
    assert answer.status_code == 400
    assert answer.get_json()["error"]["code"] == "body"


def test_a_callback_request_without_json_type_is_refused(client: FlaskClient) -> None:
    assert client.post("/_dash-update-component", data=b"x=1").status_code == 415


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 10**9) | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    part=st.sampled_from(["output", "outputs", "inputs", "state", "changedPropIds"]),
    value=anything,
    inner=st.sampled_from(["", "id", "property", "value"]),
)
def test_mutated_callback_requests_never_break_the_server(
    client: FlaskClient, part: str, value: Any, inner: str
) -> None:
    body = valid_request(client)
    if inner and isinstance(body[part], list) and body[part] and isinstance(body[part][0], dict):
        body[part][0][inner] = value
    else:
        body[part] = value
    assert client.post("/_dash-update-component", json=body).status_code in (200, 204, 400)


# Without a database


@pytest.fixture
def dark(server: Flask) -> FlaskClient:
    return make_server(make_services(FakeReader(down=True)), FakeExporter()).test_client()


def test_without_a_database_the_process_still_says_that_it_lives(dark: FlaskClient) -> None:
    assert dark.get("/healthz").status_code == 200
    for path in ("/readyz", "/version", "/api/v1/indicators"):
        answer = dark.get(path)
        assert answer.status_code == 503
        assert answer.get_json()["error"]["code"] == "database"
        assert answer.headers["Retry-After"]


def test_without_a_database_a_page_still_opens(dark: FlaskClient) -> None:
    assert dark.get("/").status_code == 200
    assert dark.get("/_dash-layout").status_code == 200
    assert dark.post("/_dash-update-component", json=valid_request(dark)).status_code == 200
