"""Indicators of approval timeliness (审批时效), each a pure function of a slice; definitions in domain.md 2.1."""

from collections.abc import Callable

from dashboard.indicators.registry import FigureUnit, Indicator, Need, RecordSet, Value
from dashboard.indicators.slices import Slice

_C, _R, _W, _D = FigureUnit.CASES, FigureUnit.RATE, FigureUnit.WORKDAYS, FigureUnit.DAYS_SUM
_EVENTS, _STOCK = frozenset({Need.EVENTS}), frozenset({Need.STOCK})
_LIGHTS = frozenset({Need.STOCK, Need.LIGHTS})
_DUE = frozenset({Need.CLOSED, Need.STOCK})


def _count(of: Callable[[Slice], int]) -> Callable[[Slice], Value]:
    def compute(data: Slice) -> Value:
        return Value(of(data), n=of(data))

    return compute


def ratio(numerator: int, denominator: int, *, n: int | None = None) -> Value:
    """A share of a base; without a base there is no value (never 0 % or 100 %)."""
    value = numerator / denominator if denominator else None
    return Value(value, n=denominator if n is None else n, numerator=numerator, denominator=denominator)


def on_time_rate(data: Slice) -> Value:
    """按时办结率 = closed on time ÷ (closed + open and already overdue)."""
    return ratio(data.closed["on_time"], data.closed["n"] + data.red)


def mean_used(data: Slice) -> Value:
    """Mean used working days of the closed 承诺件."""
    return ratio(data.used_sum, data.closed["averaged"])


def mean_limit(data: Slice) -> Value:
    """Mean committed limit of the same cases."""
    return ratio(data.closed["limit_sum"], data.closed["averaged"])


def _quantile(per_mille: int) -> Callable[[Slice], Value]:
    def compute(data: Slice) -> Value:
        return Value(data.quantile(per_mille), n=data.closed["averaged"])

    return compute


def speedup_committed(data: Slice) -> Value:
    """提速率（承诺）= 1 − Σ used ÷ Σ committed limit."""
    limit = data.closed["limit_sum"]
    value = 1 - data.used_sum / limit if limit else None
    return Value(value, n=data.closed["averaged"], numerator=limit - data.used_sum, denominator=limit)


def speedup_statutory(data: Slice) -> Value:
    """提速率（法定）= 1 − Σ used ÷ Σ statutory limit, over the cases whose statutory limit is known."""
    limit, used = data.closed["statutory_sum"], data.closed["statutory_used"]
    value = 1 - used / limit if limit else None
    return Value(value, n=data.closed["statutory_n"], numerator=limit - used, denominator=limit)


def _share(measure: str) -> Callable[[Slice], Value]:
    def compute(data: Slice) -> Value:
        return ratio(data.closed[measure], data.closed["n"])

    return compute


def _mean(measure: str) -> Callable[[Slice], Value]:
    def compute(data: Slice) -> Value:
        return ratio(data.closed[measure], data.closed["n"])

    return compute


def overdue_days(data: Slice) -> Value:
    """Σ working days past the limit of the cases closed late."""
    late = data.closed["n"] - data.closed["on_time"]
    return Value(data.closed["overdue_days"], n=late)


def _stock(key: str, of: Callable[[Slice], int], records: RecordSet, *, good: bool | None = None) -> Indicator:
    return Indicator(
        f"approvals.{key}",
        _C,
        records,
        _count(of),
        higher_is_better=good,
        is_stock=True,
        needs=_LIGHTS if records in (RecordSet.YELLOW, RecordSet.GREEN) else _STOCK,
    )


APPROVALS: tuple[Indicator, ...] = (
    Indicator("approvals.accepted", _C, RecordSet.ACCEPTED, _count(lambda s: s.accepted), needs=_EVENTS),
    Indicator("approvals.closed", _C, RecordSet.CLOSED, _count(lambda s: s.closed["n"])),
    _stock("open", lambda s: s.open, RecordSet.OPEN),
    Indicator("approvals.on_time_rate", _R, RecordSet.DUE, on_time_rate, needs=_DUE, higher_is_better=True),
    Indicator("approvals.mean_used", _W, RecordSet.AVERAGED, mean_used, higher_is_better=False),
    Indicator("approvals.p50_used", _W, RecordSet.AVERAGED, _quantile(500), higher_is_better=False),
    Indicator("approvals.p90_used", _W, RecordSet.AVERAGED, _quantile(900), higher_is_better=False),
    Indicator("approvals.mean_limit", _W, RecordSet.AVERAGED, mean_limit),
    Indicator("approvals.speedup_committed", _R, RecordSet.AVERAGED, speedup_committed, higher_is_better=True),
    Indicator("approvals.speedup_statutory", _R, RecordSet.STATUTORY, speedup_statutory, higher_is_better=True),
    Indicator("approvals.instant_rate", _R, RecordSet.CLOSED, _share("instant"), higher_is_better=True),
    Indicator("approvals.online_rate", _R, RecordSet.CLOSED, _share("online"), higher_is_better=True),
    _stock("red", lambda s: s.red, RecordSet.RED, good=False),
    _stock("yellow", lambda s: s.yellow, RecordSet.YELLOW, good=False),
    _stock("green", lambda s: s.green, RecordSet.GREEN),
    _stock("paused", lambda s: s.paused, RecordSet.PAUSED),
    Indicator("approvals.overdue_days", _D, RecordSet.LATE, overdue_days, higher_is_better=False),
    Indicator("approvals.agency_days", _W, RecordSet.CLOSED, _mean("agency_days"), higher_is_better=False),
    Indicator("approvals.applicant_days", _W, RecordSet.CLOSED, _mean("applicant_days")),
    Indicator("approvals.special_days", _W, RecordSet.CLOSED, _mean("special_days")),
    Indicator("approvals.withdrawn", _C, RecordSet.WITHDRAWN, _count(lambda s: s.withdrawn), needs=_EVENTS),
    Indicator("approvals.refused", _C, RecordSet.REFUSED, _count(lambda s: s.refused), needs=_EVENTS),
)
