"""Registers the shell and every page on one app."""

from collections.abc import Callable

from dash import Dash

from callbacks import (
    account,
    admin,
    approvals,
    audit,
    calendar,
    case,
    definitions,
    imports,
    keys,
    overview,
    quality,
    records,
    rules,
    sessions,
    shell,
    units,
    users,
)
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
    admin.register,
    users.register,
    sessions.register,
    keys.register,
    rules.register,
    calendar.register,
    units.register,
    audit.register,
    account.register,
)


def register_all(app: Dash, services: Services) -> Guard:
    """Register all callbacks; the program does not start if one of them names no permission."""
    guard = Guard(app, services)
    for register in REGISTER:
        register(guard, services)
    guard.verify()
    return guard
