"""Sessions of everybody: who is listed, and that ending one ends that one."""

from dataclasses import replace
from typing import Any

import pytest

from dashboard.permissions import GRANTS, Identity, Role
from layouts.ids import Sessions
from tests.callbacks.buttons import Desk, answer_of, read
from tests.fakes_accounts import Book


@pytest.fixture
def book() -> Book:
    return Book.filled()


@pytest.fixture
def desk(book: Book) -> Desk:
    return Desk(book, book.identity(1), path="/admin/sessions")


def test_the_list_names_who_from_where_and_with_which_browser(desk: Desk) -> None:
    shown = answer_of(desk.show(Sessions.DONE))
    assert "4 个会话在线，1 块显示屏" in read(shown[Sessions.HEAD])
    body = read(shown[Sessions.BODY])
    for word in ("chen", "huang", "10.0.0.9", "Chrome 128 · Windows", "显示屏", "2026-02-09 09:11", "当前会话"):
        assert word in body
    assert body.count("确认结束") == 4


def test_one_session_ends_and_the_others_stay(book: Book, desk: Desk) -> None:
    answer = answer_of(desk.press("sessions", "end", row=book.sessions["s2"].id))
    assert "会话已结束" in read(answer[Sessions.SAID]) and answer[Sessions.DONE]["data"]
    assert set(book.sessions) == {"s1", "s1b", "s5", "w1"}


def test_a_session_that_is_over_is_a_sentence(book: Book, desk: Desk) -> None:
    answer = desk.press("sessions", "end", row=9999)
    assert "没有这个会话，或已经结束" in answer.get_data(as_text=True)
    assert len(book.sessions) == 5 and book.log == []


@pytest.mark.parametrize("row", ["100", None, 0, -1, 1.5, [100], {"id": 100}])
def test_a_row_of_the_wrong_type_ends_nothing(book: Book, desk: Desk, row: Any) -> None:
    assert desk.press("sessions", "end", row=row).status_code in (200, 204, 400)
    assert len(book.sessions) == 5 and book.log == []


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.COORDINATOR, Role.MONITOR])
def test_only_an_administrator_may(book: Book, role: Role) -> None:
    desk = Desk(book, Identity("other", GRANTS[role], kind="session", role=role), path="/admin/sessions")
    desk.press("sessions", "end", row=book.sessions["s2"].id)
    assert len(book.sessions) == 5
    assert "10.0.0.9" not in desk.show(Sessions.DONE).get_data(as_text=True)


def test_what_a_browser_says_of_itself_is_only_text(book: Book, desk: Desk) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    book.sessions["s2"] = replace(book.sessions["s2"], agent=hostile, address=hostile, name=hostile)
    raw = desk.show(Sessions.DONE).get_data(as_text=True)
    assert "dangerously" not in raw
    assert hostile in read(answer_of(desk.show(Sessions.DONE))[Sessions.BODY])
