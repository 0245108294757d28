"""Reporting units and departments of the demonstration city (domain facts, section 7)."""

from dataclasses import dataclass

CITY = "350500"


@dataclass(frozen=True)
class Unit:
    """A reporting unit: its key, its name, the county code its projects carry and its share of all approvals."""

    key: str
    name: str
    county: str
    share: float
    late: float
    """Late approvals in a hundred over the last twelve months."""
    yellow: int
    """Open approvals close to their limit at the anchor."""


UNITS: tuple[Unit, ...] = (
    Unit("350502", "鲤城区", "350502", 0.075, 0.7, 1),
    Unit("350503", "丰泽区", "350503", 0.085, 1.1, 2),
    Unit("350504", "洛江区", "350504", 0.055, 0.7, 0),
    Unit("350505", "泉港区", "350505", 0.065, 3.8, 2),
    Unit("350521", "惠安县", "350521", 0.095, 2.1, 2),
    Unit("350524", "安溪县", "350524", 0.085, 2.4, 2),
    Unit("350525", "永春县", "350525", 0.050, 1.2, 1),
    Unit("350526", "德化县", "350526", 0.045, 0.9, 0),
    Unit("350581", "石狮市", "350581", 0.080, 0.5, 1),
    Unit("350582", "晋江市", "350582", 0.140, 1.9, 3),
    Unit("350583", "南安市", "350583", 0.110, 3.0, 3),
    Unit("QZ-TSQ", "泉州台商投资区", "350521", 0.045, 0.8, 1),
    Unit("QZ-KFQ", "泉州经济技术开发区", "350503", 0.035, 1.3, 1),
)
MUNICIPAL = Unit(CITY, "泉州市", CITY, 0.080, 1.0, 0)
ALL_UNITS: tuple[Unit, ...] = (*UNITS, MUNICIPAL)
ZONES: frozenset[str] = frozenset({"QZ-TSQ", "QZ-KFQ"})
UNIT_BY_KEY: dict[str, Unit] = {unit.key: unit for unit in ALL_UNITS}

# kind of department -> (number inside the unit, name below the city, name of the city's own)
BUREAUS: dict[str, tuple[int, str, str]] = {
    "发改": (1, "发展和改革局", "发展和改革委员会"),
    "资规": (2, "自然资源局", "自然资源和规划局"),
    "住建": (3, "住房和城乡建设局", "住房和城乡建设局"),
    "国动": (4, "国防动员办公室", "国防动员办公室"),
    "城管": (5, "城市管理局", "城市管理局"),
    "水利": (6, "水利局", "水利局"),
    "环保": (7, "生态环境局", "生态环境局"),
    "交通": (8, "交通运输局", "交通运输局"),
    "林业": (9, "林业局", "林业局"),
    "气象": (10, "气象局", "气象局"),
    "文旅": (11, "文化体育和旅游局", "文化广电和旅游局"),
    "海渔": (12, "海洋与渔业局", "海洋与渔业局"),
    "民政": (13, "民政局", "民政局"),
    "供水": (14, "供水服务中心", "供水服务中心"),
    "供电": (15, "供电服务中心", "供电服务中心"),
    "市监": (16, "市场监督管理局", "市场监督管理局"),
    "卫健": (17, "卫生健康局", "卫生健康委员会"),
    "人社": (18, "人力资源和社会保障局", "人力资源和社会保障局"),
    "教育": (19, "教育局", "教育局"),
    "农业": (20, "农业农村局", "农业农村局"),
}


@dataclass(frozen=True)
class Department:
    """A department with a code of its own in each unit."""

    code: str
    name: str
    unit: str


def department(kind: str, unit: Unit) -> Department:
    """The department of one kind in one unit; its code begins with the unit's code."""
    number, local, municipal = BUREAUS[kind]
    own = municipal if unit.key == CITY else local
    return Department(code=f"{unit.key.replace('-', '')}{number:03d}", name=f"{unit.name}{own}", unit=unit.key)
