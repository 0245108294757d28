"""The page of definitions over a real store: every figure of the register with its value and its records."""

from urllib.parse import unquote, urlsplit

from callbacks.definitions import show_definitions
from callbacks.views.definitions import view_calendar, view_figures
from callbacks.views.lens import make_lens
from callbacks.visits import read_visit
from dashboard.indicators import REGISTRY
from dashboard.permissions import OPERATOR
from layouts.visit import Visit
from tests.callbacks.demo_city import demo_city, empty_city
from tests.seen import has_chinese, ids_of, text_of

PARTS = ("say", "past", "figures", "clock", "lights", "calendar", "places")


def visit(search: str = "", path: str = "/definitions") -> Visit:
    return read_visit(demo_city(), path, search, identity=OPERATOR)


def test_each_value_is_that_of_the_records_it_leads_to() -> None:
    board = demo_city().boards.current()
    for search in ("", "?unit=350583&period=2025", "?as_of=2025-11-30"):
        view = view_figures(board, make_lens(board, visit(search)))
        assert set(view.figures) == set(REGISTRY.keys)
        for key, figure in view.figures.items():
            parts = urlsplit(figure.href)
            assert unquote(parts.path) == f"/records/{key}"
            assert board.figures(visit(f"?{parts.query}", parts.path).query, (key,))[key] == figure.figure


def test_the_page_speaks_both_languages() -> None:
    services = demo_city()
    zh, en = (show_definitions(services, visit(search)) for search in ("", "?lang=en"))
    assert set(REGISTRY.keys) <= ids_of(zh["figures"])
    assert "暂定年份" in text_of(zh["calendar"])
    assert not has_chinese(text_of([en[name] for name in PARTS]))


def test_calendar_counts_the_working_days_of_a_year() -> None:
    board = demo_city().boards.current()
    years = {year: (days, official) for year, days, official in view_calendar(board, make_lens(board, visit())).years}
    assert years[2026][1] and not years[2027][1] and 245 <= years[2026][0] <= 252


def test_without_data_the_definitions_still_stand() -> None:
    services = empty_city()
    shown = show_definitions(services, read_visit(services, "/definitions", "", identity=OPERATOR))
    text = text_of([shown[name] for name in PARTS])
    assert "按时办结率" in text and "出错了" not in text
