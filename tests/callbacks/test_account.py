"""One's own account: password, second factor and sessions, also for whoever may do nothing else yet."""

import base64
from dataclasses import replace
from typing import Any

import pytest

from dashboard.permissions import OPERATOR, Permission
from layouts.ids import Account
from layouts.pages.account_factor import qr_picture, secret_of
from tests.callbacks.buttons import Desk, answer_of, errors_of, read
from tests.fakes_accounts import AT, CODE, SECRET, Book

GOOD = "Hai-xia-2026-lan"
ENTRIES = {"old": "Old-secret-2-pass", "new": GOOD, "again": GOOD}


@pytest.fixture
def book() -> Book:
    return Book.filled()


@pytest.fixture
def desk(book: Book) -> Desk:
    return Desk(book, book.identity(2), path="/account")


def newcomer(book: Book) -> Desk:
    return Desk(book, book.identity(5), path="/account")


def test_the_page_says_who_one_is_and_what_one_may_see(desk: Desk) -> None:
    shown = answer_of(desk.show(Account.DONE))
    head = read(shown[Account.HEAD])
    for word in ("陈联络", "chen", "县区联络员", "晋江市", "总览", "办件台账", "退出登录"):
        assert word in head
    assert "、管理" not in head
    assert "至少 12 个字符" in read(shown[Account.BODY])
    assert "双因素已开启" in read(shown[Account.FACTOR])
    assert "当前会话" in read(shown[Account.SESSIONS])


def test_whoever_must_replace_the_password_is_told_why_first(book: Book) -> None:
    desk = newcomer(book)
    assert desk.services.accounts.guest.permissions == {Permission.PUBLIC, Permission.FRAME, Permission.SIGNED_IN}
    head = read(answer_of(desk.show(Account.DONE))[Account.HEAD])
    assert "请先更换密码" in head and "为什么先到这里" in head


def test_the_first_password_is_replaced_and_the_way_is_open(book: Book) -> None:
    desk = newcomer(book)
    answer = answer_of(desk.press("account", "change", form="password", values=ENTRIES | {"old": "Old-secret-5-pass"}))
    assert "密码已更换" in read(answer[Account.SAID]) and "进入看板" in read(answer[Account.SAID])
    assert not book.accounts[5].must_change
    assert book.passwords[5] == GOOD


def test_a_replaced_password_ends_the_other_sessions(book: Book, desk: Desk) -> None:
    book.begin("chen", "elsewhere", account_id=2)
    answer = desk.press("account", "change", form="password", values=ENTRIES)
    assert "elsewhere" not in book.sessions and "s2" in book.sessions
    assert GOOD not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("change", "entry"),
    [
        ({"old": "wrong"}, "old"),
        ({"new": "Short-1", "again": "Short-1"}, "new"),
        ({"new": "alllowercaseletters", "again": "alllowercaseletters"}, "new"),
        ({"new": "Quanzhou-2026-x", "again": "Quanzhou-2026-x"}, "new"),
        ({"new": "Old-secret-2-pass", "again": "Old-secret-2-pass"}, "new"),
        ({"again": "Hai-xia-2026-lam"}, "again"),
        ({"old": ""}, "old"),
    ],
)
def test_a_password_that_will_not_do_is_explained_at_its_entry(
    book: Book, desk: Desk, change: dict[str, str], entry: str
) -> None:
    before = book.state()
    answer = desk.press("account", "change", form="password", values=ENTRIES | change)
    assert set(errors_of(answer)) == {entry}
    assert book.state() == before
    for value in {**ENTRIES, **change}.values():
        assert not value or value not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "values",
    [
        ENTRIES | {"old": 1},
        ENTRIES | {"new": None},
        ENTRIES | {"again": [GOOD]},
        ENTRIES | {"new": "x" * 300},
        ENTRIES | {"account_id": 1},
        {"old": "a"},
        {},
    ],
)
def test_values_of_the_wrong_type_change_nothing(book: Book, desk: Desk, values: dict[str, Any]) -> None:
    before = book.state()
    answer = desk.press("account", "change", form="password", values=values)
    assert "请求内容不是要求的格式" in answer.get_data(as_text=True)
    assert book.state() == before


def test_a_second_factor_is_shown_confirmed_and_shown_no_more(book: Book) -> None:
    desk = Desk(book, book.identity(1), path="/account")
    begun = desk.press("account", "begin")
    drawn = answer_of(begun)[Account.FACTOR]
    assert "JBSW Y3DP EHPK 3PXP" in read(drawn) and "data:image" in begun.get_data(as_text=True)
    wrong = desk.press("account", "confirm", form="code", values={"code": "000000"})
    assert set(errors_of(wrong)) == {"code"}
    assert not book.accounts[1].has_second_factor
    right = answer_of(desk.press("account", "confirm", form="code", values={"code": f"{CODE[:3]} {CODE[3:]}"}))
    assert right[Account.DONE]["data"] and book.accounts[1].has_second_factor
    again = desk.show(Account.DONE).get_data(as_text=True)
    assert SECRET not in again and "JBSW" not in again and "data:image" not in again


def test_whoever_must_switch_on_the_second_factor_is_told_so_and_may_then_go_on(book: Book) -> None:
    identity = replace(book.identity(1), must_change=True)
    desk = Desk(book, identity, path="/account", second_factor=True)
    assert "请先开启双因素" in read(answer_of(desk.show(Account.DONE))[Account.HEAD])
    desk.press("account", "begin")
    done = answer_of(desk.press("account", "confirm", form="code", values={"code": CODE}))
    assert "进入看板" in read(done[Account.SAID])


def test_an_old_password_is_a_reason_too(book: Book) -> None:
    book.accounts[2] = replace(book.accounts[2], password_at=AT - 91 * 86400)
    desk = Desk(book, replace(book.identity(2), must_change=True), path="/account")
    assert "请先更换密码" in read(answer_of(desk.show(Account.DONE))[Account.HEAD])


def test_a_second_factor_is_switched_off_with_the_password(book: Book, desk: Desk) -> None:
    assert set(errors_of(desk.press("account", "off", form="off", values={"password": "x"}))) == {"password"}
    assert book.accounts[2].has_second_factor
    desk.press("account", "off", form="off", values={"password": "Old-secret-2-pass"})
    assert not book.accounts[2].has_second_factor


def test_where_it_is_demanded_there_is_no_way_to_switch_it_off(book: Book) -> None:
    book.accounts[1] = replace(book.accounts[1], has_second_factor=True)
    desk = Desk(book, book.identity(1), path="/account", second_factor=True)
    drawn = read(answer_of(desk.show(Account.DONE))[Account.FACTOR])
    assert "不能关闭" in drawn and "确认关闭" not in drawn
    book.accounts[1] = replace(book.accounts[1], has_second_factor=False)
    assert "请现在开启" in read(answer_of(desk.show(Account.DONE))[Account.FACTOR])


def test_one_ends_ones_own_sessions_and_nobody_elses(book: Book, desk: Desk) -> None:
    extra = book.begin("chen", "elsewhere", account_id=2)
    foreign = book.sessions["s1"]
    assert "没有这个会话" in desk.press("account", "end", row=foreign.id).get_data(as_text=True)
    assert "s1" in book.sessions
    assert "会话已结束" in read(answer_of(desk.press("account", "end", row=extra.id))[Account.SAID])
    assert "elsewhere" not in book.sessions


def test_only_ones_own_sessions_are_listed(desk: Desk, book: Book) -> None:
    shown = read(answer_of(desk.show(Account.DONE))[Account.SESSIONS])
    assert "我的会话（1）" in shown


def test_who_sits_at_the_machine_has_no_account(book: Book) -> None:
    desk = Desk(book, OPERATOR, path="/account")
    assert "没有登录账号" in read(answer_of(desk.show(Account.DONE))[Account.BODY])


def test_a_wall_has_no_account_page(book: Book) -> None:
    wall = desk_of_wall(book)
    assert Account.BODY not in answer_of(wall.show(Account.DONE))
    before = book.state()
    wall.press("account", "change", form="password", values=ENTRIES)
    assert book.state() == before


def desk_of_wall(book: Book) -> Desk:
    staffed = Desk(book, path="/account").services.accounts.identify("w1")
    assert staffed is not None and not staffed.may(Permission.SIGNED_IN)
    return Desk(book, staffed, path="/account")


def test_the_picture_holds_the_address_and_nothing_from_outside() -> None:
    address = f"otpauth://totp/duban:chen?secret={SECRET}&issuer=duban"
    kind, _, data = qr_picture(address).partition(",")
    picture = base64.b64decode(data).decode()
    assert kind == "data:image/svg+xml;base64"
    assert picture.startswith("<svg") and "script" not in picture and "href" not in picture
    assert secret_of(address) == SECRET
