"""Invented names of projects and enterprises. No person appears anywhere in the demonstration data."""

import random
from dataclasses import dataclass, field

_THEMES = {
    "1": (
        "第三实验小学",
        "第二中学",
        "中心幼儿园",
        "人民医院门诊楼",
        "保障性租赁住房",
        "安置房",
        "文化馆",
        "体育中心",
        "养老服务中心",
        "疾控中心",
        "职业技术学校实训楼",
        "档案馆",
        "公共图书馆",
        "应急物资储备库",
    ),
    "2": (
        "市政道路工程",
        "配套管廊工程",
        "污水管网改造工程",
        "雨污分流工程",
        "连接线工程",
        "跨溪大桥",
        "河道整治工程",
        "供水管网工程",
        "农村公路提升工程",
        "码头泊位改造工程",
        "慢行系统工程",
        "地下停车场工程",
    ),
    "3": (
        "商业综合体",
        "住宅小区",
        "总部大楼",
        "酒店",
        "物流中心",
        "数据中心",
        "冷链仓储中心",
        "康养中心",
        "文创园",
        "城市书院",
    ),
    "4": (
        "综合楼",
        "仓储用房",
        "门店改建",
        "配套用房",
        "研发楼",
        "办公楼改造",
        "充电站",
        "展示中心",
    ),
    "5": (
        "智能制造产业园",
        "绿色建材产业园",
        "新材料产业园",
        "半导体配套产业园",
        "标准厂房",
        "智慧园区",
    ),
    "6": (
        "智能水暖产业园",
        "食品工业园扩建厂房",
        "鞋服智造基地",
        "石材加工厂房",
        "机械装备厂房",
        "陶瓷生产线",
        "茶产业加工厂房",
        "包装印刷厂房",
        "卫浴生产基地",
        "纺织面料车间",
        "光伏组件厂房",
        "海洋食品加工厂",
    ),
}
_PLACES = (
    "东湖",
    "滨江",
    "南环",
    "北峰",
    "新城",
    "城东",
    "城西",
    "高铁新城",
    "港口片区",
    "溪畔",
    "桥南",
    "古城",
    "凤山",
    "紫云",
    "清濛",
    "滨海",
    "科创",
    "云谷",
    "星湖",
    "开元",
    "锦绣",
    "海峡",
    "晋江湾",
    "山前",
    "龙塘",
    "青阳",
    "白濑",
    "蓝田",
    "观音山",
    "双溪",
)
_PHASES = ("", "", "一期", "二期", "三期", "A 区", "B 区", "（东地块）", "（西地块）")
_BRAND_HEAD = "澄景砚瑞沐朗禾屿岚曜翎砺溯璟泓潮榕笃铄霖"
_BRAND_TAIL = "砚川禾舟衡岳澜峻屿辰宸瑜筑崧楷坤澍弘垣屹"
_TRADES = {
    "1": ("置业", "产业投资", "城市建设", "实业", "科技", "食品", "智造"),
    "2": ("建设", "建筑工程", "市政工程"),
    "3": ("岩土勘察", "勘测"),
    "4": ("建筑设计", "工程设计"),
    "5": ("工程监理", "项目管理"),
}


@dataclass
class NameBook:
    """Draws names that have not been drawn before."""

    rng: random.Random
    used: set[str] = field(default_factory=set)

    def project(self, theme: str, unit: str) -> str:
        """A new project name of one workflow theme in a unit."""
        while True:
            place, what = self.rng.choice(_PLACES), self.rng.choice(_THEMES[theme])
            name = f"{unit if self.rng.random() < 0.55 else ''}{place}{what}{self.rng.choice(_PHASES)}"
            if name not in self.used:
                self.used.add(name)
                return name

    def enterprise(self, role: str, unit: str) -> str:
        """An enterprise for a role of the exchange standard (1 建设 2 施工 3 勘察 4 设计 5 监理)."""
        brand = self.rng.choice(_BRAND_HEAD) + self.rng.choice(_BRAND_TAIL)
        place = unit if unit.startswith("泉州") else unit.rstrip("市县区")
        place = place.removesuffix("投资区").removesuffix("经济技术开发区")
        return f"{place}{brand}{self.rng.choice(_TRADES[role])}有限公司"


def credit_code(number: int) -> str:
    """A unified social credit code that is visibly invented (18 characters, never a number only)."""
    return f"91350500MADM{number:06X}"
