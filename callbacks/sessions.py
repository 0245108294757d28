"""Sessions of everybody: the list, and an end to any of them."""

from typing import Any, Literal

from dash import ALL, Input, Output, State
from pydantic import Field

from callbacks._guard import Guard, current_identity, panel_boundary
from callbacks.inputs import Given, parse, pressed, still_page
from callbacks.outcome import Outcome, answer, outputs
from callbacks.visits import read_visit
from dashboard.permissions import Permission
from dashboard.services import Services
from layouts.ids import Sessions, Shell, act_id
from layouts.pages import sessions as page
from layouts.visit import Visit


class SessionAct(Given):
    """The button that was pressed."""

    type: Literal["act"]
    page: Literal["sessions"]
    action: Literal["end"]
    row: int = Field(ge=1)
    version: Literal[0]


def show_sessions(services: Services, visit: Visit) -> dict[str, Any]:
    """All living sessions."""
    found = services.account_admin.read_sessions(visit.identity)
    return {
        "head": page.draw_head(found, visit),
        "body": panel_boundary(visit.words, lambda: page.draw_body(found, visit)),
    }


def do_session(services: Services, visit: Visit, act: SessionAct) -> Outcome:
    """End it. Raises ``NotFound`` when it is over already."""
    services.account_admin.end_session(visit.identity, act.row)
    return Outcome(said=page.draw_said(visit), changed=True)


def register(guard: Guard, services: Services) -> None:
    """Register the page and its buttons."""
    drawn = {"head": Output(Sessions.HEAD, "children"), "body": Output(Sessions.BODY, "children")}

    @still_page(guard, services, ["sessions"], drawn, Input(Sessions.DONE, "data"), permission=Permission.ACCOUNTS)
    def show(visit: Visit, _done: object) -> dict[str, Any]:
        return show_sessions(services, visit)

    @guard.callback(
        output=outputs(Sessions.SAID, Sessions.DONE),
        inputs=[Input(act_id(page.PAGE, ALL, ALL, ALL), "n_clicks")],
        state=[State(Shell.LOCATION, "pathname"), State(Shell.LOCATION, "search")],
        permission=Permission.ACCOUNTS,
        prevent_initial_call=True,
    )
    def act(_clicks: object, pathname: object, search: object) -> dict[str, Any]:
        wanted = parse(SessionAct, pressed())
        visit = read_visit(services, pathname, search, identity=current_identity())
        return answer(do_session(services, visit, wanted))
