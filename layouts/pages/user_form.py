"""The forms of an account, what may be done to it, and both versions when two people changed it at once."""

from dash import html
from dash.development.base_component import Component

from dashboard.accounts import Account
from dashboard.permissions import Role
from layouts.ids import act_id, ask_id, entry_error_id, entry_id
from layouts.pages.scope_form import people_roles, role_entry, scope_entries
from layouts.parts import (
    Child,
    Column,
    Row,
    ask,
    banner,
    button,
    entry,
    facts,
    ledger,
    link,
    once,
    panel,
    text_entry,
)
from layouts.people import role_word, scope_words, states_of, when
from layouts.visit import Visit

PAGE, FORM = "users", "account"
COORDINATOR_UNITS: frozenset[str] = frozenset()


def draw_new(visit: Visit) -> Component:
    """The form for a new account."""
    words = visit.words
    name = entry(
        words("users.entry.name"),
        text_entry(entry_id(FORM, "name"), longest=32),
        error_id=entry_error_id(FORM, "name"),
        help=words("users.entry.name_help"),
        required=words("admin.required"),
    )
    entries = [
        name,
        _display("", visit),
        _role(Role.COORDINATOR, visit),
        scope_entries(FORM, visit, units=COORDINATOR_UNITS),
    ]
    ways = [
        button(words("users.create"), id=act_id(PAGE, "create"), primary=True),
        link(words("admin.cancel"), visit.to("/admin/users"), class_name="sv-btn"),
    ]
    note = html.P(words("users.create_note"), className="sv-note")
    body = [html.Div(entries, className="sv-form"), html.Div(ways, className="sv-ways"), note]
    return panel(words("users.form_new"), body)


def _role(role: Role, visit: Visit) -> Component:
    return role_entry(FORM, visit.words("admin.role"), people_roles(visit, role=role), visit, role=role)


def _display(value: str, visit: Visit) -> Component:
    words = visit.words
    return entry(
        words("users.entry.display"),
        text_entry(entry_id(FORM, "display"), value=value, longest=40),
        error_id=entry_error_id(FORM, "display"),
        help=words("users.entry.display_help"),
        required=words("admin.required"),
    )


def draw_edit(account: Account, visit: Visit) -> Component:
    """The form of an account; its button knows the version that the form shows."""
    words = visit.words
    entries = [
        _display(account.display, visit),
        _role(account.role, visit),
        scope_entries(FORM, visit, units=account.units),
    ]
    save = button(words("admin.save"), id=act_id(PAGE, "save", account.id, account.version), primary=True)
    back = link(words("users.back"), visit.to("/admin/users"), class_name="sv-btn")
    note = html.P(words("users.save_note"), className="sv-note")
    return panel(
        words("users.form_edit"),
        [html.Div(entries, className="sv-form"), html.Div([save, back], className="sv-ways"), note],
    )


def draw_acts(account: Account, visit: Visit, *, now: int, own: bool) -> Component:
    """State of an account, and what may be done to it; one's own is looked after elsewhere."""
    words = visit.words
    pairs: list[tuple[str, Child]] = [
        (words("users.fact.state"), html.Div(states_of(account, words, now=now), className="sv-states")),
        (words("users.fact.login"), when(account.last_login, visit, none=words("admin.never"))),
        (words("users.fact.password"), when(account.password_at, visit)),
        (words("users.fact.factor"), words("users.factor_on" if account.has_second_factor else "users.factor_off")),
    ]
    if own:
        acts: list[Component] = [link(words("users.own"), visit.to("/account"), class_name="sv-btn sm")]
    else:
        acts = _acts(account, visit, now=now)
    return panel(words("users.state_panel"), [facts(pairs), html.Div(acts, className="sv-acts")])


def _acts(account: Account, visit: Visit, *, now: int) -> list[Component]:
    acts: list[Component] = []
    if account.locked_until > now:
        acts.append(_direct("unlock", account, visit))
    acts.append(_asked("reset", account, visit))
    if account.has_second_factor:
        acts.append(_asked("drop_factor", account, visit))
    if account.disabled:
        acts.append(_direct("enable", account, visit))
    else:
        acts.append(_asked("disable", account, visit))
    return acts


def _direct(action: str, account: Account, visit: Visit) -> Component:
    words, key = visit.words, f"users.act.{action}"
    act = button(words(key), id=act_id(PAGE, action, account.id, account.version), small=True)
    return html.Div([act, html.P(words(key + "_text"), className="sv-note")])


def _asked(action: str, account: Account, visit: Visit) -> Component:
    words, key = visit.words, f"users.act.{action}"
    yes = button(words(key + "_yes"), id=act_id(PAGE, action, account.id, account.version), primary=True, small=True)
    question = words(key + "_ask", name=account.display or account.name)
    identifier = ask_id(PAGE, action, account.id, account.version)
    return ask(words(key), question, yes, stop=words("admin.cancel"), id=identifier)


def draw_secret(account: Account, password: str, visit: Visit, *, created: bool) -> Component:
    """A first password, this once."""
    words = visit.words
    title = words("users.created" if created else "users.reset_done", name=account.name)
    return once(title, password, [words("admin.once"), words("users.once_rest")])


def draw_said(key: str, account: Account, visit: Visit) -> Component:
    """What was done."""
    return banner("info", visit.words(f"users.done.{key}", name=account.display or account.name))


def draw_conflict(mine: Account, stored: Account, sentence: str, visit: Visit) -> Component:
    """Both versions side by side, and the way to keep one's own."""
    words = visit.words
    key = "users.conflict."
    columns = [Column(text=words(key + name)) for name in ("what", "stored", "mine")]
    pairs = [
        ("users.entry.display", stored.display, mine.display),
        ("admin.role", role_word(stored.role, words), role_word(mine.role, words)),
        ("admin.scope", scope_words(stored.units, words), scope_words(mine.units, words)),
        ("users.fact.state", _disabled(stored, visit), _disabled(mine, visit)),
    ]
    rows = [Row(cells=(words(name), old, html.B(new) if old != new else new)) for name, old, new in pairs]
    keep = button(words(key + "keep"), id=act_id(PAGE, "save", stored.id, stored.version))
    drop = button(words(key + "drop"), id=act_id(PAGE, "reload", stored.id))
    table = ledger(columns, rows, caption=words(key + "caption"))
    parts = [banner("yellow", sentence), table, html.Div([keep, drop], className="sv-ways")]
    return html.Div(parts, className="sv-conflict")


def _disabled(account: Account, visit: Visit) -> str:
    return visit.words("users.state.disabled" if account.disabled else "users.state.enabled")
