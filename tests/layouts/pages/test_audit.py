"""How the audit ledger is drawn: nothing in a row can pass for something else."""

import pytest

from callbacks.visits import read_visit
from dashboard.audit import AuditFilter, AuditPage, AuditRow
from dashboard.permissions import OPERATOR
from layouts.ids import Audit
from layouts.pages.audit import AuditView, action_options, draw_body, period_options, skeleton
from layouts.pages.audit_rows import action_word, detail_text, visible
from layouts.visit import Visit
from tests.fakes import make_services
from tests.seen import ids_of, text_of


def visit(search: str = "") -> Visit:
    return read_visit(make_services(), "/admin/audit", search, identity=OPERATOR)


ZH = visit()


def row(**changes: object) -> AuditRow:
    values: dict[str, object] = {
        "id": 1, "at": 1770599460, "offset": "+08:00", "actor": "wang", "account_id": 3, "address": "10.0.0.1",
        "request": "r1", "action": "export", "object": "o", "detail": "", "result": "ok", "revision": 4,
        "previous": "0" * 64, "hash": "1" * 64,
    }  # fmt: skip
    return AuditRow(**(values | changes))  # type: ignore[arg-type]


def view(*rows: AuditRow, where: AuditFilter | None = None) -> AuditView:
    page = AuditPage(rows, "", len(rows))
    return AuditView(page=page, where=where or AuditFilter(), actions=("export", "sign_in"), days=400)


def test_skeleton_has_every_place() -> None:
    assert {member.value for member in Audit} <= ids_of(skeleton(ZH))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("普通 文字　全角空格", "普通 文字　全角空格"),
        ("一行\n二行", "一行\\n二行"),
        ("\u202eevil\u2066", "\\u202eevil\\u2066"),
        ("\x1b[31m", "\\x1b[31m"),
        ("a\u2028b\u00a0c", "a\\u2028b\\xa0c"),
    ],
)
def test_what_cannot_be_seen_is_spelled_out(text: str, shown: str) -> None:
    assert visible(text) == shown
    drawn = text_of(draw_body(view(row(object=text, actor=text, detail=text)), ZH))
    assert drawn.count(" ".join(shown.split())) >= 3


def test_a_row_without_anything_still_has_all_its_cells() -> None:
    text = text_of(draw_body(view(row(actor="", address="", request="", object="", detail="")), ZH))
    assert "未登录" in text and "—" in text


def test_details_are_read_as_names_and_values() -> None:
    words = ZH.words
    assert (
        detail_text('{"rows": 3, "filter": "unit=350502", "x": [1, 2, 3], "role": ["monitor", ""]}', words)
        == "行数 3 · 筛选 unit=350502 · x [1, 2, 3] · 角色 monitor → —"
    )
    assert detail_text("[1]", words) == "[1]"
    assert detail_text('{"rows": 3', words) == '{"rows": 3'
    assert detail_text('{"filter": ""}', words) == ""
    assert detail_text('{"a\\nb": "c\\nd"}', words) == "a\\nb c\\nd"


def test_an_action_that_nobody_described_keeps_its_name() -> None:
    assert action_word("something_new", ZH.words) == "something_new"
    assert action_word("sign_in", ZH.words) == "登录"
    options = dict(action_options(view(where=AuditFilter(action="odd")), ZH))
    assert set(options) == {"", "export", "sign_in", "odd"}


def test_periods_offered_hold_the_chosen_one() -> None:
    assert dict(period_options(visit("?period=2026-02-09")))["2026-02-09"] == "今天"
    assert "2020-01..2020-03" in dict(period_options(visit("?period=2020-01..2020-03")))
    assert len(period_options(ZH)) == 16
