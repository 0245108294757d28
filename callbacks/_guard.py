"""The one way into the program from a callback: who asks, whether they may, and one calm sentence when it fails."""

import functools
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import structlog
from dash import Dash, Input, Output, State, no_update, set_props
from dash.dependencies import DashDependency
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate
from flask import g, request
from werkzeug.exceptions import HTTPException

from callbacks.failures import sentence_of
from callbacks.refusals import Refusals
from callbacks.visits import read_visit, read_words
from dashboard.errors import BadRequest
from dashboard.permissions import ANONYMOUS, Identity, Permission
from dashboard.ports import RevisionMoved
from dashboard.services import Services
from dashboard.text import Words
from layouts.ids import Shell
from layouts.parts import Failed, banner, panel
from layouts.parts.plain import fold
from layouts.urls import ViewState

T = TypeVar("T")
Function = Callable[..., Any]

log = structlog.get_logger(__name__)

ADDRESS = (
    Input(Shell.LOCATION, "pathname"),
    Input(Shell.LOCATION, "search"),
)
LIVE = Input(Shell.REVISION, "data")


class PermissionMissing(RuntimeError):
    """A callback was registered without saying who may use it: the program does not start."""


def current_identity() -> Identity:
    """Who asks: what the door found out at the beginning of the request (``callbacks.http.door``)."""
    identity: Identity = g.get("identity", ANONYMOUS)
    return identity


def panel_boundary(words: Words, build: Callable[[], Component], *, title: str = "") -> Component:
    """What ``build`` makes, or a panel that says calmly what failed: the page's other panels live on."""
    try:
        return build()
    except (PreventUpdate, RevisionMoved):
        raise
    except Exception as error:
        return panel(title or words("shell.panel"), state=Failed(title=sentence_of(error, words)))


class Guard:
    """Registers callbacks on one app, each with the permission it asks for."""

    def __init__(self, app: Dash, services: Services) -> None:
        self._app = app
        self._services = services
        self.permissions: dict[str, Permission] = {}
        self._wired: set[str] = set()
        self._refusals = Refusals(services)

    def callback(self, *dependencies: Any, permission: Permission, **options: Any) -> Callable[[Function], Function]:
        """``app.callback`` for a function called only with the permission; its failures become sentences."""
        wires = [wire for wire in _flat([*dependencies, options]) if isinstance(wire, DashDependency)]
        nothing = no_update if any(isinstance(wire, Output) for wire in wires) else None
        self._wired |= {wire.component_id for wire in wires if isinstance(wire.component_id, str)}

        def decorate(function: Function) -> Function:
            before = set(self._app.callback_map)
            self._app.callback(*dependencies, **options)(self._guarded(function, permission, nothing))
            self.permissions |= dict.fromkeys(set(self._app.callback_map) - before, permission)
            return function

        return decorate

    def page(
        self, key: str, outputs: Any, *more: Input | State, permission: Permission
    ) -> Callable[[Function], Function]:
        """The callback that fills page ``key``: called with the visit and the values of ``more``."""

        def decorate(function: Function) -> Function:
            @functools.wraps(function)
            def show(pathname: object, search: object, revision: object, *values: object) -> Any:
                visit = read_visit(self._services, pathname, search, identity=current_identity())
                if visit.page != key:
                    raise PreventUpdate
                answer = function(visit, *values)
                set_props(Shell.ERROR, {"children": None})
                return answer

            self.callback(output=outputs, inputs=[*ADDRESS, LIVE, *more], permission=permission)(show)
            return function

        return decorate

    def verify(self) -> None:
        """Refuse to start while any callback has no permission. Raises ``PermissionMissing``."""
        missing = sorted(set(self._app.callback_map) - set(self.permissions))
        if missing:
            raise PermissionMissing(f"callbacks without a permission: {', '.join(missing)}")

    def _guarded(self, function: Function, permission: Permission, nothing: Any) -> Function:
        @functools.wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            try:
                if not current_identity().may(permission):
                    raise self._refusals.refuse(current_identity(), f"{function.__module__}.{function.__name__}")
                return fold(function(*args, **kwargs), wired=self._wired)
            except PreventUpdate:
                raise
            except Exception as error:
                words = self._words()
                set_props(Shell.ERROR, {"children": banner("red", sentence_of(error, words))})
                return nothing

        return run

    def _words(self) -> Words:
        """The language of the page from which a callback came: the browser names its address in ``Referer``."""
        search = request.headers.get("Referer", "").partition("?")[2]
        return read_words(ViewState.parse(search), default=self._services.settings.language)


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from _flat(part)
    else:
        yield value


def guard_dispatch(app: Dash) -> None:
    """Answer a callback request that the framework cannot read with 400: what is sent there is anybody's invention."""
    endpoint = next(rule.endpoint for rule in app.server.url_map.iter_rules() if rule.rule == "/_dash-update-component")
    dispatch = app.server.view_functions[endpoint]

    @functools.wraps(dispatch)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return dispatch(*args, **kwargs)
        except (PreventUpdate, HTTPException):
            raise
        except Exception as error:
            log.warning("callback request refused", cause=type(error).__name__)
            raise BadRequest("errors.body") from error

    app.server.view_functions[endpoint] = run
