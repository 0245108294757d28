"""Items, stages and workflows of the demonstration city: names are the official ones, limits are illustrative."""

from dataclasses import dataclass
from datetime import date

STAGES: tuple[str, ...] = ("立项用地规划许可", "工程建设许可", "施工许可", "竣工验收", "并行推进")
STAGE_LIMITS: tuple[int, ...] = (25, 25, 20, 17, 20)
VERSIONS: tuple[tuple[str, date], ...] = (("1", date(2023, 3, 1)), ("2", date(2025, 5, 1)))


@dataclass(frozen=True)
class Workflow:
    """An approval workflow: code, name, national type and share among new projects."""

    code: str
    name: str
    kind: str
    share: float

    @property
    def government(self) -> bool:
        """Whether the project is paid for by the government."""
        return self.kind in ("1", "2")


WORKFLOWS: tuple[Workflow, ...] = (
    Workflow("QZLC01", "政府投资（房屋建筑类）", "1", 0.15),
    Workflow("QZLC02", "政府投资（线性工程类）", "2", 0.12),
    Workflow("QZLC03", "一般社会投资", "3", 0.30),
    Workflow("QZLC04", "小型社会投资", "4", 0.15),
    Workflow("QZLC05", "带方案出让用地的社会投资", "5", 0.08),
    Workflow("QZLC06", "一般社会投资（工业厂房）", "3", 0.20),
)


@dataclass(frozen=True)
class Item:
    """An approval item. ``pace`` is mean used ÷ limit at the end of the data, ``share`` its odds in a project."""

    code: str
    name: str
    stage: int
    bureau: str
    limit: int
    statutory: int
    pace: float
    share: float
    late: float = 0.2
    scope: str = "A"
    """A every project, G government-funded, S social investment, B buildings only."""

    @property
    def instant(self) -> bool:
        """即办件: decided on the spot, promised within one working day."""
        return self.limit <= 1

    def limit_in(self, version: str) -> int:
        """Committed limit in working days under a workflow version; the first version promised less."""
        if version == "2" or self.limit < 5:
            return self.limit
        return min(self.limit + (self.limit + 4) // 8, max(self.statutory, self.limit))

    def applies_to(self, workflow: Workflow) -> bool:
        """Whether a workflow holds the item."""
        if self.scope == "G":
            return workflow.government
        if self.scope == "S":
            return not workflow.government
        return self.scope == "A" or workflow.kind != "2"


def _item(
    number: int, name: str, stage: int, bureau: str, days: tuple[int, int], odds: tuple[float, ...], scope: str = "A"
) -> Item:
    late = odds[2] if len(odds) > 2 else 0.2
    return Item(
        f"00{stage}13{number:03d}0000", name, stage, bureau, *days, pace=odds[0], share=odds[1], late=late, scope=scope
    )


FILING = "企业投资项目备案"
PROPOSAL = "政府投资项目建议书批复"
PILING = "桩基施工许可"
CONSTRUCTION = "建筑工程施工许可"
COMPLETION_FILING = "竣工验收备案"
JOINT_ACCEPTANCE = "竣工联合验收"
CIVIL_DEFENCE = "人防工程专项"
DESIGN_REVIEW = "设计方案联审"

ITEMS: tuple[Item, ...] = (
    _item(1, FILING, 1, "发改", (3, 7), (0.27, 0.92, 0.0), "S"),
    _item(2, PROPOSAL, 1, "发改", (5, 20), (0.40, 0.70), "G"),
    _item(3, "可行性研究报告批复", 1, "发改", (15, 20), (0.28, 0.55), "G"),
    _item(4, "用地预审与选址意见", 1, "资规", (15, 20), (0.58, 0.30, 0.8)),
    _item(5, "建设用地规划许可", 1, "资规", (7, 20), (0.50, 0.42, 0.5)),
    _item(6, "国有建设用地使用权划拨批准", 1, "资规", (20, 20), (0.28, 0.16, 0.1), "G"),
    _item(7, DESIGN_REVIEW, 2, "资规", (15, 20), (0.72, 0.50, 5.0)),
    _item(8, "建设工程规划许可", 2, "资规", (10, 20), (0.50, 0.52, 0.7)),
    _item(9, "初步设计及概算审批", 2, "发改", (15, 20), (0.36, 0.40), "G"),
    _item(10, "超限高层建筑工程抗震设防审批", 2, "住建", (20, 20), (0.35, 0.03, 0.1), "B"),
    _item(11, "建设工程文物保护和考古许可", 2, "文旅", (20, 20), (0.22, 0.05, 0.1)),
    _item(12, "消防设计审查", 3, "住建", (15, 15), (0.50, 0.50, 0.7), "B"),
    _item(13, CONSTRUCTION, 3, "住建", (5, 7), (0.46, 0.72, 0.4)),
    _item(14, PILING, 3, "住建", (5, 7), (0.48, 0.07, 0.1), "B"),
    _item(15, "施工图设计文件审查情况备案", 3, "住建", (1, 5), (0.0, 0.24, 0.0)),
    _item(16, "质量安全监督手续", 3, "住建", (1, 5), (0.0, 0.20, 0.0)),
    _item(17, "建筑起重机械使用登记", 3, "住建", (0, 7), (0.0, 0.10, 0.0), "B"),
    _item(18, "城镇燃气工程报装", 3, "城管", (3, 7), (0.35, 0.10, 0.1)),
    _item(19, JOINT_ACCEPTANCE, 4, "住建", (12, 20), (0.82, 0.62, 5.0)),
    _item(20, CIVIL_DEFENCE, 4, "国动", (10, 20), (0.80, 0.46, 4.6), "B"),
    _item(21, "建设工程消防验收", 4, "住建", (12, 15), (0.36, 0.18), "B"),
    _item(22, "建设工程规划核实", 4, "资规", (15, 20), (0.24, 0.30)),
    _item(23, COMPLETION_FILING, 4, "住建", (5, 15), (0.52, 0.50, 0.0)),
    _item(24, "建设工程城建档案验收", 4, "住建", (10, 20), (0.20, 0.20)),
    _item(25, "排水许可", 5, "城管", (10, 20), (0.42, 0.20, 0.0)),
    _item(26, "水土保持方案审批", 5, "水利", (10, 10), (0.28, 0.20)),
    _item(27, "建设项目环境影响评价审批", 5, "环保", (20, 60), (0.27, 0.19)),
    _item(28, "固定资产投资项目节能审查", 5, "发改", (15, 20), (0.26, 0.10)),
    _item(29, "取水许可", 5, "水利", (20, 45), (0.22, 0.05, 0.1)),
    _item(30, "洪水影响评价审批", 5, "水利", (20, 20), (0.22, 0.05, 0.1)),
    _item(31, "市政设施建设类审批", 5, "城管", (12, 20), (0.22, 0.15)),
    _item(32, "工程建设涉及城市绿地、树木审批", 5, "城管", (12, 20), (0.22, 0.09, 0.1)),
    _item(33, "雷电防护装置设计审核", 5, "气象", (10, 10), (0.24, 0.10, 0.1), "B"),
    _item(34, "使用林地审核", 5, "林业", (20, 20), (0.26, 0.06, 0.1)),
    _item(35, "涉路施工活动许可", 5, "交通", (15, 20), (0.24, 0.06, 0.1)),
    _item(36, "航道通航条件影响评价审核", 5, "交通", (20, 20), (0.26, 0.02, 0.1)),
    _item(37, "城市建筑垃圾处置核准", 5, "城管", (8, 20), (0.24, 0.16)),
    _item(38, "供水报装", 5, "供水", (3, 5), (0.36, 0.12, 0.1)),
    _item(39, "用电报装", 5, "供电", (8, 10), (0.26, 0.12, 0.1)),
    _item(40, "建筑物命名核准", 5, "民政", (8, 20), (0.22, 0.06, 0.1), "B"),
    _item(41, "海域使用权审核", 5, "海渔", (20, 20), (0.28, 0.03, 0.1)),
)
ITEM_BY_NAME: dict[str, Item] = {item.name: item for item in ITEMS}
MILESTONES: frozenset[str] = frozenset(
    {FILING, PROPOSAL, "建设用地规划许可", "建设工程规划许可", CONSTRUCTION, COMPLETION_FILING}
)


def version_on(day: date) -> str:
    """The workflow version in force for a case accepted on ``day``."""
    return VERSIONS[1][0] if day >= VERSIONS[1][1] else VERSIONS[0][0]
