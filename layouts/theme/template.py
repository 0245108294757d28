"""Plotly templates made from the tokens: ``sv_light``, ``sv_dark`` and, on top, ``sv_projector`` or ``sv_wall``.

plotly.js knows no template names, so the plain-dict figures of ``layouts.figures`` carry the template itself;
``register_templates`` is for the Python renderer (charts as pictures), which resolves names.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final, Literal

import plotly.graph_objects as go
import plotly.io as pio

from layouts.theme.tokens import Scale, Theme, colours, fonts, sizes

Scenario = Literal["AC", "NOW", "PY", "PL", "FC"]

TEMPLATE_NAMES: Final = ("sv_light", "sv_dark", "sv_projector", "sv_wall")
LIGHT_SYMBOL: Final[Mapping[str, str]] = {
    "red": "diamond",
    "yellow": "triangle-up",
    "green": "circle",
    "pause": "line-ns",
    "done": "x-thin",
    "grey": "circle-open",
}
CLEAR: Final = "rgba(0,0,0,0)"


def _axis(c: Mapping[str, str], small: float) -> dict[str, Any]:
    return {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "automargin": True,
        "fixedrange": True,
        "tickfont": {"color": c["ink-3"], "size": small},
        "title": {"font": {"color": c["ink-3"], "size": small}},
        "gridcolor": c["line"],
        "linecolor": c["ink-1"],
        "linewidth": 1,
        "spikecolor": c["line-strong"],
        "spikethickness": 1,
        "spikedash": "solid",
    }


def _layout(theme: Theme, scale: Scale) -> dict[str, Any]:
    c, s, family = colours(theme), sizes(scale), fonts()
    small, text = s["fs-cap"], s["fs-sm"]
    axis = _axis(c, small)
    hover_font = {"family": family, "size": text, "color": c["ink-1"]}
    return {
        "font": {"family": family, "size": text, "color": c["ink-2"]},
        "separators": ".,",
        "title": {"text": "", "x": 0, "xanchor": "left", "font": {"size": s["fs-h3"], "color": c["ink-1"]}},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "margin": {"l": 8, "r": 88, "t": 8, "b": 24},
        "showlegend": False,
        "colorway": [c["ac"], c["accent"], c["line-strong"], c["py"], c["ink-3"]],
        "bargap": 0.32,
        "barmode": "overlay",
        "dragmode": False,
        "hovermode": False if scale == "wall" else "x unified",
        "hoverdistance": 40,
        "hoverlabel": {"bgcolor": c["bg"], "bordercolor": c["line-strong"], "font": hover_font, "align": "left"},
        "xaxis": axis | {"showline": True},
        "yaxis": axis | {"rangemode": "tozero", "nticks": 4},
        "annotationdefaults": {"showarrow": False, "font": {"size": text, "color": c["ink-1"]}, "xanchor": "left"},
        "shapedefaults": {"line": {"color": c["ink-1"], "width": 1, "dash": "4px,3px"}},
        "transition": {"duration": 0},
        "modebar": {"remove": ["zoom", "pan", "select", "lasso2d", "autoScale"]},
    }


@cache
def build_template(theme: Theme, scale: Scale = "desk") -> Mapping[str, Any]:
    """Return the template as a plain mapping for ``figure["layout"]["template"]``; shared, so never change it."""
    c, s = colours(theme), sizes(scale)
    bar = {
        "marker": {"line": {"width": 0}},
        "textfont": {"size": s["fs-cap"]},
        "insidetextanchor": "start",
        "cliponaxis": False,
    }
    table = {
        "header": {"fill": {"color": c["bg"]}, "font": {"color": c["ink-3"]}},
        "cells": {"fill": {"color": c["bg"]}},
    }
    scatter = {"line": {"width": 2}, "marker": {"size": 8}}
    data = {
        "bar": [{"type": "bar"} | bar],
        "scatter": [{"type": "scatter"} | scatter],
        "table": [{"type": "table"} | table],
    }
    return {"layout": _layout(theme, scale), "data": data}


def _scale_only(scale: Scale) -> go.layout.Template:
    """Return the part of a template that a scale changes, to be stacked on a theme: ``sv_dark+sv_wall``."""
    s = sizes(scale)
    return go.layout.Template(
        layout={
            "font": {"size": s["fs-sm"]},
            "hovermode": False if scale == "wall" else "x unified",
            "hoverlabel": {"font": {"size": s["fs-sm"]}},
            "xaxis": {"tickfont": {"size": s["fs-cap"]}},
            "yaxis": {"tickfont": {"size": s["fs-cap"]}},
            "annotationdefaults": {"font": {"size": s["fs-sm"]}},
        }
    )


def register_templates() -> None:
    """Put the four templates into ``plotly.io.templates`` (process-wide; called by the composition root only)."""
    pio.templates["sv_light"] = go.layout.Template(build_template("light"))
    pio.templates["sv_dark"] = go.layout.Template(build_template("dark"))
    pio.templates["sv_projector"] = _scale_only("projector")
    pio.templates["sv_wall"] = _scale_only("wall")


def scenario(kind: Scenario, theme: Theme = "light") -> dict[str, Any]:
    """Return the marker of an IBCS scenario: AC solid, PL outline, PY pale, FC hatched (forecast or stopped clock)."""
    c = colours(theme)
    hatch = {"shape": "/", "fgcolor": c["fc"], "bgcolor": c["bg"], "size": 5, "solidity": 0.35}
    markers: dict[Scenario, dict[str, Any]] = {
        "AC": {"color": c["ac"]},
        "NOW": {"color": c["accent"]},
        "PY": {"color": c["py"]},
        "PL": {"color": CLEAR, "line": {"color": c["pl"], "width": 1.5}},
        "FC": {"color": c["bg"], "line": {"color": c["fc"], "width": 1}, "pattern": hatch},
    }
    return markers[kind]
