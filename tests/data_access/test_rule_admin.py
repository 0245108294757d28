"""Rules that administrators change: bounds, order, stale edits, history and undo, and what the figures make of it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from dashboard.calendar import CalendarError
from dashboard.errors import BadRequest, Conflict, NotFound
from dashboard.permissions import OPERATOR
from dashboard.rule_admin import CalendarPreview, DayEdit, RuleValue, StaleRule, show_value
from data_access.check import check
from data_access.schema import approval_fact
from data_access.schema_audit import audit
from tests.data_access.conftest import NewDatabase, Store, opened
from tests.exchange import Exchange
from tests.oracle import day

ALICE = replace(OPERATOR, name="alice")
BOB = replace(OPERATOR, name="bob")
LIGHT = {"area": "approvals", "key": "light.days"}
GOOD = {"area": "approvals", "key": "target.approvals.on_time_rate.good"}
WARN = {"area": "approvals", "key": "target.approvals.on_time_rate.warn"}
HOLIDAY, WEEKEND = day("2026-02-25"), day("2026-02-28")
"""A working Wednesday, and a Saturday on which the notice of 2026 has people work."""


def rules_of(store: Store) -> Any:
    return store.services.rule_admin


def value(store: Store, key: dict[str, str]) -> RuleValue:
    return next(one for one in rules_of(store).read_values() if one.key == key["key"])


def actions(store: Store) -> list[tuple[str, str, str]]:
    with store.engine.connect() as conn:
        return [(row.actor, row.action, row.object) for row in conn.execute(select(audit).order_by(audit.c.id))]


def dues(store: Store) -> dict[str, int]:
    with store.engine.connect() as conn:
        return {row.case_key: row.due_day for row in conn.execute(select(approval_fact))}


def sound(store: Store) -> bool:
    return check(store.engine, clock=store.clock, rules=store.services.settings.clock_rules).ok


# Thresholds and targets


def test_values_start_at_their_defaults(store: Store) -> None:
    values = {one.key: one for one in rules_of(store).read_values()}
    assert list(values)[:3] == ["light.days", "light.percent", "pause.limit_days"]
    assert all(one.value == one.default and not one.changed_at for one in values.values())


def test_a_change_moves_the_figures_and_is_on_record(sample: Store) -> None:
    before, revision = sample.values(), sample.revision
    relit = rules_of(sample).preview_value(**LIGHT, value=30)
    changed = rules_of(sample).set_value(ALICE, **LIGHT, value=30, seen=2)
    assert (changed.value, changed.changed_by) == (30, "alice")
    assert sample.revision == revision + 1
    after = sample.values()
    assert sample.board().rules.light.days == 30
    assert after["yellow"] > before["yellow"]  # type: ignore[operator]
    assert relit == after["yellow"] - before["yellow"] > 0  # type: ignore[operator]
    assert (after["open"], after["red"]) == (before["open"], before["red"])
    assert actions(sample)[-1] == ("alice", "threshold", "approvals/light.days")
    undone = rules_of(sample).undo(BOB, rules_of(sample).history(**LIGHT)[0].id)
    assert undone.value == 2
    assert sample.values() == before
    assert [(one.by, one.before, one.after, one.last) for one in rules_of(sample).history(**LIGHT)] == [
        ("bob", 30, 2, True),
        ("alice", 2, 30, False),
    ]


def test_a_target_moves_the_light_of_its_rate(store: Store) -> None:
    rules_of(store).set_value(ALICE, **WARN, value=0.9, seen=0.975)
    rules_of(store).set_value(ALICE, **GOOD, value=0.9, seen=0.99)
    target = store.board().rules.targets["approvals.on_time_rate"]
    assert (target.good, target.warn, target.higher_is_better) == (0.9, 0.9, True)


@pytest.mark.parametrize(
    ("key", "wrong", "sentence"),
    [
        ("light.days", -1, "errors.rule_range"),
        ("light.days", 61, "errors.rule_range"),
        ("light.days", 2.5, "errors.rule_whole"),
        ("light.percent", 101, "errors.rule_range"),
        ("pause.limit_days", 366, "errors.rule_range"),
        ("light.days", float("nan"), "errors.rule_range"),
        ("target.approvals.on_time_rate.good", 1.01, "errors.rule_range"),
        ("target.approvals.on_time_rate.good", 0.97, "errors.rule_order_good_up"),
        ("target.approvals.on_time_rate.warn", 0.995, "errors.rule_order_warn_up"),
        ("light.days", 2, "errors.rule_same"),
    ],
)
def test_what_makes_no_sense_is_refused(store: Store, key: str, wrong: float, sentence: str) -> None:
    revision, known = store.revision, actions(store)
    seen = value(store, {"key": key}).value
    with pytest.raises(BadRequest) as refused:
        rules_of(store).set_value(ALICE, area="approvals", key=key, value=wrong, seen=seen)
    assert refused.value.key == sentence
    assert (store.revision, actions(store)) == (revision, known)


def test_an_unknown_value_is_not_found(store: Store) -> None:
    for key in ("light.colour", "target.approvals.nothing.good", "target", ""):
        with pytest.raises(NotFound):
            rules_of(store).set_value(ALICE, area="approvals", key=key, value=1, seen=1)
        with pytest.raises(NotFound):
            rules_of(store).preview_value(area="approvals", key=key, value=1)
    with pytest.raises(NotFound):
        rules_of(store).undo(ALICE, 4711)


def test_a_stale_edit_shows_both_values(store: Store) -> None:
    rules_of(store).set_value(ALICE, **GOOD, value=0.985, seen=0.99)
    with pytest.raises(StaleRule) as stale:
        rules_of(store).set_value(BOB, **GOOD, value=0.98, seen=0.99)
    assert stale.value.params == {"by": "alice", "now": "98.5%", "seen": "99%", "mine": "98%"}
    assert value(store, GOOD).value == 0.985


def test_only_the_last_change_can_be_undone(store: Store) -> None:
    rules_of(store).set_value(ALICE, **LIGHT, value=3, seen=2)
    first = rules_of(store).history(**LIGHT)[0].id
    rules_of(store).set_value(BOB, **LIGHT, value=4, seen=3)
    with pytest.raises(Conflict) as refused:
        rules_of(store).undo(ALICE, first)
    assert refused.value.key == "errors.undo_later"
    assert refused.value.params["by"] == "bob"
    assert value(store, LIGHT).value == 4


def test_undoing_keeps_the_two_limits_in_order(store: Store) -> None:
    rules_of(store).set_value(ALICE, **WARN, value=0.9, seen=0.975)
    rules_of(store).set_value(ALICE, **GOOD, value=0.95, seen=0.99)
    with pytest.raises(BadRequest) as refused:
        rules_of(store).undo(ALICE, rules_of(store).history(**WARN)[0].id)
    assert refused.value.key == "errors.rule_order_warn_up"


@pytest.mark.parametrize(
    ("key", "number", "text"), [("light.days", 2, "2"), ("light.percent", 20.0, "20"), (GOOD["key"], 0.975, "97.5%")]
)
def test_a_value_in_a_sentence(key: str, number: float, text: str) -> None:
    assert show_value(key, number) == text


# Calendar


@pytest.fixture
def february(store: Store, tmp_path: Path) -> Store:
    """Cases through the spring of 2026, some paused, some closed; seen from the middle of February."""
    store.bring(write_cases(tmp_path / "cases"))
    return store


def write_cases(folder: Path) -> Path:
    made = Exchange()
    for number in range(24):
        key, on = f"C{number:02}", date(2026, 1, 12) + timedelta(days=number)
        made.case(key, limit=8 + number % 5)
        made.event(key, 3, str(on))
        if number % 3 == 0:
            made.event(key, 9, str(on + timedelta(days=1)))
        if number % 6 == 0:
            made.event(key, 10, str(on + timedelta(days=3)))
        if number % 4 == 1:
            made.event(key, 11, str(min(on + timedelta(days=12), date(2026, 2, 8))))
    return made.write(folder)


def set_days(store: Store, *edits: DayEdit, by: Any = ALICE) -> Any:
    preview = rules_of(store).preview_days(edits)
    return rules_of(store).set_days(by, edits, note="防台风停工", seen=preview.seen)


def test_a_year_has_its_days(store: Store) -> None:
    years = {year.year: year for year in rules_of(store).read_years()}
    assert years[2026].official and not years[2027].official
    days = rules_of(store).read_days(2026)
    assert len(days) == 365
    assert years[2026].workdays == sum(one.is_workday for one in days)
    assert years[2026].sources == ("国务院办公厅 2026 年通知",)
    with pytest.raises(NotFound):
        rules_of(store).read_days(1999)


def test_a_day_off_moves_due_days_by_one_and_can_be_undone(february: Store) -> None:
    store = february
    before, table, figures, revision = dues(store), store.rows("calendar_day"), store.signature(), store.revision
    edit = DayEdit(HOLIDAY, is_workday=False, name="防台风停工")
    preview = rules_of(store).preview_days([edit])
    assert [(old.day, old.is_workday, new.is_workday) for old, new in preview.flips] == [(HOLIDAY, True, False)]
    assert store.revision == revision and dues(store) == before
    made = rules_of(store).set_days(ALICE, [edit], note="防台风停工", seen=preview.seen)
    assert (made.kind, made.flips, made.days, made.last) == ("days", 1, 1, True)
    assert store.revision == revision + 1
    after = dues(store)
    moved = {key for key in after if after[key] != before[key]}
    assert moved == {key for key in before if before[key] >= HOLIDAY}
    assert len(moved & open_keys(store)) == preview.open_cases > 0
    assert actions(store)[-1][:2] == ("alice", "calendar")
    assert sound(store)
    assert rules_of(store).preview_calendar_undo(made.id).open_cases == preview.open_cases
    undone = rules_of(store).undo_calendar(BOB, made.id)
    assert (undone.kind, undone.undoes) == ("undo", made.id)
    assert (dues(store), store.rows("calendar_day"), store.signature()) == (before, table, figures)
    assert [(one.kind, one.last) for one in rules_of(store).calendar_history()] == [("undo", True), ("days", False)]


def open_keys(store: Store) -> set[str]:
    page = store.engine.connect()
    with page as conn:
        rows = conn.execute(select(approval_fact.c.case_key).where(approval_fact.c.end_day == 999_999))
        return set(rows.scalars())


def test_only_the_last_change_of_a_day_can_be_undone(february: Store) -> None:
    first = set_days(february, DayEdit(HOLIDAY, False, "停工"))
    other = set_days(february, DayEdit(WEEKEND, False, "不补班"))
    again = set_days(february, DayEdit(HOLIDAY, True, "恢复上班"), by=BOB)
    with pytest.raises(Conflict) as refused:
        rules_of(february).undo_calendar(ALICE, first.id)
    assert (refused.value.key, refused.value.params["by"]) == ("errors.undo_later", "bob")
    with pytest.raises(Conflict):
        rules_of(february).preview_calendar_undo(first.id)
    rules_of(february).undo_calendar(ALICE, other.id)  # another day: nothing rests on it
    rules_of(february).undo_calendar(ALICE, again.id)
    assert not next(one for one in rules_of(february).read_days(2026) if one.day == HOLIDAY).is_workday
    assert sound(february)


def test_a_preview_that_is_out_of_date_is_refused(february: Store) -> None:
    edit = DayEdit(HOLIDAY, False, "停工")
    preview = rules_of(february).preview_days([edit])
    set_days(february, DayEdit(WEEKEND, False, "不补班"), by=BOB)
    revision = february.revision
    with pytest.raises(Conflict) as refused:
        rules_of(february).set_days(ALICE, [edit], note="停工", seen=preview.seen)
    assert (refused.value.key, refused.value.params["by"]) == ("errors.calendar_stale", "bob")
    assert february.revision == revision


@pytest.mark.parametrize("where", ["2003-12-31", "2004-01-01", "2999-01-01"])
def test_a_day_outside_the_calendar_is_refused(store: Store, where: str) -> None:
    with pytest.raises(CalendarError):
        rules_of(store).preview_days([DayEdit(day(where), False, "x")])


@pytest.mark.parametrize("note", ["", "   ", "长" * 61])
def test_a_change_needs_a_reason(store: Store, note: str) -> None:
    with pytest.raises(BadRequest) as refused:
        rules_of(store).set_days(ALICE, [DayEdit(HOLIDAY, False, "x")], note=note, seen=0)
    assert refused.value.key == "errors.calendar_note"


def test_a_day_that_is_so_already_is_no_change(store: Store) -> None:
    edit = DayEdit(HOLIDAY, True, "")
    assert rules_of(store).preview_days([edit]).is_empty
    with pytest.raises(BadRequest) as refused:
        rules_of(store).set_days(ALICE, [edit], note="没有改动", seen=0)
    assert refused.value.key == "errors.rule_same"


NOTICE = "date,is_workday,name\n2027-01-01,0,元旦\n2027-01-04,0,元旦\n2027-02-05,0,春节\n2027-02-06,1,补班\n"


@pytest.fixture
def notice_file(tmp_path: Path) -> Path:
    path = tmp_path / "notice.csv"
    path.write_text(NOTICE, encoding="utf-8")
    return path


def test_a_notice_is_read_previewed_applied_and_undone(
    new_database: NewDatabase, notice_file: Path, tmp_path: Path
) -> None:
    with opened(new_database(), now="2026-12-20T09:00:00+08:00") as store, opened(new_database()) as other:
        made = Exchange()
        for number in range(12):
            made.case(f"D{number:02}", limit=10 + number)
            made.event(f"D{number:02}", 3, f"2026-12-{number + 1:02}")
        folder = made.write(tmp_path / "december")
        store.bring(folder)
        before, figures, table = dues(store), store.signature(), store.rows("calendar_day")
        notice = rules_of(store).read_notice(notice_file)
        assert notice.is_good and len(notice.days) == 4
        preview = rules_of(store).preview_notice(notice.days)
        assert preview.confirmed == (2027,) and preview.flips
        assert store.signature() == figures
        applied = rules_of(store).apply_notice(ALICE, notice.days, note="国办发明电〔2026〕7 号", seen=preview.seen)
        assert (applied.kind, applied.days) == ("notice", 365)
        after = dues(store)
        assert sum(after[key] != before[key] for key in after) == preview.open_cases > 0
        assert sound(store)
        # As if the notice had been there from the start.
        other.clock.at = store.clock.at
        other.bring(notice_file)
        other.bring(folder)
        assert dues(other) == after
        assert other.signature("approval_fact", "approval_pause") == store.signature("approval_fact", "approval_pause")
        undo = rules_of(store).preview_calendar_undo(applied.id)
        assert (undo.reopened, undo.open_cases) == ((2027,), preview.open_cases)
        rules_of(store).undo_calendar(ALICE, applied.id)
        assert (dues(store), store.signature(), store.rows("calendar_day")) == (before, figures, table)


def test_an_imported_notice_is_in_the_history_too(store: Store, notice_file: Path) -> None:
    table = store.rows("calendar_day")
    store.bring(notice_file)
    (change,) = rules_of(store).calendar_history()
    assert (change.kind, change.by, change.days) == ("import", OPERATOR.name, 365)
    store.bring(notice_file)
    assert len(rules_of(store).calendar_history()) == 1
    rules_of(store).undo_calendar(ALICE, change.id)
    assert store.rows("calendar_day") == table


def test_a_notice_with_errors_cannot_be_applied(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("date,is_workday,name\n2027-02-30,0,春节\n2027-02-05,也许,\n", encoding="utf-8")
    notice = rules_of(store).read_notice(path)
    assert not notice.is_good
    assert {problem.code for problem in notice.problems}
    other = tmp_path / "other.csv"
    other.write_text("项目代码,部门编码,统计单位\nP,,350502\n", encoding="utf-8")
    with pytest.raises(BadRequest) as refused:
        rules_of(store).read_notice(other)
    assert refused.value.key == "errors.notice_other"
    with pytest.raises(BadRequest):
        rules_of(store).preview_notice([])
    with pytest.raises(BadRequest):
        rules_of(store).preview_notice([DayEdit(day("2999-01-01"), False, "x")])


@pytest.fixture(scope="module")
def city_of_cases(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Store]]:
    """One SQLite store for many random changes, each of which is undone again."""
    folder = tmp_path_factory.mktemp("random")
    copy = folder / "duban.db"
    copy.write_bytes(migrated_sqlite.read_bytes())
    with opened(f"sqlite:///{copy}") as store:
        store.bring(write_cases(folder / "cases"))
        yield lambda: store


EDITS = st.lists(
    st.builds(DayEdit, st.integers(day("2026-01-02"), day("2026-06-30")), st.booleans(), st.sampled_from(["", "停工"])),
    min_size=1,
    max_size=6,
    unique_by=lambda edit: edit.day,
)


@given(edits=EDITS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_set_and_undone_is_as_before(city_of_cases: Callable[[], Store], edits: list[DayEdit]) -> None:
    store = city_of_cases()
    before = (dues(store), store.rows("calendar_day"), store.signature())
    preview: CalendarPreview = rules_of(store).preview_days(edits)
    if preview.is_empty:
        return
    made = rules_of(store).set_days(ALICE, edits, note="试", seen=preview.seen)
    after = dues(store)
    assert sound(store)
    assert sum(after[key] != before[0][key] for key in open_keys(store)) == preview.open_cases
    rules_of(store).undo_calendar(ALICE, made.id)
    assert (dues(store), store.rows("calendar_day"), store.signature()) == before
