"""A brute-force reading of the written files by the definitions of the field, independent of the generator."""

import csv
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import chinese_calendar
import pytest
from python_calamine import CalamineWorkbook

from data_access.demo.generate import LEDGER_FILE, MAPPING_FILE, DemoSummary, write_demo

ANCHOR = datetime(2026, 2, 9, 9, 11)
STOP, OUT = {"11", "12", "13"}, {"2", "14", "15", "4", "5"}


@cache
def is_workday(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))


@cache
def working_days(after: date, until: date) -> int:
    """Working days later than ``after`` up to and including ``until``, counted one by one."""
    return sum(is_workday(after + timedelta(days=gap)) for gap in range(1, (until - after).days + 1))


@dataclass
class Approval:
    """One approval as its records tell it."""

    key: str
    project: str
    unit: str
    item: str
    limit: int
    instant: bool
    accepted: datetime | None = None
    finish: datetime | None = None
    ended: datetime | None = None
    pauses: list[tuple[date, date | None]] = field(default_factory=list)

    def used(self, until: date) -> int:
        """Working days from acceptance to ``until`` that no pause covers."""
        assert self.accepted is not None
        start = self.accepted.date()
        stopped: set[date] = set()
        for begin, end in self.pauses:
            day = max(begin, start) + timedelta(days=1)
            while day <= min(end or until, until):
                stopped.add(day)
                day += timedelta(days=1)
        days = [start + timedelta(days=gap) for gap in range(1, (until - start).days + 1)]
        return sum(1 for day in days if is_workday(day) and day not in stopped)

    def closed_by(self, moment: datetime) -> bool:
        return self.finish is not None and self.finish <= moment and not (self.ended and self.ended <= moment)

    def open_at(self, moment: datetime) -> bool:
        return (
            self.accepted is not None
            and self.accepted <= moment
            and not (self.finish and self.finish <= moment)
            and not (self.ended and self.ended <= moment)
        )

    def light(self, moment: datetime) -> str:
        if any(begin <= moment.date() and (end is None or end > moment.date()) for begin, end in self.pauses):
            return "paused"
        used = self.used(moment.date())
        margin = min(max(2, -(-self.limit // 5)), self.limit - 1)
        return "red" if used > self.limit else "yellow" if self.limit - used <= margin else "green"


def read_csv(directory: Path, table: str) -> list[dict[str, str]]:
    with (directory / f"{table}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _walk(approval: Approval, events: list[tuple[datetime, str, str]]) -> None:
    """Acceptance, decision, end and pauses from the events in (time, serial) order."""
    open_pause: dict[str, date] = {}
    for moment, _, state in sorted(events):
        if state == "3" and approval.accepted is None:
            approval.accepted = moment
        elif state in STOP and approval.accepted and approval.finish is None:
            approval.finish = moment
        elif state in OUT and approval.ended is None:
            approval.ended = moment
        elif state in ("9", "6"):
            open_pause.setdefault(state, moment.date())
        elif state in ("10", "7"):
            begin = open_pause.pop("9" if state == "10" else "6", None)
            if begin is not None:
                approval.pauses.append((begin, moment.date()))
    approval.pauses += [(begin, None) for begin in open_pause.values()]


def read_exchange(directory: Path) -> dict[str, Approval]:
    """Approvals of the exchange tables, valid rows only."""
    zones = {row["project_code"]: row["unit"] for row in read_csv(directory, MAPPING_FILE.removesuffix(".csv"))}
    counties = {row["GCDM"]: row["JSDDXZQH"] for row in read_csv(directory, "SPGL_XMJBXXB") if row["SJYXBS"] == "1"}
    items = {row["SPSXBM"]: row for row in read_csv(directory, "SPGL_SPSXJBXXB_V3")}
    events: dict[str, dict[str, tuple[datetime, str, str]]] = {}
    for row in read_csv(directory, "SPGL_XMSPSXBLXXXXB"):
        if row["SJYXBS"] == "1":
            moment = datetime.fromisoformat(row["BLSJ"])
            events.setdefault(row["SPSXSLBM"], {})[row["LSH"]] = (moment, row["LSH"], row["BLZT"])
    approvals = {}
    for row in read_csv(directory, "SPGL_XMSPSXBLXXB"):
        if row["SJYXBS"] != "1":
            continue
        item, code = items[row["SPSXBM"]], row["GCDM"]
        unit = zones.get(code) or counties.get(code) or row["SPBMBM"][:6]
        approval = Approval(row["SPSXSLBM"], code, unit, item["SPSXMC"], int(row["SXBLSX"]), item["BJLX"] == "1")
        _walk(approval, list(events[row["SPSXSLBM"]].values()))
        approvals[approval.key] = approval
    return approvals


def read_ledger(directory: Path) -> dict[str, Approval]:
    """Approvals of the ledger workbook."""
    rows = CalamineWorkbook.from_path(str(directory / LEDGER_FILE)).get_sheet_by_index(0).to_python()
    approvals = {}
    for row in (dict(zip(rows[0], cells, strict=True)) for cells in rows[1:]):
        times = {
            name: datetime.fromisoformat(str(row[name])) if row[name] else None
            for name in ("受理时间", "办结时间", "暂停开始", "暂停结束")
        }
        approval = Approval(
            str(row["办件编号"]),
            "",
            str(row["县区编码"]),
            str(row["事项名称"]),
            int(row["承诺时限"]),
            row["办件类型"] == "即办件",
            accepted=times["受理时间"],
        )
        if str(row["办理结果"]).startswith("办结"):
            approval.finish = times["办结时间"]
        elif row["办理结果"]:
            approval.ended = times["办结时间"]
        if times["暂停开始"]:
            approval.pauses = [(times["暂停开始"].date(), times["暂停结束"].date() if times["暂停结束"] else None)]
        approvals[approval.key] = approval
    return approvals


@dataclass
class Written:
    """The written demonstration and its reading."""

    directory: Path
    summary: DemoSummary
    exchange: dict[str, Approval]
    ledger: dict[str, Approval]

    @property
    def approvals(self) -> list[Approval]:
        return [*self.exchange.values(), *self.ledger.values()]

    def figures(self, first: date, last: date, unit: str | None = None) -> dict[str, float]:
        """On-time rate and pace of one period, as of its last day."""
        rows = [one for one in self.approvals if one.accepted and unit in (None, one.unit)]
        moment = min(datetime(last.year, last.month, last.day, 23, 59, 59), ANCHOR)
        closed = [one for one in rows if one.closed_by(moment) and one.finish and first <= one.finish.date() <= last]
        used = {one.key: one.used(one.finish.date()) for one in closed if one.finish}
        on_time = sum(used[one.key] <= one.limit for one in closed)
        red = sum(one.light(moment) == "red" for one in rows if one.open_at(moment))
        paced = [one for one in closed if not one.instant and one.limit > 1]
        count = max(len(paced), 1)
        return {
            "closed": len(closed),
            "red": red,
            "on_time": on_time / max(len(closed) + red, 1),
            "used": sum(used[one.key] for one in paced) / count,
            "limit": sum(one.limit for one in paced) / count,
        }


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The default demonstration, written once."""
    directory = tmp_path_factory.mktemp("demo")
    summary = write_demo(directory, anchor=ANCHOR)
    return Written(directory, summary, read_exchange(directory), read_ledger(directory))
