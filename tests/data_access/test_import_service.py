"""The importer's door: reports, refusals, events dated ahead, findings, and the zone that the server runs in."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from dashboard.errors import NotFound
from dashboard.permissions import OPERATOR, WHOLE_CITY
from dashboard.timekeeping import parse_instant
from tests.data_access.conftest import NOW, SAMPLE, Store, opened
from tests.exchange import EVENT, Exchange

ROOT = Path(__file__).parent.parent.parent


def tables(report) -> dict[str, object]:  # type: ignore[no-untyped-def]
    return {table.table: table for table in report.tables}


def test_counts_add_up(store: Store) -> None:
    report = store.bring(SAMPLE)
    assert set(tables(report)) == {"workflow", "stage", "stage_item", "project", "case", "event"}
    for count in report.tables:
        assert count.read == count.new + count.updated + count.unchanged + count.duplicate + count.invalid
    assert report.rows == sum(count.read for count in report.tables)
    assert len(set(report.files)) == len(report.files) == 6


def test_bad_rows_are_told_with_their_place_and_the_others_are_taken(store: Store, tmp_path: Path) -> None:
    made = Exchange()
    made.case("A"), made.case("B", limit="five")  # type: ignore[arg-type]
    made.event("A", 3, "2026-01-05")
    made.event("A", 77, "2026-01-06")
    made.event("A", 11, "2026-02-30 10:00:00")
    report = store.bring(made.write(tmp_path / "1"))
    found = {(Path(issue.file).name, issue.row, issue.column, issue.value) for issue in report.issues}
    assert found == {
        ("SPGL_XMSPSXBLXXB.csv", 3, "SXBLSX", "five"),
        (f"{EVENT}.csv", 3, "BLZT", "77"),
        (f"{EVENT}.csv", 4, "BLSJ", "2026-02-30 10:00:00"),
    }
    assert {name: table.invalid for name, table in tables(report).items()} == {"case": 1, "event": 2}  # type: ignore[attr-defined]
    assert store.values(period="2026-01")["open"] == 1
    findings = {finding.kind: finding.count for finding in store.services.reader.read_findings(scope=WHOLE_CITY)}
    assert findings["bad_row"] == 3


def test_a_refused_file_keeps_the_good_ones_out_too(store: Store, tmp_path: Path) -> None:
    before = store.signature(), store.revision
    bad = tmp_path / "SPGL_XMSPSXBLXXB.csv"
    bad.write_text("LSH,SJYXBS,GCDM,SPSXBM,SPSXSLBM\n1,1,G,S,C\n", encoding="utf-8")
    report = store.services.importer.import_files([SAMPLE, bad], by=OPERATOR)
    assert report.refused
    assert any(issue.severity == "error" for issue in report.file_issues)
    assert "SXBLSX" in json.dumps(report.to_json(), ensure_ascii=False)
    assert (store.signature(), store.revision) == before
    assert [store.rows(name) for name in ("audit", "import_batch", "source")] == [[], [], []]
    store.bring(SAMPLE)


def test_nothing_to_import_is_refused(store: Store, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert store.services.importer.import_files([tmp_path / "empty"], by=OPERATOR).refused
    assert store.rows("audit") == []


def test_a_case_to_which_nothing_happened_counts_nowhere(store: Store, tmp_path: Path) -> None:
    made = Exchange()
    made.case("A")
    store.bring(made.write(tmp_path / "1"))
    made.case("B")
    made.event("B", 3, "2026-01-05")
    store.bring(made.write(tmp_path / "2"))
    made.case("C")
    store.bring(made.write(tmp_path / "3"))
    assert store.values(period="2026-01")["open"] == 1
    lonely = Exchange()
    lonely.event("D", 3, "2026-01-05", LSH="D1")
    report = store.bring(lonely.write(tmp_path / "4"))
    assert tables(report)["event"].orphan == 1  # type: ignore[attr-defined]
    assert [row[0] for row in store.rows("approval_fact")] == ["B"]


def test_each_import_has_one_audit_row_and_a_report_to_read_again(store: Store, tmp_path: Path) -> None:
    first = store.bring(SAMPLE)
    store.clock.at += timedelta(minutes=1)
    made = Exchange()
    made.case("NEW")
    second = store.bring(made.write(tmp_path / "1"))
    importer = store.services.importer
    assert [report.batch_id for report in importer.read_imports(scope=WHOLE_CITY)] == [second.batch_id, first.batch_id]
    assert importer.read_import(first.batch_id, scope=WHOLE_CITY) == first
    assert [row[3:5] for row in store.rows("audit")] == [("import", first.batch_id), ("import", second.batch_id)]
    with pytest.raises(NotFound):
        importer.read_import("nonsense", scope=WHOLE_CITY)


def test_progress_is_told(store: Store) -> None:
    told: list[tuple[str, int]] = []
    store.bring(SAMPLE, progress=lambda what, rows: told.append((what, rows)))
    assert {Path(what).name for what, _ in told} >= {f"{EVENT}.csv", "derive"}


def test_an_event_dated_ahead_waits_for_its_time(store: Store, tmp_path: Path) -> None:
    made = Exchange()
    made.case("A")
    made.event("A", 3, "2026-02-05 09:00:00")
    made.event("A", 11, "2026-02-09 20:00:00")  # two hours after now
    made.event("A", 15, "2026-02-11 09:00:00")
    store.bring(made.write(tmp_path / "1"))
    reader = store.services.reader
    assert {finding.kind for finding in reader.read_findings(scope=WHOLE_CITY)} >= {"future_event"}
    for now, closed, is_open, withdrawn in (
        ("2026-02-09T18:00:00", 0, 1, 0),
        ("2026-02-09T19:59:59", 0, 1, 0),
        ("2026-02-09T20:00:00", 1, 0, 0),
        ("2026-02-11T08:59:59", 1, 0, 0),
        ("2026-02-11T09:00:00", 0, 0, 1),
    ):
        store.clock.at = parse_instant(now)
        values = store.values(period="2026-02")
        assert (values["closed"], values["open"], values["withdrawn"]) == (closed, is_open, withdrawn), now
    assert store.values(period="2026-02", as_of="2026-02-09")["closed"] == 1
    assert "future_event" not in {finding.kind for finding in reader.read_findings(scope=WHOLE_CITY)}


def test_findings_of_the_events(store: Store, tmp_path: Path) -> None:
    made = Exchange()
    stories: dict[str, list[int]] = {
        "pause_unended": [3, 9, 11],
        "pause_unstarted": [3, 10],
        "end_unaccepted": [1, 11],
        "event_before_acceptance": [8, 3],
        "two_ends": [3, 11, 12],
        "pause_repeated": [3, 9, 10, 9, 10],
        "nothing": [1, 3, 8, 9, 10, 11],
    }
    for key, story in stories.items():
        made.case(key)
        for number, state in enumerate(story):
            made.event(key, state, f"2026-01-{number + 5:02} 10:00:00")
    made.case("no_project", project="GC-MISSING")
    made.event("no_project", 3, "2026-01-05")
    made.event("orphan", 3, "2026-01-05")
    store.bring(made.write(tmp_path / "1"))
    reader = store.services.reader
    found = {finding.kind: finding.count for finding in reader.read_findings(scope=WHOLE_CITY)}
    assert found == {kind: 1 for kind in stories if kind != "nothing"} | {"no_project": 1, "orphan_event": 1}
    for kind, count in found.items():
        page = reader.read_finding_rows(kind=kind, scope=WHOLE_CITY, after="", limit=10)
        assert (len(page.rows), page.total) == (count, count)
        assert page.rows["case_key"].tolist() == [kind if kind != "orphan_event" else "orphan"]


def test_a_pause_past_its_limit_is_a_finding_of_the_day(store: Store, tmp_path: Path) -> None:
    made = Exchange()
    made.case("A")
    made.event("A", 3, "2026-01-05")
    made.event("A", 9, "2026-01-06")
    store.bring(made.write(tmp_path / "1"))
    kinds = []
    for now in ("2026-02-20", "2026-02-24", "2026-02-25", "2026-02-26"):
        store.clock.at = parse_instant(f"{now}T12:00")
        found = store.services.reader.read_findings(scope=WHOLE_CITY)
        kinds.append("pause_overrun" in {finding.kind for finding in found})
    # 30 working days after 6 January end on 24 February (the festival and two make-up days lie between).
    assert kinds == [False, False, True, True]


# The server's own zone

FIGURES = """
import json, sys
from pathlib import Path
from dashboard.permissions import OPERATOR
from dashboard.settings import Settings
from dashboard.timekeeping import FrozenClock, parse_instant
from data_access.build import build_services
from data_access.engine import make_engine
url, folder, *nows = sys.argv[1:]
engine = make_engine(url)
clock = FrozenClock(parse_instant(nows[0]))
services = build_services(Settings(database_url=url, _env_file=None), clock, build="", engine=engine)
services.importer.import_files([Path(folder)], by=OPERATOR)
told = []
for now in nows:
    clock.at = parse_instant(now)
    for texts in ({}, {"period": "2025"}, {"period": "2025-12"}, {"period": "2026-01", "as_of": "2026-01-31"}):
        figures = services.boards.current().figures(services.query(**texts))
        told.append([now, texts, {key: figure.value for key, figure in figures.items()}])
print(json.dumps(told))
"""

MIDNIGHTS = [
    "2026-01-31T23:59:59+08:00",
    "2026-02-01T00:00:00+08:00",
    "2026-02-01T07:59:00+08:00",
    "2026-02-01T08:00:00+08:00",
]


def test_figures_do_not_know_the_servers_zone(migrated_sqlite: Path, tmp_path: Path) -> None:
    made = Exchange()
    moments = ("2025-12-31 23:59:59", "2026-01-01 00:00:00", "2026-01-31 23:59:59", "2026-02-01 00:00:00")
    for number, at in enumerate((*moments, "2026-01-30 07:59:59", "2026-01-30 08:00:00")):
        made.case(f"A{number}", limit=2)
        made.event(f"A{number}", 3, at)
        made.case(f"B{number}", limit=2)
        made.event(f"B{number}", 3, "2025-12-20 10:00:00")
        made.event(f"B{number}", 11, at)
    folder, answers = made.write(tmp_path / "files"), []
    for zone in ("UTC", "Asia/Shanghai"):
        database = tmp_path / f"{len(answers)}.db"
        database.write_bytes(migrated_sqlite.read_bytes())
        command = [sys.executable, "-c", FIGURES, f"sqlite:///{database}", str(folder), *MIDNIGHTS]
        environment = os.environ | {"TZ": zone, "PYTHONPATH": str(ROOT)}
        run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=True)
        answers.append(json.loads(run.stdout))
    assert answers[0] == answers[1]
    told = {(now, json.dumps(texts)): values for now, texts, values in answers[0]}
    year = json.dumps({"period": "2025"})
    assert {values["approvals.closed"] for (_, texts), values in told.items() if texts == year} == {1}
    before, after = (told[now, "{}"] for now in MIDNIGHTS[:2])
    assert (before["approvals.accepted"], after["approvals.accepted"]) == (4, 1)  # January's, then February's
    assert (before["approvals.closed"], after["approvals.closed"]) == (4, 1)


def test_the_day_turns_at_midnight_in_shanghai(store: Store, tmp_path: Path) -> None:
    made = Exchange()
    made.case("A", limit=1)
    made.event("A", 3, "2026-02-05")  # due on Friday the 6th
    store.bring(made.write(tmp_path / "1"))
    lights = []
    for now in ("2026-02-05T12:00", "2026-02-06T00:00", "2026-02-08T23:59:59", "2026-02-09T00:00"):
        store.clock.at = parse_instant(now)
        values = store.values(period="2026-02")
        lights.append(next(light for light in ("green", "yellow", "red") if values[light]))
    assert lights == ["green", "yellow", "yellow", "red"]


def test_opening_the_database_again_gives_the_same_answers(sample: Store) -> None:
    wanted = sample.values(period="2025")
    with opened(sample.url, now=NOW) as again:
        assert again.values(period="2025") == wanted
