"""审批时效: which kinds of approval and which units are late, how the rate moves, how days spread around the limit."""

from typing import Literal

from dash import html
from dash.development.base_component import Component

from layouts.ids import Approvals
from layouts.panels.head import build_filters, build_head, stage_options
from layouts.parts import Loading, chip, panel
from layouts.visit import Visit


def skeleton(visit: Visit) -> Component:
    """Every container in its place, with the shape of what will stand in it."""
    words = visit.words
    stage = chip(
        words("approvals.filter.stage"), stage_options(visit), value=visit.state.stage, id=Approvals.STAGE, width="11em"
    )
    filters = build_filters(visit, period=Approvals.PERIOD, unit=Approvals.UNIT, as_of=Approvals.AS_OF, more=[stage])
    export = html.A(words("overview.export"), id=Approvals.EXPORT, className="sv-btn sv-export")
    left = [_slot(visit, Approvals.ITEMS, "items", "rows"), _slot(visit, Approvals.RULES, "rules", "rows")]
    right = [_slot(visit, Approvals.TREND, "trend", "bars"), _slot(visit, Approvals.DISTANCE, "distance", "rows")]
    below = [_slot(visit, Approvals.SPREAD, "spread", "bars"), _slot(visit, Approvals.SPLIT, "split", "rows")]
    return html.Div(
        [
            build_head(Approvals.SAY, filters, after=[export]),
            html.Div(id=Approvals.PAST),
            html.Div(
                [
                    html.Div(left, className="col-12 col-xl-7 d-flex flex-column gap-3"),
                    html.Div(right, className="col-12 col-xl-5 d-flex flex-column gap-3"),
                ],
                className="row gx-4 gy-3",
            ),
            html.Div([html.Div(slot, className="col-12 col-xl-6") for slot in below], className="row gx-4 gy-3 mt-0"),
            html.Div(_slot(visit, Approvals.OVERDUE, "overdue", "rows"), className="mt-3"),
        ]
    )


def _slot(visit: Visit, id: Approvals, title: str, shape: Literal["bars", "rows"]) -> html.Div:
    words = visit.words
    state = Loading(label=words("overview.loading"), shape=shape)
    return html.Div(panel(words(f"approvals.{title}.title_none"), state=state), id=id)
