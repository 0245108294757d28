"""KPI tiles, sparklines, bullets, dots, tiles, legend: the numbers are there, in words, linked, and in proportion."""

from base64 import b64decode
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layouts.parts import (
    Bullet,
    Dot,
    Tile,
    bullets,
    dots,
    kpi,
    kpis,
    legend,
    light,
    light_count,
    spark,
    spark_svg,
    tiles,
)
from layouts.theme import colours
from tests.layouts.parts.tree import by_class, of, text

SVG = "{http://www.w3.org/2000/svg}"
VALUES = st.lists(st.one_of(st.none(), st.floats(min_value=-1e6, max_value=1e6)), max_size=30)


def test_the_whole_number_is_the_link_to_its_records() -> None:
    shown = kpi(
        "在督事项", "128", unit="件", light=light("red", "7 件待决定"), href="/cases?light=red", delta="暂停 6 件"
    )
    (link,) = of(shown, "Link")
    assert (link.href, text(link)) == ("/cases?light=red", "128件")
    assert "暂停 6 件" in text(shown)
    assert text(of(shown, "H2")[0]) == "在督事项"


def test_a_number_without_records_is_no_link() -> None:
    shown = kpi("满意率", "98.8", unit="%")
    assert not of(shown, "Link")
    assert "98.8%" in text(shown)


def test_the_strip_knows_how_many_tiles_stand_in_it() -> None:
    strip = kpis([kpi("甲", "1"), kpi("乙", "2")], label="关键指标")
    assert strip.style == {"--sv-n": "2"}
    assert getattr(strip, "aria-label") == "关键指标"


def test_a_sparkline_is_a_described_picture_in_the_colours_of_the_theme() -> None:
    shown = spark([97.1, 97.4, 98.6], theme="dark", alt="近三个月", last_year=[96, 96.5, 97], target=99.0)
    assert (shown.alt, shown.role) == ("近三个月", "img")
    head, data = shown.src.split(",", 1)
    assert head == "data:image/svg+xml;base64"
    paths = ElementTree.fromstring(b64decode(data)).findall(f"{SVG}path")
    used = [path.get("stroke") for path in paths]
    c = colours("dark")
    assert used == [c["py"], c["ink-2"], c["ac"], c["bg"], c["accent"]]
    assert [bool(path.get("stroke-dasharray")) for path in paths] == [False, True, False, False, False]


def test_a_missing_month_interrupts_the_line() -> None:
    svg = spark_svg([1, 2, None, 4], theme="light")
    actual = ElementTree.fromstring(svg).findall(f"{SVG}path")[0].get("d", "")
    assert (actual.count("M"), actual.count("L")) == (2, 1)


def test_nothing_known_draws_nothing() -> None:
    assert spark_svg([None, None], theme="light", target=99.0) == ""
    assert type(spark([], theme="light", alt="无")).__name__ == "Div"


@given(VALUES, VALUES, st.one_of(st.none(), st.floats(min_value=-1e6, max_value=1e6)))
def test_any_series_stays_inside_the_picture(
    values: list[float | None], last: list[float | None], target: float | None
) -> None:
    svg = spark_svg(values, theme="light", last_year=last, target=target)
    if not svg:
        assert all(value is None for value in values)
        return
    for path in ElementTree.fromstring(svg).findall(f"{SVG}path"):
        data = path.get("d", "").replace("M", " ").replace("L", " ").split("h")[0].split("H")[0].split()
        assert all(0 <= float(x) <= 240 for x in data[::2])
        assert all(0 <= float(y) <= 32 for y in data[1::2])


def bullet(actual: float | None = 6.0, promised: float | None = 12.0, last_year: float | None = 9.0) -> Bullet:
    return Bullet(
        name="竣工联合验收",
        href="/cases?item=x",
        light="red",
        light_label="红灯",
        count="88",
        rate="94.3",
        faster="10.8%",
        actual=actual,
        promised=promised,
        last_year=last_year,
        actual_text="6.0",
        promised_text="12",
        hot=True,
    )


AXIS = [(0.0, "0"), (5.0, "5"), (15.0, "15 工作日")]
HEADS = ("事项", "办件", "按时率", "比承诺快")


def test_bullets_are_a_table_with_bars_in_proportion() -> None:
    shown = bullets([bullet()], heads=HEADS, axis=AXIS, caption="承诺与实际")
    widths = {kind: by_class(shown, kind)[0].style["width"] for kind in ("ac", "pl", "py")}
    assert widths == {"ac": "40.00%", "pl": "80.00%", "py": "60.00%"}
    assert [text(head) for head in of(of(shown, "Thead")[0], "Th")][:4] == list(HEADS)
    assert {head.scope for head in of(of(shown, "Tbody")[0], "Th")} == {"row"}
    assert of(shown, "Link")[0].href == "/cases?item=x"
    assert getattr(by_class(shown, "lr")[0].children[0], "aria-label") == "红灯"
    assert "6.0/ 12" in text(shown)


def test_a_bar_longer_than_the_axis_stretches_the_axis() -> None:
    shown = bullets([bullet(actual=30.0)], heads=HEADS, axis=AXIS, caption="承诺与实际")
    assert by_class(shown, "ac")[0].style["width"] == "100.00%"
    assert by_class(shown, "pl")[0].style["width"] == "40.00%"


def test_what_is_unknown_has_no_bar() -> None:
    shown = bullets([bullet(actual=None, promised=None, last_year=None)], heads=HEADS, axis=[], caption="承诺与实际")
    assert not [found for kind in ("ac", "pl", "py") for found in by_class(shown, kind)]


def dot(name: str, value: float | None, light: str = "green") -> Dot:
    return Dot(name=name, value=value, text=f"{value}", light=light, light_label=f"{name} {value}", href=f"/{name}")


def percent(value: str) -> float:
    return float(value.rstrip("%"))


def test_dots_stand_in_order_and_reach_to_the_target() -> None:
    rows = [dot("泉港", 96.2, "red"), dot("洛江", 99.6)]
    shown = dots(rows, target=99.0, target_text="目标 99.0", axis=[(96.0, "96%")], label="距目标")
    target = percent(by_class(shown, "tg")[0].style["left"])
    points = [percent(point.style["left"]) for point in by_class(shown, "pt")]
    assert points[0] < target < points[1]
    sticks = [(percent(s.style["left"]), percent(s.style["width"])) for s in by_class(shown, "st")]
    assert sticks[0] == pytest.approx((points[0], target - points[0]), abs=0.02)
    assert sticks[1] == pytest.approx((target, points[1] - target), abs=0.02)
    assert [link.href for link in of(shown, "Link")] == ["/泉港", "/洛江"]


def test_a_unit_without_a_rate_has_a_line_but_no_dot() -> None:
    shown = dots([dot("德化", None, "grey")], target=99.0, target_text="目标", axis=[], label="距目标")
    assert len(of(shown, "Link")) == 1
    assert not by_class(shown, "pt")


@given(st.lists(st.floats(min_value=0, max_value=100), max_size=20), st.floats(min_value=0, max_value=100))
def test_everything_stays_on_the_track(values: list[float], target: float) -> None:
    shown = dots([dot(str(at), v) for at, v in enumerate(values)], target=target, target_text="t", axis=[], label="x")
    places = [percent(found.style["left"]) for kind in ("tg", "pt", "st") for found in by_class(shown, kind)]
    assert all(0 <= place <= 100 for place in places)


def tile(name: str, row: int, col: int) -> Tile:
    counts = (light_count("red", 2, label="红灯 2 件"),)
    return Tile(name=name, href=f"/u/{name}", row=row, col=col, light="red", counts=counts, foot="按时 96.2%")


def test_tiles_stand_where_they_are_put_and_lead_somewhere() -> None:
    shown = tiles([tile("泉港区", 1, 5)], label="县区", legend="图例", note="方位示意")
    (link,) = of(shown, "Link")
    assert (link.href, link.style) == ("/u/泉港区", {"gridRow": "1", "gridColumn": "5"})
    assert text(link) == "泉港区2按时 96.2%"
    assert text(by_class(shown, "key")) == "图例"
    assert text(by_class(shown, "note")) == "方位示意"


def test_two_tiles_on_one_place_are_refused() -> None:
    with pytest.raises(ValueError, match="same place"):
        tiles([tile("甲", 1, 1), tile("乙", 1, 1)], label="县区")


def test_the_legend_never_covers_a_unit() -> None:
    shown = tiles([tile("甲", 1, 3)], label="县区", legend="图例")
    assert not by_class(shown, "key")


def test_legend_pairs_notation_and_word() -> None:
    shown = legend([("ac", "实际"), ("pl", "承诺")])
    assert [(item.children[0].className, item.children[1]) for item in shown.children] == [
        ("ac", "实际"),
        ("pl", "承诺"),
    ]
    with pytest.raises(ValueError, match="red"):
        legend([("red", "红")])
