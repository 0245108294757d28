"""Running the server: gunicorn in this process, and a companion process that ends with it."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from dashboard.errors import Conflict
from dashboard.settings import Settings

TIMEOUT_SECONDS = 120
GRACE_SECONDS = 10
LONGEST_LINE = 8190
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The environment variable that names the folder in which the workers count together."""
_METRICS_PREFIX = "duban-metrics-"


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
            # A proxy's headers are read by the application alone, and only when a public address is set.
            "secure_scheme_headers": {},
            "post_worker_init": self._began,
            "child_exit": forget_worker,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application of one worker."""
        return self._load()

    def run(self) -> None:
        """Serve until it is stopped."""
        with metrics_folder():
            super().run()

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


@contextmanager
def metrics_folder() -> Iterator[Path]:
    """A folder for the counts of all workers while the body runs; what a killed server left behind goes first."""
    owner = os.getpid()
    clear_metrics_folders()
    folder = Path(tempfile.mkdtemp(prefix=f"{_METRICS_PREFIX}{owner}-"))
    os.environ[METRICS_FOLDER] = str(folder)
    try:
        yield folder
    finally:
        # A forked worker unwinds through here as well; the folder is not its own.
        if os.getpid() == owner:
            os.environ.pop(METRICS_FOLDER, None)
            shutil.rmtree(folder, ignore_errors=True)


def clear_metrics_folders() -> None:
    """Remove the folders of servers of this user that no longer run."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_METRICS_PREFIX}*"):
        number = folder.name.removeprefix(_METRICS_PREFIX).partition("-")[0]
        if number.isdigit() and folder.stat().st_uid == os.getuid() and not is_running(int(number)):
            shutil.rmtree(folder, ignore_errors=True)


def is_running(process: int) -> bool:
    """Whether a process of this number runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def forget_worker(_server: Any, worker: Any) -> None:
    """Take a worker that ended out of what is counted per living process."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
