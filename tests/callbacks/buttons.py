"""Pressing a button of a page as a browser does: one request with the ids and values that stand on the page."""

import json
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from callbacks.http.server import make_server
from dashboard.permissions import OPERATOR, Identity
from dashboard.services import Services
from layouts.ids import act_id, entry_id
from tests.fakes import FakeExporter
from tests.fakes_accounts import Book, make_staffed_services

UPDATE = "/_dash-update-component"


def dumped(identifier: Any) -> str:
    """An id as the browser writes it."""
    return json.dumps(identifier, sort_keys=True, separators=(",", ":")) if isinstance(identifier, dict) else identifier


class Desk:
    """A browser at one page of a server over a book, and who sits there."""

    def __init__(self, book: Book, by: Identity = OPERATOR, *, path: str, search: str = "", **settings: object) -> None:
        self.book = book
        self.services: Services = make_staffed_services(book, guest=by, **settings)
        self.server: Flask = make_server(self.services, FakeExporter())
        self.client: FlaskClient = self.server.test_client()
        self.path = path
        self.search = search
        self._specs = {spec["output"]: spec for spec in self.client.get("/_dash-dependencies").get_json()}

    def _spec(self, *, listens_to: str) -> dict[str, Any]:
        """The callback that listens to a prop (as ``id.property``)."""
        for spec in self._specs.values():
            if any(f"{one['id']}.{one['property']}" == listens_to for one in spec["inputs"]):
                return spec
        raise AssertionError(f"no callback listens to {listens_to}")

    def press(
        self,
        page: str,
        action: str,
        *,
        row: Any = 0,
        version: Any = 0,
        clicks: Any = 1,
        form: str = "",
        values: dict[str, Any] | None = None,
        button: dict[str, Any] | None = None,
    ) -> Any:
        """The answer to a pressed button; ``values`` are what stands in the entries of ``form``."""
        spec = self._spec(listens_to=f"{_any(page)}.n_clicks")
        pressed = button or act_id(page, action, row, version)
        body = {
            "output": spec["output"],
            "outputs": _outputs(spec["output"]),
            "inputs": [[{"id": pressed, "property": "n_clicks", "value": clicks}]],
            "changedPropIds": [f"{dumped(pressed)}.n_clicks"],
            "state": [self._state(one, form, values or {}) for one in spec["state"]],
        }
        return self.client.post(UPDATE, json=body)

    def _state(self, wanted: dict[str, Any], form: str, values: dict[str, Any]) -> Any:
        if not wanted["id"].startswith("{"):
            return {**wanted, "value": self.path if wanted["property"] == "pathname" else self.search}
        if json.loads(wanted["id"])["form"] != form:
            return []
        entries = [(entry_id(form, name), value) for name, value in values.items()]
        return [
            {"id": one, "property": wanted["property"], "value": one if wanted["property"] == "id" else value}
            for one, value in entries
        ]

    def show(self, store: str) -> Any:
        """The answer of the callback that draws a page; ``store`` is one of its inputs besides the address."""
        spec = self._spec(listens_to=f"{store}.data")
        values = {"pathname": self.path, "search": self.search, "data": None}
        body = {
            "output": spec["output"],
            "outputs": _outputs(spec["output"]),
            "inputs": [{**one, "value": values[one["property"]]} for one in spec["inputs"]],
            "changedPropIds": [f"{store}.data"],
            "state": [],
        }
        return self.client.post(UPDATE, json=body)


def _any(page: str) -> str:
    """The pattern of a page's buttons as the list of callbacks writes it."""
    wild = act_id(page, ["ALL"], ["ALL"], ["ALL"])
    return json.dumps(wild, sort_keys=True, separators=(",", ":"))


def _outputs(output: str) -> list[dict[str, str]]:
    parts = [part.rpartition(".") for part in output.strip(".").split("...")]
    return [{"id": name, "property": prop} for name, _, prop in parts]


def answer_of(answer: Any) -> dict[str, Any]:
    """What a callback answered for its outputs, and what it set beside them under ``"beside"``."""
    assert answer.status_code == 200, (answer.status_code, answer.get_data(as_text=True)[:300])
    body = answer.get_json()
    return {"beside": body.get("sideUpdate", {}), **body.get("response", {})}


def errors_of(answer: Any) -> dict[str, str]:
    """The sentences under the entries of a form, those that have none left out."""
    beside = answer_of(answer)["beside"]
    found = {json.loads(name)["name"]: props["children"] for name, props in beside.items() if name.startswith("{")}
    return {name: sentence for name, sentence in found.items() if sentence}


def read(part: Any) -> str:
    """Everything written in a part of an answer, folded parts included, in order."""
    found: list[str] = []
    _read(part, found)
    return " ".join(" ".join(found).split())


def _read(part: Any, found: list[str]) -> None:
    if isinstance(part, list):
        for one in part:
            _read(one, found)
    elif isinstance(part, dict):
        props = part.get("props", part)
        found.extend(str(props[name]) for name in ("title", "aria-label", "alt", "label", "value") if props.get(name))
        for name in ("children", "options"):
            _read(props.get(name), found)
        for node in props.get("nodes", ()):
            _read_node(node, found)
    elif isinstance(part, str | int | float) and not isinstance(part, bool):
        found.append(str(part))


def _read_node(node: Any, found: list[str]) -> None:
    """A text, or ``[tag, attributes or 0, child, …]``."""
    if not isinstance(node, list):
        found.append(str(node))
        return
    if isinstance(node[1], dict):
        found.extend(str(node[1][name]) for name in ("title", "aria-label", "alt") if node[1].get(name))
    for child in node[2:]:
        _read_node(child, found)
