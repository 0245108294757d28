"""The product as the benchmarks use it: its services in this process, or its server as a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection

from benchmarks.machine import children_of
from dashboard.services import Services
from dashboard.settings import ROOT, Settings
from data_access.build import build_services, open_database

NOW = "2026-02-09T18:00:00+08:00"
"""The evening of the day on which the generated data end."""

START_SECONDS = 120
STOP_SECONDS = 30


@contextmanager
def open_product(url: str) -> Iterator[Services]:
    """The services over a database, as they are right after a start."""
    settings = Settings(database_url=url, now=NOW)
    engine = open_database(settings)
    try:
        yield build_services(settings, settings.make_clock(), build="benchmark", engine=engine)
    finally:
        engine.dispose()


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    pid: int
    port: int

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def workers(self) -> list[int]:
        """Its worker processes."""
        return children_of(self.pid)


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_server(url: str) -> Iterator[Server]:
    """Run ``app.py serve`` with the product's own settings until the body is done."""
    port = free_port()
    environment = os.environ | {
        "DUBAN_DATABASE_URL": url,
        "DUBAN_NOW": NOW,
        "DUBAN_HOST": "127.0.0.1",
        "DUBAN_PORT": str(port),
        "DUBAN_DEMONSTRATION": "true",
        "DUBAN_RATE_FACTOR": "10000",
    }
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [sys.executable, "app.py", "serve"], cwd=ROOT, env=environment, stdout=said, stderr=subprocess.STDOUT
        )
        try:
            if not _is_ready(process, port):
                said.seek(0)
                raise RuntimeError(f"the server did not start: {said.read()[-2000:]}")
            yield Server(process.pid, port)
        except Exception as error:
            if process.poll() is not None:
                said.seek(0)
                error.add_note(f"the server ended with {process.returncode}: {said.read()[-2000:]}")
            raise
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _is_ready(process: "subprocess.Popen[bytes]", port: int) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return True
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.1)
    return False


def sign_in(server: Server) -> str:
    """The session cookie (``name=value``) of a director of the demonstration."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
    form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": server.address}
    try:
        connection.request("POST", "/login/demo", body="role=director", headers=form)
        answer = connection.getresponse()
        answer.read()
        return answer.headers.get("Set-Cookie", "").partition(";")[0]
    finally:
        connection.close()


class Client:
    """One connection that stays open, as a browser keeps it, signed in as a director."""

    def __init__(self, server: Server) -> None:
        self._connection = HTTPConnection("127.0.0.1", server.port, timeout=120)
        self._cookie = sign_in(server)

    def get(self, path: str, *, status: int = 200, **headers: str) -> tuple[bytes, str]:
        """Body and ETag of an answer. Raises ``RuntimeError`` when the status is another."""
        usual = {"Accept-Encoding": "gzip", "Cookie": self._cookie}
        asked = usual | {name.replace("_", "-"): value for name, value in headers.items()}
        self._connection.request("GET", path, headers=asked)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != status:
            raise RuntimeError(f"{path}: {answer.status} {body[:300]!r}")
        return body, answer.headers.get("ETag", "")

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
