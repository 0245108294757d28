"""What holds for every request and every answer: who may ask, how much, and what a browser may do with the answer."""

import re
from collections.abc import Sequence

from flask import Flask, Response, request

from callbacks.failures import Refused
from dashboard.settings import Settings

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_ADDRESS = 4096
MEGABYTE = 1024 * 1024
FORM_OVERHEAD = MEGABYTE // 4
"""What a multipart form or a callback may add around the file it carries."""

_HOST = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
FOR_EVER = "public, max-age=31536000, immutable"


def content_policy(script_hashes: Sequence[str]) -> str:
    """The Content-Security-Policy; inline scripts run only with one of these hashes."""
    rules = (
        "default-src 'self'",
        f"script-src 'self' {' '.join(script_hashes)}".rstrip(),
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
    return "; ".join(rules)


def mount_checks(server: Flask, settings: Settings) -> None:
    """Refuse a request for its form before anything of its body is read. Must be mounted before anything else."""
    largest = settings.upload_megabytes * MEGABYTE + FORM_OVERHEAD
    server.config["MAX_CONTENT_LENGTH"] = largest
    server.config["MAX_FORM_MEMORY_SIZE"] = MEGABYTE
    server.config["MAX_FORM_PARTS"] = 200
    names = LOOPBACK_NAMES | {settings.host}

    def check() -> None:
        if host_name(request.environ.get("HTTP_HOST", "")) not in names:
            raise Refused(403, "http.host")
        if len(raw_address()) > MAX_ADDRESS:
            raise Refused(414, "http.too_long")
        if (request.content_length or 0) > largest:
            raise Refused(413, "errors.upload_size", limit=settings.upload_megabytes)
        if request.method not in SAFE_METHODS and not is_same_origin():
            raise Refused(403, "http.origin")

    server.before_request(check)


def raw_address() -> str:
    """Path and query as they were sent, still percent-encoded."""
    environ = request.environ
    return str(environ.get("RAW_URI") or environ.get("REQUEST_URI") or request.full_path)


def host_name(host: str) -> str:
    """The name in a Host header, without port and brackets; empty when it cannot be read."""
    found = _HOST.fullmatch(host)
    return found[1].strip("[]").lower() if found else ""


def is_same_origin() -> bool:
    """Whether a changing request comes from our own page, or from a program that is no browser."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    return origin is None or origin.lower() == request.host_url.rstrip("/").lower()


def mount_headers(server: Flask, *, script_hashes: Sequence[str]) -> None:
    """Put the security headers on every answer."""
    policy = content_policy(script_hashes)

    def finish(answer: Response) -> Response:
        answer.headers.update(FIXED)
        answer.headers["Content-Security-Policy"] = policy
        if is_static() and answer.status_code in (200, 304):
            answer.headers["Cache-Control"] = FOR_EVER if is_fingerprinted() else "no-cache"
        elif "Cache-Control" not in answer.headers:
            answer.headers["Cache-Control"] = "no-store"
        return answer

    server.after_request(finish)


def is_static() -> bool:
    """Whether the request is for a file of the program, the same for everybody."""
    return request.path.startswith(("/assets/", "/static/", "/_dash-component-suites/", "/_favicon.ico"))


def is_fingerprinted() -> bool:
    """Whether the address changes with the file, so that it may be kept for ever."""
    return "m" in request.args or ".v" in request.path.rpartition("/")[2]
