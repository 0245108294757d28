"""Callback requests as a browser would send them, and everything that somebody else might send instead."""

import copy
import json
import random
from collections.abc import Callable
from typing import Any

Body = dict[str, Any]
Mutation = Callable[[random.Random, Body, list[Body]], Any]

PATHS = (
    "/", "/approvals", "/records", "/records/approvals.red", "/records/approvals.closed", "/quality", "/imports",
    "/definitions", "/account", "/nowhere", "/cases/x", "/admin", "/admin/users", "/admin/users/1", "/admin/users/x",
    "/admin/users/new", "/admin/sessions", "/admin/tokens", "/admin/devices", "/admin/audit", "/admin/rules",
    "/admin/rules/x", "/admin/calendar", "/admin/calendar/2026", "/admin/calendar/99999", "/admin/units",
    "/admin/units/350582", "/admin/units/x",
)  # fmt: skip
SEARCHES = (
    "", "?unit=350582", "?unit=350502", "?period=2026-01", "?period=2025", "?as_of=2026-01-05", "?lang=en",
    "?q=SL", "?sort=-used", "?kind=two_ends", "?stage=3", "?after=x", "?unit=zz&period=13&as_of=9", "?item=SX1",
    "?theme=dark&scale=projector",
)  # fmt: skip
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, 2**64, 10**30, -0.0, 1e308, "", "0", "x" * 70_000, "\x00", "\ud800",
    float("nan"),
    "'; DROP TABLE account; --", "<script>alert(1)</script>", "../../etc/passwd", "%00", "２０２６", "²", "NaN",
    "1" * 400, [], {}, [[]], [None], {"a": None}, [1, [2, [3]]], {"id": "x"}, {"__class__": "x"}, "2026-02-30",
    "9999-12-31", "0000-00-00", "-1", "1e5", {"value": 1}, [{}], "admin", "director", 3.5, "350502", ["350502"],
    {"report": {"files": [None], "tables": [{}], "issues": [[]], "file_issues": {}}}, {"report": "x"},
)  # fmt: skip
BIG = 200_000


def valid_requests(dependencies: list[dict[str, Any]], rng: random.Random, keys: list[str]) -> list[Body]:
    """One request for each registered callback."""
    return [build(spec, rng, keys) for spec in dependencies if "output" in spec]


def build(spec: dict[str, Any], rng: random.Random, keys: list[str]) -> Body:
    """A request as a browser sends it, from somewhere in the product."""
    outputs = [part.rpartition(".") for part in spec["output"].strip(".").split("...")]
    path = rng.choice((*PATHS, f"/cases/{rng.choice(keys)}"))
    search = rng.choice(SEARCHES)
    plain = [{"id": plain_id(name), "property": prop} for name, _, prop in outputs]
    changed = [f"{one['id']}.{one['property']}" for one in spec["inputs"][:1]]
    return {
        "output": spec["output"],
        "outputs": plain if spec["output"].startswith("..") else plain[0],
        "inputs": [filled(one, rng, path, search) for one in spec["inputs"]],
        "state": [filled(one, rng, path, search) for one in spec.get("state", [])],
        "changedPropIds": changed,
        "parsedChangedPropsIds": changed,
    }


def filled(wire: dict[str, Any], rng: random.Random, path: str, search: str) -> Any:
    """An input with a value of the kind that it has in the browser; a pattern stands for several of them."""
    if str(wire["id"]).startswith("{"):
        pattern = json.loads(wire["id"])
        made = {name: rng.choice((1, 2, "x", 7)) if isinstance(part, list) else part for name, part in pattern.items()}
        one = {"id": made, "property": wire["property"], "value": value_for(wire["property"], rng, path, search)}
        return [one] * rng.randrange(3) if any(isinstance(part, list) for part in pattern.values()) else one
    return {**wire, "value": value_for(wire["property"], rng, path, search)}


def value_for(name: str, rng: random.Random, path: str, search: str) -> Any:
    """What a property of this name may hold."""
    by_name: dict[str, Any] = {
        "pathname": path,
        "search": search,
        "n_clicks": rng.choice((None, 0, 1, 5)),
        "n_submit": rng.choice((None, 1)),
    }
    if name in by_name:
        return by_name[name]
    plausible = ("", "director", "coordinator", "350582", "2026-01-05", "12", "abc", ["350582"], None, 3)
    return rng.choice(plausible)


def plain_id(text: str) -> Any:
    """An id as it stands in a request: patterns are objects there."""
    try:
        return json.loads(text) if text.startswith("{") else text
    except ValueError:
        return text


def odd(rng: random.Random) -> Any:
    """Something that nobody expects."""
    if rng.random() < 0.03:
        return nested(rng.choice((5, 31, 40, 300)), rng.choice(("list", "dict")))
    if rng.random() < 0.03:
        return rng.choice((["x"] * BIG, {f"k{number}": number for number in range(5000)}, "x" * BIG))
    return copy.deepcopy(rng.choice(ODD))


def nested(levels: int, kind: str) -> Any:
    """Lists in lists, or objects in objects."""
    value: Any = 1
    for _ in range(levels):
        value = [value] if kind == "list" else {"a": value}
    return value


def mutate(rng: random.Random, body: Body, others: list[Body]) -> Any:
    """A request with one to three things wrong with it; one in ten is left as it is."""
    body = copy.deepcopy(body)
    if rng.random() < 0.1:
        return body
    made: Any = body
    for _ in range(rng.choice((1, 1, 2, 3))):
        if not isinstance(made, dict):
            break
        made = rng.choice(MUTATIONS)(rng, made, others)
    return made


def change_value(rng: random.Random, body: Body, _: list[Body]) -> Any:
    """Another value of an input or state."""
    for one in wires(rng, body)[: rng.choice((1, 1, 5))]:
        one["value"] = odd(rng)
    return body


def aim_elsewhere(rng: random.Random, body: Body, _: list[Body]) -> Any:
    """Another page or query."""
    for one in wires(rng, body):
        if one.get("property") in ("pathname", "search"):
            one["value"] = rng.choice((*PATHS, *SEARCHES, odd(rng)))
    return body


def drop(rng: random.Random, body: Body, _: list[Body]) -> Any:
    """A part is missing."""
    part = rng.choice(list(body) or [""])
    if isinstance(body.get(part), list) and body[part] and rng.random() < 0.6:
        body[part].pop(rng.randrange(len(body[part])))
    elif one := wires(rng, body)[:1]:
        one[0].pop(rng.choice(list(one[0]) or [""]), None)
    else:
        body.pop(part, None)
    return body


def double(rng: random.Random, body: Body, _: list[Body]) -> Any:
    """A part is there twice."""
    part = rng.choice(list(body) or [""])
    if isinstance(body.get(part), list) and body[part]:
        body[part] = body[part] * rng.choice((2, 2, 50))
    return body


def change_id(rng: random.Random, body: Body, others: list[Body]) -> Any:
    """Another id, also one that is a pattern or no id at all."""
    elsewhere = wires(rng, rng.choice(others))
    choices: list[Any] = [{"type": "x", "index": 1}, {"type": "x", "index": ["ALL"]}, '{"index":["ALL"],"type":"x"}']
    choices += [odd(rng), "shell-page", "no-such-thing", *(one.get("id") for one in elsewhere[:2])]
    for one in wires(rng, body)[:1]:
        one[rng.choice(("id", "property"))] = rng.choice(choices)
    return body


def change_output(rng: random.Random, body: Body, others: list[Body]) -> Any:
    """The output of another callback, or of none."""
    other = rng.choice(others)
    body["output"] = rng.choice((other["output"], odd(rng), "no-such.children", "..a.b...c.d..", "x", "a.b@c"))
    if rng.random() < 0.5:
        body["outputs"] = copy.deepcopy(rng.choice((other["outputs"], body.get("outputs"), odd(rng))))
    return body


def change_part(rng: random.Random, body: Body, _: list[Body]) -> Any:
    """A whole part is something else."""
    body[rng.choice([*body, "extra", "background", "cancelJob", "longCallback", "multi"])] = odd(rng)
    return body


def change_all(rng: random.Random, body: Body, _: list[Body]) -> Any:
    """The whole request is something else."""
    return rng.choice((odd(rng), [body], {"output": body}, {}))


def wires(rng: random.Random, body: Body) -> list[dict[str, Any]]:
    """Inputs and states in some order, those of patterns included."""
    found: list[Any] = []
    for part in ("inputs", "state"):
        if isinstance(body.get(part), list):
            for one in body[part]:
                found += one if isinstance(one, list) else [one]
    found = [one for one in found if isinstance(one, dict)]
    rng.shuffle(found)
    return found


MUTATIONS: tuple[Mutation, ...] = (
    change_value, change_value, change_value, aim_elsewhere, aim_elsewhere, drop, double, change_id, change_output,
    change_part, change_all,
)  # fmt: skip
