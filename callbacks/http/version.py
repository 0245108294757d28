"""``GET /version``: what every open page asks every two seconds, so it costs one read of the revision."""

import hashlib
from typing import Any

from flask import Response, request

from callbacks._guard import current_identity
from callbacks.http.answers import JSON, to_json
from callbacks.http.gate import Gate
from dashboard.freshness import turning_points
from dashboard.permissions import WHOLE_CITY, Identity, Permission
from dashboard.services import Services
from dashboard.timekeeping import moment_of


def read_version(services: Services) -> dict[str, Any]:
    """Revision, the day figures are seen from, the server's time, the newest time in the data, and the build.

    ``yellow_at`` and ``red_at`` say when the worst source will be late and very late if nothing more arrives.
    """
    # Through the boards, because an event dated ahead becomes due without anybody importing anything.
    revision, now = services.boards.current().revision, services.clock.now()
    turns = turning_points(services.reader.read_sources(scope=WHOLE_CITY))
    return {
        "revision": revision.number,
        "as_of": now.date().isoformat(),
        "server_time": now.isoformat(timespec="seconds"),
        "data_time": moment_of(revision.data_time).isoformat() if revision.data_time else None,
        "yellow_at": moment_of(turns[0]).isoformat() if turns else None,
        "red_at": moment_of(turns[1]).isoformat() if turns else None,
        "build": services.build,
    }


def version_tag(version: dict[str, Any], identity: Identity) -> str:
    """An ETag over everything but the time of the answer, and over what the asker may see."""
    scope = identity.scope
    rights = (scope.units is None, sorted(scope.units or ()), scope.personal, sorted(identity.permissions))
    parts = [*(version[name] for name in ("revision", "as_of", "data_time", "yellow_at", "build")), *rights]
    return hashlib.blake2b("|".join(map(str, parts)).encode(), digest_size=8).hexdigest()


def mount(gate: Gate, services: Services) -> None:
    """Mount the version address."""

    def version() -> Response:
        body = read_version(services)
        tag = version_tag(body, current_identity())
        known = tag in request.if_none_match
        answer = Response(status=304) if known else Response(to_json(body), content_type=JSON)
        answer.set_etag(tag)
        # A 304 has no body, and the Date header is the machine's clock, which a demonstration's clock is not.
        answer.headers["X-Server-Time"] = body["server_time"]
        answer.headers["Cache-Control"] = "private, no-cache"
        return answer

    gate.add("/version", version, name="version", permission=Permission.FRAME)
