"""County tiles: a 5 × 3 grid by rough position; the two free places carry the legend and the note on the map."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component

from layouts.parts.base import Children, Id, as_list, attrs


@dataclass(frozen=True, kw_only=True, slots=True)
class Tile:
    """One unit: ``light`` is the worst of its lights, ``counts`` the light counts, ``foot`` its rate in words."""

    name: str
    href: str
    row: int
    col: int
    light: str
    counts: tuple[Component, ...] = ()
    foot: str = ""


def _place(row: int, col: int) -> dict[str, str]:
    return {"gridRow": str(row), "gridColumn": str(col)}


def _tile(tile: Tile) -> dcc.Link:
    inside = [
        html.Div(tile.name, className="nm"),
        html.Div(list(tile.counts), className="row2"),
        html.Div(tile.foot, className="ft"),
    ]
    look = f"sv-tile {tile.light}"
    return dcc.Link(inside, href=tile.href, className=look, style=_place(tile.row, tile.col), title=tile.name)


def tiles(
    units: Sequence[Tile],
    *,
    label: str,
    legend: Children = None,
    note: str = "",
    legend_at: tuple[int, int] = (1, 3),
    note_at: tuple[int, int] = (3, 1),
    columns: int = 5,
    id: Id | None = None,
) -> html.Div:
    """The grid; each unit is a link, placed at its row and column (from 1). Line breaks in ``note`` are kept."""
    taken = {(tile.row, tile.col) for tile in units}
    if len(taken) != len(units):
        raise ValueError("two units stand on the same place")
    extra: list[Component] = []
    if legend is not None and legend_at not in taken:
        extra.append(html.Div(as_list(legend), className="key", style=_place(*legend_at)))
    if note and note_at not in taken:
        extra.append(html.Div(note, className="sv-note note", style=_place(*note_at)))
    style = {"--sv-cols": str(columns)}
    return html.Div(
        [*(_tile(tile) for tile in units), *extra],
        className="sv-tiles",
        style=style,
        role="group",
        **attrs(id, aria_label=label),
    )
