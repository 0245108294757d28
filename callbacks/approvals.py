"""What answers on the page of approval timeliness."""

from typing import Any

from dash import Input, Output, State

from callbacks._guard import Guard, panel_boundary
from callbacks.filters import do_filter, show_filters
from callbacks.views import approvals as views
from callbacks.views.lens import Lens, make_lens
from callbacks.views.overview import CLOSED, LIMIT, ON_TIME, USED, view_decisions, view_head
from dashboard.board import Board
from dashboard.permissions import Permission
from dashboard.services import Services
from dashboard.timekeeping import day_number
from layouts.ids import Approvals, Shell
from layouts.panels.decisions import DecisionsView, build_overdue
from layouts.panels.distance import build_distance
from layouts.panels.head import HeadView, build_past, build_say
from layouts.panels.items import ItemsView, build_items, items_message, items_sub
from layouts.panels.rules import build_rules
from layouts.panels.split import build_split
from layouts.panels.spread import build_spread
from layouts.panels.trend import build_trend
from layouts.visit import Visit

OVERDUE_ROWS = 10


def show_approvals(services: Services, visit: Visit) -> dict[str, Any]:
    """Everything on the page that address and data decide, from one board."""
    scope = visit.identity.scope
    return services.boards.answer(lambda board: draw_approvals(services, board, make_lens(board, visit)), scope=scope)


def draw_approvals(services: Services, board: Board, lens: Lens) -> dict[str, Any]:
    """The page's parts; a panel that fails says so and leaves the others alive."""
    visit, words = lens.visit, lens.visit.words
    head = view_head(board, lens)
    items = views.view_items(board, lens, services.reader.read_names(by="item", scope=board.scope))

    def boxed(title: str, build: Any) -> Any:
        return panel_boundary(words, build, title=words(f"approvals.{title}.title_none"))

    return {
        "say": _say(board, lens, head, items),
        "past": build_past(head, visit),
        "export": lens.export(ON_TIME),
        "items": boxed("items", lambda: build_items(items, visit)),
        "rules": boxed("rules", lambda: build_rules(views.view_rules(board), visit)),
        "trend": boxed("trend", lambda: build_trend(views.view_trend(board, lens), visit)),
        "distance": boxed("distance", lambda: build_distance(views.view_distance(board, lens), visit)),
        "spread": boxed("spread", lambda: build_spread(views.view_spread(board, lens), visit)),
        "split": boxed("split", lambda: build_split(views.view_split(board, lens), visit)),
        "overdue": boxed("overdue", lambda: build_overdue(_overdue(board, lens), visit)),
        **_filters(head, visit),
    }


def _say(board: Board, lens: Lens, head: HeadView, items: ItemsView) -> Any:
    visit = lens.visit
    figures = board.figures(lens.period, (CLOSED, USED, LIMIT))
    sub = items_sub(items, head, closed=figures[CLOSED], used=figures[USED], limit=figures[LIMIT], visit=visit)
    return build_say(items_message(items, visit), sub)


def _overdue(board: Board, lens: Lens) -> DecisionsView:
    return view_decisions(board, lens, limit=OVERDUE_ROWS, only_red=True)


def _filters(head: HeadView, visit: Visit) -> dict[str, Any]:
    filters = show_filters(head, visit)
    return filters | {"values": [*filters["values"], visit.state.stage]}


OUTPUTS = {
    "say": Output(Approvals.SAY, "children"),
    "past": Output(Approvals.PAST, "children"),
    "export": Output(Approvals.EXPORT, "href"),
    "items": Output(Approvals.ITEMS, "children"),
    "rules": Output(Approvals.RULES, "children"),
    "trend": Output(Approvals.TREND, "children"),
    "distance": Output(Approvals.DISTANCE, "children"),
    "spread": Output(Approvals.SPREAD, "children"),
    "split": Output(Approvals.SPLIT, "children"),
    "overdue": Output(Approvals.OVERDUE, "children"),
    "periods": Output(Approvals.PERIOD, "options"),
    "unit_options": Output(Approvals.UNIT, "options"),
    "values": [Output(chip, "value") for chip in (Approvals.PERIOD, Approvals.UNIT, Approvals.AS_OF, Approvals.STAGE)],
}


def register(guard: Guard, services: Services) -> None:
    """Register the page and its filters."""

    @guard.page("approvals", OUTPUTS, permission=Permission.VIEW)
    def show(visit: Visit) -> dict[str, Any]:
        return show_approvals(services, visit)

    @guard.callback(
        Output(Shell.LOCATION, "search", allow_duplicate=True),
        *(Input(chip, "value") for chip in (Approvals.PERIOD, Approvals.UNIT, Approvals.AS_OF, Approvals.STAGE)),
        State(Shell.LOCATION, "search"),
        permission=Permission.VIEW,
        prevent_initial_call=True,
    )
    def narrow(period: object, unit: object, as_of: object, stage: object, search: object) -> Any:
        today = day_number(services.clock.now().date())
        return do_filter(search, today=today, period=period, unit=unit, as_of=as_of, stage=stage)
