"""The WSGI application around the pages: one Flask server, one Dash app, our routes and what holds for all of them."""

from pathlib import Path

import dash
import layouts
from dash import Dash
from flask import Flask

from callbacks import register_all
from callbacks._guard import guard_dispatch
from callbacks.shell import draw_frame
from dashboard.services import Services

ASSETS = Path(layouts.__file__).resolve().parent / "assets"


def make_server(services: Services) -> Flask:
    """Everything a browser or a program can reach, over these services."""
    server = Flask("duban", static_folder=None)
    app = make_app(server, services)
    register_all(app, services)
    guard_dispatch(app)
    return server


def make_app(server: Flask, services: Services) -> Dash:
    """The Dash app without pages' callbacks: everything it serves comes from this machine."""
    dash.page_registry.clear()
    app = Dash(
        "duban",
        server=server,
        assets_folder=str(ASSETS),
        pages_folder="",
        use_pages=False,
        serve_locally=True,
        suppress_callback_exceptions=True,
        eager_loading=False,
        compress=False,
        update_title=None,
        title="督办看板",
        add_log_handler=False,
        external_stylesheets=["/static/bootstrap.min.css"],
    )
    app.layout = lambda: draw_frame(services)
    return app
