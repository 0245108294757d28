"""Design tokens: ``tokens.css`` is the only place where a colour or a type size is written.

The file is read once, at import. Python sees the same values as the browser: colours by theme, sizes in CSS pixels by
scale (for the wall at 1920 px width, where 1rem = 10px).
"""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

Theme = Literal["light", "dark"]
Scale = Literal["desk", "projector", "wall"]

THEMES: Final[tuple[Theme, ...]] = ("light", "dark")
SCALES: Final[tuple[Scale, ...]] = ("desk", "projector", "wall")
TOKENS_CSS: Final = Path(__file__).resolve().parent.parent / "assets" / "tokens.css"

_WALL_REM_PX: Final = 10.0
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLOCK: Final = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COLOUR: Final = re.compile(r"--sv-([\w-]+)\s*:\s*(#[0-9A-Fa-f]{6})\b")
_SIZE: Final = re.compile(r"--sv-([\w-]+)\s*:\s*([\d.]+)(px|rem)\b")
_FONT: Final = re.compile(r"--sv-font\s*:\s*([^;]+);")


def _blocks(css: str) -> list[tuple[str, str]]:
    """Split a stylesheet without nesting into (selector, declarations)."""
    return [(head.strip(), body) for head, body in _BLOCK.findall(_COMMENT.sub("", css))]


def _read_colours(blocks: list[tuple[str, str]], theme: Theme) -> Mapping[str, str]:
    mark = f'[data-bs-theme="{theme}"]'
    found: dict[str, str] = {}
    for head, body in blocks:
        if mark in head:
            found |= dict(_COLOUR.findall(body))
    return MappingProxyType(found)


def _read_sizes(blocks: list[tuple[str, str]], scale: Scale) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for head, body in blocks:
        selectors = [part.strip() for part in head.split(",")]
        if ":root" in selectors or f'[data-scale="{scale}"]' in selectors:
            for name, number, unit in _SIZE.findall(body):
                found[name] = float(number) * (_WALL_REM_PX if unit == "rem" else 1.0)
    return MappingProxyType(found)


_CSS: Final = TOKENS_CSS.read_text(encoding="utf-8")
_BLOCKS: Final = _blocks(_CSS)
_COLOURS: Final = {theme: _read_colours(_BLOCKS, theme) for theme in THEMES}
_SIZES: Final = {scale: _read_sizes(_BLOCKS, scale) for scale in SCALES}


def colours(theme: Theme) -> Mapping[str, str]:
    """Return the colour tokens of a theme, name without ``--sv-`` → ``#RRGGBB``."""
    return _COLOURS[theme]


def sizes(scale: Scale) -> Mapping[str, float]:
    """Return the size tokens of a scale in CSS pixels, name without ``--sv-`` (``fs-body``, ``lh-cap``, ``row`` …)."""
    return _SIZES[scale]


def fonts() -> str:
    """Return the font stack as one CSS value."""
    match = _FONT.search(_CSS)
    if match is None:
        raise ValueError("tokens.css has no --sv-font")
    return match.group(1).strip()
