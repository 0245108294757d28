"""How far each unit is from the target of the on-time rate, the farthest below first."""

from dataclasses import dataclass, field

from dash.development.base_component import Component

from dashboard.lights import Light
from layouts import formats
from layouts.panels.base import counted, definition_link, lamp_word, sentence, unit_name, unit_short
from layouts.panels.units import left_out
from layouts.parts import Column, DataTable, Dot, Empty, Row, dots, panel
from layouts.visit import Visit

KEY = "approvals.on_time_rate"
STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRate:
    """A unit's on-time rate in the period and its light against the target."""

    code: str
    rate: float | None
    light: Light | None
    n: int
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DistanceView:
    """All units, those without a rate last."""

    units: tuple[UnitRate, ...]
    good: float | None
    left_out: dict[str, int] = field(default_factory=dict)
    """Closed cases of the units that do not report and are not compared."""


def build_distance(view: DistanceView, visit: Visit) -> Component:
    """Lollipops to the target line."""
    words = visit.words
    known = [unit.rate for unit in view.units if unit.rate is not None]
    if not known or view.good is None:
        why = "none_text" if not known else "no_target"
        state = Empty(title=words("approvals.distance.none"), text=words(f"approvals.distance.{why}"))
        return panel(words("approvals.distance.title_none"), state=state)
    plot = dots(
        [_dot(unit, visit) for unit in view.units],
        target=view.good,
        target_text=words("approvals.trend.target", target=formats.percent(view.good)),
        axis=_axis(min(known), max(known), view.good),
        label=words("approvals.distance.label"),
    )
    return panel(
        distance_title(view, visit),
        [plot, *left_out(view.left_out, visit, key="units.left_out_closed")],
        unit=words("approvals.distance.unit"),
        aside=definition_link(visit, KEY),
        data_table=_table(view, visit),
    )


def distance_title(view: DistanceView, visit: Visit) -> str:
    """How many units reach the target, and how far the last one is from it."""
    words, good = visit.words, view.good or 0.0
    rated = [(unit.rate, unit.code) for unit in view.units if unit.rate is not None]
    met = sum(1 for rate, _ in rated if rate >= good)
    if met == len(rated):
        return sentence(counted(words, "approvals.distance.all_met", met, target=formats.rate(good)))
    rate, code = min(rated)
    name, gap = unit_short(code, words), formats.percent(good - rate)
    return sentence(counted(words, "approvals.distance.title", met, target=formats.rate(good), unit=name, gap=gap))


def _axis(low: float, high: float, target: float) -> list[tuple[float, str]]:
    low, high = min(low, target), max(high, target)
    step = next((step for step in STEPS if (high - low) / step <= 4), STEPS[-1])
    first, last = int(low / step), int(high / step)
    ticks = [step * at for at in range(first, last + 1) if low <= step * at <= high]
    places = 0 if step >= 0.01 else 1
    return [(at, formats.rate(at, places)) for at in ticks]


def _dot(unit: UnitRate, visit: Visit) -> Dot:
    words = visit.words
    name = unit_name(unit.code, words) if words.is_chinese else unit_short(unit.code, words)
    lamp = lamp_word(unit.light, words) if unit.light else ""
    label = words("approvals.distance.dot", unit=name, light=lamp, rate=formats.rate(unit.rate))
    return Dot(
        name=name,
        value=unit.rate,
        text=formats.percent(unit.rate),
        light=unit.light.value if unit.light else "grey",
        light_label=label,
        href=unit.href,
        hot=unit.light is Light.RED,
    )


def _table(view: DistanceView, visit: Visit) -> DataTable:
    words = visit.words
    heads = ("unit", "rate", "gap", "n")
    columns = tuple(Column(text=words(f"approvals.distance.col.{head}"), number=head != "unit") for head in heads)
    good = view.good or 0.0
    rows = tuple(
        Row(
            cells=(
                unit_name(unit.code, words),
                formats.rate(unit.rate),
                formats.pp_number(None if unit.rate is None else unit.rate - good),
                formats.count(unit.n),
            ),
            href=unit.href,
        )
        for unit in view.units
    )
    return DataTable(
        toggle=words("overview.data"), caption=words("approvals.distance.label"), columns=columns, rows=rows
    )
