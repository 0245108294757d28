"""The ledger over a real store: rows equal the figure, filters write the address, nonsense is a sentence."""

from dataclasses import replace

import pytest
from dash import no_update

from callbacks.records import count_records, do_filter, find_records, read_page, record_query, show_records
from callbacks.visits import read_visit
from dashboard.errors import NotFound
from dashboard.indicators import REGISTRY, RecordSet
from dashboard.permissions import OPERATOR
from layouts.visit import Visit
from tests.callbacks.demo_city import demo_city, empty_city
from tests.seen import has_chinese, links_of, text_of

SEARCHES = ("", "?period=2025", "?period=2025&unit=350583", "?period=2025-06&stage=3", "?as_of=2025-11-30")


def visit(path: str = "/records", search: str = "") -> Visit:
    return read_visit(demo_city(), path, search, identity=OPERATOR)


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("key", REGISTRY.keys)
def test_rows_of_all_pages_are_as_many_as_the_figure_says(key: str, search: str) -> None:
    board, seen = demo_city().boards.current(), visit(f"/records/{key}", search)
    records = find_records(key)[2]
    query, keys = record_query(seen, records, limit=200), []
    while True:
        page, lost = read_page(board, query)
        assert not lost
        keys += page.rows["case_key"].tolist()
        if not page.next:
            break
        query = replace(query, after=page.next)
    assert len(keys) == len(set(keys)) == count_records(board, seen.query, records)


def test_message_names_the_figure_and_its_base() -> None:
    shown = show_records(demo_city(), visit("/records/approvals.on_time_rate", "?period=2025"))
    assert "按时办结率" in text_of(shown["say"])
    assert "件算出" in text_of(shown["say"])
    assert "按时办结件数 ÷" in text_of(shown["notes"])
    assert "/definitions?period=2025#approvals.on_time_rate" in links_of(shown["notes"])
    assert shown["period_hint"] == ""
    assert {"value": "2025", "label": "2025 年"} in shown["periods"]


def test_heads_sort_and_the_sorted_one_says_so() -> None:
    shown = show_records(demo_city(), visit("/records/approvals.closed", "?period=2025&sort=-used"))
    links = links_of(shown["body"])
    assert "/records/approvals.closed?period=2025&sort=used" in links
    assert any(link.startswith("/cases/") and "kind=approvals.closed" in link for link in links)
    assert any("after=" in link and link.startswith("/records/") for link in links)


def test_paused_cases_show_how_long_they_have_stood_and_no_due_day() -> None:
    board, seen = demo_city().boards.current(), visit("/records/approvals.paused")
    shown = show_records(demo_city(), seen)
    page, _ = read_page(board, record_query(seen, find_records(seen.name)[2]))
    assert len(page.rows)
    assert "已停表" in text_of(shown["body"])


@pytest.mark.parametrize(
    ("path", "search", "sentence"),
    [
        ("/records/nonsense", "", "没有名为“nonsense”的明细"),
        ("/records/approvals.closed", "?after=zzz&period=2025", "翻页位置已失效"),
        ("/records", "?q=没有这样的项目", "没有编号以“没有这样的项目”开头"),
        ("/records/instant", "?period=2025", "期间内办结的即办件"),
    ],
)
def test_nonsense_is_a_sentence(path: str, search: str, sentence: str) -> None:
    shown = show_records(demo_city(), visit(path, search))
    assert sentence in text_of([shown[name] for name in ("say", "notes", "body")])


@pytest.mark.parametrize("records", list(RecordSet))
def test_a_set_is_listed_under_its_own_name(records: RecordSet) -> None:
    shown = show_records(demo_city(), visit(f"/records/{records}", "?period=2025"))
    rows = [link for link in links_of(shown["body"]) if link.startswith("/cases/")]
    count = count_records(demo_city().boards.current(), visit(search="?period=2025").query, records)
    assert len(rows) == min(count, 50)


def test_unknown_list_is_not_found() -> None:
    with pytest.raises(NotFound):
        find_records("nonsense")


def test_without_data_it_says_so_and_leads_to_the_import() -> None:
    seen = read_visit(empty_city(), "/records", "", identity=OPERATOR)
    shown = show_records(empty_city(), seen)
    assert "还没有导入任何办件" in text_of(shown["body"])
    assert "/imports" in links_of(shown["body"])
    assert shown["export"] == []


def test_english_heads_are_english() -> None:
    shown = show_records(demo_city(), visit("/records/approvals.red", "?lang=en"))
    assert not has_chinese(text_of([shown["sets"], shown["notes"], shown["export"]]))


def test_filters_write_the_address_and_nothing_when_it_says_so_already() -> None:
    values = ["350583", "3", "", "", "2025", None, ""]
    assert do_filter("?sort=-used&after=x", values) == "?unit=350583&stage=3&period=2025&sort=-used"
    assert do_filter("?unit=350583&stage=3&period=2025", values) is no_update
    assert do_filter("?unit=350583", ["", "", "", "", "", None, ""]) == "?"
