"""One case on the page: the message, the line, the calendar, what each event does."""

from datetime import date

import pytest

from callbacks.visits import read_visit
from dashboard.case_clock import CaseClock, CaseEvent, CaseFinding, DayLine, explain, run_clock
from dashboard.clock import ClockRules
from dashboard.lights import LightRule
from dashboard.permissions import OPERATOR
from dashboard.timekeeping import SHANGHAI_OFFSET, day_number
from layouts.ids import Case
from layouts.pages.case import CaseView, draw_body, draw_head, draw_missing, skeleton
from layouts.pages.case_timeline import cut, limit_day
from layouts.visit import Visit
from tests.fakes import make_calendar, make_services
from tests.seen import has_chinese, ids_of, links_of, text_of

CALENDAR = make_calendar()
Histories = list[tuple[str, int]]


def visit(search: str = "") -> Visit:
    return read_visit(make_services(), "/cases/SL0001", search, identity=OPERATOR)


def day(text: str) -> int:
    return day_number(date.fromisoformat(text))


def run(
    history: Histories, *, limit: int = 5, as_of: str = "2026-02-09"
) -> tuple[CaseClock, list[DayLine], list[CaseEvent]]:
    events = [
        CaseEvent(day(text) * 86400 + (9 + at) * 3600 - SHANGHAI_OFFSET, state, str(at))
        for at, (text, state) in enumerate(history)
    ]
    clock = run_clock(
        events, limit=limit, as_of_day=day(as_of), calendar=CALENDAR, rules=ClockRules(), light_rule=LightRule()
    )
    return clock, explain(clock, CALENDAR, ClockRules()), events


def view(history: Histories, *, findings: tuple[CaseFinding, ...] = (), **more: str) -> CaseView:
    clock, lines, events = run(history, **more)  # type: ignore[arg-type]
    fields = {"item_name": "施工许可", "unit": "350502", "project_name": "园区", "department_name": "住建局"}
    return CaseView(
        case_key="SL0001", fields=fields, clock=clock, lines=tuple(lines), events=tuple(events), findings=findings,
        documents=(), statutory=20, instant=False, provisional=False, rules=ClockRules(), back="approvals.red",
    )  # fmt: skip


RED: Histories = [("2026-01-23", 1), ("2026-01-23", 3), ("2026-01-26", 9), ("2026-01-28", 10)]


@pytest.mark.parametrize(
    ("history", "message"),
    [
        (RED, "施工许可：已超期 4 个工作日"),
        ([("2026-02-06", 3)], "施工许可：还剩 4 个工作日"),
        ([("2026-02-02", 3)], "施工许可：今天到期"),
        ([("2026-02-02", 3), ("2026-02-04", 9)], "施工许可：停表中，已停 3 个工作日"),
        ([("2026-01-05", 3), ("2026-01-07", 11)], "施工许可：2 个工作日办结，比承诺快 3 个工作日"),
        ([("2026-01-05", 3), ("2026-01-12", 11)], "施工许可：5 个工作日办结，正好是承诺时限"),
        ([("2026-01-05", 3), ("2026-01-14", 13)], "施工许可：办结，超期 2 个工作日"),
        ([("2026-01-05", 3), ("2026-01-14", 2)], "施工许可：撤件（2026-01-14），不计入在办和办结"),
        ([("2026-01-05", 1)], "施工许可：尚未受理，没有开始计时"),
    ],
)
def test_title_is_the_message(history: Histories, message: str) -> None:
    assert message in text_of(draw_head(view(history), visit()))
    draw_body(view(history), visit())


def test_line_is_cut_where_the_clock_changes() -> None:
    clock, lines, _ = run(RED)
    assert [(s.kind, s.start, s.end, s.days) for s in cut(clock, lines)] == [
        ("run", day("2026-01-23"), day("2026-01-26"), 1),
        ("pause", day("2026-01-26"), day("2026-01-28"), 2),
        ("run", day("2026-01-28"), day("2026-02-03"), 4),
        ("over", day("2026-02-03"), day("2026-02-09"), 4),
    ]
    running, days, _ = run([("2026-02-06", 3)])
    assert cut(running, days)[-1].kind == "rest"
    early, days, _ = run([("2026-01-05", 3), ("2026-01-07", 11)])
    assert cut(early, days)[-1].kind == "spare"


def test_pause_after_the_limit_ran_out_does_not_hide_when_it_did() -> None:
    late: Histories = [("2026-01-05", 3), ("2026-01-15", 9), ("2026-01-20", 10)]
    clock, lines, _ = run(late)
    assert limit_day(clock, lines) == day("2026-01-12")
    assert (clock.due_day or 0) > day("2026-01-12")
    assert "停表开始前时限已经用完" in text_of(draw_body(view(late), visit()))


def test_every_day_is_named_for_the_ear() -> None:
    body = text_of(draw_body(view(RED), visit()))
    assert "为什么是红灯：第 5 个计时工作日是 02-03，之后又过了 4 个" in body
    assert "超期 4" in body
    assert "停表" in body


def test_events_say_what_they_do_and_findings_lead_to_their_like() -> None:
    body = draw_body(view(RED, findings=(CaseFinding.TWO_ENDS,)), visit())
    for word in ("开始计时", "停表", "恢复计时", "办结两次"):
        assert word in text_of(body)
    assert "/quality?kind=two_ends" in links_of(body)


def test_crumbs_lead_back_to_the_ledger_it_came_from() -> None:
    search = "?unit=350502&kind=approvals.red&sort=-used"
    links = links_of(draw_head(view(RED), visit(search)))
    assert "/records/approvals.red?unit=350502&sort=-used" in links


def test_past_is_said_with_the_way_to_now() -> None:
    seen = visit("?as_of=2026-02-02&kind=approvals.red")
    head = draw_head(view(RED, as_of="2026-02-02"), seen)
    assert "2026-02-02 日终的状态" in text_of(head)
    assert "/cases/SL0001?kind=approvals.red" in links_of(head)


def test_english_has_no_chinese_but_names() -> None:
    english = CaseView(**{**{f: getattr(view(RED), f) for f in CaseView.__slots__}, "fields": {"unit": "350502"}})
    for part in (draw_head(english, visit("?lang=en")), draw_body(english, visit("?lang=en"))):
        assert not has_chinese(text_of(part))


def test_skeleton_holds_the_ids_and_no_data() -> None:
    assert set(ids_of(skeleton(visit()))) >= {Case.HEAD, Case.BODY}
    assert "没有这个办件" in text_of(draw_missing("x", "没有", visit())["head"])
