"""What holds for every request and every answer: who may ask, how much, and what a browser may do with the answer."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from callbacks.failures import Refused
from dashboard.settings import Settings

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_ADDRESS = 4096
MEGABYTE = 1024 * 1024
FORM_OVERHEAD = MEGABYTE // 4
"""What a multipart form may add around the file it carries."""
LARGEST_BODY = 4 * MEGABYTE
"""The largest body that is no upload: a callback may carry the report of an import."""
YEAR_SECONDS = 365 * 86_400

IMPORTS = "/api/v1/imports"
FORM_PATHS = ("/login", "/logout")
"""The one address that reads files, and those that a form without any script sends to."""

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
    names = LOOPBACK_NAMES | ({host_of(settings.origin)} if settings.origin else frozenset())
    if settings.origin:
        # The host is not taken from the proxy's headers: nobody but the checked Host header says it.
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=1, x_proto=1, x_host=0)  # type: ignore[method-assign]
    if settings.is_https:
        server.after_request(demand_https)

    def check() -> None:
        if host_name(request.environ.get("HTTP_HOST", "")) not in names:
            raise Refused(403, "http.host")
        if len(raw_address()) > MAX_ADDRESS:
            raise Refused(414, "http.too_long")
        if request.method in SAFE_METHODS:
            return
        request.max_content_length = limit = largest if request.path == IMPORTS else min(largest, LARGEST_BODY)
        if (request.content_length or 0) > limit or is_longer(limit):
            raise Refused(413, "errors.upload_size", limit=limit // MEGABYTE)
        if not is_same_origin(settings.origin):
            raise Refused(403, "http.origin")
        if not has_wanted_type():
            raise Refused(415, "http.media")

    server.before_request(check)


def raw_address() -> str:
    """Path and query as they were sent, still percent-encoded."""
    environ = request.environ
    return str(environ.get("RAW_URI") or environ.get("REQUEST_URI") or request.full_path)


def host_name(host: str) -> str:
    """The name in a Host header, without port and brackets; empty when it cannot be read."""
    found = _HOST.fullmatch(host)
    return found[1].strip("[]").lower() if found else ""


def host_of(origin: str) -> str:
    """The host of the public address."""
    return urlsplit(origin).hostname or ""


def is_same_origin(public: str = "") -> bool:
    """Whether a changing request comes from our own page, or from a program that is no browser.

    ``public`` is the public address. A browser says of every such request from where it comes; one that carries a
    cookie and says nothing is no browser of ours. A program has no cookie, or a token that no browser adds by itself.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site not in (None, "same-origin", "none"):
        return False
    if origin is not None:
        return _plain(origin) in (_plain(request.host_url), _plain(public or request.host_url))
    if site == "same-origin" or not request.cookies:
        return True
    return request.headers.get("Authorization", "")[:7].lower() == "bearer "


def _plain(origin: str) -> str:
    """An origin without the port that its scheme has anyway."""
    text = origin.rstrip("/").lower()
    return text.removesuffix(":443") if text.startswith("https:") else text.removesuffix(":80")


def has_wanted_type() -> bool:
    """Whether the body of a changing request has the type that its address reads; without a body there is none."""
    kind = request.mimetype
    if not kind and not request.content_length and "Transfer-Encoding" not in request.headers:
        return True
    if request.path == IMPORTS:
        return kind == "multipart/form-data"
    if request.path.startswith(FORM_PATHS):
        return kind == "application/x-www-form-urlencoded"
    return kind == "application/json"


def is_longer(limit: int) -> bool:
    """Whether a body that came without its length reaches the limit: it is read that far. Files are checked later."""
    return request.content_length is None and request.path != IMPORTS and len(request.get_data()) >= limit


def demand_https(answer: Response) -> Response:
    """Have browsers come over HTTPS alone for a year."""
    answer.headers["Strict-Transport-Security"] = f"max-age={YEAR_SECONDS}"
    return answer


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
        if not is_static():
            answer.vary.update(("Cookie", "Authorization"))
        return answer

    server.after_request(finish)


def is_static() -> bool:
    """Whether the request is for a file of the program, the same for everybody."""
    return request.path.startswith(("/assets/", "/static/", "/_dash-component-suites/", "/_favicon.ico"))


def is_fingerprinted() -> bool:
    """Whether the address changes with the file, so that it may be kept for ever."""
    return "m" in request.args or ".v" in request.path.rpartition("/")[2]
