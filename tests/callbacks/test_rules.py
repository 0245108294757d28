"""Thresholds and targets: list, one value, check, confirm, undo, and what a browser may not send."""

from pathlib import Path
from typing import Any

import pytest

from callbacks.inputs import parse
from callbacks.rules import ENTRIES, RuleAct, RuleForm, do_rule, read_number, show_rules
from callbacks.visits import read_visit
from dashboard.errors import BadRequest, Conflict, NotFound
from dashboard.permissions import OPERATOR
from dashboard.services import Services
from layouts.ids import Rules
from layouts.pages.rules import skeleton
from layouts.visit import Visit
from tests.callbacks.demo_city import demo_city
from tests.callbacks.own_city import own_city
from tests.seen import has_chinese, ids_of, links_of, nodes_of, text_of

KEY = "target.approvals.on_time_rate.good"


@pytest.fixture
def city(tmp_path: Path) -> Services:
    return own_city(tmp_path)


def visit(name: str = "", search: str = "") -> Visit:
    path = f"/admin/rules/{name}" if name else "/admin/rules"
    return read_visit(demo_city(), path, search, identity=OPERATOR)


def act(action: str, row: Any = 0, version: Any = 0) -> RuleAct:
    sent = {"type": "act", "page": "rules", "action": action, "row": row, "version": version}
    return parse(RuleAct, sent)


def buttons(component: Any) -> list[dict[str, Any]]:
    return [node["props"]["id"] for node in nodes_of(component) if isinstance(node["props"].get("id"), dict)]


def test_the_list_leads_to_each_value() -> None:
    shown = show_rules(demo_city(), visit())
    assert "7 项阈值与目标都是默认值" in text_of(shown["head"])
    listed = text_of(shown["body"])
    for sentence in ("黄灯的剩余工作日界限", "2 个工作日", "20%", "按时办结率的绿灯界限", "97.5%", "从未改动"):
        assert sentence in listed
    assert f"/admin/rules/{KEY}" in links_of(shown["body"])


def test_one_value_has_a_form_and_its_history(city: Services) -> None:
    city.rule_admin.set_value(OPERATOR, area="approvals", key=KEY, value=0.985, seen=0.99)
    shown = show_rules(city, visit(KEY))
    assert "98.5%" in text_of(shown["head"])
    assert "默认 99% · 允许 0% 到 100%" in text_of(shown["head"])
    body = text_of(shown["body"])
    assert "改动记录" in body and "99%" in body and "把“按时办结率的绿灯界限”恢复为 99%？" in body
    wanted = [one for one in buttons(shown["body"]) if one.get("action") == "check"]
    assert [one["version"] for one in wanted] == ["0.985"]


def test_an_unknown_value_is_a_sentence() -> None:
    assert "没有名为“zzz”的阈值或目标" in text_of(show_rules(demo_city(), visit("zzz"))["body"])
    with pytest.raises(NotFound):
        do_rule(demo_city(), visit("zzz"), act("reload"), RuleForm())


def test_a_change_is_checked_confirmed_and_undone(city: Services) -> None:
    before = city.reader.read_revision().number
    checked = do_rule(city, visit("light.days"), act("check", 0, "2.0"), RuleForm(value=" 30 "))
    assert "从 2 个工作日 改为 30 个工作日" in text_of(checked.said)
    assert "个在办件换灯" in text_of(checked.said)
    assert not checked.changed and city.reader.read_revision().number == before
    (confirm, cancel) = buttons(checked.said)
    assert (confirm["action"], confirm["row"], confirm["version"]) == ("save", "30.0", "2.0")
    assert cancel["action"] == "reload"
    saved = do_rule(city, visit("light.days"), parse(RuleAct, confirm), RuleForm(value="30"))
    assert saved.changed and "改为 30 个工作日" in text_of(saved.said)
    assert city.reader.read_revision().number == before + 1
    assert city.reader.read_rules().light.days == 30
    undo = [one for one in buttons(show_rules(city, visit("light.days"))["body"]) if one.get("action") == "undo"]
    undone = do_rule(city, visit("light.days"), parse(RuleAct, {**undo[0], "type": "act", "version": 0}), RuleForm())
    assert undone.changed and "恢复为 2 个工作日" in text_of(undone.said)
    with pytest.raises(Conflict):
        do_rule(city, visit("light.days"), act("undo", undo[0]["row"]), RuleForm())


@pytest.mark.parametrize("action", ["check", "save"])
def test_a_stale_edit_shows_both_versions(city: Services, action: str) -> None:
    city.rule_admin.set_value(OPERATOR, area="approvals", key=KEY, value=0.985, seen=0.99)
    row = "0.98" if action == "save" else 0
    outcome = do_rule(city, visit(KEY), act(action, row, "0.99"), RuleForm(value="98"))
    said = text_of(outcome.said)
    assert "98.5%" in said and "98%" in said and "仍按我的写入" in said and not outcome.changed
    keep = next(one for one in buttons(outcome.said) if one["action"] == "save")
    saved = do_rule(city, visit(KEY), parse(RuleAct, keep), RuleForm(value="98"))
    assert saved.changed
    assert city.reader.read_rules().targets["approvals.on_time_rate"].good == 0.98


@pytest.mark.parametrize(
    ("key", "typed", "sentence"),
    [
        ("light.days", "abc", "errors.rule_number"),
        ("light.days", "", "errors.rule_number"),
        ("light.days", "61", "errors.rule_range"),
        ("light.days", "2.5", "errors.rule_whole"),
        ("light.days", "2", "errors.rule_same"),
        (KEY, "101", "errors.rule_range"),
        (KEY, "nan", "errors.rule_number"),
        (KEY, "50", "errors.rule_order_good_up"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(key: str, typed: str, sentence: str) -> None:
    seen = repr(next(one.value for one in demo_city().rule_admin.read_values() if one.key == key))
    with pytest.raises(BadRequest) as refused:
        do_rule(demo_city(), visit(key), act("check", 0, seen), RuleForm(value=typed))
    assert refused.value.key == sentence
    assert ENTRIES[sentence] == "value"


@pytest.mark.parametrize(
    ("key", "typed", "number"),
    [
        (KEY, "97.5", 0.975),
        (KEY, "９７．５％", 0.975),
        (KEY, "98 %", 0.98),
        ("light.percent", "20%", 20),
        ("light.days", "３", 3),
    ],
)
def test_numbers_are_read_as_people_write_them(key: str, typed: str, number: float) -> None:
    assert read_number(key, typed) == number


@pytest.mark.parametrize(
    "changes",
    [
        {"action": "drop"},
        {"page": "units"},
        {"row": -1},
        {"row": "1; DROP"},
        {"row": "nan"},
        {"version": None},
        {"version": "-1"},
        {"more": 1},
        {"row": "9" * 60},
        {"row": 1.5},
    ],
)
def test_buttons_nobody_drew_are_refused(changes: dict[str, Any]) -> None:
    good = {"type": "act", "page": "rules", "action": "save", "row": "3.0", "version": "2.0"}
    parse(RuleAct, good)
    with pytest.raises(BadRequest):
        parse(RuleAct, good | changes)


def test_english_is_english(city: Services) -> None:
    city.rule_admin.set_value(OPERATOR, area="approvals", key=KEY, value=0.985, seen=0.99)
    for name in ("", KEY, "zzz"):
        shown = show_rules(city, visit(name, "?lang=en"))
        assert not has_chinese(text_of(shown["head"]) + text_of(shown["body"]))
    said = do_rule(city, visit(KEY, "?lang=en"), act("check", 0, "0.985"), RuleForm(value="98")).said
    assert not has_chinese(text_of(said))


def test_skeleton_holds_the_ids() -> None:
    assert ids_of(skeleton(visit())) >= set(Rules)
