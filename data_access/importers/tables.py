"""The canonical tables and the headings under which their columns arrive: data, no behaviour.

Names are those of 工程建设项目审批管理系统数据共享交换标准 (2.0, with the 3.0 additions in use). A heading is compared
after `recognise.fold`, so case, width, spaces and a trailing asterisk do not matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final


@unique
class Kind(StrEnum):
    """How the text of a cell becomes a value."""

    CODE = "code"  # kept character by character
    TEXT = "text"
    VALID = "valid"  # SJYXBS: empty means valid
    FLAG = "flag"  # yes or no, in digits or words
    WHOLE = "whole"  # whole number, negative allowed
    LIMIT = "limit"  # whole number of days, 0 or more
    STATE = "state"  # BLZT, 1 to 16
    DAY = "day"
    INSTANT = "instant"
    AMOUNT = "amount"  # 0 is a sentinel
    UNIT = "unit"  # code or Chinese name of a reporting unit


@dataclass(frozen=True, kw_only=True)
class Field:
    """One column of a canonical table.

    Attributes:
        name: canonical column; '' for a column that is only looked at for sentinels.
        headings: what the column is called in files, the standard name first.
        required: the column must be in the file.
        filled: a row without a value is an error.
        lenient: an unreadable value is a notice and treated as missing, because no rule uses the column.
        sentinels: texts that mean missing (dates and amounts have their own).
    """

    name: str
    kind: Kind
    headings: tuple[str, ...]
    required: bool = False
    filled: bool = False
    lenient: bool = False
    sentinels: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Table:
    """One canonical table: its columns, the names it has in the standard, and spec columns that are not imported."""

    name: str
    sources: tuple[str, ...]
    fields: tuple[Field, ...]
    known: frozenset[str] = frozenset()


def _f(name: str, kind: Kind, *headings: str, need: str = "", lenient: bool = False) -> Field:
    """Make a field; `need` is '' optional, 'column' (the column must exist), 'value' (every row must fill it)."""
    return Field(
        name=name,
        kind=kind,
        headings=headings,
        lenient=lenient,
        required=need in ("column", "value"),
        filled=need == "value",
    )


def _head(*, lsh: bool = True) -> tuple[Field, ...]:
    """Return the columns every exchange table begins with."""
    need = "value" if lsh else ""
    return (_f("lsh", Kind.CODE, "LSH", "流水号", need=need), _f("valid", Kind.VALID, "SJYXBS", "数据有效标识"))


COMMON: Final = frozenset({"LSH", "DFSJZJ", "XZQHDM", "SJYXBS", "SJWXYY", "SJSCZT", "SBYY"})

PERSONAL: Final = frozenset(
    "LXR LXRSJH LXDH LXRDH LXRDHHM SJH SJHM DHHM DH SFZH SFZHM SFZJHM SFZJLX ZJHM ZJLX ZJH FRXM FRDB FRZJHM FRSFZH "
    "FRDH FDDBR FDDBRXM FDDBRZJHM FDDBRSFZH FZR FZRXM FZRSFZ FZRSFZH FZRZJHM FZRDH FZRSJH XMFZR XMFZRDH XMFZRXM XM "
    "RYXM BLR BLYJ 申请人 申请人姓名 申请人证件号码 联系人 联系人姓名 联系电话 联系人电话 联系人手机号 手机 手机号 "
    "手机号码 电话 身份证 身份证号 身份证号码 证件号 证件号码 办理人 办理人员 办理意见 经办人 法定代表人 法人姓名 "
    "法人证件号码 负责人 负责人姓名".split()
)
"""Headings of personal data: the columns are skipped unread in every table (PIPL art. 6)."""

# fmt: off
_WORKFLOW_KEY = (
    _f("workflow_code", Kind.CODE, "SPLCBM", "审批流程编码", need="value"),
    _f("workflow_version", Kind.CODE, "SPLCBBH", "审批流程版本号", need="column"),
)
_DEPARTMENT = (
    _f("department_code", Kind.CODE, "SPBMBM", "审批部门编码"),
    _f("department_name", Kind.TEXT, "SPBMMC", "审批部门名称"),
)
_ITEM_KEY = (
    _f("item_code", Kind.CODE, "SPSXBM", "审批事项编码", need="value"),
    _f("item_version", Kind.CODE, "SPSXBBH", "审批事项版本号"),
)
_PROJECT_LINK = _f("project_key", Kind.CODE, "GCDM", "工程代码")
_CASE_KEY = _f("case_key", Kind.CODE, "SPSXSLBM", "审批事项实例编码", need="value")

WORKFLOW: Final = Table(
    name="workflow", sources=("SPGL_DFXMSPLCXXB",),
    fields=(
        *_head(), *_WORKFLOW_KEY,
        _f("name", Kind.TEXT, "SPLCMC", "审批流程名称", need="column"),
        _f("effective_day", Kind.DAY, "SPLCSXSJ", "审批流程生效时间"),
        _f("workflow_type", Kind.CODE, "SPLCLX", "审批流程类型"),
    ),
    known=frozenset({"SPLCSM", "FJMC", "FJLX", "FJID"}),
)
STAGE: Final = Table(
    name="stage", sources=("SPGL_DFXMSPLCJDXXB",),
    fields=(
        *_head(), *_WORKFLOW_KEY,
        _f("stage_code", Kind.CODE, "SPJDBM", "审批阶段编码"),
        _f("stage_name", Kind.TEXT, "SPJDMC", "审批阶段名称"),
        _f("stage_no", Kind.CODE, "SPJDXH", "审批阶段序号", need="value"),
        _f("standard_stage", Kind.CODE, "DYBZSPJDXH", "对应标准审批阶段序号"),
        _f("limit_days", Kind.LIMIT, "SPJDSX", "审批阶段时限", need="value"),
        _f("milestone_rule", Kind.WHOLE, "LCBSXLX", "里程碑事项类型"),
    ),
)
STAGE_ITEM: Final = Table(
    name="stage_item", sources=("SPGL_DFXMSPLCJDSXXXB",),
    fields=(
        *_head(), *_WORKFLOW_KEY,
        _f("stage_no", Kind.CODE, "SPJDXH", "审批阶段序号", need="value"),
        *_ITEM_KEY,
        _f("item_name", Kind.TEXT, "SPSXMC", "审批事项名称"),
        _f("limit_days", Kind.LIMIT, "SPSXBLSX", "审批事项办理时限", need="column"),
        *_DEPARTMENT,
        _f("item_kind", Kind.WHOLE, "BJLX", "办件类型", lenient=True),
        _f("commitment", Kind.WHOLE, "SFSXGZCNZ", "是否实行告知承诺制", lenient=True),
        _f("milestone", Kind.WHOLE, "SFLCBSX", "是否里程碑事项"),
    ),
    known=frozenset({"QZSPSXBM", "SQDX", "QJDSPSXBM", "SPSXBLLC"}),
)
ITEM: Final = Table(
    name="item", sources=("SPGL_SPSXJBXXB_V3", "SPGL_SPSXJBXXB"),
    fields=(
        *_head(lsh=False), *_ITEM_KEY,
        _f("item_name", Kind.TEXT, "SPSXMC", "审批事项名称"),
        _f("statutory_days", Kind.LIMIT, "FDBJSX", "法定办结时限", need="column"),
        _f("committed_days", Kind.LIMIT, "CNBJSX", "承诺办结时限", need="column"),
        *_DEPARTMENT,
        _f("item_kind", Kind.WHOLE, "BJLX", "办件类型", lenient=True),
    ),
    known=frozenset({"FDBJSXDW", "CNBJSXDW", "SXLX", "SSBM"}),
)
PROJECT: Final = Table(
    name="project", sources=("SPGL_XMJBXXB", "SPGL_XMJBXXB_V3"),
    fields=(
        *_head(),
        _f("city_code", Kind.CODE, "XZQHDM", "行政区划代码"),
        _f("project_code", Kind.CODE, "XMDM", "项目代码"),
        _f("project_name", Kind.TEXT, "XMMC", "项目名称"),
        _f("project_key", Kind.CODE, "GCDM", "工程代码", need="value"),
        _f("previous_key", Kind.CODE, "QJDGCDM", "前阶段关联工程代码"),
        _f("workflow_type", Kind.CODE, "SPLCLX", "审批流程类型"),
        _f("site_code", Kind.CODE, "JSDDXZQH", "建设地点行政区划", need="column"),
        _f("filed_at", Kind.INSTANT, "SBSJ", "申报时间"),
        _f("workflow_code", Kind.CODE, "SPLCBM", "审批流程编码"),
        _f("workflow_version", Kind.CODE, "SPLCBBH", "审批流程版本号"),
        _f("investment", Kind.AMOUNT, "ZTZE", "总投资额", lenient=True),
        _f("planned_start_day", Kind.DAY, "NKGSJ", "拟开工时间"),
        _f("planned_end_day", Kind.DAY, "NJCSJ", "拟建成时间"),
        _f("upload_state", Kind.WHOLE, "SJSCZT", "数据上传状态", lenient=True),
        _f("", Kind.AMOUNT, "YDMJ", "用地面积", lenient=True),
        _f("", Kind.AMOUNT, "JZMJ", "建筑面积", lenient=True),
        Field(name="", kind=Kind.CODE, headings=("GBHY", "国标行业"), sentinels=frozenset({"A01"})),
    ),
    known=frozenset(
        "GCFW XMTZLY TDHQFS TDSFDSJFA SFWCQYPG LXLX GCFL JSXZ XMZJSX GBHYDMFBND XMSFWQBJ XMWQBJSJ JSDD JSGMJNR "
        "JSDW JSDWDM JSDWLX XMJWDZB SFXXGC CD".split()
    ),
)
ORGANISATION: Final = Table(
    name="organisation", sources=("SPGL_XMDWXXB", "SPGL_ZRZTXXB_V3"),
    fields=(
        *_head(),
        _f("project_code", Kind.CODE, "XMDM", "项目代码"),
        _f("project_key", Kind.CODE, "GCDM", "工程代码"),
        _f("credit_code", Kind.CODE, "DWTYSHXYDM", "统一社会信用代码", need="column"),
        _f("name", Kind.TEXT, "DWMC", "单位名称", need="column"),
        _f("role", Kind.CODE, "DWLX", "单位类型"),
    ),
    known=frozenset({"ZRZTLX", "ZZDJ", "ZZZSH"}),
)
CASE: Final = Table(
    name="case", sources=("SPGL_XMSPSXBLXXB", "SPGL_XMSPSXBLXXB_V3"),
    fields=(
        *_head(),
        _f("city_code", Kind.CODE, "XZQHDM", "行政区划代码"),
        _f("project_key", Kind.CODE, "GCDM", "工程代码", need="column"),
        *_ITEM_KEY,
        _f("workflow_code", Kind.CODE, "SPLCBM", "审批流程编码"),
        _f("workflow_version", Kind.CODE, "SPLCBBH", "审批流程版本号"),
        _CASE_KEY,
        *_DEPARTMENT,
        _f("apply_mode", Kind.CODE, "SLFS", "受理方式"),
        _f("bundle_key", Kind.CODE, "BLSPSLBM", "并联审批实例编码"),
        _f("limit_days", Kind.LIMIT, "SXBLSX", "事项办理时限", need="value"),
        _f("upload_state", Kind.WHOLE, "SJSCZT", "数据上传状态", lenient=True),
        _f("unit_code", Kind.CODE), _f("item_name", Kind.TEXT), _f("item_kind", Kind.WHOLE),
        _f("statutory_days", Kind.LIMIT),  # no headings: only a ledger gives these
    ),
    known=frozenset({"GKFS", "SXGZCNZSPQK", "SPJDXH", "SPJDMC"}),
)
EVENT: Final = Table(
    name="event", sources=("SPGL_XMSPSXBLXXXXB", "SPGL_XMSPSXBLXXXXB_V3"),
    fields=(
        *_head(), _PROJECT_LINK, _CASE_KEY,
        _f("state", Kind.STATE, "BLZT", "办理状态", need="value"),
        _f("at", Kind.INSTANT, "BLSJ", "办理时间", need="value"),
        _f("office", Kind.TEXT, "BLCS", "办理处室"),
    ),
)
SPECIAL: Final = Table(
    name="special", sources=("SPGL_XMSPSXBLTBCXXXB",),
    fields=(
        *_head(), _PROJECT_LINK, _CASE_KEY,
        _f("procedure", Kind.CODE, "TBCX", "特别程序"),
        _f("procedure_name", Kind.TEXT, "TBCXMC", "特别程序名称"),
        _f("start_at", Kind.INSTANT, "TBCXKSSJ", "特别程序开始时间", need="column"),
        _f("limit_kind", Kind.CODE, "TBCXSXLX", "特别程序时限类型"),
        _f("limit_days", Kind.LIMIT, "TBCXSX", "特别程序时限"),
    ),
    known=frozenset({"TBCXPZR", "TBCXNR"}),
)
DOCUMENT: Final = Table(
    name="document", sources=("SPGL_XMSPSXPFWJXXB",),
    fields=(
        *_head(), _PROJECT_LINK, _CASE_KEY,
        _f("issued_day", Kind.DAY, "PFRQ", "批复日期", need="column"),
        _f("number", Kind.TEXT, "PFWH", "批复文号"),
        _f("title", Kind.TEXT, "PFWJBT", "批复文件标题"),
    ),
    known=frozenset({"PFWJYXQX", "FJMC", "FJLX", "FJID"}),
)
