"""The rules of the house that a machine can check; each detector is also shown code that breaks its rule."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("dashboard", "data_access", "layouts", "callbacks")
LOCKS = ("requirements.lock", "requirements-dev.lock")
MAX_LINES = 400

CLOCK = "dashboard/timekeeping.py"
MAY_CATCH_EVERYTHING = ("callbacks/_guard.py", "app.py")

CLOCK_CALLS = {
    "datetime.now", "datetime.today", "datetime.utcnow", "date.today", "time.time", "time.time_ns",
    "Timestamp.now", "Timestamp.today", "Timestamp.utcnow",
}  # fmt: skip
GLOBAL_CALLBACKS = {"dash.callback", "dash.clientside_callback"}

# The machine somebody happened to work on; written so that it does not match itself.
MACHINE_PATH = re.compile(r"(?<![\w./~:-])/(?:work|tmp|root)/")

Detector = Callable[[ast.AST], bool]


def product_files() -> list[Path]:
    """Every Python file of the product itself."""
    return sorted([ROOT / "app.py", *(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))])


def suite_files() -> list[Path]:
    """Every Python file of the tests."""
    return sorted((ROOT / "tests").rglob("*.py"))


def name_of(path: Path) -> str:
    """A file's name as the rules write it."""
    return path.relative_to(ROOT).as_posix()


def dotted(node: ast.AST) -> str:
    """The last two names of `a.b.c`, as in "b.c"; empty for anything else."""
    if isinstance(node, ast.Attribute):
        owner = node.value
        if isinstance(owner, ast.Name):
            return f"{owner.id}.{node.attr}"
        if isinstance(owner, ast.Attribute):
            return f"{owner.attr}.{node.attr}"
    return ""


def imports_from(node: ast.AST, forbidden: set[str]) -> bool:
    """Whether `from a import b` brings in one of the forbidden "a.b"."""
    return isinstance(node, ast.ImportFrom) and any(f"{node.module}.{alias.name}" in forbidden for alias in node.names)


def reads_the_clock(node: ast.AST) -> bool:
    """`datetime.now`, `date.today`, `time.time` and their like, called or passed on, or imported by name."""
    return dotted(node) in CLOCK_CALLS or imports_from(node, CLOCK_CALLS)


def sleeps(node: ast.AST) -> bool:
    """`time.sleep`, called or passed on, or imported by name."""
    return dotted(node) == "time.sleep" or imports_from(node, {"time.sleep"})


def registers_globally(node: ast.AST) -> bool:
    """`dash.callback` instead of `app.callback`."""
    return dotted(node) in GLOBAL_CALLBACKS or imports_from(node, GLOBAL_CALLBACKS)


def catches_everything(node: ast.AST) -> bool:
    """`except:`, `except Exception` or `except BaseException`, alone or in a tuple."""
    if not isinstance(node, ast.ExceptHandler):
        return False
    caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    return any(kind is None or getattr(kind, "id", "") in ("Exception", "BaseException") for kind in caught)


def findings(source: str, detector: Detector) -> list[int]:
    """The lines on which a detector finds something."""
    return [getattr(node, "lineno", 0) for node in ast.walk(ast.parse(source)) if detector(node)]


def offenders(files: list[Path], detector: Detector, *, allowed: tuple[str, ...] = ()) -> list[str]:
    """Where the detector finds something, as "file:line"."""
    assert files, "there is nothing to check"
    return [
        f"{name_of(path)}:{line}"
        for path in files
        if name_of(path) not in allowed
        for line in findings(path.read_text(encoding="utf-8"), detector)
    ]


def test_only_the_clock_reads_the_time() -> None:
    assert offenders(product_files(), reads_the_clock, allowed=(CLOCK,)) == []


def test_callbacks_are_registered_on_an_app() -> None:
    assert offenders(product_files(), registers_globally) == []


def test_only_the_guard_and_main_catch_everything() -> None:
    assert offenders(product_files(), catches_everything, allowed=MAY_CATCH_EVERYTHING) == []


def test_tests_do_not_sleep() -> None:
    assert offenders(suite_files(), sleeps) == []


@pytest.mark.parametrize(
    ("detector", "source"),
    [
        (reads_the_clock, "datetime.now(UTC)"),
        (reads_the_clock, "datetime.datetime.now()"),
        (reads_the_clock, "date.today()"),
        (reads_the_clock, "field(default_factory=datetime.utcnow)"),
        (reads_the_clock, "time.time()"),
        (reads_the_clock, "from time import time"),
        (reads_the_clock, "pd.Timestamp.now()"),
        (sleeps, "time.sleep(1)"),
        (sleeps, "from time import sleep"),
        (registers_globally, "@dash.callback(1)\ndef f(): ..."),
        (registers_globally, "from dash import Input, callback"),
        (catches_everything, "try: ...\nexcept Exception: ..."),
        (catches_everything, "try: ...\nexcept (ValueError, Exception) as e: ..."),
        (catches_everything, "try: ...\nexcept: ..."),
    ],
)
def test_detector_finds(detector: Detector, source: str) -> None:
    assert findings(source, detector)


@pytest.mark.parametrize(
    ("detector", "source"),
    [
        (reads_the_clock, "clock.now(); time.monotonic(); time.perf_counter(); time.strftime('%Y')"),
        (sleeps, "event.wait(1)"),
        (registers_globally, "app.callback(1); from dash import html"),
        (catches_everything, "try: ...\nexcept (ValueError, OSError): ..."),
    ],
)
def test_detector_leaves_alone(detector: Detector, source: str) -> None:
    assert not findings(source, detector)


def test_files_stay_short() -> None:
    # A migration is a record of what was done, not code that anybody works in.
    files = [path for path in product_files() if path.parent.name != "versions"]
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert {name: length for name, length in lengths.items() if length > MAX_LINES} == {}


def repository_texts() -> Iterator[tuple[str, str]]:
    """Name and content of every text file that is in the repository or about to be."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    for name in filter(None, names):
        path = ROOT / name
        if not path.is_file():
            continue
        content = path.read_bytes()
        if b"\0" not in content:
            yield name, content.decode("utf-8")


def test_nothing_names_the_machine_it_was_written_on() -> None:
    texts = dict(repository_texts())
    assert "pyproject.toml" in texts
    assert [name for name, content in texts.items() if MACHINE_PATH.search(content)] == []


def test_a_path_of_the_machine_is_recognised() -> None:
    for folder in ("work", "tmp", "root"):
        assert MACHINE_PATH.search(f'open("/{folder}/x")')
    assert not MACHINE_PATH.search("layouts/work/x.py, ~/tmp/x and https://example.org/root/x")


def pinned(lock: str) -> dict[str, str]:
    """Package name → pinned version, as a lock file says."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", text, flags=re.MULTILINE))


def wanted(requirements: list[str]) -> set[str]:
    """The normalised package names of requirement lines."""
    names = (re.split(r"[\[<>=!~; ]", line, maxsplit=1)[0] for line in requirements)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names}


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_is_pinned_hashed_and_names_no_server(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.findall(r"https?:\S*|://|--(?:index-url|extra-index-url|find-links)", text)
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)
    packages = [entry for entry in entries if entry.strip()]
    assert len(packages) == len(pinned(lock))
    assert [entry.split()[0] for entry in packages if "--hash=sha256:" not in entry] == []


def test_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime, everything = (pinned(lock) for lock in LOCKS)
    assert wanted(project["project"]["dependencies"]) - set(runtime) == set()
    assert wanted(project["dependency-groups"]["dev"]) - set(everything) == set()
    assert runtime.items() <= everything.items()


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter with the project's contracts over the packages of a folder."""
    program = Path(sys.executable).parent / "lint-imports"
    command = [str(program), "--no-cache", "--config", str(ROOT / "pyproject.toml")]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_imports_keep_to_the_floors() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_contracts_notice_a_broken_floor(tmp_path: Path) -> None:
    forbidden = {
        "dashboard": ("data_access", "layouts", "callbacks", "app", "dash", "plotly", "flask", "sqlalchemy"),
        "data_access": ("layouts", "callbacks", "app", "dash", "plotly", "flask"),
        "layouts": ("data_access", "callbacks", "app", "sqlalchemy"),
        "callbacks": ("data_access", "app", "sqlalchemy"),
    }
    for package, targets in forbidden.items():
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("")
        (tmp_path / package / "wrong.py").write_text("".join(f"import {target}\n" for target in targets))
    output = lint_imports(tmp_path).stdout
    expected = [
        f"{package} is not allowed to import {target}:" for package, targets in forbidden.items() for target in targets
    ]
    assert [sentence for sentence in expected if sentence not in output] == []
