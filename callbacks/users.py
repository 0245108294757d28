"""Accounts: the list, one account, a new one, and everything an administrator does with them."""

from dataclasses import replace
from typing import Annotated, Any, Literal

from dash import ALL, Input, Output, State
from pydantic import AfterValidator, Field, StringConstraints

from callbacks._guard import Guard, current_identity, panel_boundary
from callbacks.inputs import Given, parse, pressed, read_form, show_errors, still_page
from callbacks.outcome import Outcome, answer, attempt, outputs, wrong
from callbacks.visits import read_visit
from dashboard.accounts import Account
from dashboard.errors import Conflict, NotFound
from dashboard.permissions import Permission, Role
from dashboard.services import Services
from dashboard.text import Words
from dashboard.timekeeping import instant_of
from dashboard.vocabulary import UNIT_BY_CODE, is_unit
from layouts.ids import Shell, Users, act_id, entry_id
from layouts.pages import user_form, users
from layouts.visit import Visit

ENTRIES = {
    "errors.account_name": "name",
    "errors.account_taken": "name",
    "errors.account_units": "units",
    "errors.account_self": "role",
}
"""Refusals that belong to an entry."""

Line = Annotated[str, StringConstraints(max_length=200)]


def _known(code: str) -> str:
    if not is_unit(code):
        raise ValueError("no such unit")
    return code


Unit = Annotated[str, AfterValidator(_known)]


class UserAct(Given):
    """The button that was pressed."""

    type: Literal["act"]
    page: Literal["users"]
    action: Literal["create", "save", "reset", "unlock", "drop_factor", "disable", "enable", "reload"]
    row: int = Field(ge=0)
    version: int = Field(ge=0)


class ScopeForm(Given):
    """A role and the units it is for."""

    role: Role
    scope: Literal["city", "units"]
    units: list[Unit] = Field(max_length=len(UNIT_BY_CODE))

    @property
    def chosen(self) -> frozenset[str] | None:
        """The units; None is the whole city."""
        return None if self.scope == "city" else frozenset(self.units)

    def scope_error(self, words: Words) -> str:
        """Why this is no scope; empty when it is one."""
        return words("errors.account_units") if self.scope == "units" and not self.units else ""


class EditForm(ScopeForm):
    """The form of an account."""

    display: Line


class NewForm(EditForm):
    """The form of a new account."""

    name: Line


def show_users(services: Services, visit: Visit) -> dict[str, Any]:
    """The list, the form of a new account, or one account."""
    if visit.name == users.NEW:
        return {"head": users.draw_new_head(visit), "body": users.draw_new_body(visit)}
    now = instant_of(services.clock.now())
    accounts = services.account_admin.read_accounts()
    if not visit.name:
        return {
            "head": users.draw_list_head(accounts, visit, now=now),
            "body": panel_boundary(visit.words, lambda: users.draw_list(accounts, visit, now=now)),
        }
    account = next((one for one in accounts if str(one.id) == visit.name), None)
    if account is None:
        sentence = visit.words("errors.account", value=visit.name[:20])
        return {"head": users.crumbs_of(visit, last=visit.name[:20]), "body": users.draw_missing(sentence, visit)}
    own = account.id == visit.identity.account_id
    return {
        "head": users.draw_account_head(account, visit),
        "body": panel_boundary(visit.words, lambda: users.draw_account_body(account, visit, now=now, own=own)),
    }


def find_account(services: Services, account_id: int) -> Account:
    """One account. Raises ``NotFound``."""
    found = next((one for one in services.account_admin.read_accounts() if one.id == account_id), None)
    if found is None:
        raise NotFound("errors.account", value=account_id)
    return found


def do_user(services: Services, visit: Visit, act: UserAct, form: dict[str, object]) -> Outcome:
    """Do what the button says."""
    if act.action == "reload":
        return Outcome(changed=True)
    if act.action == "create":
        return _create(services, visit, parse(NewForm, form))
    if act.action == "save":
        return _save(services, visit, act, parse(EditForm, form))
    account, admin, by = find_account(services, act.row), services.account_admin, visit.identity
    if act.action == "reset":
        password = admin.reset_password(by, account.id)
        return Outcome(said=user_form.draw_secret(account, password, visit, created=False), changed=True)
    if act.action in ("disable", "enable"):
        return _switch(services, visit, account, act)
    do = admin.unlock if act.action == "unlock" else admin.drop_second_factor
    do(by, account.id)
    return Outcome(said=user_form.draw_said(act.action, account, visit), changed=True)


def _errors(form: EditForm, visit: Visit) -> dict[str, str]:
    words = visit.words
    found = {
        "display": "" if form.display.strip() else words("users.display_wanted"),
        "units": form.scope_error(words),
    }
    return {name: sentence for name, sentence in found.items() if sentence}


def _create(services: Services, visit: Visit, form: NewForm) -> Outcome:
    errors = _errors(form, visit)
    if errors:
        return wrong(visit.words, **errors)
    account, password = services.account_admin.create_account(
        visit.identity,
        name=form.name.strip(),
        display=form.display.strip(),
        role=form.role,
        units=form.chosen,
    )
    return Outcome(said=user_form.draw_secret(account, password, visit, created=True), changed=True)


def _save(services: Services, visit: Visit, act: UserAct, form: EditForm) -> Outcome:
    """Save a form; whether the account is disabled stays as it is, and is not to be undone by an old form."""
    errors = _errors(form, visit)
    if errors:
        return wrong(visit.words, **errors)
    stored = find_account(services, act.row)
    mine = replace(stored, display=form.display.strip(), role=form.role, units=form.chosen)
    return _change(services, visit, mine, version=act.version, said="save")


def _switch(services: Services, visit: Visit, account: Account, act: UserAct) -> Outcome:
    mine = replace(account, disabled=act.action == "disable")
    return _change(services, visit, mine, version=act.version, said=act.action)


def _change(services: Services, visit: Visit, mine: Account, *, version: int, said: str) -> Outcome:
    """Store an account as changed; when another edit came first, show both."""
    try:
        account = services.account_admin.change_account(
            visit.identity,
            mine.id,
            version=version,
            display=mine.display,
            role=mine.role,
            units=mine.units,
            disabled=mine.disabled,
        )
    except Conflict as error:
        sentence = visit.words(error.key, **error.params)
        return Outcome(said=user_form.draw_conflict(mine, find_account(services, mine.id), sentence, visit))
    return Outcome(said=user_form.draw_said(said, account, visit), changed=True)


def register(guard: Guard, services: Services) -> None:
    """Register the page and its buttons."""
    drawn = {"head": Output(Users.HEAD, "children"), "body": Output(Users.BODY, "children")}

    @still_page(guard, services, ["users"], drawn, Input(Users.DONE, "data"), permission=Permission.ACCOUNTS)
    def show(visit: Visit, _done: object) -> dict[str, Any]:
        return show_users(services, visit)

    @guard.callback(
        output=outputs(Users.SAID, Users.DONE),
        inputs=[Input(act_id("users", ALL, ALL, ALL), "n_clicks")],
        state=[
            State(entry_id(user_form.FORM, ALL), "id"),
            State(entry_id(user_form.FORM, ALL), "value"),
            State(Shell.LOCATION, "pathname"),
            State(Shell.LOCATION, "search"),
        ],
        permission=Permission.ACCOUNTS,
        prevent_initial_call=True,
    )
    def act(_clicks: object, ids: object, values: object, pathname: object, search: object) -> dict[str, Any]:
        wanted = parse(UserAct, pressed())
        form = read_form(user_form.FORM, ids, values)
        visit = read_visit(services, pathname, search, identity=current_identity())
        outcome = attempt(lambda: do_user(services, visit, wanted, form), entries=ENTRIES, form=form, words=visit.words)
        show_errors(user_form.FORM, list(form), outcome.errors)
        return answer(outcome)
