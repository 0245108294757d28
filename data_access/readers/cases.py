"""Reading cases: facts and pauses of a selection, one case whole, and the cases a calendar change touches."""

from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, not_, or_, select

from dashboard.clock import Pauses
from dashboard.errors import NotFound
from dashboard.permissions import Scope
from dashboard.ports import CaseRecord
from data_access.bulk import fetch_frame, key_in
from data_access.derive import Deriver
from data_access.readers.filters import in_scope
from data_access.readers.personal import mask_fields, mask_frame, mask_names
from data_access.schema import (
    LONG,
    LONG_DAYS,
    STANDING_COLUMNS,
    approval_case,
    approval_event,
    approval_fact,
    approval_pause,
    document,
    item,
    project,
    special,
    stage,
    stage_item,
)

MANY = 20_000


def read_facts(conn: Connection, conditions: list[Any]) -> pd.DataFrame:
    """Rows of ``approval_fact``."""
    return fetch_frame(conn, select(approval_fact).where(*conditions))


def read_pauses(conn: Connection, facts: pd.DataFrame) -> Pauses:
    """All pauses of the given cases, numbered by their rows."""
    keys = facts.loc[facts["has_pause"].astype(bool), "case_key"].tolist() if len(facts) else []
    parts = [
        fetch_frame(
            conn, select(approval_pause).where(key_in(conn, approval_pause.c.case_key, keys[start : start + MANY]))
        )
        for start in range(0, len(keys), MANY)
    ]
    rows = pd.concat(parts) if parts else pd.DataFrame({"case_key": [], "kind": [], "start_day": [], "end_day": []})
    position = pd.Index(facts["case_key"]).get_indexer(pd.Index(rows["case_key"]))
    columns = (rows[name].to_numpy(np.int64) for name in ("kind", "start_day", "end_day"))
    return Pauses(position.astype(np.int64), *columns)


def read_alive(conn: Connection, conditions: list[Any], *, as_of: int) -> tuple[pd.DataFrame, Pauses]:
    """Cases open at the end of a day, with the pauses that had begun by then."""
    end, accepted = approval_fact.c.end_day, approval_fact.c.accepted_day
    # "+ 0" keeps planners from walking every acceptance ever; few cases end after the day and began before it.
    open_then = [*conditions, end > as_of, accepted + 0 <= as_of, accepted + 0 >= 0]
    short = select(*STANDING_COLUMNS).where(*open_then, end <= as_of + LONG_DAYS, not_(LONG))
    facts = fetch_frame(conn, short.union_all(select(*STANDING_COLUMNS).where(*open_then, LONG)))
    pauses = read_pauses(conn, facts)
    return facts, pauses.take(pauses.start <= as_of)


def cases_since(conn: Connection, *, first: int) -> list[str]:
    """Keys of the cases whose clock or due day reaches the day ``first`` or begins later: W counts through it."""
    table = approval_fact
    touches = (table.c.accepted_day >= 0) & or_(table.c.end_day >= first, table.c.due_day >= first)
    return list(conn.execute(select(table.c.case_key).where(touches)).scalars())


def read_case(conn: Connection, *, case_key: str, scope: Scope, deriver: Deriver) -> CaseRecord:
    """One case as stored. Raises ``NotFound``, also for one outside the scope."""
    facts = read_facts(conn, [approval_fact.c.case_key == case_key])
    if facts.empty:  # nothing has happened to it yet
        facts = deriver.derive([case_key], eventless=True).facts
    if facts.empty or not (scope.units is None or facts.at[0, "unit"] in scope.units):
        raise NotFound("errors.case", value=case_key[:60])
    events = fetch_frame(
        conn,
        select(approval_event.c.at, approval_event.c.state, approval_event.c.office, approval_event.c.lsh)
        .where(approval_event.c.case_key == case_key, approval_event.c.valid)
        .order_by(approval_event.c.at, approval_event.c.lsh),
    )
    return CaseRecord(
        fields=mask_fields(_fields(conn, case_key, facts, scope), scope),
        facts=facts,
        events=mask_frame(events, scope),
        pauses=read_pauses(conn, facts),
        documents=[mask_fields(row, scope) for row in _rows(conn, document, case_key)],
    )


def _fields(conn: Connection, case_key: str, facts: pd.DataFrame, scope: Scope) -> dict[str, Any]:
    newest = (
        select(approval_case)
        .where(approval_case.c.case_key == case_key, approval_case.c.valid)
        .order_by(approval_case.c.lsh.desc())
        .limit(1)
    )
    fields = dict(conn.execute(newest).mappings().one())
    fields |= {"unit": facts.at[0, "unit"], "stage": facts.at[0, "stage"], "specials": _rows(conn, special, case_key)}
    fields |= _project(conn, fields["project_key"])
    names = item_names(conn, [fields["item_code"]], scope=scope)
    fields["item_name"] = fields["item_name"] or names.get(fields["item_code"], "")
    fields["stage_name"] = _stage_name(conn, fields)
    return fields


def _rows(conn: Connection, table: Any, case_key: str) -> list[dict[str, Any]]:
    wanted = select(table).where(table.c.case_key == case_key, table.c.valid).order_by(table.c.lsh)
    return [dict(row) for row in conn.execute(wanted).mappings()]


def _project(conn: Connection, key: str) -> dict[str, Any]:
    names = ("project_code", "project_name", "previous_key", "workflow_type", "investment", "site_code")
    newest = (
        select(*(project.c[name] for name in names))
        .where(project.c.project_key == key, project.c.valid)
        .order_by(project.c.filed_at.desc(), project.c.lsh.desc())
        .limit(1)
    )
    row = conn.execute(newest).mappings().first() if key else None
    return dict(row) if row else dict.fromkeys(names, "")


def _stage_name(conn: Connection, fields: dict[str, Any]) -> str:
    same = [stage_item.c[name] == fields[name] for name in ("workflow_code", "workflow_version", "item_code")]
    joined = stage_item.join(
        stage,
        (stage.c.workflow_code == stage_item.c.workflow_code)
        & (stage.c.workflow_version == stage_item.c.workflow_version)
        & (stage.c.stage_no == stage_item.c.stage_no),
    )
    name = conn.execute(select(stage.c.stage_name).select_from(joined).where(*same).limit(1)).scalar()
    return name or ""


_CASES = approval_fact.join(approval_case, approval_case.c.case_key == approval_fact.c.case_key)


def item_names(conn: Connection, codes: list[str], *, scope: Scope) -> dict[str, str]:
    """Names of items by code: from the city's catalogue and, for items of a ledger, from a case within the scope."""
    names: dict[str, str] = {}
    for table in (item, stage_item):
        rows = select(table.c.item_code, table.c.item_name).where(table.c.item_name != "", table.c.item_code.in_(codes))
        names |= dict(conn.execute(rows.order_by(table.c.lsh)).all())
    for code in codes:
        if code not in names:
            named = select(approval_case.c.item_name).select_from(_CASES)
            mine = (approval_fact.c.item == code, *in_scope(approval_fact.c.unit, scope))
            names[code] = conn.execute(named.where(*mine, approval_case.c.item_name != "").limit(1)).scalar() or code
    return mask_names(names, scope)


def department_names(conn: Connection, codes: list[str], *, scope: Scope) -> dict[str, str]:
    """Names of departments by code, each from one of its cases within the scope; one without any is left out."""
    names: dict[str, str] = {}
    first = (approval_fact.c.unit, approval_fact.c.case_key, approval_case.c.lsh)
    for code in sorted(codes):
        mine = (approval_fact.c.department == code, *in_scope(approval_fact.c.unit, scope))
        named = select(approval_case.c.department_name).select_from(_CASES).where(*mine)
        name = conn.execute(named.order_by(*first).limit(1)).scalar()
        if name is not None:
            names[code] = name or code
    return mask_names(names, scope)
