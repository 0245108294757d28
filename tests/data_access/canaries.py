"""A city in which every unit has a word of its own in each text it owns, so that any leak can be seen."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard.permissions import GRANTS, Identity, Role, Scope
from dashboard.vocabulary import CITY, UNIT_CODES
from tests.data_access.conftest import Store
from tests.exchange import Exchange

UNITS = tuple(code for code in UNIT_CODES if code != CITY)
WORDS = {unit: f"KANARIE{number:02}Z" for number, unit in enumerate(UNITS, start=1)}
STATES = ("open", "closed", "late", "paused", "left", "refused", "waiting")
LEDGER = "办件编号 事项编码 事项名称 部门编码 部门名称 县区编码 申请时间 受理时间 办结时间 承诺时限".split()


def coordinator(*units: str, name: str = "") -> Identity:
    """Somebody who imports for some units."""
    scope = Scope(frozenset(units))
    grants = GRANTS[Role.COORDINATOR]
    return Identity(name or f"c-{'-'.join(units)}", grants, scope=scope, kind="session", role=Role.COORDINATOR)


def case_keys(unit: str) -> list[str]:
    """Every case number of a unit, whether its case has come or not."""
    return [f"{WORDS[unit]}-{state}" for state in (*STATES, "ledger", "orphan")]


def delivery(unit: str, *, serial: int = 0) -> Exchange:
    """A project and cases in all states, with the unit's word in each text."""
    word = WORDS[unit]
    made = Exchange(serial=serial or 1_000 * (UNITS.index(unit) + 1))
    made.project(f"{word}-GC", site=unit if unit.isdecimal() else "350500", XMMC=f"{word}项目", XMDM=f"{word}-XM")
    own = {"SPBMBM": f"{unit if unit.isdecimal() else '350500'}-{word}", "SPBMMC": f"{word}局", "BLSPSLBM": word}
    own = {name: value for name, value in own.items() if name != "BLSPSLBM"}
    for state in STATES:
        key = f"{word}-{state}"
        made.case(key, project=f"{word}-GC", item="SX1", limit=5, **own)  # type: ignore[arg-type]
        if state != "waiting":
            made.event(key, 3, "2026-01-05", BLCS=f"{word}科")
        made.document(key, PFWH=f"{word}字1号", PFWJBT=f"{word}批复")
        made.special(key, TBCXMC=f"{word}听证")
    for state, code, day in (("closed", 11, "08"), ("late", 11, "28"), ("paused", 9, "07"), ("left", 14, "09")):
        made.event(f"{word}-{state}", code, f"2026-01-{day}", BLCS=f"{word}科")
    made.event(f"{word}-refused", 5, "2026-01-06", BLCS=f"{word}科")
    return made


def ledger(folder: Path, unit: str, *, key: str = "", at: str = "") -> Path:
    """A ledger of one case whose item only it names, and one bad row; its file is named after the unit's word."""
    word = WORDS[unit]
    folder.mkdir(parents=True, exist_ok=True)
    row = [
        key or f"{word}-ledger", f"{word}-SX", f"{word}事项", f"{word}-BM", f"{word}科室", at or unit,
        "2026-01-04 09:00:00", "2026-01-05 09:00:00", "2026-01-09 09:00:00", "5",
    ]  # fmt: skip
    path = folder / f"{word}.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([LEDGER, row, [f"{word}-bad", *row[1:-1], f"{word}天"]])
    return path


def unplaced(unit: str) -> Exchange:
    """Rows that are left out, with the unit's word in the raw cells, and an event whose case never comes."""
    word = WORDS[unit]
    made = Exchange(serial=1_000 * (UNITS.index(unit) + 1) + 500)
    made.case(f"{word}-open", project=f"{word}-GC", SPBMMC=f"{word}局", limit=f"{word}天")  # type: ignore[arg-type]
    made.event(f"{word}-open", 3, f"{word}日 x")
    made.event(f"{word}-orphan", 3, "2026-01-05", BLCS=f"{word}科")
    return made


def together(*parts: Exchange) -> Exchange:
    """The rows of several deliveries as one."""
    made = Exchange()
    for part in parts:
        for table, rows in part.tables.items():
            made.tables.setdefault(table, []).extend(rows)
    return made


def fill(store: Store, folder: Path, *, units: Iterable[str] = UNITS) -> None:
    """Bring in the catalogue and every unit's data: as the centre does, and as the units themselves do."""
    shared = Exchange()
    shared.catalogue()
    for unit in units:
        if not unit.isdecimal():
            shared.zone(unit, project=f"{WORDS[unit]}-GC")
    store.bring(shared.write(folder / "shared"))
    alone, rest = tuple(units)[:2], tuple(units)[2:]
    for unit in alone:
        store.bring(delivery(unit).write(folder / unit))
        store.bring(unplaced(unit).write(folder / f"{unit}-unplaced"))
    store.bring(together(*map(delivery, rest)).write(folder / "rest"))
    store.bring(together(*map(unplaced, rest)).write(folder / "rest-unplaced"))
    for unit in units:
        report = store.services.importer.import_files([ledger(folder / f"{unit}-ledger", unit)], by=coordinator(unit))
        assert not report.refused, report.file_issues


def spoken(value: Any) -> Iterator[str]:
    """Every text inside an answer."""
    if isinstance(value, pd.DataFrame):
        yield from map(str, value.columns)
        for name in value.columns:
            yield from map(str, value[name].tolist())
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from spoken(getattr(value, field.name))
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from spoken(key)
            yield from spoken(part)
    elif isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from spoken(part)
    elif hasattr(value, "tolist"):
        yield str(value.tolist())
    else:
        yield str(value)


def text_of(value: Any) -> str:
    """All of an answer as one text."""
    return "\n".join(spoken(value))


def strangers(text: str, unit: str) -> set[str]:
    """Units other than this one whose word is in a text."""
    return {other for other, word in WORDS.items() if other != unit and word in text}


def without_time(report: Any) -> Any:
    """A report without what differs between any two imports."""
    return replace(report, batch_id="", started_at=report.finished_at, already=None)
