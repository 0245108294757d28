"""Registers the shell and every page on one app."""

import importlib

from dash import Dash

from callbacks import shell
from callbacks._guard import Guard
from dashboard.services import Services
from layouts.pages import PAGES


def register_all(app: Dash, services: Services) -> Guard:
    """Register all callbacks; the program does not start if one of them names no permission."""
    guard = Guard(app, services)
    shell.register(guard, services)
    for page in PAGES:
        try:
            module = importlib.import_module(f"callbacks.{page.key}")
        except ImportError:
            continue
        module.register(guard, services)
    guard.verify()
    return guard
