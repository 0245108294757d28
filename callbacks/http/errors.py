"""One shape for every failure: ``{"error": {"code", "message", "id"?}}``, with the sentence in the asker's language."""

from urllib.parse import urlencode

import structlog
from dash.exceptions import PreventUpdate
from flask import Flask, Response, redirect, render_template, request
from werkzeug.exceptions import HTTPException

from callbacks.failures import SignInWanted, foreseen, new_error_id
from callbacks.http.answers import to_json
from callbacks.http.door import is_page
from callbacks.http.headers import raw_address
from callbacks.visits import read_words
from dashboard.errors import DubanError
from dashboard.services import Services
from dashboard.text import Words
from dashboard.ways import safe_way
from layouts.urls import ViewState

log = structlog.get_logger(__name__)

SENTENCES = {404: "http.not_found", 405: "errors.method", 413: "errors.upload_size", 414: "http.too_long"}


def mount(server: Flask, services: Services) -> None:
    """Answer every failure of this server in the one shape."""

    def answer(error: Exception) -> Response:
        search = request.query_string.decode("utf-8", "replace")
        words = read_words(ViewState.parse(search), default=services.settings.language)
        return draw_error(error, words, upload_megabytes=services.settings.upload_megabytes)

    server.register_error_handler(Exception, answer)
    server.register_error_handler(PreventUpdate, lambda _: Response(status=204))


def draw_error(error: Exception, words: Words, *, upload_megabytes: int) -> Response:
    """The answer to a failure; one that nobody foresaw is a 500 with the number under which it is in the log."""
    if isinstance(error, HTTPException):
        return _http_error(error, words, upload_megabytes)
    known = foreseen(error)
    if isinstance(known, SignInWanted) and is_page():
        return redirect(f"/login?{urlencode({'next': safe_way(raw_address())})}")  # type: ignore[return-value]
    if known is not None:
        return _domain_error(known, words)
    number = new_error_id()
    log.error("unexpected failure", id=number, endpoint=request.endpoint, exc_info=error)
    return error_answer(500, "unexpected", words("errors.unexpected", id=number), number=number)


def _domain_error(error: DubanError, words: Words) -> Response:
    if error.status >= 500:
        log.warning("unavailable", key=error.key, cause=repr(error.__cause__))
    sentence = words(error.key, **error.params)
    if error.status in (429, 503) and (is_page() or request.path.startswith("/login")):
        page = render_template("unavailable.html", words=words, sentence=sentence)  # tries again by itself
        return Response(page, error.status, {"Retry-After": "5"}, content_type="text/html; charset=utf-8")
    answer = error_answer(error.status, error.key.rpartition(".")[2], sentence)
    if error.status == 503:
        answer.headers["Retry-After"] = "2"
    return answer


def _http_error(error: HTTPException, words: Words, upload_megabytes: int) -> Response:
    status = error.code or 500
    key = SENTENCES.get(status, "errors.body")
    message = words(key, method=request.method, limit=upload_megabytes)
    answer = error_answer(status, key.rpartition(".")[2], message)
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        answer.headers["Allow"] = ", ".join(sorted(allowed))
    return answer


def error_answer(status: int, code: str, message: str, *, number: str = "") -> Response:
    """One failure as JSON."""
    body = {"code": code, "message": message} | ({"id": number} if number else {})
    return Response(to_json({"error": body}), status=status, content_type="application/json")
