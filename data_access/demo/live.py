"""A city that goes on working: small batches of new exchange files for a running demonstration.

The caller hands in what is open now and imports what is written; nothing here reads or writes storage.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from data_access.demo import files
from data_access.demo.cases import Case, Event
from data_access.demo.catalogue import ITEMS, WORKFLOWS, Item
from data_access.demo.files import Tables
from data_access.demo.names import NameBook
from data_access.demo.places import ALL_UNITS, MUNICIPAL, UNIT_BY_KEY, Unit, department
from data_access.demo.projects import Project, ProjectBook
from data_access.demo.records import add_case, add_events, add_project

TIME = "%Y-%m-%d %H:%M:%S"
PAUSE_ENDS = {"9": "10", "6": "7"}


@dataclass(frozen=True)
class OpenCase:
    """An open case as the board knows it: codes as text, times as wall-clock time of the city."""

    case_key: str
    project_code: str
    limit: int
    accepted_at: datetime | None
    last_state: str
    last_at: datetime | None = None


@dataclass(frozen=True)
class LiveState:
    """What the generator needs for one batch: the time, the open cases and where to write."""

    now: datetime
    open_cases: Sequence[OpenCase]
    directory: Path


@dataclass(frozen=True)
class LiveBatch:
    """One written batch. ``files``: table → path, to be imported together; keys of the cases it touches."""

    directory: Path
    files: dict[str, Path]
    accepted: tuple[str, ...]
    begun: tuple[str, ...]
    finished: tuple[str, ...]
    paused: tuple[str, ...]
    resumed: tuple[str, ...]

    @property
    def touched(self) -> int:
        """Number of cases the batch changes."""
        return len({*self.accepted, *self.begun, *self.finished, *self.paused, *self.resumed})


class _Batch:
    """The rows of one batch in the making."""

    def __init__(self, state: LiveState, number: int, rng: random.Random) -> None:
        self.state, self.number, self.rng = state, number, rng
        self.stamp = f"{state.now:%y%m%d%H%M%S}"
        self.tables = Tables(self.stamp[2:10])
        self.moves: dict[str, list[str]] = {kind: [] for kind in ("accepted", "begun", "finished", "paused", "resumed")}
        self.tick = 0

    def moment(self, after: datetime | None) -> datetime:
        """The next second of the batch: later than ``after`` where possible, never in the future."""
        self.tick += 1
        moment = self.state.now.replace(microsecond=0) - timedelta(seconds=max(50 - self.tick, 0))
        earliest = after + timedelta(seconds=1) if after else moment
        return min(max(moment, earliest), self.state.now.replace(microsecond=0))

    def event(self, case: OpenCase, state: str, opinion: str, kind: str) -> None:
        """Write one event of a case that is already known."""
        self.tables.add(
            files.EVENT,
            {
                "GCDM": case.project_code,
                "SPSXSLBM": case.case_key,
                "BLCS": "行政审批科",
                "BLZT": state,
                "BLYJ": opinion,
                "BLSJ": self.moment(case.last_at or case.accepted_at).strftime(TIME),
            },
        )
        if state == "9":
            self.tables.add(
                files.SPECIAL,
                {
                    "GCDM": case.project_code,
                    "SPSXSLBM": case.case_key,
                    "TBCX": 1,
                    "TBCXMC": opinion,
                    "TBCXKSSJ": self.tables.rows[files.EVENT][-1]["BLSJ"],
                    "TBCXSXLX": 1,
                    "TBCXSX": 0,
                },
            )
        self.moves[kind].append(case.case_key)

    def accept(self, project: Project, item: Item, *, known: bool) -> None:
        """Write a new case with 接件 and 受理, and its project unless the board has it."""
        now = self.moment(None)
        if not known:
            add_project(self.tables, project, NameBook(self.rng), self.rng)
        case = Case(
            key=f"SL{self.stamp}N{self.number:04d}{self.tick:03d}",
            project=project,
            item=item,
            accepted=now.date(),
            limit=item.limit,
            version="2",
            department=department(item.bureau, project.unit),
            used=None,
            events=[Event("1", now - timedelta(seconds=20), opinion="收件"), Event("3", now, opinion="予以受理")],
        )
        add_case(self.tables, case, self.rng)
        add_events(self.tables, case, self.rng)
        self.moves["accepted"].append(case.key)

    def write(self) -> LiveBatch:
        """Write the tables that have rows into a directory of their own."""
        directory = self.state.directory / f"live-{self.stamp}-{self.number:04d}"
        for rows in self.tables.rows.values():
            for row in rows:
                # table mark and time of the batch, batch number, row number: 32 characters, rising
                row["LSH"] = f"{row['LSH'][:8]}L{self.stamp}B{self.number % 100_000:05d}{row['LSH'][-5:]}"
        filled = [table for table, rows in self.tables.rows.items() if rows]
        moves = {kind: tuple(keys) for kind, keys in self.moves.items()}
        return LiveBatch(directory=directory, files=self.tables.write(directory, filled), **moves)


def _unit_of(code: str) -> Unit:
    """The unit whose county code a project code carries; the city's own part when it carries none."""
    parts = code.split("-")
    return UNIT_BY_KEY.get(parts[1], MUNICIPAL) if len(parts) > 1 else MUNICIPAL


def _known_project(code: str) -> Project:
    unit = _unit_of(code)
    return Project(
        code=code,
        parent=code[:-4],
        name="",
        unit=unit,
        workflow=WORKFLOWS[2],
        start=date.min,
        builder="",
        investment=0,
        area=0,
    )


def _new_project(rng: random.Random, now: datetime, number: int) -> Project:
    """A project nobody has seen: its serial comes from the time, so that it stays unique over restarts."""
    book = ProjectBook(rng, NameBook(rng))
    unit = rng.choices(ALL_UNITS, weights=[one.share * (one.key == one.county) for one in ALL_UNITS])[0]
    workflow = rng.choices(WORKFLOWS, weights=[flow.share for flow in WORKFLOWS])[0]
    project = book.create(unit=unit, workflow=workflow, start=now.date())
    serial = f"{int(now.timestamp()) % 1_000_000:06d}"
    project.parent = f"{project.parent[:-6]}{serial}"
    project.code = f"{project.parent}-{100 + number % 900:03d}"
    return project


def _move_on(batch: _Batch, rng: random.Random) -> None:
    """Move open cases: begin what was accepted, end or resume pauses, decide the oldest, pause a few."""
    cases = list(batch.state.open_cases)
    rng.shuffle(cases)
    stopped = [case for case in cases if case.last_state in PAUSE_ENDS]
    for case in stopped[: int(rng.random() < 0.35)]:
        batch.event(case, PAUSE_ENDS[case.last_state], "恢复计时", "resumed")
    for case in [one for one in cases if one.last_state == "3"][:2]:
        batch.event(case, "8", "部门开始办理", "begun")
    running = [case for case in cases if case.last_state in ("8", "10", "7", "16")]
    running.sort(key=lambda one: one.accepted_at or batch.state.now)
    count = rng.choice((0, 1, 1, 2)) if len(cases) < 140 else rng.choice((1, 2, 3))
    oldest = running[: max(len(running) // 3, count)]
    done = rng.sample(oldest, min(count, len(oldest)))
    for case in done:
        batch.event(case, rng.choices(("11", "12", "13"), weights=(95, 3, 2))[0], "准予许可", "finished")
    rest = [case for case in running if case not in done and case.limit >= 5]
    if rest and rng.random() < 0.15:
        state, opinion = rng.choice((("9", "专家评审"), ("9", "现场勘验"), ("6", "材料需补正")))
        batch.event(rest[-1], state, opinion, "paused")


def _take_in(batch: _Batch, rng: random.Random) -> None:
    """Accept new applications, of known projects or of a new one."""
    crowded = len(batch.state.open_cases) > 140
    codes = sorted({case.project_code for case in batch.state.open_cases if case.project_code})
    for _ in range(rng.choice((0, 1)) if crowded else rng.choice((1, 1, 2))):
        known = bool(codes) and rng.random() < 0.6
        project = (
            _known_project(rng.choice(codes))
            if known
            else _new_project(rng, batch.state.now, batch.number * 10 + batch.tick)
        )
        items = [item for item in ITEMS if not item.instant and item.applies_to(project.workflow)]
        item = rng.choices(items, weights=[one.share for one in items])[0]
        batch.accept(project, item, known=known)


def live_batches(*, seed: int, state: Callable[[], LiveState]) -> Iterator[LiveBatch]:
    """Endless batches of a few events each; ``state`` is asked anew before each batch.

    Every batch is a directory of exchange CSV files that the ordinary importer reads. Serial numbers and case keys hold
    the time of the batch, so they stay unique when the demonstration is started again. Equal seeds, states and times
    give equal files. No event lies after ``state().now``.
    """
    number = 0
    while True:
        number += 1
        current = state()
        rng = random.Random(f"{seed}:{number}:{current.now:%Y%m%d%H%M%S}")
        batch = _Batch(current, number, rng)
        _move_on(batch, rng)
        _take_in(batch, rng)
        yield batch.write()
