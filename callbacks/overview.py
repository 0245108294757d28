"""What answers on the overview."""

from typing import Any

from dash import Input, Output, State

from callbacks._guard import Guard, panel_boundary
from callbacks.filters import do_filter, show_filters
from callbacks.views import overview as views
from callbacks.views.freshness import view_sources
from callbacks.views.lens import Lens, make_lens
from dashboard.board import Board
from dashboard.permissions import Permission
from dashboard.services import Services
from dashboard.timekeeping import day_number
from layouts.ids import Overview, Shell
from layouts.panels.decisions import build_decisions
from layouts.panels.head import build_past, build_say, build_sub
from layouts.panels.kpis import build_kpis
from layouts.panels.message import overview_title
from layouts.panels.months import build_months
from layouts.panels.sources import build_sources
from layouts.panels.units import build_units
from layouts.visit import Visit


def show_overview(services: Services, visit: Visit) -> dict[str, Any]:
    """Everything on the page that address and data decide, from one board."""
    scope = visit.identity.scope
    return services.boards.answer(lambda board: draw_overview(services, board, make_lens(board, visit)), scope=scope)


def draw_overview(services: Services, board: Board, lens: Lens) -> dict[str, Any]:
    """The page's parts; a panel that fails says so and leaves the others alive."""
    visit, words = lens.visit, lens.visit.words
    head = views.view_head(board, lens)

    def boxed(title: str, build: Any) -> Any:
        return panel_boundary(words, build, title=words(f"overview.{title}"))

    return {
        "say": build_say(overview_title(views.view_message(board, lens), visit), build_sub(head, visit)),
        "past": build_past(head, visit),
        "export": lens.export(views.ON_TIME),
        "kpis": boxed("kpi.label", lambda: build_kpis(views.view_kpis(board, lens), visit)),
        "decisions": boxed("decisions.title_none", lambda: build_decisions(views.view_decisions(board, lens), visit)),
        "units": boxed("units.title", lambda: build_units(views.view_units(board, lens), visit)),
        "months": boxed("months.title", lambda: build_months(views.view_months(board, lens), visit)),
        "sources": boxed(
            "sources.title",
            lambda: build_sources(
                view_sources(services.reader.read_sources(scope=board.scope), services.clock.now()), visit
            ),
        ),
        **show_filters(head, visit),
    }


OUTPUTS = {
    "say": Output(Overview.SAY, "children"),
    "past": Output(Overview.PAST, "children"),
    "export": Output(Overview.EXPORT, "href"),
    "kpis": Output(Overview.KPIS, "children"),
    "decisions": Output(Overview.DECISIONS, "children"),
    "units": Output(Overview.UNITS, "children"),
    "months": Output(Overview.MONTHS, "children"),
    "sources": Output(Overview.SOURCES, "children"),
    "periods": Output(Overview.PERIOD, "options"),
    "unit_options": Output(Overview.UNIT, "options"),
    "values": [Output(chip, "value") for chip in (Overview.PERIOD, Overview.UNIT, Overview.AS_OF)],
}


def register(guard: Guard, services: Services) -> None:
    """Register the page and its filters."""

    @guard.page("overview", OUTPUTS, permission=Permission.VIEW)
    def show(visit: Visit) -> dict[str, Any]:
        return show_overview(services, visit)

    @guard.callback(
        Output(Shell.LOCATION, "search", allow_duplicate=True),
        Input(Overview.PERIOD, "value"),
        Input(Overview.UNIT, "value"),
        Input(Overview.AS_OF, "value"),
        State(Shell.LOCATION, "search"),
        permission=Permission.VIEW,
        prevent_initial_call=True,
    )
    def narrow(period: object, unit: object, as_of: object, search: object) -> Any:
        today = day_number(services.clock.now().date())
        return do_filter(search, today=today, period=period, unit=unit, as_of=as_of)
