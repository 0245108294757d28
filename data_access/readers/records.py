"""Pages of the records behind a figure: conditions from facts and cut-off days, order and cursor from the index."""

from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, func, not_, or_, select

from dashboard.board import alive_lights
from dashboard.clock import NEVER, state_at
from dashboard.errors import BadRequest
from dashboard.indicators.registry import RecordSet
from dashboard.lights import Light
from dashboard.permissions import Scope
from dashboard.ports import RECORD_COLUMNS, RUNNING_SETS, SORTS, RecordPage, RecordQuery, Revision, Rules
from dashboard.vocabulary import REFUSING, WITHDRAWING
from data_access.bulk import fetch_frame, key_in
from data_access.readers.cases import item_names, read_alive, read_pauses
from data_access.readers.filters import fact_conditions
from data_access.schema import approval_case, approval_fact, project, tally_open

FACT = approval_fact.c
OPEN_SETS = {RecordSet.OPEN, RecordSet.RED, RecordSet.YELLOW, RecordSet.GREEN, RecordSet.PAUSED}
_LIGHT_OF = {
    RecordSet.RED: Light.RED,
    RecordSet.YELLOW: Light.YELLOW,
    RecordSet.GREEN: Light.GREEN,
    RecordSet.PAUSED: Light.PAUSED,
}

LAST_CHARACTER = "\U0010ffff"
"""No key continues with it: what begins with a text lies between the text and the text with this behind it."""

DEFAULT_SORT: dict[RecordSet, tuple[str, bool]] = {
    RecordSet.ACCEPTED: ("accepted_day", True),
    RecordSet.WITHDRAWN: ("accepted_day", True),
    RecordSet.REFUSED: ("case_key", True),
} | dict.fromkeys(OPEN_SETS, ("due_day", False))
"""Sort column and whether it descends; closed sets: by finish day, newest first. Open ones: nearest due day first."""


def read_records(conn: Connection, *, query: RecordQuery, rules: Rules, scope: Scope, revision: Revision) -> RecordPage:
    """One page; ``total`` is −1 unless a search narrows the set (the figure itself says how many there are)."""
    sort, descending = _order(query)
    column: ColumnElement[Any] = FACT[sort]
    conditions = fact_conditions(approval_fact, query.where, scope)
    if query.after:
        _beyond(column, query.after, sort=sort, descending=descending)  # a cursor that makes no sense is told first
    parts = _in_set(conn, query, rules, scope, revision)
    if query.search:
        # So that no planner walks the order's index in hope of meeting the few that match.
        column = func.coalesce(column, column)
        parts = [and_(part, match) for match in _matches(conn, query.search) for part in parts]
    order = (column.desc(), FACT.case_key.desc()) if descending else (column, FACT.case_key)
    found, total = [], 0
    for part in parts:
        page = select(approval_fact).where(*conditions, part)
        if query.after:
            page = page.where(_beyond(column, query.after, sort=sort, descending=descending))
        found.append(fetch_frame(conn, page.order_by(*order).limit(query.limit + 1)))
        if query.search:
            counted = select(func.count()).select_from(approval_fact).where(*conditions, part)
            total += conn.execute(counted).scalar_one()
    facts = _in_order(found, sort=sort, descending=descending)
    more = len(facts) > query.limit
    facts = facts.head(query.limit)
    cursor = f"{facts[sort].iloc[-1]}~{facts['case_key'].iloc[-1]}" if more else ""
    rows = describe(conn, facts, as_of=query.as_of, rules=rules)
    return RecordPage(rows=rows, next=cursor, total=total if query.search else -1)


def _in_order(parts: list[pd.DataFrame], *, sort: str, descending: bool) -> pd.DataFrame:
    """The first rows of disjoint parts as one list: each part was found by its own index."""
    filled = [part for part in parts if len(part)]
    if len(filled) < 2:
        return (filled or parts)[0]
    keys = list(dict.fromkeys((sort, "case_key")))
    return pd.concat(filled, ignore_index=True).sort_values(keys, ascending=not descending, ignore_index=True)


def _order(query: RecordQuery) -> tuple[str, bool]:
    if not query.sort or (query.sort == "used" and query.records in RUNNING_SETS):
        return DEFAULT_SORT.get(query.records, ("finish_day", True))
    if query.sort not in SORTS:
        raise BadRequest("errors.sort", value=query.sort[:40])
    return query.sort, query.descending


def _beyond(column: Any, cursor: str, *, sort: str, descending: bool) -> ColumnElement[bool]:
    text, mark, key = cursor.partition("~")
    if not mark or (sort != "case_key" and not text.lstrip("-").isdecimal()):
        raise BadRequest("errors.cursor")
    value: Any = text if sort == "case_key" else int(text)
    if descending:
        return and_(column <= value, or_(column < value, and_(column == value, FACT.case_key < key)))
    return and_(column >= value, or_(column > value, and_(column == value, FACT.case_key > key)))


def _in_set(
    conn: Connection, query: RecordQuery, rules: Rules, scope: Scope, revision: Revision
) -> list[ColumnElement[bool]]:
    """What is true of the records of a set: one condition, or one for each of its disjoint parts."""
    first, last, as_of = query.first, min(query.last, query.as_of), query.as_of
    records = query.records
    if records is RecordSet.ACCEPTED:
        return [FACT.accepted_day.between(first, last)]
    if records in (RecordSet.WITHDRAWN, RecordSet.REFUSED):
        states = WITHDRAWING if records is RecordSet.WITHDRAWN else REFUSING
        left = and_(FACT.out_day < NEVER, FACT.out_day.between(first, last))
        return [and_(left, FACT.out_state.in_(sorted(int(state) for state in states)))]
    if records in OPEN_SETS:
        return [_open_set(conn, query, rules, scope, revision)]
    closed = and_(FACT.finish_day.between(first, last), FACT.out_day > as_of)
    if records is RecordSet.DUE:
        red = RecordQuery(RecordSet.RED, query.where, first, last, as_of)
        return [closed, _open_set(conn, red, rules, scope, revision)]
    extra: dict[RecordSet, Any] = {
        RecordSet.AVERAGED: FACT.instant.is_(False),
        RecordSet.STATUTORY: and_(FACT.instant.is_(False), FACT.statutory_days > 0),
        RecordSet.INSTANT: FACT.instant.is_(True),
        RecordSet.ONLINE: FACT.online == 1,
        RecordSet.LATE: FACT.used > FACT.limit_days,
    }
    return [and_(closed, extra[records]) if records in extra else closed]


def _open_set(
    conn: Connection, query: RecordQuery, rules: Rules, scope: Scope, revision: Revision
) -> ColumnElement[bool]:
    """Open cases of one light: today's by cut-off days that the light rule gives, the past's by their keys."""
    if query.as_of < revision.last_event_day:
        facts, pauses = read_alive(conn, fact_conditions(approval_fact, query.where, scope), as_of=query.as_of)
        if query.records is RecordSet.OPEN:
            return key_in(conn, FACT.case_key, facts["case_key"].tolist())
        light = alive_lights(facts, pauses, day=query.as_of, rules=rules)
        return key_in(conn, FACT.case_key, facts["case_key"][light == _LIGHT_OF[query.records]].tolist())
    is_open = and_(FACT.end_day == NEVER, FACT.accepted_day >= 0)
    if query.records is RecordSet.OPEN:
        return is_open
    if query.records is RecordSet.PAUSED:
        return and_(is_open, FACT.pause_day < NEVER)
    running = and_(is_open, FACT.pause_day == NEVER)
    return and_(running, _due_within(conn, query, rules))


def _due_within(conn: Connection, query: RecordQuery, rules: Rules) -> ColumnElement[bool]:
    """For each limit among the open cases, the due days that the light rule gives the wanted light today."""
    limits = [int(limit) for limit in conn.execute(select(tally_open.c.limit_days).distinct()).scalars()]
    calendar, today = rules.calendar, int(rules.calendar.count(query.as_of))
    wanted = _LIGHT_OF[query.records]
    if wanted is Light.RED:
        return FACT.due_day < int(calendar.nth_within(today))
    choices = []
    for limit in limits:
        near = int(rules.light.threshold(np.asarray([limit]))[0])
        edge = int(calendar.nth_within(today + near)) if near >= 0 else int(calendar.nth_within(today)) - 1
        start = int(calendar.nth_within(today))
        light = FACT.due_day.between(start, edge) if wanted is Light.YELLOW else FACT.due_day > max(edge, start - 1)
        choices.append(and_(FACT.limit_days == limit, light))
    return or_(False, *choices) if choices else FACT.due_day < -NEVER


def _matches(conn: Connection, text: str) -> list[ColumnElement[bool]]:
    """Case numbers that begin with the text; other cases of projects whose name holds it (the first 200 projects)."""
    projects = conn.execute(
        select(project.c.project_key)
        .where(project.c.project_name.contains(text, autoescape=True))
        .distinct()
        .limit(200)
    ).scalars()
    keys = list(projects)
    begins = and_(FACT.case_key >= text, FACT.case_key < text + LAST_CHARACTER)
    if not keys:
        return [begins]
    of_projects = select(approval_case.c.case_key).where(key_in(conn, approval_case.c.project_key, keys))
    return [begins, and_(FACT.case_key.in_(of_projects), not_(begins))]


def describe(conn: Connection, facts: pd.DataFrame, *, as_of: int, rules: Rules) -> pd.DataFrame:
    """Rows for people: names joined, light, used and remaining days as seen from the as-of day."""
    facts = facts.reset_index(drop=True)
    if facts.empty:
        return pd.DataFrame({name: [] for name in RECORD_COLUMNS})
    pauses = read_pauses(conn, facts)
    state = state_at(facts, pauses, day=as_of, calendar=rules.calendar, rules=rules.clock)
    is_open = state["open"].to_numpy(bool)
    light = np.where(is_open, alive_lights(facts, pauses, day=as_of, rules=rules), Light.GREY.value)
    done = (facts["finish_day"].to_numpy() <= as_of) & (facts["out_day"].to_numpy() > as_of)
    used = np.where(is_open, state["used"], facts["used"])
    rows = facts.assign(
        item_code=facts["item"],
        light=np.where(done, Light.DONE.value, light),
        used=used,
        paused=np.where(is_open, rules.calendar.count(as_of) - facts["start_count"] - used, facts["paused"]),
        remaining=facts["limit_days"].to_numpy() - used,
    )
    return _with_names(conn, rows)[list(RECORD_COLUMNS)]


def _with_names(conn: Connection, rows: pd.DataFrame) -> pd.DataFrame:
    cases = fetch_frame(
        conn,
        select(
            approval_case.c.case_key,
            approval_case.c.project_key,
            approval_case.c.department_name,
            approval_case.c.item_name,
        )
        .where(key_in(conn, approval_case.c.case_key, rows["case_key"].tolist()), approval_case.c.valid)
        .order_by(approval_case.c.lsh),
    ).drop_duplicates("case_key", keep="last")
    keys = [key for key in cases["project_key"].unique() if key]
    projects = fetch_frame(
        conn,
        select(project.c.project_key, project.c.project_name)
        .where(key_in(conn, project.c.project_key, keys), project.c.valid)
        .order_by(project.c.filed_at, project.c.lsh),
    ).drop_duplicates("project_key", keep="last")
    merged = rows.merge(cases, on="case_key", how="left")
    names = item_names(conn, sorted(set(merged["item_code"])))
    known = dict(zip(projects["project_key"], projects["project_name"], strict=True))
    own = merged["item_name"].fillna("")
    return merged.assign(
        project_key=merged["project_key"].fillna(""),
        project_name=merged["project_key"].map(lambda key: known.get(key) or ""),
        item_name=own.where(own != "", merged["item_code"].map(names)),
        department_name=merged["department_name"].fillna(""),
    )
