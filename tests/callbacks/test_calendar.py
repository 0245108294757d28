"""The working calendar: a year, one day, a notice file, undoing, and what a browser may not send."""

import base64
from pathlib import Path
from typing import Any

import pytest

from callbacks.calendar import (
    CalendarAct,
    CalendarForm,
    KeptNotice,
    UploadedFile,
    do_calendar,
    read_upload,
    show_calendar,
)
from callbacks.inputs import parse
from callbacks.visits import read_visit
from dashboard.errors import BadRequest, Conflict, DubanError
from dashboard.permissions import OPERATOR
from dashboard.services import Services
from layouts.ids import Calendar
from layouts.pages.calendar import skeleton
from layouts.visit import Visit
from tests.callbacks.demo_city import demo_city
from tests.callbacks.own_city import own_city
from tests.callbacks.test_rules import buttons
from tests.seen import has_chinese, ids_of, links_of, nodes_of, text_of

NOTICE = "date,is_workday,name\n2027-01-01,0,元旦\n2027-02-05,0,春节\n2027-02-06,1,补班\n"
TYPHOON = CalendarForm(day="2026-02-11", kind="rest", reason="防台风停工")


@pytest.fixture
def city(tmp_path: Path) -> Services:
    return own_city(tmp_path)


def visit(name: str = "", search: str = "") -> Visit:
    path = f"/admin/calendar/{name}" if name else "/admin/calendar"
    return read_visit(demo_city(), path, search, identity=OPERATOR)


def act(action: str, row: int = 0, version: int = 0) -> CalendarAct:
    return parse(CalendarAct, {"type": "act", "page": "calendar", "action": action, "row": row, "version": version})


def press(city: Services, said: Any, action: str, form: CalendarForm, kept: object = None) -> Any:
    found = next(one for one in buttons(said) if one.get("action") == action)
    return do_calendar(city, visit(), parse(CalendarAct, found), form, kept)


def upload(text: str, name: str = "通知.csv") -> UploadedFile:
    content = base64.b64encode(text.encode()).decode()
    return parse(UploadedFile, {"name": name, "contents": f"data:text/csv;base64,{content}"})


def test_this_year_is_shown_day_by_day() -> None:
    shown = show_calendar(demo_city(), visit())
    assert "2026 年共 248 个工作日，已由通知确认" in text_of(shown["head"])
    body = text_of(shown["body"])
    assert "2026-02-14，调休上班" in body and "2026-02-17，放假（春节）" in body and "2026-02-09，上班 · 今天" in body
    days = [node for node in nodes_of(shown["body"]) if node["type"] == "Td" and node["props"].get("title")]
    assert len(days) == 365
    marks = [text_of(node["props"]["children"]) for node in nodes_of(shown["body"]) if node["type"] == "Small"]
    assert "休" in str(marks) and "班" in str(marks)
    assert "/admin/calendar/2027" in links_of(shown["body"])


def test_another_year_and_none() -> None:
    assert "2028 年共" in text_of(show_calendar(demo_city(), visit("2028"))["head"])
    assert "待通知确认" in text_of(show_calendar(demo_city(), visit("2028"))["head"])
    assert "没有这一年" in text_of(show_calendar(demo_city(), visit("1999"))["body"])


def test_one_day_is_checked_confirmed_and_undone(city: Services) -> None:
    revision = city.reader.read_revision().number
    checked = do_calendar(city, visit(), act("check"), TYPHOON, None)
    said = text_of(checked.said)
    assert "把 2026-02-11 改为放假？" in said and "个在办件的到期日" in said and "防台风停工" in said
    assert city.reader.read_revision().number == revision
    saved = press(city, checked.said, "save", TYPHOON)
    assert saved.changed and "1 天改变" in text_of(saved.said)
    assert city.reader.read_revision().number == revision + 1
    shown = show_calendar(city, visit())
    assert "2026-02-11，放假（防台风停工）" in text_of(shown["body"])
    asked = press(city, shown["body"], "check_undo", TYPHOON)
    assert "撤销" in text_of(asked.said) and "个在办件的到期日" in text_of(asked.said)
    undone = press(city, asked.said, "undo", TYPHOON)
    assert undone.changed and "1 天恢复" in text_of(undone.said)
    assert "2026-02-11，上班" in text_of(show_calendar(city, visit())["body"])
    with pytest.raises(Conflict):
        press(city, asked.said, "undo", TYPHOON)


def test_a_confirmation_is_for_what_was_asked(city: Services) -> None:
    checked = do_calendar(city, visit(), act("check"), TYPHOON, None)
    for other in ({"day": "2026-02-12"}, {"kind": "work"}):
        with pytest.raises(BadRequest):
            press(city, checked.said, "save", TYPHOON.model_copy(update=other))


def test_a_preview_out_of_date_is_refused(city: Services) -> None:
    checked = do_calendar(city, visit(), act("check"), TYPHOON, None)
    other = CalendarForm(day="2026-02-12", kind="rest", reason="停电")
    press(city, do_calendar(city, visit(), act("check"), other, None).said, "save", other)
    with pytest.raises(Conflict) as refused:
        press(city, checked.said, "save", TYPHOON)
    assert refused.value.key == "errors.calendar_stale"


def test_fields_say_what_is_wrong() -> None:
    outcome = do_calendar(demo_city(), visit(), act("check"), CalendarForm(day="2026-02-30", reason=""), None)
    assert set(outcome.errors) == {"day", "reason"}
    with pytest.raises(DubanError) as refused:
        do_calendar(demo_city(), visit(), act("check"), CalendarForm(day="1900-01-01", reason="x"), None)
    assert refused.value.key == "errors.calendar_range"
    same = do_calendar(demo_city(), visit(), act("check"), CalendarForm(day="2026-02-17", reason="春节"), None)
    assert "完全相同" in text_of(same.said) and not buttons(same.said)


def test_a_notice_is_uploaded_checked_confirmed_and_undone(city: Services) -> None:
    revision = city.reader.read_revision().number
    said, kept = read_upload(city, visit(), upload(NOTICE))
    text = text_of(said)
    assert "按 通知.csv 更新 2027 年的日历？" in text and "2027 年由待通知变为已确认" in text
    assert city.reader.read_revision().number == revision
    unnamed = press(city, said, "apply", CalendarForm(number=""), kept)
    assert set(unnamed.errors) == {"number"} and not unnamed.changed
    saved = press(city, unnamed.said, "apply", CalendarForm(number="国办发明电〔2026〕7 号"), kept)
    assert saved.changed
    shown = show_calendar(city, visit("2027"))
    assert "已由通知确认" in text_of(shown["head"])
    assert "国办发明电〔2026〕7 号" in text_of(shown["body"])
    asked = press(city, shown["body"], "check_undo", TYPHOON)
    assert "2027 年变回待通知" in text_of(asked.said)
    assert press(city, asked.said, "undo", TYPHOON).changed
    assert "待通知确认" in text_of(show_calendar(city, visit("2027"))["head"])


def test_a_bad_notice_says_why_and_cannot_be_confirmed() -> None:
    said, kept = read_upload(demo_city(), visit(), upload("date,is_workday,name\n2027-02-30,0,春节\n"))
    assert kept is None and not buttons(said)
    assert "第 2 行" in text_of(said) and "不能导入" in text_of(said)
    said, kept = read_upload(demo_city(), visit(), upload("姓名,电话\n张三,1\n"))
    assert kept is None and "不能导入" in text_of(said)
    with pytest.raises(BadRequest) as refused:
        read_upload(demo_city(), visit(), upload("项目代码,部门编码,统计单位\nP1,,350502\n"))
    assert refused.value.key == "errors.notice_other"


@pytest.mark.parametrize("name", ["../../etc/passwd", "..\\x.csv", "", "x" * 200, "a.%00"])
def test_the_name_of_a_file_leads_nowhere(name: str) -> None:
    said, kept = read_upload(demo_city(), visit(), upload(NOTICE, name=name))
    assert kept is not None and "2027" in text_of(said)


@pytest.mark.parametrize(
    ("model", "sent"),
    [
        (UploadedFile, {"name": "a.csv", "contents": "x"}),
        (UploadedFile, {"name": "a.csv", "contents": None}),
        (UploadedFile, {"name": "a.csv", "contents": "data:" + "A" * 900_000}),
        (UploadedFile, {"name": ["a"], "contents": "data:,"}),
        (KeptNotice, None),
        (KeptNotice, {"days": [{"day": "1", "is_workday": True, "name": ""}]}),
        (KeptNotice, {"days": [{"day": 1, "is_workday": True, "name": "", "official": True}]}),
        (KeptNotice, {"days": [{"day": 1, "is_workday": True, "name": ""}] * 1001}),
        (CalendarAct, {"type": "act", "page": "calendar", "action": "drop", "row": 0, "version": 0}),
        (CalendarAct, {"type": "act", "page": "calendar", "action": "undo", "row": "1", "version": 0}),
        (CalendarForm, {"kind": "holiday"}),
    ],
)
def test_what_no_form_sends_is_refused(model: Any, sent: Any) -> None:
    with pytest.raises(BadRequest):
        parse(model, sent)


def test_what_is_no_content_is_refused() -> None:
    with pytest.raises(BadRequest):
        read_upload(demo_city(), visit(), parse(UploadedFile, {"name": "a.csv", "contents": "data:;base64,***"}))
    big = base64.b64encode(b"x" * (512 * 1024 + 1)).decode()
    with pytest.raises(BadRequest) as refused:
        read_upload(demo_city(), visit(), parse(UploadedFile, {"name": "a.csv", "contents": f"data:;base64,{big}"}))
    assert refused.value.key == "errors.notice_size"
    for day in (10**12, -5):
        kept = {"days": [{"day": day, "is_workday": True, "name": ""}]}
        with pytest.raises(DubanError):
            do_calendar(demo_city(), visit(), act("apply"), CalendarForm(number="x"), kept)


def test_english_is_english(city: Services) -> None:
    shown = show_calendar(city, visit("2028", "?lang=en"))
    named = {day.name for day in city.rule_admin.read_days(2028)}
    named |= {source for year in city.rule_admin.read_years() for source in year.sources}
    text = text_of(shown["head"]) + text_of(shown["body"])
    for name in sorted(named, key=len, reverse=True):
        text = text.replace(name, "")
    assert not has_chinese(text)


def test_skeleton_holds_the_ids() -> None:
    assert ids_of(skeleton(visit())) >= set(Calendar)
