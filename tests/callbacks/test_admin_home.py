"""The home of administration: only what exists and what one may open, with numbers that agree with the lists."""

import pytest

from callbacks.admin import SECTIONS, may_open, show_admin
from callbacks.visits import read_visit
from dashboard.permissions import GRANTS, OPERATOR, Identity, Permission, Role
from dashboard.text import words_for
from layouts.pages import PAGES
from layouts.shell_page import draw_bar
from layouts.visit import Visit
from tests.callbacks.buttons import Desk
from tests.fakes_accounts import Book
from tests.seen import has_chinese, links_of, text_of


@pytest.fixture
def book() -> Book:
    return Book.filled()


def visit_of(desk: Desk, identity: Identity, search: str = "") -> Visit:
    return read_visit(desk.services, "/admin", search, identity=identity)


def test_each_thing_says_how_it_stands_and_leads_there(book: Book) -> None:
    desk = Desk(book, path="/admin")
    shown = show_admin(desk.services, visit_of(desk, book.identity(1)))
    body = text_of(shown["body"])
    for words in ("5 个账号，停用 1 个", "5 个会话在线", "1 个有效", "1 台有效"):
        assert words in body
    assert {"/admin/users", "/admin/sessions", "/admin/tokens", "/admin/devices"} <= set(links_of(shown["body"]))
    assert "1 个账号被锁定" in text_of(shown["head"])


def test_all_is_well_when_nobody_is_locked(book: Book) -> None:
    del book.accounts[3]
    desk = Desk(book, path="/admin")
    assert "一切正常" in text_of(show_admin(desk.services, visit_of(desk, OPERATOR))["head"])


def test_only_pages_that_exist_and_may_be_opened_are_named(book: Book) -> None:
    desk = Desk(book, path="/admin")
    keys = {page.key for page in PAGES}
    for identity in (OPERATOR, book.identity(1), Identity("part", frozenset({Permission.ACCOUNTS}))):
        visit = visit_of(desk, identity)
        links = {link.partition("?")[0] for link in links_of(show_admin(desk.services, visit)["body"])}
        assert links == {f"/admin/{key}" for key in SECTIONS if may_open(f"/admin/{key}", visit)}
        assert links <= {f"/admin/{key}" for key in keys}
    assert not may_open("/admin/nothing", visit_of(desk, OPERATOR))


@pytest.mark.parametrize("role", Role)
def test_the_navigation_names_it_only_for_administrators(book: Book, role: Role) -> None:
    identity = Identity("x", GRANTS[role], kind="session", role=role)
    links = links_of(draw_bar(visit_of(Desk(book, path="/admin"), identity)))
    assert ("/admin" in links) == (role is Role.ADMIN)


@pytest.mark.parametrize("key", SECTIONS)
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_thing_has_its_words(book: Book, key: str, language: str) -> None:
    words = words_for(language)
    assert f"admin.section.{key}.name" in words and f"admin.section.{key}.text" in words
    desk = Desk(book, path="/admin")
    state = SECTIONS[key](desk.services, visit_of(desk, OPERATOR, f"?lang={language}"))
    assert state and has_chinese(state) == (language == "zh_CN")
