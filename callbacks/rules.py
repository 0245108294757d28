"""Thresholds and targets: the list, one value with its history, and what an administrator does with it."""

import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from dash import ALL, Input, Output, State
from pydantic import Field, StringConstraints

from callbacks._guard import Guard, current_identity, panel_boundary
from callbacks.inputs import Given, parse, pressed, read_form, show_errors, still_page
from callbacks.outcome import Outcome, answer, attempt, outputs
from callbacks.visits import read_visit
from dashboard.errors import BadRequest, NotFound
from dashboard.permissions import Permission
from dashboard.rule_admin import RuleValue, StaleRule, bounds_of, show_value
from dashboard.services import Services
from layouts.ids import Rules, Shell, act_id, entry_id
from layouts.pages import rules as page
from layouts.pages.rule_parts import crumbs_of, draw_missing, draw_said
from layouts.visit import Visit

ENTRIES = dict.fromkeys(
    (
        "errors.rule_range",
        "errors.rule_whole",
        "errors.rule_number",
        "errors.rule_order_good_up",
        "errors.rule_order_warn_up",
        "errors.rule_order_good_down",
        "errors.rule_order_warn_down",
        "errors.rule_same",
    ),
    "value",
)
"""Refusals that belong to the entry."""

Number = Annotated[str, StringConstraints(max_length=40, pattern=r"^\d+(\.\d+)?(e-\d+)?$")]


class RuleAct(Given):
    """The button that was pressed. A value stands in ``row`` where it is to be written, in ``version`` where seen."""

    type: Literal["act"]
    page: Literal["rules"]
    action: Literal["check", "save", "undo", "reload"]
    row: Number | Annotated[int, Field(ge=0)]
    version: Number | Literal[0]


class RuleForm(Given):
    """The form of a value; empty when the page shows the list."""

    value: Annotated[str, StringConstraints(max_length=40)] | None = None


def read_number(key: str, text: str) -> float:
    """The value that was typed, as it is stored: a rate is typed in per cent. Raises ``BadRequest``."""
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("%").strip()
    whole = bounds_of(key).whole
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise BadRequest("errors.rule_number", example="3" if whole else "97.5")
    return float(number if whole else number / 100)


def find_value(services: Services, key: str) -> RuleValue | None:
    """The value of a key, None when there is none."""
    return next((one for one in services.rule_admin.read_values() if one.key == key), None)


def show_rules(services: Services, visit: Visit) -> dict[str, Any]:
    """The list, or one value."""
    if not visit.name:
        values = services.rule_admin.read_values()
        return {
            "head": page.draw_list_head(values, visit),
            "body": panel_boundary(visit.words, lambda: page.draw_list(values, visit)),
        }
    one = find_value(services, visit.name)
    if one is None:
        sentence = visit.words("errors.rule", value=visit.name[:60])
        return {
            "head": crumbs_of(visit, page.PAGE, last="…"),
            "body": draw_missing(page.PAGE, visit, sentence=sentence),
        }
    history = services.rule_admin.history(area=one.area, key=one.key)
    return {
        "head": page.draw_one_head(one, visit),
        "body": panel_boundary(visit.words, lambda: page.draw_one(one, history, visit)),
    }


def do_rule(services: Services, visit: Visit, act: RuleAct, form: RuleForm) -> Outcome:
    """Do what the button says."""
    words = visit.words
    one = find_value(services, visit.name)
    if one is None:
        raise NotFound("errors.rule", value=visit.name[:60])
    if act.action == "reload":
        return Outcome(said=draw_said(words("rules.reloaded")), changed=True)
    if act.action == "undo":
        if not isinstance(act.row, int):
            raise BadRequest("errors.body")
        undone = services.rule_admin.undo(visit.identity, act.row)
        value = page.shown(undone.key, undone.value, words)
        return Outcome(
            said=draw_said(words("rules.undone", name=page.name_of(undone.key, words), value=value)), changed=True
        )
    seen = float(act.version)
    if act.action == "check":
        return _check(services, visit, one, read_number(one.key, form.value or ""), seen=seen)
    return _save(services, visit, one, float(act.row), seen=seen)


def _check(services: Services, visit: Visit, one: RuleValue, value: float, *, seen: float) -> Outcome:
    if value == one.value == seen:
        raise BadRequest("errors.rule_same")
    relit = services.rule_admin.preview_value(area=one.area, key=one.key, value=value)
    if seen != one.value:
        numbers = {"now": one.value, "seen": seen, "mine": value}
        shown = {name: show_value(one.key, number) for name, number in numbers.items()}
        sentence = visit.words("errors.rule_stale", by=one.changed_by, **shown)
        return Outcome(said=page.draw_stale(one, value, sentence, visit))
    return Outcome(said=page.draw_check(one, value, relit, visit))


def _save(services: Services, visit: Visit, one: RuleValue, value: float, *, seen: float) -> Outcome:
    words = visit.words
    try:
        now = services.rule_admin.set_value(visit.identity, area=one.area, key=one.key, value=value, seen=seen)
    except StaleRule as error:
        assert isinstance(error.found, RuleValue)
        sentence = words(error.key, **error.params)
        return Outcome(said=page.draw_stale(error.found, value, sentence, visit))
    shown = page.shown(now.key, now.value, words)
    return Outcome(said=draw_said(words("rules.done", name=page.name_of(now.key, words), value=shown)), changed=True)


def register(guard: Guard, services: Services) -> None:
    """Register the page and its buttons."""
    drawn = {"head": Output(Rules.HEAD, "children"), "body": Output(Rules.BODY, "children")}

    @still_page(guard, services, ["rules"], drawn, Input(Rules.DONE, "data"), permission=Permission.RULES)
    def show(visit: Visit, _done: object) -> dict[str, Any]:
        return show_rules(services, visit)

    @guard.callback(
        output=outputs(Rules.SAID, Rules.DONE),
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
        wanted = parse(RuleAct, pressed())
        form = read_form(page.FORM, ids, values)
        given = parse(RuleForm, form)
        visit = read_visit(services, pathname, search, identity=current_identity())
        outcome = attempt(
            lambda: do_rule(services, visit, wanted, given), entries=ENTRIES, form=form, words=visit.words
        )
        show_errors(page.FORM, list(form), outcome.errors)
        return answer(outcome)
