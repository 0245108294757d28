"""From text to values: dates in every accepted layout, whole numbers, flags; the fast path agrees with the slow one."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.importers import convert
from data_access.importers.columns import TextColumn, by_distinct, encode, trimmed
from data_access.importers.convert import BAD, EMPTY, IMPOSSIBLE, OK, RANGE, SENTINEL, SERIAL

EPOCH = datetime(1970, 1, 1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
FULL_WIDTH = str.maketrans("0123456789:-/", "０１２３４５６７８９：－／")
MOMENTS = st.datetimes(datetime(1992, 1, 1), datetime(2199, 12, 31)).map(lambda moment: moment.replace(microsecond=0))


def seconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(seconds=1)


LAYOUTS = [
    "{0:%Y-%m-%d %H:%M:%S}", "{0:%Y/%m/%d %H:%M:%S}", "{0:%Y-%m-%dT%H:%M:%S}", "{0:%Y%m%d%H%M%S}",
    "{0:%Y-%m-%d %H:%M:%S}.0", "{0.year}/{0.month}/{0.day} {0.hour}:{0:%M:%S}",
    "{0.year}年{0.month}月{0.day}日 {0.hour}时{0.minute}分{0.second}秒", "{0:%Y-%m-%dT%H:%M:%S}+08:00",
]  # fmt: skip


@given(MOMENTS, st.sampled_from(LAYOUTS), st.booleans())
def test_every_layout_reads_the_same_moment(moment: datetime, layout: str, wide: bool) -> None:
    text = layout.format(moment)
    assert convert.parse_moment(text.translate(FULL_WIDTH) if wide and "+" not in text else text) == (
        seconds(moment), OK,
    )  # fmt: skip


@given(st.dates(date(1992, 1, 1), date(2199, 12, 31)), st.sampled_from(["{0:%Y-%m-%d}", "{0:%Y/%m/%d}", "{0:%Y%m%d}",
       "{0.year}-{0.month}-{0.day}", "{0.year}年{0.month}月{0.day}日", "{0.year}.{0.month}.{0.day}"]))  # fmt: skip
def test_every_date_layout_reads_midnight(day: date, layout: str) -> None:
    assert convert.parse_moment(layout.format(day)) == (seconds(datetime(day.year, day.month, day.day)), OK)


DIGITS = st.integers(0, 99).map("{:02}".format)
LOOKALIKE = st.builds(
    "{}{}{}{}{}{}{}".format, st.integers(0, 9999).map("{:04}".format), st.sampled_from("-/."), DIGITS,
    st.sampled_from("-/"), DIGITS, st.sampled_from(["", " 09:00:00", "T23:59:60", " 24:00:00"]), st.just(""),
)  # fmt: skip


@given(st.lists(st.one_of(LOOKALIKE, st.text("0123456789-/: T", max_size=20), st.just("")), max_size=8))
def test_fast_path_agrees_with_the_parser(texts: list[str]) -> None:
    column, _ = trimmed(texts)
    values, status = convert.moments(column)
    for text, value, state in zip(column.values, values.tolist(), status.tolist(), strict=True):
        expected, expected_state = convert.parse_moment(text)
        assert state == expected_state
        if state in (OK, SERIAL):
            assert value == expected


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("2026-02-30", IMPOSSIBLE), ("2025-02-29", IMPOSSIBLE), ("2026-13-01", IMPOSSIBLE), ("2026-00-10", IMPOSSIBLE),
        ("2026-01-05 24:00:00", IMPOSSIBLE), ("2026-01-05 23:60:00", IMPOSSIBLE), ("1700-01-01", IMPOSSIBLE),
        ("1970-01-01", SENTINEL), ("1970-12-31 08:00:00", SENTINEL), ("9999-01-01", SENTINEL), ("19700101", SENTINEL),
        ("", EMPTY), ("明天", BAD), ("05/01/2026", BAD), ("2026-01/05", BAD), ("²⁰²⁶-01-05", BAD),
        ("99999999", IMPOSSIBLE), ("2024-02-29", OK), ("46027", SERIAL),
    ],
)  # fmt: skip
def test_what_is_not_a_date_is_told_apart(text: str, status: int) -> None:
    assert convert.parse_moment(text)[1] == status
    assert convert.moments(TextColumn([text]))[1].tolist() == [status]


def test_serials_follow_the_date_system() -> None:
    noon = seconds(datetime(2026, 1, 5, 12))
    assert convert.parse_moment("46027.5") == (noon, SERIAL)
    assert convert.parse_moment("44565.5", epoch_1904=True) == (noon, SERIAL)


@given(st.lists(st.datetimes(datetime(1950, 1, 1), datetime(2190, 1, 1)), min_size=1, max_size=5))
def test_wall_time_becomes_utc_by_the_rules_of_the_zone(moments: list[datetime]) -> None:
    local = np.array([seconds(moment) for moment in moments], dtype=np.int64)
    expected = [int(m.replace(microsecond=0, tzinfo=SHANGHAI).astimezone(UTC).timestamp()) for m in moments]
    assert convert.to_utc(local).tolist() == expected


@pytest.mark.parametrize(
    ("text", "value", "status"),
    [("5", 5, OK), ("０５", 5, OK), ("5.0", 5, OK), ("-1", -1, OK), ("5.5", -1, BAD), ("²", -1, BAD), ("五", -1, BAD),
     ("1e3", -1, BAD), ("", -1, EMPTY), ("9" * 30, -1, BAD)],
)  # fmt: skip
def test_whole_numbers(text: str, value: int, status: int) -> None:
    assert convert.parse_whole(text) == (value, status)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0", (0, OK)), ("5个工作日", (5, OK)), ("20 天", (20, OK)), ("-1", (-1, BAD)), ("2.5", (-1, BAD)),
     ("5月", (-1, BAD))],
)  # fmt: skip
def test_limits(text: str, expected: tuple[int, int]) -> None:
    assert convert.parse_limit(text) == expected


@pytest.mark.parametrize("text", ["0", "17", "-3", "99"])
def test_states_outside_the_standard(text: str) -> None:
    assert convert.parse_state(text) == (-1, RANGE)


@given(st.integers(1, 16))
def test_states_of_the_standard(state: int) -> None:
    assert convert.parse_state(f"{state:02}".translate(FULL_WIDTH)) == (state, OK)


def test_amounts_and_flags() -> None:
    assert convert.parse_amount("1,234.50") == (1234.5, OK)
    assert convert.parse_amount("0.00")[1] == SENTINEL
    assert convert.parse_amount("约五百万")[1] == BAD
    assert convert.parse_flag("是") == (True, OK)
    assert convert.parse_flag("０") == (False, OK)
    assert convert.parse_flag("maybe")[1] == BAD
    assert convert.parse_valid("") == (True, OK)


@given(st.lists(st.text(max_size=6), max_size=30))
def test_trimming_changes_only_the_edges(texts: list[str]) -> None:
    column, broken = trimmed(texts)
    for text, value, bad in zip(texts, column.values, broken.tolist(), strict=True):
        assert bad == ("\0" in text)
        assert value in text
        if not bad:
            assert text.strip("\u3000\u00a0\ufeff\u200b\u2002\u2003\u2009 " + "".join(map(chr, range(33)))) == value


@given(st.lists(st.sampled_from(["", "甲", "00123", "NA", "35050219900101123X"]), max_size=300))
def test_coding_a_column_keeps_it(values: list[str]) -> None:
    coded = encode(values)
    if coded is not None:
        distinct, codes = coded
        assert [distinct[code] for code in codes] == values
    lengths, _ = by_distinct(values, lambda text: (len(text), 0), dtype=np.int64)
    assert lengths.tolist() == [len(value) for value in values]
