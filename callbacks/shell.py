"""The frame of every page and the router: from the address to the bar, the page's skeleton and the notices."""

from typing import Any

from dash import Input, Output, State, no_update
from dash.development.base_component import Component

from callbacks._guard import Guard, current_identity, panel_boundary
from callbacks.visits import read_visit
from dashboard.errors import Unavailable
from dashboard.permissions import Permission
from dashboard.services import Services
from layouts import shell_page
from layouts.ids import Shell
from layouts.pages import PAGES
from layouts.shell_page import draw_banner, draw_bar, draw_denied, draw_foot, draw_missing, draw_notices
from layouts.visit import Visit


def draw_frame(services: Services) -> Component:
    """The empty frame, told the revision from which the first pages will be drawn; without a database it is unknown."""
    try:
        revision = services.boards.current().revision.number
    except Unavailable:
        revision = None
    return shell_page.draw_frame(poll_seconds=services.settings.poll_seconds, revision=revision)


def show_page(visit: Visit) -> Component:
    """The skeleton of the visited page; a sentence when there is none, or when it is not for whoever asks."""
    page = next((page for page in PAGES if page.key == visit.page), None)
    if page is None:
        return draw_missing(visit)
    if not visit.identity.may(page.permission):
        return draw_denied(visit)
    return panel_boundary(visit.words, lambda: page.skeleton(visit))


def mount_token(visit: Visit) -> str:
    """What a drawn skeleton depends on: while it stays the same, the skeleton stays."""
    state = visit.state
    return "|".join((visit.page or "?", visit.path, visit.words.language, state.theme, state.scale))


def show_frame(visit: Visit, *, mounted: str, build: str) -> dict[str, Any]:
    """Everything around a page, and the page's skeleton when another page (or look) is asked for."""
    token = mount_token(visit)
    return {
        "bar": draw_bar(visit),
        "banner": draw_banner(visit),
        "notices": draw_notices(visit),
        "page": no_update if mounted == token else show_page(visit),
        "mounted": token,
        "foot": draw_foot(visit, build=build),
    }


def register(guard: Guard, services: Services) -> None:
    """Register the router."""

    @guard.callback(
        output={
            "bar": Output(Shell.BAR, "children"),
            "banner": Output(Shell.BANNER, "children"),
            "notices": Output(Shell.NOTICES, "children"),
            "page": Output(Shell.PAGE, "children"),
            "mounted": Output(Shell.MOUNTED, "data"),
            "foot": Output(Shell.FOOT, "children"),
        },
        inputs=[Input(Shell.LOCATION, "pathname"), Input(Shell.LOCATION, "search")],
        state=[State(Shell.MOUNTED, "data")],
        permission=Permission.FRAME,
    )
    def route(pathname: object, search: object, mounted: object) -> dict[str, Any]:
        visit = read_visit(services, pathname, search, identity=current_identity())
        return show_frame(visit, mounted=str(mounted), build=services.build)
