"""The ledger: which records an address asks for, and the filters that write the address."""

from dataclasses import replace
from typing import Any

from dash import Input, Output, State, no_update
from dash.development.base_component import Component

from callbacks._guard import Guard, panel_boundary
from callbacks.views.lens import view_period
from dashboard.board import Board
from dashboard.errors import BadRequest, NotFound
from dashboard.indicators import REGISTRY, Indicator, RecordSet
from dashboard.period import Query
from dashboard.permissions import Permission
from dashboard.ports import RecordPage, RecordQuery
from dashboard.services import Services
from layouts.ids import Records, Shell
from layouts.pages import records as page
from layouts.pages.records_filters import named_options, period_options, unit_options
from layouts.parts import banner
from layouts.urls import ViewState
from layouts.visit import Visit

DEFAULT_KEY = "approvals.accepted"
PAGE_ROWS = 50
FILTERS = ("unit", "stage", "item", "department", "period", "as_of", "q")


def find_records(name: str) -> tuple[str, Indicator | None, RecordSet]:
    """The records a path names: those of an indicator, or a set by its own name. Raises ``NotFound``."""
    key = name or DEFAULT_KEY
    if key in REGISTRY.keys:
        indicator = REGISTRY.get(key)
        return key, indicator, indicator.records
    if key in set(RecordSet):
        return key, None, RecordSet(key)
    raise NotFound("errors.record_set", value=key[:60])


def record_query(visit: Visit, records: RecordSet, *, limit: int = PAGE_ROWS) -> RecordQuery:
    """The page of rows that an address asks for."""
    query, state = visit.query, visit.state
    return RecordQuery(
        records=records,
        where=query.where,
        first=query.period.first,
        last=query.period.last,
        as_of=query.as_of,
        sort=state.sort.lstrip("-"),
        descending=state.sort.startswith("-"),
        after=state.after,
        limit=limit,
        search=state.q,
    )


def read_page(board: Board, query: RecordQuery) -> tuple[RecordPage, bool]:
    """One page of rows; a cursor that means nothing leads to the first page, and the answer says so."""
    try:
        return board.records(query), False
    except BadRequest as error:
        if not query.after or error.key != "errors.cursor":
            raise
        return board.records(replace(query, after="")), True


COUNTED_BY = {RecordSet.INSTANT: "approvals.instant_rate", RecordSet.ONLINE: "approvals.online_rate"}
"""Sets that no indicator has as its base: the numerator of one counts them."""


def count_records(board: Board, query: Query, records: RecordSet) -> int:
    """How many records a set has: what the figures say, so that no list is counted row by row."""
    if records in COUNTED_BY:
        return int(board.figures(query, (COUNTED_BY[records],))[COUNTED_BY[records]].numerator or 0)
    key = next(indicator.key for indicator in REGISTRY if indicator.records is records)
    return board.figures(query, (key,))[key].n


def read_view(services: Services, board: Board, visit: Visit) -> page.RecordsView:
    """Everything the ledger shows for one address."""
    key, indicator, records = find_records(visit.name)
    rows, cursor_lost = read_page(board, record_query(visit, records))
    return page.RecordsView(
        key=key,
        records=records,
        indicator=indicator,
        figure=board.figures(visit.query, (key,))[key] if indicator else None,
        page=rows,
        total=rows.total if rows.total >= 0 else count_records(board, visit.query, records),
        period=view_period(visit.query.period),
        items=services.reader.read_names(by="item", scope=board.scope),
        departments=services.reader.read_names(by="department", scope=board.scope),
        has_data=board.revision.data_time > 0,
        cursor_lost=cursor_lost,
    )


def show_records(services: Services, visit: Visit) -> dict[str, Any]:
    """Everything on the page that the address decides; an unknown list is a sentence over the usual one."""
    notes: list[Component] = []
    try:
        find_records(visit.name)
    except NotFound as error:
        notes = [banner("yellow", visit.words(error.key, **error.params))]
        visit = replace(visit, name="", path="/records")
    view = services.boards.answer(lambda board: read_view(services, board, visit), scope=visit.identity.scope)
    state, words = visit.state, visit.words
    every = words("records.filters.item_all"), words("records.filters.department_all")
    periods = period_options(view.period, visit)
    return {
        "say": page.draw_say(view, visit),
        "sets": page.draw_sets(view, visit),
        "export": page.draw_export(view, visit),
        "notes": [*notes, *page.draw_notes(view, visit)],
        "body": panel_boundary(words, lambda: page.draw_body(view, visit)),
        "units": _options(unit_options(visit, inactive=services.reader.read_rules().inactive_units)),
        "items": _options(named_options(view.items, every=every[0], chosen=state.item)),
        "departments": _options(named_options(view.departments, every=every[1], chosen=state.department)),
        "periods": _options(periods),
        "period_hint": dict(periods).get("", ""),
        "values": [state.unit, state.stage, state.item, state.department, state.period, state.as_of or None, state.q],
    }


def _options(pairs: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in pairs]


def do_filter(search: str, values: list[Any]) -> Any:
    """The query string with the chips' values in it; no update when it says the same already."""
    state = ViewState.parse(search)
    wanted = {name: str(value or "") for name, value in zip(FILTERS, values, strict=True)}
    if all(getattr(state, name) == value for name, value in wanted.items()):
        return no_update
    return state.url("", **wanted) or "?"


def register(guard: Guard, services: Services) -> None:
    """Register the ledger's callbacks."""
    controls = [
        Records.UNIT, Records.STAGE, Records.ITEM, Records.DEPARTMENT, Records.PERIOD, Records.AS_OF, Records.SEARCH
    ]  # fmt: skip
    outputs = {
        "say": Output(Records.SAY, "children"),
        "sets": Output(Records.SETS, "children"),
        "export": Output(Records.EXPORT, "children"),
        "notes": Output(Records.NOTES, "children"),
        "body": Output(Records.BODY, "children"),
        "units": Output(Records.UNIT, "options"),
        "items": Output(Records.ITEM, "options"),
        "departments": Output(Records.DEPARTMENT, "options"),
        "periods": Output(Records.PERIOD, "options"),
        "period_hint": Output(Records.PERIOD, "placeholder"),
        "values": [Output(control, "value") for control in controls],
    }

    @guard.page("records", outputs, permission=Permission.VIEW_RECORDS)
    def show(visit: Visit) -> dict[str, Any]:
        return show_records(services, visit)

    @guard.callback(
        Output(Shell.LOCATION, "search", allow_duplicate=True),
        *(Input(control, "value") for control in controls),
        State(Shell.LOCATION, "search"),
        permission=Permission.VIEW_RECORDS,
        prevent_initial_call=True,
    )
    def narrow(*values: Any) -> Any:
        return do_filter(str(values[-1] or ""), list(values[:-1]))
