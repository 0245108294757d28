"""A panel shows exactly one state, and its numbers as a table when it shows any."""

from collections.abc import Callable

import pytest

from layouts.parts import Action, Column, DataTable, Denied, Empty, Failed, Loading, Row, Stale, banner, panel
from layouts.parts.states import PanelState
from tests.layouts.parts.tree import by_class, of, text

TABLE = DataTable(
    toggle="看数据",
    caption="平均用时",
    columns=(Column(text="月份"), Column(text="实际", number=True)),
    rows=(Row(cells=("1月", "3.8"), href="/cases?month=1"),),
)
OTHERS: list[Callable[[], PanelState]] = [
    lambda: Loading(label="加载中"),
    lambda: Empty(title="没有红灯"),
    lambda: Failed(title="读取失败"),
    lambda: Denied(title="没有权限"),
]


def test_ready_shows_title_unit_action_content() -> None:
    shown = panel("七件红灯", "内容", unit="件", action=Action(text="全部", href="/cases"), id="p", body_id="b")
    assert text(of(shown, "H2")[0]) == "七件红灯"
    assert text(by_class(shown, "unit")[0]) == "件"
    assert [link.href for link in of(shown, "Link")] == ["/cases"]
    (body,) = by_class(shown, "bd")
    assert (shown.id, body.id, text(body)) == ("p", "b", "内容")
    assert not of(shown, "Details")


@pytest.mark.parametrize("make", OTHERS)
def test_any_other_state_replaces_content_and_table(make: Callable[[], PanelState]) -> None:
    shown = panel("标题", "内容", state=make(), data_table=TABLE)
    assert "内容" not in text(shown)
    assert not of(shown, "Details")
    assert text(of(shown, "H2")[0]) == "标题"


def test_stale_keeps_the_numbers_under_a_warning() -> None:
    shown = panel("标题", "97.6", state=Stale(title="数据停在 07:42", rest="，已延迟 89 分钟"), data_table=TABLE)
    (grey,) = by_class(shown, "is-stale")
    assert text(grey) == "97.6"
    (warning,) = by_class(shown, "sv-banner")
    assert text(warning) == "数据停在 07:42，已延迟 89 分钟"
    assert of(shown, "Details")


def test_the_table_is_a_real_one_behind_a_switch() -> None:
    shown = panel("标题", "图", data_table=TABLE)
    (details,) = of(shown, "Details")
    assert text(of(details, "Summary")[0]) == "看数据"
    assert [head.scope for head in of(of(details, "Thead")[0], "Th")] == ["col", "col"]
    assert of(details, "Link")[0].href == "/cases?month=1"


def test_loading_is_announced_and_holds_no_text() -> None:
    shown = panel("标题", state=Loading(label="加载中", shape="rows"))
    (skeleton,) = by_class(shown, "sv-loading")
    assert (getattr(skeleton, "aria-busy"), getattr(skeleton, "aria-label"), text(skeleton)) == ("true", "加载中", "")


def test_empty_says_why_and_offers_a_way_out() -> None:
    way = Action(text="查看全部", href="/cases")
    shown = panel("标题", state=Empty(title="没有红灯", text="四件全部正常", action=way))
    assert "没有红灯" in text(shown)
    assert "四件全部正常" in text(shown)
    assert of(shown, "Link")[0].href == "/cases"


def test_failure_is_an_alert_with_real_buttons() -> None:
    ways = (Action(text="重试", id="retry"), Action(text="看上次数据", href="/last"))
    shown = panel("标题", state=Failed(title="读取失败", text="故障编号 E-7F21", actions=ways))
    assert by_class(shown, "sv-banner")[0].role == "alert"
    assert "E-7F21" in text(shown)
    assert [button.id for button in of(shown, "Button")] == ["retry"]
    assert [link.href for link in of(shown, "Link")] == ["/last"]


@pytest.mark.parametrize(
    ("kind", "role", "shapes"), [("red", "alert", 1), ("yellow", "status", 1), ("info", "status", 0)]
)
def test_banner_speaks_as_loud_as_it_must(kind: str, role: str, shapes: int) -> None:
    shown = banner(kind, "开头", "后文")  # type: ignore[arg-type]
    assert (shown.role, len(by_class(shown, "sv-glyph")), text(shown)) == (role, shapes, "开头后文")
