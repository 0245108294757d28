"""The units at a glance: thirteen tiles by rough position, each with its worst light, its counts and its rate."""

from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from dashboard.lights import Light, worst
from dashboard.vocabulary import CITY, REPORTING_UNITS, UNITS
from layouts import formats
from layouts.panels.base import counted, definition_link, joined, lamp_word, sentence, unit_name, unit_short, unit_tile
from layouts.parts import Child, Empty, Tile, light, light_count, link, panel, tiles
from layouts.visit import Visit

NAMED = 3
"""How many units a title names before it counts them."""
SHOWN = (Light.RED, Light.YELLOW, Light.GREEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
    """Lights of a unit's open cases and its on-time rate; ``href`` leads to the unit's approvals."""

    code: str
    red: int
    yellow: int
    green: int
    rate: float | None
    href: str
    open: int = 0

    @property
    def light(self) -> Light | None:
        """The worst light; None when no clock runs."""
        counts = zip(SHOWN, (self.red, self.yellow, self.green), strict=True)
        return worst({kind for kind, n in counts if n})


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsView:
    """Every unit that has something to show, by code; ``inactive`` ones are left off the grid and named below it."""

    units: dict[str, UnitView]
    inactive: frozenset[str] = frozenset()


def build_units(view: UnitsView, visit: Visit) -> Component:
    """The grid of tiles; the city's own level, which has no place on it, stands beside the title."""
    words = visit.words
    shown = [view.units[unit.code] for unit in REPORTING_UNITS if unit.code not in view.inactive]
    own = view.units.get(CITY)
    aside: list[Child] = [definition_link(visit, "approvals.red")]
    if own is not None and own.light is not None:
        aside.append(_own(own, visit))
    if all(unit.light is None and unit.rate is None for unit in shown) and own is None:
        state = Empty(title=words("overview.units.none"), text=words("overview.units.none_text"))
        return panel(words("overview.units.title"), state=state)
    grid = tiles(
        [_tile(unit, visit) for unit in shown],
        label=words("overview.units.title"),
        legend=_legend(shown, visit),
        note=words("overview.units.note", outside=_outside(visit)),
    )
    below = left_out({code: view.units[code].open for code in view.inactive}, visit, key="units.left_out_cases")
    inside = [grid, *below]
    return panel(units_title(shown, visit), inside, unit=words("overview.units.unit", n=len(shown)), aside=aside)


def left_out(cases: dict[str, int], visit: Visit, *, key: str) -> list[Component]:
    """Which units a panel leaves out because they do not report, and that the cases they have count all the same."""
    if not cases:
        return []
    words = visit.words
    named = [
        words(key if n else "units.left_out_one", unit=unit_name(code, words), n=formats.count(n))
        for code, n in sorted(cases.items())
    ]
    return [html.P(words("units.left_out", units=joined(named, words)), className="sv-note sv-left-out")]


def units_title(shown: list[UnitView], visit: Visit) -> str:
    """Which units have the most red lights, or that none has any."""
    words = visit.words
    most = max((unit.red for unit in shown), default=0)
    if not most:
        yellow = sum(1 for unit in shown if unit.yellow)
        return sentence(
            counted(words, "overview.units.yellow_only", yellow) if yellow else words("overview.units.all_green")
        )
    named = [unit_short(unit.code, words) for unit in shown if unit.red == most]
    if len(named) > NAMED:
        with_red = sum(1 for unit in shown if unit.red)
        return sentence(counted(words, "overview.units.many", with_red, most=formats.count(most)))
    key = "overview.units.each" if len(named) > 1 else "overview.units.top"
    return sentence(counted(words, key, most, units=joined(named, words)))


def _lamps(unit: UnitView, visit: Visit) -> list[Component]:
    counts = [(kind, n) for kind, n in zip(SHOWN, (unit.red, unit.yellow, unit.green), strict=True) if n]
    if len(counts) > 1:
        counts = [pair for pair in counts if pair[0] is not Light.GREEN]
    return [light_count(kind.value, n, label=_count_label(kind, n, visit)) for kind, n in counts]


def _count_label(kind: Light, n: int, visit: Visit) -> str:
    return visit.words("overview.lamp_count", light=lamp_word(kind, visit.words), n=formats.cases(n, visit.lang))


def _tile(unit: UnitView, visit: Visit) -> Tile:
    words = visit.words
    place = next(place for place in REPORTING_UNITS if place.code == unit.code)
    lamps = _lamps(unit, visit) or [html.Span(words("overview.no_open"), className="text-3 cap")]
    rate = words("overview.units.rate", rate=formats.rate(unit.rate)) if unit.rate is not None else ""
    kind = unit.light.value if unit.light else "grey"
    name = unit_tile(unit.code, words)
    return Tile(name=name, href=unit.href, row=place.row, col=place.column, light=kind, counts=tuple(lamps), foot=rate)


def _own(own: UnitView, visit: Visit) -> Component:
    inside: list[Child] = [f"{unit_name(own.code, visit.words)} ", *_lamps(own, visit), " ›"]
    return link(inside, own.href, class_name="sv-link d-inline-flex gap-2 align-items-center")


def _legend(shown: list[UnitView], visit: Visit) -> list[Component]:
    lights = [unit.light for unit in shown]
    rows: list[Component] = []
    for kind in SHOWN:
        name = visit.words(f"overview.units.legend.{kind.value}")
        n = lights.count(kind)
        label = visit.words("overview.units.legend.line", label=name, n=n)
        rows.append(light(kind.value, f"{name} {n}", label=label, size="cap"))
    return rows


def _outside(visit: Visit) -> str:
    names = [unit_name(unit.code, visit.words) for unit in UNITS if not unit.reports]
    return joined(names, visit.words)
