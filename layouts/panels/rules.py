"""Where the lights change, in words, from the thresholds and targets that are in force."""

from collections.abc import Callable
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from dashboard.lights import LightRule, Target
from layouts import formats
from layouts.panels.base import definition_link, lamp_word
from layouts.parts import light, panel
from layouts.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesView:
    """The light rule of open cases and the target of the on-time rate (None: none is set)."""

    rule: LightRule
    target: Target | None


def build_rules(view: RulesView, visit: Visit) -> Component:
    """One line a thing that has a light: the rate, and the single case."""
    words = visit.words
    rows = [_line(words("approvals.rules.rate"), rate_words(view.target, visit), visit)] if view.target else []
    rows.append(_line(words("approvals.rules.case"), case_words(view.rule, visit), visit))
    return panel(
        words("approvals.rules.title"),
        html.Div(
            [*rows, html.P(words("approvals.rules.note"), className="sv-note")], className="d-flex flex-column gap-2"
        ),
        unit=words("approvals.rules.unit"),
        aside=definition_link(visit, "approvals.red"),
    )


def rate_words(target: Target, visit: Visit, show: Callable[[float], str] = formats.rate) -> dict[str, str]:
    """What the lights of a figure with a target mean, by light; ``show`` writes a value of that figure."""
    good, warn = show(target.good), show(target.warn)
    side = "high" if target.higher_is_better else "low"
    return {
        kind: visit.words(f"approvals.rules.{side}.{kind}", good=good, warn=warn) for kind in ("green", "yellow", "red")
    }


def case_words(rule: LightRule, visit: Visit, prefix: str = "approvals.rules.open") -> dict[str, str]:
    """What the lights of an open case mean, by light; ``prefix`` of the sentences: in short, or exactly."""
    numbers = {"days": rule.days, "percent": rule.percent}
    return {kind: visit.words(f"{prefix}.{kind}", **numbers) for kind in ("green", "yellow", "red", "pause")}


def _line(name: str, meanings: dict[str, str], visit: Visit) -> Component:
    pieces = [
        html.Span([light(kind, lamp_word(kind, visit.words)), f" {text}"], className="sm text-2")
        for kind, text in meanings.items()
    ]
    return html.Div([html.B(name, className="sm"), *pieces], className="d-flex flex-wrap gap-3 align-items-baseline")
