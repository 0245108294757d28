"""口径: what every figure means, its present value, and the rules it rests on."""

from typing import Literal

from dash import html
from dash.development.base_component import Component

from layouts.ids import Definitions
from layouts.panels.head import build_filters, build_head
from layouts.parts import Loading, panel
from layouts.visit import Visit


def skeleton(visit: Visit) -> Component:
    """Every container in its place."""
    filters = build_filters(visit, period=Definitions.PERIOD, unit=Definitions.UNIT, as_of=Definitions.AS_OF)
    rules = [
        [_slot(visit, Definitions.CLOCK, "clock"), _slot(visit, Definitions.CALENDAR, "calendar")],
        [_slot(visit, Definitions.LIGHTS, "lights"), _slot(visit, Definitions.PLACES, "places")],
    ]
    columns = [html.Div(column, className="col-12 col-xl-6 d-flex flex-column gap-3") for column in rules]
    return html.Div(
        [
            build_head(Definitions.SAY, filters),
            html.Div(id=Definitions.PAST),
            _slot(visit, Definitions.FIGURES, "figures"),
            html.Div(columns, className="row gx-4 gy-3 mt-0"),
        ]
    )


def _slot(visit: Visit, id: Definitions, title: str, shape: Literal["rows"] = "rows") -> html.Div:
    words = visit.words
    state = Loading(label=words("overview.loading"), shape=shape)
    return html.Div(panel(words(f"definitions.{title}.title"), state=state), id=id)
