"""Content as one component: what no callback listens to needs no component per element.

Dash's renderer keeps a record of every component on a page and its work grows faster than their number, so a table of
fifty rows costs seconds where the browser itself needs milliseconds. ``fold`` turns every part of an answer that only
shows something into one ``Plain``, which ``assets/plain.js`` draws with React directly: same elements, same look.
"""

from collections.abc import Collection, Sequence
from typing import Any, Final

from dash import dcc
from dash.development.base_component import Component

SHOWN: Final = frozenset(
    "A Abbr B Br Caption Code Dd Details Div Dl Dt Em Figcaption Figure Footer H1 H2 H3 H4 Header Hr I Img Li Main Nav "
    "Ol P Pre S Section Small Span Strong Sub Summary Sup Table Tbody Td Tfoot Th Thead Time Tr U Ul".split()
)
"""Elements that show something and do nothing else."""

NO_CLASS = ("className", "")

Node = str | int | float | list[Any]


class Plain(Component):
    """A list of elements, each a text or ``[tag, attributes or 0, child, …]``."""

    _namespace = "layouts"
    _type = "Plain"

    def __init__(self, nodes: Sequence[Node]) -> None:
        """Take the elements."""
        self._base_nodes: list[str] = []
        self._prop_names = self.available_properties = ["nodes"]
        self._valid_wildcard_attributes: list[str] = []
        self.available_wildcard_properties: list[str] = []
        super().__init__(nodes=list(nodes))  # type: ignore[no-untyped-call]


def fold(value: Any, *, wired: Collection[str]) -> Any:
    """The same answer with its showing parts as ``Plain``; ids in ``wired`` belong to callbacks and stay components."""
    if isinstance(value, Component):
        node = _node(value, wired)
        if node is not None:
            return Plain([node])
        if hasattr(value, "children"):
            value.children = fold(value.children, wired=wired)
        return value
    if isinstance(value, list | tuple) and any(isinstance(part, Component) for part in value):
        return _runs(value, wired)
    if isinstance(value, dict):
        return {name: fold(part, wired=wired) for name, part in value.items()}
    return value


def _runs(parts: Sequence[Any], wired: Collection[str]) -> list[Any]:
    """Neighbours that only show something become one component."""
    found: list[Any] = []
    run: list[Node] = []
    for part in parts:
        node = _node(part, wired)
        if node is not None:
            run.append(node)
            continue
        if run:
            found.append(Plain(run))
            run = []
        found.append(fold(part, wired=wired))
    return [*found, Plain(run)] if run else found


def _node(value: Any, wired: Collection[str]) -> Node | None:
    """A text or an element with all it contains; None when anything in it has to stay a component."""
    if isinstance(value, str | int | float):
        return value
    if not isinstance(value, Component):
        return None
    props: dict[str, Any] = value.to_plotly_json()["props"]  # type: ignore[no-untyped-call]
    name = props.get("id")
    if name is not None and (not isinstance(name, str) or name in wired):
        return None
    if isinstance(value, dcc.Link):
        tag, props = "a", props | {"data-nav": "push"}
    elif value._namespace == "dash_html_components" and value._type in SHOWN:
        tag = value._type.lower()
    else:
        return None
    children = props.pop("children", None)
    node: list[Any] = [tag, {key: one for key, one in props.items() if one is not None and (key, one) != NO_CLASS} or 0]
    for child in children if isinstance(children, list | tuple) else [children]:
        if child is None:
            continue
        inside = _node(child, wired)
        if inside is None:
            return None
        node.append(inside)
    return node
