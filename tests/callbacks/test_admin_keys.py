"""API tokens and wall devices: made once, shown once, worthless when revoked."""

from typing import Any

import pytest

from dashboard.permissions import GRANTS, Identity, Role
from layouts.ids import Keys
from tests.callbacks.buttons import Desk, answer_of, errors_of, read
from tests.fakes_accounts import AT, Book
from tests.seen import has_chinese

TOKEN = {"name": "统计程序", "role": "director", "scope": "city", "units": [], "days": "365"}
DEVICE = {"name": "二楼西侧", "scope": "units", "units": ["350582", "350583"], "days": "0"}


@pytest.fixture
def book() -> Book:
    return Book.filled()


def at(book: Book, kind: str) -> Desk:
    return Desk(book, book.identity(1), path=f"/admin/{kind}s")


@pytest.mark.parametrize(
    ("kind", "mine", "other"), [("token", "数据中台", "一楼大厅"), ("device", "一楼大厅", "数据中台")]
)
def test_each_page_lists_its_own_kind(book: Book, kind: str, mine: str, other: str) -> None:
    shown = answer_of(at(book, kind).show(Keys.DONE))
    body = read(shown[Keys.BODY])
    assert mine in body and other not in body
    assert "1 " in read(shown[Keys.HEAD]) and "末四位" in body


def test_a_token_is_made_and_its_secret_shown_once(book: Book) -> None:
    desk = at(book, "token")
    answer = answer_of(desk.press("keys", "create", form="key", values=TOKEN))
    secret = next(secret for secret, key in book.keys.items() if key.name == "统计程序")
    made = book.keys[secret]
    assert (made.kind, made.role, made.units, made.expires_at) == ("token", Role.DIRECTOR, None, AT + 365 * 86400)
    assert secret in read(answer[Keys.SAID]) and answer[Keys.DONE]["data"]
    again = desk.show(Keys.DONE).get_data(as_text=True)
    assert secret not in again and secret[-4:] in again


def test_a_device_is_always_a_monitor(book: Book) -> None:
    desk = at(book, "device")
    desk.press("keys", "create", form="key", values=DEVICE)
    made = next(key for key in book.keys.values() if key.name == "二楼西侧")
    assert (made.kind, made.role, made.expires_at) == ("device", Role.MONITOR, 0)
    assert made.units == frozenset({"350582", "350583"})
    desk.press("keys", "create", form="key", values=DEVICE | {"name": "三楼", "role": "admin"})
    assert next(key for key in book.keys.values() if key.name == "三楼").role is Role.MONITOR


@pytest.mark.parametrize(("kind", "secret"), [("token", "t1"), ("device", "d1")])
def test_a_revoked_key_stays_listed_without_a_button(book: Book, kind: str, secret: str) -> None:
    desk = at(book, kind)
    answer = answer_of(desk.press("keys", "revoke", row=book.keys[secret].id))
    assert "已停用" in read(answer[Keys.SAID])
    assert book.keys[secret].revoked_at
    body = read(answer_of(desk.show(Keys.DONE))[Keys.BODY])
    assert "已停用" in body and "确认停用" not in body


def test_a_page_revokes_only_its_own_kind(book: Book) -> None:
    answer = at(book, "token").press("keys", "revoke", row=book.keys["d1"].id)
    assert "没有这个令牌或设备" in answer.get_data(as_text=True)
    assert not book.keys["d1"].revoked_at


@pytest.mark.parametrize(("change", "entry"), [({"name": " "}, "name"), ({"scope": "units", "units": []}, "units")])
def test_what_is_wrong_is_said_at_its_entry(book: Book, change: dict[str, Any], entry: str) -> None:
    answer = at(book, "token").press("keys", "create", form="key", values=TOKEN | change)
    assert set(errors_of(answer)) == {entry}
    assert len(book.keys) == 2


@pytest.mark.parametrize(
    "change",
    [{"days": 365}, {"days": "99999"}, {"days": None}, {"name": 1}, {"role": "root"}, {"units": ["x"]}, {"a": "b"}],
)
def test_values_of_the_wrong_type_make_nothing(book: Book, change: dict[str, Any]) -> None:
    answer = at(book, "token").press("keys", "create", form="key", values=TOKEN | change)
    assert "请求内容不是要求的格式" in answer.get_data(as_text=True)
    assert len(book.keys) == 2 and book.log == []


@pytest.mark.parametrize("row", ["1", None, 0, -5, [1]])
def test_a_row_of_the_wrong_type_revokes_nothing(book: Book, row: Any) -> None:
    at(book, "token").press("keys", "revoke", row=row)
    assert not any(key.revoked_at for key in book.keys.values())


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.COORDINATOR, Role.MONITOR])
def test_only_an_administrator_may(book: Book, role: Role) -> None:
    desk = Desk(book, Identity("other", GRANTS[role], kind="session", role=role), path="/admin/tokens")
    desk.press("keys", "create", form="key", values=TOKEN)
    desk.press("keys", "revoke", row=book.keys["t1"].id)
    assert len(book.keys) == 2 and not book.keys["t1"].revoked_at
    assert "数据中台" not in desk.show(Keys.DONE).get_data(as_text=True)


@pytest.mark.parametrize("kind", ["token", "device"])
def test_a_hostile_name_is_only_text_and_english_is_english(book: Book, kind: str) -> None:
    desk = at(book, kind)
    desk.search = "?lang=en"
    desk.press("keys", "create", form="key", values=(TOKEN if kind == "token" else DEVICE) | {"name": "<b>x</b>"})
    shown = answer_of(desk.show(Keys.DONE))
    text = read([shown[Keys.HEAD], shown[Keys.BODY]])
    assert "<b>x</b>" in text
    assert not has_chinese(text.replace("数据中台", "").replace("一楼大厅", ""))
