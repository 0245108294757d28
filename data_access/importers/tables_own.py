"""The small tables of our own and the 办件台账 ledger that a department fills in by hand."""

from __future__ import annotations

from typing import Final

from data_access.importers import tables as t
from data_access.importers.tables import Field, Kind, Table

UNITS: Final[dict[str, tuple[str, ...]]] = {
    "350500": ("市本级", "泉州市", "泉州", "泉州市本级"),
    "350502": ("鲤城区", "鲤城"),
    "350503": ("丰泽区", "丰泽"),
    "350504": ("洛江区", "洛江"),
    "350505": ("泉港区", "泉港"),
    "350521": ("惠安县", "惠安"),
    "350524": ("安溪县", "安溪"),
    "350525": ("永春县", "永春"),
    "350526": ("德化县", "德化"),
    "350527": ("金门县", "金门"),
    "350581": ("石狮市", "石狮"),
    "350582": ("晋江市", "晋江"),
    "350583": ("南安市", "南安"),
    "QZ-TSQ": ("泉州台商投资区", "台商投资区", "台商区"),
    "QZ-KFQ": ("泉州经济技术开发区", "泉州开发区", "经济技术开发区", "开发区"),
}
"""GB/T 2260 codes and the two zones without a code of their own, with the names that people write."""


def _f(name: str, kind: Kind, *headings: str, required: bool = False, filled: bool = False) -> Field:
    return Field(name=name, kind=kind, headings=headings, required=required or filled, filled=filled)


UNIT_MAPPING: Final = Table(
    name="unit_mapping", sources=("unit_mapping",),
    fields=(
        _f("project_code", Kind.CODE, "project_code", "项目代码"),
        _f("department_code", Kind.CODE, "department_code", "部门编码"),
        _f("unit", Kind.UNIT, "unit", "统计单位", "单位", "归属单位", filled=True),
    ),
)
CALENDAR: Final = Table(
    name="calendar", sources=("calendar",),
    fields=(
        _f("day", Kind.DAY, "date", "日期", filled=True),
        _f("is_workday", Kind.FLAG, "is_workday", "是否工作日", filled=True),
        _f("name", Kind.TEXT, "name", "名称"),
    ),
)
LEDGER: Final = Table(
    name="ledger", sources=("办件台账", "ledger"),
    fields=(
        _f("case_no", Kind.CODE, "办件编号", filled=True),
        _f("item_code", Kind.CODE, "事项编码", required=True),
        _f("item_name", Kind.TEXT, "事项名称"),
        _f("case_kind", Kind.TEXT, "办件类型"),
        _f("department_code", Kind.CODE, "部门编码"),
        _f("department_name", Kind.TEXT, "部门名称"),
        _f("unit_code", Kind.UNIT, "县区编码", "县区", filled=True),
        _f("applied_at", Kind.INSTANT, "申请时间"),
        _f("accepted_at", Kind.INSTANT, "受理时间", required=True),
        _f("finished_at", Kind.INSTANT, "办结时间", required=True),
        _f("result", Kind.TEXT, "办理结果"),
        _f("statutory_days", Kind.LIMIT, "法定时限"),
        _f("committed_days", Kind.LIMIT, "承诺时限", filled=True),
        _f("pause_starts", Kind.TEXT, "暂停开始"),
        _f("pause_ends", Kind.TEXT, "暂停结束"),
        _f("pause_reason", Kind.TEXT, "暂停原因"),
        _f("apply_mode", Kind.TEXT, "申请方式"),
    ),
)

TABLES: Final[dict[str, Table]] = {
    table.name: table
    for table in (
        t.WORKFLOW, t.STAGE, t.STAGE_ITEM, t.ITEM, t.PROJECT, t.ORGANISATION, t.CASE, t.EVENT, t.SPECIAL, t.DOCUMENT,
        UNIT_MAPPING, CALENDAR, LEDGER,
    )
}
