"""How the audit ledger speaks of a row: words for actions and results, and texts that hide nothing."""

import json
from typing import Any

from dashboard.audit import AuditRow
from dashboard.text import Words
from dashboard.timekeeping import moment_of
from layouts import formats
from layouts.visit import Visit

IDEOGRAPHIC_SPACE = "\u3000"


def visible(text: str) -> str:
    """The text with line ends, control characters and marks that turn the direction of writing spelled out."""
    seen = (
        letter if letter.isprintable() or letter == IDEOGRAPHIC_SPACE else letter.encode("unicode_escape").decode()
        for letter in text
    )
    return "".join(seen)


def action_word(action: str, words: Words) -> str:
    """The word of an action; one that nobody has described yet keeps its name."""
    key = f"audit.action.{action}"
    return words(key) if key in words else visible(action)


def result_word(result: str, words: Words) -> str:
    """The word of a result."""
    key = f"audit.result.{result}"
    return words(key) if key in words else visible(result)


def detail_text(detail: str, words: Words) -> str:
    """What a row adds: names with values where it has them, otherwise its text."""
    try:
        told: Any = json.loads(detail)
    except ValueError:
        return visible(detail)
    if not isinstance(told, dict):
        return visible(detail)
    parts = []
    for name, value in told.items():
        key = f"audit.detail.{name}"
        text = _value(value)
        if text:
            parts.append(f"{words(key) if key in words else visible(name)} {text}")
    return " · ".join(parts)


def _value(value: object) -> str:
    """A plain value as it is read; a pair is what something was before and after."""
    if isinstance(value, list) and len(value) == 2:
        return " → ".join(_value(one) or formats.NONE for one in value)
    return visible(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def when(row: AuditRow, visit: Visit) -> str:
    """Day and time of a row to the second, Asia/Shanghai."""
    moment = formats.local(moment_of(row.at))
    return f"{formats.day_full(moment, visit.lang)} {moment:%H:%M:%S}"


def who(row: AuditRow, visit: Visit) -> str:
    """Who it was; whoever was not signed in has no name."""
    return visible(row.actor) or visit.words("audit.nobody")
