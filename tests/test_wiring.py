"""Pages, ids and callbacks fit together: what a callback speaks of exists, once, and may be seen by somebody."""

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from dash.development.base_component import Component
from flask import Flask

from callbacks.http.server import make_app
from callbacks.register import register_all
from callbacks.visits import read_visit
from dashboard.permissions import OPERATOR
from layouts import ids
from layouts.pages import PAGES, Page, find_page
from layouts.shell_page import draw_banner, draw_bar, draw_foot, draw_frame
from layouts.visit import Visit
from tests.fakes import CASE, make_services

SERVICES = make_services()
LAYOUTS = Path(ids.__file__).parent
NAMES = {"records": "approvals.red", "case": CASE}


@pytest.fixture(scope="module")
def app() -> Dash:
    app = make_app(Flask("wired"), SERVICES, styles="/static/x.css")
    register_all(app, SERVICES)
    return app


def visit_of(page: Page, search: str = "") -> Visit:
    path = page.paths[-1].replace("<name>", NAMES.get(page.key, ""))
    return read_visit(SERVICES, path, search, identity=OPERATOR)


def all_components(component: Any) -> Iterator[Component]:
    if isinstance(component, Component):
        yield component
        for name in component._prop_names:
            yield from all_components(getattr(component, name, None))
    elif isinstance(component, list | tuple):
        for part in component:
            yield from all_components(part)


def ids_in(component: Any) -> list[Any]:
    return [one.id for one in all_components(component) if getattr(one, "id", None) is not None]


def text(identifier: Any) -> str:
    return json.dumps(identifier, sort_keys=True) if isinstance(identifier, dict) else str(identifier)


def frame_ids() -> list[str]:
    visit = visit_of(PAGES[0])
    parts = [draw_frame(poll_seconds=2, revision=1), draw_bar(visit), draw_banner(visit), draw_foot(visit, build="x")]
    return [text(one) for part in parts for one in ids_in(part)]


def enum_members() -> dict[str, str]:
    """Value of each member of each id enum → its name."""
    found: dict[str, str] = {}
    for kind in vars(ids).values():
        if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum:
            for member in kind:
                assert member.value not in found, (
                    f"{kind.__name__}.{member.name} and {found[member.value]} are the same id"
                )
                found[member.value] = f"{kind.__name__}.{member.name}"
    return found


def callback_ids(app: Dash) -> Iterator[str]:
    """The ids, without patterns, that callbacks read or write."""
    for output, spec in app.callback_map.items():
        for dependency in (*spec["inputs"], *spec["state"]):
            if not dependency["id"].startswith("{"):
                yield dependency["id"]
        for part in output.strip(".").split("..."):
            name = part.rpartition(".")[0]
            if name and not name.startswith("{"):
                yield name


def test_every_id_is_a_member_of_an_enum_named_after_its_page() -> None:
    for value, name in enum_members().items():
        page = name.partition(".")[0].lower()
        assert value.startswith(f"{page}-"), f"{name} = {value}"


def test_ids_are_unique_on_every_page() -> None:
    frame = frame_ids()
    for page in PAGES:
        for search in ("", "?lang=en&theme=dark&scale=projector"):
            listed = [*frame, *(text(one) for one in ids_in(page.skeleton(visit_of(page, search))))]
            assert len(listed) == len(set(listed)), (
                f"{page.key}: {sorted(one for one in listed if listed.count(one) > 1)}"
            )


def test_every_id_of_a_callback_stands_in_a_layout(app: Dash) -> None:
    standing = set(frame_ids())
    for page in PAGES:
        standing |= {text(one) for one in ids_in(page.skeleton(visit_of(page)))}
    drawn_later = [
        text for file in LAYOUTS.rglob("*.py") if file.name != "ids.py" for text in [file.read_text("utf-8")]
    ]
    members = enum_members()
    missing = {one for one in callback_ids(app) if one not in standing}
    assert [one for one in missing if not any(members[one] in text for text in drawn_later)] == []
    assert len(missing) <= 5, "most ids stand in a skeleton; few parts appear only with their data"


def test_layouts_use_no_id_that_no_enum_has() -> None:
    known = set(enum_members())
    for page in PAGES:
        loose = [one for one in ids_in(page.skeleton(visit_of(page))) if isinstance(one, str) and one not in known]
        assert loose == [], page.key


def test_every_callback_has_a_permission(app: Dash) -> None:
    guard_free = Dash("bare", server=Flask("bare"), pages_folder="", use_pages=False)
    guard = register_all(guard_free, SERVICES)
    assert set(guard_free.callback_map) == set(guard.permissions)
    assert len(guard.permissions) > len(PAGES)


def test_two_apps_in_one_process_have_the_same_callbacks(app: Dash) -> None:
    other = make_app(Flask("again"), SERVICES, styles="/static/x.css")
    register_all(other, SERVICES)
    assert set(other.callback_map) == set(app.callback_map)


def test_every_page_answers_in_both_languages_and_looks() -> None:
    for page in PAGES:
        for search in ("", "?lang=en", "?theme=dark&scale=projector", "?period=zzz&unit=%00&as_of=2999-01-01"):
            assert isinstance(page.skeleton(visit_of(page, search)), Component)


@pytest.mark.parametrize(
    ("path", "key", "name"),
    [
        ("/", "overview", ""),
        ("/approvals", "approvals", ""),
        ("/approvals/", "approvals", ""),
        ("/records", "records", ""),
        ("/records/approvals.red", "records", "approvals.red"),
        ("/cases/A%2FB%20C", "case", "A/B C"),
        ("/definitions", "definitions", ""),
        ("/quality", "quality", ""),
        ("/imports", "imports", ""),
    ],
)
def test_a_path_finds_its_page(path: str, key: str, name: str) -> None:
    found = find_page(path)
    assert found is not None
    assert (found[0].key, found[1]) == (key, name)


@pytest.mark.parametrize(
    "path", ["/x", "/records/a/b", "/cases", "/cases/", "/approvals.php", "//", "/cases/" + "x" * 400]
)
def test_another_path_finds_none(path: str) -> None:
    assert path == "//" or find_page(path) is None


def test_links_to_other_pages_keep_language_and_day_but_no_filter() -> None:
    visit = visit_of(PAGES[0], "?lang=en&theme=dark&as_of=2026-01-31&unit=350502&period=2026-01&q=x")
    assert visit.to("/approvals") == "/approvals?as_of=2026-01-31&lang=en&theme=dark"
    assert "unit=350502" in visit.here(period="2025-12")


def test_the_bar_leads_only_to_pages_that_exist() -> None:
    links = [one.href for one in all_components(draw_bar(visit_of(PAGES[0]))) if getattr(one, "href", None)]
    assert all(find_page(link.partition("?")[0]) for link in links)
    assert len(links) == 1 + sum(page.nav for page in PAGES)
