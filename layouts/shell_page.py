"""The frame around every page: an empty frame for the start, and its parts in the language of the visit."""

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.permissions import Permission
from dashboard.text import LANGUAGES, words_for
from layouts.ids import Shell
from layouts.pages import PAGES, Page
from layouts.parts import (
    Action,
    AgeWords,
    Child,
    Denied,
    Empty,
    NavItem,
    Switch,
    banner,
    footer,
    freshness_badge,
    link,
    live,
    live_banner,
    page_head,
    panel,
    shell,
    top_bar,
)
from layouts.people import logout_form, role_word, scope_words
from layouts.theme import THEMES
from layouts.urls import SCALES
from layouts.visit import Visit

VERSION_URL = "/version"


def draw_frame(*, poll_seconds: float, revision: int | None) -> Component:
    """The frame before anything is known of the visit: containers, the address, the live store."""
    hidden = [
        dcc.Location(id=Shell.LOCATION, refresh="callback-nav"),
        dcc.Store(id=Shell.REVISION),
        dcc.Store(id=Shell.MOUNTED),
        live(
            id=Shell.LIVE,
            version_url=VERSION_URL,
            store_id=Shell.REVISION,
            poll_ms=round(poll_seconds * 1000),
            revision=revision,
            reload_on_build=True,
        ),
    ]
    # The language is not known yet, so the first link says it in both.
    skip = " / ".join(words_for(language)("shell.skip") for language in LANGUAGES)
    content = [html.Div(id=Shell.NOTICES), html.Div(id=Shell.ERROR), html.Div(id=Shell.PAGE)]
    return shell(
        html.Div(id=Shell.BAR),
        content,
        foot=html.Div(id=Shell.FOOT),
        banner=html.Div(id=Shell.BANNER),
        skip=skip,
        main_id=Shell.MAIN,
        hidden=hidden,
    )


def draw_bar(visit: Visit) -> Component:
    """The top bar: pages that exist, the age of the data, the switches."""
    words = visit.words
    within = {page.key: page.under for page in PAGES}.get(visit.page, "")
    nav = [
        NavItem(
            text=words(f"shell.nav.{page.key}"),
            href=visit.to(page.paths[0]),
            current=page.key in (visit.page, within),
        )
        for page in open_pages(visit)
    ]
    return top_bar(
        product=words("shell.product"),
        home_href=visit.to("/"),
        nav=nav,
        nav_label=words("shell.nav_label"),
        badge=freshness_badge(
            "grey", words("shell.age.none"), words=_age_words(visit), label=words("shell.age.label"), href=visit.to("/")
        ),
        who=_who(visit),
        switches=_switches(visit),
    )


def open_pages(visit: Visit) -> list[Page]:
    """The pages of the navigation that the identity may open."""
    return [page for page in PAGES if page.nav and visit.identity.may(page.permission)]


def _who(visit: Visit) -> list[Child]:
    """Who is signed in, and the way out; nothing of it for whoever sits at the machine itself."""
    identity, words = visit.identity, visit.words
    if identity.kind in ("process", "anonymous", "token"):
        return []
    name: list[Child] = [identity.display or identity.name]
    if identity.role is not None:
        name += [html.Span(" · " + role_word(identity.role, words), className="role")]
    who: Component = html.Span(name, className="sv-who")
    if identity.may(Permission.SIGNED_IN):
        who = link(name, visit.to("/account"), class_name="sv-who", title=words("shell.own_account"))
    return [who, logout_form(words("shell.leave"), look="sv-leave")]


def _age_words(visit: Visit) -> AgeWords:
    words = visit.words
    return AgeWords(
        now=words("shell.age.now"),
        minutes=words("shell.age.minutes"),
        shown=words("shell.age.shown"),
        plain=words("shell.age.plain"),
        none=words("shell.age.none"),
        pending=words("shell.age.pending"),
        yellow=words("shell.age.yellow"),
        red=words("shell.age.red"),
    )


def _switches(visit: Visit) -> tuple[Switch, ...]:
    words = visit.words
    looks = (("theme", THEMES, visit.theme), ("scale", SCALES, visit.scale))
    switches = [
        Switch(
            setting=name,
            label=words(f"shell.{name}.label"),
            options=tuple((value, words(f"shell.{name}.{value}")) for value in values),
            current=current,
        )
        for name, values, current in looks
    ]
    languages = tuple((language, words_for(language)("shell.language")) for language in LANGUAGES)
    switches.append(Switch(setting="lang", label=words("shell.lang"), options=languages, current=words.language))
    return tuple(switches)


def draw_banner(visit: Visit) -> Component:
    """The banner for a lost server, hidden while all is well."""
    return live_banner(lost=visit.words("shell.lost"), lost_unknown=visit.words("shell.lost_unknown"))


def draw_notices(visit: Visit) -> list[Component]:
    """One calm line for each part of the address that made no sense and was left out."""
    return [banner("yellow", visit.words(notice.key, **notice.params)) for notice in visit.state.notices]


def draw_foot(visit: Visit, *, build: str) -> Component:
    """The grey line at the end of the page."""
    return footer(visit.words("shell.foot"), end=visit.words("shell.build", build=build))


def draw_missing(visit: Visit) -> Component:
    """What stands in place of a page that does not exist."""
    words = visit.words
    way_out = Action(text=words("shell.home"), href=visit.to("/"))
    missing = Empty(title=words("errors.page"), action=way_out)
    return html.Div([page_head(words("shell.missing")), panel(visit.path[:80], state=missing)])


def draw_denied(visit: Visit) -> Component:
    """What stands in place of a page that the identity may not open: what it may see, and whom to ask."""
    words = visit.words
    pages = open_pages(visit)
    if visit.identity.must_change:
        state = Denied(
            title=words("shell.denied.first"),
            action=Action(text=words("shell.own_account"), href=visit.to("/account")),
        )
    else:
        names = words("admin.comma").join(words(f"shell.nav.{page.key}") for page in pages)
        scope = scope_words(visit.identity.scope.units, words)
        text = words("shell.denied.sees", pages=names, scope=scope) if pages else words("shell.denied.nothing")
        way_out = Action(text=words("shell.home"), href=visit.to(pages[0].paths[0])) if pages else None
        state = Denied(title=words("shell.denied.title"), text=text + words("shell.denied.ask"), action=way_out)
    return html.Div([page_head(words("shell.denied.heading")), panel(visit.path[:80], state=state)])
