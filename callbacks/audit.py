"""The audit ledger: the rows that an address asks for, the verdict of the chain, the filters that write the address."""

from dataclasses import replace
from typing import Any

from dash import Input, Output, State, no_update
from dash.development.base_component import Component

from callbacks._guard import Guard, panel_boundary
from dashboard.audit import RESULTS, AuditFilter
from dashboard.errors import BadRequest
from dashboard.permissions import Permission
from dashboard.services import Services
from layouts.ids import Audit, Shell
from layouts.pages import audit as page
from layouts.parts import banner
from layouts.urls import ViewState
from layouts.visit import Visit

PAGE_ROWS = 50


def split_kind(kind: str) -> tuple[str, str]:
    """Action and result of an address: ``kind=sign_in,refused``, either of them may be empty."""
    action, _, result = kind.partition(",")
    return action, result


def read_filter(visit: Visit) -> AuditFilter:
    """The rows that an address asks for. Raises ``BadRequest`` for a result that does not exist."""
    state = visit.state
    action, result = split_kind(state.kind)
    if result not in ("", *RESULTS):
        raise BadRequest("errors.choice", name="kind", value=state.kind[:40])
    period = visit.query.period if state.period else None
    first, last = (period.first, period.last) if period else (None, None)
    return AuditFilter(action=action, result=result, first=first, last=last, text=state.q)


def read_view(services: Services, visit: Visit) -> page.AuditView:
    """The rows of an address; a cursor that leads nowhere leads to the first page."""
    audit, where = services.audit, read_filter(visit)
    rows = audit.read_rows(where, after=visit.state.after, limit=PAGE_ROWS)
    if not rows.rows and visit.state.after:
        rows = audit.read_rows(where, limit=PAGE_ROWS)
    actions = tuple(audit.read_actions())
    return page.AuditView(page=rows, where=where, actions=actions, days=services.settings.audit_days)


def show_audit(services: Services, visit: Visit) -> dict[str, Any]:
    """Everything on the page but the verdict; a filter that makes no sense is left out, and said."""
    notes: list[Component] = []
    try:
        view = read_view(services, visit)
    except BadRequest as error:
        notes = [banner("yellow", visit.words(error.key, **error.params))]
        visit = replace(visit, state=replace(visit.state, kind="", after=""))
        view = read_view(services, visit)
    state, where = visit.state, view.where
    return {
        "head": page.draw_head(view, visit),
        "export": page.draw_export(view, visit),
        "notes": notes,
        "body": panel_boundary(visit.words, lambda: page.draw_body(view, visit)),
        "actions": _options(page.action_options(view, visit)),
        "periods": _options(page.period_options(visit)),
        "values": [where.action, where.result, state.period, state.q],
    }


def show_chain(services: Services, visit: Visit) -> Component:
    """The verdict of the chain, which takes its time in a long ledger: drawn by itself."""
    words = visit.words
    return panel_boundary(
        words, lambda: page.draw_chain(services.audit.verify(), visit), title=words("audit.chain.unknown")
    )


def _options(pairs: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in pairs]


def do_filter(search: object, *, action: object, result: object, period: object, q: object) -> Any:
    """The query string with the chips' values in it; no update when it says the same already."""
    state = ViewState.parse(str(search or ""))
    kind = f"{action or ''},{result or ''}" if result else str(action or "")
    wanted = {"kind": kind, "period": str(period or ""), "q": str(q or "")}
    if all(getattr(state, name) == value for name, value in wanted.items()):
        return no_update
    return state.url("", **wanted) or "?"


def register(guard: Guard, services: Services) -> None:
    """Register the page."""
    controls = [Audit.ACTION, Audit.RESULT, Audit.PERIOD, Audit.SEARCH]
    outputs = {
        "head": Output(Audit.HEAD, "children"),
        "export": Output(Audit.EXPORT, "children"),
        "notes": Output(Audit.NOTES, "children"),
        "body": Output(Audit.BODY, "children"),
        "actions": Output(Audit.ACTION, "options"),
        "periods": Output(Audit.PERIOD, "options"),
        "values": [Output(control, "value") for control in controls],
    }

    @guard.page("audit", outputs, permission=Permission.AUDIT)
    def show(visit: Visit) -> dict[str, Any]:
        return show_audit(services, visit)

    @guard.page("audit", {"chain": Output(Audit.CHAIN, "children")}, permission=Permission.AUDIT)
    def verdict(visit: Visit) -> dict[str, Any]:
        return {"chain": show_chain(services, visit)}

    @guard.callback(
        Output(Shell.LOCATION, "search", allow_duplicate=True),
        *(Input(control, "value") for control in controls),
        State(Shell.LOCATION, "search"),
        permission=Permission.AUDIT,
        prevent_initial_call=True,
    )
    def narrow(action: object, result: object, period: object, q: object, search: object) -> Any:
        return do_filter(search, action=action, result=result, period=period, q=q)
