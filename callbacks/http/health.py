"""``/healthz``: the process answers. ``/readyz``: it can also reach its database, at the schema it needs."""

from flask import Response

from callbacks.http.answers import JSON, to_json
from callbacks.http.gate import Gate
from dashboard.permissions import Permission
from dashboard.services import Services


def mount(gate: Gate, services: Services) -> None:
    """Mount both."""

    def healthz() -> Response:
        return Response(to_json({"status": "ok"}), content_type=JSON)

    def readyz() -> Response:
        revision = services.reader.read_revision()
        return Response(to_json({"status": "ok", "revision": revision.number}), content_type=JSON)

    gate.add("/healthz", healthz, name="healthz", permission=Permission.PUBLIC)
    gate.add("/readyz", readyz, name="readyz", permission=Permission.PUBLIC)
