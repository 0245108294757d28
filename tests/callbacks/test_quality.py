"""Data quality over a real store: every kind has words, its rows are as many as its count, the export has them all."""

import pytest

from callbacks.http.export_quality import finding_table
from callbacks.quality import read_view, show_quality
from callbacks.visits import read_visit
from dashboard.permissions import OPERATOR
from data_access.findings import FINDING_KINDS
from layouts.visit import Visit
from tests.callbacks.demo_city import demo_city, empty_city
from tests.seen import has_chinese, links_of, text_of


def visit(search: str = "") -> Visit:
    return read_visit(demo_city(), "/quality", search, identity=OPERATOR)


def test_every_kind_is_described_in_both_languages() -> None:
    for words in (visit().words, visit("?lang=en").words):
        for kind in (*FINDING_KINDS, "bad_row", "orphan_event", "pause_overrun"):
            assert all(f"findings.{kind}.{part}" in words for part in ("name", "explain", "remedy"))


def test_kinds_are_listed_with_their_counts_and_lead_to_their_rows() -> None:
    view, shown = read_view(demo_city(), visit()), show_quality(demo_city(), visit())
    assert view.findings
    for finding in view.findings:
        assert f"/quality?kind={finding.kind}" in links_of(shown["body"])
    assert "处数据疑点" in text_of(shown["head"])
    assert "工作日历" in text_of(shown["body"])


def test_rows_of_a_kind_are_as_many_as_its_count_also_in_the_export() -> None:
    services = demo_city()
    for finding in read_view(services, visit()).findings:
        seen = visit(f"?kind={finding.kind}")
        page = read_view(services, seen).page
        assert page is not None
        if finding.kind != "orphan_event":  # counts events, lists the cases they wait for
            assert page.total == finding.count
            assert len(list(finding_table(services, [finding.kind], seen).rows)) == finding.count
        show_quality(services, seen)


@pytest.mark.parametrize("search", ["?kind=zzz", "?kind=two_ends&after=zzz", "?kind=bad_row&after=999999"])
def test_nonsense_shows_everything_or_the_first_page(search: str) -> None:
    assert text_of(show_quality(demo_city(), visit(search))["body"])


def test_without_data_it_leads_to_the_import() -> None:
    shown = show_quality(empty_city(), read_visit(empty_city(), "/quality", "", identity=OPERATOR))
    assert "还没有导入任何数据" in text_of(shown["body"])
    assert "/imports" in links_of(shown["body"])


def test_english_is_english() -> None:
    assert not has_chinese(text_of(show_quality(demo_city(), visit("?lang=en"))["head"]))
