"""报送单位: which units are compared with each other; one that is switched off still counts for the city."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.rule_admin import LONGEST_NOTE, UnitChange, UnitState
from layouts import formats
from layouts.ids import Units, act_id, entry_error_id, entry_id
from layouts.pages.rule_parts import (
    beside,
    crumbs_of,
    draw_conflict,
    draw_form,
    draw_history,
    draw_question,
    draw_undo,
)
from layouts.panels.base import unit_name
from layouts.parts import (
    Column,
    Loading,
    Row,
    attrs,
    button,
    choice_entry,
    entry,
    ledger,
    light,
    link,
    page_head,
    panel,
    text_entry,
    two_lines,
)
from layouts.people import when
from layouts.visit import Visit

PAGE, FORM, PATH = "units", "unit", "/admin/units"
ON, OFF = "on", "off"


def skeleton(visit: Visit) -> Component:
    """The places of head, news and body."""
    words = visit.words
    state = Loading(label=words("units.loading"), shape="rows")
    return html.Div(
        [
            html.Div(page_head(words("units.heading")), id=Units.HEAD),
            dcc.Store(id=Units.DONE),
            html.Div(id=Units.SAID, className="sv-said", role="status", **attrs(aria_live="polite")),
            html.Div(panel(words("units.heading"), state=state), id=Units.BODY),
        ]
    )


def state_word(active: bool, visit: Visit) -> str:
    """报送 or 停用."""
    return visit.words(f"units.{ON if active else OFF}")


def draw_list_head(units: Sequence[UnitState], visit: Visit) -> Component:
    """How many report."""
    words, off = visit.words, sum(not one.active for one in units)
    title = words("units.title_off" if off else "units.title", n=len(units) - off, off=off)
    return page_head(title, sub=words("units.sub"), crumbs=crumbs_of(visit, PAGE))


def draw_list(units: Sequence[UnitState], visit: Visit) -> Component:
    """All units; each leads to its own page."""
    words = visit.words
    columns = [
        Column(text=words("units.column.name"), width="20%"),
        Column(text=words("units.column.state"), width="12%"),
        Column(text=words("units.column.note"), width="34%"),
        Column(text=words("units.column.open"), number=True, width="8%"),
        Column(text=words("units.column.changed")),
    ]
    table = ledger(columns, [_row(one, visit) for one in units], caption=words("units.caption"), airy=True)
    return panel(words("units.panel"), table, unit=words("units.unit"))


def _row(one: UnitState, visit: Visit) -> Row:
    words = visit.words
    cells = (
        html.B(unit_name(one.code, words)),
        light("done" if one.active else "grey", state_word(one.active, visit), plain=True),
        one.note or formats.NONE,
        formats.count(one.open),
        f"{when(one.changed_at, visit)} · {one.changed_by}" if one.changed_at else words("units.never"),
    )
    return Row(cells=cells, href=visit.to(f"{PATH}/{one.code}"))


def draw_one_head(one: UnitState, visit: Visit) -> Component:
    """Whether the unit reports, and how many cases it has."""
    words, name = visit.words, unit_name(one.code, visit.words)
    opened, accepted = formats.cases(one.open, visit.lang), formats.cases(one.accepted, visit.lang)
    title = words("units.one_title", name=name, state=state_word(one.active, visit))
    sub = words("units.one_sub", open=opened, accepted=accepted)
    return page_head(title, sub=sub, crumbs=crumbs_of(visit, PAGE, last=name))


def draw_one(one: UnitState, history: Sequence[UnitChange], visit: Visit) -> Component:
    """The form, which knows the newest change it shows, and the history."""
    return beside(_form(one, visit), _history(one, history, visit))


def _form(one: UnitState, visit: Visit) -> Component:
    words = visit.words
    ways = [(ON, words("units.on")), (OFF, words("units.off"))]
    state = entry(
        words("units.state"),
        choice_entry(entry_id(FORM, "state"), ways, value=ON if one.active else OFF),
        error_id=entry_error_id(FORM, "state"),
    )
    note = entry(
        words("units.note"),
        text_entry(entry_id(FORM, "note"), value=one.note, longest=LONGEST_NOTE),
        error_id=entry_error_id(FORM, "note"),
        help=words("units.note_help"),
    )
    buttons = [
        button(words("units.check"), id=act_id(PAGE, "check", 0, one.change_id), primary=True),
        link(words("units.back"), visit.to(PATH), class_name="sv-btn"),
    ]
    return draw_form(words("units.form"), [state, note], buttons)


def _history(one: UnitState, history: Sequence[UnitChange], visit: Visit) -> Component:
    words = visit.words
    columns = [Column(text=words(f"units.column.{name}")) for name in ("at", "by", "before", "after", "act")]
    rows = [
        Row(
            cells=(
                when(change.at, visit),
                change.by,
                two_lines(state_word(change.was_active, visit), change.was_note or formats.NONE),
                two_lines(state_word(change.active, visit), change.note or formats.NONE),
                _undo(one, change, visit) if change.last else "",
            )
        )
        for change in history
    ]
    return draw_history(PAGE, columns, rows, visit)


def _undo(one: UnitState, change: UnitChange, visit: Visit) -> Component:
    name, state = unit_name(one.code, visit.words), state_word(change.was_active, visit)
    question = visit.words("units.undo_ask", name=name, state=state)
    return draw_undo(PAGE, change.id, question, visit, at=when(change.at, visit))


def draw_check(one: UnitState, *, active: bool, visit: Visit) -> Component:
    """What switching would do; the form keeps what is to be written."""
    words, name = visit.words, unit_name(one.code, visit.words)
    if one.active == active:
        question, effects = words("units.question_note", name=name), [words("units.effect_note")]
    elif active:
        question, effects = words("units.question_on", name=name), [words("units.effect_on")]
    else:
        question, effects = words("units.question_off", name=name), [words("units.effect_off")]
        if one.open:
            effects.append(words("units.effect_off_cases", n=formats.count(one.open)))
    return draw_question(PAGE, question, effects, visit, action="save", row=int(active), version=one.change_id)


def draw_stale(found: UnitState, *, active: bool, note: str, sentence: str, visit: Visit) -> Component:
    """The unit as somebody else has set it meanwhile, beside one's own."""
    words = visit.words
    pairs = [
        (words("units.state"), state_word(found.active, visit), state_word(active, visit)),
        (words("units.note"), found.note or formats.NONE, note or formats.NONE),
    ]
    return draw_conflict(PAGE, sentence, pairs, visit, row=int(active), version=found.change_id)
