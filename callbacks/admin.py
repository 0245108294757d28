"""The home of administration: what the identity may administer, and how it stands."""

from collections.abc import Callable
from typing import Any

from dash import Output

from callbacks._guard import Guard, panel_boundary
from callbacks.inputs import still_page
from dashboard.permissions import Permission
from dashboard.services import Services
from dashboard.timekeeping import day_of, instant_of
from dashboard.vocabulary import REPORTING_UNITS
from layouts.ids import Admin
from layouts.pages import admin as page
from layouts.pages import find_page
from layouts.pages.keys import is_alive
from layouts.visit import Visit

State = Callable[[Services, Visit], str]


def show_admin(services: Services, visit: Visit) -> dict[str, Any]:
    """The head, and one row for each page that exists and that the identity may open."""
    sections = [
        page.Section(key=key, href=f"/admin/{key}", state=state(services, visit))
        for key, state in SECTIONS.items()
        if may_open(f"/admin/{key}", visit)
    ]
    return {
        "head": page.draw_head(visit, title=_title(services, visit)),
        "body": panel_boundary(visit.words, lambda: page.draw_body(sections, visit)),
    }


def may_open(path: str, visit: Visit) -> bool:
    """Whether the page of a path exists and the identity may open it."""
    found = find_page(path)
    return found is not None and visit.identity.may(found[0].permission)


def _title(services: Services, visit: Visit) -> str:
    now = instant_of(services.clock.now())
    locked = sum(account.locked_until > now for account in services.account_admin.read_accounts())
    return visit.words("admin.title_locked", n=locked) if locked else visit.words("admin.title")


def _users(services: Services, visit: Visit) -> str:
    accounts = services.account_admin.read_accounts()
    return visit.words("admin.state.users", n=len(accounts), disabled=sum(account.disabled for account in accounts))


def _sessions(services: Services, visit: Visit) -> str:
    return visit.words("admin.state.sessions", n=len(services.account_admin.read_sessions(visit.identity)))


def _keys(kind: str) -> State:
    def state(services: Services, visit: Visit) -> str:
        now, keys = instant_of(services.clock.now()), services.account_admin.read_keys(kind)
        return visit.words(f"admin.state.{kind}s", n=sum(is_alive(key, now=now) for key in keys))

    return state


def _rules(services: Services, visit: Visit) -> str:
    return visit.words("admin.state.rules", n=len(services.reader.read_rules().targets))


def _calendar(services: Services, visit: Visit) -> str:
    calendar = services.reader.read_rules().calendar
    waiting = {day_of(row.day).year for row in calendar.rows if not row.official}
    key = "admin.state.calendar_waiting" if waiting else "admin.state.calendar"
    return visit.words(key, last=day_of(calendar.last).year, waiting=min(waiting, default=0))


def _units(services: Services, visit: Visit) -> str:
    inactive = services.reader.read_rules().inactive_units
    return visit.words("admin.state.units", n=sum(unit.code not in inactive for unit in REPORTING_UNITS))


def _audit(services: Services, visit: Visit) -> str:
    return visit.words("admin.state.audit", days=services.settings.audit_days)


SECTIONS: dict[str, State] = {
    "users": _users,
    "sessions": _sessions,
    "tokens": _keys("token"),
    "devices": _keys("device"),
    "rules": _rules,
    "calendar": _calendar,
    "units": _units,
    "audit": _audit,
}
"""Page under ``/admin/`` → how what it administers stands."""


def register(guard: Guard, services: Services) -> None:
    """Register the page."""
    drawn = {"head": Output(Admin.HEAD, "children"), "body": Output(Admin.BODY, "children")}

    @still_page(guard, services, ["admin"], drawn, permission=Permission.ACCOUNTS)
    def show(visit: Visit) -> dict[str, Any]:
        return show_admin(services, visit)
