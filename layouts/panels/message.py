"""The message of the overview: one sentence with the numbers that matter."""

from dataclasses import dataclass

from dashboard.period import OWN_LEVEL
from dashboard.vocabulary import CITY
from layouts import formats
from layouts.panels.base import PeriodView, counted, period_name, sentence, unit_name
from layouts.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """Red cases now, the on-time rate of the period and its target; ``unit`` is the filter (empty: the whole city)."""

    unit: str
    red: int
    open: int
    rate: float | None
    good: float | None
    has_data: bool
    period: PeriodView


def overview_title(view: MessageView, visit: Visit) -> str:
    """``7 件红灯；按时办结率 98.6%，距目标差 0.4 个百分点``, and what fits when there is less to say."""
    words = visit.words
    if not view.has_data:
        return words("overview.title.no_data")
    red = counted(words, "overview.title.red", view.red) if view.red else words("overview.title.no_red")
    text = words("overview.title.join", first=red, second=rate_words(view, visit))
    if view.unit:
        code = CITY if view.unit == OWN_LEVEL else view.unit
        return words("overview.title.unit", unit=unit_name(code, words), text=text)
    return sentence(text)


def rate_words(view: MessageView, visit: Visit) -> str:
    """The rate and its distance to the target."""
    words = visit.words
    if view.rate is None:
        return words("overview.title.no_rate", period=period_name(view.period, visit))
    rate = formats.rate(view.rate)
    if view.good is None:
        return words("overview.title.rate", rate=rate)
    if view.rate >= view.good:
        return words("overview.title.met", rate=rate, target=formats.rate(view.good))
    return words("overview.title.short", rate=rate, gap=formats.percent(view.good - view.rate))
