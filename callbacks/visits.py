"""From the address of a page (which anybody may write) to a checked visit."""

from dashboard.errors import BadRequest
from dashboard.permissions import Identity
from dashboard.services import Services
from dashboard.text import Words, words_for
from dashboard.timekeeping import day_number
from layouts.pages import find_page
from layouts.urls import ViewState
from layouts.visit import Visit

NO_PAGE = ""
"""The page of a visit whose path is no page's."""


def read_words(state: ViewState, *, default: str) -> Words:
    """The words that an address asks for."""
    return words_of(state.lang, default=default)


def words_of(lang: str, *, default: str) -> Words:
    """The words of a language; empty is the default one, ``zh`` is Chinese."""
    lang = lang or default
    return words_for("zh_CN" if lang == "zh" else lang)


def read_visit(services: Services, pathname: object, search: object, *, identity: Identity) -> Visit:
    """Check path and query string. Raises ``BadRequest`` when they are not text; nonsense in them becomes a notice."""
    if not isinstance(pathname, str | None) or not isinstance(search, str | None):
        raise BadRequest("errors.body")
    path = pathname or "/"
    found = find_page(path)
    today = day_number(services.clock.now().date())
    state = ViewState.parse(search).checked(today=today)
    return Visit(
        page=found[0].key if found else NO_PAGE,
        path=path,
        name=found[1] if found else "",
        state=state,
        query=state.query(today=today),
        today=today,
        words=read_words(state, default=services.settings.language),
        identity=identity,
    )
