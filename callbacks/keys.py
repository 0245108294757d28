"""API tokens and wall devices: the list, a new one, an end to any of them."""

from typing import Any, Literal

from dash import ALL, Input, Output, State
from pydantic import Field

from callbacks._guard import Guard, current_identity, panel_boundary
from callbacks.inputs import Given, parse, pressed, read_form, show_errors, still_page
from callbacks.outcome import Outcome, answer, attempt, outputs, wrong
from callbacks.users import Line, ScopeForm
from callbacks.visits import read_visit
from dashboard.errors import NotFound
from dashboard.permissions import Permission, Role
from dashboard.services import Services
from dashboard.timekeeping import instant_of
from layouts.ids import Keys, Shell, act_id, entry_id
from layouts.pages import keys as page
from layouts.visit import Visit

ENTRIES = {"errors.key_name": "name", "errors.key_days": "days", "errors.account_units": "units"}
"""Refusals that belong to an entry."""


class KeyAct(Given):
    """The button that was pressed."""

    type: Literal["act"]
    page: Literal["keys"]
    action: Literal["create", "revoke"]
    row: int = Field(ge=0)
    version: Literal[0]


class KeyForm(ScopeForm):
    """The form of a token; a device is always a monitor."""

    name: Line
    days: Literal["30", "90", "365", "1095", "0"]


def show_keys(services: Services, visit: Visit) -> dict[str, Any]:
    """All tokens, or all devices."""
    now = instant_of(services.clock.now())
    found = services.account_admin.read_keys(page.kind_of(visit))
    return {
        "head": page.draw_head(found, visit, now=now),
        "body": panel_boundary(visit.words, lambda: page.draw_body(found, visit, now=now)),
    }


def do_key(services: Services, visit: Visit, act: KeyAct, form: dict[str, object]) -> Outcome:
    """Make one, or make one worthless."""
    kind = page.kind_of(visit)
    if act.action == "revoke":
        if act.row not in {key.id for key in services.account_admin.read_keys(kind)}:
            raise NotFound("errors.key")
        services.account_admin.revoke_key(visit.identity, act.row)
        return Outcome(said=page.draw_said(visit), changed=True)
    given = parse(KeyForm, form | ({"role": Role.MONITOR.value} if kind == "device" else {}))
    sentence = given.scope_error(visit.words)
    if sentence:
        return wrong(visit.words, units=sentence)
    key, secret = services.account_admin.create_key(
        visit.identity,
        kind=kind,
        name=given.name.strip(),
        role=given.role,
        units=given.chosen,
        days=int(given.days),
    )
    return Outcome(said=page.draw_secret(key, secret, visit), changed=True)


def register(guard: Guard, services: Services) -> None:
    """Register both pages and their buttons."""
    drawn = {"head": Output(Keys.HEAD, "children"), "body": Output(Keys.BODY, "children")}

    @still_page(guard, services, list(page.KINDS), drawn, Input(Keys.DONE, "data"), permission=Permission.ACCOUNTS)
    def show(visit: Visit, _done: object) -> dict[str, Any]:
        return show_keys(services, visit)

    @guard.callback(
        output=outputs(Keys.SAID, Keys.DONE),
        inputs=[Input(act_id(page.PAGE, ALL, ALL, ALL), "n_clicks")],
        state=[
            State(entry_id(page.FORM, ALL), "id"),
            State(entry_id(page.FORM, ALL), "value"),
            State(Shell.LOCATION, "pathname"),
            State(Shell.LOCATION, "search"),
        ],
        permission=Permission.ACCOUNTS,
        prevent_initial_call=True,
    )
    def act(_clicks: object, ids: object, values: object, pathname: object, search: object) -> dict[str, Any]:
        wanted = parse(KeyAct, pressed())
        form = read_form(page.FORM, ids, values)
        visit = read_visit(services, pathname, search, identity=current_identity())
        outcome = attempt(lambda: do_key(services, visit, wanted, form), entries=ENTRIES, form=form, words=visit.words)
        show_errors(page.FORM, list(form), outcome.errors)
        return answer(outcome)
