"""What answers a browser: one module a page, the guard they pass through, and the plain HTTP routes."""

import importlib
import importlib.util

from dash import Dash

from callbacks import shell
from callbacks._guard import Guard
from dashboard.services import Services
from layouts.pages import PAGES


def register_all(app: Dash, services: Services) -> Guard:
    """Register the shell and every page; the program does not start if a callback names no permission."""
    guard = Guard(app, services)
    shell.register(guard, services)
    for page in PAGES:
        if importlib.util.find_spec(f"callbacks.{page.key}") is None:
            continue
        importlib.import_module(f"callbacks.{page.key}").register(guard, services)
    guard.verify()
    return guard
