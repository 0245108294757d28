"""我的账号: who one is here, what one may see, one's password, second factor and sessions."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.accounts import Account as AccountData
from dashboard.accounts import Session
from layouts.ids import Account, act_id, entry_error_id, entry_id
from layouts.pages.sessions import draw_table
from layouts.parts import (
    Action,
    Child,
    Empty,
    Loading,
    attrs,
    banner,
    button,
    entry,
    facts,
    link,
    page_head,
    panel,
    text_entry,
)
from layouts.people import logout_form, role_word, scope_words, when
from layouts.visit import Visit

PAGE, FORM = "account", "password"
LONGEST = 256


def skeleton(visit: Visit) -> Component:
    """The places of head, news, password, second factor and sessions."""
    words = visit.words
    state = Loading(label=words("account.loading"), shape="rows")
    columns = [
        html.Div(panel(words("account.password"), state=state), id=Account.BODY, className="col-12 col-xl-6"),
        html.Div(id=Account.FACTOR, className="col-12 col-xl-6"),
    ]
    return html.Div(
        [
            html.Div(page_head(words("account.heading")), id=Account.HEAD),
            dcc.Store(id=Account.DONE),
            html.Div(id=Account.SAID, className="sv-said", role="status", **attrs(aria_live="polite")),
            html.Div(columns, className="row g-4"),
            html.Div(id=Account.SESSIONS, className="sv-below"),
        ]
    )


def draw_head(account: AccountData, visit: Visit, *, sees: Sequence[str], reasons: Sequence[str] = ()) -> Component:
    """Why one is here first, if one is; then name, role, and what one may see. ``reasons``: password, factor."""
    words = visit.words
    tools = [logout_form(words("account.leave"))]
    name = account.display or account.name
    title = words(f"account.title_{reasons[0]}" if reasons else "account.title", name=name)
    pairs: list[tuple[str, Child]] = [
        (words("account.fact.name"), account.name),
        (words("account.fact.role"), role_word(account.role, words)),
        (words("account.fact.units"), scope_words(account.units, words)),
        (words("account.fact.sees"), words("admin.comma").join(sees) or words("account.sees_nothing")),
        (words("account.fact.login"), when(account.last_login, visit, none=words("admin.never"))),
    ]
    why = [banner("yellow", words("account.first"), words(f"account.first_{reason}")) for reason in reasons]
    return html.Div([page_head(title, sub=words("account.sub"), filters=tools), *why, facts(pairs, tight=True)])


def draw_password(account: AccountData, visit: Visit, *, style: str, least: int, days: int) -> Component:
    """The form for a new password, with the rules in words."""
    words = visit.words
    rules = words(f"account.rules.{style}", least=least, days=days)
    entries = [
        _hidden("old", visit, autocomplete="current-password"),
        _hidden("new", visit, autocomplete="new-password", help=rules),
        _hidden("again", visit, autocomplete="new-password"),
    ]
    change = button(words("account.change"), id=act_id(PAGE, "change"), primary=True)
    unit = words("account.password_unit", when=when(account.password_at, visit)) if account.password_at else ""
    return panel(
        words("account.password"),
        [html.Div(entries, className="sv-form one"), html.Div(change, className="sv-ways")],
        unit=unit,
    )


def _hidden(name: str, visit: Visit, *, autocomplete: str, help: str = "") -> Component:
    words = visit.words
    control = text_entry(entry_id(FORM, name), kind="password", longest=LONGEST, autocomplete=autocomplete)
    return entry(
        words(f"account.entry.{name}"),
        control,
        error_id=entry_error_id(FORM, name),
        help=help,
        required=words("admin.required"),
    )


def draw_sessions(sessions: Sequence[Session], visit: Visit) -> Component:
    """One's own sessions."""
    words = visit.words
    table = draw_table(sessions, visit, page=PAGE, whose=False)
    return panel(words("account.sessions", n=len(sessions)), table, unit=words("account.sessions_unit"))


def draw_done(key: str, visit: Visit, *, way_on: bool = False) -> Component:
    """What was done; whoever was kept here by it may go on now."""
    words = visit.words
    way: list[Child] = [link(words("account.go_on"), visit.to("/"), class_name="sv-link")] if way_on else []
    return banner("info", words(f"account.{key}"), way)


def draw_nobody(visit: Visit) -> Component:
    """What stands here for whoever has no account: the operator of this machine, a token."""
    words = visit.words
    way = Action(text=words("shell.home"), href=visit.to("/"))
    return panel(words("account.heading"), state=Empty(title=words("account.nobody"), action=way))
