"""What a doubt about the data is called, and what one of its rows says."""

from collections.abc import Sequence
from typing import Any

from dashboard.timekeeping import day_of
from layouts import formats
from layouts.visit import Visit

BAD_ROW = "bad_row"
WITHOUT_CASE = frozenset({"orphan_event", BAD_ROW})
"""Kinds whose rows have no case page to lead to."""


def finding_words(kind: str, visit: Visit) -> tuple[str, str, str]:
    """Name, explanation and remedy of a kind; one that nobody has described yet keeps its code."""
    words, key = visit.words, f"findings.{kind}"
    if f"{key}.name" not in words:
        return kind, "", ""
    return words(f"{key}.name"), words(f"{key}.explain"), words(f"{key}.remedy")


def known_kinds(found: Sequence[str], chosen: str) -> list[str]:
    """The chosen kind if there is such a one now, otherwise all of them."""
    return [chosen] if chosen in found else list(found)


def describe_detail(kind: str, row: dict[Any, Any], visit: Visit) -> str:
    """What a row says beyond its place."""
    words, detail = visit.words, str(row["detail"] or "")
    if kind == BAD_ROW:
        key = f"imports.issue.{row['code']}"
        return words(key, value=row["value"], column=row["column"]) if key in words else str(row["code"])
    if kind == "orphan_event":
        return words("quality.detail.orphan_event", n=detail)
    if kind == "pause_overrun" and detail.lstrip("-").isdecimal():
        return words("quality.detail.pause_overrun", day=formats.day_full(day_of(int(detail)), visit.lang))
    return detail


def describe_place(row: dict[Any, Any], visit: Visit) -> str:
    """File, worksheet and row of a finding that came from a file."""
    words, file, sheet = visit.words, str(row["file"] or ""), str(row["sheet"] or "")
    if not file:
        return formats.NONE
    key = "quality.place.sheet" if sheet else "quality.place.row"
    return words(key, file=file, sheet=sheet, row=row["row"])
