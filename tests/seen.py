"""What a reader finds in a component: its words and its links."""

import json
from collections.abc import Iterator
from typing import Any

from plotly.utils import PlotlyJSONEncoder

SPOKEN = ("title", "aria-label", "alt")


def nodes_of(component: Any) -> Iterator[dict[str, Any]]:
    """Every component below a component, itself included, as plain dicts."""
    tree = json.loads(json.dumps(component, cls=PlotlyJSONEncoder))
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += reversed(node)
        elif isinstance(node, dict) and "props" in node:
            yield node
            waiting.append(node["props"].get("children"))


def text_of(component: Any) -> str:
    """Everything that is written or spoken, in order."""
    tree = json.loads(json.dumps(component, cls=PlotlyJSONEncoder))
    found: list[str] = []
    _collect(tree, found)
    return " ".join(" ".join(found).split())


def _collect(node: Any, found: list[str]) -> None:
    if isinstance(node, list):
        for child in node:
            _collect(child, found)
    elif isinstance(node, dict) and "props" in node:
        found.extend(str(node["props"][name]) for name in SPOKEN if node["props"].get(name))
        _collect(node["props"].get("children"), found)
    elif isinstance(node, (str, int, float)):
        found.append(str(node))


def links_of(component: Any) -> list[str]:
    """Every address that a link or a point of a chart leads to."""
    found: list[str] = []
    for node in nodes_of(component):
        props = node["props"]
        if props.get("href"):
            found.append(props["href"])
        for trace in props.get("figure", {}).get("data", ()):
            found += [path for path in trace.get("customdata") or () if path]
    return found


def ids_of(component: Any) -> set[str]:
    """Every id."""
    return {node["props"]["id"] for node in nodes_of(component) if isinstance(node["props"].get("id"), str)}


def has_chinese(text: str) -> bool:
    """Whether any Chinese character is in the text."""
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)
