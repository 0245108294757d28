"""The security document names tests that exist, and what it promises about the source holds."""

import ast
import re
from pathlib import Path

from tests.test_house import ROOT, name_of, product_files

DOCUMENT = ROOT / "docs" / "security.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
UNPICKLERS = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}
RAW_HTML = {"dangerously_allow_html", "DangerouslySetInnerHTML", "Markup", "render_template_string"}


def functions_in(path: Path) -> set[str]:
    """The names of the tests in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def names_in(path: Path) -> set[str]:
    """Every name, attribute, keyword and imported module of a file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.keyword) and node.arg:
            found.add(node.arg)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {alias.name.partition(".")[0] for alias in node.names}
            found.add((getattr(node, "module", None) or "").partition(".")[0])
    return found


def test_every_test_that_the_document_names_exists() -> None:
    named = NAMED.findall(DOCUMENT.read_text(encoding="utf-8"))
    assert len(named) > 50
    missing = [
        f"{file}::{name}" for file, name in named if not (ROOT / file).exists() or name not in functions_in(ROOT / file)
    ]
    assert missing == []


def test_the_document_has_every_row_and_no_row_without_a_proof() -> None:
    rows = re.findall(r"^\| (\d+) \| (.+)$", DOCUMENT.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, 41))
    assert [number for number, text in rows if not NAMED.search(text) and "later" not in text] == []


def test_nothing_draws_html_from_data() -> None:
    assert {name_of(path): names_in(path) & RAW_HTML for path in product_files() if names_in(path) & RAW_HTML} == {}
    templates = sorted((ROOT / "layouts" / "templates").glob("*"))
    assert templates
    assert [path.name for path in templates if "|safe" in path.read_text(encoding="utf-8").replace(" ", "")] == []


def test_nothing_is_unpickled_or_evaluated() -> None:
    found = {name_of(path): names_in(path) & (UNPICKLERS | {"eval", "exec"}) for path in product_files()}
    assert {name: bad for name, bad in found.items() if bad} == {}
