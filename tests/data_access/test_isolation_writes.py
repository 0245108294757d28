"""Units are kept apart when writing: whoever imports for some units changes nothing of another, and learns nothing."""

import itertools
import json
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from dashboard.errors import Conflict, NotFound
from dashboard.import_report import ImportReport
from dashboard.permissions import OPERATOR, Identity, Scope
from dashboard.text import words_for
from data_access import import_service
from data_access.importers import parse
from tests.data_access.canaries import (
    UNITS,
    WORDS,
    coordinator,
    delivery,
    ledger,
    strangers,
    text_of,
    together,
    unplaced,
    without_time,
)
from tests.data_access.conftest import NewDatabase, Store, opened
from tests.exchange import Exchange

ROOT = Path(__file__).parent.parent.parent
MINE, THEIRS, ZONE = "350502", "350583", "QZ-TSQ"


def exchange(number: int = 0) -> Exchange:
    return Exchange(serial=900_000 + 1_000 * number)


def fill_city(store: Store) -> None:
    """Cases of three units, the third a zone, brought by the centre."""
    shared = Exchange()
    shared.catalogue()
    shared.zone(ZONE, project=f"{WORDS[ZONE]}-GC")
    parts = (delivery(unit) for unit in (MINE, THEIRS, ZONE))
    with tempfile.TemporaryDirectory() as folder:
        store.bring(together(shared, *parts).write(Path(folder) / "city"))
        store.bring(unplaced(THEIRS).write(Path(folder) / "unplaced"))


@pytest.fixture
def city(new_database: NewDatabase) -> Iterator[Store]:
    with opened(new_database(fill_city)) as made:
        yield made


def attempt(store: Store, *paths: Path, by: Identity, **options: Any) -> ImportReport:
    return store.services.importer.import_files(list(paths), by=by, **options)


def codes(report: ImportReport) -> list[str]:
    return [issue.code for issue in report.file_issues if issue.severity == "error"]


def audit(store: Store) -> list[tuple[str, str, str]]:
    names = [column.name for column in import_service_audit().c]
    rows = [dict(zip(names, row, strict=True)) for row in store.rows("audit")]
    return [(row["actor"], row["action"], row["result"]) for row in rows]


def import_service_audit() -> Any:
    from data_access.schema import metadata

    return metadata.tables["audit"]


# What is refused


def their_case_again(made: Exchange) -> None:
    made.tables |= {"SPGL_XMSPSXBLXXB": delivery(THEIRS).tables["SPGL_XMSPSXBLXXB"]}


def their_case_as_mine(made: Exchange) -> None:
    made.case(f"{WORDS[THEIRS]}-open", project=f"{WORDS[MINE]}-GC")


def event_of_their_case(made: Exchange) -> None:
    made.event(f"{WORDS[THEIRS]}-open", 11, "2026-02-02")


def event_of_no_case(made: Exchange) -> None:
    made.event("NO-SUCH-CASE", 11, "2026-02-02")


def document_of_their_case(made: Exchange) -> None:
    made.document(f"{WORDS[THEIRS]}-open", PFWH="1", PFWJBT="x")


def special_of_their_case(made: Exchange) -> None:
    made.special(f"{WORDS[THEIRS]}-open", TBCXMC="x")


def their_project_again(made: Exchange) -> None:
    made.tables |= {"SPGL_XMJBXXB": delivery(THEIRS).tables["SPGL_XMJBXXB"]}


def their_project_to_me(made: Exchange) -> None:
    made.project(f"{WORDS[THEIRS]}-GC", site=MINE, filed="2026-02-01 09:00:00")


def my_project_to_them(made: Exchange) -> None:
    made.project(f"{WORDS[MINE]}-GC", site=THEIRS, filed="2026-02-01 09:00:00")


def my_case_to_their_project(made: Exchange) -> None:
    made.case(f"{WORDS[MINE]}-open", project=f"{WORDS[THEIRS]}-GC")


def new_case_in_their_project(made: Exchange) -> None:
    made.case("NEW-1", project=f"{WORDS[THEIRS]}-GC")


def new_case_of_the_city(made: Exchange) -> None:
    made.case("NEW-2", SPBMBM="350500-X")


def new_project_of_theirs(made: Exchange) -> None:
    made.project("NEW-GC", site=THEIRS)


def case_of_waiting_events(made: Exchange) -> None:
    made.case(f"{WORDS[THEIRS]}-orphan", project=f"{WORDS[MINE]}-GC")


def case_of_the_zone(made: Exchange) -> None:
    made.event(f"{WORDS[ZONE]}-open", 11, "2026-02-02")


def retired_case_of_theirs(made: Exchange) -> None:
    made.case(f"{WORDS[THEIRS]}-open", project=f"{WORDS[THEIRS]}-GC", SJYXBS="0")


OUTSIDE: tuple[Callable[[Exchange], None], ...] = (
    their_case_again,
    their_case_as_mine,
    event_of_their_case,
    event_of_no_case,
    document_of_their_case,
    special_of_their_case,
    their_project_again,
    their_project_to_me,
    my_project_to_them,
    my_case_to_their_project,
    new_case_in_their_project,
    new_case_of_the_city,
    new_project_of_theirs,
    case_of_waiting_events,
    case_of_the_zone,
    retired_case_of_theirs,
)


def test_nothing_of_another_unit_is_taken_and_each_attempt_is_on_the_ledger(city: Store, tmp_path: Path) -> None:
    before, revision, batches = city.signature(), city.revision, len(city.rows("import_batch"))
    by = coordinator(MINE)
    for number, make in enumerate(OUTSIDE):
        made = exchange(number)
        made.event(f"{WORDS[MINE]}-open", 8, "2026-01-06")  # something of one's own beside it does not help
        make(made)
        for dry_run in (True, False):
            report = attempt(city, made.write(tmp_path / f"{number}"), by=by, dry_run=dry_run)
            assert report.refused, make.__name__
            assert codes(report) == ["outside_scope"], make.__name__
            assert {(count.new, count.updated, count.unchanged, count.orphan) for count in report.tables} == {
                (0, 0, 0, 0)
            }
    assert (city.signature(), city.revision, len(city.rows("import_batch"))) == (before, revision, batches)
    refused = [row for row in audit(city) if row == (by.name, "import", "refused")]
    assert len(refused) == 2 * len(OUTSIDE)


def ledger_rows(folder: Path) -> Iterator[Path]:
    yield ledger(folder / "1", THEIRS)
    yield ledger(folder / "2", MINE, at=THEIRS)
    yield ledger(folder / "3", MINE, key=f"{WORDS[THEIRS]}-open")


def test_a_ledger_of_another_unit_is_refused_too(city: Store, tmp_path: Path) -> None:
    before = city.signature()
    for path in ledger_rows(tmp_path):
        assert codes(attempt(city, path, by=coordinator(MINE))) == ["outside_scope"]
    assert city.signature() == before


SHARED: dict[str, Callable[[Exchange], object]] = {
    "workflow": lambda made: made.add("SPGL_DFXMSPLCXXB", SPLCBM="LC9", SPLCBBH="1", SPLCMC="x", SPLCSXSJ="2023-01-01"),
    "item": lambda made: made.add("SPGL_SPSXJBXXB_V3", SPSXBM="SX9", SPSXBBH="1", SPSXMC="x", FDBJSX=1, CNBJSX=1),
    "organisation": lambda made: made.add("SPGL_XMDWXXB", GCDM=f"{WORDS[MINE]}-GC", DWTYSHXYDM="1", DWMC="x"),
    "unit_mapping": lambda made: made.zone(MINE, project=f"{WORDS[MINE]}-GC"),
}


@pytest.mark.parametrize("table", SHARED)
def test_what_the_whole_city_shares_is_the_centres_to_bring(city: Store, tmp_path: Path, table: str) -> None:
    before = city.signature()
    made = exchange()
    made.event(f"{WORDS[MINE]}-open", 8, "2026-01-06")
    SHARED[table](made)
    report = attempt(city, made.write(tmp_path / "made"), by=coordinator(MINE))
    assert codes(report) == ["outside_catalogue"]
    assert words_for("zh_CN")(f"imports.table.{table}") in report.to_text(words_for("zh_CN"))
    assert city.signature() == before


def test_a_calendar_is_the_centres_to_bring(city: Store, tmp_path: Path) -> None:
    before = city.signature("calendar_day")
    path = tmp_path / "calendar.csv"
    path.write_text("日期,是否工作日,名称\n2026-03-03,0,x\n", encoding="utf-8")
    assert codes(attempt(city, path, by=coordinator(MINE))) == ["outside_catalogue"]
    assert city.signature("calendar_day") == before


def test_the_same_catalogue_again_changes_nothing_and_is_let_through(city: Store, tmp_path: Path) -> None:
    made = Exchange()
    made.catalogue()
    made.tables.setdefault("SPGL_XMSPSXBLXXXXB", [])
    made.event(f"{WORDS[MINE]}-open", 8, "2026-01-06", LSH="own-1")
    assert not attempt(city, made.write(tmp_path / "made"), by=coordinator(MINE)).refused


# What is taken, and what is told


def test_ones_own_is_taken_and_can_be_read_again(city: Store, tmp_path: Path) -> None:
    by = coordinator(MINE)
    made = exchange()
    made.event(f"{WORDS[MINE]}-open", 11, "2026-02-02")
    made.case("NEW-1", project=f"{WORDS[MINE]}-GC")
    made.event("NEW-1", 3, "2026-02-02")
    made.project("NEW-GC", site=MINE)
    made.case("NEW-2", project="NEW-GC")
    made.project(f"{WORDS[MINE]}-GC", site=MINE, filed="2026-02-01 09:00:00", XMMC="改名")
    revision, theirs = city.revision, city.values(unit=THEIRS, period="2026-02")
    report = attempt(city, made.write(tmp_path / "made"), ledger(tmp_path / "ledger", MINE), by=by)
    assert not report.refused
    assert city.revision == revision + 1
    assert city.values(unit=THEIRS, period="2026-02") == theirs
    assert city.services.reader.read_case(case_key="NEW-1", scope=by.scope).fields["project_name"] == "改名"
    assert city.services.importer.read_import(report.batch_id, scope=by.scope).batch_id == report.batch_id
    assert {count.orphan for count in report.tables} == {0}  # the city has some that wait
    for other in (THEIRS, ZONE):
        with pytest.raises(NotFound):
            city.services.importer.read_import(report.batch_id, scope=Scope(frozenset({other})))
    assert (by.name, "import", "ok") in audit(city)


def test_a_zone_imports_its_own(city: Store, tmp_path: Path) -> None:
    made = exchange()
    made.event(f"{WORDS[ZONE]}-open", 11, "2026-02-02")
    assert not attempt(city, made.write(tmp_path / "made"), by=coordinator(ZONE)).refused


def test_the_first_import_of_all_may_be_a_units(store: Store, tmp_path: Path) -> None:
    by = coordinator(MINE)
    assert not attempt(store, ledger(tmp_path / "1", MINE), by=by).refused
    assert attempt(store, ledger(tmp_path / "2", THEIRS), by=by).refused
    assert store.values(period="2026-01")["closed"] == 1


def test_the_refusal_says_as_much_of_a_case_elsewhere_as_of_none(city: Store, tmp_path: Path) -> None:
    told = []
    for number, key in enumerate((f"{WORDS[THEIRS]}-open", f"{WORDS[THEIRS]}-orphan", "NO-SUCH-CASE")):
        made = exchange()
        made.event(key, 11, "2026-02-02")
        made.document(key, PFWH="1", PFWJBT="x")
        report = attempt(city, made.write(tmp_path / f"{number}"), by=coordinator(MINE, "350503"))
        told.append(without_time(report).to_json())
    assert told[0] == told[1] == told[2]
    sentence = report.file_issues[0].sentence(words_for("zh_CN"))
    assert sentence == "有 2 行不属于本单位（鲤城区、丰泽区），整批没有导入；请只报送本单位的办件。"
    assert "Licheng, Fengze" in report.file_issues[0].sentence(words_for("en"))
    assert strangers(json.dumps(told), MINE) == set()


def test_a_bad_file_beside_it_does_not_tell_what_is_known(city: Store, tmp_path: Path) -> None:
    made = exchange()
    their_case_again(made)
    bad = tmp_path / "SPGL_XMSPSXBLXXXXB.csv"
    bad.write_text("LSH,SJYXBS\n1,1\n", encoding="utf-8")
    report = attempt(city, made.write(tmp_path / "made"), bad, by=coordinator(MINE))
    assert report.refused
    assert {count.unchanged + count.updated + count.new for count in report.tables} == {0}


def test_the_same_bytes_brought_by_others_are_no_news_to_a_unit(city: Store, tmp_path: Path) -> None:
    folder = tmp_path / "same"
    made = exchange()
    made.event(f"{WORDS[MINE]}-open", 8, "2026-01-06")
    path, theirs = made.write(folder), ledger(tmp_path / "theirs", THEIRS)
    city.bring(path, theirs)
    assert attempt(city, path, theirs, by=OPERATOR, dry_run=True).already
    assert attempt(city, path, theirs, by=coordinator(MINE), dry_run=True).already is None


def test_an_import_that_brought_more_than_ones_own_is_not_shown(city: Store, tmp_path: Path) -> None:
    importer, mine = city.services.importer, Scope(frozenset({MINE}))
    shown = {report.batch_id for report in importer.read_imports(scope=mine)}
    made = exchange()
    made.event(f"{WORDS[MINE]}-open", 8, "2026-01-06")
    own = city.bring(made.write(tmp_path / "own"))
    made.event(f"{WORDS[THEIRS]}-open", 8, "2026-01-06")
    city.bring(made.write(tmp_path / "both"))
    city.bring(delivery(THEIRS).write(tmp_path / "theirs"))  # nothing in it is new
    bad = exchange(1)
    bad.event(f"{WORDS[MINE]}-open", 8, "2026-01-06")
    bad.event(f"{WORDS[THEIRS]}-open", 99, "2026-01-06")  # left out, so nobody knows whose it is
    city.bring(bad.write(tmp_path / "bad"))
    now = {report.batch_id for report in importer.read_imports(scope=mine)}
    assert now - shown == {own.batch_id}
    assert strangers(text_of(importer.read_imports(scope=mine)), MINE) == set()


# Every pair of units


@pytest.mark.slow
def test_no_unit_can_bring_data_of_any_other(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = Exchange()
    shared.catalogue()
    for unit in UNITS:
        if not unit.isdecimal():
            shared.zone(unit, project=f"{WORDS[unit]}-GC")
    store.bring(together(shared, *map(delivery, UNITS)).write(tmp_path / "all"))
    parsed: dict[str, list[Any]] = {}
    for number, unit in enumerate(UNITS):
        made = exchange(number)
        made.event(f"{WORDS[unit]}-open", 11, "2026-02-02")
        made.case(f"{WORDS[unit]}-new", project=f"{WORDS[unit]}-GC")
        parsed[unit] = list(parse([made.write(tmp_path / unit), ledger(tmp_path / f"{unit}-ledger", unit)]))
    before = store.signature()
    for mine, theirs in itertools.permutations(UNITS, 2):
        monkeypatch.setattr(import_service, "parse", lambda *_, unit=theirs, **__: iter(parsed[unit]))
        report = attempt(store, by=coordinator(mine))
        assert codes(report) == ["outside_scope"], (mine, theirs)
    assert store.signature() == before
    assert sum(row[2] == "refused" for row in audit(store)) == len(UNITS) * (len(UNITS) - 1)
    for unit in UNITS:
        monkeypatch.setattr(import_service, "parse", lambda *_, unit=unit, **__: iter(parsed[unit]))
        assert not attempt(store, by=coordinator(unit)).refused, unit


# One at a time


def test_a_second_import_of_the_same_account_is_refused_at_once(city: Store, tmp_path: Path) -> None:
    made = exchange()
    made.event(f"{WORDS[MINE]}-open", 8, "2026-01-06")
    path, by = made.write(tmp_path / "made"), coordinator(MINE)
    under_way, go_on = threading.Event(), threading.Event()

    def wait(_what: str, _rows: int) -> None:
        under_way.set()
        assert go_on.wait(60)

    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(attempt, city, path, by=by, progress=wait)
        assert under_way.wait(60)
        try:
            with pytest.raises(Conflict) as refused:
                attempt(city, path, by=by)
        finally:
            go_on.set()
        assert refused.value.key == "errors.import_running"
        assert not first.result(60).refused
    assert not attempt(city, path, by=by).refused
