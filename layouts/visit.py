"""One look at one page: everything a page may know before it has read any data."""

from dataclasses import dataclass
from typing import cast

from dashboard.period import Query
from dashboard.permissions import Identity
from dashboard.text import Words
from layouts.formats import Lang
from layouts.theme import Scale, Theme
from layouts.urls import ViewState


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What the address says, checked, and who asks.

    ``page`` is the key of the page, ``name`` the last part of the path where the page has one (an indicator or record
    set, a case number), else empty. ``state`` has lost whatever made no sense; ``query`` is the question it asks of a
    board on day ``today``. ``identity`` comes from the server, never from the browser.
    """

    page: str
    path: str
    name: str
    state: ViewState
    query: Query
    today: int
    words: Words
    identity: Identity

    @property
    def lang(self) -> Lang:
        """Language for ``layouts.formats``."""
        return "zh" if self.words.is_chinese else "en"

    @property
    def theme(self) -> Theme:
        """Colours of the figures."""
        return cast(Theme, self.state.theme or "light")

    @property
    def scale(self) -> Scale:
        """Sizes of the figures."""
        return cast(Scale, self.state.scale or "desk")

    def here(self, **changes: str) -> str:
        """This page's address with some changes."""
        return self.state.url(self.path, **changes)

    def to(self, path: str, **changes: str) -> str:
        """Another page's address, keeping language, theme, scale and as-of day but no filter."""
        state = self.state
        kept = ViewState(lang=state.lang, theme=state.theme, scale=state.scale, as_of=state.as_of)
        return kept.url(path, **changes)

    def records(self, path: str, **changes: str) -> str:
        """Another page's address, keeping the filters as well: from a figure to the records it counts."""
        return self.state.url(path, **({"sort": "", "q": "", "kind": ""} | changes))
