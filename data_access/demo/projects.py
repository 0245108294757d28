"""Projects of the demonstration city and the approvals each of them will apply for."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from data_access.demo.catalogue import ITEMS, WORKFLOWS, Item, Workflow
from data_access.demo.names import NameBook
from data_access.demo.places import ALL_UNITS, CITY, UNIT_BY_KEY, Unit
from data_access.demo.workdays import near_spring_festival, workdays

_THEME = {"QZLC01": "1", "QZLC02": "2", "QZLC03": "3", "QZLC04": "4", "QZLC05": "5", "QZLC06": "6"}
# Days from the start of a project to the approvals of a stage: earliest and spread.
_STAGE_DAYS = ((0, 40), (40, 70), (95, 90), (330, 260), (20, 320))
_MONTH_WEIGHT = (1.0, 0.9, 0.9, 0.86, 0.84, 0.9, 0.76, 0.74, 0.86, 0.72, 0.92, 1.0)


@dataclass
class Project:
    """One project (工程) with what its basic-information row needs."""

    code: str
    parent: str
    name: str
    unit: Unit
    workflow: Workflow
    start: date
    builder: str
    investment: int
    area: int
    linked_to: str = ""


@dataclass(frozen=True)
class Wish:
    """An application a project will make: item, day of acceptance and, when handled jointly, its bundle."""

    project: Project
    item: Item
    day: date
    bundle: str = ""


@dataclass
class ProjectBook:
    """Creates projects one after another; numbering is continuous and stable for a seed."""

    rng: random.Random
    names: NameBook
    projects: list[Project] = field(default_factory=list)

    def create(self, *, unit: Unit, workflow: Workflow, start: date, name: str = "", linked_to: str = "") -> Project:
        """Register one project; without a name one is drawn."""
        number = len(self.projects) + 1
        kind = "01" if workflow.government else "05"
        parent = f"{start:%y%m}-{unit.county}-04-{kind}-{100000 + number * 37 % 900000:06d}"
        code = f"{parent}-001"
        if linked_to:
            parent, code = linked_to[:-4], f"{linked_to[:-4]}-002"
        shown = unit.name if unit.key != CITY else ""
        project = Project(
            code=code,
            parent=parent,
            name=name or self.names.project(_THEME[workflow.code], shown),
            unit=unit,
            workflow=workflow,
            start=start,
            builder=self.names.enterprise("1", unit.name),
            investment=self.rng.randint(6, 900) * 100,
            area=self.rng.randint(8, 1200) * 100,
            linked_to=linked_to,
        )
        self.projects.append(project)
        return project

    def draw(self, *, earliest: date, latest: date) -> Project:
        """A random project that starts between two days, a little more often late than early."""
        span = (latest - earliest).days
        position = self.rng.random()
        if self.rng.random() < 0.25:
            position = max(position, self.rng.random())
        start = earliest + timedelta(days=int(position * span))
        unit = self.rng.choices(ALL_UNITS, weights=[unit.share for unit in ALL_UNITS])[0]
        workflow = self.rng.choices(WORKFLOWS, weights=[flow.share for flow in WORKFLOWS])[0]
        return self.create(unit=unit, workflow=workflow, start=start)


def _rhythm(rng: random.Random, day: date) -> date:
    """Move a day into the working rhythm: few applications are accepted on a rest day (online)."""
    calendar = workdays()
    if not calendar.is_workday(day) and rng.random() > 0.06:
        day = calendar.at_or_after(day)
    return day


def _season(day: date) -> float:
    weight = _MONTH_WEIGHT[day.month - 1]
    return weight * 0.4 if near_spring_festival(day) else weight


def _apply_day(rng: random.Random, project: Project, stage: int) -> date:
    """A day for a stage's applications, drawn again when the season is slack."""
    first, spread = _STAGE_DAYS[stage - 1]
    pace = 0.55 if project.workflow.kind == "4" else 1.0
    day = project.start
    for _ in range(4):
        day = project.start + timedelta(days=int(pace * (first + rng.random() * spread)))
        if rng.random() < _season(day):
            break
    return day


def wishes(rng: random.Random, project: Project) -> Iterator[Wish]:
    """The applications of a project in the order of the stages; a quarter of the stages are handled jointly."""
    for stage in range(1, 6):
        items = [
            item
            for item in ITEMS
            if item.stage == stage and item.applies_to(project.workflow) and rng.random() < item.share * 0.88
        ]
        joint = len(items) > 1 and stage != 5 and rng.random() < 0.25
        day = _apply_day(rng, project, stage)
        for item in items:
            if not joint:
                day = _apply_day(rng, project, stage)
            yield Wish(project, item, _rhythm(rng, day), f"BL-{project.code}-{stage}" if joint else "")


def zone_rows(projects: list[Project]) -> list[tuple[str, str]]:
    """(project code, zone) of the projects whose county code does not tell their unit."""
    return [
        (project.code, project.unit.key)
        for project in projects
        if UNIT_BY_KEY[project.unit.key].county != project.unit.key
    ]
