"""The working calendar: a year, a notice file, a single day, and undoing; each says what it would do before it does."""

import base64
import binascii
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from dash import ALL, Input, Output, State, no_update
from dash.exceptions import PreventUpdate
from pydantic import Field, StringConstraints

from callbacks._guard import Guard, current_identity, panel_boundary
from callbacks.inputs import Given, parse, pressed, read_form, show_errors, still_page, twice
from callbacks.outcome import Outcome, answer, attempt, outputs, wrong
from callbacks.visits import read_visit
from dashboard.errors import BadRequest
from dashboard.import_report import FileIssueLine, RowIssue
from dashboard.permissions import Permission
from dashboard.rule_admin import LONGEST_NOTE, LONGEST_NOTICE, CalendarChange, CalendarPreview, DayEdit
from dashboard.services import Services
from dashboard.timekeeping import day_number, day_of
from layouts import formats
from layouts.ids import Calendar, Shell, act_id, entry_id
from layouts.pages import calendar as page
from layouts.pages.rule_parts import crumbs_of, draw_missing, draw_said
from layouts.people import when
from layouts.visit import Visit

ENTRIES = {
    "errors.calendar_range": "day",
    "errors.rule_same": "day",
    "errors.calendar_note": "reason",
}
"""Refusals that belong to an entry of the form for one day."""
NOTICE_ENTRIES = {"errors.calendar_note": "number"}

Line = Annotated[str, StringConstraints(max_length=200)]


class CalendarAct(Given):
    """The button that was pressed; ``row`` is the change to undo, ``version`` the newest change that was seen."""

    type: Literal["act"]
    page: Literal["calendar"]
    action: Literal["check", "save", "apply", "check_undo", "undo", "reload"]
    row: int = Field(ge=0)
    version: int = Field(ge=0)


class CalendarForm(Given):
    """The forms of the page: one day, and the number of a notice."""

    day: Line | None = None
    kind: Literal["work", "rest"] = "rest"
    reason: Line | None = None
    number: Line | None = None


class Day(Given):
    """A day of a notice as the browser keeps it until it is confirmed."""

    day: int
    is_workday: bool
    name: Annotated[str, StringConstraints(max_length=200)]


class KeptNotice(Given):
    """A notice as the browser keeps it."""

    days: Annotated[list[Day], Field(max_length=LONGEST_NOTICE)]

    @property
    def edits(self) -> list[DayEdit]:
        """Its days."""
        return [DayEdit(one.day, one.is_workday, one.name) for one in self.days]


class UploadedFile(Given):
    """What the browser sends of a file: its name, and its content as a data address (empty: it is too large)."""

    name: Annotated[str, StringConstraints(max_length=300)]
    contents: Annotated[str, StringConstraints(max_length=page.LARGEST_KILOBYTES * 1400 + 200, pattern="^(data:|$)")]
    n: int = 0


def show_calendar(services: Services, visit: Visit) -> dict[str, Any]:
    """One year (this one, when none is named) with everything around it."""
    years = services.rule_admin.read_years()
    wanted = visit.name or str(day_of(visit.today).year)
    year = next((one for one in years if str(one.year) == wanted), None)
    if year is None:
        return {"head": crumbs_of(visit, page.PAGE, last="…"), "body": draw_missing(page.PAGE, visit)}
    days, history = services.rule_admin.read_days(year.year), services.rule_admin.calendar_history()
    return {
        "head": page.draw_head(year, visit),
        "body": panel_boundary(visit.words, lambda: page.draw_body(year, days, years, history, visit)),
    }


def do_calendar(services: Services, visit: Visit, act: CalendarAct, form: CalendarForm, kept: object) -> Outcome:
    """Do what the button says."""
    admin, words = services.rule_admin, visit.words
    if act.action == "reload":
        return Outcome(said=draw_said(words("calendar.reloaded")))
    if act.action in ("check", "save"):
        return _single(services, visit, act, form)
    if act.action == "apply":
        number = (form.number or "").strip()
        if not 1 <= len(number) <= LONGEST_NOTE:
            return _keep_question(services, visit, parse(KeptNotice, kept))
        made = admin.apply_notice(visit.identity, parse(KeptNotice, kept).edits, note=number, seen=act.version)
        return _done("calendar.done", made, visit)
    if act.action == "check_undo":
        preview = admin.preview_calendar_undo(act.row)
        change = next((one for one in admin.calendar_history() if one.id == act.row), None)
        at, by = (when(change.at, visit), change.by) if change else (formats.NONE, formats.NONE)
        question = words("calendar.question_undo", at=at, by=by)
        return Outcome(said=page.draw_preview(question, preview, visit, action="undo", row=act.row))
    return _done("calendar.undone", admin.undo_calendar(visit.identity, act.row), visit)


def _keep_question(services: Services, visit: Visit, kept: KeptNotice) -> Outcome:
    """The question stays while the number of the notice is wanting."""
    preview = services.rule_admin.preview_notice(kept.edits)
    errors = {"number": visit.words("errors.calendar_note", most=LONGEST_NOTE)}
    return Outcome(said=_ask_notice(kept.edits, visit.words("calendar.notice"), preview, visit), errors=errors)


def _single(services: Services, visit: Visit, act: CalendarAct, form: CalendarForm) -> Outcome:
    admin, words, reason = services.rule_admin, visit.words, (form.reason or "").strip()
    day = _read_day(form.day)
    errors = {
        "day": "" if day is not None else words("calendar.date_wanted"),
        "reason": "" if 1 <= len(reason) <= LONGEST_NOTE else words("errors.calendar_note", most=LONGEST_NOTE),
    }
    if day is None or any(errors.values()):
        return wrong(words, **{name: sentence for name, sentence in errors.items() if sentence})
    edits = [DayEdit(day, form.kind == page.WORK, reason)]
    if act.action == "save":
        if act.row != _mark(edits[0]):
            raise BadRequest("errors.body")
        return _done("calendar.done", admin.set_days(visit.identity, edits, note=reason, seen=act.version), visit)
    preview = admin.preview_days(edits)
    kind = words(f"calendar.as_{form.kind}")
    question = words("calendar.question_days", day=formats.day_full(day_of(day), visit.lang), kind=kind)
    return Outcome(said=page.draw_preview(question, preview, visit, action="save", row=_mark(edits[0])))


def _mark(edit: DayEdit) -> int:
    """What a confirmation was asked for: the day and what it becomes, so that it cannot confirm another one."""
    return edit.day * 2 + edit.is_workday


def _read_day(text: str | None) -> int | None:
    try:
        return day_number(date.fromisoformat((text or "").strip()))
    except ValueError:
        return None


def _done(key: str, made: CalendarChange, visit: Visit) -> Outcome:
    return Outcome(said=draw_said(visit.words(key, n=made.flips)), changed=True)


def read_upload(services: Services, visit: Visit, file: UploadedFile) -> tuple[Any, dict[str, Any] | None]:
    """What a notice file would do, and its days to keep until that is confirmed (None: it cannot be)."""
    name = Path(file.name.replace("\\", "/")).name[:80] or "notice.csv"
    if not file.contents:
        raise BadRequest("errors.notice_size", limit=page.LARGEST_KILOBYTES)
    try:
        content = base64.b64decode(file.contents.partition(",")[2], validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadRequest("errors.body") from error
    if len(content) > page.LARGEST_KILOBYTES * 1024:
        raise BadRequest("errors.notice_size", limit=page.LARGEST_KILOBYTES)
    with tempfile.TemporaryDirectory(prefix="duban-notice-") as folder:
        # A name of our own: only the ending of the given one says anything to the reader.
        path = Path(folder) / f"notice{Path(name).suffix[:6] if Path(name).suffix[1:].isalnum() else '.csv'}"
        path.write_bytes(content)
        notice = services.rule_admin.read_notice(path)
    if not notice.is_good:
        return page.draw_problems(name, _problems(notice.problems, visit), visit), None
    preview = services.rule_admin.preview_notice(notice.days)
    kept = {"days": [{"day": one.day, "is_workday": one.is_workday, "name": one.name} for one in notice.days]}
    return _ask_notice(notice.days, name, preview, visit), kept


def _ask_notice(days: Sequence[DayEdit], name: str, preview: CalendarPreview, visit: Visit) -> Any:
    years = sorted({day_of(one.day).year for one in days})
    listed = visit.words("calendar.dash").join(map(str, years))
    question = visit.words("calendar.question_notice", file=name, years=listed)
    return page.draw_preview(question, preview, visit, action="apply")


def _problems(problems: Sequence[FileIssueLine | RowIssue], visit: Visit) -> list[str]:
    words = visit.words
    found = []
    for problem in problems:
        sentence = problem.sentence(words)
        if isinstance(problem, RowIssue):
            sentence = words("calendar.notice_problem", row=problem.row, sentence=sentence)
        found.append(sentence)
    return found or [words("errors.notice_errors")]


def register(guard: Guard, services: Services) -> None:
    """Register the page, its buttons and the upload."""
    drawn = {"head": Output(Calendar.HEAD, "children"), "body": Output(Calendar.BODY, "children")}
    here = [State(Shell.LOCATION, "pathname"), State(Shell.LOCATION, "search")]

    @still_page(guard, services, ["calendar"], drawn, Input(Calendar.DONE, "data"), permission=Permission.RULES)
    def show(visit: Visit, _done: object) -> dict[str, Any]:
        return show_calendar(services, visit)

    @guard.callback(
        output=outputs(Calendar.SAID, Calendar.DONE),
        inputs=[Input(act_id(page.PAGE, ALL, ALL, ALL), "n_clicks")],
        state=[
            State(entry_id(page.FORM, ALL), "id"),
            State(entry_id(page.FORM, ALL), "value"),
            State(Calendar.NOTICE, "data"),
            *here,
        ],
        permission=Permission.RULES,
        prevent_initial_call=True,
    )
    def act(_c: object, ids: object, values: object, kept: object, path: object, search: object) -> dict[str, Any]:
        wanted = parse(CalendarAct, pressed())
        form = read_form(page.FORM, ids, values)
        given = parse(CalendarForm, form)
        visit = read_visit(services, path, search, identity=current_identity())
        entries = NOTICE_ENTRIES if wanted.action == "apply" else ENTRIES
        outcome = attempt(
            lambda: do_calendar(services, visit, wanted, given, kept), entries=entries, form=form, words=visit.words
        )
        show_errors(page.FORM, list(form), outcome.errors)
        return answer(outcome)

    @guard.callback(
        output={"said": twice(Calendar.SAID), "kept": Output(Calendar.NOTICE, "data")},
        inputs=[Input(Calendar.UPLOAD, "data")],
        state=here,
        permission=Permission.RULES,
        prevent_initial_call=True,
    )
    def take(sent: object, path: object, search: object) -> dict[str, Any]:
        if sent is None:
            raise PreventUpdate
        file = parse(UploadedFile, sent)
        visit = read_visit(services, path, search, identity=current_identity())
        said, kept = read_upload(services, visit, file)
        return {"said": said, "kept": kept if kept is not None else no_update}
