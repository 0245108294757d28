"""How often anybody may ask: a bucket for each session, token or address; what overflows is refused for a while.

Each worker process counts for itself, so that nothing is written for a request; with two workers somebody whose
requests spread evenly may ask twice as often. What must hold exactly is kept by the database: the lock of an account.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from math import ceil

from flask import Flask, Response, g, request

from callbacks._guard import current_identity
from callbacks.failures import Refused
from callbacks.http.dash_requests import UPDATE
from callbacks.http.door import WIDE_OPEN, client_address
from dashboard.permissions import ANONYMOUS, OPERATOR
from dashboard.services import Services

MOST_KEYS = 20_000
LONGEST_NAME = 100
TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests in so many seconds in the long run, and ``burst`` of them at once."""

    count: float
    seconds: float
    burst: float

    def times(self, factor: float) -> "Rate":
        """So many times as often."""
        return Rate(self.count * factor, self.seconds, max(self.burst * factor, 1))


CALLBACKS = Rate(20, 1, 40)
"""Drawing a page takes at most 15 callbacks, and a live page asks for its parts once per revision."""
API = Rate(20, 1, 40)
PAGES = Rate(50, 1, 200)
"""Pages and the version address, which every visible window of a session asks every two seconds."""
LOGIN = Rate(5, 60, 5)
LOGIN_ADDRESS = Rate(30, 60, 30)
DEMO_LOGIN = Rate(120, 60, 120)
"""Entering the demonstration takes no password that could be guessed."""

PROGRAM_PATHS = ("/api/", "/export/", "/metrics")
PASSWORD_PATHS = ("/login", "/login/device")


class Buckets:
    """Counts requests by key, a bounded number of keys; ``now`` is a clock that only runs forward, in seconds.

    For each key the moment is kept at which its bucket will be empty again (the generic cell rate algorithm).
    """

    def __init__(self, now: Callable[[], float] = time.monotonic, *, keep: int = MOST_KEYS) -> None:
        self._now = now
        self._keep = keep
        self._lock = threading.Lock()
        self._empty_at: OrderedDict[Hashable, float] = OrderedDict()

    def take(self, key: Hashable, rate: Rate) -> float:
        """Count a request. Gives 0, or the seconds to wait when it must be refused; then it does not count."""
        step = rate.seconds / rate.count
        with self._lock:
            now = self._now()
            empty_at = max(self._empty_at.get(key, now), now)
            wait = empty_at - now - step * (rate.burst - 1)
            if wait > TINY:
                return wait
            self._empty_at[key] = empty_at + step
            self._empty_at.move_to_end(key)
            while len(self._empty_at) > self._keep:
                self._empty_at.popitem(last=False)
        return 0.0

    def __len__(self) -> int:
        return len(self._empty_at)


def mount(server: Flask, services: Services, *, now: Callable[[], float] = time.monotonic) -> None:
    """Refuse with 429 what comes too often. Must be mounted after the door, which knows who asks."""
    buckets = Buckets(now)

    def check() -> None:
        for key, rate in claims(services.settings.rate_factor):
            wait = buckets.take(key, rate)
            if wait > 0:
                g.retry_after = seconds = ceil(wait)
                raise Refused(429, "http.too_many", seconds=seconds)

    server.before_request(check)
    server.after_request(say_when)


def say_when(answer: Response) -> Response:
    """Tell a refused program when to ask again."""
    if answer.status_code == 429 and "retry_after" in g:
        answer.headers["Retry-After"] = str(g.retry_after)
    return answer


def claims(factor: float = 1) -> Iterator[tuple[Hashable, Rate]]:
    """The buckets that a request falls into. Files of the program and the health check fall into none."""
    path = request.path
    if path.startswith(WIDE_OPEN):
        return
    if request.method == "POST" and path.startswith("/login"):
        yield from _login_claims(path)
        return
    asker = _asker()
    if asker is None:
        return
    if path == UPDATE:
        yield ("callbacks", *asker), CALLBACKS.times(factor)
    elif path.startswith(PROGRAM_PATHS):
        yield ("api", *asker), API.times(factor)
    else:
        yield ("pages", *asker), PAGES.times(factor)


def _login_claims(path: str) -> Iterator[tuple[Hashable, Rate]]:
    address = client_address()
    if path not in PASSWORD_PATHS:
        yield ("demo", address), DEMO_LOGIN
        return
    yield ("login", address), LOGIN_ADDRESS
    name = request.form.get("name", "").strip().lower()[:LONGEST_NAME]
    if name:
        yield ("login", address, name), LOGIN


def _asker() -> tuple[Hashable, ...] | None:
    """Whose bucket it is. Nobody is not let in anyway; the machine's own commands do not come over the network."""
    identity = current_identity()
    if identity.kind in (ANONYMOUS.kind, OPERATOR.kind):
        return None
    return identity.kind, identity.session_id, identity.account_id, identity.name
