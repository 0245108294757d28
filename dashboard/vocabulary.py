"""Codes of the national exchange standard and the reporting units, as the field names them.

Source: 工程建设项目审批管理系统数据共享交换标准 2.0 (BLZT, SLFS, BJLX, SPLCLX); GB/T 2260 for county codes.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

CITY = "350500"


class CaseState(IntEnum):
    """办理状态 (BLZT): what an event of an approval case says happened."""

    RECEIVED = 1
    WITHDRAWN = 2
    ACCEPTED = 3
    NOT_ADMITTED = 4
    REFUSED = 5
    CORRECTION_START = 6
    CORRECTION_END = 7
    DEPARTMENT_START = 8
    SPECIAL_START = 9
    SPECIAL_END = 10
    APPROVED = 11
    APPROVED_TOLERANT = 12
    REJECTED = 13
    RECALLED = 14
    REVOKED = 15
    WITHDRAWAL_PENDING = 16


FINISHING = frozenset({CaseState.APPROVED, CaseState.APPROVED_TOLERANT, CaseState.REJECTED})
WITHDRAWING = frozenset({CaseState.WITHDRAWN, CaseState.RECALLED, CaseState.REVOKED})
REFUSING = frozenset({CaseState.NOT_ADMITTED, CaseState.REFUSED})
LEAVING = WITHDRAWING | REFUSING
"""States after which a case is neither open nor closed."""

FULL_ONLINE = "4"
"""申请方式 (SLFS) 全流程网办."""

INSTANT_KIND = 1
"""办件类型 (BJLX) 即办件."""


class Stage(StrEnum):
    """标准阶段 (DYBZSPJDXH); OTHER for approvals that belong to no construction stage."""

    LAND = "1"
    DESIGN = "2"
    CONSTRUCTION = "3"
    COMPLETION = "4"
    PARALLEL = "5"
    OTHER = "0"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that reports to the centre.

    ``row``/``column`` place it on the 5 x 3 tile grid (a sketch of positions, not a map); 0 means not on the grid.
    """

    code: str
    zh: str
    en: str
    short: str
    row: int
    column: int
    reports: bool = True


UNITS: tuple[Unit, ...] = (
    Unit("350526", "德化县", "Dehua", "德化", 1, 1),
    Unit("350525", "永春县", "Yongchun", "永春", 1, 2),
    Unit("350504", "洛江区", "Luojiang", "洛江", 1, 4),
    Unit("350505", "泉港区", "Quangang", "泉港", 1, 5),
    Unit("350524", "安溪县", "Anxi", "安溪", 2, 1),
    Unit("350583", "南安市", "Nan'an", "南安", 2, 2),
    Unit("350502", "鲤城区", "Licheng", "鲤城", 2, 3),
    Unit("350503", "丰泽区", "Fengze", "丰泽", 2, 4),
    Unit("350521", "惠安县", "Hui'an", "惠安", 2, 5),
    Unit("QZ-KFQ", "泉州开发区", "Quanzhou ETDZ", "开发区", 3, 2),
    Unit("350582", "晋江市", "Jinjiang", "晋江", 3, 3),
    Unit("350581", "石狮市", "Shishi", "石狮", 3, 4),
    Unit("QZ-TSQ", "台商投资区", "Taiwanese Investment Zone", "台商区", 3, 5),
    Unit("350527", "金门县", "Jinmen", "金门", 0, 0, reports=False),
    Unit(CITY, "市本级", "City level", "市本级", 0, 0),
)

UNIT_BY_CODE: dict[str, Unit] = {unit.code: unit for unit in UNITS}
REPORTING_UNITS: tuple[Unit, ...] = tuple(unit for unit in UNITS if unit.row)
UNIT_CODES: tuple[str, ...] = tuple(unit.code for unit in UNITS)


def is_unit(code: str) -> bool:
    """Whether ``code`` names a unit whose records are kept apart (the city's own level included)."""
    return code in UNIT_BY_CODE
