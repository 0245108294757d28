"""The ledger (办件台账): a figure, what it means, and every case it counts, page by page."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from dashboard.indicators import Figure, FigureUnit, Indicator, RecordSet
from dashboard.ports import RecordPage
from dashboard.timekeeping import day_of
from layouts import formats
from layouts.ids import Records
from layouts.pages.records_filters import describe_scope, draw_filters
from layouts.pages.records_table import draw_table
from layouts.panels.base import PeriodView, period_name, show_value
from layouts.parts import Action, Empty, Loading, banner, link, pager, panel, segments
from layouts.urls import records_path
from layouts.visit import Visit

SETS = (
    "approvals.accepted",
    "approvals.open",
    "approvals.red",
    "approvals.yellow",
    "approvals.paused",
    "approvals.closed",
    "approvals.overdue_days",
    "approvals.withdrawn",
    "approvals.refused",
)
"""Record sets offered as a switch, by the indicator that counts them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsView:
    """One page of the ledger. ``indicator`` and ``figure`` are None for a bare record set (``/records/instant``)."""

    key: str
    records: RecordSet
    indicator: Indicator | None
    figure: Figure | None
    page: RecordPage
    total: int
    period: PeriodView
    items: dict[str, str]
    departments: dict[str, str]
    has_data: bool
    cursor_lost: bool = False

    @property
    def is_stock(self) -> bool:
        """Whether the records are a state at the as-of day, so that the period says nothing."""
        stock = (RecordSet.OPEN, RecordSet.RED, RecordSet.YELLOW, RecordSet.GREEN, RecordSet.PAUSED)
        return self.records in stock


def skeleton(visit: Visit) -> Component:
    """Title, filters and the place of the table."""
    words = visit.words
    say = html.Div([html.H1(words("records.heading")), html.Div("…", className="sub")], id=Records.SAY, className="say")
    state = Loading(label=words("records.loading"), shape="rows")
    return html.Div(
        [
            html.Div([say, draw_filters(visit)], className="sv-head"),
            html.Div(
                [html.Div(id=Records.SETS), html.Div(id=Records.EXPORT, className="sv-filters")], className="sv-tools"
            ),
            html.Div(id=Records.NOTES),
            html.Div(panel(words("records.heading"), state=state), id=Records.BODY),
        ]
    )


def draw_say(view: RecordsView, visit: Visit) -> list[Component]:
    """The message: the figure that these records explain, and what it was asked about."""
    return [html.H1(_title(view, visit)), html.Div(_sub(view, visit), className="sub")]


def _title(view: RecordsView, visit: Visit) -> str:
    words, total = visit.words, formats.cases(view.total, visit.lang)
    if view.indicator is None or view.figure is None:
        return words("records.title_set", records=words(f"vocabulary.records.{view.records.value}"), total=total)
    name = words(f"{view.indicator.text_key}.name")
    if view.figure.value is None:
        return words("records.title_none", name=name)
    value = show_value(view.figure, visit)
    if view.indicator.unit is FigureUnit.CASES:
        return words("records.title_count", name=name, value=value)
    return words("records.title_rate", name=name, value=value, total=total)


def _sub(view: RecordsView, visit: Visit) -> str:
    words = visit.words
    return words(
        "records.sub_stock" if view.is_stock else "records.sub_period",
        scope=describe_scope(visit, items=view.items, departments=view.departments),
        period=period_name(view.period, visit),
        as_of=formats.day_full(day_of(visit.query.as_of), visit.lang),
        records=words(f"vocabulary.records.{view.records.value}"),
    )


def draw_sets(view: RecordsView, visit: Visit) -> Component:
    """The switch between record sets, keeping all filters."""
    words = visit.words
    keys = SETS if view.key in SETS else (view.key, *SETS)
    names = {key: _set_name(key, visit) for key in keys}
    links = [(names[key], visit.state.url(records_path(key), sort=""), key == view.key) for key in keys]
    return segments(links, label=words("records.sets"))


def _set_name(key: str, visit: Visit) -> str:
    words = visit.words
    offered = f"records.set.{key.removeprefix('approvals.')}"
    if key in SETS:
        return words(offered)
    name = f"indicators.{key}.name"
    return words(name) if name in words else words(f"vocabulary.records.{key}")


def draw_notes(view: RecordsView, visit: Visit) -> list[Component]:
    """The definition of the figure, and what happened to a cursor that no longer exists."""
    words = visit.words
    notes: list[Component] = []
    if view.cursor_lost:
        notes.append(banner("yellow", words("records.cursor_lost"), words("records.cursor_lost_rest")))
    if view.indicator is not None:
        definition = words(f"{view.indicator.text_key}.definition")
        all_of_them = f"{visit.records('/definitions')}#{view.indicator.key}"
        rest: list[Any] = [definition, " ", link(words("records.all_definitions"), all_of_them)]
        notes.append(banner("info", words("records.definition"), rest))
    return notes


def draw_body(view: RecordsView, visit: Visit) -> Component:
    """The table with its pager, or why there is nothing to show."""
    words, page = visit.words, view.page
    total = formats.cases(view.total, visit.lang)
    records = words(f"vocabulary.records.{view.records.value}")
    if not view.total:
        return panel(words("records.panel", total=total), state=_nothing(view, visit, records))
    q = visit.state.q
    title = words("records.panel_search", q=q, total=total) if q else words("records.panel", total=total)
    turning = pager(
        shown=words("records.shown", n=formats.count(len(page.rows)), total=formats.count(view.total)),
        first=words("records.first_page"),
        next=words("records.next_page"),
        first_href=visit.here() if visit.state.after and not view.cursor_lost else "",
        next_href=visit.here(after=page.next) if page.next else "",
        label=words("records.paging"),
    )
    caption = words("records.caption", records=records)
    table = draw_table(page.rows, visit, caption=caption, key=view.key)
    return panel(title, [table, turning], unit=words("records.panel_unit", records=records))


def _nothing(view: RecordsView, visit: Visit, records: str) -> Empty:
    words, state = visit.words, visit.state
    if not view.has_data:
        way = Action(text=words("records.no_data_way"), href=visit.to("/imports"))
        return Empty(title=words("records.no_data_title"), text=words("records.no_data_text"), action=way)
    cleared = visit.here(unit="", stage="", item="", department="", q="")
    narrowed = any((state.unit, state.stage, state.item, state.department, state.q))
    action = Action(text=words("records.empty_way"), href=cleared) if narrowed else None
    if state.q:
        return Empty(title=words("records.empty_title"), text=words("records.empty_search", q=state.q), action=action)
    text = words(
        "records.empty_text",
        records=records,
        scope=describe_scope(visit, items=view.items, departments=view.departments),
        period=period_name(view.period, visit),
    )
    return Empty(title=words("records.empty_title"), text=text, action=action)


def draw_export(view: RecordsView, visit: Visit) -> list[Component]:
    """The way out of the filters, and links that download all rows; plain addresses, so that they can be pasted."""
    words, state = visit.words, visit.state
    narrowed = any((state.unit, state.stage, state.item, state.department, state.period, state.as_of, state.q))
    cleared = visit.here(unit="", stage="", item="", department="", period="", as_of="", q="")
    reset = [link(words("records.filters.reset"), cleared)] if narrowed else []
    if not view.total:
        return [*reset]
    label = words("records.export_label", total=formats.cases(view.total, visit.lang))
    links = [
        html.A(words(f"records.export_{kind}"), href=export_url(visit, view.key, kind), className="sv-btn", title=label)
        for kind in ("xlsx", "csv")
    ]
    return [*reset, *links]


def export_url(visit: Visit, key: str, kind: str) -> str:
    """The address that downloads a record set with this visit's filters; ``kind`` is xlsx or csv."""
    address = visit.state.url(f"/export/records.{kind}", kind="", theme="", scale="")
    return f"{address}{'&' if '?' in address else '?'}key={quote(key)}"
