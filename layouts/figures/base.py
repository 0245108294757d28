"""What all figures share. Figures are plain dicts, an order of magnitude cheaper than ``go.Figure``."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from layouts.theme.template import CLEAR, build_template
from layouts.theme.tokens import Scale, Theme, colours, sizes

Figure = dict[str, Any]

GRAPH_CONFIG: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "displayModeBar": False,
        "displaylogo": False,
        "showSendToCloud": False,
        "plotlyServerURL": "",
        "locale": "zh-CN",
        "responsive": True,
        "scrollZoom": False,
        "doubleClick": False,
        "showTips": False,
        "showAxisDragHandles": False,
    }
)


def base_layout(*, theme: Theme, scale: Scale, height: int, right: int = 88, bottom: int = 24, top: int = 8) -> Figure:
    """Layout with the template inside, because plotly.js knows no template names. Margins in px at desk scale."""
    grow = sizes(scale)["fs-sm"] / sizes("desk")["fs-sm"]
    margin = {"l": 2, "r": round(right * grow), "t": round(top * grow), "b": round(bottom * grow), "pad": 0}
    return {
        "template": build_template(theme, scale),
        "height": round(height * grow),
        "margin": margin,
        "autosize": True,
        "uirevision": "keep",
        "hovermode": False if scale == "wall" else "closest",
    }


def spread(wanted: Sequence[float], *, gap: float) -> list[float]:
    """Move label positions apart to at least ``gap``, as little as possible, keeping their order.

    Positions that already stand apart stay. Clusters are centred on the mean of what their members wanted.
    """
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    groups: list[list[int]] = []
    centres: list[float] = []
    for at in order:
        groups.append([at])
        centres.append(wanted[at])
        while len(groups) > 1 and centres[-1] - centres[-2] < gap * (len(groups[-1]) + len(groups[-2])) / 2:
            last = groups.pop()
            groups[-1] += last
            centres[-2:] = [sum(wanted[i] for i in groups[-1]) / len(groups[-1])]
    placed = [0.0] * len(wanted)
    for group, centre in zip(groups, centres, strict=True):
        for rank, at in enumerate(group):
            placed[at] = centre + gap * (rank - (len(group) - 1) / 2)
    return placed


def end_label(text: str, y: float, *, colour: str, size: float, bold: bool = False) -> Figure:
    """A direct label at the right of the plot at height ``y`` (data units)."""
    font = {"color": colour, "size": size, "weight": 700 if bold else 400}
    return {
        "text": text,
        "x": 1,
        "xref": "paper",
        "xanchor": "left",
        "xshift": 8,
        "y": y,
        "yref": "y",
        "yanchor": "middle",
        "showarrow": False,
        "font": font,
        "align": "left",
    }


def target_line(y: float, *, theme: Theme, x0: float = 0.0, x1: float = 1.0) -> Figure:
    """Dashed ink line across the plot at ``y``."""
    line = {"color": colours(theme)["ink-1"], "width": 1, "dash": "4px,3px"}
    return {"type": "line", "xref": "paper", "x0": x0, "x1": x1, "yref": "y", "y0": y, "y1": y, "line": line}


def hit_areas(hovers: Sequence[str], hrefs: Sequence[str], *, low: float, high: float) -> Figure:
    """Invisible full-height columns on top: the whole month answers to the pointer, with one box of ready text."""
    return {
        "type": "bar",
        "name": "HIT",
        "x": list(range(len(hovers))),
        "y": [high - low] * len(hovers),
        "base": low,
        "width": 1,
        "marker": {"color": CLEAR, "line": {"width": 0}},
        "hovertemplate": [f"{hover}<extra></extra>" for hover in hovers],
        "customdata": list(hrefs),
    }


def goes_somewhere(figure: Mapping[str, Any]) -> bool:
    """Whether any point of the figure carries a link target."""
    return any(any(trace.get("customdata") or ()) for trace in figure.get("data", ()))
