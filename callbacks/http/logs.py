"""Logs: one line an event, JSON unless somebody is watching, each with the request and the account it belongs to.

A line names the route and never the address as it was sent, the body, a cookie, a token or a person: accounts are
numbers. What a failure's own text may carry (the password in a database's address, a token) is blotted out.
"""

import logging
import re
import secrets
import sys
import time
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import Flask, Response, g, has_request_context, request

from dashboard.permissions import Identity

QUIET = frozenset({"version", "healthz", "readyz", "metrics"})
"""Routes that something asks every few seconds: only their failures are worth a line."""
STATIC = ("/assets/", "/static/", "/_dash-component-suites/", "/_favicon.ico")
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE"})
REQUEST, NOWHERE, OTHER = "request", "none", "OTHER"
BLOT = "***"

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_SECRETS = (
    re.compile(r"(?<=://)([^\s:/@]*):[^\s@]+(?=@)"),
    re.compile(r"(?i)\b(bearer\s+)[^\s\"',;]+"),
    re.compile(
        r"(?i)\b((?:__Host-duban|duban-session|password|passwd|pwd|secret|token)[\"']?\s*[=:]\s*[\"']?)[^\s\"',;&]+"
    ),
)

log = structlog.get_logger("duban.request")

Event = MutableMapping[str, Any]


def configure_logging(*, as_json: bool | None = None, level: int = logging.INFO) -> None:
    """Set structlog up for this process; JSON is the default wherever stderr is not a terminal."""
    plain = sys.stderr.isatty() if as_json is None else not as_json
    render: list[structlog.types.Processor] = (
        [drop_ordinary, structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        if plain
        else [structlog.processors.format_exc_info, blot_secrets, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            add_asker,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def add_asker(_logger: Any, _method: str, event: Event) -> Event:
    """Say in every line of a request who asked: the account's number and the kind of identity."""
    if has_request_context() and isinstance(identity := g.get("identity"), Identity):
        event["account"], event["kind"] = identity.account_id, identity.kind
    return event


def drop_ordinary(_logger: Any, _method: str, event: Event) -> Event:
    """Leave out requests that went well: somebody at a terminal wants to see trouble alone."""
    if event.get("event") == REQUEST and event.get("status", 0) < 400:
        raise structlog.DropEvent
    return event


def blot_secrets(_logger: Any, _method: str, event: Event) -> Event:
    """Blot out what looks like a secret in any text of a line, tracebacks included."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = blotted(value)
    return event


def blotted(text: str) -> str:
    """A text without passwords in addresses of databases, bearer tokens, and values named like secrets."""
    address, *named = _SECRETS
    text = address.sub(rf"\1:{BLOT}", text)
    for pattern in named:
        text = pattern.sub(rf"\1{BLOT}", text)
    return text


def mount(server: Flask) -> None:
    """Give every request an id, in its log lines and in the answer, and write its line."""

    def begin() -> None:
        sent = request.headers.get("X-Request-ID", "")
        g.request_id = sent if _ID.fullmatch(sent) else secrets.token_hex(8)
        g.begun = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=g.request_id)

    def end(answer: Response) -> Response:
        answer.headers["X-Request-ID"] = g.get("request_id", "")
        if answer.status_code >= 400 or not is_quiet():
            log.info(
                REQUEST,
                method=method_name(),
                endpoint=endpoint_name(),
                status=answer.status_code,
                milliseconds=round(seconds_taken() * 1000, 1),
            )
        return answer

    server.before_request(begin)
    server.after_request(end)


def is_quiet() -> bool:
    """Whether a request that went well needs no line."""
    return request.endpoint in QUIET or request.path.startswith(STATIC)


def endpoint_name() -> str:
    """The route that answers: one of those the server has, never what somebody wrote."""
    return request.endpoint or NOWHERE


def method_name() -> str:
    """The method, if it is one that exists."""
    return request.method if request.method in METHODS else OTHER


def seconds_taken() -> float:
    """Seconds since the request began."""
    return time.perf_counter() - float(g.get("begun", time.perf_counter()))
