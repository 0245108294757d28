"""Figures as plain dicts, pure functions of ready numbers and words. A point's ``customdata`` is the path it leads to.

draw_columns([MonthColumn], words=ColumnWords, theme=, scale=)              promise against actual, twelve months
draw_rate_trend([TrendPoint], words=TrendWords, target=, theme=, scale=)    a rate with target and last year
draw_distribution([Bin], words=DistributionWords, theme=, scale=)           spread around the limit
GRAPH_CONFIG                                                                for every dcc.Graph; ``parts.chart`` uses it
"""

from layouts.figures.base import GRAPH_CONFIG, Figure
from layouts.figures.columns import ColumnWords, MonthColumn, draw_columns
from layouts.figures.distribution import Bin, DistributionWords, draw_distribution
from layouts.figures.trend import TrendPoint, TrendWords, draw_rate_trend

__all__ = [
    "GRAPH_CONFIG",
    "Bin",
    "ColumnWords",
    "DistributionWords",
    "Figure",
    "MonthColumn",
    "TrendPoint",
    "TrendWords",
    "draw_columns",
    "draw_distribution",
    "draw_rate_trend",
]
