"""Limits: what comes too often is refused for a while, by session, token or address, and nobody else is."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from callbacks.http import limits, server
from callbacks.http.limits import API, CALLBACKS, LOGIN, LOGIN_ADDRESS, PAGES, Buckets, Rate
from dashboard.text import words_for
from tests.fakes import FakeExporter, make_services
from tests.people import COOKIE, People

API_PATH = "/api/v1/indicators"


class Time:
    """A clock that goes forward when it is told to."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def ask(time: Time, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """A client of the whole server whose limits are measured by ``time``."""
    real = limits.mount
    monkeypatch.setattr(limits, "mount", lambda flask, services: real(flask, services, now=time))
    yield server.make_server(make_services(accounts=People()), FakeExporter()).test_client()


def statuses(client: FlaskClient, path: str, times: int, *, role: str = "director") -> list[int]:
    headers = {"Authorization": f"Bearer {role}"}
    return [client.get(path, headers=headers).status_code for _ in range(times)]


rates = st.builds(Rate, count=st.integers(1, 30), seconds=st.sampled_from([1.0, 60.0]), burst=st.integers(1, 60))


@given(rate=rates, pauses=st.lists(st.floats(0, 5), max_size=150))
def test_in_any_window_no_more_pass_than_the_burst_and_the_rate(rate: Rate, pauses: list[float]) -> None:
    time = Time()
    buckets = Buckets(time)
    passed: list[float] = []
    for pause in pauses:
        time.at += pause
        if not buckets.take("a", rate):
            passed.append(time.at)
    for first in range(len(passed)):
        for last in range(first, len(passed)):
            window = passed[last] - passed[first]
            assert last - first + 1 <= rate.burst + window * rate.count / rate.seconds + 1e-6


@given(rate=rates)
def test_the_burst_passes_at_once_and_the_wait_is_exact(rate: Rate) -> None:
    time = Time()
    buckets = Buckets(time)
    assert [buckets.take("a", rate) for _ in range(rate.burst)] == [0.0] * rate.burst
    wait = buckets.take("a", rate)
    assert wait == pytest.approx(rate.seconds / rate.count)
    time.at += wait
    assert buckets.take("a", rate) == 0, "a refused request does not count"


@given(rate=rates)
def test_whoever_keeps_to_the_rate_is_never_refused(rate: Rate) -> None:
    time = Time()
    buckets = Buckets(time)
    for _ in range(200):
        assert buckets.take("a", rate) == 0
        time.at += rate.seconds / rate.count


def test_keys_do_not_share_and_are_a_bounded_number() -> None:
    buckets, rate = Buckets(Time(), keep=10), Rate(1, 1, 1)
    assert [buckets.take(number, rate) for number in range(50)] == [0.0] * 50
    assert len(buckets) == 10
    assert buckets.take(49, rate) > 0


def test_the_numbers_are_those_of_the_checklist() -> None:
    assert (CALLBACKS.count / CALLBACKS.seconds, CALLBACKS.burst) == (20, 40)
    assert API.count / API.seconds == 20
    assert (LOGIN.count, LOGIN.seconds) == (5, 60)
    assert (LOGIN_ADDRESS.count, LOGIN_ADDRESS.seconds) == (30, 60)


def test_a_token_that_asks_too_often_is_told_when_to_come_back(ask: FlaskClient, time: Time) -> None:
    assert statuses(ask, API_PATH, API.burst + 3) == [200] * API.burst + [429] * 3
    answer = ask.get(API_PATH, headers={"Authorization": "Bearer director"})
    assert answer.headers["Retry-After"] == "1"
    assert answer.get_json() == {
        "error": {"code": "too_many", "message": words_for("zh_CN")("http.too_many", seconds=1)}
    }
    assert statuses(ask, API_PATH, 1, role="coordinator") == [200], "somebody else has a bucket of their own"
    time.at += 1
    assert statuses(ask, API_PATH, 21) == [200] * 20 + [429]


def test_callbacks_of_a_session_are_limited(ask: FlaskClient) -> None:
    ask.set_cookie(COOKIE, "director")
    headers = {"Origin": "http://localhost"}
    got = [ask.post("/_dash-update-component", json={}, headers=headers).status_code for _ in range(43)]
    assert got == [400] * 40 + [429] * 3
    assert ask.get("/version").status_code == 200, "the page learns that it is alive"


def test_session_and_token_of_a_role_do_not_share(ask: FlaskClient) -> None:
    statuses(ask, API_PATH, API.burst + 1)
    ask.set_cookie(COOKIE, "director")
    assert ask.get(API_PATH).status_code == 200


def test_files_of_the_program_and_the_health_check_are_free(ask: FlaskClient) -> None:
    for path in ("/healthz", "/static/bootstrap.min.css"):
        got = {ask.get(path, headers={"Authorization": "Bearer director"}).status_code for _ in range(PAGES.burst + 50)}
        assert got == {200}, path


def test_five_guesses_a_minute_for_a_name_from_an_address(ask: FlaskClient, time: Time) -> None:
    def guess(name: str) -> int:
        return ask.post("/login", data={"name": name, "password": "wrong"}).status_code

    assert [guess(name) for name in ("zhang", "ZHANG", " zhang ", "zhang", "zhang", "zhang", "Zhang")] == (
        [401] * 5 + [429] * 2
    )
    assert guess("li") == 401
    time.at += 12
    assert [guess("zhang"), guess("zhang")] == [401, 429]


def test_thirty_guesses_a_minute_from_an_address_whatever_the_name(ask: FlaskClient) -> None:
    got = [ask.post("/login", data={"name": f"n{number}", "password": "wrong"}).status_code for number in range(33)]
    assert got == [401] * 30 + [429] * 3
    assert ask.post("/login/device", data={"token": "x"}).status_code == 429
    elsewhere = ask.post("/login", data={"name": "n1"}, environ_overrides={"REMOTE_ADDR": "10.0.0.2"})
    assert elsewhere.status_code == 401


def test_a_thousand_guesses_from_fifty_addresses_mostly_never_reach_the_hash(ask: FlaskClient, time: Time) -> None:
    reached = 0
    for number in range(1000):
        sent = {"REMOTE_ADDR": f"10.0.0.{number % 50}"}
        reached += ask.post("/login", data={"name": "zhang"}, environ_overrides=sent).status_code == 401
        time.at += 0.01
    assert reached <= 250, "the rest is stopped by the lock of the account"


def test_an_honest_live_page_is_never_refused(ask: FlaskClient, time: Time) -> None:
    """Four visible windows that poll, get a revision every ten seconds and draw 10 parts each: a busy desk."""
    ask.set_cookie(COOKIE, "director")
    seen = set()
    for second in range(60):
        for _ in range(2):
            seen.add(ask.get("/version").status_code)
        if second % 10 == 0:
            for _ in range(40):
                seen.add(
                    ask.post("/_dash-update-component", json={}, headers={"Sec-Fetch-Site": "same-origin"}).status_code
                )
        time.at += 1
    assert seen == {200, 400}
