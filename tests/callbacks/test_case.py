"""One case over a real store: what the page shows is what storage keeps."""

from typing import Any

import pytest

from callbacks.case import read_view, show_case
from callbacks.visits import read_visit
from dashboard.case_clock import CaseStatus
from dashboard.indicators import RecordSet
from dashboard.period import Where
from dashboard.permissions import OPERATOR
from dashboard.ports import RecordQuery
from dashboard.timekeeping import day_of
from layouts.visit import Visit
from tests.callbacks.demo_city import demo_city
from tests.seen import text_of


def visit(key: str, search: str = "") -> Visit:
    return read_visit(demo_city(), f"/cases/{key}", search, identity=OPERATOR)


def rows(records: RecordSet) -> list[dict[Any, Any]]:
    board = demo_city().boards.current()
    query = RecordQuery(records, Where(), board.today - 400, board.today, board.today, limit=40)
    return board.records(query).rows.to_dict("records")


@pytest.mark.parametrize(
    "records", [RecordSet.RED, RecordSet.YELLOW, RecordSet.PAUSED, RecordSet.CLOSED, RecordSet.LATE]
)
def test_clock_of_the_page_is_the_one_of_the_ledger(records: RecordSet) -> None:
    services = demo_city()
    rules = services.boards.current().rules
    for row in rows(records):
        clock = read_view(services, rules, visit(row["case_key"])).clock
        assert (clock.light.value, clock.used, clock.limit) == (row["light"], row["used"], row["limit_days"])
        assert clock.accepted_day == row["accepted_day"]
        if not clock.paused_now:
            assert clock.due_day == row["due_day"]


def test_time_travel_shows_the_case_as_it_stood() -> None:
    services = demo_city()
    key = next(row["case_key"] for row in rows(RecordSet.CLOSED) if row["used"] > 3)
    rules = services.boards.current().rules
    closed = read_view(services, rules, visit(key)).clock
    assert closed.accepted_day is not None
    day = day_of(closed.accepted_day).isoformat()
    then = read_view(services, rules, visit(key, f"?as_of={day}")).clock
    assert (then.status, then.used) == (CaseStatus.OPEN, 0)
    assert "日终的状态" in text_of(show_case(services, visit(key, f"?as_of={day}"))["head"])


def test_unknown_case_is_a_sentence() -> None:
    shown = show_case(demo_city(), visit("nothing"))
    assert "没有编号为“nothing”的办件" in text_of(shown["body"])
