"""What answers on the page of definitions."""

from typing import Any

from dash import Input, Output, State

from callbacks._guard import Guard, panel_boundary
from callbacks.filters import do_filter, show_filters
from callbacks.views import definitions as views
from callbacks.views.approvals import view_rules
from callbacks.views.lens import Lens, make_lens
from callbacks.views.overview import view_head
from dashboard.board import Board
from dashboard.permissions import Permission
from dashboard.services import Services
from dashboard.timekeeping import day_number
from layouts.ids import Definitions, Shell
from layouts.panels import definitions as panels
from layouts.panels.head import build_past, build_say, build_sub
from layouts.visit import Visit


def show_definitions(services: Services, visit: Visit) -> dict[str, Any]:
    """Everything on the page that address and data decide, from one board."""
    scope = visit.identity.scope
    return services.boards.answer(lambda board: draw_definitions(board, make_lens(board, visit)), scope=scope)


def draw_definitions(board: Board, lens: Lens) -> dict[str, Any]:
    """The page's parts; a panel that fails says so and leaves the others alive."""
    visit, words = lens.visit, lens.visit.words
    head = view_head(board, lens)

    def boxed(title: str, build: Any) -> Any:
        return panel_boundary(words, build, title=words(f"definitions.{title}.title"))

    return {
        "say": build_say(panels.definitions_title(visit), build_sub(head, visit)),
        "past": build_past(head, visit),
        "figures": boxed("figures", lambda: panels.build_figures(views.view_figures(board, lens), visit)),
        "clock": boxed("clock", lambda: panels.build_clock(views.view_clock(board), visit)),
        "lights": boxed("lights", lambda: panels.build_lights(view_rules(board), visit)),
        "calendar": boxed("calendar", lambda: panels.build_calendar(views.view_calendar(board, lens), visit)),
        "places": boxed("places", lambda: panels.build_places(visit, inactive=board.rules.inactive_units)),
        **show_filters(head, visit),
    }


OUTPUTS = {
    "say": Output(Definitions.SAY, "children"),
    "past": Output(Definitions.PAST, "children"),
    "figures": Output(Definitions.FIGURES, "children"),
    "clock": Output(Definitions.CLOCK, "children"),
    "lights": Output(Definitions.LIGHTS, "children"),
    "calendar": Output(Definitions.CALENDAR, "children"),
    "places": Output(Definitions.PLACES, "children"),
    "periods": Output(Definitions.PERIOD, "options"),
    "unit_options": Output(Definitions.UNIT, "options"),
    "values": [Output(chip, "value") for chip in (Definitions.PERIOD, Definitions.UNIT, Definitions.AS_OF)],
}


def register(guard: Guard, services: Services) -> None:
    """Register the page and its filters."""

    @guard.page("definitions", OUTPUTS, permission=Permission.VIEW)
    def show(visit: Visit) -> dict[str, Any]:
        return show_definitions(services, visit)

    @guard.callback(
        Output(Shell.LOCATION, "search", allow_duplicate=True),
        Input(Definitions.PERIOD, "value"),
        Input(Definitions.UNIT, "value"),
        Input(Definitions.AS_OF, "value"),
        State(Shell.LOCATION, "search"),
        permission=Permission.VIEW,
        prevent_initial_call=True,
    )
    def narrow(period: object, unit: object, as_of: object, search: object) -> Any:
        today = day_number(services.clock.now().date())
        return do_filter(search, today=today, period=period, unit=unit, as_of=as_of)
