"""数据质量: what does not agree in the data, what it means, what to do, and where the rows are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.import_report import ImportReport
from dashboard.ports import Finding, RecordPage
from dashboard.timekeeping import day_of
from layouts import formats
from layouts.ids import Quality
from layouts.pages.import_parts import draw_imports
from layouts.pages.quality_rows import BAD_ROW, WITHOUT_CASE, describe_detail, describe_place, finding_words
from layouts.panels.base import unit_name
from layouts.parts import (
    Action,
    Column,
    Empty,
    Loading,
    Row,
    banner,
    breadcrumbs,
    ledger,
    mini_bar,
    page_head,
    pager,
    panel,
)
from layouts.urls import case_path
from layouts.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityView:
    """Counts by kind, the rows of the chosen kind if any, the calendar's years, the latest imports."""

    findings: tuple[Finding, ...]
    kind: str
    page: RecordPage | None
    provisional: tuple[int, ...]
    years: tuple[int, int]
    imports: tuple[ImportReport, ...]
    has_data: bool

    @property
    def total(self) -> int:
        """All doubts."""
        return sum(finding.count for finding in self.findings)


def skeleton(visit: Visit) -> Component:
    """The places of head and body."""
    words = visit.words
    state = Loading(label=words("quality.loading"), shape="rows")
    return html.Div(
        [
            html.Div(page_head(words("quality.heading")), id=Quality.HEAD),
            html.Div(panel(words("quality.heading"), state=state), id=Quality.BODY),
        ]
    )


def draw_head(view: QualityView, visit: Visit) -> Component:
    """The message: how many doubts there are and of what kind most, or how many of the chosen kind."""
    words = visit.words
    as_of = formats.day_full(day_of(visit.today), visit.lang)
    tools = [
        html.A(words(f"quality.export_{kind}"), href=_export_url(visit, kind), className="sv-btn")
        for kind in ("xlsx", "csv")
    ]
    sub = words("quality.sub", as_of=as_of)
    filters = tools if view.total else ()
    if view.kind and view.page is not None:
        name = finding_words(view.kind, visit)[0]
        title = words("quality.title_kind", name=name, n=words("quality.count", n=formats.count(view.page.total)))
        items = [(words("quality.heading"), visit.here(kind="")), (name, "")]
        return page_head(title, sub=sub, filters=filters, crumbs=breadcrumbs(items, label=words("quality.back")))
    if not view.findings:
        return page_head(words("quality.title_none"), sub=sub)
    top = finding_words(_ranked(view)[0].kind, visit)[0]
    return page_head(words("quality.title", n=formats.count(view.total), top=top), sub=sub, filters=filters)


def _export_url(visit: Visit, kind: str) -> str:
    return visit.here().replace(visit.path, f"/export/findings.{kind}", 1)


def _ranked(view: QualityView) -> list[Finding]:
    return sorted(view.findings, key=lambda finding: (-finding.count, finding.kind))


def draw_body(view: QualityView, visit: Visit) -> Component:
    """All kinds with the calendar and the imports beside, or the rows of one kind."""
    if view.kind and view.page is not None:
        return _rows(view.kind, view.page, visit)
    words = visit.words
    notes: list[Component] = []
    if visit.state.kind:
        notes.append(banner("yellow", words("quality.kind_unknown")))
    below = html.Div(
        [
            html.Div(_calendar(view, visit), className="col-12 col-xl-5"),
            html.Div(draw_imports(view.imports, visit, brief=True), className="col-12 col-xl-7"),
        ],
        className="row g-4 sv-after",
    )
    return html.Div([*notes, _kinds(view, visit), below])


def _kinds(view: QualityView, visit: Visit) -> Component:
    words = visit.words
    if not view.findings:
        if view.has_data:
            state = Empty(title=words("quality.none_title"), text=words("quality.none_text"))
        else:
            way = Action(text=words("quality.no_data_way"), href=visit.to("/imports"))
            state = Empty(title=words("quality.no_data_title"), text=words("quality.no_data_text"), action=way)
        return panel(words("quality.heading"), state=state)
    longest = max(finding.count for finding in view.findings)
    columns = [
        Column(text=words("quality.column.kind"), width="15%"),
        Column(text=words("quality.column.count"), width="15%"),
        Column(text=words("quality.column.explain"), width="38%"),
        Column(text=words("quality.column.remedy")),
    ]
    rows = []
    for finding in _ranked(view):
        name, explain, remedy = finding_words(finding.kind, visit)
        bar = html.Div(mini_bar(formats.count(finding.count), finding.count, of=longest), className="sv-counts")
        cells = (html.B(name), bar, explain, remedy)
        rows.append(Row(cells=cells, href=visit.here(kind=finding.kind)))
    table = ledger(columns, rows, caption=words("quality.caption"), airy=True)
    return panel(words("quality.panel", n=len(rows)), table, unit=words("quality.unit"))


def _rows(kind: str, page: RecordPage, visit: Visit) -> Component:
    words = visit.words
    name, explain, remedy = finding_words(kind, visit)
    about = banner("info", words("quality.meaning"), [explain, " ", html.B(words("quality.remedy")), remedy])
    if page.rows.empty:
        way = Action(text=words("quality.back"), href=visit.here(kind=""))
        state = Empty(title=words("quality.rows_none_title"), text=words("quality.rows_none_text"), action=way)
        return html.Div([about, panel(name, state=state)])
    columns, cells = _columns(kind, visit), _bad_cells if kind == BAD_ROW else _case_cells
    rows = [cells(kind, row, visit) for row in page.rows.to_dict("records")]
    shown = words("quality.rows_unit", n=formats.count(len(rows)), total=formats.count(page.total))
    turning = pager(
        shown=shown,
        first=words("quality.first_page"),
        next=words("quality.next_page"),
        first_href=visit.here() if visit.state.after else "",
        next_href=visit.here(after=page.next) if page.next else "",
        label=words("quality.paging"),
    )
    table = ledger(columns, rows, caption=words("quality.rows_caption", name=name))
    return html.Div([about, panel(name, [table, turning], unit=shown)])


def _columns(kind: str, visit: Visit) -> list[Column]:
    names = ("place", "column", "value", "detail") if kind == BAD_ROW else ("case_key", "unit", "detail")
    return [Column(text=visit.words(f"quality.column.{name}")) for name in names]


def _bad_cells(kind: str, row: dict[Any, Any], visit: Visit) -> Row:
    cells = (
        describe_place(row, visit),
        str(row["column"] or formats.NONE),
        str(row["value"] or formats.NONE),
        describe_detail(kind, row, visit),
    )
    return Row(cells=cells)


def _case_cells(kind: str, row: dict[Any, Any], visit: Visit) -> Row:
    key = str(row["case_key"])
    detail = describe_detail(kind, row, visit) or finding_words(kind, visit)[1]
    unit = unit_name(str(row["unit"]), visit.words) if row["unit"] else formats.NONE
    href = "" if kind in WITHOUT_CASE else visit.to(case_path(key))
    return Row(cells=(key, unit, detail), href=href)


def _calendar(view: QualityView, visit: Visit) -> Component:
    words = visit.words
    first, last = view.years
    unit = words("quality.calendar.unit", first=first, last=last)
    if not view.provisional:
        text = html.P(words("quality.calendar.text_none"), className="text-2 sm")
        return panel(words("quality.calendar.title_none", last=last), text, unit=unit)
    years = _spans(view.provisional)
    text = html.P(words("quality.calendar.text"), className="text-2 sm")
    return panel(words("quality.calendar.title", years=years), text, unit=unit)


def _spans(years: Sequence[int]) -> str:
    """``2027`` or ``2027–2030``: provisional years are the last ones."""
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
