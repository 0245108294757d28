"""The filter chips of the pages that look at a period: what is chosen is written into the address, and nothing else."""

from typing import Any

from dash import no_update

from dashboard.timekeeping import day_of
from layouts.panels.head import HeadView, filter_values
from layouts.panels.period_options import LATEST
from layouts.urls import ViewState
from layouts.visit import Visit


def do_filter(search: object, *, today: int, **chosen: object) -> Any:
    """The query string with the chosen values in it; no update when it says the same already. Today needs no as-of."""
    state = ViewState.parse(str(search or "")).checked(today=today)
    wanted = {name: str(value or "") for name, value in chosen.items()}
    if wanted.get("period") == LATEST:
        wanted["period"] = ""
    if wanted.get("as_of") == day_of(today).isoformat():
        wanted["as_of"] = ""
    if all(getattr(state, name) == value for name, value in wanted.items()):
        return no_update
    return state.url("", **wanted) or "?"


def show_filters(view: HeadView, visit: Visit) -> dict[str, Any]:
    """Options of the chips of period and unit, and values of all chips, as the address says."""
    values = filter_values(view, visit)
    chosen = [values["period"], values["unit"], values["as_of"]]
    return {"periods": values["periods"], "unit_options": values["units"], "values": chosen}
