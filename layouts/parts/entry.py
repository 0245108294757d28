"""Entries of a form with a place for what is wrong with them, questions before what cannot be undone, and secrets."""

from collections.abc import Sequence

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from layouts.parts.base import Child, Children, Id, as_list, attrs, classes


def _below(help: str, error_id: Id) -> list[Child]:
    said: list[Child] = [html.Div(id=error_id, className="sv-help err", role="alert")]
    return [*said, html.Div(help, className="sv-help")] if help else said


def _heading(label: str, required: str) -> list[Child]:
    return [label, html.Span(" *", className="req", title=required)] if required else [label]


def entry(label: str, control: Component, *, error_id: Id, help: str = "", required: str = "") -> html.Div:
    """A control inside its label, and below it the error that a callback may put there, and the help."""
    inside = html.Label([html.Span(_heading(label, required), className="k"), control])
    return html.Div([inside, *_below(help, error_id)], className="sv-field")


def entry_group(label: str, controls: Children, *, error_id: Id, help: str = "", required: str = "") -> Component:
    """Several boxes under one heading."""
    legend = html.Legend(_heading(label, required))
    return html.Fieldset([legend, *as_list(controls), *_below(help, error_id)], className="sv-field sv-boxes")


def text_entry(
    id: Id, *, value: str = "", kind: str = "text", longest: int = 60, autocomplete: str = "off", numeric: bool = False
) -> Component:
    """A line of text; ``kind`` ``password`` hides it, ``numeric`` calls up digits on a touch screen."""
    more = {"inputmode": "numeric"} if numeric else {}
    made: Component = dbc.Input(id=id, value=value, type=kind, maxlength=longest, autocomplete=autocomplete, **more)
    return made


def choice_entry(id: Id, options: Sequence[tuple[str, str]], *, value: str) -> Component:
    """A choice of one: options are (value, words)."""
    made: Component = dbc.Select(id=id, options=[{"value": key, "label": words} for key, words in options], value=value)
    return made


def radio_entry(id: Id, options: Sequence[tuple[str, str]], *, value: str) -> Component:
    """A choice of one, all of them in sight."""
    items = [{"value": key, "label": words} for key, words in options]
    made: Component = dbc.RadioItems(id=id, options=items, value=value, inline=True)
    return made


def boxes_entry(id: Id, options: Sequence[tuple[str, str]], *, value: Sequence[str]) -> Component:
    """A choice of any number."""
    items = [{"value": key, "label": words} for key, words in options]
    made: Component = dbc.Checklist(id=id, options=items, value=list(value), inline=True)
    return made


def ask(word: str, question: Children, yes: Component, *, stop: str, id: Id, label: str = "") -> html.Details:
    """A button that opens a question; only ``yes`` below it acts. The button then says ``stop``; Esc closes it too.

    ``label`` tells apart buttons with the same word for those who hear them.
    """
    open_close: list[Child] = [html.Span(word, className="do"), html.Span(stop, className="stop")]
    summary = html.Summary(open_close, className="sv-btn sm", **attrs(aria_label=label))
    said = html.Div([html.P(as_list(question)), yes], className="q", role="group")
    return html.Details([summary, said], className="sv-ask", id=id)


def facts(pairs: Sequence[tuple[str, Children]], *, tight: bool = False) -> html.Dl:
    """Names and what they are, one below the other."""
    lines = [html.Div([html.Dt(name), html.Dd(as_list(value))]) for name, value in pairs]
    return html.Dl(lines, className=classes("sv-pairs", "tight" if tight else ""))


def once(title: str, secret: str, lines: Sequence[str]) -> html.Section:
    """A secret that is shown this once, selected whole by one click, and what to do with it."""
    body: list[Child] = [html.H2(title), html.Code(secret, className="secret", **attrs(tabIndex="0"))]
    return html.Section([*body, *(html.P(line) for line in lines)], className="sv-once")
