"""The catalogue of parts. All are pure; every word comes from the caller; ids are given, never made here.

Text and links
    link(text, href) · button(text, id=) · action_button(Action) · tone(text, kind)    bold text in a light's ink
    Action(text=, href= | id=)                              one way on: link or button
Lights (kinds: red yellow green pause done grey)
    light(kind, word, label=, boxed=, plain=, size=)        shape + word
    light_count(kind, n, label=)                            shape + number
    share_bar([(kind, n)], label=)                          one bar split by light
    glyph(kind)                                             bare shape, only beside a word
Page
    shell(bar, content, foot=, banner=, skip=, main_id=, hidden=) · top_bar(product=, home_href=, nav=[NavItem], …)
    footer(left, end=) · page_head(title, sub=, filters=, crumbs=) · breadcrumbs([(word, href)], label=)
    live(id=, version_url=, store_id=, …) · live_banner(lost=, lost_unknown=)   for assets/live.js
    freshness_badge(kind, text, words=AgeWords, more=, label=) · source_name(kind, name, word=)
Panel
    panel(title, children, unit=, action=, aside=, state=, data_table=DataTable, id=, body_id=)
    states: Loading · Empty · Failed · Stale · Denied       exactly one, or none when ready
    banner("yellow" | "red" | "info", strong, rest)
Numbers
    kpis([kpi], label=) · kpi(label, number, unit=, light=, beside=, delta=, below=, href=)
    spark(values, theme=, alt=, last_year=, target=)        twelve months as a picture
    chart(figure, alt=, id=, height=)                       a figure from layouts.figures
    legend([(kind, word)])                                  ac now pl py fc tgt
    bullets([Bullet], heads=, axis=, caption=)              promise against actual by item
    dots([Dot], target=, target_text=, axis=, label=)       distance to target by unit
    tiles([Tile], label=, legend=, note=)                   counties on a 5 × 3 grid
Tables
    ledger([Column], [Row], caption=, nothing=Empty, dense=, airy=)   Cell(children=, mark="bad" | "warn")
    two_lines(first, second) · mini_bar(text, value, of=, kind=) · pager(shown=, first=, next=, …)
Controls
    chip(label, [(value, words)], value=, id=) · chip_input(label, id=, type=)
    segments([(word, href, current)], label=)               a small switch of links
    field(label, control, control_id=, help=, error=, required=) · steps([word], current=, label=)
Forms (a callback puts errors into ``error_id``)
    entry(label, control, error_id=, help=, required=) · entry_group(label, [control], error_id=)
    text_entry(id, value=, kind=) · choice_entry(id, [(value, words)], value=)
    radio_entry(id, [(value, words)], value=) · boxes_entry(id, [(value, words)], value=)
    ask(word, question, yes, stop=, id=)                    a question before what cannot be undone
    once(title, secret, [line])                             a secret shown once · facts([(name, value)])
"""

from layouts.parts.banner import banner
from layouts.parts.base import Action, Child, Children, Id, action_button, attrs, button, classes, link, tone
from layouts.parts.breadcrumbs import breadcrumbs
from layouts.parts.bullets import Bullet, bullets
from layouts.parts.chart import chart
from layouts.parts.chips import chip, chip_input, segments
from layouts.parts.dots import Dot, dots
from layouts.parts.entry import (
    ask,
    boxes_entry,
    choice_entry,
    entry,
    entry_group,
    facts,
    once,
    radio_entry,
    text_entry,
)
from layouts.parts.forms import field, steps
from layouts.parts.freshness import AgeWords, freshness_badge, source_name
from layouts.parts.head import page_head
from layouts.parts.kpi import kpi, kpis
from layouts.parts.ledger import Cell, Column, Row, ledger, mini_bar, two_lines
from layouts.parts.legend import legend
from layouts.parts.light import LIGHT_KINDS, glyph, light, light_count, share_bar
from layouts.parts.live import live, live_banner
from layouts.parts.pager import pager
from layouts.parts.panel import DataTable, panel
from layouts.parts.shell import NavItem, Switch, footer, shell, top_bar
from layouts.parts.spark import spark, spark_svg
from layouts.parts.states import Denied, Empty, Failed, Loading, PanelState, Stale
from layouts.parts.tiles import Tile, tiles

__all__ = [
    "LIGHT_KINDS",
    "Action",
    "AgeWords",
    "Bullet",
    "Cell",
    "Child",
    "Children",
    "Column",
    "DataTable",
    "Denied",
    "Dot",
    "Empty",
    "Failed",
    "Id",
    "Loading",
    "NavItem",
    "PanelState",
    "Row",
    "Stale",
    "Switch",
    "Tile",
    "action_button",
    "ask",
    "attrs",
    "banner",
    "boxes_entry",
    "breadcrumbs",
    "bullets",
    "button",
    "chart",
    "chip",
    "chip_input",
    "choice_entry",
    "classes",
    "dots",
    "entry",
    "entry_group",
    "facts",
    "field",
    "footer",
    "freshness_badge",
    "glyph",
    "kpi",
    "kpis",
    "ledger",
    "legend",
    "light",
    "light_count",
    "link",
    "live",
    "live_banner",
    "mini_bar",
    "once",
    "page_head",
    "pager",
    "panel",
    "radio_entry",
    "segments",
    "share_bar",
    "shell",
    "source_name",
    "spark",
    "spark_svg",
    "steps",
    "text_entry",
    "tiles",
    "tone",
    "top_bar",
    "two_lines",
]
