"""The format table of the design, in both languages, and what must hold for any number."""

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layouts import formats as f

FINITE = st.floats(min_value=-1e9, max_value=1e9, allow_nan=False)
MOMENTS = st.datetimes(
    min_value=datetime(2000, 1, 1),
    max_value=datetime(2100, 1, 1),
    timezones=st.just(UTC),
)
NOON = datetime(2026, 2, 9, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (f.count(2306), "2,306"),
        (f.count(0), "0"),
        (f.cases(2306), "2,306 件"),
        (f.cases(2306, "en"), "2,306 cases"),
        (f.cases(1, "en"), "1 case"),
        (f.percent(0.986), "98.6"),
        (f.rate(0.986), "98.6%"),
        (f.rate(1), "100.0%"),
        (f.pp(0.003), "+0.3 个百分点"),
        (f.pp(-0.004, "en"), "−0.4 pp"),
        (f.pp(0), "0.0 个百分点"),
        (f.pp_number(-0.004), "−0.4"),
        (f.days(3.84), "3.8 工作日"),
        (f.days(3.84, "en"), "3.8 working days"),
        (f.item_days(16, 12), "16 / 12 工作日"),
        (f.item_days(16, None), "16 / — 工作日"),
        (f.calendar_days(14), "14 天"),
        (f.hours(31), "31 小时"),
        (f.faster(0.604), "快 60.4%"),
        (f.faster(0.604, "en"), "60.4% faster"),
        (f.faster(-0.031), "慢 3.1%"),
        (f.tonnage(5_560_000), "556.0 万载重吨"),
        (f.tonnage(455_500, places=2), "45.55 万载重吨"),
        (f.tonnage(123_000_000), "1.23 亿载重吨"),
        (f.tonnage(5_560_000, "en"), "5.560 M DWT"),
        (f.tonnage(455_500, "en"), "455,500 DWT"),
        (f.money(4900), "4,900.0 万元"),
        (f.money(12_345), "1.23 亿元"),
        (f.money(4900, "en"), "CNY 49.0 M"),
        (f.not_applicable(), "不适用"),
        (f.day_short(date(2026, 2, 9)), "02-09"),
        (f.day_short(date(2026, 2, 9), "en"), "9 Feb"),
        (f.day_full(date(2026, 2, 9)), "2026-02-09"),
        (f.day_full(date(2026, 2, 9), "en"), "9 Feb 2026"),
        (f.day_wall(date(2026, 2, 9)), "2 月 9 日 周一"),
        (f.month(date(2026, 1, 1)), "2026 年 1 月"),
        (f.month(date(2026, 1, 1), "en"), "Jan 2026"),
        (f.month_tick(date(2026, 1, 1)), "1月"),
        (f.clock(NOON), "12:00"),
        (f.moment(NOON), "2026-02-09 12:00"),
    ],
)
def test_table_of_the_design(shown: str, expected: str) -> None:
    assert shown == expected


@pytest.mark.parametrize("language", ["zh", "zh_CN", "zh-CN"])
def test_every_name_of_chinese_is_chinese(language: str) -> None:
    assert f.cases(2, language) == "2 件"


@pytest.mark.parametrize(
    ("passed", "zh", "en"), [(0, "刚刚", "just now"), (59, "刚刚", "just now"), (180, "3 分钟前", "3 min ago")]
)
def test_age_under_an_hour_is_words(passed: int, zh: str, en: str) -> None:
    then = NOON - timedelta(seconds=passed)
    assert (f.age(then, NOON), f.age(then, NOON, "en")) == (zh, en)


def test_age_of_an_hour_is_the_clock_and_of_a_day_the_day() -> None:
    assert f.age(NOON - timedelta(hours=3), NOON) == "09:00"
    assert f.age(NOON - timedelta(days=3), NOON) == "02-06 12:00"


def test_late_age_counts_minutes_at_any_length() -> None:
    assert f.age(NOON - timedelta(minutes=89), NOON, late=True) == "延迟 89 分钟"


def test_a_moment_in_the_future_is_now() -> None:
    assert f.age(NOON + timedelta(hours=2), NOON) == "刚刚"


def test_evening_in_utc_is_the_next_day_in_shanghai() -> None:
    assert f.moment(datetime(2026, 2, 9, 16, 30, tzinfo=UTC)) == "2026-02-10 00:30"


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        f.clock(datetime(2026, 2, 9, 12, 0))


@pytest.mark.parametrize("nothing", [None, float("nan"), float("inf")])
def test_nothing_is_a_dash(nothing: float | None) -> None:
    shown = {f.count(nothing), f.cases(nothing), f.rate(nothing), f.pp(nothing), f.days(nothing), f.faster(nothing)}
    assert shown == {f.NONE}


@pytest.mark.parametrize(
    ("x", "expected"), [(0.9865, "98.7%"), (0.00049, "0.0%"), (0.98649999, "98.6%"), (1.005, "100.5%")]
)
def test_half_goes_up_as_on_paper(x: float, expected: str) -> None:
    assert f.rate(x) == expected


def test_fractions_round_exactly() -> None:
    assert f.rate(Fraction(1, 3)) == "33.3%"
    assert f.round_half_up(Fraction(-1, 2)) == -1


@given(FINITE, st.integers(min_value=0, max_value=3))
def test_rounding_is_half_up_of_the_shortest_decimal(x: float, places: int) -> None:
    paper = Decimal(repr(x)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    assert f.round_half_up(x, places) == paper
    assert f.round_half_up(-x, places) == -paper


@given(FINITE, st.integers(min_value=0, max_value=3))
def test_a_shown_number_reads_back(x: float, places: int) -> None:
    shown = f.decimal(x, places)
    assert "-" not in shown
    back = Decimal(shown.replace(",", "").replace(f.MINUS, "-"))
    assert abs(back - Decimal(repr(x))) <= Decimal(1).scaleb(-places) / 2


@given(FINITE)
def test_sign_is_shown_exactly_when_the_shown_number_has_one(x: float) -> None:
    shown = f.decimal(x, signed=True)
    rounded = f.round_half_up(x, 1)
    assert shown[0] == ("+" if rounded > 0 else f.MINUS if rounded < 0 else "0")


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_whole_numbers_keep_every_digit(n: int) -> None:
    assert int(f.count(n).replace(",", "").replace(f.MINUS, "-")) == n


@given(MOMENTS, MOMENTS)
def test_age_is_never_negative_and_never_empty(then: datetime, now: datetime) -> None:
    shown = f.age(then, now)
    assert shown
    assert f.MINUS not in shown
    assert (shown == "刚刚") == (now - then < timedelta(minutes=1))
