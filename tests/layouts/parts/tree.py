"""Looking into a tree of Dash components without a browser."""

from collections.abc import Iterator
from typing import Any

from dash.development.base_component import Component


def walk(node: Any) -> Iterator[Component]:
    """Every component of a tree, the node itself first."""
    if isinstance(node, (list, tuple)):
        for child in node:
            yield from walk(child)
    elif isinstance(node, Component):
        yield node
        yield from walk(getattr(node, "children", None))


def of(node: Any, kind: str) -> list[Component]:
    """All components of one type: ``of(tree, "Table")``."""
    return [found for found in walk(node) if type(found).__name__ == kind]


def by_class(node: Any, name: str) -> list[Component]:
    """All components that carry a class name."""
    return [found for found in walk(node) if name in str(getattr(found, "className", "") or "").split()]


def text(node: Any) -> str:
    """All text of a tree, in order."""
    if isinstance(node, (list, tuple)):
        return "".join(text(child) for child in node)
    if isinstance(node, Component):
        return text(getattr(node, "children", None))
    return "" if node is None else str(node)
