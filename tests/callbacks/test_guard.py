"""The guard: who may, what they are told when something fails, and that nothing is registered without it."""

from typing import Any

import pytest
from dash import Dash, Input, Output, html, no_update
from dash.exceptions import PreventUpdate
from flask import Flask
from structlog.testing import capture_logs

from callbacks import _guard
from callbacks._guard import Guard, PermissionMissing, panel_boundary
from dashboard.errors import BadRequest, Unavailable
from dashboard.permissions import OPERATOR, Identity, Permission
from dashboard.ports import RevisionMoved
from dashboard.text import words_for
from layouts.ids import Shell
from layouts.shell_page import draw_frame
from tests.fakes import make_services

ZH = words_for("zh_CN")


@pytest.fixture
def app() -> Dash:
    return Dash("guarded", server=Flask("guarded"), pages_folder="", use_pages=False, suppress_callback_exceptions=True)


@pytest.fixture(autouse=True)
def somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sits at this machine asks, unless a test says otherwise."""
    monkeypatch.setattr(_guard, "current_identity", lambda: OPERATOR)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was put into the line of the shell that tells failures."""
    seen: list[Any] = []
    monkeypatch.setattr(_guard, "set_props", lambda _id, props: seen.append(props["children"]))
    return seen


def guarded(app: Dash, function: Any, *, permission: Permission = Permission.VIEW) -> Any:
    """The function as the guard wraps it, called within a request."""
    guard = Guard(app, make_services())
    wrapped = guard._guarded(function, permission, no_update)

    def call(*args: Any) -> Any:
        with app.server.test_request_context("/", headers={"Referer": "http://127.0.0.1/?lang=en"}):
            return wrapped(*args)

    return call


def text_of(component: Any) -> str:
    return str(component.to_plotly_json()) if component is not None else ""


def test_a_callback_with_the_permission_answers(app: Dash, told: list[Any]) -> None:
    assert guarded(app, lambda value: value + 1)(1) == 2
    assert told == []


def test_without_the_permission_the_function_is_not_called(
    app: Dash, told: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_guard, "current_identity", lambda: Identity("guest", frozenset({Permission.PUBLIC})))
    calls: list[int] = []
    assert guarded(app, calls.append)(1) is no_update
    assert calls == []
    assert words_for("en")("http.denied") in text_of(told[0])


def test_a_foreseen_failure_is_one_sentence_in_the_language_of_the_page(app: Dash, told: list[Any]) -> None:
    def fail() -> None:
        raise BadRequest("errors.period", value="x")

    assert guarded(app, fail)() is no_update
    assert words_for("en")("errors.period", value="x") in text_of(told[0])


def test_an_unforeseen_failure_shows_only_its_number(app: Dash, told: list[Any]) -> None:
    def fail() -> None:
        raise RuntimeError("password=hunter2")

    with capture_logs() as entries:
        guarded(app, fail)()
    assert "hunter2" not in text_of(told[0])
    assert entries[0]["id"] in text_of(told[0])
    assert "hunter2" in str(entries[0]["exc_info"])


def test_prevent_update_passes(app: Dash) -> None:
    def stop() -> None:
        raise PreventUpdate

    with pytest.raises(PreventUpdate):
        guarded(app, stop)()


def test_start_up_fails_while_a_callback_has_no_permission(app: Dash) -> None:
    guard = Guard(app, make_services())
    guard.callback(Output("a", "children"), Input("b", "value"), permission=Permission.VIEW)(lambda value: value)
    guard.verify()
    app.callback(Output("c", "children"), Input("b", "value"))(lambda value: value)
    with pytest.raises(PermissionMissing, match=r"c\.children"):
        guard.verify()


def test_each_callback_keeps_its_permission(app: Dash) -> None:
    guard = Guard(app, make_services())
    guard.callback(output={"x": Output("a", "children")}, inputs=[Input("b", "value")], permission=Permission.IMPORT)(
        lambda value: {"x": value}
    )
    assert list(guard.permissions.values()) == [Permission.IMPORT]


def test_a_page_callback_runs_only_on_its_page(app: Dash, told: list[Any]) -> None:
    guard, seen = Guard(app, make_services()), []
    guard.page("overview", Output("a", "children"), permission=Permission.VIEW)(lambda visit: seen.append(visit.page))
    show = next(iter(app.callback_map.values()))["callback"].__wrapped__
    with app.server.test_request_context("/"):
        with pytest.raises(PreventUpdate):
            show("/nowhere", "", None)
        assert seen == []


def test_nonsense_instead_of_an_address_is_a_sentence(app: Dash, told: list[Any]) -> None:
    guard = Guard(app, make_services())
    guard.page("overview", Output("a", "children"), permission=Permission.VIEW)(lambda visit: "")
    show = next(iter(app.callback_map.values()))["callback"].__wrapped__
    with app.server.test_request_context("/"):
        assert show({"x": 1}, "", None) is no_update
    assert ZH("errors.body") in text_of(told[0])


def test_one_failing_panel_becomes_a_sentence() -> None:
    def fail() -> html.Div:
        raise Unavailable("errors.database")

    assert ZH("errors.database") in text_of(panel_boundary(ZH, fail))
    assert panel_boundary(ZH, lambda: html.Div("well")).children == "well"


def test_a_moved_revision_is_not_swallowed_by_a_panel() -> None:
    def fail() -> html.Div:
        raise RevisionMoved

    with pytest.raises(RevisionMoved):
        panel_boundary(ZH, fail)


def test_the_line_for_failures_is_in_the_frame() -> None:
    assert Shell.ERROR in str(draw_frame(poll_seconds=2, revision=1))
