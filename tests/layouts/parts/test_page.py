"""The frame, controls and forms: what a callback, a keyboard and a screen reader need is in the tree."""

import re
from pathlib import Path

import pytest
from dash import dcc, html

import layouts.parts as parts
from layouts.figures import GRAPH_CONFIG
from layouts.parts import (
    AgeWords,
    NavItem,
    Switch,
    breadcrumbs,
    chart,
    chip,
    chip_input,
    field,
    footer,
    freshness_badge,
    live,
    live_banner,
    page_head,
    segments,
    shell,
    source_name,
    steps,
    top_bar,
)
from tests.layouts.parts.tree import by_class, of, text, walk

WORDS = AgeWords(
    now="刚刚", minutes="{n} 分钟前", shown="{clock} · {age}", plain="{clock}", none="—", pending="有新数据"
)


def bar() -> html.Header:
    theme = Switch(setting="theme", label="主题", options=(("light", "浅色"), ("dark", "深色")), current="light")
    nav = [NavItem(text="总览", href="/", current=True), NavItem(text="审批时效", href="/approvals")]
    return top_bar(product="督办看板", home_href="/", nav=nav, nav_label="主导航", switches=[theme])


def test_the_current_page_is_marked_for_everybody() -> None:
    links = of(of(bar(), "Nav")[0], "A")
    assert [(link.href, getattr(link, "aria-current", None)) for link in links] == [("/", "page"), ("/approvals", None)]
    assert {getattr(link, "data-nav") for link in links} == {"push"}


def test_switches_are_buttons_that_know_their_state() -> None:
    buttons = of(bar(), "Button")
    found = [(getattr(b, "data-set"), getattr(b, "data-value"), getattr(b, "aria-pressed"), text(b)) for b in buttons]
    assert found == [("theme", "light", "true", "浅色"), ("theme", "dark", "false", "深色")]


def test_the_shell_has_its_landmarks_once_and_a_way_past_the_bar() -> None:
    page = shell(
        bar(),
        "内容",
        foot=footer("截至今日"),
        banner=live_banner(lost="{since}", lost_unknown="x"),
        skip="跳到正文",
        main_id="main",
    )
    for landmark in ("Header", "Main", "Footer"):
        assert len(of(page, landmark)) == 1
    assert by_class(page, "sv-skip")[0].href == "#main"
    assert (of(page, "Main")[0].id, of(page, "Main")[0].tabIndex) == ("main", "-1")


def test_the_banner_for_a_lost_server_is_there_but_hidden() -> None:
    shown = live_banner(lost="自 {since}，停在 {stopped}", lost_unknown="自 {since}")
    assert (shown.hidden, shown.role) == (True, "alert")
    assert getattr(shown, "data-lost") == "自 {since}，停在 {stopped}"
    assert text(shown) == ""


def test_the_poller_finds_its_settings_in_the_page() -> None:
    shown = live(id="live", version_url="/version", store_id="rev", revision=7)
    data = {name: value for name, value in shown.to_plotly_json()["props"].items() if name.startswith("data-")}
    assert data == {
        "data-version-url": "/version",
        "data-store-id": "rev",
        "data-poll-ms": "2000",
        "data-revision": "7",
    }


def test_the_badge_carries_its_words_for_the_browser() -> None:
    shown = freshness_badge("yellow", "09:11", words=WORDS, more="1 个数据源延迟", label="数据新鲜度")
    assert getattr(shown, "data-minutes") == "{n} 分钟前"
    assert [text(found) for found in walk(shown) if getattr(found, "data-live-age", None)] == ["09:11"]
    assert by_class(shown, "sv-glyph")


def test_a_source_says_what_its_light_means() -> None:
    assert getattr(source_name("red", "诉求平台", word="中断"), "aria-label") == "诉求平台 中断"


def test_breadcrumbs_lead_one_level_up() -> None:
    shown = breadcrumbs([("总览", "/"), ("审批", "/a"), ("南安市", "/a/n")], label="路径")
    assert [link.href for link in of(shown, "Link")] == ["/", "/a"]
    assert [link.href for link in by_class(shown, "sv-up")] == ["/a"]
    (here,) = [found for found in walk(shown) if getattr(found, "aria-current", None)]
    assert text(here) == "南安市"


def test_a_page_has_one_title() -> None:
    shown = page_head("七件红灯", sub="2026 年 1 月", filters=[chip("期间", [("a", "一月")], value="a", id="c")])
    assert [text(title) for title in of(shown, "H1")] == ["七件红灯"]


def test_a_chip_is_a_labelled_native_choice() -> None:
    shown = chip("范围", [("", "全市"), ("n", "南安市")], value="", id={"type": "chip", "name": "unit"})
    (select,) = of(shown, "Select")
    assert (select.id, select.value) == ({"type": "chip", "name": "unit"}, "")
    assert [option["value"] for option in select.options] == ["", "n"]
    assert select.placeholder == "全市"  # what the browser shows for the empty value
    assert (type(shown).__name__, text(by_class(shown, "k"))) == ("Label", "范围")


def test_a_date_chip_uses_the_browsers_own_picker() -> None:
    (entry,) = of(chip_input("截至", id="d", type="date", value="2026-02-09"), "Input")
    assert (entry.id, entry.type, entry.value) == ("d", "date", "2026-02-09")


def test_segments_mark_the_current_one() -> None:
    shown = segments([("全部 24", "?", True), ("错误 3", "?v=bad", False)], label="筛选")
    assert [(link.href, getattr(link, "aria-current", None)) for link in of(shown, "A")] == [
        ("?", "true"),
        ("?v=bad", None),
    ]


def test_a_field_says_how_to_put_it_right() -> None:
    shown = field("新时限", dcc.Input(id="due"), control_id="due", help="工作日", error="不能早于今天", required="必填")
    assert of(shown, "Label")[0].htmlFor == "due"
    assert [text(found) for found in by_class(shown, "err") if "sv-help" in found.className] == ["不能早于今天"]
    assert "工作日" not in text(shown)


def test_steps_know_past_and_present() -> None:
    shown = steps(["下载", "上传", "核对"], current=2, label="步骤")
    assert [item.className for item in shown.children] == ["past", "", ""]
    assert [getattr(item, "aria-current", None) for item in shown.children] == [None, "step", None]


def test_a_chart_is_described_and_never_phones_home() -> None:
    figure = {"data": [{"type": "bar", "customdata": ["/cases"]}], "layout": {"height": 184}}
    shown = chart(figure, alt="平均用时", id="g")
    (graph,) = of(shown, "Graph")
    assert (graph.id, graph.config, graph.style) == ("g", dict(GRAPH_CONFIG), {"height": "184px"})
    assert graph.config["showSendToCloud"] is False
    assert graph.config["plotlyServerURL"] == ""
    assert (shown.role, getattr(shown, "aria-label"), "goes" in shown.className) == ("img", "平均用时", True)


@pytest.mark.parametrize("path", sorted(Path(parts.__file__).parent.glob("*.py")), ids=lambda path: path.stem)
def test_parts_hold_no_words_of_their_own(path: Path) -> None:
    code = re.sub(r'""".*?"""|#[^\n]*', "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"[\u4e00-\u9fff]", code)


def test_the_catalogue_names_every_part() -> None:
    made = [name for name in parts.__all__ if name.islower() and name not in ("attrs", "classes", "spark_svg")]
    assert [name for name in made if f"{name}(" not in (parts.__doc__ or "")] == []
