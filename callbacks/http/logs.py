"""Logs: one line an event, JSON unless somebody is watching, each with the id of the request it belongs to."""

import logging
import re
import secrets
import sys

import structlog
from flask import Flask, Response, g, request

QUIET = frozenset({"version", "healthz", "readyz"})
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

log = structlog.get_logger("duban.request")


def configure_logging(*, as_json: bool | None = None, level: int = logging.INFO) -> None:
    """Set structlog up for this process; JSON is the default wherever stderr is not a terminal."""
    plain = sys.stderr.isatty() if as_json is None else not as_json
    render: list[structlog.types.Processor] = (
        [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        if plain
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def mount(server: Flask) -> None:
    """Give every request an id, in its log lines and in the answer."""

    def begin() -> None:
        sent = request.headers.get("X-Request-ID", "")
        g.request_id = sent if _ID.fullmatch(sent) else secrets.token_hex(8)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=g.request_id)

    def end(answer: Response) -> Response:
        answer.headers["X-Request-ID"] = g.get("request_id", "")
        if request.endpoint not in QUIET and answer.status_code >= 400:
            log.info("refused", method=request.method, path=request.path[:200], status=answer.status_code)
        return answer

    server.before_request(begin)
    server.after_request(end)
