"""Pages of administration and of one's own account: what stands where, with which ids, in both languages."""

from typing import Any

import pytest

from callbacks.visits import read_visit
from dashboard.accounts import Account as AccountData
from dashboard.permissions import OPERATOR, Role
from dashboard.text import words_for
from layouts.ids import Account, Admin, Keys, Sessions, Users, act_id, ask_id, entry_error_id, entry_id
from layouts.pages import PAGES, account, admin, keys, sessions, users
from layouts.pages.scope_form import people_roles
from layouts.pages.user_form import draw_acts, draw_conflict, draw_edit, draw_new
from layouts.people import ACCOUNT_UNITS, browser_of, scope_short, scope_words, states_of
from layouts.visit import Visit
from tests.fakes import make_services
from tests.fakes_accounts import AT, Book
from tests.seen import has_chinese, ids_of, nodes_of, text_of

SERVICES = make_services()
ZH = words_for("zh_CN")
CHEN = Book.filled().accounts[2]


def visit(path: str = "/admin/users", search: str = "") -> Visit:
    return read_visit(SERVICES, path, search, identity=OPERATOR)


def dict_ids(component: Any) -> list[dict[str, Any]]:
    return [node["props"]["id"] for node in nodes_of(component) if isinstance(node["props"].get("id"), dict)]


@pytest.mark.parametrize(
    ("page", "ids", "path"),
    [
        (admin, Admin, "/admin"),
        (users, Users, "/admin/users"),
        (sessions, Sessions, "/admin/sessions"),
        (keys, Keys, "/admin/tokens"),
        (keys, Keys, "/admin/devices"),
        (account, Account, "/account"),
    ],
)
def test_a_skeleton_holds_every_id_and_says_what_happens_aloud(page: Any, ids: Any, path: str) -> None:
    skeleton = page.skeleton(visit(path))
    assert ids_of(skeleton) >= set(ids)
    spoken = [node["props"] for node in nodes_of(skeleton) if node["props"].get("aria-live") == "polite"]
    assert [one["id"] for one in spoken] == ([ids.SAID] if hasattr(ids, "SAID") else [])
    assert not has_chinese(text_of(page.skeleton(visit(path, "?lang=en"))))


@pytest.mark.parametrize(("draw", "names"), [(draw_new, {"name"}), (lambda v: draw_edit(CHEN, v), set())])
def test_each_entry_has_its_label_and_its_place_for_an_error(draw: Any, names: set[str]) -> None:
    form = draw(visit())
    for name in {"display", "role", "scope", "units"} | names:
        assert entry_id("account", name) in dict_ids(form)
    for name in {"display", "role", "units"} | names:
        assert entry_error_id("account", name) in dict_ids(form)
    kinds = [node["type"] for node in nodes_of(form)]
    assert kinds.count("Label") == 2 + len(names) and kinds.count("Fieldset") == kinds.count("Legend") == 1


def test_every_reporting_unit_and_the_city_may_be_chosen() -> None:
    boxes = next(node["props"] for node in nodes_of(draw_edit(CHEN, visit())) if node["type"] == "Checklist")
    assert [one["value"] for one in boxes["options"]] == list(ACCOUNT_UNITS)
    assert len(ACCOUNT_UNITS) == 14
    assert boxes["value"] == ["350582"]


def test_a_button_knows_the_version_that_was_shown() -> None:
    assert act_id("users", "save", 2, 3) in dict_ids(draw_edit(CHEN, visit()))


def test_what_cannot_be_undone_is_asked_first() -> None:
    acts = draw_acts(CHEN, visit(), now=AT, own=False)
    questions = [node for node in nodes_of(acts) if node["type"] == "Details"]
    asked = [one["props"]["id"]["action"] for one in questions]
    assert asked == ["reset", "drop_factor", "disable"]
    for question in questions:
        inside = {one["action"] for one in dict_ids(question) if one["type"] == "act"}
        assert inside == {question["props"]["id"]["action"]}
    assert ask_id("users", "reset", 2, 3) in dict_ids(acts)
    outside = [one for one in dict_ids(acts) if one["type"] == "act" and one["action"] not in asked]
    assert outside == []


def test_a_question_of_a_new_version_is_another_one() -> None:
    assert ask_id("users", "reset", 2, 3) != ask_id("users", "reset", 2, 4)


def test_both_versions_stand_side_by_side() -> None:
    mine = AccountData(id=2, name="chen", display="陈一", role=Role.DIRECTOR, units=None, version=3)
    stored = AccountData(id=2, name="chen", display="陈二", role=Role.COORDINATOR, units=CHEN.units, version=4)
    shown = draw_conflict(mine, stored, "刚被别人修改", visit())
    for word in ("陈一", "陈二", "全市", "晋江市"):
        assert word in text_of(shown)
    assert act_id("users", "save", 2, 4) in dict_ids(shown)


def test_a_role_that_persons_no_longer_get_is_kept_for_who_has_it() -> None:
    assert [role for role, _ in people_roles(visit(), role=Role.MONITOR)][-1] == "monitor"
    assert "monitor" not in [role for role, _ in people_roles(visit(), role=Role.ADMIN)]


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/128.0.0.0 Safari/537.36", "Chrome 128 · Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/128.0.0.0 Safari/537.36 Edg/128.0.1", "Edge 128 · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox 140 · Linux"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605 Version/17.4 Safari/605.1",
            "Safari 17 · macOS",
        ),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120.0.0.0 Mobile Safari/537.36", "Chrome 120 · Android"),
        ("curl/8.0", "未知浏览器"),
        ("", "未知浏览器"),
    ],
)
def test_a_browser_is_named_shortly(agent: str, name: str) -> None:
    assert browser_of(agent, ZH) == name


def test_units_are_named_in_the_order_of_the_city_and_counted_when_many() -> None:
    assert scope_words(None, ZH) == "全市"
    assert scope_words(frozenset(), ZH) == "没有单位"
    assert scope_words(frozenset({"350582", "350526"}), ZH) == "德化县、晋江市"
    assert scope_short(frozenset(ACCOUNT_UNITS), ZH) == "14 个单位"


def test_every_state_is_a_word() -> None:
    found = {one.id: text_of(states_of(one, ZH, now=AT)) for one in Book.filled().accounts.values()}
    states = {number: " ".join(dict.fromkeys(text.split(" "))) for number, text in found.items()}  # spoken as shown
    assert states == {1: "正常", 2: "正常", 3: "锁定至 09:21", 4: "停用", 5: "待改密码"}


def test_pages_below_belong_to_one_of_the_navigation() -> None:
    shown = {page.key for page in PAGES if page.nav}
    below = [page for page in PAGES if page.under]
    assert {"users", "sessions", "tokens", "devices"} <= {page.key for page in below}
    assert all(page.under in shown and not page.nav for page in below)
