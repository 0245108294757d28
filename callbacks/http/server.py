"""The WSGI application around the pages: one Flask server, one Dash app, our routes and what holds for all of them."""

from pathlib import Path
from typing import Any

import dash
from dash import Dash
from flask import Flask, Response, request
from flask_compress import Compress

import layouts
from callbacks._guard import guard_dispatch
from callbacks.http import (
    api_v1,
    dash_requests,
    door,
    errors,
    exports,
    headers,
    health,
    limits,
    login,
    logs,
    metrics,
    static,
    version,
)
from callbacks.http.gate import Gate
from callbacks.register import register_all
from callbacks.shell import draw_frame
from callbacks.visits import read_words
from dashboard.exporting import Exporter
from dashboard.services import Services
from layouts.pages import find_page
from layouts.urls import ViewState

ASSETS = Path(layouts.__file__).resolve().parent / "assets"
TEMPLATES = ASSETS.with_name("templates")
INDEX = """<!DOCTYPE html>
<html lang="{lang}" data-bs-theme="{theme}" data-scale="{scale}">
<head>
{metas}
<title>{title}</title>
{favicon}
{css}
</head>
<body>
{app_entry}
<div>
{config}
{scripts}
{renderer}
</div>
</body>
</html>"""


class BoardApp(Dash):
    """Dash, whose first page already has the language and the look that the address asks for."""

    default_language = "zh_CN"

    def interpolate_index(self, *args: Any, **parts: Any) -> str:
        """The page into which the browser loads everything else."""
        state = ViewState.parse(request.query_string.decode("utf-8", "replace"))
        words = read_words(state, default=self.default_language)
        look = {"theme": state.theme or "light", "scale": state.scale or "desk", "lang": words.html_lang}
        return INDEX.format(**(parts | look | {"title": words("shell.product")}))


def make_server(services: Services, exporter: Exporter) -> Flask:
    """Everything a browser or a program can reach, over these services."""
    server = Flask("duban", static_folder=None, template_folder=str(TEMPLATES))
    logs.mount(server)
    headers.mount_checks(server, services.settings)
    door.mount(server, services)
    limits.mount(server, services)
    gate = Gate(server, services)
    errors.mount(server, services)
    compress(server)
    app = make_app(server, services, styles=static.mount(gate))
    register_all(app, services)
    guard_dispatch(app)
    dash_requests.mount(server, app)
    gate.admit_framework()
    for mount in (login.mount, version.mount, health.mount, api_v1.mount):
        mount(gate, services)
    exports.mount(gate, services, exporter)
    metrics.mount(server, gate, services)
    server.after_request(answer_not_found)
    headers.mount_headers(server, script_hashes=app.csp_hashes())
    return server


def make_app(server: Flask, services: Services, *, styles: str) -> Dash:
    """The Dash app before its callbacks; all that it serves comes from this machine."""
    dash.page_registry.clear()
    app = BoardApp(
        "duban",
        server=server,  # type: ignore[arg-type]
        assets_folder=str(ASSETS),
        pages_folder="",
        use_pages=False,
        serve_locally=True,
        eager_loading=False,
        suppress_callback_exceptions=True,
        compress=False,
        update_title="",
        add_log_handler=False,
        external_stylesheets=[styles],
    )
    app.default_language = services.settings.language
    app.layout = lambda: draw_frame(services)
    return app


def answer_not_found(answer: Response) -> Response:
    """The frame of the pages with status 404 for a path that is no page's: the router says the sentence."""
    if request.url_rule is not None and request.url_rule.rule == "/<path:path>" and answer.status_code == 200:
        path = headers.raw_address().partition("?")[0]
        if find_page(path) is None:
            answer.status_code = 404
    return answer


class Packed(dict[str, Any]):
    """Compressed files of the program, a bounded number, by address."""

    def set(self, key: str, value: Any) -> None:
        """Keep one."""
        if headers.is_static() and len(self) < 200:
            self[key] = value


def compress(server: Flask) -> None:
    """Compress what is worth it; the program's own files only once."""
    server.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    server.config["COMPRESS_BR_LEVEL"] = 4
    server.config["COMPRESS_CACHE_BACKEND"] = Packed
    server.config["COMPRESS_CACHE_KEY"] = lambda asked: asked.full_path
    Compress(server)
