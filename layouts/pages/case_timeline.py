"""The life of one case as a line: solid while the clock runs, hatched while it stands, red once the limit ran out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from dash import html
from dash.development.base_component import Component

from dashboard.case_clock import CORRECTION, SPECIAL, CaseClock, CaseStatus, DayLine, LineKind
from dashboard.timekeeping import day_of
from layouts import formats
from layouts.figures.base import spread
from layouts.parts import attrs, legend, panel
from layouts.visit import Visit

SegmentKind = Literal["run", "pause", "over", "rest", "spare"]
Placer = Callable[[int], float]
"""From a day to its place on the line, in percent."""
LABEL_GAP = 8.2
"""Least distance of two labels, in percent of the line's length; long words take more."""
WIDE, NARROW = 1.15, 0.6
"""Width of a Chinese character and of a Latin letter, in percent of the line's length."""
PAUSE_WORDS: dict[tuple[int, ...], str] = {(SPECIAL,): "special", (CORRECTION,): "correction"}
MOST_LABELS = 11
MARGIN = 3.5


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the line between two days; ``days`` working days of its kind, ``pauses`` the kinds that stop it."""

    kind: SegmentKind
    start: int
    end: int
    days: int
    pauses: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A point on the line with its word; ``shape`` is dot, due, late, done, now or out."""

    day: int
    word: str
    shape: str
    strong: bool = False


def limit_day(clock: CaseClock, lines: Sequence[DayLine]) -> int | None:
    """The day on which the limit was used up: the due day, unless pauses came only after it."""
    if not clock.overdue_days:
        return clock.due_day
    reached = [line.day for line in lines if line.count >= clock.limit and line.kind is not LineKind.PAUSED]
    return reached[0] if reached else clock.due_day


def cut(clock: CaseClock, lines: Sequence[DayLine]) -> list[Segment]:
    """The stretches from acceptance to the end of the clock, and on to the due day of a case that still runs."""
    if clock.accepted_day is None or clock.end_day is None or clock.due_day is None:
        return []
    edges = {clock.accepted_day, clock.end_day}
    deadline = limit_day(clock, lines) or clock.due_day
    if clock.overdue_days and clock.accepted_day < deadline < clock.end_day:
        edges.add(deadline)
    for pause in clock.pauses:
        edges |= {pause.start, clock.end_day if pause.end is None else min(pause.end, clock.end_day)}
    inside = sorted(edge for edge in edges if clock.accepted_day <= edge <= clock.end_day)
    segments = [_segment(start, end, lines, deadline) for start, end in pairwise(inside)]
    if clock.status is not CaseStatus.LEFT and clock.due_day > clock.end_day:
        kind: SegmentKind = "rest" if clock.status is CaseStatus.OPEN else "spare"
        segments.append(Segment(kind, clock.end_day, clock.due_day, clock.remaining))
    return segments


def _segment(start: int, end: int, lines: Iterable[DayLine], deadline: int) -> Segment:
    inside = [line for line in lines if start < line.day <= end]
    paused = [line for line in inside if line.kind is LineKind.PAUSED]
    counted = [line for line in inside if line.kind in (LineKind.COUNTED, LineKind.OVERDUE)]
    if paused and not counted:
        return Segment(
            "pause", start, end, len(paused), tuple(sorted({kind for line in paused for kind in line.pauses}))
        )
    return Segment("over" if counted and start >= deadline else "run", start, end, len(counted))


def draw_timeline(clock: CaseClock, lines: Sequence[DayLine], visit: Visit) -> Component:
    """The panel with the line; read aloud as one sentence."""
    words, segments = visit.words, cut(clock, lines)
    marks = _marks(clock, lines, visit)
    first = clock.accepted_day or 0
    last = max([segment.end for segment in segments] + [mark.day for mark in marks] + [first + 1])
    scale = (100 - 2 * MARGIN) / (last - first)

    def at(day: int) -> float:
        return MARGIN + (day - first) * scale

    shown = marks if len(marks) <= MOST_LABELS else [mark for mark in marks if mark.shape != "dot" or mark.day == first]
    places = spread([at(mark.day) for mark in shown], gap=_gap(shown))
    labels = [_label(mark, place, visit) for mark, place in zip(shown, places, strict=True)]
    track = [_stretch(segment, at, visit) for segment in segments] + [_point(mark, at(mark.day)) for mark in marks]
    below = [_duration(segment, at, visit) for segment in segments if segment.days or segment.kind == "pause"]
    spoken = words("case.timeline.label", parts="；".join(_spoken(mark, visit) for mark in marks))
    line = html.Div(
        [
            html.Div(labels, className="up"),
            html.Div(track, className="track"),
            html.Div(below, className="down"),
        ],
        className="sv-line",
        role="img",
        **attrs(aria_label=spoken),
    )
    return panel(
        _title(clock, visit),
        html.Div(line, className="sv-linebox"),
        unit=words("case.timeline.unit"),
        aside=_key(visit),
    )


def _gap(marks: Sequence[Mark]) -> float:
    """The distance at which no two neighbouring labels touch, as far as the line has room for it."""
    widths = [sum(WIDE if ord(letter) > 0x2E80 else NARROW for letter in mark.word) for mark in marks]
    wanted = max([(one + other) / 2 + 1 for one, other in pairwise(widths)] + [LABEL_GAP])
    return min(wanted, (100 - 2 * MARGIN) / max(len(marks) - 1, 1))


def _title(clock: CaseClock, visit: Visit) -> str:
    key = "title_running" if clock.status is CaseStatus.OPEN else "title"
    key = "title_red" if clock.overdue_days else key
    return visit.words(f"case.timeline.{key}", limit=clock.limit, used=clock.used)


def _key(visit: Visit) -> Component:
    words = visit.words
    return legend(
        [
            ("ac", words("case.timeline.legend_run")),
            ("fc", words("case.timeline.legend_pause")),
            ("pl", words("case.timeline.legend_due")),
        ]
    )


def _marks(clock: CaseClock, lines: Sequence[DayLine], visit: Visit) -> list[Mark]:
    words, end = visit.words, clock.end_day or 0
    word = "case.timeline."
    marks = [Mark(clock.accepted_day or 0, words(word + "accepted"), "dot")]
    names = {SPECIAL: "special", CORRECTION: "correction"}
    for pause in clock.pauses:
        marks.append(Mark(pause.start, words(f"{word}{names[pause.kind]}_start"), "dot"))
        if pause.end is not None and pause.end <= end:
            marks.append(Mark(pause.end, words(f"{word}{names[pause.kind]}_end"), "dot"))
    if clock.due_day is not None and clock.due_day >= (clock.accepted_day or 0):
        marks.append(Mark(limit_day(clock, lines) or clock.due_day, words(word + "due"), "due", strong=True))
    if clock.status is CaseStatus.CLOSED:
        marks.append(Mark(end, words(word + "finished"), "done-late" if clock.overdue_days else "done", strong=True))
    elif clock.status is CaseStatus.LEFT:
        marks.append(Mark(end, words(word + "out"), "out", strong=True))
    else:
        today = clock.as_of == visit.today
        shape = "late" if clock.overdue_days and not clock.paused_now else "now"
        marks.append(Mark(end, words(word + ("today" if today else "as_of")), shape, strong=True))
    return _merged(sorted(marks, key=lambda mark: (mark.day, mark.strong)), visit)


def _merged(marks: Sequence[Mark], visit: Visit) -> list[Mark]:
    """Marks of one day become one, with both words; the strongest shape stays."""
    merged: list[Mark] = []
    for mark in marks:
        if merged and merged[-1].day == mark.day:
            former = merged.pop()
            shape = mark.shape if mark.strong else former.shape
            word = former.word if former.word == mark.word else f"{former.word} · {mark.word}"
            merged.append(Mark(mark.day, word, shape, former.strong or mark.strong))
        else:
            merged.append(mark)
    return merged


def _label(mark: Mark, place: float, visit: Visit) -> Component:
    text = [html.Span(mark.word, className="w"), html.Span(formats.day_short(day_of(mark.day), visit.lang))]
    look = f"lb {mark.shape}{' strong' if mark.strong else ''}"
    return html.Span(text, className=look, style={"left": f"{min(max(place, MARGIN), 100 - MARGIN):.2f}%"})


def _point(mark: Mark, place: float) -> Component:
    return html.I(className=f"pt {mark.shape}", style={"left": f"{place:.2f}%"}, title=mark.word)


def _stretch(segment: Segment, at: Placer, visit: Visit) -> Component:
    start, end = at(segment.start), at(segment.end)
    style = {"left": f"{start:.2f}%", "width": f"{max(end - start, 0):.2f}%"}
    return html.I(className=f"st {segment.kind}", style=style, title=_duration_text(segment, visit))


def _duration(segment: Segment, at: Placer, visit: Visit) -> Component:
    middle, width = (at(segment.start) + at(segment.end)) / 2, at(segment.end) - at(segment.start)
    text = _duration_text(segment, visit)
    if width < 12 and len(text) > 8 and segment.kind == "pause":
        text = visit.words("case.timeline.run", n=segment.days)
    return html.Span(text, className=f"du {segment.kind}", style={"left": f"{middle:.2f}%"})


def _duration_text(segment: Segment, visit: Visit) -> str:
    word = PAUSE_WORDS.get(segment.pauses, "both") if segment.kind == "pause" else segment.kind
    return visit.words(f"case.timeline.{word}", n=segment.days)


def _spoken(mark: Mark, visit: Visit) -> str:
    return f"{mark.word} {formats.day_full(day_of(mark.day), visit.lang)}"
