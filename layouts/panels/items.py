"""Kinds of approval by on-time rate, worst first: promised against actual working days, with the year before."""

from dataclasses import dataclass

from dash.development.base_component import Component

from dashboard.indicators import Figure
from dashboard.lights import Light
from layouts import formats
from layouts.panels.base import counted, definition_link, joined, lamp_word, period_name, sentence, short_name
from layouts.panels.head import HeadView
from layouts.parts import Action, Bullet, Column, DataTable, Empty, Row, bullets, legend, panel
from layouts.visit import Visit

ALL = "all"
STEPS = (1, 2, 5, 10, 20, 50, 100)
NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """One kind of approval in the period; ``late`` is how many of ``base`` cases were not on time. Days are means."""

    code: str
    name: str
    closed: int
    rate: float | None
    light: Light | None
    late: int
    base: int
    speedup: float | None
    used: float | None
    limit: float | None
    last_year: float | None
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsView:
    """The kinds shown (worst rate first) and how many there are in all; ``good`` is the target of the rate."""

    items: tuple[ItemView, ...]
    total: int
    good: float | None

    @property
    def closed(self) -> int:
        """Closed cases of the kinds shown."""
        return sum(item.closed for item in self.items)

    @property
    def rest(self) -> int:
        """How many kinds are not shown."""
        return self.total - len(self.items)


def dragging(items: tuple[ItemView, ...], good: float) -> list[ItemView]:
    """The kinds that pull the rate below its target, the one with most cases too many late first."""
    excess = {
        item.code: item.late - (1 - good) * item.base for item in items if item.rate is not None and item.rate < good
    }
    worst = sorted((item for item in items if item.code in excess), key=lambda item: -excess[item.code])
    return worst[:NAMED]


def items_message(view: ItemsView, visit: Visit) -> str:
    """The message of the page: which kinds of approval drag the rate down."""
    words = visit.words
    if not view.items:
        return words("approvals.title.none")
    if view.good is None:
        return words("approvals.title.no_target")
    names = [short_name(item.name) for item in dragging(view.items, view.good)]
    if not names:
        return words("approvals.title.all_met", target=formats.rate(view.good))
    return sentence(counted(words, "approvals.title.drag", len(names), names=joined(names, words)))


def items_sub(view: ItemsView, head: HeadView, *, closed: Figure, used: Figure, limit: Figure, visit: Visit) -> str:
    """How much the page rests on: closed cases, those of the kinds shown, mean days against promised days."""
    words = visit.words
    if head.data_at is None:
        return words("overview.sub.no_data")
    period = period_name(head.period, visit)
    if not closed.value:
        return words("approvals.sub.none", period=period)
    of = counted(words, "approvals.sub.shown", len(view.items), n_cases=formats.cases(view.closed, visit.lang))
    days = (
        formats.item_days(None, None)
        if used.value is None
        else words("approvals.sub.days", used=formats.decimal(used.value), limit=formats.decimal(limit.value))
    )
    return words("approvals.sub.line", period=period, closed=formats.cases(closed.value, visit.lang), of=of, days=days)


def build_items(view: ItemsView, visit: Visit) -> Component:
    """Bullets of the kinds shown, and the way to the others."""
    words = visit.words
    if not view.items:
        state = Empty(title=words("approvals.items.none"), text=words("approvals.items.none_text"))
        return panel(words("approvals.items.title_none"), state=state)
    action = None
    if view.rest > 0:
        action = Action(text=counted(words, "approvals.items.rest", view.rest), href=visit.here(kind=ALL))
    elif visit.state.kind == ALL:
        action = Action(text=words("approvals.items.fewer"), href=visit.here(kind=""))
    notation = legend([(kind, words(f"overview.legend.{kind}")) for kind in ("ac", "pl", "py")])
    heads = tuple(words(f"approvals.items.col.{head}") for head in ("item", "n", "rate", "faster"))
    return panel(
        counted(words, "approvals.items.title", len(view.items)),
        bullets(
            [_bullet(item, visit) for item in view.items],
            heads=(heads[0], heads[1], heads[2], heads[3]),
            axis=_axis(view.items, visit),
            caption=words("approvals.items.caption"),
        ),
        unit=words("approvals.items.unit"),
        aside=[notation, definition_link(visit, "approvals.on_time_rate")],
        action=action,
        data_table=_table(view, visit),
    )


def _axis(items: tuple[ItemView, ...], visit: Visit) -> list[tuple[float, str]]:
    lengths = [v for item in items for v in (item.used, item.limit, item.last_year) if v is not None]
    top = max(lengths, default=1.0)
    step = next((step for step in STEPS if top / step <= 4), STEPS[-1])
    ticks = [step * at for at in range(int(-(-top // step)) + 1)]
    unit = visit.words("vocabulary.measure.workdays")
    return [(at, f"{at} {unit}" if at == ticks[-1] else str(at)) for at in ticks]


def _bullet(item: ItemView, visit: Visit) -> Bullet:
    words = visit.words
    kind = item.light.value if item.light else "grey"
    lamp = lamp_word(item.light, words) if item.light else words("approvals.items.no_light")
    has_days = item.used is not None
    return Bullet(
        name=item.name,
        href=item.href,
        light=kind,
        light_label=words("approvals.items.lamp", light=lamp, rate=formats.rate(item.rate)),
        count=formats.count(item.closed),
        rate=formats.percent(item.rate),
        faster=formats.rate(item.speedup),
        actual=item.used,
        promised=item.limit,
        last_year=item.last_year,
        actual_text=formats.decimal(item.used) if has_days else words("approvals.items.instant"),
        promised_text=formats.decimal(item.limit, 0 if item.limit and item.limit == int(item.limit) else 1)
        if has_days
        else "",
        hot=item.light is Light.RED,
    )


def _table(view: ItemsView, visit: Visit) -> DataTable:
    words = visit.words
    heads = ("item", "n", "rate", "late", "faster", "used", "limit", "last_year")
    columns = tuple(Column(text=words(f"approvals.items.col.{head}"), number=head != "item") for head in heads)
    rows = tuple(
        Row(
            cells=(
                item.name,
                formats.count(item.closed),
                formats.rate(item.rate),
                formats.count(item.late),
                formats.rate(item.speedup),
                formats.decimal(item.used),
                formats.decimal(item.limit),
                formats.decimal(item.last_year),
            ),
            href=item.href,
        )
        for item in view.items
    )
    return DataTable(
        toggle=words("overview.data"), caption=words("approvals.items.caption"), columns=columns, rows=rows
    )
