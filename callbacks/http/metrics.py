"""``GET /metrics`` for Prometheus: requests, callbacks, imports, refusals, and how old the data are.

Labels take values that the program itself has a list of: routes, methods, callbacks, codes of sentences. No label and
no number speaks of a person or a case. Several worker processes count together in the folder that the runner makes.
"""

import os
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, request

from callbacks.http.gate import Gate
from callbacks.http.logs import endpoint_name, is_quiet, method_name, seconds_taken
from callbacks.http.running import METRICS_FOLDER
from dashboard.errors import Unavailable
from dashboard.freshness import newest_of
from dashboard.permissions import WHOLE_CITY, Permission
from dashboard.services import Services
from dashboard.timekeeping import instant_of

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_CODE = re.compile(r"[a-z_]{1,40}")


class Meters:
    """What is counted while requests are answered.

    Made at the first request and not before: the library decides once, when it is imported, whether it counts for one
    process or for several, and the runner's first process imports this module too.
    """

    def __init__(self, services: Services) -> None:
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

        self._services = services
        self.registry = registry = CollectorRegistry()
        self.requests = Counter(
            "duban_requests", "Requests answered", ["endpoint", "method", "status"], registry=registry
        )
        self.seconds = Histogram(
            "duban_request_seconds", "Seconds to answer", ["endpoint"], buckets=SECONDS, registry=registry
        )
        self.callbacks = Histogram(
            "duban_callback_seconds", "Seconds of a callback", ["callback"], buckets=SECONDS, registry=registry
        )
        self.refusals = Counter("duban_refusals", "Requests refused", ["status", "code"], registry=registry)
        self.imports = Counter("duban_imports", "Imports over the network", ["outcome"], registry=registry)
        self.import_rows = Counter("duban_import_rows", "Rows read by imports over the network", registry=registry)
        self.import_seconds = Histogram(
            "duban_import_seconds", "Seconds of an import over the network", buckets=SECONDS, registry=registry
        )
        self.boards = Gauge("duban_boards", "Boards kept in memory", registry=registry, multiprocess_mode="livesum")

    def note(self, answer: Response) -> None:
        """Count one answered request."""
        endpoint, status = endpoint_name(), str(answer.status_code)
        self.requests.labels(endpoint, method_name(), status).inc()
        self.seconds.labels(endpoint).observe(seconds_taken())
        if name := g.get("callback"):
            self.callbacks.labels(name).observe(seconds_taken())
        if answer.status_code >= 400:
            self.refusals.labels(status, refusal_code(answer)).inc()
        if endpoint == "api.import" and answer.status_code in (200, 422):
            self._note_import(answer.get_json(silent=True))
        self.boards.set(self._services.boards.kept)

    def _note_import(self, report: Any) -> None:
        if not isinstance(report, dict):
            return
        refused = not report.get("files") or any(one.get("severity") == "error" for one in report["file_issues"])
        self.imports.labels("refused" if refused else "checked" if report.get("dry_run") else "written").inc()
        self.import_rows.inc(report.get("rows", 0))
        self.import_seconds.observe(report.get("seconds", 0.0))

    def write(self) -> tuple[bytes, str]:
        """The text of the present state, and its content type."""
        from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
        from prometheus_client.multiprocess import MultiProcessCollector

        registry = self.registry
        if os.environ.get(METRICS_FOLDER):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        state = CollectorRegistry()
        state.register(State(self._services))
        return generate_latest(registry) + generate_latest(state), CONTENT_TYPE_LATEST


@dataclass(eq=False)
class State:
    """What is read when somebody asks: the data's revision and the age of each source."""

    services: Services

    def collect(self) -> "Iterator[Metric]":
        """The gauges."""
        from prometheus_client.metrics_core import GaugeMetricFamily

        now = instant_of(self.services.clock.now())
        try:
            revision, sources = (
                self.services.reader.read_revision(),
                self.services.reader.read_sources(scope=WHOLE_CITY),
            )
        except Unavailable:
            yield GaugeMetricFamily("duban_database_up", "Whether the database answers", value=0)
            return
        yield GaugeMetricFamily("duban_database_up", "Whether the database answers", value=1)
        yield GaugeMetricFamily("duban_revision", "Revision of the data", value=revision.number)
        ages = GaugeMetricFamily("duban_data_age_seconds", "Age of a source's newest data", labels=["source"])
        for source in sources:
            if newest := newest_of(source):
                ages.add_metric([source.table], max(now - newest, 0))
        yield ages


def refusal_code(answer: Response) -> str:
    """The code of the sentence with which a request was refused."""
    body = answer.get_json(silent=True) if answer.is_json else None
    code = body.get("error", {}).get("code", "") if isinstance(body, dict) else ""
    return code if _CODE.fullmatch(code) else "none"


@dataclass
class Counting:
    """Makes the meters of one server when they are first needed."""

    services: Services
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @cached_property
    def _made(self) -> Meters:
        return Meters(self.services)

    @property
    def meters(self) -> Meters:
        """The one set of meters."""
        with self._lock:
            return self._made


def mount(server: Flask, gate: Gate, services: Services) -> None:
    """Count every request but those for the program's own files, and mount the address that tells."""
    counting = Counting(services)

    def count(answer: Response) -> Response:
        if answer.status_code >= 400 or not is_quiet() or request.endpoint == "version":
            counting.meters.note(answer)
        return answer

    def metrics() -> Response:
        text, kind = counting.meters.write()
        return Response(text, content_type=kind)

    server.after_request(count)
    gate.add("/metrics", metrics, name="metrics", permission=Permission.METRICS)
