"""Running the server: gunicorn in this process, and a companion process that ends with it."""

import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from dashboard.errors import Conflict
from dashboard.settings import Settings

TIMEOUT_SECONDS = 120
GRACE_SECONDS = 10
LONGEST_LINE = 8190


def require_free_port(host: str, port: int) -> None:
    """Raises ``Conflict`` when something else listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Conflict("cli.port_taken", port=port) from error


class Runner(BaseApplication):  # type: ignore[misc]
    """gunicorn with threads; each worker makes the application for itself (``load``), ``ready`` is called once."""

    def __init__(self, settings: Settings, *, load: Callable[[], Flask], ready: Callable[[], None]) -> None:
        self._settings = settings
        self._load = load
        self._ready = ready
        super().__init__()

    def load_config(self) -> None:
        """Options of gunicorn; a request that needs longer than the timeout is a fault of ours."""
        settings = self._settings
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        options: dict[str, Any] = {
            "bind": f"{host}:{settings.port}",
            "workers": settings.workers,
            "threads": settings.threads,
            "worker_class": "gthread",
            "preload_app": False,
            "timeout": TIMEOUT_SECONDS,
            "graceful_timeout": GRACE_SECONDS,
            "keepalive": 30,
            "limit_request_line": LONGEST_LINE,
            "loglevel": "warning",
            "proc_name": "duban",
            "post_worker_init": self._began,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application of one worker."""
        return self._load()

    def _began(self, worker: Any) -> None:
        if worker.age == 1:
            self._ready()


@contextmanager
def beside(command: list[str], *, environment: dict[str, str]) -> Iterator[None]:
    """Run another program while the body runs; it is stopped with this process, and looks itself whether that lives."""
    program = subprocess.Popen(command, env={**os.environ, **environment}, start_new_session=True)
    owner = os.getpid()
    try:
        yield
    finally:
        # A forked worker unwinds through here as well; it is not the one who started the program.
        if os.getpid() == owner:
            program.terminate()
            program.wait(GRACE_SECONDS)


def parent_watch() -> Callable[[], bool]:
    """Tells whether the process that started this one still runs."""
    parent = os.getppid()
    return lambda: os.getppid() == parent
