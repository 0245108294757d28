"""Registers the shell and every page on one app."""

from collections.abc import Callable

from dash import Dash

from callbacks import approvals, case, definitions, imports, overview, quality, records, shell
from callbacks._guard import Guard
from dashboard.services import Services

REGISTER: tuple[Callable[[Guard, Services], None], ...] = (
    shell.register,
    overview.register,
    approvals.register,
    records.register,
    case.register,
    quality.register,
    imports.register,
    definitions.register,
)


def register_all(app: Dash, services: Services) -> Guard:
    """Register all callbacks; the program does not start if one of them names no permission."""
    guard = Guard(app, services)
    for register in REGISTER:
        register(guard, services)
    guard.verify()
    return guard
