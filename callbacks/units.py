"""Reporting units: the list, one unit with its history, and what an administrator does with it."""

from typing import Annotated, Any, Literal

from dash import ALL, Input, Output, State
from pydantic import Field, StringConstraints

from callbacks._guard import Guard, current_identity, panel_boundary
from callbacks.inputs import Given, parse, pressed, read_form, show_errors, still_page
from callbacks.outcome import Outcome, answer, attempt, outputs
from callbacks.visits import read_visit
from dashboard.errors import BadRequest, NotFound
from dashboard.permissions import Permission
from dashboard.rule_admin import LONGEST_NOTE, StaleRule, UnitState
from dashboard.services import Services
from layouts.ids import Shell, Units, act_id, entry_id
from layouts.pages import units as page
from layouts.pages.rule_parts import crumbs_of, draw_missing, draw_said
from layouts.panels.base import unit_name
from layouts.visit import Visit

ENTRIES = {"errors.unit_note": "note", "errors.rule_same": "state"}
"""Refusals that belong to an entry."""


class UnitAct(Given):
    """The button that was pressed; ``version`` is the newest change that was seen."""

    type: Literal["act"]
    page: Literal["units"]
    action: Literal["check", "save", "undo", "reload"]
    row: int = Field(ge=0)
    version: int = Field(ge=0)


class UnitForm(Given):
    """The form of a unit; empty when the page shows the list."""

    state: Literal["on", "off"] = "on"
    note: Annotated[str, StringConstraints(max_length=200)] | None = None


def find_unit(services: Services, code: str) -> UnitState | None:
    """A unit, None when there is none of this code."""
    return next((one for one in services.rule_admin.read_units() if one.code == code), None)


def show_units(services: Services, visit: Visit) -> dict[str, Any]:
    """The list, or one unit."""
    if not visit.name:
        units = services.rule_admin.read_units()
        return {
            "head": page.draw_list_head(units, visit),
            "body": panel_boundary(visit.words, lambda: page.draw_list(units, visit)),
        }
    one = find_unit(services, visit.name)
    if one is None:
        return {"head": crumbs_of(visit, page.PAGE, last="…"), "body": draw_missing(page.PAGE, visit)}
    history = services.rule_admin.unit_history(one.code)
    return {
        "head": page.draw_one_head(one, visit),
        "body": panel_boundary(visit.words, lambda: page.draw_one(one, history, visit)),
    }


def do_unit(services: Services, visit: Visit, act: UnitAct, form: UnitForm) -> Outcome:
    """Do what the button says."""
    words = visit.words
    one = find_unit(services, visit.name)
    if one is None:
        raise NotFound("errors.unit", value=visit.name[:40])
    if act.action == "reload":
        return Outcome(said=draw_said(words("units.reloaded")), changed=True)
    if act.action == "undo":
        undone = services.rule_admin.undo_unit(visit.identity, act.row)
        return _said("units.undone", undone, visit)
    active, note = form.state == page.ON, (form.note or "").strip()
    if act.action == "save" and bool(act.row) != active:
        raise BadRequest("errors.body")
    if act.version != one.change_id:
        return _stale(one, visit, active=active, note=note)
    if act.action == "check":
        return _check(one, visit, active=active, note=note)
    try:
        now = services.rule_admin.set_unit(visit.identity, code=one.code, active=active, note=note, seen=act.version)
    except StaleRule as error:
        found = find_unit(services, one.code)
        if found is None:
            raise NotFound("errors.unit", value=one.code) from error
        return _stale(found, visit, active=active, note=note)
    return _said("units.done", now, visit)


def _check(one: UnitState, visit: Visit, *, active: bool, note: str) -> Outcome:
    if (one.active, one.note) == (active, note):
        raise BadRequest("errors.rule_same")
    if len(note) > LONGEST_NOTE or not (note or active):
        raise BadRequest("errors.unit_note", most=LONGEST_NOTE)
    return Outcome(said=page.draw_check(one, active=active, visit=visit))


def _stale(found: UnitState, visit: Visit, *, active: bool, note: str) -> Outcome:
    sentence = visit.words("errors.unit_stale", by=found.changed_by)
    return Outcome(said=page.draw_stale(found, active=active, note=note, sentence=sentence, visit=visit))


def _said(key: str, one: UnitState, visit: Visit) -> Outcome:
    words = visit.words
    sentence = words(key, name=unit_name(one.code, words), state=page.state_word(one.active, visit))
    return Outcome(said=draw_said(sentence), changed=True)


def register(guard: Guard, services: Services) -> None:
    """Register the page and its buttons."""
    drawn = {"head": Output(Units.HEAD, "children"), "body": Output(Units.BODY, "children")}

    @still_page(guard, services, ["units"], drawn, Input(Units.DONE, "data"), permission=Permission.RULES)
    def show(visit: Visit, _done: object) -> dict[str, Any]:
        return show_units(services, visit)

    @guard.callback(
        output=outputs(Units.SAID, Units.DONE),
        inputs=[Input(act_id(page.PAGE, ALL, ALL, ALL), "n_clicks")],
        state=[
            State(entry_id(page.FORM, ALL), "id"),
            State(entry_id(page.FORM, ALL), "value"),
            State(Shell.LOCATION, "pathname"),
            State(Shell.LOCATION, "search"),
        ],
        permission=Permission.RULES,
        prevent_initial_call=True,
    )
    def act(_clicks: object, ids: object, values: object, pathname: object, search: object) -> dict[str, Any]:
        wanted = parse(UnitAct, pressed())
        form = read_form(page.FORM, ids, values)
        given = parse(UnitForm, form)
        visit = read_visit(services, pathname, search, identity=current_identity())
        outcome = attempt(
            lambda: do_unit(services, visit, wanted, given), entries=ENTRIES, form=form, words=visit.words
        )
        show_errors(page.FORM, list(form), outcome.errors)
        return answer(outcome)
