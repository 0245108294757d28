"""The look: tokens read from ``assets/tokens.css``, the Plotly template made of them, Bootstrap's stylesheet."""

from layouts.theme.bootstrap import bootstrap_css
from layouts.theme.template import LIGHT_SYMBOL, TEMPLATE_NAMES, build_template, register_templates, scenario
from layouts.theme.tokens import SCALES, THEMES, TOKENS_CSS, Scale, Theme, colours, fonts, sizes

__all__ = [
    "LIGHT_SYMBOL",
    "SCALES",
    "TEMPLATE_NAMES",
    "THEMES",
    "TOKENS_CSS",
    "Scale",
    "Theme",
    "bootstrap_css",
    "build_template",
    "colours",
    "fonts",
    "register_templates",
    "scenario",
    "sizes",
]
