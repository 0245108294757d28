"""Composition root: settings → services → server → pages → callbacks → routes. Also the command line (see --help)."""

from dashboard.settings import Settings


def create_server(settings: Settings | None = None):  # type: ignore[no-untyped-def]
    """The WSGI application: ``gunicorn "app:create_server()"``."""
    from callbacks.http.server import make_server
    from dashboard.settings import load_settings
    from data_access.build import build_services

    settings = settings or load_settings()
    return make_server(build_services(settings, settings.make_clock(), build="dev"))
