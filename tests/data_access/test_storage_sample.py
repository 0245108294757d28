"""The sample of national exchange tables gives its expected figures on both databases, however it is delivered."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dashboard.indicators import Figure
from dashboard.timekeeping import day_of
from tests.data_access.conftest import NOW, SAMPLE, NewDatabase, Store, compare, opened
from tests.exchange import CASE, EVENT, PROJECT, Exchange
from tests.oracle import CITY, COUNTIES, Ask, Delivery, day, figures, read_rows

EXPECTED = json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))
FILES = sorted(SAMPLE.glob("*.csv"))


def expected_and_found(store: Store) -> Iterator[tuple[str, object, object]]:
    for wanted in EXPECTED["figures"]:
        found = store.ask(unit=wanted["unit"], period=wanted["period"], as_of=wanted["as_of"])
        for key, value in wanted["approvals"].items():
            place = f"{wanted['unit']} {wanted['period']} {wanted['as_of']} {key}"
            yield place, value, _told(found, key)


def _told(found: dict[str, Figure], key: str) -> object:
    if key == "n_averages":
        return found["mean_used"].n
    figure = found[key]
    if key == "on_time_rate":
        return {"numerator": figure.numerator, "denominator": figure.denominator}
    return round(figure.value, 6) if isinstance(figure.value, float) else figure.value


def check_expected(store: Store) -> None:
    compared = list(expected_and_found(store))
    assert len(compared) == 13 * len(EXPECTED["figures"]) > 0
    assert [row for row in compared if row[1] != row[2]] == []


def test_the_fixture_is_the_one_that_was_expected() -> None:
    assert EXPECTED["now"] == NOW
    assert len(read_rows(SAMPLE / "SPGL_XMSPSXBLXXB.csv")) == EXPECTED["cases"]


def test_sample_gives_the_expected_figures(sample: Store) -> None:
    check_expected(sample)
    assert len(sample.rows("approval_fact")) == EXPECTED["cases"]
    findings = {
        finding.kind: finding.count for finding in sample.services.reader.read_findings(scope=sample.board().scope)
    }
    assert findings["orphan_event"] == EXPECTED["orphan_events"]


def test_sample_gives_every_figure_of_a_brute_force_reading(sample: Store) -> None:
    cases = Delivery().deliver(SAMPLE).cases()
    asked = 0
    for unit in ("", "own", *COUNTIES):
        for period, first, last in (
            ("2026-01", "2026-01-01", "2026-01-31"),
            ("2025", "2025-01-01", "2025-12-31"),
            ("2025-03-17..2025-09-04", "2025-03-17", "2025-09-04"),
        ):
            for as_of in (last, "2025-06-15", "2026-02-09"):
                texts = {"unit": unit, "period": period, "as_of": as_of}
                wanted = figures(cases, Ask(day(first), day(last), day(as_of), unit=unit))
                compare(sample.values(**texts), wanted, texts)
                asked += 1
    assert asked == 16 * 9


@pytest.mark.parametrize("order", ["cases last", "events first", "backwards"])
def test_the_order_of_the_files_does_not_matter(new_database: NewDatabase, order: str) -> None:
    rank = {
        "cases last": lambda file: (file.stem == CASE, file.name),
        "events first": lambda file: (file.stem != EVENT, file.name),
        "backwards": lambda file: [-ord(letter) for letter in file.name],
    }[order]
    with opened(new_database()) as one, opened(new_database()) as other:
        one.bring(SAMPLE)
        for file in sorted(FILES, key=rank):
            other.bring(file)
        check_expected(other)
        assert other.signature() == one.signature()


def test_orphans_settle_when_their_cases_arrive(store: Store) -> None:
    for file in FILES:
        if file.stem != CASE:
            report = store.bring(file)
    waiting = {row.table: row.orphan for row in report.tables}["event"]
    valid = [row for row in read_rows(SAMPLE / f"{EVENT}.csv") if row["SJYXBS"] == "1"]
    assert waiting == len({(row["SPSXSLBM"], row["LSH"]) for row in valid})
    assert store.values(period="2025")["closed"] == 0
    report = store.bring(SAMPLE / f"{CASE}.csv")
    assert {row.table: row.orphan for row in report.tables}["event"] == EXPECTED["orphan_events"]
    check_expected(store)


def test_importing_again_changes_nothing(sample: Store) -> None:
    before, revision = sample.signature(), sample.revision
    report = sample.bring(SAMPLE)
    assert sample.revision == revision
    assert report.already
    assert sum(row.new + row.updated for row in report.tables) == 0
    assert sum(row.unchanged + row.duplicate for row in report.tables) == sum(len(read_rows(file)) for file in FILES)
    assert sample.signature() == before
    check_expected(sample)


def test_a_dry_run_writes_nothing(store: Store) -> None:
    before, revision = store.signature(), store.revision
    report = store.bring(SAMPLE, dry_run=True)
    assert report.dry_run
    assert {row.table: row.new for row in report.tables}["case"] == EXPECTED["cases"]
    assert store.signature() == before
    left = [store.rows(name) for name in ("import_batch", "import_issue", "audit", "source", "pending")]
    assert (store.revision, left) == (revision, [[]] * 5)


def test_units_sum_to_the_city(sample: Store) -> None:
    sums = ("accepted", "closed", "open", "red", "yellow", "green", "paused", "withdrawn", "refused", "overdue_days")
    for as_of in ("2026-02-09", "2025-12-31", "2025-06-15"):
        texts = {"period": "2025", "as_of": as_of}
        city = sample.values(**texts)
        units = [sample.values(unit=unit, **texts) for unit in ("own", *COUNTIES)]
        assert {key: city[key] for key in sums} == {key: sum(unit[key] for unit in units) for key in sums}  # type: ignore[misc]
        by_unit = sample.board().by_member(sample.query(**texts), "unit", ["approvals.closed"])
        assert sum(member["approvals.closed"].n for member in by_unit.values()) == city["closed"]


# What happens to records


def test_an_invalid_mark_retires_a_case_and_an_event(store: Store, tmp_path: Path) -> None:
    made = Exchange()
    made.case("A"), made.case("B")
    case, finish = made.tables[CASE][0], None
    for key in "AB":
        made.event(key, 3, "2026-01-05")
        finish = made.event(key, 11, "2026-01-07")
    store.bring(made.write(tmp_path / "1"))
    assert store.values(period="2026-01")["closed"] == 2
    later = Exchange(tables={CASE: [case | {"SJYXBS": "0"}], EVENT: [(finish or {}) | {"SJYXBS": "0"}]})
    report = store.bring(later.write(tmp_path / "2"))
    assert {row.table: row.retired for row in report.tables} == {"case": 1, "event": 1}
    values = store.values(period="2026-01")
    assert (values["closed"], values["open"], values["accepted"]) == (0, 1, 1)
    assert [row[0] for row in store.rows("approval_fact")] == ["B"]


def test_a_retired_case_comes_back_with_a_valid_version(store: Store, tmp_path: Path) -> None:
    made = Exchange()
    case = made.case("A")
    made.event("A", 3, "2026-01-05")
    store.bring(made.write(tmp_path / "1"))
    store.bring(Exchange(tables={CASE: [case | {"SJYXBS": "0"}]}).write(tmp_path / "2"))
    assert store.values(period="2026-01")["open"] == 0
    store.bring(made.write(tmp_path / "3"))
    assert store.values(period="2026-01")["open"] == 1


def test_a_project_that_moves_takes_its_cases_along(store: Store, tmp_path: Path) -> None:
    made = Exchange()
    made.project("GC", site="350502")
    made.case("A", project="GC")
    made.event("A", 3, "2026-01-05")
    made.event("A", 11, "2026-01-07")
    store.bring(made.write(tmp_path / "1"))
    assert closed_by_unit(store) == {"350502": 1}
    later = Exchange(serial=100)
    later.project("GC", site="350583", filed="2026-01-06 09:00:00")
    store.bring(later.write(tmp_path / "2"))
    assert closed_by_unit(store) == {"350583": 1}
    later.tables[PROJECT][0]["SJYXBS"] = "0"
    store.bring(later.write(tmp_path / "3"))
    assert closed_by_unit(store) == {"350502": 1}


def closed_by_unit(store: Store) -> dict[str, int]:
    members = store.board().by_member(store.query(period="2026-01"), "unit", ["approvals.closed"])
    return {unit: figures["approvals.closed"].n for unit, figures in members.items() if figures["approvals.closed"].n}


def test_units_come_from_the_mapping_the_project_the_department_or_the_city(store: Store, tmp_path: Path) -> None:
    made = Exchange()
    made.project("IN-ZONE", site="350521")
    made.project("IN-COUNTY", site="350524")
    made.project("NOWHERE", site="359999")
    for key, project, department in (
        ("zone", "IN-ZONE", "BM1"),
        ("county", "IN-COUNTY", "BM2"),
        ("nowhere", "NOWHERE", "BM3"),
        ("department", "", "BM2"),
        ("lost", "MISSING", "BM2"),
        ("city", "", "BM1"),
        ("division", "", "350505008"),
    ):
        made.case(key, project=project, SPBMBM=department)
        made.event(key, 3, "2026-01-05")
    store.bring(made.write(tmp_path / "1"))
    before = {
        "zone": "350521", "county": "350524", "nowhere": CITY, "department": CITY, "lost": CITY, "city": CITY,
        "division": "350505",
    }  # fmt: skip
    assert units_of(store) == before
    mapping = Exchange()
    mapping.zone("QZ-TSQ", project="IN-ZONE")
    mapping.zone("350582", department="BM2")
    store.bring(mapping.write(tmp_path / "2"))
    assert units_of(store) == before | {"zone": "QZ-TSQ", "department": "350582", "lost": "350582"}
    assert store.values(unit="QZ-TSQ", period="2026-01")["open"] == 1
    assert store.values(unit="350521", period="2026-01")["open"] == 0


def units_of(store: Store) -> dict[str, str]:
    return {row[0]: row[1] for row in store.rows("approval_fact")}


LEDGER_HEAD = ",".join(
    "办件编号 事项编码 事项名称 办件类型 部门编码 部门名称 县区 申请时间 受理时间 办结时间 办理结果 "
    "法定时限 承诺时限 暂停开始 暂停结束 暂停原因 申请方式".split()
)


def write_ledger(path: Path, *rows: str) -> Path:
    path.write_text("\n".join([LEDGER_HEAD, *rows]) + "\n", encoding="utf-8-sig")
    return path


FINISHED = "TZ-1,SW01,水路运输许可,承诺件,JT,市交通局,350582,2026-01-04,2026-01-05,2026-01-06,通过,20,5,,,,全流程网办"
RUNNING = "TZ-1,SW01,水路运输许可,承诺件,JT,市交通局,350582,2026-01-04,2026-01-05,,,20,5,,,,全流程网办"


def test_a_ledger_row_delivered_again_without_its_finish_reopens_the_case(store: Store, tmp_path: Path) -> None:
    store.bring(write_ledger(tmp_path / "a.csv", FINISHED))
    values = store.values(unit="350582", period="2026-01", as_of="2026-01-31")
    assert (values["closed"], values["mean_used"], values["speedup_committed"], values["speedup_statutory"]) == (
        1,
        1,
        0.8,
        0.95,
    )
    assert (values["online_rate"], values["open"]) == (1, 0)
    store.bring(write_ledger(tmp_path / "b.csv", RUNNING))
    values = store.values(unit="350582", period="2026-01", as_of="2026-01-31")
    assert (values["closed"], values["open"], values["red"]) == (0, 1, 1)
    store.bring(tmp_path / "a.csv")
    assert store.values(unit="350582", period="2026-01", as_of="2026-01-31")["closed"] == 1


def test_two_ledgers_in_one_import_tell_the_story_of_the_later_one(store: Store, tmp_path: Path) -> None:
    store.bring(write_ledger(tmp_path / "a.csv", FINISHED), write_ledger(tmp_path / "b.csv", RUNNING))
    values = store.values(unit="350582", period="2026-01", as_of="2026-01-31")
    assert (values["closed"], values["open"]) == (0, 1)


def test_days_of_the_sample_are_the_calendar_of_the_store(sample: Store) -> None:
    calendar = sample.board().rules.calendar
    assert day_of(calendar.first) == date(2004, 1, 1)
    assert not calendar.is_provisional(day("2026-01-01"), day("2026-12-31"))
    assert calendar.is_provisional(day("2026-12-31"), day("2027-01-01"))
