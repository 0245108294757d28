"""What the pages of rules share: a form, its history, the question before a change, both versions of a stale edit."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from layouts.ids import act_id, ask_id
from layouts.parts import (
    Action,
    Child,
    Column,
    Empty,
    Row,
    ask,
    attrs,
    banner,
    breadcrumbs,
    button,
    ledger,
    panel,
)
from layouts.visit import Visit


def crumbs_of(visit: Visit, page: str, *, last: str = "") -> Component:
    """管理 › the page › one of its things."""
    words = visit.words
    items = [
        (words("shell.nav.admin"), visit.to("/admin")),
        (words(f"{page}.heading"), visit.to(f"/admin/{page}") if last else ""),
    ]
    return breadcrumbs([*items, *([(last, "")] if last else [])], label=words("admin.crumbs"))


def beside(left: Component, right: Component) -> Component:
    """A form and what stands beside it."""
    columns = [html.Div(left, className="col-12 col-xl-5"), html.Div(right, className="col-12 col-xl-7")]
    return html.Div(columns, className="row g-4")


def draw_form(title: str, entries: Sequence[Component], ways: Sequence[Component], note: str = "") -> Component:
    """A form of few entries with its buttons."""
    after = [html.P(note, className="sv-note")] if note else []
    body = [html.Div(list(entries), className="sv-form one"), html.Div(list(ways), className="sv-ways"), *after]
    return panel(title, body)


def draw_question(
    page: str,
    question: str,
    effects: Sequence[str],
    visit: Visit,
    *,
    action: str,
    row: Any,
    version: Any,
    more: Sequence[Component] = (),
) -> Component:
    """What a change would do, and the two ways on. Nothing has been written yet."""
    words = visit.words
    lines: list[Child] = [html.P([html.B(question), *(f" {effect}" for effect in effects)])]
    yes = button(words(f"{page}.confirm"), id=act_id(page, action, row, version), primary=True)
    no = button(words(f"{page}.cancel"), id=act_id(page, "reload"))
    ways = html.Div([yes, no], className="sv-ways")
    return html.Div([*lines, *more, ways], className="sv-confirm", role="group", **attrs(aria_label=question))


def draw_conflict(
    page: str, sentence: str, pairs: Sequence[tuple[str, str, str]], visit: Visit, *, row: Any, version: Any
) -> Component:
    """Both versions side by side, and the way to write one's own all the same."""
    words = visit.words
    columns = [
        Column(text=words(f"{page}.what")),
        Column(text=words(f"{page}.stored")),
        Column(text=words(f"{page}.mine")),
    ]
    rows = [Row(cells=(name, old, html.B(new) if old != new else new)) for name, old, new in pairs]
    keep = button(words(f"{page}.keep"), id=act_id(page, "save", row, version))
    drop = button(words(f"{page}.cancel"), id=act_id(page, "reload"))
    table = ledger(columns, rows, caption=words(f"{page}.conflict"))
    return html.Div(
        [banner("yellow", sentence), table, html.Div([keep, drop], className="sv-ways")], className="sv-conflict"
    )


def draw_undo(page: str, change_id: int, question: str, visit: Visit, *, at: str) -> Component:
    """The button that takes a change back after a question."""
    words = visit.words
    yes = button(words(f"{page}.undo_yes"), id=act_id(page, "undo", change_id), primary=True, small=True)
    return ask(
        words(f"{page}.undo"), question, yes, stop=words(f"{page}.cancel"), id=ask_id(page, "undo", change_id),
        label=words(f"{page}.undo_label", at=at),
    )  # fmt: skip


def draw_history(page: str, columns: Sequence[Column], rows: Sequence[Row], visit: Visit) -> Component:
    """The changes, newest first."""
    words = visit.words
    none = Empty(title=words(f"{page}.history_none"), text=words(f"{page}.history_none_text"))
    table = ledger(columns, rows, caption=words(f"{page}.history_caption"), nothing=none)
    return panel(words(f"{page}.history"), table, unit=words(f"{page}.history_unit"))


def draw_said(sentence: str) -> Component:
    """What was done."""
    return banner("info", sentence)


def draw_missing(page: str, visit: Visit, *, sentence: str = "") -> Component:
    """What stands in place of a thing that does not exist."""
    words = visit.words
    way = Action(text=words("calendar.way" if page == "calendar" else f"{page}.back"), href=visit.to(f"/admin/{page}"))
    return panel(words(f"{page}.heading"), state=Empty(title=sentence or words(f"{page}.missing"), action=way))
