"""Exchange files of any size for the benchmarks: ``python -m benchmarks.generate DIRECTORY --cases 1000000``.

Vectorised with numpy and written in chunks, so memory does not grow with the number of cases.
"""

import argparse
from datetime import date
from functools import cache
from pathlib import Path
from typing import TextIO

import numpy as np

from benchmarks.ledger import write_ledger_csv
from data_access.demo import files
from data_access.demo.bulk import (
    AS_OF,
    BENCH_ITEMS,
    ITEM_BUREAU,
    OFFICES,
    REFUSED,
    Bools,
    Calendar,
    Chunk,
    Ints,
    bulk_catalogue,
    chunks,
    draw_chunk,
    project_units,
)
from data_access.demo.catalogue import WORKFLOWS
from data_access.demo.files import COLUMNS
from data_access.demo.places import ALL_UNITS, BUREAUS, CITY
from data_access.demo.workdays import FIRST

FLOWS = [flow.code for flow in WORKFLOWS]
CHANGE_SERIAL = 500_000_000
_TAIL = "1,,1,"


@cache
def _seconds() -> list[str]:
    return [f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}" for second in range(86_400)]


def case_key(number: int) -> str:
    """Key of case ``number`` of a set."""
    return f"SLB{number:010d}"


def _project_code(number: int) -> str:
    return f"2401-350500-04-01-{number // 1000:06d}-{number % 1000:03d}"


def _open(path: Path, table: str) -> TextIO:
    stream = path.joinpath(f"{table}.csv").open("w", encoding="utf-8-sig", newline="", buffering=1 << 20)
    stream.write(",".join(("LSH", "DFSJZJ", "XZQHDM", *COLUMNS[table], "SJYXBS", "SJWXYY", "SJSCZT", "SBYY")) + "\r\n")
    return stream


class EventWriter:
    """Writes state events; serial numbers rise in the order of writing."""

    def __init__(self, stream: TextIO, *, serial: int = 0, stamp: str = "20260209") -> None:
        self.stream, self.serial, self.stamp = stream, serial, stamp

    def write(self, numbers: Ints, projects: Ints, states: Ints | int, days: Ints, seconds: Ints) -> None:
        """One event for each case number."""
        dates, clocks, serial = Calendar.load().texts, _seconds(), self.serial
        state = np.broadcast_to(states, numbers.shape)
        columns = (numbers.tolist(), projects.tolist(), state.tolist(), days.tolist(), seconds.tolist())
        lines = [
            f"35050007{self.stamp}L{serial + row:015d},,{CITY},{_project_code(project)},{case_key(number)},"
            f"行政审批科,{code},,{dates[day]} {clocks[second]},{_TAIL}\r\n"
            for row, (number, project, code, day, second) in enumerate(zip(*columns, strict=True))
        ]
        self.stream.write("".join(lines))
        self.serial += len(numbers)


def _write_events(chunk: Chunk, writer: EventWriter, today: int, rng: np.random.Generator) -> None:
    """All events of a chunk that lie before ``today``; on one day the kinds follow each other by the clock."""
    numbers = np.arange(chunk.first, chunk.first + chunk.size)
    refused = chunk.end == REFUSED
    running = ~refused
    stopped = running & (chunk.pause_from >= 0)
    plan: tuple[tuple[Bools, Ints | int, Ints, int, int], ...] = (
        (np.ones(chunk.size, dtype=bool), 1, chunk.accepted, 30_600, 34_200),
        (running, 3, chunk.accepted, 34_200, 36_000),
        (running & chunk.begun, 8, chunk.accepted, 36_000, 39_600),
        (stopped, chunk.pause_state, chunk.pause_from, 39_600, 43_000),
        (stopped, chunk.pause_state + 1, chunk.pause_to, 52_200, 55_000),
        (running, chunk.end, chunk.finish, 55_000, 63_000),
        (refused, 5, chunk.accepted, 55_000, 63_000),
    )
    for kind, states, days, low, high in plan:
        mask = kind & (days < today)
        state = np.broadcast_to(states, numbers.shape)[mask]
        writer.write(numbers[mask], chunk.project[mask], state, days[mask], rng.integers(low, high, int(mask.sum())))


def _write_case_rows(chunk: Chunk, stream: TextIO) -> None:
    heads = [f"{item.code},1," for item in BENCH_ITEMS]
    offices = [f"{office.code},{office.name}" for office in OFFICES]
    office = (chunk.unit * len(BUREAUS) + ITEM_BUREAU[chunk.item]).tolist()
    rows = zip(chunk.project.tolist(), chunk.item.tolist(), office, strict=True)
    lines = [
        f"3505000620260209L{number:015d},,{CITY},{_project_code(project)},{heads[item]}{FLOWS[project % len(FLOWS)]},"
        f"1,{case_key(number)},{offices[where]},4,1,,{BENCH_ITEMS[item].limit},,{_TAIL}\r\n"
        for number, (project, item, where) in enumerate(rows, start=chunk.first)
    ]
    stream.write("".join(lines))


def _write_special_rows(chunk: Chunk, stream: TextIO, today: int) -> None:
    texts = Calendar.load().texts
    mask = (chunk.pause_from >= 0) & (chunk.pause_from < today) & (chunk.pause_state == 9) & (chunk.end != REFUSED)
    stream.write(
        "".join(
            [
                f"3505000820260209L{number:015d},,{CITY},{_project_code(project)},{case_key(number)},1,专家评审,"
                f"{texts[day]} 11:00:00,1,0,{_TAIL}\r\n"
                for number, project, day in zip(
                    (np.flatnonzero(mask) + chunk.first).tolist(),
                    chunk.project[mask].tolist(),
                    chunk.pause_from[mask].tolist(),
                    strict=True,
                )
            ]
        )
    )


def _write_projects(directory: Path, units: Ints) -> None:
    columns = COLUMNS[files.PROJECT]
    zones: list[str] = []
    with _open(directory, files.PROJECT) as stream:
        for number, index in enumerate(units.tolist()):
            unit, code = ALL_UNITS[index], _project_code(number)
            flow = WORKFLOWS[number % len(WORKFLOWS)]
            values = {
                "XMDM": code[:-4],
                "XMMC": f"{unit.name}第 {number} 号工程",
                "GCDM": code,
                "SPLCLX": flow.kind,
                "JSDDXZQH": unit.county,
                "SBSJ": "2024-01-02 09:00:00",
                "SPLCBM": flow.code,
                "SPLCBBH": "1",
                "ZTZE": "1000",
                "XMSFWQBJ": "0",
            }
            stream.write(
                f"3505000420260209L{number:015d},,{CITY},"
                f"{','.join([values.get(column, '') for column in columns])},{_TAIL}\r\n"
            )
            if unit.key != unit.county:
                zones.append(f"{code},{unit.key}\r\n")
    directory.joinpath("unit_mapping.csv").write_text("project_code,unit\r\n" + "".join(zones), "utf-8-sig", newline="")


def write_cases(directory: Path, cases: int = 1_000_000, seed: int = 1, as_of: date = AS_OF) -> dict[str, int]:
    """Write the exchange tables of ``cases`` cases over the two years before ``as_of``; no event lies later.

    Returns counts: cases, events, open (accepted, not ended before ``as_of``) and paused (cases with a pause).
    """
    directory.mkdir(parents=True, exist_ok=True)
    bulk_catalogue().write(directory, (files.WORKFLOW, files.STAGE, files.STAGE_ITEM, files.ITEM))
    _write_projects(directory, project_units(cases, seed))
    today, rng = (as_of - FIRST).days, np.random.default_rng([seed, 3])
    counts = {"cases": cases, "events": 0, "open": 0, "paused": 0}
    with (
        _open(directory, files.CASE) as case_stream,
        _open(directory, files.EVENT) as event_stream,
        _open(directory, files.SPECIAL) as special_stream,
    ):
        writer = EventWriter(event_stream)
        for chunk in chunks(cases, seed=seed, as_of=as_of):
            _write_case_rows(chunk, case_stream)
            _write_events(chunk, writer, today, rng)
            _write_special_rows(chunk, special_stream, today)
            counts["open"] += int(chunk.open_before(today).sum())
            counts["paused"] += int(((chunk.pause_from >= 0) & (chunk.end != REFUSED)).sum())
        counts["events"] = writer.serial
    return counts


def _open_cases(cases: int, *, seed: int, as_of: date) -> tuple[Ints, Ints]:
    """Numbers and projects of the running (not paused) open cases of a set, in an order of their own."""
    today, numbers, projects = (as_of - FIRST).days, [], []
    for chunk in chunks(cases, seed=seed, as_of=as_of):
        found = np.flatnonzero(chunk.open_before(today) & ~chunk.paused_before(today))
        numbers.append(found + chunk.first)
        projects.append(chunk.project[found])
    order = np.random.default_rng([seed, 4]).permutation(sum(len(part) for part in numbers))
    return np.concatenate(numbers)[order], np.concatenate(projects)[order]


def write_changes(
    directory: Path, cases: int, n: int, seed: int, *, base_seed: int = 1, as_of: date = AS_OF
) -> dict[str, int]:
    """Write ``n`` changed cases of the set that ``write_cases(…, cases, base_seed, as_of)`` wrote.

    Half of them are open cases that end on the morning of ``as_of``, the rest are new cases accepted that morning.
    Different seeds (0, 1, 2 …) end different cases until the open ones run out.
    """
    directory.mkdir(parents=True, exist_ok=True)
    rng, today = np.random.default_rng([seed, 5]), (as_of - FIRST).days
    numbers, projects = _open_cases(cases, seed=base_seed, as_of=as_of)
    begin = seed * (n // 2) % max(len(numbers), 1)
    numbers, projects = numbers[begin : begin + n // 2], projects[begin : begin + n // 2]
    units = project_units(cases, base_seed)
    fresh = draw_chunk(cases + seed * n, n - len(numbers), seed=base_seed, units=units, as_of=as_of)
    fresh_numbers = np.arange(fresh.first, fresh.first + fresh.size)
    with _open(directory, files.CASE) as case_stream, _open(directory, files.EVENT) as event_stream:
        writer = EventWriter(event_stream, serial=CHANGE_SERIAL + seed * 2 * n)
        _write_case_rows(fresh, case_stream)
        for who, where, state, low in ((numbers, projects, 11, 30_600), (fresh_numbers, fresh.project, 3, 31_800)):
            days = np.full(len(who), today)
            writer.write(who, where, state, days, rng.integers(low, low + 1_200, len(who)))
    return {"finished": len(numbers), "accepted": fresh.size, "events": writer.serial - CHANGE_SERIAL - seed * 2 * n}


def main() -> None:
    """Write a set, optionally with changes and a ledger, and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--changes", type=int, default=0, help="changed cases, written to DIRECTORY/changes")
    parser.add_argument("--ledger", type=int, default=0, help="rows of the ledger, written to DIRECTORY")
    options = parser.parse_args()
    print(write_cases(options.directory, options.cases, options.seed))
    if options.changes:
        print(write_changes(options.directory / "changes", options.cases, options.changes, 0, base_seed=options.seed))
    if options.ledger:
        print(write_ledger_csv(options.directory, options.ledger))


if __name__ == "__main__":
    main()
