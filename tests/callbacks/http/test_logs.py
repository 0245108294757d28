"""The log: one JSON line a request that names routes and numbers, never what somebody wrote; secrets go nowhere."""

import io
import json
import random
import string
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from flask.testing import FlaskClient

from callbacks.http.logs import BLOT, blotted, configure_logging
from callbacks.http.server import make_server
from dashboard.errors import Unavailable
from dashboard.ports import Revision
from tests.fakes import CASE, FakeExporter, FakeReader, make_services
from tests.people import COOKIE, People

DIRECTOR = {"Authorization": "Bearer director"}
UPDATE = "/_dash-update-component"


class FailingReader(FakeReader):
    """Fails with whatever it is given, at every door that storage has."""

    failure: Exception | None = None

    def read_revision(self) -> Revision:
        if self.failure:
            raise self.failure
        return self.revision

    def read_case(self, **_: object) -> Any:
        raise self.failure or RuntimeError

    def read_finding_rows(self, **_: object) -> Any:
        raise self.failure or RuntimeError


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What a process in production writes."""
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    configure_logging(as_json=True)
    yield written
    structlog.reset_defaults()


@pytest.fixture
def reader() -> FailingReader:
    return FailingReader()


@pytest.fixture
def client(reader: FailingReader, log: io.StringIO) -> FlaskClient:
    assert log.getvalue() == ""
    return make_server(make_services(reader, accounts=People()), FakeExporter()).test_client()


def text_of(log: io.StringIO) -> str:
    """What was written since somebody last looked."""
    text = log.getvalue()
    log.seek(0)
    log.truncate()
    return text


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text_of(log).split("\n") if line]


def test_a_request_is_one_line_with_what_one_needs(client: FlaskClient, log: io.StringIO) -> None:
    client.set_cookie(COOKIE, "director")
    client.get("/api/v1/indicators?lang=en", headers={"X-Request-ID": "abc-1"})
    (line,) = lines(log)
    assert line.pop("milliseconds") >= 0
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request",
        "level": "info",
        "request": "abc-1",
        "account": 1,
        "kind": "session",
        "method": "GET",
        "endpoint": "api.indicators",
        "status": 200,
    }


def test_every_line_of_a_request_says_whose_it_is(client: FlaskClient, reader: FailingReader, log: io.StringIO) -> None:
    reader.failure = RuntimeError("boom")
    client.get(f"/api/v1/cases/{CASE}", headers=DIRECTOR | {"X-Request-ID": "r1"})
    failure, request = lines(log)
    assert "boom" in failure["exception"]
    assert {line["request"] for line in (failure, request)} == {"r1"}
    assert {line["kind"] for line in (failure, request)} == {"token"}


@pytest.mark.parametrize("path", ["/version", "/healthz", "/assets/tokens.css", "/static/bootstrap.min.css"])
def test_what_is_asked_all_the_time_is_not_written(client: FlaskClient, log: io.StringIO, path: str) -> None:
    client.get(path, headers=DIRECTOR).close()
    assert lines(log) == []
    client.get(path + "/no", headers=DIRECTOR).close()
    assert [line["status"] for line in lines(log)] == [404]


def test_at_a_terminal_only_trouble_shows(
    client: FlaskClient, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr", log)
    configure_logging(as_json=False)
    client.get("/api/v1/indicators", headers=DIRECTOR)
    assert text_of(log) == ""
    client.get("/api/v1/indicators")
    assert "401" in text_of(log)


def test_nothing_that_somebody_wrote_is_in_the_log(client: FlaskClient, log: io.StringIO) -> None:
    secrets = {
        "password": "Geheim-Wort-77", "token": "tok_9f8e7d6c5b4a", "cookie": "keks-123456", "name": "王小明",
        "phone": "13805950000", "body": "körper-9", "agent": "agent-55",
    }  # fmt: skip
    client.set_cookie("duban-session", secrets["cookie"])
    headers = {"Authorization": f"Bearer {secrets['token']}", "User-Agent": secrets["agent"]}
    asked = {"q": secrets["phone"], "name": secrets["name"]}
    for path in ("/", "/records/approvals.red", "/api/v1/indicators", "/export/records.csv", "/nowhere", "/login"):
        client.get(path, query_string=asked, headers=headers).close()
        client.get(
            f"/cases/{secrets['phone']}", headers=headers | {"Referer": f"http://localhost/?q={secrets['name']}"}
        )
    form = {"name": secrets["name"], "password": secrets["password"], "code": secrets["phone"]}
    client.post("/login", data=form, headers={"Origin": "http://localhost"})
    client.post("/login/device", data={"token": secrets["token"]}, headers={"Origin": "http://localhost"})
    client.post(UPDATE, json={"output": secrets["body"]}, headers=headers)
    client.post("/api/v1/imports", data=secrets["body"].encode(), content_type="multipart/form-data", headers=headers)
    client.open("/version", method=secrets["token"].upper())
    text = text_of(log)
    assert len(text.splitlines()) > 15
    for kind, secret in secrets.items():
        assert secret not in text, kind
        assert secret.upper() not in text, kind


def test_a_line_is_one_line_whatever_is_in_it(client: FlaskClient, reader: FailingReader, log: io.StringIO) -> None:
    reader.failure = RuntimeError('one\ntwo\r{"event": "forged"}\u2028three')
    client.get(f"/api/v1/cases/{CASE}", headers=DIRECTOR)
    assert [line["event"] for line in lines(log)] == ["unexpected failure", "request"]


# Secrets in failures (S8)


def seeded(number: int) -> tuple[str, Exception]:
    """A secret and a failure that carries it, in one of the ways in which failures do."""
    rng = random.Random(number)
    secret = "".join(rng.choices(string.ascii_letters + string.digits, k=24))
    carriers: list[Exception] = [
        RuntimeError(f"connection to postgresql://duban:{secret}@db:5432/duban failed"),
        FileNotFoundError(2, "No such file", f"/var/lib/duban/{secret}/files.csv"),
        KeyError(secret),
        ValueError(f"bad row: ('{secret}', 13800000000)"),
        PermissionError(13, "denied", f"/etc/duban/{secret}"),
    ]
    wrapped = Unavailable("errors.database")
    wrapped.__cause__ = OSError(f"password={secret} host=db")
    return secret, [*carriers, wrapped][number % 6]


def unseen_in(secret: str, answers: list[Any]) -> bool:
    return not any(secret in answer.get_data(as_text=True) or secret in str(answer.headers) for answer in answers)


def page_request(client: FlaskClient, path: str) -> list[dict[str, Any]]:
    """The callback requests that fill the page of a path."""
    found = []
    for spec in client.get("/_dash-dependencies", headers=DIRECTOR).get_json():
        if {one["property"] for one in spec["inputs"]} >= {"pathname", "search"} and "output" in spec:
            values = {"pathname": path, "search": ""}
            parts = [part.rpartition(".") for part in spec["output"].strip(".").split("...")]
            found.append(
                {
                    "output": spec["output"],
                    "outputs": [{"id": name, "property": prop} for name, _, prop in parts],
                    "inputs": [{**one, "value": values.get(one["property"])} for one in spec["inputs"]],
                    "state": [{**one, "value": None} for one in spec["state"]],
                    "changedPropIds": [],
                }
            )
    return found


@pytest.mark.parametrize("number", range(50))
def test_a_secret_in_a_failure_never_leaves_the_server(
    client: FlaskClient, reader: FailingReader, log: io.StringIO, number: int
) -> None:
    requests = page_request(client, f"/cases/{CASE}")
    secret, reader.failure = seeded(number)
    paths = (f"/api/v1/cases/{CASE}", "/api/v1/indicators", "/version", "/readyz", "/", "/export/findings.csv?kind=x")
    answers = [client.get(path, headers=DIRECTOR) for path in paths]
    answers += [client.post(UPDATE, json=body, headers=DIRECTOR) for body in requests]
    assert unseen_in(secret, answers)
    for answer in answers:
        answer.close()
    failed = [answer for answer in answers if answer.status_code >= 500]
    assert failed
    written = text_of(log)
    for answer in failed:
        error = answer.get_json()["error"]
        assert answer.status_code == 503 or error["id"] in written, "the number on the screen is in the log"
        assert "Traceback" not in answer.get_data(as_text=True)
    if "://" in str(reader.failure) or "password=" in str(reader.failure.__cause__):
        assert secret not in written, "a password is blotted out even there"
    else:
        assert secret in written, "whoever mends it must see what failed"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("postgresql+psycopg://u:p4ss@h/db", f"postgresql+psycopg://u:{BLOT}@h/db"),
        ("postgresql://u:p:4/s@h/db", f"postgresql://u:{BLOT}@h/db"),
        ("sqlite:////var/duban.db", "sqlite:////var/duban.db"),
        ("Authorization: Bearer abc.def", f"Authorization: Bearer {BLOT}"),
        ("host=db password=x1y2 user=u", f"host=db password={BLOT} user=u"),
        ("{'password': 'x1y2', 'a': 1}", "{'password': '" + BLOT + "', 'a': 1}"),
        ("Cookie: duban-session=abc; theme=dark", f"Cookie: duban-session={BLOT}; theme=dark"),
        ("Cookie: __Host-duban=abc", f"Cookie: __Host-duban={BLOT}"),
        ("the token bucket is full", "the token bucket is full"),
        ("12:30 at 12:45@noon", "12:30 at 12:45@noon"),
    ],
)
def test_secrets_are_blotted_out_of_texts(text: str, wanted: str) -> None:
    assert blotted(text) == wanted
