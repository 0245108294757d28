"""会话: who is signed in, from where, with which browser; any of them can be ended."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.accounts import Session
from layouts.ids import Sessions, act_id, ask_id
from layouts.parts import (
    Child,
    Column,
    Empty,
    Loading,
    Row,
    ask,
    attrs,
    banner,
    breadcrumbs,
    button,
    ledger,
    page_head,
    panel,
)
from layouts.people import browser_of, when
from layouts.visit import Visit

PAGE = "sessions"


def skeleton(visit: Visit) -> Component:
    """The places of head, news and list."""
    words = visit.words
    state = Loading(label=words("sessions.loading"), shape="rows")
    return html.Div(
        [
            html.Div(page_head(words("sessions.heading")), id=Sessions.HEAD),
            dcc.Store(id=Sessions.DONE),
            html.Div(id=Sessions.SAID, className="sv-said", role="status", **attrs(aria_live="polite")),
            html.Div(panel(words("sessions.heading"), state=state), id=Sessions.BODY),
        ]
    )


def draw_head(sessions: Sequence[Session], visit: Visit) -> Component:
    """How many are signed in."""
    words = visit.words
    walls = sum(session.kind == "device" for session in sessions)
    crumbs = [(words("shell.nav.admin"), visit.to("/admin")), (words("sessions.heading"), "")]
    title = words("sessions.title", n=len(sessions) - walls, walls=walls)
    return page_head(title, sub=words("sessions.sub"), crumbs=breadcrumbs(crumbs, label=words("admin.crumbs")))


def draw_table(sessions: Sequence[Session], visit: Visit, *, page: str = PAGE, whose: bool = True) -> Component:
    """The sessions with a question before each end; ``whose`` False leaves out the names: they are one's own."""
    words, key = visit.words, "sessions.column."
    names = ["name", "address", "browser", "began", "seen", "ends", "act"]
    columns = [Column(text=words(key + name)) for name in names if whose or name != "name"]
    rows = [_row(session, visit, page=page, whose=whose) for session in sessions]
    none = Empty(title=words("sessions.none"))
    return ledger(columns, rows, caption=words("sessions.caption"), nothing=none)


def _row(session: Session, visit: Visit, *, page: str, whose: bool) -> Row:
    words = visit.words
    kind = words("sessions.device") if session.kind == "device" else ""
    who: list[Child] = [html.B(session.name), f" {kind}" if kind else ""]
    cells: list[Child] = [
        session.address or "—",
        html.Span(browser_of(session.agent, words), title=session.agent[:200]),
        html.Span(when(session.created_at, visit), className="nowrap"),
        html.Span(when(session.seen_at, visit), className="nowrap"),
        html.Span(when(session.expires_at, visit), className="nowrap"),
        _end(session, visit, page=page),
    ]
    return Row(cells=((html.Span(who), *cells) if whose else tuple(cells)), id=ask_id(page, "row", session.id))


def _end(session: Session, visit: Visit, *, page: str) -> Component:
    words = visit.words
    if session.current:
        return html.Span(words("sessions.current"), className="text-2 nowrap")
    yes = button(words("sessions.end_yes"), id=act_id(page, "end", session.id), primary=True, small=True)
    question = words("sessions.end_ask", name=session.name)
    label = words("sessions.end_label", name=session.name, when=when(session.created_at, visit))
    identifier = ask_id(page, "end", session.id)
    return ask(words("sessions.end"), question, yes, stop=words("admin.cancel"), id=identifier, label=label)


def draw_body(sessions: Sequence[Session], visit: Visit) -> Component:
    """The list."""
    words = visit.words
    return panel(words("sessions.panel"), draw_table(sessions, visit), unit=words("sessions.unit"))


def draw_said(visit: Visit) -> Component:
    """What was done."""
    return banner("info", visit.words("sessions.ended"))
