"""What all parts share: the types of children and ids, wild-card attributes, links and buttons."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

Child = str | int | float | Component | None
Children = Child | Sequence[Child]
Id = str | dict[str, Any]


def classes(*names: str) -> str:
    """Join class names, leaving empty ones out."""
    return " ".join(name for name in names if name)


def attrs(id: Id | None = None, **values: str | bool | None) -> dict[str, Any]:
    """Return keyword arguments for a component: ``aria_label`` becomes ``aria-label``; None and empty are left out."""
    found: dict[str, Any] = {name.replace("_", "-"): value for name, value in values.items() if value not in (None, "")}
    if id is not None:
        found["id"] = id
    return found


def as_list(children: Children) -> list[Child]:
    """Return children as a list, without None."""
    if children is None:
        return []
    if isinstance(children, (str, int, float, Component)):
        return [children]
    return [child for child in children if child is not None]


def tone(text: str, kind: str) -> html.B:
    """Bold text in the ink of a light or of the ``accent``; the word says it as well."""
    return html.B(text, className=f"t-{kind}" if kind else None)


def link(text: Children, href: str, *, class_name: str = "sv-link", title: str = "", id: Id | None = None) -> dcc.Link:
    """A link inside the application (no page load)."""
    return dcc.Link(as_list(text), href=href, className=class_name, **attrs(id, title=title))


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """One way on: a link when ``href`` is given, otherwise a button that a callback hears by its ``id``."""

    text: str
    href: str = ""
    id: Id | None = None


def action_button(action: Action, *, small: bool = True, primary: bool = False) -> Component:
    """An action as a button-shaped link or a real button."""
    look = classes("sv-btn", "sm" if small else "", "primary" if primary else "")
    if action.href:
        return link(action.text, action.href, class_name=look, id=action.id)
    return button(action.text, id=action.id, small=small, primary=primary)


def button(
    text: Children, *, id: Id | None = None, primary: bool = False, small: bool = False, disabled: bool = False
) -> html.Button:
    """A plain button; at most one ``primary`` in a view."""
    look = classes("sv-btn", "sm" if small else "", "primary" if primary else "")
    return html.Button(as_list(text), type="button", className=look, disabled=disabled, **attrs(id))
