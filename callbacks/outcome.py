"""What an action on a form came to: what to say, which entries are wrong, whether anything changed."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from dash import Output, no_update
from dash.development.base_component import Component

from callbacks.inputs import new_mark, twice
from dashboard.errors import DubanError
from dashboard.text import Words
from layouts.parts import banner


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """``said`` stands above the page; ``errors`` are sentences by entry; ``changed`` has the page drawn anew."""

    said: Component | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    changed: bool = False


def attempt(act: Callable[[], Outcome], *, entries: Mapping[str, str], form: Collection[str], words: Words) -> Outcome:
    """What ``act`` came to; a refusal whose key belongs to an entry of the form stands there, others are raised on."""
    try:
        return act()
    except DubanError as error:
        name = entries.get(error.key, "")
        if name not in form:
            raise
        return wrong(words, **{name: words(error.key, **error.params)})


def wrong(words: Words, **errors: str) -> Outcome:
    """Nothing was done: these entries have to be put right."""
    return Outcome(said=banner("yellow", words("admin.not_done")), errors=errors)


def outputs(said: str, done: str) -> dict[str, Output]:
    """Where an outcome goes: what is said, and the store that has the page drawn anew."""
    return {"said": twice(said), "done": twice(done, "data")}


def answer(outcome: Outcome) -> dict[str, Any]:
    """An outcome as ``outputs`` take it."""
    return {"said": outcome.said, "done": new_mark() if outcome.changed else no_update}
