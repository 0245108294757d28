"""Ledgers are real tables; paging has no page numbers."""

import pytest

from layouts.parts import Action, Cell, Column, Empty, Row, ledger, mini_bar, pager, two_lines
from tests.layouts.parts.tree import by_class, of, text

COLUMNS = (
    Column(text="事项", sort_href="?sort=name", sorted="ascending"),
    Column(text="逾期", number=True, sort_href="?sort=late"),
    Column(text="卡点"),
)


def test_heads_have_scope_sort_state_and_links() -> None:
    heads = of(of(ledger(COLUMNS, [], caption="清单"), "Thead")[0], "Th")
    assert [head.scope for head in heads] == ["col"] * 3
    assert [getattr(head, "aria-sort", None) for head in heads] == ["ascending", "none", None]
    assert [link.href for head in heads for link in of(head, "Link")] == ["?sort=name", "?sort=late"]
    assert [head.className for head in heads] == ["", "n", ""]


def test_a_row_has_one_link_and_names_itself() -> None:
    shown = ledger(COLUMNS, [Row(cells=("管廊", "6", "消防"), href="/case/1", selected=True)], caption="清单")
    (row,) = of(of(shown, "Tbody")[0], "Tr")
    assert [(link.href, text(link)) for link in of(row, "Link")] == [("/case/1", "管廊")]
    assert [head.scope for head in of(row, "Th")] == ["row"]
    assert getattr(row, "aria-current") == "true"
    assert text(of(shown, "Caption")) == "清单"


def test_marks_tint_a_cell() -> None:
    shown = ledger(COLUMNS, [Row(cells=("甲", Cell(children="120", mark="bad", title="应为 0–100"), "—"))], caption="x")
    (bad,) = by_class(shown, "bad")
    assert (text(bad), bad.title, "n" in bad.className) == ("120", "应为 0–100", True)


def test_an_empty_table_says_so_under_its_heads() -> None:
    shown = ledger(COLUMNS, [], caption="x", nothing=Empty(title="没有红灯", action=Action(text="全部", href="/all")))
    assert "没有红灯" in text(shown)
    assert of(shown, "Thead")


def test_cells_must_fit_the_heads() -> None:
    with pytest.raises(ValueError, match="1 cells under 3 heads"):
        ledger(COLUMNS, [Row(cells=("甲",))], caption="x")


def test_two_lines_never_break_inside_a_number() -> None:
    shown = two_lines("管廊工程", "泉港区 · 施工许可 · DD-2026-0117")
    assert text(shown) == "管廊工程泉港区 · 施工许可 · DD-2026-0117"
    assert [text(piece) for piece in by_class(shown, "nowrap")] == ["泉港区", "施工许可", "DD-2026-0117"]


@pytest.mark.parametrize(
    ("value", "of_", "width"), [(3, 6, "50.00%"), (9, 6, "100.00%"), (-1, 6, "0.00%"), (1, 0, "0.00%")]
)
def test_small_bars_stay_in_their_cell(value: float, of_: float, width: str) -> None:
    shown = mini_bar(str(value), value, of=of_, kind="red")
    assert of(shown, "I")[0].style["width"] == width
    assert text(shown) == str(value)


def test_the_pager_leaves_out_ways_that_lead_nowhere() -> None:
    words = {"shown": "1–50 / 128", "first": "首页", "next": "下一页", "label": "分页"}
    assert [link.href for link in of(pager(**words, next_href="?after=k"), "Link")] == ["?after=k"]
    assert [link.href for link in of(pager(**words, first_href="?"), "Link")] == ["?"]
    assert text(pager(**words)) == "1–50 / 128"
