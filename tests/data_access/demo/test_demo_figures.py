"""What a director would see: lights at the anchor, January 2026, the trend, and the bulletin's facts by brute force."""

from collections import Counter, defaultdict
from datetime import date

from data_access.demo import bulletin
from data_access.demo.places import UNITS
from tests.data_access.demo.conftest import ANCHOR, Approval, Written, read_csv, working_days

JANUARY = (date(2026, 1, 1), date(2026, 1, 31))
YEAR = (date(2025, 2, 1), date(2026, 1, 31))


def test_lights_at_the_anchor(written: Written) -> None:
    running = [one for one in written.approvals if one.open_at(ANCHOR)]
    lights = Counter(one.light(ANCHOR) for one in running)
    assert lights == {"red": 7, "yellow": 19, "paused": 6, "green": 96}
    red = [one for one in running if one.light(ANCHOR) == "red"]
    assert Counter(one.unit for one in red) == {"350505": 2, "350583": 2, "350521": 1, "350524": 1, "350582": 1}
    assert sorted(one.used(ANCHOR.date()) - one.limit for one in red) == [1, 2, 2, 3, 4, 5, 6]
    assert {one.key for one in red} == set(written.summary.special["open_overdue"])
    yellow = Counter(one.unit for one in running if one.light(ANCHOR) == "yellow")
    assert yellow == {unit.key: unit.yellow for unit in UNITS if unit.yellow}


def test_january_looks_like_the_city(written: Written) -> None:
    city = written.figures(*JANUARY)
    assert 0.98 <= city["on_time"] <= 0.99
    assert 3.6 <= city["used"] <= 4.4
    assert 9.2 <= city["limit"] <= 10.0


def test_units_range_as_expected_over_a_year(written: Written) -> None:
    rates = {unit.key: written.figures(*YEAR, unit.key)["on_time"] for unit in UNITS}
    assert all(0.955 <= rate < 1 for rate in rates.values()), rates
    assert min(rates, key=lambda key: rates[key]) == "350505"
    assert rates["350583"] < rates["350582"] < rates["350581"]


def test_the_city_improves_year_over_year(written: Written) -> None:
    before = written.figures(date(2024, 3, 1), date(2025, 1, 31))
    after = written.figures(*YEAR)
    assert after["on_time"] > before["on_time"] + 0.005
    assert after["used"] / after["limit"] < before["used"] / before["limit"] - 0.03


def test_three_items_are_clearly_worst(written: Written) -> None:
    rates: dict[str, list[bool]] = defaultdict(list)
    for one in written.exchange.values():
        if one.closed_by(ANCHOR) and one.finish and YEAR[0] <= one.finish.date() <= YEAR[1]:
            rates[one.item].append(one.used(one.finish.date()) <= one.limit)
    common = {item: sum(values) / len(values) for item, values in rates.items() if len(values) >= 30}
    assert set(sorted(common, key=lambda item: common[item])[:3]) == {"竣工联合验收", "人防工程专项", "设计方案联审"}


def _finish(written: Written, project: str, item: str) -> date:
    found: list[Approval] = [one for one in written.exchange.values() if one.project == project and one.item == item]
    assert len(found) == 1 and found[0].finish is not None
    return found[0].finish.date()


def test_fact_15_waterway_licences(written: Written) -> None:
    licences = [
        one
        for one in written.ledger.values()
        if one.item == bulletin.LICENCE and one.finish and JANUARY[0] <= one.finish.date() <= JANUARY[1]
    ]
    assert len(licences) == 14
    assert {one.unit for one in licences} == {"350500"} and {one.limit for one in licences} == {5}
    used = [one.used(one.finish.date()) for one in licences if one.finish]
    assert sum(used) == 14 and set(used) == {0, 1, 2}
    assert 1 - sum(used) / sum(one.limit for one in licences) == 0.8
    assert not [one for one in written.ledger.values() if one.item == bulletin.LICENCE and one.open_at(ANCHOR)]


def test_fact_1_completion_filing_to_construction_permit(written: Written) -> None:
    first, second = (written.summary.special[f"bulletin_{key}"][0] for key in ("completed", "fitting_out"))
    rows = {row["GCDM"]: row for row in read_csv(written.directory, "SPGL_XMJBXXB") if row["SJYXBS"] == "1"}
    assert rows[second]["QJDGCDM"] == first and rows[first]["JSDDXZQH"] == rows[second]["JSDDXZQH"] == "350502"
    filed, permitted = _finish(written, first, "竣工验收备案"), _finish(written, second, "建筑工程施工许可")
    assert (permitted - filed).days == working_days(filed, permitted) == bulletin.COMPLETION_TO_PERMIT_DAYS == 2


def test_fact_20_filing_to_piling_permit(written: Written) -> None:
    project = written.summary.special["bulletin_piled"][0]
    filed, piled = _finish(written, project, "企业投资项目备案"), _finish(written, project, "桩基施工许可")
    assert (piled - filed).days == bulletin.FILING_TO_PILING_DAYS == 23
    unit = {one.unit for one in written.exchange.values() if one.project == project}
    assert unit == {"350581"}


def test_the_stories_end_on_the_days_they_tell(written: Written) -> None:
    for story in bulletin.STORIES:
        project = written.summary.special[f"bulletin_{story.key}"][0]
        for step in story.steps:
            assert _finish(written, project, step.item) == step.finished
            assert working_days(step.accepted, step.finished) == step.used
