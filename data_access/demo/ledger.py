"""The 办件台账: approvals that are not construction projects, as one workbook."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import xlsxwriter

from data_access.demo import bulletin
from data_access.demo.cases import AFTERNOON, EVENING, MORNING, NOON
from data_access.demo.places import MUNICIPAL, UNITS, ZONES, Unit, department
from data_access.demo.schedule import late_factor, pace_on
from data_access.demo.workdays import near_spring_festival, workdays

COLUMNS: tuple[str, ...] = (
    "办件编号",
    "事项编码",
    "事项名称",
    "办件类型",
    "部门编码",
    "部门名称",
    "县区编码",
    "申请时间",
    "受理时间",
    "办结时间",
    "办理结果",
    "法定时限",
    "承诺时限",
    "暂停开始",
    "暂停结束",
    "暂停原因",
    "申请方式",
)
REASONS = ("专家评审", "检验检测", "现场核查", "材料补正")
RESULTS = {"办结（通过）": 96.0, "办结（不通过）": 1.6, "撤件": 1.4, "不予受理": 1.0}
OPEN = 13


@dataclass(frozen=True)
class LedgerItem:
    """An item of the ledger; ``committed`` 1 is an instant item."""

    code: str
    name: str
    bureau: str
    statutory: int
    committed: int
    pace: float
    share: float


def _item(number: int, name: str, bureau: str, *figures: float) -> LedgerItem:
    statutory, committed, pace, share = figures
    return LedgerItem(f"000713{number:03d}0000", name, bureau, int(statutory), int(committed), pace, share)


ITEMS: tuple[LedgerItem, ...] = (
    _item(1, "企业设立登记", "市监", 15, 1, 0.0, 14),
    _item(2, "企业变更登记", "市监", 15, 1, 0.0, 10),
    _item(3, "个体工商户注册登记", "市监", 15, 1, 0.0, 9),
    _item(4, "食品经营许可", "市监", 20, 10, 0.28, 14),
    _item(5, "药品经营许可", "市监", 20, 10, 0.36, 5),
    _item(6, "特种设备使用登记", "市监", 30, 8, 0.26, 5),
    _item(7, "公共场所卫生许可", "卫健", 20, 10, 0.27, 7),
    _item(8, "医疗机构执业登记", "卫健", 45, 12, 0.4, 3),
    _item(9, "劳务派遣经营许可", "人社", 20, 8, 0.35, 4),
    _item(10, "人力资源服务许可", "人社", 20, 8, 0.36, 3),
    _item(11, "道路货物运输经营许可", "交通", 20, 8, 0.27, 8),
    _item(12, "道路旅客运输站经营许可", "交通", 20, 8, 0.3, 2),
    _item(13, "营业性演出许可", "文旅", 20, 5, 0.36, 3),
    _item(14, "出版物零售经营许可", "文旅", 20, 6, 0.33, 3),
    _item(15, "民办学校设立审批", "教育", 90, 20, 0.4, 1),
    _item(16, "林木采伐许可", "林业", 20, 8, 0.32, 3),
    _item(17, "水域滩涂养殖证核发", "海渔", 20, 10, 0.36, 2),
    _item(18, "渔业捕捞许可", "海渔", 20, 8, 0.34, 2),
    _item(19, "动物防疫条件合格证核发", "农业", 20, 8, 0.34, 2),
    _item(20, "种子生产经营许可", "农业", 40, 15, 0.36, 1),
)
LICENCE = LedgerItem(
    bulletin.LICENCE_CODE, bulletin.LICENCE, "交通", bulletin.LICENCE_STATUTORY, bulletin.LICENCE_COMMITTED, 0.3, 0
)
_WEIGHTS = [item.share for item in ITEMS]
_LOCAL = tuple(unit for unit in (*UNITS, MUNICIPAL) if unit.key not in ZONES)


@dataclass
class Entry:
    """One row in the making; ``used`` None is still open, ``result`` as the ledger words it."""

    item: LedgerItem
    unit: Unit
    accepted: date
    used: int | None
    result: str
    pause: tuple[int, int | None] | None = None

    @property
    def finish(self) -> date:
        """Day of the decision."""
        calendar = workdays()
        passed = (self.used or 0) + ((self.pause[1] or 0) if self.pause else 0)
        return max(calendar.day_at(calendar.count(self.accepted) + passed), self.accepted)


class LedgerBuilder:
    """Draws the entries of the ledger."""

    def __init__(self, rng: random.Random, anchor: datetime) -> None:
        self.rng, self.anchor, self.calendar = rng, anchor, workdays()
        self.today = anchor.date()

    def entries(self, count: int) -> list[Entry]:
        """``count`` entries: the licences of the bulletin, the open ones, and the past two years."""
        entries = [*self._licences(), *self._open(max(2, round(OPEN * min(1.0, count / 1500))))]
        while len(entries) < count:
            entry = self._draw(self._day())
            if entry.finish < self.today:
                entries.append(entry)
        self._late(entries)
        return entries[:count]

    def _day(self) -> date:
        while True:
            day = self.today - timedelta(days=int(730 * self.rng.random() ** 1.15) + 1)
            slack = not self.calendar.is_workday(day) and self.rng.random() > 0.05
            if not slack and not (near_spring_festival(day) and self.rng.random() < 0.6):
                return day

    def _draw(self, day: date) -> Entry:
        item = self.rng.choices(ITEMS, weights=_WEIGHTS)[0]
        unit = self.rng.choices(_LOCAL, weights=[one.share for one in _LOCAL])[0]
        used = 0
        if item.committed > 1:
            mean = item.pace * pace_on(day, self.today) * item.committed
            used = min(item.committed, int(mean * (0.35 + 1.3 * self.rng.betavariate(2.2, 2.2)) + self.rng.random()))
        result = self.rng.choices(list(RESULTS), weights=list(RESULTS.values()))[0]
        pause = None
        if item.committed >= 5 and self.rng.random() < 0.11:
            pause = (self.rng.randint(0, used), self.rng.randint(1, 9))
        return Entry(item, unit, day, used, result, pause)

    def _licences(self) -> list[Entry]:
        """The licences of January 2026 as the bulletin counts them, and a few in every other month."""
        days = [day for day in range(5, 31) if self.calendar.is_workday(bulletin.LICENCE_MONTH.replace(day=day))]
        entries: list[Entry] = []
        for number, used in enumerate(bulletin.LICENCE_USED):
            finish = bulletin.LICENCE_MONTH.replace(day=days[(number * 5) % (len(days) - 2) + 2])
            entries.append(Entry(LICENCE, MUNICIPAL, self.calendar.shift(finish, -used), used, "办结（通过）"))
        first = self.today - timedelta(days=725)
        while (first.year, first.month) < (2025, 12):
            for _ in range(self.rng.randint(5, 9)):
                day = self.calendar.at_or_after(first.replace(day=self.rng.randint(1, 20)))
                slow = 3 if day.year == 2024 else 2
                entries.append(Entry(LICENCE, MUNICIPAL, day, self.rng.randint(1, slow), "办结（通过）"))
            first = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        return entries

    def _open(self, count: int) -> list[Entry]:
        """Entries without a decision: accepted in the last days, one of them paused."""
        entries: list[Entry] = []
        while len(entries) < count:
            age = self.rng.randint(0, 3)
            entry = self._draw(self.calendar.day_at(self.calendar.count(self.today) - age))
            if entry.item.committed < 7:
                continue
            entry.used, entry.result = None, ""
            entry.pause = None
            if not entries:
                entry.unit = MUNICIPAL
                entry.accepted = self.calendar.shift(self.today, -5)
                entry.pause = (2, None)
            entries.append(entry)
        return entries

    def _late(self, entries: list[Entry]) -> None:
        """A few entries of the common items come late."""
        last = (self.today.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
        for entry in entries:
            if entry.item.share < 7 or entry.item.committed < 5 or not entry.result.startswith("办结"):
                continue
            odds = entry.unit.late / 100 * late_factor(f"{entry.finish:%Y-%m}", last)
            if (self.today - entry.finish).days > 55 and self.rng.random() < odds:
                entry.used = entry.item.committed + self.rng.randint(1, 3)


def _stamp(rng: random.Random, day: date, anchor: datetime, *, after: str = "") -> str:
    """A time of day in office hours, later than ``after`` and never after the anchor."""
    if day == anchor.date():
        span = (max(0, anchor.hour * 3600 - 3600), anchor.hour * 3600 + anchor.minute * 60 - 600)
    else:
        span = (MORNING, NOON) if rng.random() < 0.55 else (AFTERNOON, EVENING)
    moment = datetime.combine(day, time.min) + timedelta(seconds=rng.randint(*span))
    if after and f"{moment:%Y-%m-%d %H:%M:%S}" <= after:
        moment = datetime.fromisoformat(after) + timedelta(seconds=rng.randint(60, 480))
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def ledger_row(entry: Entry, number: int, rng: random.Random, anchor: datetime) -> list[object]:
    """The cells of one entry, in the order of :data:`COLUMNS`."""
    calendar = workdays()
    office = department(entry.item.bureau, entry.unit)
    applied = _stamp(rng, entry.accepted, anchor)
    accepted = "" if entry.result == "不予受理" else _stamp(rng, entry.accepted, anchor, after=applied)
    begun = stopped = reason = ""
    last = accepted or applied
    if entry.pause and accepted:
        start = max(calendar.day_at(calendar.count(entry.accepted) + entry.pause[0]), entry.accepted)
        begun, reason = _stamp(rng, start, anchor, after=last), rng.choice(REASONS)
        last = begun
        if entry.pause[1] is not None:
            last = stopped = _stamp(rng, calendar.shift(start, entry.pause[1]), anchor, after=begun)
    ended = "" if entry.result == "" else _stamp(rng, entry.finish, anchor, after=last)
    return [
        f"BJ{entry.unit.key}-{entry.accepted:%y%m}-{number:05d}",
        entry.item.code,
        entry.item.name,
        "即办件" if entry.item.committed <= 1 else "承诺件",
        office.code,
        office.name,
        entry.unit.key,
        applied,
        accepted,
        ended,
        entry.result,
        entry.item.statutory,
        entry.item.committed,
        begun,
        stopped,
        reason,
        rng.choice(("窗口", "网上申请", "网上申请", "全流程网办")),
    ]


def write_ledger(path: Path, rows: Iterable[list[object]], created: datetime) -> None:
    """Write the workbook; equal rows give equal bytes."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
    book.set_properties({"title": "办件台账", "created": created})
    sheet = book.add_worksheet("办件台账")
    sheet.write_row(0, 0, COLUMNS)
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, row)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(COLUMNS) - 1, 18)
    book.close()
