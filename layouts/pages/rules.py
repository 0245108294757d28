"""阈值与目标: where lights change and what the indicators should reach, one value at a time."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.rule_admin import RuleValue, ValueChange, ValueUnit, bounds_of, show_value, target_parts
from dashboard.text import Words
from layouts.ids import Rules, act_id, entry_error_id, entry_id
from layouts.pages.rule_parts import (
    beside,
    crumbs_of,
    draw_conflict,
    draw_form,
    draw_history,
    draw_question,
    draw_undo,
)
from layouts.parts import (
    Column,
    Loading,
    Row,
    attrs,
    button,
    entry,
    ledger,
    link,
    page_head,
    panel,
    text_entry,
    two_lines,
)
from layouts.people import when
from layouts.visit import Visit

PAGE, FORM, PATH = "rules", "rule", "/admin/rules"
NAMES = {"light.days": "light_days", "light.percent": "light_percent", "pause.limit_days": "pause_limit"}


def skeleton(visit: Visit) -> Component:
    """The places of head, news and body."""
    words = visit.words
    state = Loading(label=words("rules.loading"), shape="rows")
    return html.Div(
        [
            html.Div(page_head(words("rules.heading")), id=Rules.HEAD),
            dcc.Store(id=Rules.DONE),
            html.Div(id=Rules.SAID, className="sv-said", role="status", **attrs(aria_live="polite")),
            html.Div(panel(words("rules.heading"), state=state), id=Rules.BODY),
        ]
    )


def name_of(key: str, words: Words) -> str:
    """What a value is called."""
    if parts := target_parts(key):
        return words(f"rules.name.{parts[1]}", name=words(f"indicators.{parts[0]}.name"))
    return words(f"rules.name.{NAMES[key]}")


def text_of(key: str, words: Words) -> str:
    """What a value does, in a sentence."""
    parts = target_parts(key)
    return words(f"rules.text.{parts[1] if parts else NAMES[key]}")


def shown(key: str, value: float, words: Words) -> str:
    """A value with its unit: ``2 个工作日``, ``20%``, ``97.5%``."""
    return words(f"rules.show.{bounds_of(key).unit.value}", n=show_value(key, value))


def typed(key: str, value: float) -> str:
    """A value as it stands in the form: without a sign of per cent."""
    return show_value(key, value).rstrip("%")


def draw_list_head(values: Sequence[RuleValue], visit: Visit) -> Component:
    """How many there are, and how many somebody has changed."""
    words = visit.words
    changed = sum(one.value != one.default for one in values)
    title = words("rules.title_changed" if changed else "rules.title", n=len(values), changed=changed)
    return page_head(title, sub=words("rules.sub"), crumbs=crumbs_of(visit, PAGE))


def draw_list(values: Sequence[RuleValue], visit: Visit) -> Component:
    """Lights first, then targets; each leads to its own page."""
    targets = [one for one in values if one.unit is ValueUnit.RATE]
    others = [one for one in values if one.unit is not ValueUnit.RATE]
    parts = [_table(others, visit, title="panel_light"), _table(targets, visit, title="panel_target")]
    return html.Div(parts, className="sv-panels")


def _table(values: Sequence[RuleValue], visit: Visit, *, title: str) -> Component:
    words = visit.words
    widths = {"name": "42%", "value": "14%", "default": "12%", "range": "14%"}
    columns = [
        Column(text=words(f"rules.column.{name}"), width=widths.get(name, ""))
        for name in ("name", "value", "default", "range", "changed")
    ]
    rows = [_row(one, visit) for one in values]
    table = ledger(columns, rows, caption=words("rules.caption"))
    return panel(words(f"rules.{title}"), table, unit=words("rules.unit"))


def _row(one: RuleValue, visit: Visit) -> Row:
    words, bounds = visit.words, bounds_of(one.key)
    value = shown(one.key, one.value, words)
    low, high = show_value(one.key, bounds.low), show_value(one.key, bounds.high)
    cells = (
        two_lines(name_of(one.key, words), text_of(one.key, words)),
        html.B(value) if one.value != one.default else value,
        show_value(one.key, one.default),
        f"{low}–{high}",
        f"{when(one.changed_at, visit)} · {one.changed_by}" if one.changed_at else words("rules.never"),
    )
    return Row(cells=cells, href=visit.to(f"{PATH}/{one.key}"))


def draw_one_head(one: RuleValue, visit: Visit) -> Component:
    """What the value is now, its default and its bounds."""
    words, bounds = visit.words, bounds_of(one.key)
    name = name_of(one.key, words)
    sub = words(
        "rules.one_sub",
        default=show_value(one.key, one.default),
        low=show_value(one.key, bounds.low),
        high=show_value(one.key, bounds.high),
    )
    title = words("rules.one_title", name=name, value=shown(one.key, one.value, words))
    return page_head(title, sub=sub, crumbs=crumbs_of(visit, PAGE, last=name))


def draw_one(one: RuleValue, history: Sequence[ValueChange], visit: Visit) -> Component:
    """The form, which knows the value it shows, and the history."""
    return beside(_form(one, visit), _history(one, history, visit))


def _form(one: RuleValue, visit: Visit) -> Component:
    words = visit.words
    value = entry(
        words("rules.value"),
        text_entry(entry_id(FORM, "value"), value=typed(one.key, one.value), longest=12, numeric=True),
        error_id=entry_error_id(FORM, "value"),
        help=words(f"rules.value_{one.unit.value}"),
        required=words("admin.required"),
    )
    ways = [
        button(words("rules.check"), id=act_id(PAGE, "check", 0, repr(one.value)), primary=True),
        link(words("rules.back"), visit.to(PATH), class_name="sv-btn"),
    ]
    return draw_form(words("rules.form"), [value], ways, text_of(one.key, words))


def _history(one: RuleValue, history: Sequence[ValueChange], visit: Visit) -> Component:
    words = visit.words
    columns = [Column(text=words(f"rules.column.{name}")) for name in ("at", "by", "before", "after", "act")]
    rows = [
        Row(
            cells=(
                when(change.at, visit),
                two_lines(change.by, words("rules.undo_of")) if change.undoes else change.by,
                shown(one.key, change.before, words),
                shown(one.key, change.after, words),
                _undo(one, change, visit) if change.last else "",
            )
        )
        for change in history
    ]
    return draw_history(PAGE, columns, rows, visit)


def _undo(one: RuleValue, change: ValueChange, visit: Visit) -> Component:
    words = visit.words
    value = shown(one.key, change.before, words)
    question = words("rules.undo_ask", name=name_of(one.key, words), value=value)
    return draw_undo(PAGE, change.id, question, visit, at=when(change.at, visit))


def draw_check(one: RuleValue, value: float, relit: int | None, visit: Visit) -> Component:
    """What a new value would do."""
    words = visit.words
    before, after = (shown(one.key, number, words) for number in (one.value, value))
    question = words("rules.question", name=name_of(one.key, words), before=before, after=after)
    if relit is not None:
        effect = words("rules.effect_cases", n=relit)
    else:
        effect = words("rules.effect_target" if target_parts(one.key) else "rules.effect_pause")
    return draw_question(PAGE, question, [effect], visit, action="save", row=repr(value), version=repr(one.value))


def draw_stale(found: RuleValue, value: float, sentence: str, visit: Visit) -> Component:
    """The value as somebody else has set it meanwhile, beside one's own."""
    words = visit.words
    pair = (name_of(found.key, words), shown(found.key, found.value, words), shown(found.key, value, words))
    return draw_conflict(PAGE, sentence, [pair], visit, row=repr(value), version=repr(found.value))
