"""账号: the list, one account with what may be done to it, and a new one."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.accounts import Account
from layouts.ids import Users
from layouts.pages.user_form import draw_acts, draw_edit, draw_new
from layouts.parts import (
    Action,
    Column,
    Empty,
    Loading,
    Row,
    attrs,
    breadcrumbs,
    ledger,
    link,
    page_head,
    panel,
    two_lines,
)
from layouts.people import role_word, scope_short, scope_words, states_of, when
from layouts.visit import Visit

PATH, NEW = "/admin/users", "new"


def skeleton(visit: Visit) -> Component:
    """The places of head, news and body."""
    words = visit.words
    state = Loading(label=words("users.loading"), shape="rows")
    return html.Div(
        [
            html.Div(page_head(words("users.heading")), id=Users.HEAD),
            dcc.Store(id=Users.DONE),
            html.Div(id=Users.SAID, className="sv-said", role="status", **attrs(aria_live="polite")),
            html.Div(panel(words("users.heading"), state=state), id=Users.BODY),
        ]
    )


def crumbs_of(visit: Visit, *, last: str = "") -> Component:
    """管理 › 账号 › one of them."""
    words = visit.words
    items = [(words("shell.nav.admin"), visit.to("/admin")), (words("users.heading"), visit.to(PATH) if last else "")]
    return breadcrumbs([*items, *([(last, "")] if last else [])], label=words("admin.crumbs"))


def draw_list_head(accounts: Sequence[Account], visit: Visit, *, now: int) -> Component:
    """How many there are, and how many need somebody."""
    words = visit.words
    locked = sum(account.locked_until > now for account in accounts)
    disabled = sum(account.disabled for account in accounts)
    title = words("users.title", n=len(accounts))
    if locked:
        title = words("users.title_locked", n=len(accounts), locked=locked)
    sub = words("users.sub", disabled=disabled, waiting=sum(account.must_change for account in accounts))
    tools = [link(words("users.new"), visit.to(f"{PATH}/{NEW}"), class_name="sv-btn primary")]
    return page_head(title, sub=sub, filters=tools, crumbs=crumbs_of(visit))


def draw_list(accounts: Sequence[Account], visit: Visit, *, now: int) -> Component:
    """All accounts; each leads to its own page."""
    words, key = visit.words, "users.column."
    columns = [
        Column(text=words(key + "name"), width="18%"),
        Column(text=words(key + "role"), width="13%"),
        Column(text=words(key + "units"), width="27%"),
        Column(text=words(key + "state"), width="16%"),
        Column(text=words(key + "factor"), width="10%"),
        Column(text=words(key + "login")),
    ]
    rows = [_row(account, visit, now=now) for account in accounts]
    none = Empty(title=words("users.none"), text=words("users.none_text"))
    table = ledger(columns, rows, caption=words("users.caption"), nothing=none)
    return panel(words("users.panel"), table, unit=words("users.panel_unit"))


def _row(account: Account, visit: Visit, *, now: int) -> Row:
    words = visit.words
    cells = (
        two_lines(account.display or account.name, account.name),
        role_word(account.role, words),
        html.Span(scope_short(account.units, words), title=scope_words(account.units, words)),
        html.Div(states_of(account, words, now=now), className="sv-states"),
        words("users.factor_on") if account.has_second_factor else "—",
        html.Span(when(account.last_login, visit, none=words("admin.never")), className="nowrap"),
    )
    return Row(cells=cells, href=visit.to(f"{PATH}/{account.id}"))


def draw_new_head(visit: Visit) -> Component:
    """The head over the form for a new account."""
    words = visit.words
    return page_head(words("users.new"), sub=words("users.new_sub"), crumbs=crumbs_of(visit, last=words("users.new")))


def draw_new_body(visit: Visit) -> Component:
    """The form, and beside it what the roles are."""
    return _beside(draw_new(visit), _roles(visit))


def _roles(visit: Visit) -> Component:
    words = visit.words
    lines: list[Component] = []
    for role in ("director", "coordinator", "admin"):
        lines += [html.Dt(words(f"login.role.{role}")), html.Dd(words(f"users.role_text.{role}"))]
    return panel(words("users.roles"), html.Dl(lines, className="sv-terms"))


def draw_account_head(account: Account, visit: Visit) -> Component:
    """Whose account it is."""
    words = visit.words
    name = account.display or account.name
    sub = words("users.account_sub", name=account.name, when=when(account.created_at, visit), version=account.version)
    title = words("users.account_title", name=name, role=role_word(account.role, words))
    return page_head(title, sub=sub, crumbs=crumbs_of(visit, last=name))


def draw_account_body(account: Account, visit: Visit, *, now: int, own: bool) -> Component:
    """The form of an account, and beside it its state and what may be done to it."""
    return _beside(draw_edit(account, visit), draw_acts(account, visit, now=now, own=own))


def _beside(left: Component, right: Component) -> Component:
    return html.Div(
        [html.Div(left, className="col-12 col-xl-7"), html.Div(right, className="col-12 col-xl-5")], className="row g-4"
    )


def draw_missing(sentence: str, visit: Visit) -> Component:
    """What stands in place of an account that does not exist."""
    words = visit.words
    way = Action(text=words("users.back"), href=visit.to(PATH))
    return panel(words("users.heading"), state=Empty(title=sentence, action=way))
