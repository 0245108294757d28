"""审计台账: who did what, from where, with what result, and whether the chain of the rows is whole."""

from dataclasses import dataclass
from datetime import date

from dash import html
from dash.development.base_component import Component

from dashboard.audit import RESULTS, AuditFilter, AuditPage, AuditRow, ChainReport
from dashboard.period import add_months
from dashboard.timekeeping import day_of, moment_of
from layouts import formats
from layouts.ids import Audit
from layouts.pages.audit_rows import action_word, detail_text, result_word, visible, when, who
from layouts.panels.base import month_day
from layouts.parts import (
    Action,
    Child,
    Column,
    Empty,
    Loading,
    Row,
    attrs,
    banner,
    breadcrumbs,
    chip,
    chip_input,
    ledger,
    link,
    page_head,
    pager,
    panel,
    two_lines,
)
from layouts.visit import Visit

MONTHS_OFFERED = 14
COLUMNS = (
    ("time", "13%"), ("actor", "12%"), ("address", "11%"), ("action", "11%"), ("object", ""), ("result", "7%"),
    ("request", "13%"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditView:
    """One page of the ledger, the filter it was read with, and every action that the filter offers."""

    page: AuditPage
    where: AuditFilter
    actions: tuple[str, ...]
    days: int


def skeleton(visit: Visit) -> Component:
    """Head, filters, verdict and the place of the table."""
    words = visit.words
    state = Loading(label=words("audit.loading"), shape="rows")
    return html.Div(
        [
            html.Div(page_head(words("audit.heading")), id=Audit.HEAD),
            html.Div(
                [html.Div(_filters(visit)), html.Div(id=Audit.EXPORT, className="sv-filters")], className="sv-tools"
            ),
            html.Div(id=Audit.NOTES),
            html.Div(banner("info", words("audit.chain.checking")), id=Audit.CHAIN, className="sv-verdict"),
            html.Div(panel(words("audit.heading"), state=state), id=Audit.BODY),
        ]
    )


def _filters(visit: Visit) -> Component:
    words, key = visit.words, "audit.filter."
    results = [("", words(key + "result_all")), *((result, result_word(result, words)) for result in RESULTS)]
    chips = [
        chip(words(key + "action"), [("", words(key + "action_all"))], value="", id=Audit.ACTION),
        chip(words(key + "result"), results, value="", id=Audit.RESULT),
        chip(words(key + "period"), period_options(visit), value=visit.state.period, id=Audit.PERIOD),
        chip_input(
            words(key + "search"),
            id=Audit.SEARCH,
            type="search",
            value=visit.state.q,
            placeholder=words(key + "search_hint"),
        ),
    ]
    return html.Div(chips, className="sv-filters", role="group", **attrs(aria_label=words(key + "label")))


def action_options(view: AuditView, visit: Visit) -> list[tuple[str, str]]:
    """All actions, then each that the ledger holds, and the chosen one."""
    known = sorted({*view.actions, view.where.action} - {""})
    named = sorted((action_word(action, visit.words), action) for action in known)
    return [("", visit.words("audit.filter.action_all")), *((action, word) for word, action in named)]


def period_options(visit: Visit) -> list[tuple[str, str]]:
    """All days, today, the months that the ledger may hold, and whatever the address says."""
    today = day_of(visit.today)
    current = today.year * 100 + today.month
    months: list[date] = [month_day(add_months(current, -back)) for back in range(MONTHS_OFFERED)]
    options = [("", visit.words("audit.filter.period_all")), (today.isoformat(), visit.words("audit.filter.today"))]
    options += [(f"{month:%Y-%m}", formats.month(month, visit.lang)) for month in months]
    chosen = visit.state.period
    return options if chosen in dict(options) else [*options, (chosen, chosen)]


def draw_head(view: AuditView, visit: Visit) -> Component:
    """The message: how many rows the filter selects."""
    words = visit.words
    n = formats.count(view.page.total)
    title = words("audit.title_filtered" if is_filtered(view) else "audit.title", n=n)
    crumbs = [(words("shell.nav.admin"), visit.to("/admin")), (words("audit.heading"), "")]
    sub = words("audit.sub", days=view.days)
    return page_head(title, sub=sub, crumbs=breadcrumbs(crumbs, label=words("admin.crumbs")))


def is_filtered(view: AuditView) -> bool:
    """Whether anything is left out."""
    return view.where != AuditFilter()


def draw_export(view: AuditView, visit: Visit) -> list[Component]:
    """Links to all rows of the filter as files."""
    if not view.page.total:
        return []
    address = visit.here()
    return [
        html.A(
            visit.words(f"audit.export_{kind}"),
            href=address.replace(visit.path, f"/export/audit.{kind}", 1),
            className="sv-btn",
        )
        for kind in ("xlsx", "csv")
    ]


def draw_chain(report: ChainReport, visit: Visit) -> Component:
    """The verdict: whether the chain is whole, when that was verified, and where it breaks."""
    words = visit.words
    at = formats.moment(moment_of(report.verified_at), visit.lang)
    rows = formats.count(report.rows)
    if report.ok:
        text = words("audit.chain.ok_rest", rows=rows, at=at)
        print_ = html.Code(report.last_hash, title=words("audit.chain.print_hint"), className="sv-print")
        return banner("info", words("audit.chain.ok"), [text, " ", words("audit.chain.print"), " ", print_])
    first = report.first_bad
    where = [] if first is None else [words("audit.chain.at", id=first.id, why=words(f"audit.why.{first.why}")), " "]
    more = words("audit.chain.bad_rest", breaks=formats.count(report.breaks), rows=rows, at=at)
    return banner("red", words("audit.chain.bad"), [*where, more])


def draw_body(view: AuditView, visit: Visit) -> Component:
    """The table with its pager, or why there is nothing to show."""
    words, page = visit.words, view.page
    if not page.rows:
        return panel(words("audit.heading"), state=_nothing(view, visit))
    key = "audit.column."
    columns = [Column(text=words(key + name), width=width) for name, width in COLUMNS]
    table = ledger(columns, [_row(row, visit) for row in page.rows], caption=words("audit.caption"))
    shown = words("audit.shown", n=formats.count(len(page.rows)), total=formats.count(page.total))
    turning = pager(
        shown=shown,
        first=words("audit.first_page"),
        next=words("audit.next_page"),
        first_href=visit.here() if visit.state.after else "",
        next_href=visit.here(after=page.next) if page.next else "",
        label=words("audit.paging"),
    )
    return panel(words("audit.panel"), [table, turning], unit=words("audit.unit"))


def _nothing(view: AuditView, visit: Visit) -> Empty:
    words = visit.words
    if not is_filtered(view):
        return Empty(title=words("audit.none_title"), text=words("audit.none_text"))
    way = Action(text=words("audit.reset"), href=visit.to(visit.path))
    return Empty(title=words("audit.empty_title"), text=words("audit.empty_text"), action=way)


def _row(row: AuditRow, visit: Visit) -> Row:
    words = visit.words
    name = who(row, visit)
    actor: Child = link(name, visit.here(q=row.actor)) if row.actor else name
    object_, detail = visible(row.object), detail_text(row.detail, words)
    told: Child = two_lines(object_, detail) if object_ and detail else object_ or detail or formats.NONE
    word = result_word(row.result, words)
    result: Child = word if row.result == "ok" else html.B(word)
    request: Child = html.Code(visible(row.request), className="sv-print") if row.request else formats.NONE
    cells: tuple[Child, ...] = (
        html.Span(when(row, visit), title=words("audit.number", id=row.id), className="nowrap"),
        actor,
        visible(row.address) or formats.NONE,
        html.B(action_word(row.action, words)),
        told,
        result,
        request,
    )
    return Row(cells=cells)
