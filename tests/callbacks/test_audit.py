"""The page of the audit ledger: rows, filters in the address, the verdict of the chain."""

from dataclasses import replace

import pytest
from dash import no_update

from callbacks.audit import do_filter, read_filter, read_view, show_audit, show_chain
from callbacks.visits import read_visit
from dashboard.audit import ACTIONS, RESULTS, BadRow
from dashboard.errors import BadRequest, Unavailable
from dashboard.permissions import OPERATOR
from dashboard.services import Services
from dashboard.text import words_for
from dashboard.timekeeping import day_number, parse_instant
from layouts.visit import Visit
from tests.fakes import FakeAudit, make_services
from tests.seen import has_chinese, links_of, text_of

WANG = replace(OPERATOR, name="wang", address="10.1.2.3", request="r-77")


def ledger(rows: int = 3) -> FakeAudit:
    made = FakeAudit()
    for number in range(rows):
        made.note(WANG, action="export", object=f"records {number}", detail={"rows": 5, "format": "xlsx", "filter": ""})
    made.note(OPERATOR, action="sign_in_refused", object="chen", detail="bad password", result="refused")
    return made


def services(audit: FakeAudit | None = None) -> Services:
    return make_services(audit=ledger() if audit is None else audit)


def visit(search: str = "", audit: FakeAudit | None = None) -> Visit:
    return read_visit(services(audit), "/admin/audit", search, identity=OPERATOR)


def test_rows_are_shown_newest_first_with_words() -> None:
    shown = show_audit(services(), visit())
    text = text_of(shown["body"])
    assert "共 4 条操作留痕" in text_of(shown["head"])
    assert text.index("登录被拒") < text.index("records 2") < text.index("records 0")
    assert "行数 5 · 格式 xlsx" in text.replace("  ", " ")
    assert "10.1.2.3" in text and "r-77" in text and "被拒绝" in text
    assert "2026-02-09 09:11" in text or "2026-02-09" in text
    assert "/export/audit.xlsx" in links_of(shown["export"])


def test_the_address_filters_rows_and_export_and_the_chips_say_so() -> None:
    shown = show_audit(services(), visit("?kind=export&q=records+1&lang=zh"))
    assert "符合筛选的操作留痕 1 条" in text_of(shown["head"])
    assert shown["values"] == ["export", "", "", "records 1"]
    assert any("/export/audit.csv?q=records%201&kind=export" in link for link in links_of(shown["export"]))


def test_filter_of_an_address() -> None:
    first = day_number(parse_instant("2026-01-01").date())
    where = read_filter(visit("?kind=sign_in,refused&period=2026-01&q=x"))
    assert (where.action, where.result, where.text) == ("sign_in", "refused", "x")
    assert (where.first, where.last) == (first, first + 30)
    assert read_filter(visit("?kind=,failed")).result == "failed"
    assert read_filter(visit()).first is None
    with pytest.raises(BadRequest):
        read_filter(visit("?kind=sign_in,perhaps"))


def test_nonsense_in_the_address_is_left_out_and_said() -> None:
    shown = show_audit(services(), visit("?kind=export,perhaps&after=zzz"))
    assert "不在可选范围内" in text_of(shown["notes"])
    assert "共 4 条操作留痕" in text_of(shown["head"])


def test_pages() -> None:
    audit = ledger(120)
    one = show_audit(services(audit), visit("", audit))
    assert "本页 50 条，共 121 条" in text_of(one["body"])
    following = next(link for link in links_of(one["body"]) if "after=" in link)
    two = show_audit(services(audit), visit(following.partition("?")[2], audit))
    assert "回到第一页" in text_of(two["body"])
    assert read_view(services(audit), visit("?after=1", audit)).page.rows  # past the end: the first page


def test_an_empty_ledger_and_an_empty_filter_say_why() -> None:
    assert "还没有操作留痕" in text_of(show_audit(services(FakeAudit()), visit())["body"])
    shown = show_audit(services(), visit("?q=nobody"))
    assert "没有符合筛选的记录" in text_of(shown["body"])
    assert "/admin/audit" in links_of(shown["body"])
    assert shown["export"] == []


def test_the_verdict_says_when_it_was_found_and_the_hash_to_keep() -> None:
    text = text_of(show_chain(services(), visit()))
    assert "链条完整" in text and "2026-02-09 09:11 核验" in text and "ab" * 32 in text


@pytest.mark.parametrize("why", ["content", "previous", "missing", "extra", "head"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_broken_chain_names_its_first_break(why: str, lang: str) -> None:
    audit = ledger()
    audit.bad = (BadRow(2, why), BadRow(3, "content"))
    text = text_of(show_chain(services(audit), visit(f"?lang={lang}", audit)))
    assert ("第 2 条" if lang == "zh" else "row 2") in text
    assert ("2 处" if lang == "zh" else "Breaks: 2") in text


def test_a_verdict_that_cannot_be_read_is_one_calm_panel(monkeypatch: pytest.MonkeyPatch) -> None:
    audit = ledger()

    def fail(**_: object) -> None:
        raise Unavailable("errors.database")

    monkeypatch.setattr(audit, "verify", fail)
    assert "数据库暂时连不上" in text_of(show_chain(services(audit), visit("", audit)))


def test_chips_write_the_address() -> None:
    empty = {"action": "", "result": "", "period": "", "q": ""}
    assert do_filter("", **empty) is no_update
    assert do_filter("?after=9&lang=en", **(empty | {"result": "refused"})) == "?kind=%2Crefused&lang=en"
    assert do_filter("", **(empty | {"action": "export", "period": "2026-01"})) == "?period=2026-01&kind=export"
    assert do_filter("?kind=export,ok", **(empty | {"action": "export", "result": "ok"})) is no_update
    assert do_filter("?kind=export", **empty) == "?"


def test_every_action_and_result_has_words_in_both_languages() -> None:
    for words in (words_for("zh_CN"), words_for("en")):
        assert {f"audit.action.{action}" for action in ACTIONS} <= words.keys
        assert {f"audit.result.{result}" for result in RESULTS} <= words.keys
        known = {key for key in words.keys if key.startswith("audit.action.")}
        assert known == {f"audit.action.{action}" for action in ACTIONS}


def test_english_is_english() -> None:
    seen = visit("?lang=en")
    shown = show_audit(services(), seen)
    parts = [shown["head"], shown["body"], shown["export"], show_chain(services(), seen)]
    assert not has_chinese(text_of(parts))
