"""API 令牌 and 显示屏设备: what there is, a new one whose secret is shown once, and an end to any of them."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.accounts import Key
from dashboard.permissions import Role
from layouts.ids import Keys, act_id, ask_id, entry_error_id, entry_id
from layouts.pages.scope_form import role_entry, scope_entries
from layouts.parts import (
    Child,
    Column,
    Empty,
    Loading,
    Row,
    ask,
    attrs,
    banner,
    breadcrumbs,
    button,
    choice_entry,
    entry,
    ledger,
    light,
    once,
    page_head,
    panel,
    text_entry,
    two_lines,
)
from layouts.people import scope_short, scope_words, when
from layouts.visit import Visit

PAGE, FORM = "keys", "key"
KINDS = {"tokens": "token", "devices": "device"}
"""Page → kind of what it lists."""
TOKEN_ROLES = (Role.MONITOR, Role.DIRECTOR, Role.COORDINATOR, Role.ADMIN)
DAYS = ("30", "90", "365", "1095", "0")


def skeleton(visit: Visit) -> Component:
    """The places of head, news and body."""
    words, key = visit.words, f"keys.{kind_of(visit)}."
    state = Loading(label=words(key + "loading"), shape="rows")
    return html.Div(
        [
            html.Div(page_head(words(key + "heading")), id=Keys.HEAD),
            dcc.Store(id=Keys.DONE),
            html.Div(id=Keys.SAID, className="sv-said", role="status", **attrs(aria_live="polite")),
            html.Div(panel(words(key + "heading"), state=state), id=Keys.BODY),
        ]
    )


def kind_of(visit: Visit) -> str:
    """``token`` or ``device``."""
    return KINDS.get(visit.page, "token")


def is_alive(key: Key, *, now: int) -> bool:
    """Whether a key still opens anything."""
    return not key.revoked_at and not 0 < key.expires_at <= now


def draw_head(keys: Sequence[Key], visit: Visit, *, now: int) -> Component:
    """How many of them are good."""
    words, kind = visit.words, kind_of(visit)
    crumbs = [(words("shell.nav.admin"), visit.to("/admin")), (words(f"keys.{kind}.heading"), "")]
    title = words(f"keys.{kind}.title", n=sum(is_alive(key, now=now) for key in keys))
    sub = words(f"keys.{kind}.sub", over=sum(not is_alive(key, now=now) for key in keys))
    return page_head(title, sub=sub, crumbs=breadcrumbs(crumbs, label=words("admin.crumbs")))


def draw_body(keys: Sequence[Key], visit: Visit, *, now: int) -> Component:
    """The list, and beside it the form and how what it makes is used."""
    right = [_form(visit), _use(visit)]
    return html.Div(
        [
            html.Div(_list(keys, visit, now=now), className="col-12 col-xl-8"),
            html.Div(right, className="col-12 col-xl-4"),
        ],
        className="row g-4",
    )


def _list(keys: Sequence[Key], visit: Visit, *, now: int) -> Component:
    words, kind = visit.words, kind_of(visit)
    names = ["name", "role", "units", "state", "used", "made", "act"]
    columns = [Column(text=words(f"keys.column.{name}")) for name in names if kind == "token" or name != "role"]
    rows = [_row(key, visit, now=now) for key in keys]
    none = Empty(title=words(f"keys.{kind}.none"), text=words(f"keys.{kind}.none_text"))
    table = ledger(columns, rows, caption=words(f"keys.{kind}.caption"), nothing=none)
    return panel(words(f"keys.{kind}.panel"), table, unit=words("keys.unit"))


def _row(key: Key, visit: Visit, *, now: int) -> Row:
    words = visit.words
    role: list[Child] = [words(f"keys.role.{key.role}")] if key.kind == "token" else []
    cells = (
        two_lines(key.name, words("keys.hint", hint=key.hint)),
        *role,
        html.Span(scope_short(key.units, words), title=scope_words(key.units, words)),
        _state(key, visit, now=now),
        when(key.last_used, visit, none=words("admin.never")),
        html.Div([html.Div(when(key.created_at, visit)), html.Div(key.created_by, className="cap text-3")]),
        _revoke(key, visit) if is_alive(key, now=now) else "",
    )
    return Row(cells=cells, id=ask_id(PAGE, "row", key.id))


def _state(key: Key, visit: Visit, *, now: int) -> Component:
    words = visit.words
    if key.revoked_at:
        return light("grey", words("keys.state.revoked"))
    if not is_alive(key, now=now):
        return light("grey", words("keys.state.over"))
    if not key.expires_at:
        return html.Span(words("keys.state.endless"))
    return html.Span(words("keys.state.until", when=when(key.expires_at, visit)))


def _revoke(key: Key, visit: Visit) -> Component:
    words = visit.words
    yes = button(words("keys.revoke_yes"), id=act_id(PAGE, "revoke", key.id), primary=True, small=True)
    question = words(f"keys.{key.kind}.revoke_ask", name=key.name)
    label = words("keys.revoke_label", name=key.name)
    stop, identifier = words("admin.cancel"), ask_id(PAGE, "revoke", key.id)
    return ask(words("keys.revoke"), question, yes, stop=stop, id=identifier, label=label)


def _form(visit: Visit) -> Component:
    words, kind = visit.words, kind_of(visit)
    name = entry(
        words("keys.entry.name"),
        text_entry(entry_id(FORM, "name")),
        error_id=entry_error_id(FORM, "name"),
        help=words(f"keys.{kind}.name_help"),
        required=words("admin.required"),
    )
    days = entry(
        words("keys.entry.days"),
        choice_entry(entry_id(FORM, "days"), [(one, words(f"keys.days.{one}")) for one in DAYS], value="365"),
        error_id=entry_error_id(FORM, "days"),
    )
    entries = [
        name,
        *([_role(visit)] if kind == "token" else []),
        scope_entries(FORM, visit, units=None),
        days,
    ]
    make = button(words(f"keys.{kind}.create"), id=act_id(PAGE, "create"), primary=True)
    return panel(
        words(f"keys.{kind}.form"), [html.Div(entries, className="sv-form one"), html.Div(make, className="sv-ways")]
    )


def _role(visit: Visit) -> Component:
    words = visit.words
    options = [(str(role), words(f"keys.role.{role}")) for role in TOKEN_ROLES]
    return role_entry(FORM, words("keys.entry.role"), options, visit, role=Role.MONITOR)


def _use(visit: Visit) -> Component:
    words, kind = visit.words, kind_of(visit)
    steps = [html.Li(words(f"keys.{kind}.use_{step}")) for step in ("1", "2", "3")]
    sample = [html.Code(words("keys.token.sample"), className="sv-code")] if kind == "token" else []
    return panel(words(f"keys.{kind}.use"), [html.Ol(steps, className="sv-numbered"), *sample])


def draw_secret(key: Key, secret: str, visit: Visit) -> Component:
    """A secret, this once."""
    words = visit.words
    title = words(f"keys.{key.kind}.created", name=key.name)
    return once(title, secret, [words("admin.once"), words(f"keys.{key.kind}.once_rest")])


def draw_said(visit: Visit) -> Component:
    """What was done."""
    return banner("info", visit.words(f"keys.{kind_of(visit)}.revoked"))
