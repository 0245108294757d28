"""The approval facts of the city's bulletin (2026, No. 2), told as records of the demonstration data.

15 国内水路运输经营许可. The bulletin: 14 licences decided, one day on average, 80 % faster. The records: the ledger
   holds exactly 14 licences of the municipal transport bureau decided in January 2026, with used working days 0, 1
   and 2 whose mean is exactly 1; committed 5 and statutory 20 working days, so 1 − 14 ÷ 70 = 80 %.
 1 竣工备案 → 施工许可. The bulletin: two working days, elsewhere two days, in 鲤城区. The records: the completion
   filing of a commercial complex ends on Tuesday 20 January 2026; the construction permit of the next project (its
   fitting out), whose QJDGCDM names the first, ends on Thursday 22 January: two working and two calendar days.
20 立项 → 桩基施工许可. The bulletin: 23 days, in 石狮市. The records: the investment filing of a plant ends on
   22 October 2025 and its piling permit on 14 November 2025: 23 calendar days, from decision to decision.
"""

from dataclasses import dataclass
from datetime import date, datetime

from data_access.demo.catalogue import COMPLETION_FILING, CONSTRUCTION, FILING, ITEM_BY_NAME, PILING, WORKFLOWS
from data_access.demo.places import UNIT_BY_KEY
from data_access.demo.projects import Project, ProjectBook, Wish

EARLIEST_ANCHOR = datetime(2026, 2, 1)

LICENCE_CODE = "0008130510000"
LICENCE = "国内水路运输经营许可"
LICENCE_MONTH = date(2026, 1, 1)
LICENCE_COMMITTED = 5
LICENCE_STATUTORY = 20
LICENCE_USED: tuple[int, ...] = (1, 0, 1, 2, 1, 1, 0, 1, 2, 1, 1, 2, 0, 1)


@dataclass(frozen=True)
class Step:
    """One approval of a story: item, day of acceptance, used working days and the day it must end."""

    item: str
    accepted: date
    used: int
    finished: date


@dataclass(frozen=True)
class Story:
    """A project whose approvals are fixed day by day. ``follows`` is the story of the phase before."""

    key: str
    unit: str
    name: str
    workflow: int
    start: date
    steps: tuple[Step, ...]
    follows: str = ""


COMPLETED = Story(
    "completed",
    "350502",
    "江滨商业综合体（二期）",
    2,
    date(2024, 3, 4),
    (
        Step(FILING, date(2024, 3, 6), 1, date(2024, 3, 7)),
        Step("建设用地规划许可", date(2024, 3, 28), 4, date(2024, 4, 3)),
        Step("设计方案联审", date(2024, 4, 18), 12, date(2024, 5, 8)),
        Step("建设工程规划许可", date(2024, 5, 20), 7, date(2024, 5, 29)),
        Step("消防设计审查", date(2024, 6, 18), 11, date(2024, 7, 3)),
        Step(CONSTRUCTION, date(2024, 7, 19), 4, date(2024, 7, 25)),
        Step("竣工联合验收", date(2025, 12, 22), 12, date(2026, 1, 8)),
        Step(COMPLETION_FILING, date(2026, 1, 15), 3, date(2026, 1, 20)),
    ),
)
FITTING_OUT = Story(
    "fitting_out",
    "350502",
    "江滨商业综合体（二期）装修工程",
    2,
    date(2026, 1, 12),
    (Step(CONSTRUCTION, date(2026, 1, 20), 2, date(2026, 1, 22)),),
    follows="completed",
)
PILED = Story(
    "piled",
    "350581",
    "滨海科创半导体配套产业园",
    4,
    date(2025, 10, 17),
    (
        Step(FILING, date(2025, 10, 21), 1, date(2025, 10, 22)),
        Step("建设用地规划许可", date(2025, 10, 24), 3, date(2025, 10, 29)),
        Step("建设工程规划许可", date(2025, 10, 30), 5, date(2025, 11, 6)),
        Step(PILING, date(2025, 11, 11), 3, date(2025, 11, 14)),
        Step("消防设计审查", date(2025, 11, 18), 6, date(2025, 11, 26)),
        Step(CONSTRUCTION, date(2025, 12, 2), 2, date(2025, 12, 4)),
    ),
)
STORIES: tuple[Story, ...] = (COMPLETED, FITTING_OUT, PILED)
COMPLETION_TO_PERMIT_DAYS = 2
FILING_TO_PILING_DAYS = 23


def story_wishes(book: ProjectBook) -> tuple[dict[str, Project], list[tuple[Wish, Step]]]:
    """Create the projects of the stories and their applications; call it before any project is drawn."""
    projects: dict[str, Project] = {}
    wishes: list[tuple[Wish, Step]] = []
    for story in STORIES:
        linked = projects[story.follows].code if story.follows else ""
        project = book.create(
            unit=UNIT_BY_KEY[story.unit],
            workflow=WORKFLOWS[story.workflow],
            start=story.start,
            name=story.name,
            linked_to=linked,
        )
        projects[story.key] = project
        wishes += [(Wish(project, ITEM_BY_NAME[step.item], step.accepted), step) for step in story.steps]
    return projects, wishes
