"""The command line, as an operator types it."""

import contextlib
import io
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import app
from dashboard.indicators import REGISTRY

ROOT = Path(__file__).resolve().parent.parent
HEAD = (
    "办件编号,事项编码,事项名称,办件类型,部门编码,部门名称,县区,申请时间,受理时间,办结时间,办理结果,法定时限,承诺时限"
)
LEDGER = f"""{HEAD}
T1,A1,甲事项,承诺件,D1,甲局,350502,2026-01-05 09:00:00,2026-01-05 10:00:00,2026-01-08 10:00:00,办结（通过）,20,5
T2,A1,甲事项,承诺件,D1,甲局,350502,2026-01-06 09:00:00,2026-01-06 10:00:00,,,20,5
"""


@dataclass(frozen=True)
class Outcome:
    """What a command printed and how it ended."""

    returncode: int
    stdout: str
    stderr: str


class Cli:
    """Runs commands against one database: within this process, or as a process of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            "DUBAN_DATABASE_URL": f"sqlite:///{folder / 'duban.db'}",
            "DUBAN_NOW": "2026-02-09T18:00:00+08:00",
        }

    def run(self, *words: str, **environment: str) -> Outcome:
        """The command's main, with its words, environment and folder put in place."""
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            for name in [name for name in os.environ if name.startswith("DUBAN_")]:
                patch.delenv(name)
            for name, value in {**self.environment, **environment}.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["app.py", *words])
            patch.chdir(self.folder)
            with pytest.raises(SystemExit) as ended:
                app.main()
        return Outcome(int(ended.value.code or 0), out.getvalue(), err.getvalue())

    def start(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """A process of its own."""
        command = [sys.executable, str(ROOT / "app.py"), *words]
        known = {**os.environ, **self.environment, **environment}
        return subprocess.run(command, cwd=self.folder, env=known, capture_output=True, text=True, check=False)

    def json(self, *words: str) -> Any:
        result = self.run(*words, "--json")
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """A command line over a database with two cases of a ledger."""
    cli = Cli(tmp_path_factory.mktemp("cli"))
    (cli.folder / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    assert cli.run("migrate").returncode == 0
    report = cli.json("import", "ledger.csv")
    assert report["issues_total"] == 0 and report["file_issues"] == [], report
    return cli


def test_help_lists_the_commands_quickly(cli: Cli) -> None:
    shown = cli.start("--help").stdout
    names = ("serve", "demo", "import", "indicators", "records", "calendar", "migrate", "check", "template")
    assert all(name in shown for name in names)


def test_help_speaks_english_when_told_to(cli: Cli) -> None:
    assert "Serve the board" in cli.start("--help", DUBAN_LANGUAGE="en").stdout


def test_no_command_imports_heavy_libraries_for_help() -> None:
    code = "import sys, app; print([name for name in ('pandas', 'dash', 'sqlalchemy', 'flask') if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_figures_as_json_are_those_of_the_api(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {"unit": "350502", "period": "2026-01", "as_of": "2026-02-09"}
    printed = cli.json("indicators", "--unit", "350502", "--period", "2026-01", "--as-of", "2026-02-09")
    assert [item["key"] for item in printed["items"]] == list(REGISTRY.keys)
    figures = {item["key"]: item["value"] for item in printed["items"]}
    assert (figures["approvals.closed"], figures["approvals.open"], figures["approvals.red"]) == (1, 1, 1)
    assert figures["approvals.on_time_rate"] == 0.5
    for name, value in cli.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DUBAN_DEMONSTRATION", "true")
    client = app.create_server().test_client()
    client.post("/login/demo", data={"role": "director"}, headers={"Origin": "http://localhost"})
    answer = client.get("/api/v1/indicators", query_string=asked)
    assert answer.get_json() == printed


def test_records_come_a_page_at_a_time(cli: Cli) -> None:
    asked = ("records", "approvals.accepted", "--period", "2026-01", "--limit", "1")
    first = cli.json(*asked)
    second = cli.json(*asked, "--after", first["next"])
    assert first["total"] == second["total"] == 2
    assert {first["items"][0]["case_key"], second["items"][0]["case_key"]} == {"T1", "T2"}
    assert second["next"] is None


def test_figures_and_records_can_be_read_without_json(cli: Cli) -> None:
    assert "按时办结率：50.0%" in cli.run("indicators", "--period", "2026-01").stdout
    assert "T2" in cli.run("records", "approvals.red").stdout
    assert "鲤城区" in cli.run("indicators", "--by", "unit", "--period", "2026-01").stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("indicators", "--period", "zzz"), "期间“zzz”看不懂"),
        (("indicators", "--by", "x"), "不能按“x”分组"),
        (("records", "nope"), "没有名为“nope”的指标"),
        (("records", "approvals.red", "--limit", "0"), "limit"),
        (("import", "no-such-file.csv"), "no-such-file.csv"),
    ],
)
def test_a_mistake_is_one_sentence_on_stderr_and_exit_code_2(cli: Cli, words: tuple[str, ...], sentence: str) -> None:
    result = cli.run(*words)
    assert (result.returncode, result.stdout) == (2, "")
    assert sentence in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_mistake_is_told_the_same_way_by_a_real_process(cli: Cli) -> None:
    result = cli.start("indicators", "--period", "zzz", "--json")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.strip() == "期间“zzz”看不懂；请写成 2026-01、2026 或 2026-01..2026-03。"


def test_a_refused_file_is_exit_code_1(cli: Cli) -> None:
    (cli.folder / "bad.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    result = cli.run("import", "bad.csv", "--json")
    assert result.returncode == 1
    assert json.loads(result.stdout)["file_issues"][0]["file"] == "bad.csv"


def test_a_dry_run_writes_nothing(cli: Cli) -> None:
    before = cli.json("indicators")
    (cli.folder / "more.csv").write_text(LEDGER.replace("T1,", "T9,"), encoding="utf-8")
    assert cli.json("import", "more.csv", "--dry-run")["dry_run"] is True
    assert cli.json("indicators") == before


def test_the_calendar_says_which_years_await_their_notice(cli: Cli) -> None:
    years = {year["year"]: year for year in cli.json("calendar", "show")["years"]}
    assert years[2026]["official"] and not years[max(years)]["official"]
    assert 240 <= years[2025]["workdays"] <= 255
    assert "2026" in cli.run("calendar", "show").stdout


def test_the_template_can_be_imported_again(cli: Cli) -> None:
    assert cli.run("template", "ledger", "template.xlsx").returncode == 0
    assert (cli.folder / "template.xlsx").read_bytes().startswith(b"PK")


def test_check_finds_nothing_wrong(cli: Cli) -> None:
    result = cli.run("check")
    assert result.returncode == 0, result.stdout
    assert "核对无误" in result.stderr
    assert "首尾相接、没有改动；末条指纹" in result.stderr


def test_check_names_a_tampered_row_of_the_audit_ledger(tmp_path: Path) -> None:
    cli = Cli(tmp_path)
    (cli.folder / "ledger.csv").write_text(LEDGER, encoding="utf-8")
    cli.run("migrate")
    cli.json("import", "ledger.csv")
    with contextlib.closing(sqlite3.connect(tmp_path / "duban.db")) as database:
        database.execute("DROP TRIGGER audit_no_update")
        database.execute("UPDATE audit SET actor = 'nobody' WHERE id = 1")
        database.commit()
    for words in (("check",), ("check", "--repair")):
        result = cli.run(*words)
        assert result.returncode == 1
        assert "审计台账第 1 条：内容与指纹不符" in result.stdout
        assert "1 处对不上" in result.stderr


def test_with_another_schema_the_sentence_names_the_command(tmp_path: Path) -> None:
    cli = Cli(tmp_path)
    cli.run("migrate")
    with contextlib.closing(sqlite3.connect(tmp_path / "duban.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = 'older'")
        database.commit()
    result = cli.run("indicators")
    assert result.returncode == 2
    assert "python app.py migrate" in result.stderr


@pytest.mark.parametrize(("command", "why"), [("serve", "0.0.0.0"), ("demo", "本机")])
def test_only_loopback_is_served_without_more_settings(cli: Cli, command: str, why: str) -> None:
    result = cli.run(command, DUBAN_HOST="0.0.0.0")
    assert result.returncode == 2
    assert why in result.stderr


def test_a_wrong_setting_is_named(cli: Cli) -> None:
    result = cli.run("indicators", DUBAN_PORT="many")
    assert result.returncode == 2
    assert "DUBAN_PORT" in result.stderr
