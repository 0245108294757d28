"""Our stylesheets: only tokens for colours, only variables that exist, nothing from outside."""

import re
from pathlib import Path

import pytest

from layouts.theme import TOKENS_CSS, bootstrap_css

ASSETS = TOKENS_CSS.parent
OWN = sorted(path for path in ASSETS.glob("*.css") if path != TOKENS_CSS)


def rules(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_variables_in_use_exist(path: Path) -> None:
    known = set(re.findall(r"(--[\w-]+)\s*:", rules(TOKENS_CSS) + rules(path) + rules(bootstrap_css())))
    given_by_parts = {"--sv-n", "--sv-cols"}
    assert set(re.findall(r"var\((--[\w-]+)", rules(path))) - known <= given_by_parts


@pytest.mark.parametrize("path", sorted(ASSETS.glob("*.css")), ids=lambda path: path.name)
def test_nothing_comes_from_outside(path: Path) -> None:
    addresses = re.findall(r"url\(\s*[\"']?([^\"')]+)", rules(path))
    assert all(address.startswith("data:") for address in addresses)
    assert "@import" not in rules(path)


@pytest.mark.parametrize("name", ["components.css", "parts.css"])
def test_the_grid_is_bootstraps(name: str) -> None:
    screen = rules(ASSETS / name).split("@media print")[0]
    assert not re.search(r"(^|[},])\s*\.(row|col-\d|container-fluid|d-flex)\b", screen)


@pytest.mark.parametrize("name", ["live.js", "nav.js", "locale_zh.js"])
def test_scripts_need_no_unsafe_policy(name: str) -> None:
    script = (ASSETS / name).read_text(encoding="utf-8")
    for forbidden in ("eval(", "new Function", "innerHTML", "document.write", "http://", "https://"):
        assert forbidden not in script


@pytest.mark.parametrize("name", ["live.js", "nav.js"])
def test_scripts_that_speak_hold_no_sentence(name: str) -> None:
    script = (ASSETS / name).read_text(encoding="utf-8")
    assert not re.search(r"[\u4e00-\u9fff]", script)
