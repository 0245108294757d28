"""Reporting units: list, one unit, switching off and on, and what the pages then leave out."""

from pathlib import Path
from typing import Any

import pytest

from callbacks.approvals import show_approvals
from callbacks.definitions import show_definitions
from callbacks.inputs import parse
from callbacks.overview import show_overview
from callbacks.records import show_records
from callbacks.units import UnitAct, UnitForm, do_unit, show_units
from callbacks.visits import read_visit
from dashboard.errors import BadRequest, Conflict, NotFound
from dashboard.permissions import OPERATOR
from dashboard.services import Services
from layouts.ids import Units
from layouts.pages.units import skeleton
from layouts.visit import Visit
from tests.callbacks.demo_city import demo_city
from tests.callbacks.own_city import own_city
from tests.callbacks.test_rules import buttons
from tests.seen import has_chinese, ids_of, links_of, text_of

QUANGANG = "350505"
OFF, ON = UnitForm(state="off", note="并入惠安县"), UnitForm(state="on", note="")


@pytest.fixture
def city(tmp_path: Path) -> Services:
    return own_city(tmp_path)


def visit(name: str = "", search: str = "", path: str = "") -> Visit:
    path = path or (f"/admin/units/{name}" if name else "/admin/units")
    return read_visit(demo_city(), path, search, identity=OPERATOR)


def act(action: str, row: int = 0, version: int = 0) -> UnitAct:
    return parse(UnitAct, {"type": "act", "page": "units", "action": action, "row": row, "version": version})


def switch_off(city: Services) -> None:
    checked = do_unit(city, visit(QUANGANG), act("check"), OFF)
    confirm = next(one for one in buttons(checked.said) if one["action"] == "save")
    assert do_unit(city, visit(QUANGANG), parse(UnitAct, confirm), OFF).changed


def test_the_list_leads_to_each_unit() -> None:
    shown = show_units(demo_city(), visit())
    assert "13 个单位全部报送" in text_of(shown["head"])
    assert len([link for link in links_of(shown["body"]) if link.startswith("/admin/units/")]) == 13
    assert "没有这个单位" in text_of(show_units(demo_city(), visit("zzz"))["body"])


def test_switching_off_says_what_it_does_and_can_be_undone(city: Services) -> None:
    revision = city.reader.read_revision().number
    checked = do_unit(city, visit(QUANGANG), act("check"), OFF)
    said = text_of(checked.said)
    assert "停用泉港区？" in said and "仍计入全市合计" in said and not checked.changed
    switch_off(city)
    assert city.reader.read_revision().number == revision + 1
    shown = show_units(city, visit())
    assert "12 个单位报送，1 个停用" in text_of(shown["head"])
    one = show_units(city, visit(QUANGANG))
    assert "并入惠安县" in text_of(one["body"])
    undo = next(one for one in buttons(one["body"]) if one.get("action") == "undo" and one["type"] == "act")
    assert do_unit(city, visit(QUANGANG), parse(UnitAct, undo), OFF).changed
    with pytest.raises(Conflict):
        do_unit(city, visit(QUANGANG), parse(UnitAct, undo), OFF)


def test_pages_leave_the_unit_out_and_say_so(city: Services) -> None:
    def values(parts: Any) -> set[str]:
        return {option["value"] for option in parts}

    before = show_overview(city, visit(path="/"))
    assert QUANGANG in values(before["unit_options"])
    switch_off(city)
    overview = show_overview(city, visit(path="/"))
    assert text_of(overview["kpis"]) == text_of(before["kpis"])  # the city's sums still count its cases
    assert QUANGANG not in values(overview["unit_options"])
    assert f"unit={QUANGANG}" not in " ".join(links_of(overview["units"]))
    assert "未列出：泉港区（已停用，在办" in text_of(overview["units"])
    assert "12 " in text_of(overview["units"]) and "未列出" not in text_of(before["units"])
    approvals = show_approvals(city, visit(path="/approvals"))
    assert f"unit={QUANGANG}" not in " ".join(links_of(approvals["distance"]))
    assert "未列出：泉港区（已停用，期间办结" in text_of(approvals["distance"])
    assert QUANGANG not in values(approvals["unit_options"])
    assert QUANGANG not in values(show_records(city, visit(path="/records"))["units"])
    definitions = show_definitions(city, visit(path="/definitions"))
    assert QUANGANG not in values(definitions["unit_options"])
    assert "已停用" in text_of(definitions["places"])
    # An address that names it still shows it, and the filter says so.
    chosen = show_overview(city, visit(path="/", search=f"?unit={QUANGANG}"))
    assert QUANGANG in values(chosen["unit_options"])


def test_a_stale_edit_shows_both_versions(city: Services) -> None:
    switch_off(city)
    mine = UnitForm(state="off", note="暂未报送")
    outcome = do_unit(city, visit(QUANGANG), act("save"), mine)
    said = text_of(outcome.said)
    assert "并入惠安县" in said and "暂未报送" in said and not outcome.changed
    keep = next(one for one in buttons(outcome.said) if one["action"] == "save")
    assert do_unit(city, visit(QUANGANG), parse(UnitAct, keep), mine).changed


def test_what_cannot_be_is_refused() -> None:
    for form, key in ((UnitForm(state="off", note=" "), "errors.unit_note"), (ON, "errors.rule_same")):
        with pytest.raises(BadRequest) as refused:
            do_unit(demo_city(), visit(QUANGANG), act("check"), form)
        assert refused.value.key == key
    with pytest.raises(NotFound):
        do_unit(demo_city(), visit("350500"), act("check"), OFF)
    with pytest.raises(BadRequest):  # the confirmation was for switching it on
        do_unit(demo_city(), visit(QUANGANG), act("save", row=1), OFF)
    for sent in ({"state": "maybe"}, {"note": "x" * 300}, {"more": "1"}, {"note": 3}):
        with pytest.raises(BadRequest):
            parse(UnitForm, sent)


def test_english_is_english(city: Services) -> None:
    switch_off(city)
    for name in ("", "350502"):
        shown = show_units(city, visit(name, "?lang=en"))
        assert not has_chinese(text_of(shown["head"]) + text_of(shown["body"]).replace("并入惠安县", ""))
    overview = show_overview(city, visit(path="/", search="?lang=en"))
    assert "Not listed: Quangang" in text_of(overview["units"])


def test_skeleton_holds_the_ids() -> None:
    assert ids_of(skeleton(visit())) >= set(Units)
