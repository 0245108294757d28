"""Accounts, sessions and roles in words: who somebody is, what they see, when they were here, with which browser."""

import re

from dash import html
from dash.development.base_component import Component

from dashboard.accounts import Account
from dashboard.permissions import Role
from dashboard.text import Words
from dashboard.timekeeping import moment_of
from dashboard.vocabulary import CITY, REPORTING_UNITS
from layouts import formats
from layouts.panels.base import unit_name
from layouts.parts import Child, light
from layouts.visit import Visit

LOGOUT_URL = "/logout"
ACCOUNT_UNITS = (*(unit.code for unit in REPORTING_UNITS), CITY)
"""What an account or token may be given: the units that report, and the city's own level."""

PEOPLE = (Role.DIRECTOR, Role.COORDINATOR, Role.ADMIN)
"""Roles of persons; a monitor is a device."""

BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/(\d+)"),
    ("360", r"360(?:SE|EE|Browser)[/ ]?(\d*)"),
    ("Firefox", r"(?:Firefox|FxiOS)/(\d+)"),
    ("Chrome", r"(?:Chrome|CriOS)/(\d+)"),
    ("Safari", r"Version/(\d+)[^ ]* (?:Mobile/\S+ )?Safari/"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iOS", "iPhone|iPad"),
    ("Windows", "Windows"),
    ("macOS", "Mac OS X"),
    ("Linux", "Linux|X11"),
)


def role_word(role: Role | None, words: Words) -> str:
    """What a role is called."""
    return words(f"login.role.{role}") if role else ""


def scope_words(units: frozenset[str] | None, words: Words) -> str:
    """Whole city, or the units by name in the order of the city's list."""
    if units is None:
        return words("admin.whole_city")
    if not units:
        return words("admin.no_unit")
    order = {code: at for at, code in enumerate(ACCOUNT_UNITS)}
    listed = sorted(units, key=lambda code: (order.get(code, len(order)), code))
    return words("admin.comma").join(unit_name(code, words) for code in listed)


def scope_short(units: frozenset[str] | None, words: Words) -> str:
    """The same for a column: more than three units are counted."""
    if units is not None and len(units) > 3:
        return words("admin.units", n=len(units))
    return scope_words(units, words)


def when(seconds: int, visit: Visit, *, none: str = "") -> str:
    """The moment of UTC epoch seconds, or the word for never."""
    return formats.moment(moment_of(seconds), visit.lang) if seconds else none or formats.NONE


def browser_of(agent: str, words: Words) -> str:
    """Name and version of a browser and its system, from what it says of itself."""
    found = ((name, re.search(pattern, agent)) for name, pattern in BROWSERS)
    browser = next((f"{name} {match[1]}".strip() for name, match in found if match), "")
    system = next((name for name, pattern in SYSTEMS if re.search(pattern, agent)), "")
    return " · ".join(filter(None, (browser, system))) or words("admin.browser_unknown")


def states_of(account: Account, words: Words, *, now: int) -> list[Child]:
    """What is the case with an account: disabled, locked, waiting for its own password; else that all is well."""
    found: list[Child] = []
    if account.disabled:
        found.append(light("grey", words("users.state.disabled")))
    if account.locked_until > now:
        until = formats.clock(moment_of(account.locked_until))
        found.append(light("yellow", words("users.state.locked", until=until)))
    if account.must_change:
        found.append(html.Span(words("users.state.must_change"), className="nowrap"))
    return found or [html.Span(words("users.state.normal"), className="text-2")]


def logout_form(word: str, *, look: str = "sv-btn") -> Component:
    """The way out: a plain form, so that it works without any script."""
    return html.Form(html.Button(word, type="submit", className=look), action=LOGOUT_URL, method="POST")
