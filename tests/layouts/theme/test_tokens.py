"""Tokens: what Python reads is what the browser sees, and every pair of ink and ground is legible."""

import re

import pytest

from layouts.theme.tokens import SCALES, THEMES, TOKENS_CSS, Theme, colours, fonts, sizes

LIGHTS = ("red", "yellow", "green", "pause", "done")
TEXT_PAIRS = [
    ("ink-1", "bg"), ("ink-2", "bg"), ("ink-3", "bg"), ("ink-3", "surface-1"), ("ink-3", "accent-weak"),
    ("accent", "bg"), ("on-accent", "accent"), ("bar-ink", "bar"), ("bar-ink-2", "bar"), ("bg", "ac"),
    *((f"{kind}-ink", ground) for kind in LIGHTS for ground in ("bg", f"{kind}-weak")),
]  # fmt: skip
SHAPE_PAIRS = [
    *((f"{kind}-mark", "bg") for kind in LIGHTS),
    ("line-strong", "bg"), ("ac", "py"),
]  # fmt: skip


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_has_contrast_of_four_and_a_half(theme: Theme, ink: str, ground: str) -> None:
    assert contrast(colours(theme)[ink], colours(theme)[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_shapes_have_contrast_of_three(theme: Theme, shape: str, ground: str) -> None:
    assert contrast(colours(theme)[shape], colours(theme)[ground]) >= 3


def test_both_themes_define_the_same_colours() -> None:
    assert set(colours("light")) == set(colours("dark"))


def test_every_scale_defines_every_type_size() -> None:
    names = {name for name in sizes("desk") if name.startswith("fs-")}
    assert names
    for scale in SCALES:
        assert names <= set(sizes(scale))
    assert sizes("desk")["fs-body"] < sizes("projector")["fs-body"] < sizes("wall")["fs-body"]


def test_nothing_on_the_wall_is_below_36_pixels() -> None:
    assert min(size for name, size in sizes("wall").items() if name.startswith("fs-")) >= 36


def test_values_stand_in_the_file_as_python_reads_them() -> None:
    css = TOKENS_CSS.read_text(encoding="utf-8")
    for theme in THEMES:
        for name, value in colours(theme).items():
            assert re.search(rf"--sv-{name}:\s*{value}", css)
    assert fonts() in css


def test_tokens_cannot_be_changed_by_accident() -> None:
    with pytest.raises(TypeError):
        colours("light")["bg"] = "#000000"  # type: ignore[index]
