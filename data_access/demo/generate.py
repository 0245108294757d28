"""Demonstration data as exchange files: the one entry point is :func:`write_demo`."""

import csv
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from data_access.demo import files
from data_access.demo.awkward import Planter
from data_access.demo.bulletin import EARLIEST_ANCHOR, LICENCE, story_wishes
from data_access.demo.cases import Case, Event, lay_out_events, new_case
from data_access.demo.files import Tables
from data_access.demo.ledger import LedgerBuilder, ledger_row, write_ledger
from data_access.demo.names import NameBook
from data_access.demo.open_cases import FULL_SIZE, Settler, overdue_wishes
from data_access.demo.projects import Project, ProjectBook, Wish, wishes, zone_rows
from data_access.demo.records import add_case, add_catalogue, add_events, add_project
from data_access.demo.schedule import make_late, schedule
from data_access.demo.workdays import LAST

LEDGER_FILE = "办件台账.xlsx"
MAPPING_FILE = "unit_mapping.csv"
SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class DemoSummary:
    """What was written.

    ``files``: table name (or file name) → path. ``rows``: the same keys → rows without the heading. ``special``: kind →
    keys (case keys, project codes or ledger numbers) of the awkward kinds, the open lights and the bulletin's stories.
    """

    files: dict[str, Path]
    rows: dict[str, int]
    special: dict[str, list[str]] = field(default_factory=dict)


class DemoCity:
    """Holds the plans while they grow into rows."""

    def __init__(self, *, anchor: datetime, seed: int, cases: int) -> None:
        self.anchor, self.wanted = anchor, cases
        self.seed = seed
        self.names = NameBook(self._rng("names"))
        self.book = ProjectBook(self._rng("projects"), self.names)
        self.cases: list[Case] = []
        self.special: dict[str, list[str]] = {}
        self.first = anchor.date() - timedelta(days=730)

    def _rng(self, purpose: str) -> random.Random:
        return random.Random(f"{self.seed}:{purpose}")

    def plan(self) -> None:
        """Plan every case: the stories, the overdue ones, then projects until there are enough."""
        self._plan_stories()
        self._plan_overdue()
        self._plan_everyday()
        self._leave_waiting()
        settler = Settler(self._rng("open"), self.anchor, self.cases, min(1.0, self.wanted / FULL_SIZE))
        settler.settle()
        self.special["open_paused"] = settler.paused
        self._refuse_some()
        last_full = (self.anchor.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
        decided = [case for case in self.cases if case.end in ("11", "12", "13")]
        make_late(self._rng("late"), decided, last_full=last_full, before=self.anchor.date())
        rng = self._rng("times")
        for case in self.cases:
            lay_out_events(case, rng, self.anchor)
        self.special |= Planter(self._rng("awkward"), self.anchor, self.cases).plant()

    def _append(self, wish: Wish) -> Case:
        case = new_case(wish, serial=len(self.cases) + 1)
        self.cases.append(case)
        return case

    def _plan_stories(self) -> None:
        projects, steps = story_wishes(self.book)
        self.special |= {f"bulletin_{key}": [project.code] for key, project in projects.items()}
        for wish, step in steps:
            case = self._append(wish)
            case.used, case.fixed = step.used, True

    def _plan_overdue(self) -> None:
        rng = self._rng("overdue")
        self.special["open_overdue"] = []
        for wish, _ in overdue_wishes(self.book, self.anchor):
            for earlier in wishes(rng, wish.project):
                if (
                    earlier.day < wish.day - timedelta(days=25)
                    and earlier.item.stage <= wish.item.stage
                    and earlier.item is not wish.item
                    and earlier.day >= self.first
                ):
                    case = self._append(earlier)
                    schedule(rng, case, self.anchor.date())
            case = self._append(wish)
            case.used, case.fixed = None, True
            self.special["open_overdue"].append(case.key)

    def _plan_everyday(self) -> None:
        rng = self._rng("everyday")
        earliest, latest = self.first - timedelta(days=540), self.anchor.date() - timedelta(days=2)
        while len(self.cases) < self.wanted:
            project = self.book.draw(earliest=earliest, latest=latest)
            for wish in wishes(rng, project):
                if self.first <= wish.day <= self.anchor.date() and len(self.cases) < self.wanted:
                    schedule(rng, self._append(wish), self.anchor.date())

    def _leave_waiting(self) -> None:
        """Some applications of the last days were received and wait for 受理."""
        rng, today = self._rng("waiting"), self.anchor.date()
        free = sorted((case for case in self.cases if not case.fixed), key=lambda one: (one.accepted, one.key))
        fresh = [case for case in free if 0 <= (today - case.accepted).days <= 4] or free[-12:]
        for case in rng.sample(fresh, max(1, len(fresh) // 6)):
            case.end, case.used, case.pauses, case.fixed = "", 0, [], True
        self.special["not_accepted"] = [case.key for case in self.cases if case.end == ""]

    def _refuse_some(self) -> None:
        """Refusals and withdrawals."""
        rng = self._rng("refusals")
        for case in self.cases:
            if not case.fixed and not case.item.instant:
                case.end = rng.choices((case.end, "5", "4", "2", "14"), weights=(960, 14, 6, 13, 7))[0]
        self.special["refused"] = [case.key for case in self.cases if case.end in ("4", "5")]
        self.special["withdrawn"] = [case.key for case in self.cases if case.end in ("2", "14")]

    def tables(self) -> Tables:
        """The rows of every exchange table, awkward deliveries included."""
        tables, rng = Tables(f"{self.anchor:%Y%m%d}"), self._rng("rows")
        add_catalogue(tables)
        homeless = {case.project.code for case in self.cases[-3:]}
        self.special["case_without_project"] = [case.key for case in self.cases if case.project.code in homeless]
        live = {case.project.code for case in self.cases}
        for project in self._used_projects(live):
            if project.code not in homeless:
                add_project(tables, project, self.names, rng)
        for case in self.cases:
            add_case(tables, case, rng)
            add_events(tables, case, rng)
        self._add_misfits(tables, rng)
        for name in (files.PROJECT, files.CASE, files.EVENT):
            rows = tables.rows[name]
            repeats = rng.sample(rows, max(2, len(rows) // 250))
            rows.extend(dict(row) for row in repeats)
            self.special[f"duplicate_{name}"] = [row["LSH"] for row in repeats]
        rng.shuffle(tables.rows[files.EVENT])
        return tables

    def _used_projects(self, codes: set[str]) -> list[Project]:
        return [project for project in self.book.projects if project.code in codes]

    def _add_misfits(self, tables: Tables, rng: random.Random) -> None:
        """Cases declared invalid, and events whose case never arrives."""
        self.special["invalid_case"] = []
        self.special["orphan_event"] = []
        models = rng.sample([case for case in self.cases if case.events and not case.fixed], 8)
        for number, model in enumerate(models):
            twin = Case(**{**vars(model), "key": f"{model.key[:-6]}9{number:05d}", "fixed": False})
            if number < 4:
                add_case(tables, twin, rng, valid=False)
                add_events(tables, twin, rng)
                self.special["invalid_case"].append(twin.key)
            else:
                twin.events = [Event("3", model.events[0].at), Event("11", model.events[-1].at)]
                add_events(tables, twin, rng)
                self.special["orphan_event"].append(twin.key)


def _wall_time(anchor: datetime) -> datetime:
    """The anchor as wall-clock time of the city, checked against what the calendar and the stories cover."""
    local = anchor.astimezone(SHANGHAI).replace(tzinfo=None) if anchor.tzinfo else anchor
    if not EARLIEST_ANCHOR <= local <= datetime.combine(LAST, datetime.max.time()):
        raise ValueError(f"anchor {local} is outside {EARLIEST_ANCHOR:%Y-%m-%d}…{LAST}")
    return local


def write_demo(directory: Path, *, anchor: datetime, seed: int = 20260209, cases: int = 6000) -> DemoSummary:
    """Write two years of demonstration data up to ``anchor`` into ``directory``.

    ``anchor``: aware, or wall-clock time of Asia/Shanghai, in 2026 from February on (the published working calendar and
    the bulletin's stories reach no further). ``cases`` is the number of approval cases of construction projects, at
    least 300; the ledger holds a quarter of that. Equal arguments give byte-identical files.
    """
    if cases < 300:
        raise ValueError("at least 300 cases are needed to hold the stories")
    city = DemoCity(anchor=_wall_time(anchor), seed=seed, cases=cases)
    city.plan()
    tables = city.tables()
    written = tables.write(directory)
    rows = Counter({table: len(content) for table, content in tables.rows.items()})
    mapping = zone_rows(city._used_projects({row["GCDM"] for row in tables.rows[files.PROJECT]}))
    written[MAPPING_FILE] = directory / MAPPING_FILE
    with written[MAPPING_FILE].open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([("project_code", "unit"), *mapping])
    rng = city._rng("ledger")
    entries = LedgerBuilder(rng, city.anchor).entries(cases // 4)
    ledger = [ledger_row(entry, number, rng, city.anchor) for number, entry in enumerate(entries, start=1)]
    written[LEDGER_FILE] = directory / LEDGER_FILE
    write_ledger(written[LEDGER_FILE], ledger, city.anchor)
    licences = [row for row in ledger if row[2] == LICENCE and str(row[9]).startswith("2026-01")]
    city.special["bulletin_licences"] = [str(row[0]) for row in licences]
    rows[MAPPING_FILE], rows[LEDGER_FILE] = len(mapping), len(ledger)
    return DemoSummary(files=written, rows=dict(rows), special=city.special)
