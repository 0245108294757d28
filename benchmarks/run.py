"""``python -m benchmarks.run``: measures the product on this machine and prints a table.

It uses the loopback interface only, works in a temporary folder (or ``--keep DIR``, where a later run finds files and
databases again), and stops what it started.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.api import measure_api
from benchmarks.databases import ENGINES, Databases, databases
from benchmarks.figures import measure_figures
from benchmarks.imports import measure_deliveries, measure_set, measure_tables, measure_workbook, run_import
from benchmarks.machine import describe_machine, memory_of
from benchmarks.measures import Row, spread, tell, telling
from benchmarks.pages import measure_live, measure_pages
from benchmarks.product import Server, running_server
from benchmarks.render import growth_table, result_table, write_json
from benchmarks.sets import Files

GROUPS = ("workbook", "import", "changes", "figures", "api", "pages", "live", "size")
SERVED = {"api", "pages", "live", "size"}
GROWN = ("import", "changes", "figures", "api", "pages", "size")
MEMORY_MIB = 400.0
SMALL, MIDDLE, LARGE = 100_000, 1_000_000, 10_000_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run measures."""

    cases: tuple[int, ...]
    engines: tuple[str, ...]
    groups: frozenset[str]
    growth: bool
    folder: Path
    keep: bool
    exchange: Path | None = None
    ledger: Path | None = None


def measure(plan: Plan, stores: Databases, files: Files) -> Iterator[Row]:
    """All lines of one number of cases on one database."""
    groups = plan.groups
    if "workbook" in groups and stores.engine == plan.engines[0]:
        yield from measure_workbook(files)
    if "import" in groups and not plan.growth:
        yield from measure_tables(files, stores)
    name = f"board-{files.cases}"
    url, ready = stores.open(name), files.folder / f"{stores.engine}-{name}.ready"
    if "import" in groups and not ready.exists():
        yield from measure_set(files, stores, url)
    elif not ready.exists() and groups - {"workbook"}:
        with telling("import the exchange set"):
            run_import(url, files.exchange)
    ready.touch()
    yield from files.rows
    files.rows.clear()
    if "changes" in groups:
        yield from measure_deliveries(files, url)
    if "figures" in groups:
        yield from measure_figures(url)
    if groups & SERVED:
        with running_server(url) as server:
            yield from measure_server(groups, server, files, url)
    if "size" in groups:
        yield Row(key="disk", name="size of the database", unit="MiB", median=stores.size(name))


def measure_server(groups: frozenset[str], server: Server, files: Files, url: str) -> Iterator[Row]:
    """The lines for which the server runs."""
    if "api" in groups:
        yield from measure_api(server)
    if "pages" in groups:
        yield from measure_pages(server)
    if "live" in groups:
        yield from measure_live(server, files, url)
    if "size" in groups:
        memory = [memory_of(worker) for worker in server.workers]
        for number, name in enumerate(("PSS", "RSS")):
            found = [both[number] for both in memory]
            title = f"memory of a worker after all this ({name})"
            yield spread(name.lower(), title, "MiB", found, target=MEMORY_MIB)


def run(plan: Plan) -> dict[str, dict[int, list[Row]]]:
    """Measure everything; lines by database and number of cases."""
    results: dict[str, dict[int, list[Row]]] = {}
    for engine in plan.engines:
        with databases(engine, plan.folder, keep=plan.keep) as stores:
            for cases in plan.cases:
                tell(f"{engine}, {cases:,} cases")
                files = Files(plan.folder, cases, given_exchange=plan.exchange, given_ledger=plan.ledger)
                found = results.setdefault(engine, {}).setdefault(cases, [])
                for row in measure(plan, stores, files):
                    found.append(row.on(engine))
                    tell(f"  {row.name}: {row.value:.3f} {row.unit}")
    return results


def render(plan: Plan, results: dict[str, dict[int, list[Row]]]) -> str:
    """The result as Markdown."""
    parts = [describe_machine()]
    for engine, by_size in results.items():
        if plan.growth:
            parts += [f"### {engine}: growth", growth_table(by_size)]
            continue
        for cases, rows in by_size.items():
            parts += [f"### {engine}, {cases:,} cases", result_table(rows)]
    return "\n\n".join(parts)


def make_plan(options: argparse.Namespace, folder: Path) -> Plan:
    """What the options ask for."""
    sizes = (SMALL, MIDDLE, *((LARGE,) if options.largest else ())) if options.growth else (options.cases,)
    chosen = options.only or (GROWN if options.growth else GROUPS)
    return Plan(
        cases=sizes,
        engines=tuple(options.databases),
        groups=frozenset(chosen),
        growth=options.growth,
        folder=folder,
        keep=options.keep is not None,
        exchange=options.exchange,
        ledger=options.ledger,
    )


def parse_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options of the command line."""

    def words(allowed: Sequence[str]) -> Callable[[str], list[str]]:
        def split(text: str) -> list[str]:
            found = [word for word in text.split(",") if word]
            if not found or set(found) - set(allowed):
                raise argparse.ArgumentTypeError(f"one or more of {', '.join(allowed)}, separated by commas")
            return found

        return split

    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--cases", type=int, default=MIDDLE, help="cases in the database (default: %(default)s)")
    parser.add_argument("--growth", action="store_true", help="measure 100,000 and 1,000,000 cases side by side")
    parser.add_argument("--largest", action="store_true", help="with --growth: 10,000,000 cases as well")
    parser.add_argument("--databases", type=words(ENGINES), default=["sqlite"], help="sqlite,postgres")
    parser.add_argument("--only", type=words(GROUPS), help=f"some of {','.join(GROUPS)}")
    parser.add_argument("--keep", type=Path, help="work in this folder and leave everything there")
    parser.add_argument("--exchange", type=Path, help="take the exchange set in this folder, which has --cases cases")
    parser.add_argument("--ledger", type=Path, help="take this ledger (CSV), which has --cases rows")
    parser.add_argument("--json", type=Path, help="write the result to this file as well")
    options = parser.parse_args(arguments)
    if options.cases < 200:
        parser.error("--cases must be 200 or more")
    if options.growth and (options.exchange or options.ledger):
        parser.error("--growth makes its own files")
    return options


@contextmanager
def working_folder(keep: Path | None) -> Iterator[Path]:
    """The folder to keep, or one that is removed at the end."""
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="duban-bench-") as folder:
        yield Path(folder)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print. Exit code 0 whatever the targets say: a benchmark is no test."""
    options = parse_options(arguments)
    tell(f"load average {os.getloadavg()[0]:.2f}")
    with working_folder(options.keep) as folder:
        plan = make_plan(options, folder)
        results = run(plan)
        text = render(plan, results)
        if options.json:
            write_json(options.json, machine=describe_machine(), results=results)
    sys.stdout.write(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
