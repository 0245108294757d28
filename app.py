"""Composition root: settings → services → server → pages → callbacks → routes. Also the command line (``--help``).

What is heavy is imported where it is used, so that ``--help`` and a mistyped command answer at once.
"""

import contextlib
import functools
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dashboard.errors import BadRequest, Conflict
from dashboard.permissions import OPERATOR, Role
from dashboard.text.terminal import (
    AsOf,
    Department,
    Item,
    Json,
    Period,
    Stage,
    Unit,
    argument,
    group,
    option,
    progress,
    say,
    words,
)  # fmt: skip

if TYPE_CHECKING:
    from flask import Flask

    from dashboard.services import Services
    from dashboard.settings import Settings
    from dashboard.timekeeping import Clock

VERSION = "0.1.0"
REFUSED, FAILED, INTERRUPTED = 1, 2, 130

cli = group("duban")
account_cli = group("account")
calendar_cli = group("calendar")
template_cli = group("template")
cli.add_typer(account_cli, name="account")
cli.add_typer(calendar_cli, name="calendar")
cli.add_typer(template_cli, name="template")


def open_services(settings: "Settings", *, clock: "Clock | None" = None) -> "Services":
    """The services over the configured database. Raises ``Unavailable`` when its schema is not the program's."""
    from callbacks.http.build_id import build_id
    from data_access.build import build_services

    return build_services(settings, clock or settings.make_clock(), build=build_id(VERSION))


def configured_services() -> "Services":
    """The services as the environment configures them."""
    from dashboard.settings import load_settings

    return open_services(load_settings())


def create_server(settings: "Settings | None" = None, *, clock: "Clock | None" = None) -> "Flask":
    """The WSGI application: ``gunicorn "app:create_server()"``."""
    from callbacks.http.logs import configure_logging
    from callbacks.http.server import make_server
    from dashboard.settings import load_settings
    from data_access.exporters import FileExporter

    settings = settings or load_settings()
    settings.require_safe()
    configure_logging()
    return make_server(open_services(settings, clock=clock), FileExporter())


def print_json(value: object) -> None:
    """An answer of the HTTP API, indented."""
    from callbacks.http.answers import to_json

    typer.echo(to_json(value, pretty=True).decode())


@cli.command(help=words("cli.help.serve"))
def serve() -> None:
    """Serve the board on the configured address."""
    from dashboard.settings import load_settings

    start_server(load_settings())


def start_server(settings: "Settings") -> None:
    """Run gunicorn in this process until it is stopped; refuses an address that another machine could reach."""
    from callbacks.http.running import Runner, require_free_port

    settings.require_safe()
    require_free_port(settings.host, settings.port)
    clock = settings.make_clock()  # made once, before the workers: all of them tell the same time
    create_server(settings, clock=clock)  # what is wrong is told here, in one sentence, and not by each worker
    Runner(
        settings,
        load=functools.partial(create_server, settings, clock=clock),
        ready=lambda: say("cli.serving", host=settings.host, port=settings.port),
    ).run()


@cli.command(help=words("cli.help.demo"))
def demo(
    serve: Annotated[bool, option("demo_serve", "--serve")] = False,
    live: Annotated[bool, option("demo_live", "--live")] = False,
    cases: Annotated[int, option("demo_cases", min=300, max=200_000)] = 6000,
    reset: Annotated[bool, option("demo_reset", "--reset")] = False,
) -> None:
    """Fill the database with demonstration data if it is empty, and serve it."""
    from callbacks.http.running import beside
    from dashboard.settings import load_settings
    from data_access.build import migrate
    from data_access.demo import running

    settings = running.at_anchor(load_settings())
    settings.require_loopback()
    if reset:
        running.reset_database(settings)
    migrate(settings)
    fill_demo(open_services(settings), cases=cases)
    if serve:
        command = [sys.executable, __file__, "live"]
        with beside(command, environment=running.environment(settings)) if live else contextlib.nullcontext():
            start_server(settings)


def fill_demo(services: "Services", *, cases: int) -> None:
    """Write and import the demonstration unless there are data already. Raises ``Conflict`` when it was refused."""
    from data_access.demo import running

    if running.has_data(services):
        say("cli.demo_has_data")
        return
    say("cli.demo_writing")
    with progress() as tell:
        report = running.fill(services, cases=cases, tell=tell)
    if report.refused:
        typer.echo(report.to_text(words), err=True)
        raise Conflict("cli.demo_refused")
    say("cli.demo_ready", rows=f"{report.rows:,}", seconds=f"{report.seconds:.0f}")


@cli.command(hidden=True)
def live() -> None:
    """The companion of ``demo --live``: ends when the process that started it does."""
    from callbacks.http.running import parent_watch
    from data_access.demo import running

    running.run_live(configured_services(), alive=parent_watch())


@cli.command("import", help=words("cli.help.import"))
def import_paths(
    paths: Annotated[list[Path], argument("paths")],
    json: Json = False,
    dry_run: Annotated[bool, option("dry_run", "--dry-run")] = False,
    profile: Annotated[Path | None, option("profile")] = None,
) -> None:
    """Import files, all or nothing. Exit code 1 when they were refused."""
    for path in [*paths, *([profile] if profile else [])]:
        if not path.exists():
            raise BadRequest("cli.no_path", path=path)
    services = configured_services()
    with progress() as tell:
        report = services.importer.import_files(paths, by=OPERATOR, dry_run=dry_run, profile=profile, progress=tell)
    print_json(report.to_json()) if json else typer.echo(report.to_text(words))
    raise typer.Exit(REFUSED if report.refused else 0)


@cli.command(help=words("cli.help.indicators"))
def indicators(
    unit: Unit = "", stage: Stage = "", item: Item = "", department: Department = "", period: Period = "",
    as_of: AsOf = "", by: Annotated[str, option("by")] = "", json: Json = False,
) -> None:  # fmt: skip
    """Print the figures of a selection."""
    from callbacks.http.api_v1 import read_indicators
    from callbacks.http.api_v1.text import indicator_lines

    asked = {"unit": unit, "stage": stage, "item": item, "department": department, "period": period, "as_of": as_of}
    answer = read_indicators(configured_services(), {**asked, "by": by})
    print_json(answer) if json else typer.echo(indicator_lines(answer, words))


@cli.command(help=words("cli.help.records"))
def records(
    key: Annotated[str, argument("key")],
    unit: Unit = "", stage: Stage = "", item: Item = "", department: Department = "", period: Period = "",
    as_of: AsOf = "", limit: Annotated[str, option("limit")] = "50", after: Annotated[str, option("after")] = "",
    sort: Annotated[str, option("sort")] = "", json: Json = False,
) -> None:  # fmt: skip
    """Print the records that a figure counts, a page at a time."""
    from callbacks.http.api_v1 import read_records
    from callbacks.http.api_v1.text import record_lines

    asked = {"unit": unit, "stage": stage, "item": item, "department": department, "period": period, "as_of": as_of}
    answer = read_records(configured_services(), key, {**asked, "limit": limit, "after": after, "sort": sort})
    print_json(answer) if json else typer.echo(record_lines(answer, words))


@account_cli.command("create", help=words("cli.help.account_create"))
def create_account(
    name: Annotated[str, argument("account_name")],
    role: Annotated[Role, option("account_role", "--role")] = Role.ADMIN,
    display: Annotated[str, option("account_display", "--display")] = "",
    unit: Annotated[list[str] | None, option("account_unit", "--unit")] = None,
) -> None:
    """Create an account; its first password is printed once and must be replaced at the first login."""
    units = frozenset(unit) if unit else None
    admin = configured_services().account_admin
    made, password = admin.create_account(OPERATOR, name=name, display=display or name, role=role, units=units)
    say("cli.account_created", name=made.name)
    typer.echo(password)


@calendar_cli.command("show", help=words("cli.help.calendar_show"))
def show_calendar(json: Json = False) -> None:
    """Print the working days of each year, and which years await their notice."""
    from callbacks.http.api_v1.text import calendar_lines, calendar_years

    years = calendar_years(configured_services().reader.read_rules().calendar)
    print_json({"years": years}) if json else typer.echo(calendar_lines(years, words))


@calendar_cli.command("import", help=words("cli.help.calendar_import"))
def import_calendar(file: Path, json: Json = False) -> None:
    """Import a year's notice; the importer recomputes the due dates it touches."""
    import_paths([file], json=json)


@template_cli.command("ledger", help=words("cli.help.template_ledger"))
def template_ledger(out: Path) -> None:
    """Write the Excel template of the case ledger."""
    from data_access.importers.template import write_ledger_template

    write_ledger_template(out, words=words)
    say("cli.template", path=out)


@cli.command(help=words("cli.help.migrate"))
def migrate() -> None:
    """Create the database or bring it to this program's schema."""
    from dashboard.settings import load_settings
    from data_access.build import migrate as migrate_database

    say("cli.migrated", version=migrate_database(load_settings()))


@cli.command(help=words("cli.help.check"))
def check(repair: Annotated[bool, option("repair", "--repair")] = False) -> None:
    """Recompute counts and due dates from the facts and report any difference. Exit code 1 while one is left."""
    from dashboard.settings import load_settings
    from data_access.build import check as check_database

    settings = load_settings()
    report = check_database(settings, settings.make_clock(), repair=repair)
    for one in report.differences:
        typer.echo(words("cli.difference", table=one.table, row=one.key, stored=one.stored, computed=one.computed))
    for bad in report.chain.bad:
        typer.echo(words("cli.audit_bad", row=bad.id, why=words(f"audit.why.{bad.why}")))
    chain = report.chain
    say("cli.audit_ok" if chain.ok else "cli.audit_broken", rows=chain.rows, breaks=chain.breaks, hash=chain.last_hash)
    verdict = "cli.checked_ok" if not report.total else "cli.repaired" if repair else "cli.checked_bad"
    say(verdict, cases=report.cases, count=report.total)
    raise typer.Exit(0 if chain.ok and (repair or not report.total) else REFUSED)


def main() -> None:
    """The command line: every failure is one sentence and exit code 2."""
    from callbacks.http.logs import configure_logging

    configure_logging()
    try:
        cli()
    except KeyboardInterrupt:
        say("cli.interrupted")
        sys.exit(INTERRUPTED)
    except Exception as error:
        from callbacks.failures import sentence_of

        typer.echo(sentence_of(error, words), err=True)
        sys.exit(FAILED)


if __name__ == "__main__":
    main()
