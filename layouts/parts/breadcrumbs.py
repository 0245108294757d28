"""Where one is: the path in the address as links; Esc goes to the last link but one (see ``assets/nav.js``)."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from layouts.parts.base import Id, attrs, link


def breadcrumbs(items: Sequence[tuple[str, str]], *, label: str, id: Id | None = None) -> html.Nav:
    """(word, href) from the top down; the last one is this page and no link."""
    last = len(items) - 1

    def crumb(at: int, word: str, href: str) -> Component:
        if at == last or not href:
            return html.Span(word, **attrs(aria_current="page" if at == last else None))
        return link(word, href, class_name="sv-up" if at == last - 1 else "")

    steps = [html.Li(crumb(at, word, href)) for at, (word, href) in enumerate(items)]
    return html.Nav(html.Ol(steps, className="sv-crumbs"), **attrs(id, aria_label=label))
