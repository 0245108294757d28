"""Turning the plans into rows of the exchange tables."""

import random
from datetime import timedelta

from data_access.demo import files
from data_access.demo.cases import Case
from data_access.demo.catalogue import ITEMS, MILESTONES, STAGE_LIMITS, STAGES, VERSIONS, WORKFLOWS, Item
from data_access.demo.files import Row, Tables
from data_access.demo.names import NameBook, credit_code
from data_access.demo.places import MUNICIPAL, department
from data_access.demo.projects import Project

TIME = "%Y-%m-%d %H:%M:%S"


def add_catalogue(tables: Tables) -> None:
    """Workflows with their stages and items, in both versions, and the item catalogue."""
    for version, since in VERSIONS:
        for flow in WORKFLOWS:
            key = {"SPLCBM": flow.code, "SPLCBBH": version}
            tables.add(files.WORKFLOW, {**key, "SPLCMC": flow.name, "SPLCSXSJ": since, "SPLCLX": flow.kind})
            for number, name in enumerate(STAGES, start=1):
                tables.add(
                    files.STAGE,
                    {
                        **key,
                        "SPJDBM": f"{flow.code}J{number}",
                        "SPJDMC": name,
                        "SPJDXH": number,
                        "DYBZSPJDXH": number,
                        "SPJDSX": STAGE_LIMITS[number - 1] + (0 if version == "2" else 5),
                        "LCBSXLX": 2 if number in (1, 5) else 1,
                    },
                )
            _add_stage_items(tables, key, [item for item in ITEMS if item.applies_to(flow)], version)
    for item in ITEMS:
        office = department(item.bureau, MUNICIPAL)
        tables.add(
            files.ITEM,
            {
                "SPSXBM": item.code,
                "SPSXBBH": "1",
                "SPSXMC": item.name,
                "BJLX": 1 if item.instant else 2,
                "FDBJSX": item.statutory,
                "CNBJSX": item.limit,
                "SPBMBM": office.code,
                "SPBMMC": office.name,
            },
        )


def _add_stage_items(tables: Tables, key: dict[str, str], items: list[Item], version: str) -> None:
    for item in items:
        office = department(item.bureau, MUNICIPAL)
        tables.add(
            files.STAGE_ITEM,
            {
                **key,
                "SPJDXH": item.stage,
                "SPSXBM": item.code,
                "SPSXBBH": "1",
                "SPSXMC": item.name,
                "SPSXBLSX": item.limit_in(version),
                "SPBMBM": office.code,
                "SPBMMC": office.name,
                "BJLX": 1 if item.instant else 2,
                "SFSXGZCNZ": int(item.limit == 3),
                "QZSPSXBM": "",
                "SFLCBSX": int(item.name in MILESTONES),
            },
        )


def _project_values(project: Project, rng: random.Random) -> dict[str, object]:
    linear = project.workflow.kind == "2"
    opens = project.start + timedelta(days=rng.randint(150, 260))
    values: dict[str, object] = {
        "XMDM": project.parent,
        "XMMC": project.name,
        "GCDM": project.code,
        "GCFW": "详见建设规模及内容",
        "QJDGCDM": project.linked_to,
        "XMTZLY": 1 if project.workflow.government else 2,
        "TDHQFS": rng.choice((1, 2)),
        "TDSFDSJFA": int(project.workflow.kind == "5"),
        "SFWCQYPG": rng.choice((0, 1)),
        "SPLCLX": project.workflow.kind,
        "LXLX": 1 if project.workflow.government else 3,
        "GCFL": 2 if linear else 1,
        "JSXZ": rng.choice((0, 0, 1)),
        "XMZJSX": 1 if project.workflow.government else 2,
        "GBHYDMFBND": 2017,
        "GBHY": rng.choice(("E4720", "E4813", "K7010", "C3360", "G5532", "A01")),
        "NKGSJ": opens,
        "NJCSJ": opens + timedelta(days=rng.randint(300, 800)),
        "XMSFWQBJ": 0,
        "XMWQBJSJ": "9999-01-01",
        "ZTZE": project.investment,
        "JSDDXZQH": project.unit.county,
        "JSDD": project.unit.name,
        "JSGMJNR": f"总建筑面积约 {project.area} 平方米" if not linear else "详见批复文件",
        "YDMJ": project.area // 2,
        "JZMJ": 0 if linear else project.area,
        "SBSJ": f"{project.start} 09:00:00",
        "SPLCBM": project.workflow.code,
        "SPLCBBH": "2",
    }
    return values


def _with_sentinels(values: dict[str, object], rng: random.Random) -> dict[str, object]:
    """What systems write for "not known": old or far dates, area and investment 0;."""
    if rng.random() < 0.05:
        values["NKGSJ"] = rng.choice(("1970-01-01", "1970-12-31"))
    if rng.random() < 0.05:
        values["NJCSJ"] = "9999-01-01"
    if rng.random() < 0.03:
        values["ZTZE"], values["YDMJ"], values["JZMJ"] = 0, 0, 0
    return values


def add_project(tables: Tables, project: Project, names: NameBook, rng: random.Random) -> None:
    """All versions of a project's row, and its organisations."""
    values = _with_sentinels(_project_values(project, rng), rng)
    builder_code = credit_code(len(tables.rows[files.PROJECT]) * 8)
    if rng.random() < 0.35:
        values |= {"JSDW": project.builder, "JSDWDM": builder_code, "JSDWLX": 1, "SFXXGC": int(values["GCFL"] == 2)}
    changes = rng.random()
    if changes < 0.16:
        tables.add(files.PROJECT, {**values, "XMMC": f"{project.name}（原名）", "ZTZE": project.investment // 2})
    row = tables.add(files.PROJECT, values)
    if changes > 0.97:
        tables.add(files.PROJECT, {**values, "XMMC": f"{project.name}（作废）"}, valid=False)
    _maybe_failed(row, rng)
    roles = ["1", "2", "4", "5", "3"][: rng.choice((1, 3, 4, 5))]
    for number, role in enumerate(roles):
        name = project.builder if role == "1" else names.enterprise(role, project.unit.name)
        code = builder_code if role == "1" else credit_code(int(builder_code[-6:], 16) + number)
        tables.add(
            files.ORGANISATION,
            {"XMDM": project.parent, "GCDM": project.code, "DWTYSHXYDM": code, "DWMC": name, "DWLX": role},
        )


def _maybe_failed(row: Row, rng: random.Random) -> None:
    if rng.random() < 0.012:
        row["SJSCZT"], row["SBYY"] = "2", rng.choice(("接口超时", "字典项校验不通过"))


def add_case(tables: Tables, case: Case, rng: random.Random, *, valid: bool = True) -> None:
    """The case row and its special procedures (their length column is 0, as real systems write it)."""
    flow = case.project.workflow.code if rng.random() > 0.02 else ""
    row = tables.add(
        files.CASE,
        {
            "GCDM": case.project.code,
            "SPSXBM": case.item.code,
            "SPSXBBH": "1",
            "SPLCBM": flow,
            "SPLCBBH": case.version if flow else "",
            "SPSXSLBM": case.key,
            "SPBMBM": case.department.code,
            "SPBMMC": case.department.name,
            "SLFS": rng.choices("12345", weights=(18, 12, 10, 58, 2))[0],
            "GKFS": rng.choice("12"),
            "BLSPSLBM": case.bundle,
            "SXBLSX": case.limit,
            "SXGZCNZSPQK": "1" if case.item.limit == 3 and rng.random() < 0.3 else "",
        },
        valid=valid,
    )
    _maybe_failed(row, rng)
    for event in case.events:
        if event.state == "9" and event.valid:
            tables.add(
                files.SPECIAL,
                {
                    "GCDM": case.project.code,
                    "SPSXSLBM": case.key,
                    "TBCX": 1,
                    "TBCXMC": event.opinion or "专家评审",
                    "TBCXKSSJ": event.at.strftime(TIME),
                    "TBCXSXLX": 1,
                    "TBCXSX": 0,
                },
            )


def add_events(tables: Tables, case: Case, rng: random.Random, *, key: str = "") -> None:
    """The state events of a case; events of one second keep the order of the plan."""
    for event in sorted(case.events, key=lambda one: one.at):
        row = tables.add(
            files.EVENT,
            {
                "GCDM": case.project.code,
                "SPSXSLBM": key or case.key,
                "BLCS": event.office,
                "BLZT": event.state,
                "BLYJ": event.opinion,
                "BLSJ": event.at.strftime(TIME),
            },
            valid=event.valid,
        )
        _maybe_failed(row, rng)
