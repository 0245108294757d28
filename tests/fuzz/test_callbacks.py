"""Callback requests that no page ever sent: no failure, no change, nothing of anybody else's, whoever sends them.

``FUZZ_REQUESTS`` says how many are sent in all (``make fuzz`` sends many more than ``make test``), ``FUZZ_SEED`` which.
"""

import json
import os
import random
import traceback
from collections import Counter
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any

import pytest
import structlog
from flask.testing import FlaskClient

from dashboard.permissions import Role
from dashboard.timekeeping import FrozenClock
from tests.fuzz.mutations import build, mutate, valid_requests
from tests.fuzz.world import OURS, WHO, World, leaked, make_world

REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "3000"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
ALLOWED = frozenset({200, 204, 400, 401, 403, 404, 413, 414, 415, 429})
UPDATE = "/_dash-update-component"
MAY_WRITE = {
    Role.ADMIN.value: frozenset(
        {
            "account", "access_key", "threshold", "threshold_change", "calendar_day", "calendar_change",
            "calendar_change_day", "reporting_unit", "reporting_unit_change", "unit_mapping", "revision",
        }
    )
}  # fmt: skip
"""What an administrator's own requests may change: that is what they are for."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("world"))


@pytest.fixture
def unforeseen() -> Iterator[list[str]]:
    """The failures that nobody foresaw: a page says a calm sentence, so only the log knows of them."""
    found: list[str] = []

    def keep(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:
        if event["event"] == "unexpected failure":
            found.append("".join(traceback.format_exception(event["exc_info"])))
        raise structlog.DropEvent

    structlog.configure(processors=[keep])
    yield found
    structlog.reset_defaults()


def dependencies(client: FlaskClient) -> list[dict[str, Any]]:
    answer = client.get("/_dash-dependencies")
    assert answer.status_code == 200
    return answer.get_json()


def case_keys(world: World) -> list[str]:
    return sorted(text for text in world.foreign_texts(frozenset({"none"})) if text.startswith("SL"))


def send(client: FlaskClient, body: Any, rng: random.Random) -> tuple[int, str, str]:
    """Status, what was sent, and what came back."""
    data = json.dumps(body).encode()
    if rng.random() < 0.02:
        data = data[: rng.randrange(len(data))]
    kind = rng.choice(("text/plain", "", "application/x-www-form-urlencoded")) if rng.random() < 0.01 else ""
    kind = kind or "application/json"
    headers = {**OURS, "Referer": "http://localhost/records?lang=en"}
    answer = client.post(UPDATE, data=data, content_type=kind, headers=headers)
    return answer.status_code, data.decode(), answer.get_data(as_text=True)


@pytest.mark.slow
@pytest.mark.parametrize("who", WHO)
def test_no_request_breaks_changes_or_leaks_anything(world: World, who: str, unforeseen: list[str]) -> None:
    rng = random.Random(f"{SEED}-{who}")
    client, keys = world.client(who), case_keys(world)
    specs = dependencies(world.client(Role.DIRECTOR.value))
    scope = world.identity(who).scope.units if who != "anonymous" else frozenset()  # type: ignore[attr-defined]
    foreign = frozenset() if scope is None else world.foreign_texts(scope)
    before = world.signature(without=MAY_WRITE.get(who, frozenset()))
    others = valid_requests(specs, rng, keys)
    seen: Counter[int] = Counter()
    for number in range(REQUESTS // len(WHO)):
        spec = specs[number % len(specs)]
        body = mutate(rng, build(spec, rng, keys), others)
        status, sent, got = send(client, body, rng)
        seen[status] += 1
        assert status in ALLOWED, f"{status} for {sent[:2000]}: {got[:500]}"
        assert "Traceback" not in got, sent[:2000]
        assert not unforeseen, f"{sent[:2000]}: {unforeseen[-1][-3000:]}"
        assert not (lost := leaked(got, sent, foreign)), f"{lost} for {sent[:2000]}"
    assert world.signature(without=MAY_WRITE.get(who, frozenset())) == before
    assert seen[200] or who == "anonymous", "some of it must have got through"
    assert who != "anonymous" or set(seen) <= {400, 401, 413, 415}


@pytest.mark.parametrize("who", WHO)
def test_what_a_browser_really_sends_is_answered(world: World, who: str, unforeseen: list[str]) -> None:
    client, keys = world.client(who), case_keys(world)
    rng = random.Random(SEED)
    for body in valid_requests(dependencies(world.client(Role.DIRECTOR.value)), rng, keys):
        status, sent, got = send(client, body, random.Random(7))
        assert status in ((401,) if who == "anonymous" else (200, 204)), f"{sent[:1000]}: {got[:500]}"
        assert not unforeseen, f"{sent[:1000]}: {unforeseen[-1][-3000:]}"


def test_the_clock_of_the_world_stands(world: World, tmp_path: Path) -> None:
    assert isinstance(world.services.clock, FrozenClock)
    assert world.signature() == world.signature()
