"""Exchange files for tests: rows by table, by hand or at random from a seed, written as a city exports them."""

import csv
import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from tests.oracle import COUNTIES, Row

HEADS = {
    "SPGL_DFXMSPLCXXB": "LSH SJYXBS SPLCBM SPLCMC SPLCBBH SPLCSXSJ SPLCLX",
    "SPGL_DFXMSPLCJDXXB": "LSH SJYXBS SPLCBM SPLCBBH SPJDBM SPJDMC SPJDXH DYBZSPJDXH SPJDSX LCBSXLX",
    "SPGL_DFXMSPLCJDSXXXB": "LSH SJYXBS SPLCBM SPLCBBH SPJDXH SPSXBM SPSXBBH SPSXMC SPSXBLSX BJLX SFLCBSX",
    "SPGL_SPSXJBXXB_V3": "LSH SJYXBS SPSXBM SPSXBBH SPSXMC FDBJSX CNBJSX",
    "SPGL_XMJBXXB": "LSH SJYXBS XZQHDM XMDM XMMC GCDM SPLCLX JSDDXZQH SBSJ SPLCBM SPLCBBH",
    "SPGL_XMSPSXBLXXB": "LSH SJYXBS XZQHDM GCDM SPSXBM SPSXBBH SPLCBM SPLCBBH SPSXSLBM SPBMBM SPBMMC SLFS SXBLSX",
    "SPGL_XMSPSXBLXXXXB": "LSH SJYXBS XZQHDM GCDM SPSXSLBM BLZT BLSJ BLCS",
    "SPGL_XMSPSXBLTBCXXXB": "LSH SJYXBS GCDM SPSXSLBM TBCX TBCXMC TBCXKSSJ TBCXSXLX TBCXSX",
    "SPGL_XMSPSXPFWJXXB": "LSH SJYXBS GCDM SPSXSLBM PFRQ PFWH PFWJBT",
    "SPGL_XMDWXXB": "LSH SJYXBS XMDM GCDM DWTYSHXYDM DWMC DWLX",
    "unit_mapping": "项目代码 部门编码 统计单位",
}
PROJECT, CASE, EVENT = "SPGL_XMJBXXB", "SPGL_XMSPSXBLXXB", "SPGL_XMSPSXBLXXXXB"


@dataclass
class Exchange:
    """Rows of some tables. Serial numbers are given in the order in which rows are made."""

    tables: dict[str, list[Row]] = field(default_factory=dict)
    serial: int = 0

    def add(self, table: str, **values: object) -> Row:
        """Append a row; columns that are not given are empty, LSH counts up, SJYXBS is 1."""
        self.serial += 1
        given = {"LSH": f"L{self.serial:07}", "SJYXBS": "1", "XZQHDM": "350500"}
        given |= {name: str(value) for name, value in values.items()}
        row = {name: given.get(name, "") for name in HEADS[table].split()}
        self.tables.setdefault(table, []).append(row)
        return row

    def project(self, key: str, *, site: str = "350502", filed: str = "2025-01-02 09:00:00", **values: object) -> Row:
        given = {"XMMC": f"项目{key}", **values}
        return self.add(PROJECT, GCDM=key, JSDDXZQH=site, SBSJ=filed, **given)

    def case(self, key: str, *, limit: int = 5, project: str = "", item: str = "SX1", **values: object) -> Row:
        given = {"SPBMBM": "BM1", "SPBMMC": "部门一", "SPSXBBH": "1", "SLFS": "1", **values}
        return self.add(CASE, SPSXSLBM=key, SXBLSX=limit, GCDM=project, SPSXBM=item, **given)

    def event(self, key: str, state: int, at: str, **values: object) -> Row:
        at = at if " " in at else f"{at} 10:00:00"
        return self.add(EVENT, SPSXSLBM=key, BLZT=state, BLSJ=at, **{"BLCS": "窗口", **values})

    def document(self, key: str, **values: object) -> Row:
        return self.add("SPGL_XMSPSXPFWJXXB", SPSXSLBM=key, **{"PFRQ": "2026-01-20", **values})

    def special(self, key: str, **values: object) -> Row:
        return self.add("SPGL_XMSPSXBLTBCXXXB", SPSXSLBM=key, **{"TBCXKSSJ": "2026-01-06 10:00:00", **values})

    def zone(self, unit: str, *, project: str = "", department: str = "") -> Row:
        return self.add("unit_mapping", 项目代码=project, 部门编码=department, 统计单位=unit)

    def catalogue(self) -> None:
        """Six items in five stages; SX5 is decided on the spot, SX1 and SX2 have a statutory limit."""
        flow = {"SPLCBM": "LC1", "SPLCBBH": "1"}
        self.add("SPGL_DFXMSPLCXXB", **flow, SPLCMC="流程", SPLCSXSJ="2023-01-01", SPLCLX="3")
        for number, standard in enumerate(("1", "2", "3,5", "4", "5"), start=1):
            stage = {"SPJDBM": f"JD{number}", "SPJDMC": f"阶段{number}", "DYBZSPJDXH": standard, "SPJDSX": 30}
            self.add("SPGL_DFXMSPLCJDXXB", **flow, SPJDXH=number, LCBSXLX=1, **stage)
        for number in range(6):
            item = {"SPSXBM": f"SX{number}", "SPSXBBH": "1", "SPSXMC": f"事项{number}"}
            kind = 1 if number == 5 else 2
            place = {"SPJDXH": number % 5 + 1, "SPSXBLSX": 10, "BJLX": kind, "SFLCBSX": 1}
            self.add("SPGL_DFXMSPLCJDSXXXB", **flow, **item, **place)
            if number in (1, 2):
                self.add("SPGL_SPSXJBXXB_V3", **item, FDBJSX=20 * number, CNBJSX=10)

    def write(self, folder: Path) -> Path:
        """Write one CSV file a table (UTF-8 with BOM, as databases export them); the folder is made."""
        folder.mkdir(parents=True, exist_ok=True)
        for table, rows in self.tables.items():
            with (folder / f"{table}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
                writer = csv.DictWriter(stream, HEADS[table].split())
                writer.writeheader()
                writer.writerows(rows)
        return folder


def random_exchange(rng: random.Random, *, cases: int = 50, last: date = date(2026, 2, 9), months: int = 8) -> Exchange:
    """Cases of all kinds over the months before ``last``: nothing in it is tidy."""
    made = Exchange()
    made.catalogue()
    projects = [f"GC-{number}" for number in range(max(cases // 4, 2))]
    for key in projects:
        for version in range(rng.choice((1, 1, 2, 3))):
            site = rng.choice([*COUNTIES[:5], "350500", "359999"])
            filed = f"2025-0{rng.randint(1, 3)}-0{version + 1} 09:00:00"
            made.project(key, site=site, filed=filed, SJYXBS=rng.choice("1110") if version else "1")
    made.zone("QZ-TSQ", project=projects[0])
    made.zone("350581", department="BM3")
    start = last - timedelta(days=30 * months)
    for number in range(cases):
        _random_case(made, rng, f"SL-{number:04}", projects, begin=start, last=last)
    for number in range(3):
        made.event(f"ORPHAN-{number}", 3, "2025-12-01")
    return made


def _random_case(made: Exchange, rng: random.Random, key: str, projects: list[str], *, begin: date, last: date) -> None:
    item, department = rng.randrange(7), rng.randrange(1, 5)
    row: dict[str, object] = {
        "limit": rng.choice((0, 1, 2, 3, 5, 5, 10, 15, 20)),
        "project": rng.choice([*projects, *projects, "GC-UNKNOWN", ""]),
        "item": f"SX{item}",
        "SPBMBM": f"BM{department}",
        "SPBMMC": f"部门{department}",
        "SLFS": rng.choice("1244"),
        "SPLCBM": rng.choice(("LC1", "LC1", "")),
    }
    row["SPLCBBH"] = "1" if row["SPLCBM"] else ""
    for version in range(rng.choice((1, 1, 1, 2))):
        made.case(key, **(row | {"limit": rng.choice((4, 8)), "SJYXBS": rng.choice("01")} if version else row))  # type: ignore[arg-type]
    moment = datetime(begin.year, begin.month, begin.day, 9) + timedelta(days=rng.randrange((last - begin).days))
    for state in _random_story(rng):
        moment += timedelta(days=rng.choice((0, 0, 1, 1, 2, 3, 5, 9, 30)), seconds=rng.choice((0, 0, 1, 2, 20_000)))
        if moment.date() > last:
            break
        made.event(key, state, f"{moment:%Y-%m-%d %H:%M:%S}", SJYXBS=rng.choice("1111111110"))


def _random_story(rng: random.Random) -> list[int]:
    """States in a plausible order most of the time, and in any order now and then."""
    if rng.random() < 0.15:
        return [rng.randint(1, 16) for _ in range(rng.randint(1, 10))]
    story = [1, *rng.choice(([], [6, 7], [4], [2])), 3, 8]
    for _ in range(rng.randrange(3)):
        story += rng.choice(([9, 10], [6, 7], [9, 6, 10, 7], [6, 9, 7], [9], [10], [9, 9, 10]))
    story += rng.choice(([11], [11], [12], [13], [], [], [2], [14], [15], [11, 15], [11, 13], [5]))
    return story


def in_parts(whole: Exchange, rng: random.Random, parts: int) -> list[Exchange]:
    """The rows of an exchange at random over several deliveries, some of them delivered twice."""
    made = [Exchange(serial=whole.serial) for _ in range(parts)]
    for table, rows in whole.tables.items():
        for row in rows:
            for _ in range(rng.choice((1, 1, 1, 2))):
                made[rng.randrange(parts)].tables.setdefault(table, []).append(row)
    for part in made:
        for rows in part.tables.values():
            rng.shuffle(rows)
    return made
