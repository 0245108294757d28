"""A light is always colour, shape and word."""

import re

import pytest

from dashboard.lights import Light
from layouts.parts import LIGHT_KINDS, glyph, light, light_count, share_bar
from layouts.theme import TOKENS_CSS
from tests.layouts.parts.tree import by_class, text

COMPONENTS = (TOKENS_CSS.parent / "components.css").read_text(encoding="utf-8")


def test_kinds_are_those_of_the_rules() -> None:
    assert set(LIGHT_KINDS) == {kind.value for kind in Light}


@pytest.mark.parametrize("kind", LIGHT_KINDS)
@pytest.mark.parametrize("boxed", [False, True])
def test_a_light_has_shape_word_and_a_name_read_aloud(kind: str, boxed: bool) -> None:
    shown = light(kind, "某灯", label="某灯，逾期 4 个工作日", boxed=boxed)
    assert {"sv-light", kind} <= set(shown.className.split())
    assert text(shown) == "某灯"
    assert getattr(shown, "aria-label") == "某灯，逾期 4 个工作日"
    assert shown.role == "img"
    (shape,) = by_class(shown, "sv-glyph")
    assert kind in shape.className.split()


@pytest.mark.parametrize("kind", LIGHT_KINDS)
def test_a_count_has_shape_number_and_words(kind: str) -> None:
    shown = light_count(kind, 2306, label="某灯 2,306 件")
    assert text(shown) == "2,306"
    assert getattr(shown, "aria-label") == shown.title == "某灯 2,306 件"
    assert by_class(shown, "sv-glyph")


def test_every_light_has_a_shape_of_its_own_in_the_stylesheet() -> None:
    shapes = {kind: re.search(rf"\.sv-glyph\.{kind}\{{([^}}]*)\}}", COMPONENTS) for kind in LIGHT_KINDS}
    cut = {
        kind: (re.findall(r"clip-path:([^;]+)", rule.group(1)) or re.findall(r"border-radius:[^;]+", rule.group(1)))[0]
        for kind, rule in shapes.items()
        if rule
    }
    assert set(cut) == set(LIGHT_KINDS)
    assert len(set(cut.values())) == len(LIGHT_KINDS)


def test_shapes_are_borders_and_so_print_without_backgrounds() -> None:
    (rule,) = re.findall(r"^\.sv-glyph\{([^}]*)\}", COMPONENTS, flags=re.MULTILINE)
    assert "border-top-width" in rule
    assert "background" not in rule


def test_a_light_without_word_or_of_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="word"):
        light("red", "")
    with pytest.raises(ValueError, match="purple"):
        glyph("purple")


def test_a_split_bar_leaves_out_what_is_not_there() -> None:
    bar = share_bar([("red", 7), ("yellow", 0), ("green", 96)], label="红 7 绿 96")
    assert [piece.className for piece in bar.children] == ["red", "green"]
    assert [piece.style["flex"] for piece in bar.children] == ["7 1 0", "96 1 0"]
    assert getattr(bar, "aria-label") == "红 7 绿 96"
