"""The figures as data: the same ``Board`` that the pages show, unrounded, each with base and definition."""

from typing import Any

from callbacks.http.api_v1.models import IndicatorParams
from dashboard.board import Board
from dashboard.errors import BadRequest
from dashboard.indicators import REGISTRY, Figure
from dashboard.period import Query
from dashboard.permissions import Scope
from dashboard.services import Services
from dashboard.text import Words
from dashboard.timekeeping import day_of
from dashboard.vocabulary import UNIT_BY_CODE

MOST_MONTHS = 60


def answer_indicators(board: Board, services: Services, query: Query, *, by: str, words: Words) -> dict[str, Any]:
    """The body of ``GET /api/v1/indicators``."""
    return {
        "revision": board.revision.number,
        "as_of": day_of(query.as_of).isoformat(),
        "items": list(_items(board, services, query, by=by, words=words)),
    }


def _items(board: Board, services: Services, query: Query, *, by: str, words: Words) -> list[dict[str, Any]]:
    if not by:
        return [figure_item(figure, words) for figure in board.figures(query).values()]
    if by == "month":
        months = board.by_month(query, checked_months(query), REGISTRY.keys)
        members = {f"{month // 100:04d}-{month % 100:02d}": figures for month, figures in months.items()}
        names = {member: member for member in members}
    else:
        members = board.by_member(query, by, REGISTRY.keys)
        names = member_names(services, by, words, scope=board.scope)
    return [
        figure_item(figure, words) | {"member": member, "member_name": names.get(member, member)}
        for member, figures in members.items()
        for figure in figures.values()
    ]


def checked_months(query: Query) -> tuple[int, ...]:
    """The months of a period. Raises ``BadRequest`` when there are too many to answer."""
    months = query.period.months
    if len(months) > MOST_MONTHS:
        raise BadRequest("http.months", most=MOST_MONTHS)
    return months


def member_names(services: Services, by: str, words: Words, *, scope: Scope) -> dict[str, str]:
    """Names of the members of a dimension in the language of ``words``; items and departments have one name only."""
    if by == "unit":
        return {code: unit.zh if words.is_chinese else unit.en for code, unit in UNIT_BY_CODE.items()}
    if by == "stage":
        prefix = "vocabulary.stage."
        return {key.removeprefix(prefix): words(key) for key in words.keys if key.startswith(prefix)}
    return services.reader.read_names(by=by, scope=scope)


def figure_item(figure: Figure, words: Words) -> dict[str, Any]:
    """One figure with its words."""
    prefix = REGISTRY.get(figure.key).text_key
    return {
        "key": figure.key,
        "name": words(f"{prefix}.name"),
        "value": figure.value,
        "unit": figure.unit.value,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "n": figure.n,
        "target": figure.target.good if figure.target else None,
        "light": figure.light.value if figure.light else None,
        "definition": words(f"{prefix}.definition"),
    }


def question(params: IndicatorParams, words: Words) -> tuple[str, ...]:
    """What the answer depends on besides the board."""
    return ("indicators", *params.filters().values(), params.by, words.language)
