"""How closed cases spread around their limit: by working days left when they were closed, or days too late."""

from dataclasses import dataclass

from dash.development.base_component import Component

from layouts import formats
from layouts.figures import Bin, DistributionWords, draw_distribution
from layouts.panels.base import counted, definition_link, sentence
from layouts.parts import Action, Column, DataTable, Empty, Row, chart, panel
from layouts.visit import Visit

LEFT = (10, 7, 5, 3, 2, 1, 0)
"""Lower ends of the columns before the limit, in working days left."""
OVER = (1, 2, 3, 6)
"""Lower ends of the columns beyond the limit, in working days too late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadView:
    """Cases by columns of ``LEFT`` then ``OVER``; ``instant`` are decided on the spot and not among ``left``."""

    left: tuple[int, ...]
    over: tuple[int, ...]
    instant: int
    late: int
    closed: int
    href: str
    late_href: str


def build_spread(view: SpreadView, visit: Visit) -> Component:
    """The columns, those beyond the limit in the red light's colour and shape."""
    words = visit.words
    if not view.closed:
        state = Empty(title=words("approvals.spread.none"), text=words("approvals.spread.none_text"))
        return panel(words("approvals.spread.title_none"), state=state)
    bins = [
        _bin(label, n, over=False, view=view, visit=visit)
        for label, n in zip(left_labels(visit), view.left, strict=True)
    ]
    bins += [
        _bin(label, n, over=True, view=view, visit=visit)
        for label, n in zip(over_labels(visit), view.over, strict=True)
    ]
    labels = DistributionWords(
        limit=words("approvals.spread.limit"), over=sentence(counted(words, "approvals.spread.over", view.late))
    )
    title = spread_title(view, visit)
    figure = draw_distribution(bins, words=labels, theme=visit.theme, scale=visit.scale)
    action = Action(text=sentence(counted(words, "approvals.spread.action", view.late)), href=view.late_href)
    return panel(
        title,
        chart(figure, alt=title),
        unit=sentence(counted(words, "approvals.spread.unit", view.instant)),
        aside=definition_link(visit, "approvals.overdue_days"),
        action=action if view.late else None,
        data_table=_table(view, visit),
    )


def spread_title(view: SpreadView, visit: Visit) -> str:
    """How many were closed before the last day, and how many too late."""
    words = visit.words
    measured = sum(view.left) + sum(view.over)
    early = sum(n for lower, n in zip(LEFT, view.left, strict=True) if lower >= 1)
    share = formats.rate(early / measured) if measured else formats.NONE
    if not view.late:
        return words("approvals.spread.title_met", share=share)
    return sentence(counted(words, "approvals.spread.title", view.late, share=share))


def left_labels(visit: Visit) -> list[str]:
    """``10+``, ``7–9`` … ``当天``."""
    uppers = (None, *(lower - 1 for lower in LEFT[:-1]))
    return [_range(lower, upper, visit) for lower, upper in zip(LEFT, uppers, strict=True)]


def over_labels(visit: Visit) -> list[str]:
    """``1``, ``2``, ``3–5``, ``6+``."""
    uppers = (*(lower - 1 for lower in OVER[1:]), None)
    return [f"+{_range(lower, upper, visit)}".replace("+≥", "≥+") for lower, upper in zip(OVER, uppers, strict=True)]


def _range(lower: int, upper: int | None, visit: Visit) -> str:
    if upper is None:
        return f"≥{lower}"
    if lower == upper:
        return str(lower) if lower else visit.words("approvals.spread.due_day")
    return f"{lower}–{upper}"


def _bin(label: str, n: int, *, over: bool, view: SpreadView, visit: Visit) -> Bin:
    key = "approvals.spread.hover_over" if over else "approvals.spread.hover_left"
    hover = visit.words(key, days=label.replace("+", ""), n=formats.cases(n, visit.lang))
    return Bin(tick=label, count=n, over=over, hover=hover, href=view.late_href if over else view.href)


def _table(view: SpreadView, visit: Visit) -> DataTable:
    words = visit.words
    columns = (
        Column(text=words("approvals.spread.col.days")),
        Column(text=words("approvals.spread.col.n"), number=True),
    )
    named = [
        (words("approvals.spread.row_left", days=label), n, view.href)
        for label, n in zip(left_labels(visit), view.left, strict=True)
    ]
    named += [
        (words("approvals.spread.row_over", days=label.replace("+", "")), n, view.late_href)
        for label, n in zip(over_labels(visit), view.over, strict=True)
    ]
    named.append((words("approvals.spread.row_instant"), view.instant, view.href))
    rows = tuple(Row(cells=(name, formats.count(n)), href=href) for name, n, href in named)
    return DataTable(
        toggle=words("overview.data"), caption=words("approvals.spread.caption"), columns=columns, rows=rows
    )
