"""The states of a panel other than ready: loading, empty, failed, stale, no permission (DESIGN §4).

Each is a value that ``panel(..., state=...)`` understands, so a page says what is the case and the part draws it.
"""

from dataclasses import dataclass
from typing import Literal

from dash import html
from dash.development.base_component import Component

from layouts.parts.banner import banner
from layouts.parts.base import Action, Child, action_button, attrs

_BAR_HEIGHTS = (51, 73, 70, 44, 59, 74, 66, 76, 73, 40, 74, 36)
_ROW_WIDTHS = (92, 84, 96, 78, 88, 70)


@dataclass(frozen=True, kw_only=True, slots=True)
class Loading:
    """Skeleton with the final geometry, visible after 300 ms."""

    label: str
    shape: Literal["bars", "rows", "number"] = "bars"


@dataclass(frozen=True, kw_only=True, slots=True)
class Empty:
    """Why it is empty, and one way out."""

    title: str
    text: str = ""
    action: Action | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Failed:
    """What failed, in a calm sentence with the error id, and up to two ways out (retry, last data)."""

    title: str
    rest: str = ""
    text: str = ""
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Stale:
    """Since when the data stand still; the panel's content stays and loses its colour."""

    title: str
    rest: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Denied:
    """What one may see, and whom to ask."""

    title: str
    text: str = ""
    action: Action | None = None


PanelState = Loading | Empty | Failed | Stale | Denied


def _pieces(widths: tuple[int, ...], *, unit: str) -> list[Child]:
    return [html.I(className="sv-skel", style={unit: f"{size}%"}) for size in widths]


def loading(state: Loading) -> html.Div:
    """Grey shapes where the content will be."""
    number = html.Div(className="sv-skel num")
    bars = html.Div(_pieces(_BAR_HEIGHTS, unit="height"), className="bars")
    rows = html.Div(_pieces(_ROW_WIDTHS, unit="width"), className="rows")
    shapes: dict[str, list[Child]] = {"bars": [number, bars], "rows": [rows], "number": [number]}
    return html.Div(
        shapes[state.shape], className="sv-loading", role="status", **attrs(aria_label=state.label, aria_busy="true")
    )


def _say(picture: str, title: str, text: str, action: Action | None) -> html.Div:
    body: list[Child] = [
        html.I(className=f"sv-pict {picture}", **attrs(aria_hidden="true")),
        html.Div(title, className="what"),
    ]
    if text:
        body.append(html.P(text))
    if action is not None:
        body.append(html.Div(action_button(action), className="ways"))
    return html.Div(body, className="sv-state")


def empty(state: Empty) -> html.Div:
    """Tray, reason, way out."""
    return _say("tray", state.title, state.text, state.action)


def denied(state: Denied) -> html.Div:
    """Lock, what one may see, whom to ask."""
    return _say("lock", state.title, state.text, state.action)


def failed(state: Failed) -> html.Div:
    """Red line, calm explanation, ways out."""
    ways = html.Div([action_button(action) for action in state.actions], className="ways")
    text = [html.P(state.text)] if state.text else []
    return html.Div([banner("red", state.title, state.rest), html.Div([*text, ways], className="sv-state")])


def stale(state: Stale, content: list[Child]) -> list[Component]:
    """Yellow line above the content, which turns grey but keeps its contrast."""
    return [banner("yellow", state.title, state.rest), html.Div(content, className="is-stale")]
