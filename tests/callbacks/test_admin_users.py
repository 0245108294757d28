"""Accounts in the browser's hands: each action, each refusal, and nothing shown twice."""

from dataclasses import replace
from typing import Any

import pytest

from callbacks.users import show_users
from callbacks.visits import read_visit
from dashboard.permissions import GRANTS, NEWCOMER, Identity, Role
from layouts.ids import Users, entry_id
from tests.callbacks.buttons import UPDATE, Desk, answer_of, dumped, errors_of, read
from tests.fakes_accounts import AT, Book
from tests.seen import has_chinese, links_of

NEW = {"name": "zhou", "display": "周联络", "role": "coordinator", "scope": "units", "units": ["350583"]}
CHEN = {"display": "陈联络", "role": "director", "scope": "city", "units": []}


@pytest.fixture
def book() -> Book:
    return Book.filled()


@pytest.fixture
def desk(book: Book) -> Desk:
    return Desk(book, book.identity(1), path="/admin/users")


def said(answer: Any) -> str:
    return read(answer_of(answer).get(Users.SAID, {}).get("children", ""))


def test_the_list_names_everybody_with_their_state(desk: Desk) -> None:
    shown = answer_of(desk.show(Users.DONE))
    head, body = (read(shown[one]["children"]) for one in (Users.HEAD, Users.BODY))
    assert "5 个账号，其中 1 个被锁定" in head and "停用 1 个 · 待更换密码 1 个" in head
    for word in ("林管理", "县区联络员", "晋江市", "停用", "锁定至 09:21", "待改密码", "已开启", "正常"):
        assert word in body


def test_each_row_leads_to_its_account(book: Book, desk: Desk) -> None:
    visit = read_visit(desk.services, "/admin/users", "", identity=book.identity(1))
    shown = show_users(desk.services, visit)
    assert {f"/admin/users/{number}" for number in book.accounts} <= set(links_of(shown["body"]))
    assert "/admin/users/new" in links_of(shown["head"])


def test_a_new_account_is_created_and_its_password_shown_once(book: Book, desk: Desk) -> None:
    answer = desk.press("users", "create", form="account", values=NEW)
    made = next(one for one in book.accounts.values() if one.name == "zhou")
    password = book.passwords[made.id]
    assert (made.display, made.role, made.units) == ("周联络", Role.COORDINATOR, frozenset({"350583"}))
    assert password in said(answer) and "首次登录时必须更换" in said(answer)
    assert answer_of(answer)[Users.DONE]["data"]
    desk.path = "/admin/users"
    assert password not in desk.show(Users.DONE).get_data(as_text=True)
    desk.path = f"/admin/users/{made.id}"
    assert password not in desk.show(Users.DONE).get_data(as_text=True)
    assert book.log == [("lin", "create", "zhou")]


def test_the_whole_city_is_no_list_of_units(book: Book, desk: Desk) -> None:
    desk.press("users", "create", form="account", values=NEW | {"role": "director", "scope": "city"})
    assert next(one for one in book.accounts.values() if one.name == "zhou").units is None


@pytest.mark.parametrize(
    ("change", "entry"),
    [
        ({"name": "X"}, "name"),
        ({"name": "chen"}, "name"),
        ({"display": "  "}, "display"),
        ({"units": []}, "units"),
    ],
)
def test_what_is_wrong_is_said_at_its_entry_and_nothing_changes(
    book: Book, desk: Desk, change: dict[str, Any], entry: str
) -> None:
    before = book.state()
    answer = desk.press("users", "create", form="account", values=NEW | change)
    assert set(errors_of(answer)) == {entry}
    assert "尚未执行" in said(answer)
    assert Users.DONE not in answer_of(answer)
    assert book.state() == before and book.log == []


def test_errors_go_away_when_the_entry_is_put_right(desk: Desk) -> None:
    desk.press("users", "create", form="account", values=NEW | {"name": "X"})
    beside = answer_of(desk.press("users", "create", form="account", values=NEW))["beside"]
    assert {props["children"] for name, props in beside.items() if name.startswith("{")} == {""}


def test_an_edit_is_stored_with_the_version_that_was_seen(book: Book, desk: Desk) -> None:
    answer = desk.press("users", "save", row=2, version=3, form="account", values=CHEN)
    assert "已保存 陈联络 的更改" in said(answer)
    assert (book.accounts[2].role, book.accounts[2].units, book.accounts[2].version) == (Role.DIRECTOR, None, 4)


def test_a_stale_edit_shows_both_versions_and_may_be_kept(book: Book, desk: Desk) -> None:
    book.accounts[2] = replace(book.accounts[2], display="陈已改名", version=4)
    before = book.state()
    answer = desk.press("users", "save", row=2, version=3, form="account", values=CHEN)
    assert book.state() == before
    for word in ("刚被别人修改", "陈已改名", "陈联络", "县区联络员", "管委会领导", "仍按我的保存", "放弃我的更改"):
        assert word in said(answer)
    assert Users.DONE not in answer_of(answer)
    desk.press("users", "save", row=2, version=4, form="account", values=CHEN)
    assert (book.accounts[2].display, book.accounts[2].version) == ("陈联络", 5)


def test_dropping_a_stale_edit_draws_the_page_anew_and_changes_nothing(book: Book, desk: Desk) -> None:
    before = book.state()
    assert answer_of(desk.press("users", "reload", row=2))[Users.DONE]["data"]
    assert book.state() == before


def test_saving_a_disabled_account_does_not_enable_it(book: Book, desk: Desk) -> None:
    desk.press("users", "save", row=4, version=1, form="account", values=CHEN)
    assert book.accounts[4].disabled


def test_a_reset_password_is_shown_once_and_ends_the_sessions(book: Book, desk: Desk) -> None:
    answer = desk.press("users", "reset", row=2, version=3)
    assert book.passwords[2] in said(answer)
    assert book.accounts[2].must_change
    assert "s2" not in book.sessions and "s1" in book.sessions
    desk.path = "/admin/users/2"
    assert book.passwords[2] not in desk.show(Users.DONE).get_data(as_text=True)


@pytest.mark.parametrize(
    ("action", "row", "field", "value"),
    [
        ("unlock", 3, "locked_until", 0),
        ("drop_factor", 2, "has_second_factor", False),
        ("disable", 2, "disabled", True),
        ("enable", 4, "disabled", False),
    ],
)
def test_each_measure_does_what_it_says(book: Book, desk: Desk, action: str, row: int, field: str, value: Any) -> None:
    assert getattr(book.accounts[row], field) != value
    answer = desk.press("users", action, row=row, version=book.accounts[row].version)
    assert getattr(book.accounts[row], field) == value
    assert book.accounts[row].display in said(answer)


def test_a_measure_on_an_account_that_was_changed_meanwhile_shows_both_versions(book: Book, desk: Desk) -> None:
    answer = desk.press("users", "disable", row=2, version=2)
    assert not book.accounts[2].disabled
    assert "刚被别人修改" in said(answer)


def test_nobody_demotes_or_disables_themselves(book: Book, desk: Desk) -> None:
    before = book.state()
    assert set(errors_of(desk.press("users", "save", row=1, version=1, form="account", values=CHEN))) == {"role"}
    answer = desk.press("users", "disable", row=1, version=1)
    assert book.state() == before
    assert "不能停用自己" in answer.get_data(as_text=True)


def test_measures_on_oneself_are_not_offered(book: Book, desk: Desk) -> None:
    desk.path = "/admin/users/1"
    body = read(answer_of(desk.show(Users.DONE))[Users.BODY]["children"])
    assert "重置密码" not in body and "我的账号" in body


def test_an_account_that_does_not_exist_is_a_sentence(book: Book, desk: Desk) -> None:
    desk.path = "/admin/users/77"
    assert "没有编号为 77 的账号" in read(answer_of(desk.show(Users.DONE))[Users.BODY]["children"])
    before = book.state()
    answer = desk.press("users", "reset", row=77, version=1)
    assert "没有编号为 77 的账号" in answer.get_data(as_text=True)
    assert book.state() == before


FOREIGN_BUTTONS = [
    {"type": "act", "page": "users", "action": "explode", "row": 2, "version": 3},
    {"type": "act", "page": "users", "action": "reset", "row": "2", "version": 3},
    {"type": "act", "page": "users", "action": "reset", "row": -1, "version": 3},
    {"type": "act", "page": "users", "action": "reset", "row": 2.5, "version": 3},
    {"type": "act", "page": "users", "action": "reset", "row": True, "version": 3},
    {"type": "act", "page": "users", "action": "reset", "row": None, "version": 3},
    {"type": "act", "page": "users", "action": "reset", "row": 2, "version": "3"},
    {"type": "act", "page": "sessions", "action": "end", "row": 2, "version": 0},
    {"type": "act", "page": "users", "action": ["reset"], "row": 2, "version": 3},
    {"type": "act", "page": "users", "action": "reset", "row": 2, "version": 3, "more": 1},
    {"type": "act"},
    {},
]


@pytest.mark.parametrize("button", FOREIGN_BUTTONS)
def test_a_button_that_no_page_has_changes_nothing(book: Book, desk: Desk, button: dict[str, Any]) -> None:
    before = book.state()
    answer = desk.press("users", "reset", button=button)
    assert answer.status_code in (200, 204, 400)
    assert book.state() == before and book.log == []
    assert "First-" not in answer.get_data(as_text=True) and "Reset-" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("clicks", [None, 0, -1, "1", [1], {"a": 1}, False])
def test_a_button_that_was_not_pressed_does_nothing(book: Book, desk: Desk, clicks: Any) -> None:
    assert desk.press("users", "reset", row=2, version=3, clicks=clicks).status_code == 204
    assert book.log == []


@pytest.mark.parametrize(
    "change",
    [
        {"name": 5}, {"name": None}, {"name": ["zhou"]}, {"name": "x" * 300}, {"role": "root"}, {"role": 1},
        {"scope": "everything"}, {"units": ["999999"]}, {"units": "350583"}, {"units": [1]}, {"units": None},
        {"units": ["350583"] * 40}, {"more": "x"},
    ],
)  # fmt: skip
def test_values_of_the_wrong_type_change_nothing(book: Book, desk: Desk, change: dict[str, Any]) -> None:
    before = book.state()
    answer = desk.press("users", "create", form="account", values=NEW | change)
    assert answer.status_code == 200
    assert "请求内容不是要求的格式" in answer.get_data(as_text=True)
    assert Users.SAID not in answer_of(answer)
    assert book.state() == before and book.log == []


@pytest.mark.parametrize("ids", [[], [{"id": 1}], [1, 2], [{"type": "entry", "form": "other", "name": "x"}] * 5])
def test_ids_that_no_form_has_change_nothing(book: Book, desk: Desk, ids: list[Any]) -> None:
    spec = desk._spec(listens_to=f"{dumped(any_button())}.n_clicks")
    button = {"type": "act", "page": "users", "action": "create", "row": 0, "version": 0}
    state = [
        [{"id": entry_id("account", str(at)), "property": "id", "value": one} for at, one in enumerate(ids)],
        [{"id": entry_id("account", name), "property": "value", "value": NEW[name]} for name in NEW],
        *({**one, "value": "/admin/users"} for one in spec["state"][2:]),
    ]
    body = {
        "output": spec["output"], "outputs": [], "state": state, "changedPropIds": [f"{dumped(button)}.n_clicks"],
        "inputs": [[{"id": button, "property": "n_clicks", "value": 1}]],
    }  # fmt: skip
    assert desk.client.post(UPDATE, json=body).status_code in (200, 400)
    assert book.log == []


def any_button() -> dict[str, Any]:
    return {"type": "act", "page": "users", "action": ["ALL"], "row": ["ALL"], "version": ["ALL"]}


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.COORDINATOR, Role.MONITOR, None])
def test_only_an_administrator_may(book: Book, role: Role | None) -> None:
    grants = GRANTS[role] if role else NEWCOMER
    desk = Desk(book, Identity("other", grants, kind="session", role=role), path="/admin/users")
    before = book.state()
    for answer in (
        desk.press("users", "create", form="account", values=NEW),
        desk.press("users", "reset", row=2, version=3),
        desk.show(Users.DONE),
    ):
        assert "晋江" not in answer.get_data(as_text=True) and "陈联络" not in answer.get_data(as_text=True)
    assert book.state() == before and book.log == []


HOSTILE = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "{{7*7}}")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_name_is_only_ever_text(book: Book, desk: Desk, text: str) -> None:
    book.accounts[2] = replace(book.accounts[2], display=text)
    for path in ("/admin/users", "/admin/users/2"):
        desk.path = path
        raw = desk.show(Users.DONE).get_data(as_text=True)
        assert "dangerously" not in raw and f'"href":"{text}' not in raw
        assert text in read(answer_of(desk.show(Users.DONE))[Users.HEAD if path[-1] == "2" else Users.BODY])


def test_english_is_english(book: Book, desk: Desk) -> None:
    names = {one.display: "Somebody" for one in book.accounts.values()}
    desk.search = "?lang=en"
    for path in ("/admin/users", "/admin/users/2", "/admin/users/3", "/admin/users/new"):
        desk.path = path
        text = read([one["children"] for one in answer_of(desk.show(Users.DONE)).values() if "children" in one])
        for name, other in names.items():
            text = text.replace(name, other)
        assert not has_chinese(text), path


def test_times_are_told_by_the_clock_of_the_product(book: Book, desk: Desk) -> None:
    assert book.accounts[3].locked_until == AT + 600
    desk.path = "/admin/users/3"
    assert "锁定至 09:21" in read(answer_of(desk.show(Users.DONE))[Users.BODY])
