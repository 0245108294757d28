"""The benchmarks themselves: a tiny run produces every line, and the tables say what was measured."""

import json
from pathlib import Path

import pytest

from benchmarks import api, pages, run
from benchmarks.measures import Row, spread
from benchmarks.render import growth_table, result_table

KEYS = {
    "xlsx", "dicts", "faster",
    "case-csv", "case-csv-parent", "case-csv-child", "ledger-csv", "ledger-csv-parent", "ledger-csv-child",
    "set", "set-parent", "set-child", "generate", "delivery",
    "build", "due", "cold-city", "cold-unit", "cold-units", "cold-items", "cold-unit-items", "cold-trend",
    "cold-travel", "cold-travel-day", "cached",
    "api-cold", "api-by", "api-cached", "api-304", "version",
    "page-first", "page-deep", "page-sorted", "page-search", "case",
    "page/", "page/-first", "page/approvals", "page/approvals-first", "page/records", "page/records-first",
    "live", "pss", "rss", "disk",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.browser
def test_a_tiny_run_produces_every_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(api, "REPEATS", 3)
    monkeypatch.setattr(api, "COLD", 3)
    monkeypatch.setattr(pages, "LOADS", 1)
    monkeypatch.setattr(pages, "COMMITS", 1)
    out = tmp_path / "result.json"
    assert run.main(["--cases", "2000", "--json", str(out)]) == 0
    rows = json.loads(out.read_text("utf-8"))["results"]["sqlite"]["2000"]
    assert {row["key"] for row in rows} == KEYS
    assert all(row["median"] >= 0 for row in rows)
    table = capsys.readouterr().out
    assert all(row["name"] in table for row in rows)


def test_a_line_is_judged_by_the_value_its_target_is_about() -> None:
    slow = spread("key", "name", "ms", [1.0] * 18 + [100.0] * 2, target=10)
    assert slow.reached is False
    assert spread("key", "name", "ms", [1.0] * 18 + [100.0] * 2, target=10, judged="median").reached is True
    assert Row(key="key", name="name", unit="rows/s", median=50_000, target=40_000, at_least=True).reached is True
    assert Row(key="key", name="name", unit="s", median=1).reached is None


def test_the_tables_name_value_target_and_verdict() -> None:
    row = Row(key="import", name="import", unit="rows/s", median=39_000, target=40_000, at_least=True)
    assert "| import | ≥ 40,000 rows/s | 39,000 rows/s | **miss** |" in result_table([row])
    small = Row(key="import", name="import", unit="rows/s", median=78_000)
    assert "| import | 78,000 rows/s | 39,000 rows/s | 0.5 |" in growth_table({1000: [small], 10_000: [row]})


@pytest.mark.parametrize("words", [["--cases", "5"], ["--only", "everything"], ["--databases", "oracle"]])
def test_words_that_make_no_sense_are_refused(words: list[str]) -> None:
    with pytest.raises(SystemExit):
        run.main(words)
