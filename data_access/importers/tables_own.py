"""The small tables of our own and the 办件台账 ledger that a department fills in by hand."""

from __future__ import annotations

from typing import Final

from dashboard.vocabulary import UNITS
from data_access.importers import tables as t
from data_access.importers.tables import Field, Kind, Table

_MORE_NAMES: Final = {
    "350500": ("泉州市", "泉州", "泉州市本级"),
    "QZ-TSQ": ("泉州台商投资区",),
    "QZ-KFQ": ("泉州经济技术开发区", "经济技术开发区"),
}
UNIT_BY_NAME: Final[dict[str, str]] = {
    name: unit.code for unit in UNITS for name in (unit.code, unit.zh, unit.short, *_MORE_NAMES.get(unit.code, ()))
}
"""Reporting unit by code (GB/T 2260, or that of a zone) and by the names that people write."""


def _f(name: str, kind: Kind, *headings: str, required: bool = False, filled: bool = False) -> Field:
    return Field(name=name, kind=kind, headings=headings, required=required or filled, filled=filled)


# Data, laid out as tables.
# fmt: off
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
