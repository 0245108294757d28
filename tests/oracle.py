"""A brute-force reading of the definitions: plain Python, one case and one day at a time, slow and obvious.

It reads delivered exchange files by itself and shares no code with the product, so that both can only agree by being
right. Days are whole numbers since 1970-01-01 (Asia/Shanghai), instants UTC epoch seconds.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path

import chinese_calendar
import holidays

STOPS, WITHDRAWALS, REFUSALS = {11, 12, 13}, {2, 14, 15}, {4, 5}
CITY = "350500"
COUNTIES = "350502 350503 350504 350505 350521 350524 350525 350526 350527 350581 350582 350583 QZ-TSQ QZ-KFQ".split()
EVER = 10**7


def day_number(day: date) -> int:
    return day.toordinal() - date(1970, 1, 1).toordinal()


def day(text: str) -> int:
    return day_number(date.fromisoformat(text))


@cache
def statutory_days(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("CN", years=[year]))


@cache
def is_workday(number: int) -> bool:
    """By the notices up to 2026; later by the statutory days and the plain week."""
    on = date(1970, 1, 1) + timedelta(days=number)
    if on.year <= 2026:
        return bool(chinese_calendar.is_workday(on))
    return on.weekday() < 5 and on not in statutory_days(on.year)


def instant(text: str) -> int:
    """Seconds since the epoch of a local time in Shanghai."""
    local = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return int(local.timestamp()) - 8 * 3600


@dataclass
class Case:
    """One case with everything the definitions ask about it; ``events`` are (instant, serial number, state)."""

    key: str
    limit: int
    events: list[tuple[int, str, int]] = field(default_factory=list)
    unit: str = CITY
    stage: str = "0"
    item: str = ""
    department: str = ""
    kind: int = -1
    statutory: int = -1
    online: bool = False

    @property
    def instant(self) -> bool:
        return self.kind == 1 or self.limit <= 1


@dataclass
class Standing:
    """Where a case stands at the end of a day. ``light`` is for open cases only."""

    kind: str = "unknown"  # unknown, open, closed, out
    accepted: int | None = None
    finish: int | None = None
    out: int | None = None
    out_state: int = 0
    finish_state: int = 0
    used: int = 0
    paused: int = 0
    special: int = 0
    applicant: int = 0
    is_paused: bool = False
    light: str = ""


@dataclass(frozen=True)
class Settings:
    count_acceptance_day: bool = False
    correction_pauses: bool = True
    near_days: int = 2
    near_percent: int = 20


def stand(case: Case, until: int, settings: Settings = Settings()) -> Standing:
    """Tell the story of a case event by event up to the end of a day, then count its days one by one."""
    s = Standing()
    spans: list[tuple[str, int, int | None]] = []
    running: dict[str, int] = {}
    for at, _serial, state in sorted(case.events):
        today = (at + 8 * 3600) // 86400
        if today > until:
            break
        if state == 3 and s.accepted is None:
            s.accepted = today
        elif state in STOPS and s.accepted is not None and s.finish is None:
            s.finish, s.finish_state = today, state
        if state in WITHDRAWALS | REFUSALS and s.out is None:
            s.out, s.out_state = today, state
        for kind, begin, end in (("special", 9, 10), ("applicant", 6, 7)):
            if state == begin and kind not in running:
                running[kind] = today
            elif state == end and kind in running:
                spans.append((kind, running.pop(kind), today))
    spans += [(kind, start, None) for kind, start in running.items()]
    if s.accepted is None:
        s.kind = "out" if s.out is not None else "unknown"
        return s
    s.kind = "out" if s.out is not None else "closed" if s.finish is not None else "open"
    last = s.finish if s.finish is not None else until
    counted = [span for span in spans if settings.correction_pauses or span[0] == "special"]
    s.is_paused = s.kind == "open" and any(end is None for _, _, end in counted)
    for number in range(s.accepted + 1, last + 1):
        if not is_workday(number):
            continue
        inside = {kind for kind, start, end in spans if start < number and (end is None or number <= end)}
        s.special += "special" in inside
        s.applicant += inside == {"applicant"}
        stopped = "special" in inside or (settings.correction_pauses and "applicant" in inside)
        s.paused += stopped
        s.used += not stopped
    s.used += settings.count_acceptance_day and is_workday(s.accepted)
    s.light = _light(case.limit, s, settings)
    return s


def _light(limit: int, s: Standing, settings: Settings) -> str:
    if s.kind != "open":
        return ""
    if s.is_paused:
        return "pause"
    if s.used > limit:
        return "red"
    share = -((-limit * settings.near_percent) // 100)
    return "yellow" if limit - s.used <= min(max(settings.near_days, share), limit - 1) else "green"


def due_day(case: Case, accepted: int, paused: int, settings: Settings = Settings()) -> int:
    """Walk from the day of acceptance until limit + paused working days have gone by."""
    left = case.limit + paused - (settings.count_acceptance_day and is_workday(accepted))
    number = accepted
    while not is_workday(number) and left == 0:
        number -= 1  # nothing to add: the working day before a rest day carries the same count
    while left < 0 or (left == 0 and not is_workday(number)):
        left += is_workday(number)
        number -= 1
    while left > 0:
        number += 1
        left -= is_workday(number)
    return number


# Figures


@dataclass(frozen=True)
class Ask:
    """A selection: ``unit`` is a code, or empty for the whole city (``own``: the city's own level)."""

    first: int
    last: int
    as_of: int
    unit: str = ""
    stage: str = ""
    item: str = ""
    department: str = ""

    def takes(self, case: Case) -> bool:
        unit = CITY if self.unit == "own" else self.unit
        return (
            unit in ("", case.unit)
            and self.stage in ("", case.stage)
            and self.item in ("", case.item)
            and self.department in ("", case.department)
        )


def figures(cases: Iterable[Case], ask: Ask, settings: Settings = Settings()) -> dict[str, Fraction | int | None]:
    """Every approval figure of a selection by its short key (``approvals.`` left out)."""
    chosen = [(case, stand(case, ask.as_of, settings)) for case in cases if ask.takes(case)]
    until = min(ask.last, ask.as_of)

    def inside(number: int | None) -> bool:
        return number is not None and ask.first <= number <= until

    closed = [(case, s) for case, s in chosen if s.kind == "closed" and inside(s.finish)]
    averaged = sorted(((s.used, case) for case, s in closed if not case.instant), key=lambda pair: pair[0])
    lawful = [(used, case.statutory) for used, case in averaged if case.statutory > 0]
    lights = [s.light for _, s in chosen if s.kind == "open"]
    on_time = sum(s.used <= case.limit for case, s in closed)
    used, limit = sum(pair[0] for pair in averaged), sum(case.limit for _, case in averaged)

    def mean(total: int, base: int) -> Fraction | None:
        return Fraction(total, base) if base else None

    def rank(percent: int) -> int | None:
        if not averaged:
            return None
        position = max(-(-percent * len(averaged) // 100), 1)
        return averaged[position - 1][0]

    return {
        "accepted": sum(inside(s.accepted) for _, s in chosen),
        "withdrawn": sum(inside(s.out) and s.out_state in WITHDRAWALS for _, s in chosen),
        "refused": sum(inside(s.out) and s.out_state in REFUSALS for _, s in chosen),
        "closed": len(closed),
        "open": len(lights),
        "red": lights.count("red"),
        "yellow": lights.count("yellow"),
        "green": lights.count("green"),
        "paused": lights.count("pause"),
        "on_time_rate": mean(on_time, len(closed) + lights.count("red")),
        "mean_used": mean(used, len(averaged)),
        "p50_used": rank(50),
        "p90_used": rank(90),
        "mean_limit": mean(limit, len(averaged)),
        "speedup_committed": 1 - Fraction(used, limit) if limit else None,
        "speedup_statutory": 1 - Fraction(sum(u for u, _ in lawful), sum(d for _, d in lawful)) if lawful else None,
        "instant_rate": mean(sum(case.instant for case, _ in closed), len(closed)),
        "online_rate": mean(sum(case.online for case, _ in closed), len(closed)),
        "overdue_days": sum(max(s.used - case.limit, 0) for case, s in closed),
        "agency_days": mean(sum(s.used for _, s in closed), len(closed)),
        "applicant_days": mean(sum(s.applicant for _, s in closed), len(closed)),
        "special_days": mean(sum(s.special for _, s in closed), len(closed)),
    }


# Reading delivered files

Row = dict[str, str]


def read_rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


KEYS = {
    "SPGL_XMJBXXB": "GCDM",
    "SPGL_XMSPSXBLXXB": "SPSXSLBM",
    "SPGL_XMSPSXBLXXXXB": "SPSXSLBM",
    "SPGL_DFXMSPLCJDXXB": "SPJDXH",
    "SPGL_DFXMSPLCJDSXXXB": "SPSXBM",
    "SPGL_SPSXJBXXB_V3": "SPSXBM",
}
"""The column that, with LSH, identifies a row of each table."""


@dataclass
class Delivery:
    """What stands in the database after a sequence of files: rows by (table, key, serial number), the last one wins."""

    rows: dict[tuple[str, str, str], Row] = field(default_factory=dict)
    mapping: dict[tuple[str, str], str] = field(default_factory=dict)

    def deliver(self, *paths: Path) -> "Delivery":
        """Take in files or folders; a file's name begins with its table's name."""
        for path in paths:
            for file in sorted(path.glob("*.csv")) if path.is_dir() else [path]:
                self._take(file)
        return self

    def _take(self, file: Path) -> None:
        if file.stem.startswith("unit_mapping"):
            for row in read_rows(file):
                kind = "project" if row["项目代码"] else "department"
                self.mapping[kind, row["项目代码"] or row["部门编码"]] = row["统计单位"]
            return
        table = file.stem.split("-")[0]
        key = KEYS.get(table)
        for row in read_rows(file) if key else []:
            self.rows[table, row[key or ""], row.get("LSH", "")] = row

    def valid(self, table: str) -> list[Row]:
        """Valid rows of a table, older versions first."""
        found = [row for (name, _, _), row in self.rows.items() if name == table and row.get("SJYXBS", "1") == "1"]
        return sorted(found, key=lambda row: row.get("LSH", ""))

    def cases(self) -> list[Case]:
        """The valid cases with their events and dimensions."""
        projects: dict[str, Row] = {}
        for row in sorted(self.valid("SPGL_XMJBXXB"), key=lambda row: (row["SBSJ"], row["LSH"])):
            projects[row["GCDM"]] = row
        stages = {row["SPJDXH"]: row["DYBZSPJDXH"].split(",")[0] for row in self.valid("SPGL_DFXMSPLCJDXXB")}
        catalogue = {(row["SPSXBM"], row["SPSXBBH"]): row for row in self.valid("SPGL_DFXMSPLCJDSXXXB")}
        laws = {(row["SPSXBM"], row["SPSXBBH"]): int(row["FDBJSX"]) for row in self.valid("SPGL_SPSXJBXXB_V3")}
        cases: dict[str, Case] = {}
        for row in self.valid("SPGL_XMSPSXBLXXB"):
            item = (row["SPSXBM"], row["SPSXBBH"])
            listed = catalogue.get(item)
            cases[row["SPSXSLBM"]] = Case(
                key=row["SPSXSLBM"],
                limit=int(row["SXBLSX"]),
                unit=self._unit(row, projects),
                stage=stages.get(listed["SPJDXH"], "0") if listed else "0",
                item=row["SPSXBM"],
                department=row["SPBMBM"],
                kind=int(listed["BJLX"]) if listed else -1,
                statutory=laws.get(item, -1),
                online=row["SLFS"] == "4",
            )
        for row in self.valid("SPGL_XMSPSXBLXXXXB"):
            if row["SPSXSLBM"] in cases:
                event = (instant(row["BLSJ"]), row["LSH"], int(row["BLZT"]))
                cases[row["SPSXSLBM"]].events.append(event)
        return sorted(cases.values(), key=lambda case: case.key)

    def _unit(self, row: Row, projects: dict[str, Row]) -> str:
        if zone := self.mapping.get(("project", row["GCDM"])):
            return zone
        if project := projects.get(row["GCDM"]):
            return project["JSDDXZQH"] if project["JSDDXZQH"] in COUNTIES else CITY
        return self.mapping.get(("department", row["SPBMBM"]), CITY)


def breakdown(cases: Sequence[Case], by: str) -> dict[str, list[Case]]:
    """The cases by unit, stage, item or department."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(getattr(case, by), []).append(case)
    return groups
