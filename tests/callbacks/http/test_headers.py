"""Who may ask at all: names of hosts, the origin of what changes something, types and sizes of bodies, the proxy."""

import io
from http.client import HTTPConnection
from itertools import product
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from callbacks.http.headers import FORM_OVERHEAD, LARGEST_BODY, MEGABYTE, host_of
from callbacks.http.server import make_server
from dashboard.permissions import Role
from tests.conftest import Serve
from tests.fakes import FakeExporter, make_services
from tests.people import COOKIE, People

PUBLIC = "https://duban.example.gov.cn"
UPDATE = "/_dash-update-component"
TOKEN = {"Authorization": "Bearer director"}
OURS, FOREIGN = {"Origin": "http://localhost"}, {"Origin": "https://evil.example"}


def make_client(*, cookie: bool = False, **settings: object) -> FlaskClient:
    client = make_server(make_services(accounts=People(), **settings), FakeExporter()).test_client()
    if cookie:
        client.set_cookie(COOKIE, "director")
    return client


@pytest.fixture(scope="module")
def nobody() -> FlaskClient:
    return make_client()


@pytest.fixture(scope="module")
def director() -> FlaskClient:
    return make_client(cookie=True)


def code(client: FlaskClient, headers: dict[str, str], path: str = UPDATE) -> str:
    """The code of the refusal of an empty callback request; ``body`` means that it was let in."""
    answer = client.post(path, json={}, headers=headers)
    return str(answer.get_json()["error"]["code"])


# Origin


@pytest.mark.parametrize(
    ("headers", "wanted"),
    [
        (OURS, "body"),
        ({"Sec-Fetch-Site": "same-origin"}, "body"),
        (OURS | {"Sec-Fetch-Site": "same-origin"}, "body"),
        ({"Origin": "http://LOCALHOST"}, "body"),
        ({"Origin": "http://localhost:80"}, "body"),
        ({}, "origin"),
        ({"Sec-Fetch-Site": "none"}, "origin"),
        ({"Authorization": "Basic ZGlyZWN0b3I6eA=="}, "origin"),
        ({"Referer": "http://localhost/"}, "origin"),
        (FOREIGN, "origin"),
        ({"Origin": "null"}, "origin"),
        ({"Origin": "https://localhost"}, "origin"),
        ({"Origin": "http://localhost.evil.example"}, "origin"),
        ({"Origin": "http://localhost:8051"}, "origin"),
        (OURS | {"Sec-Fetch-Site": "cross-site"}, "origin"),
        (OURS | {"Sec-Fetch-Site": "same-site"}, "origin"),
        (FOREIGN | {"Sec-Fetch-Site": "same-origin"}, "origin"),
        (FOREIGN | TOKEN, "origin"),
        (TOKEN, "body"),
    ],
)
def test_a_signed_in_browser_must_say_that_it_comes_from_here(
    director: FlaskClient, headers: dict[str, str], wanted: str
) -> None:
    assert code(director, headers) == wanted


@pytest.mark.parametrize(("headers", "wanted"), [({}, "sign_in"), (TOKEN, "body"), (FOREIGN, "origin")])
def test_a_program_without_cookies_needs_no_origin(nobody: FlaskClient, headers: dict[str, str], wanted: str) -> None:
    assert code(nobody, headers) == wanted


@pytest.mark.parametrize("path", ["/login", "/login/device", "/login/demo", "/logout"])
def test_another_site_can_neither_sign_somebody_in_nor_out(nobody: FlaskClient, path: str) -> None:
    assert nobody.post(path, data={"name": "a", "password": "right"}, headers=FOREIGN).status_code == 403


def test_nothing_changes_by_asking(director: FlaskClient) -> None:
    for path, method in product(("/logout", "/login/demo", "/login/device"), ("GET", "HEAD")):
        assert director.open(path, method=method).status_code in (404, 405), path


# Hosts


@pytest.mark.parametrize("host", ["duban.example.gov.cn", "DUBAN.example.gov.cn:443", "127.0.0.1:8050", "localhost"])
def test_the_public_name_is_answered_where_it_is_set(host: str) -> None:
    assert make_client(origin=PUBLIC).get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "0.0.0.0", "duban.example.gov.cn.evil.example", "example.gov.cn"])
def test_other_names_are_not(host: str) -> None:
    client = make_client(origin=PUBLIC, host="0.0.0.0")
    assert client.get("/healthz", headers={"Host": host}).status_code == 403


def test_the_public_name_is_refused_where_it_is_not_set(nobody: FlaskClient) -> None:
    assert nobody.get("/healthz", headers={"Host": "duban.example.gov.cn"}).status_code == 403
    assert host_of("https://a.b:8443") == "a.b"


# The proxy

FORWARDED = {
    "X-Forwarded-For": "203.0.113.9, 198.51.100.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "Host": "duban.example.gov.cn",
}


def seen_by(server: Flask, headers: dict[str, str]) -> tuple[str | None, str, str]:
    """Address, scheme and host as the application sees them."""
    seen: list[tuple[str | None, str, str]] = []
    server.before_request_funcs[None].append(lambda: seen.append((request.remote_addr, request.scheme, request.host)))
    server.test_client().get("/healthz", headers=headers)
    return seen[0]


def test_behind_a_proxy_its_last_word_counts() -> None:
    server = make_server(make_services(origin=PUBLIC), FakeExporter())
    assert seen_by(server, FORWARDED) == ("198.51.100.7", "https", "duban.example.gov.cn")


def test_without_a_public_address_nobody_is_believed() -> None:
    server = make_server(make_services(), FakeExporter())
    assert seen_by(server, FORWARDED | {"Host": "localhost"}) == ("127.0.0.1", "http", "localhost")


def test_behind_a_proxy_the_public_origin_may_change_things() -> None:
    client = make_client(origin=PUBLIC)
    client.set_cookie("__Host-duban", "director", domain="duban.example.gov.cn", secure=True)
    base = {"base_url": PUBLIC, "json": {}}
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7"}
    same = client.post(UPDATE, headers=forwarded | {"Origin": PUBLIC}, **base)  # type: ignore[arg-type]
    other = client.post(UPDATE, headers=forwarded | FOREIGN, **base)  # type: ignore[arg-type]
    plain = client.post(UPDATE, headers=forwarded | {"Origin": PUBLIC.replace("https", "http")}, **base)  # type: ignore[arg-type]
    assert [one.get_json()["error"]["code"] for one in (same, other, plain)] == ["body", "origin", "origin"]


def test_https_is_demanded_for_a_year_where_it_is_spoken(nobody: FlaskClient) -> None:
    client = make_client(origin=PUBLIC)
    for path in ("/healthz", "/login", "/nowhere", "/api/v1/indicators"):
        assert client.get(path).headers["Strict-Transport-Security"] == "max-age=31536000"
        assert "Strict-Transport-Security" not in nobody.get(path).headers
    assert "Strict-Transport-Security" in client.get("/", headers={"Host": "evil.example"}).headers


# Bodies


@pytest.mark.parametrize(
    ("path", "kind", "refused"),
    [
        (UPDATE, "application/json", False),
        (UPDATE, "application/json; charset=utf-8", False),
        (UPDATE, "text/plain", True),
        (UPDATE, "application/x-www-form-urlencoded", True),
        (UPDATE, "multipart/form-data; boundary=x", True),
        (UPDATE, "", True),
        ("/login", "application/x-www-form-urlencoded", False),
        ("/login", "application/json", True),
        ("/login", "text/plain", True),
        ("/logout", "text/plain", True),
        ("/api/v1/imports", "multipart/form-data; boundary=x", False),
        ("/api/v1/imports", "application/x-www-form-urlencoded", True),
        ("/api/v1/imports", "text/plain", True),
    ],
)
def test_a_body_has_the_type_that_its_address_reads(nobody: FlaskClient, path: str, kind: str, refused: bool) -> None:
    answer = nobody.post(path, data=b"{}", content_type=kind, headers=TOKEN)
    assert (answer.status_code == 415) == refused


@pytest.mark.parametrize(
    ("path", "size"),
    [(UPDATE, LARGEST_BODY + 1), ("/login", LARGEST_BODY + 1), ("/api/v1/imports", 20 * MEGABYTE + FORM_OVERHEAD + 1)],
)
def test_an_announced_body_beyond_the_limit_is_refused_unread(nobody: FlaskClient, path: str, size: int) -> None:
    class Unread:
        def read(self, *_: object) -> bytes:
            raise AssertionError("the body was read")

        readline = read

    sent = {"CONTENT_LENGTH": str(size), "wsgi.input": Unread()}
    answer = nobody.post(path, environ_overrides=sent, headers=TOKEN)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (413, "upload_size")


class Endless(io.RawIOBase):
    """A body that goes on for ever."""

    def __init__(self, head: bytes) -> None:
        self.head = head
        self.taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = min(len(buffer), 65_536)
        buffer[:size] = (self.head[self.taken : self.taken + size] + b"x" * size)[:size]
        self.taken += size
        return size


FILE = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\n'


@pytest.mark.parametrize(
    ("path", "kind", "head", "most"),
    [
        (UPDATE, "application/json", b'{"a": "', LARGEST_BODY),
        ("/login", "application/x-www-form-urlencoded", b"name=", LARGEST_BODY),
        ("/api/v1/imports", "multipart/form-data; boundary=b", FILE, 5 * MEGABYTE + FORM_OVERHEAD),
    ],
)
def test_a_body_of_unknown_length_is_read_up_to_the_limit_and_no_further(
    path: str, kind: str, head: bytes, most: int
) -> None:
    body = Endless(head)
    sent = {"wsgi.input": body, "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    token = {"Authorization": "Bearer coordinator"}
    answer = make_client(upload_megabytes=5).post(path, content_type=kind, environ_overrides=sent, headers=token)
    assert answer.status_code == 413
    assert body.taken <= most + 65_536


def test_a_real_server_refuses_a_large_body_before_it_has_arrived(serve: Serve) -> None:
    base = urlsplit(serve(make_server(make_services(accounts=People()), FakeExporter()).wsgi_app))
    connection = HTTPConnection(str(base.hostname), base.port, timeout=10)
    connection.putrequest("POST", UPDATE)
    for name, value in {"Content-Length": str(300 * MEGABYTE), "Content-Type": "application/json", **TOKEN}.items():
        connection.putheader(name, value)
    connection.endheaders()
    connection.send(b"{")
    answer = connection.getresponse()  # the other 300 MB are never sent
    assert answer.status == 413
    connection.close()


# Caching


@pytest.mark.parametrize("path", ["/", "/login", "/version", "/api/v1/indicators", "/export/template.xlsx", "/nowhere"])
def test_answers_that_depend_on_the_asker_say_so(director: FlaskClient, path: str) -> None:
    answer = director.get(path)
    assert {"cookie", "authorization"} <= {name.lower() for name in answer.vary}
    assert "no-store" in answer.headers["Cache-Control"] or answer.headers["Cache-Control"] == "private, no-cache"
    answer.close()


def test_every_route_but_the_programs_files_is_private() -> None:
    server = make_server(make_services(accounts=People()), FakeExporter())
    for rule in server.url_map.iter_rules():
        if rule.arguments or "GET" not in (rule.methods or ()) or rule.rule.startswith(("/static", "/_favicon")):
            continue
        for headers in ({}, TOKEN):
            with server.test_client().get(rule.rule, headers=headers) as answer:
                policy = answer.headers["Cache-Control"]
                assert policy in ("no-store", "private, no-cache"), f"{rule.rule}: {policy}"


def test_the_tag_of_the_version_differs_by_what_somebody_may_see() -> None:
    server = make_server(make_services(accounts=People()), FakeExporter())
    tags = {
        server.test_client().get("/version", headers={"Authorization": f"Bearer {role}"}).headers["ETag"]
        for role in Role
    }
    assert len(tags) == len(Role)
