"""Callback requests are written by anybody: their form is checked before the framework reads them."""

from typing import Any

import orjson
from dash import Dash
from flask import Flask, g, request
from flask.json.provider import DefaultJSONProvider

from dashboard.errors import BadRequest

MAX_DEPTH = 32
UPDATE = "/_dash-update-component"


class OrjsonProvider(DefaultJSONProvider):
    """Reads JSON strictly (no NaN, no endless nesting)."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Parse; raises ``ValueError``."""
        return orjson.loads(s)


def mount(server: Flask, app: Dash) -> None:
    """Check every callback request of this app."""
    server.json = OrjsonProvider(server)

    def check() -> None:
        if request.path == UPDATE and request.method == "POST":
            body: Any = request.get_json(silent=True)
            if not is_callback_request(body, app.callback_map):
                raise BadRequest("errors.body")
            g.callback = callback_name(body["output"])

    server.before_request(check)


def callback_name(output: str) -> str:
    """A short name of a registered callback: the first thing it fills."""
    return output.strip(".").partition("...")[0].partition("@")[0]


def is_callback_request(body: Any, callbacks: dict[str, Any]) -> bool:
    """Whether a body asks for a registered callback with exactly its inputs and states."""
    if not isinstance(body, dict) or depth(body) > MAX_DEPTH:
        return False
    known = callbacks.get(output) if isinstance(output := body.get("output"), str) else None
    changed = body.get("changedPropIds", [])
    if known is None or not isinstance(changed, list) or not all(isinstance(name, str) for name in changed):
        return False
    return _same(body.get("inputs", []), known["inputs"]) and _same(body.get("state", []), known["state"])


def _same(sent: Any, wanted: list[dict[str, Any]]) -> bool:
    if not isinstance(sent, list) or len(sent) != len(wanted):
        return False
    return all(_is_for(one, spec) for one, spec in zip(sent, wanted, strict=True))


def _is_for(sent: Any, wanted: dict[str, Any]) -> bool:
    """Whether a sent value is for the wanted property; a pattern id stands for a list of values with dict ids."""
    if wanted["id"].startswith("{"):
        parts = sent if isinstance(sent, list) else [sent]
        return all(isinstance(part, dict) and isinstance(part.get("id"), dict) for part in parts)
    return isinstance(sent, dict) and sent.get("id") == wanted["id"] and sent.get("property") == wanted["property"]


def depth(value: Any) -> int:
    """How deep objects and lists are nested, counted without recursion."""
    deepest, level = 0, [value]
    while level:
        inner: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                inner.extend(one.values())
            elif isinstance(one, list):
                inner.extend(one)
        level = inner
        deepest += 1
        if deepest > MAX_DEPTH:
            break
    return deepest
