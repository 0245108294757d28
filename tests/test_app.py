"""The composition root, and the server as it is really started."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from flask.testing import FlaskClient

from app import create_server
from dashboard.errors import SettingsError
from dashboard.settings import Settings
from dashboard.timekeeping import parse_instant
from data_access.demo.running import at_anchor
from tests.fakes import make_settings

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 90


def settings_in(folder: Path, **changes: object) -> Settings:
    return make_settings(database_url=f"sqlite:///{folder / 'duban.db'}", **changes)


def enter(client: FlaskClient) -> FlaskClient:
    """The client, signed in as a demonstration director."""
    answer = client.post("/login/demo", data={"role": "director"}, headers={"Origin": "http://localhost"})
    assert answer.status_code == 303
    return client


def test_a_server_answers_over_an_empty_database(tmp_path: Path) -> None:
    client = enter(create_server(settings_in(tmp_path, demonstration=True)).test_client())
    assert client.get("/readyz").status_code == 200
    assert client.get("/version").get_json()["data_time"] is None
    assert client.get("/api/v1/indicators").status_code == 200


def test_two_servers_in_one_process_do_not_disturb_each_other(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, demonstration=True)
    first, second = (enter(create_server(settings).test_client()) for _ in range(2))
    lists = [client.get("/_dash-dependencies").get_json() for client in (first, second)]
    assert lists[0] == lists[1] and lists[0]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.1", "::", "example.com"])
def test_an_address_that_others_reach_is_refused(tmp_path: Path, host: str) -> None:
    with pytest.raises(SettingsError):
        create_server(settings_in(tmp_path, host=host))


def test_the_demonstration_starts_its_clock_at_the_anchor_unless_told_otherwise() -> None:
    assert at_anchor(make_settings()).make_clock().now().date().isoformat() == "2026-02-09"
    told = make_settings(now=parse_instant("2025-11-03T10:00:00+08:00"))
    assert at_anchor(told).now == told.now


class Served:
    """``demo --serve --live`` as a process of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.client = httpx.Client(base_url=self.url, timeout=20, headers={"Origin": self.url})
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DUBAN_")}
        environment |= {"DUBAN_DATABASE_URL": f"sqlite:///{folder / 'duban.db'}", "DUBAN_PORT": str(self.port)}
        command = [sys.executable, str(ROOT / "app.py"), "demo", "--serve", "--live", "--cases", "400"]
        self.log = (folder / "log").open("w+")
        self.process = subprocess.Popen(command, env=environment, stdout=self.log, stderr=self.log, cwd=folder)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.client.get(path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self.client.post(path, **more)

    def enter(self) -> None:
        """Sign in as the demonstration's coordinator."""
        answer = self.post("/login/demo", data={"role": "coordinator"})
        assert answer.status_code == 303, answer.text

    def wait(self, what: str, until: Any) -> Any:
        """Ask until the answer is right."""
        deadline = time.monotonic() + READY_SECONDS
        pause = threading.Event()
        while time.monotonic() < deadline:
            try:
                if found := until():
                    return found
            except httpx.TransportError:
                pass
            assert self.process.poll() is None, self.words()
            pause.wait(0.2)
        raise AssertionError(f"waited in vain for {what}: {self.words()}")

    def words(self) -> str:
        self.log.flush()
        self.log.seek(0)
        return self.log.read()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(20)
        self.log.close()
        self.client.close()
        return status


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(tmp_path_factory.mktemp("served"))
    try:
        server.wait("health", lambda: server.get("/healthz").status_code == 200)
        server.enter()
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()


@pytest.mark.slow
def test_the_address_is_printed_once_when_the_server_is_ready(served: Served) -> None:
    served.wait("the address", lambda: served.url in served.words())
    assert served.words().count(served.url) == 1


@pytest.mark.slow
def test_the_demonstration_shows_the_day_of_the_anchor(served: Served) -> None:
    version = served.get("/version").json()
    assert version["as_of"] == "2026-02-09"
    assert version["data_time"].startswith("2026-02-0")
    figures = {item["key"]: item for item in served.get("/api/v1/indicators?period=2026-01").json()["items"]}
    assert figures["approvals.closed"]["value"] > 0


@pytest.mark.slow
def test_all_workers_tell_the_same_time(served: Served) -> None:
    times = [served.get("/version", headers={"Connection": "close"}).json()["server_time"] for _ in range(12)]
    assert times == sorted(times)


@pytest.mark.slow
def test_live_events_move_the_revision(served: Served) -> None:
    first = served.get("/version").json()["revision"]
    served.wait("a new revision", lambda: served.get("/version").json()["revision"] > first)


@pytest.mark.slow
def test_a_large_body_is_refused_by_the_real_server(served: Served) -> None:
    answer = served.post("/api/v1/imports", files={"files": ("a.csv", b"x" * (21 << 20))})
    assert answer.status_code == 413


@pytest.mark.slow
def test_a_body_without_an_announced_length_is_refused_when_it_grows_too_large(served: Served) -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\n'

    def endless() -> Iterator[bytes]:
        yield head
        for _ in range(25):
            yield b"x" * (1 << 20)

    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    try:
        status = served.post("/api/v1/imports", content=endless(), headers=kind).status_code
    except httpx.TransportError:
        status = 413  # the server hung up while we were still sending
    assert status == 413
    assert httpx.get(f"{served.url}/healthz", timeout=20).status_code == 200  # the other connection was broken off


@pytest.mark.slow
def test_the_port_that_is_taken_is_named(served: Served, tmp_path: Path) -> None:
    environment = {"DUBAN_DATABASE_URL": f"sqlite:///{tmp_path / 'd.db'}", "DUBAN_PORT": str(served.port)}
    command = [sys.executable, str(ROOT / "app.py"), "serve"]
    result = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert str(served.port) in result.stderr


@pytest.mark.slow
def test_the_server_stops_when_told_and_takes_the_live_process_with_it(served: Served) -> None:
    children = psutil.Process(served.process.pid).children(recursive=True)
    assert any("live" in child.cmdline() for child in children)
    assert served.stop() == 0
    _, alive = psutil.wait_procs(children, timeout=15)
    assert alive == []
