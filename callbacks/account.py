"""One's own account: password, second factor, sessions. Open to everybody who has signed in."""

from typing import Annotated, Any, Literal

from dash import ALL, Input, Output, State, no_update
from dash.development.base_component import Component
from pydantic import Field, StringConstraints

from callbacks._guard import Guard, current_identity, panel_boundary
from callbacks.inputs import Given, parse, pressed, read_form, show_errors, still_page, twice
from callbacks.outcome import Outcome, answer, attempt, outputs, wrong
from callbacks.visits import read_visit
from dashboard.accounts import Account as AccountData
from dashboard.passwords import MIN_LENGTH, MLPS
from dashboard.permissions import Permission, Role
from dashboard.services import Services
from dashboard.timekeeping import instant_of
from layouts.ids import Account, Shell, act_id, entry_id
from layouts.pages import PAGES, account_factor
from layouts.pages import account as page
from layouts.parts import banner
from layouts.visit import Visit

FORMS = (page.FORM, account_factor.CODE_FORM, account_factor.OFF_FORM)
OVERSIGHT = (Role.DIRECTOR, Role.ADMIN)
"""Roles for which a setting may demand the second factor."""
NEW_PASSWORD = ("short", "long", "classes", "common", "same")
ENTRIES: dict[str, dict[str, str]] = {
    page.FORM: {"errors.password_wrong": "old", **{f"errors.password_{rule}": "new" for rule in NEW_PASSWORD}},
    account_factor.CODE_FORM: {"errors.code_wrong": "code"},
    account_factor.OFF_FORM: {"errors.password_wrong": "password", "errors.second_factor": "password"},
}
"""Form → refusals that belong to an entry."""
FORM_OF = {"change": page.FORM, "confirm": account_factor.CODE_FORM, "off": account_factor.OFF_FORM}

Secret = Annotated[str, StringConstraints(max_length=256)]


class AccountAct(Given):
    """The button that was pressed."""

    type: Literal["act"]
    page: Literal["account"]
    action: Literal["change", "begin", "confirm", "leave_factor", "off", "end"]
    row: int = Field(ge=0)
    version: Literal[0]


class PasswordForm(Given):
    """The old password, the new one, and the new one again."""

    old: Secret
    new: Secret
    again: Secret


class CodeForm(Given):
    """A code of the new second factor."""

    code: Secret


class OffForm(Given):
    """The password that switches the second factor off."""

    password: Secret


def show_account(services: Services, visit: Visit) -> dict[str, Any]:
    """Everything about oneself; who has no account is told so."""
    if not visit.identity.account_id:
        return {"head": no_update, "body": page.draw_nobody(visit), "factor": None, "sessions": None}
    words, settings = visit.words, services.settings
    account, least = services.accounts.read_own(visit.identity), MIN_LENGTH
    why = reasons_of(services, account) if visit.identity.must_change else []
    return {
        "head": page.draw_head(account, visit, sees=seen_by(visit), reasons=why),
        "body": panel_boundary(
            words,
            lambda: page.draw_password(
                account, visit, style=settings.password_style, least=least, days=settings.password_days
            ),
        ),
        "factor": panel_boundary(words, lambda: draw_factor(services, account, visit)),
        "sessions": panel_boundary(
            words, lambda: page.draw_sessions(services.accounts.read_own_sessions(visit.identity), visit)
        ),
    }


def seen_by(visit: Visit) -> list[str]:
    """The pages that the identity may open, by name."""
    return [visit.words(f"shell.nav.{one.key}") for one in PAGES if one.nav and visit.identity.may(one.permission)]


def reasons_of(services: Services, account: AccountData) -> list[str]:
    """What an account has to do before anything else is open to it: ``password``, ``factor``, both or nothing."""
    settings = services.settings
    age = instant_of(services.clock.now()) - account.password_at
    old = settings.password_style == MLPS and age > settings.password_days * 86_400
    wanted = {
        "password": account.must_change or old,
        "factor": is_demanded(services, account) and not account.has_second_factor,
    }
    return [reason for reason, is_so in wanted.items() if is_so]


def is_demanded(services: Services, account: AccountData) -> bool:
    """Whether the account's role must use a second factor."""
    return services.settings.second_factor and account.role in OVERSIGHT


def draw_factor(services: Services, account: AccountData, visit: Visit) -> Component:
    """The second factor as it stands."""
    demanded = is_demanded(services, account)
    return account_factor.draw_factor(visit, on=account.has_second_factor, demanded=demanded)


def may_go_on(services: Services, visit: Visit) -> bool:
    """Whether what kept somebody on this page is done now."""
    return visit.identity.must_change and not reasons_of(services, services.accounts.read_own(visit.identity))


def do_account(services: Services, visit: Visit, act: AccountAct, form: dict[str, object]) -> Outcome:
    """Do what the button says, but for the beginning of a second factor."""
    accounts, by, words = services.accounts, visit.identity, visit.words
    if act.action == "change":
        return _change(services, visit, parse(PasswordForm, form))
    if act.action == "confirm":
        accounts.confirm_second_factor(by, code=parse(CodeForm, form).code.replace(" ", ""))
        way_on = may_go_on(services, visit)
        return Outcome(said=page.draw_done("factor_set", visit, way_on=way_on), changed=True)
    if act.action == "off":
        accounts.end_second_factor(by, password=parse(OffForm, form).password)
        return Outcome(said=page.draw_done("factor_gone", visit), changed=True)
    if act.action == "end":
        accounts.end_own_session(by, act.row)
        return Outcome(said=banner("info", words("sessions.ended")), changed=True)
    return Outcome(changed=True)


def _change(services: Services, visit: Visit, form: PasswordForm) -> Outcome:
    words = visit.words
    empty = {name: words("account.wanted") for name, value in form.model_dump().items() if not value}
    if empty:
        return wrong(words, **empty)
    if form.new != form.again:
        return wrong(words, again=words("account.again_differs"))
    services.accounts.change_password(visit.identity, old=form.old, new=form.new)
    return Outcome(said=page.draw_done("changed", visit, way_on=may_go_on(services, visit)), changed=True)


def register(guard: Guard, services: Services) -> None:
    """Register the page and its buttons."""
    drawn = {
        "head": Output(Account.HEAD, "children"),
        "body": Output(Account.BODY, "children"),
        "factor": Output(Account.FACTOR, "children"),
        "sessions": Output(Account.SESSIONS, "children"),
    }

    @still_page(guard, services, ["account"], drawn, Input(Account.DONE, "data"), permission=Permission.SIGNED_IN)
    def show(visit: Visit, _done: object) -> dict[str, Any]:
        return show_account(services, visit)

    entries = [State(entry_id(form, ALL), name) for form in FORMS for name in ("id", "value")]

    @guard.callback(
        output=outputs(Account.SAID, Account.DONE) | {"factor": twice(Account.FACTOR)},
        inputs=[Input(act_id(page.PAGE, ALL, ALL, ALL), "n_clicks")],
        state=[*entries, State(Shell.LOCATION, "pathname"), State(Shell.LOCATION, "search")],
        permission=Permission.SIGNED_IN,
        prevent_initial_call=True,
    )
    def act(_clicks: object, *given: object) -> dict[str, Any]:
        wanted = parse(AccountAct, pressed())
        visit = read_visit(services, *given[-2:], identity=current_identity())
        if wanted.action == "begin":
            address = services.accounts.begin_second_factor(visit.identity)
            drawn = account_factor.draw_enrolment(address, visit)
            return {"said": None, "done": no_update, "factor": drawn}
        name = FORM_OF.get(wanted.action, page.FORM)
        at = 2 * FORMS.index(name)
        form = read_form(name, given[at], given[at + 1])
        outcome = attempt(
            lambda: do_account(services, visit, wanted, form), entries=ENTRIES[name], form=form, words=visit.words
        )
        show_errors(name, list(form), outcome.errors)
        return answer(outcome) | {"factor": no_update}
