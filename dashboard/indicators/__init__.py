"""The indicators of every area, in one register."""

from dashboard.indicators.approvals import APPROVALS
from dashboard.indicators.registry import Figure, FigureUnit, Indicator, Need, RecordSet, Registry, Value
from dashboard.indicators.slices import Slice, make_closed, make_slice

REGISTRY = Registry([*APPROVALS])

__all__ = [
    "REGISTRY",
    "Figure",
    "FigureUnit",
    "Indicator",
    "Need",
    "RecordSet",
    "Registry",
    "Slice",
    "Value",
    "make_closed",
    "make_slice",
]
