"""Pages of the records behind a figure: conditions from facts and cut-off days, order and cursor from the index."""

from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, and_, func, not_, or_, select

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
from data_access.readers.filters import fact_conditions, in_scope
from data_access.readers.personal import mask_frame, mask_value
from data_access.readers.walk import Bound, Part, Walk
from data_access.schema import FINISHED, LATE, LEFT, OPEN, ORDERED, approval_case, approval_fact, project, tally_open

OPEN_SETS = {RecordSet.OPEN, RecordSet.RED, RecordSet.YELLOW, RecordSet.GREEN, RecordSet.PAUSED}
_LIGHT_OF = {
    RecordSet.RED: Light.RED,
    RecordSet.YELLOW: Light.YELLOW,
    RecordSet.GREEN: Light.GREEN,
    RecordSet.PAUSED: Light.PAUSED,
}

FACT = approval_fact.c

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
    low, high = _bounds(query, sort=sort, descending=descending)
    parts = _parts(conn, query, rules, scope, revision)
    if query.search:
        parts = [part.among(keys) for keys in _matches(conn, query.search, scope) for part in parts]
    pages = [Walk(part, query, scope, sort, descending, low, high) for part in parts]
    facts = _in_order([page.read(conn) for page in pages], sort=sort, descending=descending)
    more = len(facts) > query.limit
    facts = facts.head(query.limit)
    cursor = f"{facts[sort].iloc[-1]}~{facts['case_key'].iloc[-1]}" if more else ""
    rows = mask_frame(describe(conn, facts, as_of=query.as_of, rules=rules, scope=scope), scope)
    return RecordPage(rows=rows, next=cursor, total=sum(p.count(conn) for p in pages) if query.search else -1)


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


def _bounds(query: RecordQuery, *, sort: str, descending: bool) -> tuple[Bound, Bound]:
    """Where the page begins: below, above. Raises ``BadRequest`` for a cursor that no page gave."""
    if not query.after:
        return None, None
    text, mark, key = query.after.partition("~")
    if not mark or (sort != "case_key" and not text.lstrip("-").isdecimal()):
        raise BadRequest("errors.cursor")
    bound = (text if sort == "case_key" else int(text), key)
    return (None, bound) if descending else (bound, None)


def _parts(conn: Connection, query: RecordQuery, rules: Rules, scope: Scope, revision: Revision) -> list[Part]:
    """What is true of the records of a set: one part, or several that have nothing in common."""
    first, last, as_of = query.first, min(query.last, query.as_of), query.as_of
    records = query.records
    if records is RecordSet.ACCEPTED:
        return [Part([FACT.accepted_day.between(first, last)], within={"accepted_day": (first, last)})]
    if records in (RecordSet.WITHDRAWN, RecordSet.REFUSED):
        states = sorted(int(state) for state in (WITHDRAWING if records is RecordSet.WITHDRAWN else REFUSING))
        left = FACT.out_day.between(first, last)
        return [Part([left, FACT.out_state.in_(states)], own=LEFT, few=True)]
    if records in OPEN_SETS:
        return [_open_part(conn, query, rules, scope, revision)]
    extra: dict[RecordSet, ColumnElement[bool]] = {
        RecordSet.AVERAGED: FACT.instant.is_(False),
        RecordSet.STATUTORY: and_(FACT.instant.is_(False), FACT.statutory_days > 0),
        RecordSet.INSTANT: FACT.instant.is_(True),
        RecordSet.ONLINE: FACT.online == 1,
        RecordSet.LATE: FACT.used > FACT.limit_days,
    }
    in_period = FACT.finish_day.between(first, last)
    closed = Part(
        [in_period, FACT.out_day > as_of, *([extra[records]] if records in extra else [])],
        within={"finish_day": (first, last)},
        indexed=dict.fromkeys(ORDERED, FINISHED) | ({"finish_day": LATE} if records is RecordSet.LATE else {}),
        skipping=dict.fromkeys(("accepted_day", *ORDERED), func.coalesce(FACT.finish_day, 0).between(first, last)),
        own=LATE if records is RecordSet.LATE else None,
    )
    if records is RecordSet.DUE:
        red = RecordQuery(RecordSet.RED, query.where, first, last, as_of)
        return [closed, _open_part(conn, red, rules, scope, revision)]
    return [closed]


def _open_part(conn: Connection, query: RecordQuery, rules: Rules, scope: Scope, revision: Revision) -> Part:
    """Open cases of one light: today's by cut-off days that the light rule gives, the past's by their keys."""
    if query.as_of < revision.last_event_day:
        facts, pauses = read_alive(conn, fact_conditions(approval_fact, query.where, scope), as_of=query.as_of)
        if query.records is not RecordSet.OPEN:
            light = alive_lights(facts, pauses, day=query.as_of, rules=rules)
            facts = facts[light == _LIGHT_OF[query.records]]
        keys = facts["case_key"].tolist()
        return Part([key_in(conn, FACT.case_key, keys)], few=True)
    first, last, limits = _due_within(conn, query, rules)

    conditions = [OPEN, FACT.accepted_day >= 0, FACT.due_day.between(first, last)]
    if query.records is RecordSet.PAUSED:
        conditions.append(FACT.pause_day < NEVER)
    elif query.records is not RecordSet.OPEN:
        conditions.append(FACT.pause_day == NEVER)
    if limits:
        of_limits = [and_(FACT.limit_days == limit, FACT.due_day.between(*days)) for limit, days in limits.items()]
        conditions.append(or_(*of_limits))
    return Part(conditions, within={"due_day": (first, last)}, indexed={"due_day": OPEN})


Days = tuple[int, int]
ANY_DAY: Days = (-NEVER * 2, NEVER)


def _due_within(conn: Connection, query: RecordQuery, rules: Rules) -> tuple[int, int, dict[int, Days]]:
    """The due days that the light rule gives the wanted light today: their range, and each limit's own."""
    calendar, today = rules.calendar, int(rules.calendar.count(query.as_of))
    start = int(calendar.nth_within(today))
    wanted = _LIGHT_OF.get(query.records)
    if wanted is Light.RED:
        return ANY_DAY[0], start - 1, {}
    if wanted not in (Light.YELLOW, Light.GREEN):
        return *ANY_DAY, {}
    days: dict[int, Days] = {}
    for limit in conn.execute(select(tally_open.c.limit_days).distinct()).scalars():
        near = int(rules.light.threshold(np.asarray([limit]))[0])
        edge = int(calendar.nth_within(today + near)) if near >= 0 else start - 1
        days[int(limit)] = (start, edge) if wanted is Light.YELLOW else (max(edge + 1, start), NEVER)
    lasts = [last for _, last in days.values()]
    return start, max(lasts, default=start), days or {0: (NEVER, -NEVER)}


def _matches(conn: Connection, text: str, scope: Scope) -> list[Select[Any]]:
    """Case numbers that begin with the text; other cases of projects whose name holds it (the first 200 projects).

    A name is searched as it is shown: whoever sees it masked cannot find out by searching what the mask hides.
    """
    names = (project.c.project_key, project.c.project_name)
    wanted = select(*names).where(project.c.project_name.contains(text, autoescape=True)).distinct()
    if scope.units is not None:
        joined = approval_case.join(approval_fact, approval_fact.c.case_key == approval_case.c.case_key)
        own = select(approval_case.c.case_key).select_from(joined)
        mine = own.where(approval_case.c.project_key == project.c.project_key, *in_scope(FACT.unit, scope))
        wanted = wanted.where(mine.exists())
    found = conn.execute(wanted.limit(200)).all()
    keys = [key for key, name in found if scope.personal or text in mask_value("project_name", name, scope)]

    def begins(column: Any) -> ColumnElement[bool]:
        spellings = sorted({text, text.upper()})
        return or_(*(and_(column >= one, column < one + LAST_CHARACTER) for one in spellings))

    numbers = select(FACT.case_key).where(begins(FACT.case_key))
    if not keys:
        return [numbers]
    of_projects = select(approval_case.c.case_key).where(key_in(conn, approval_case.c.project_key, keys))
    return [numbers, of_projects.where(not_(begins(approval_case.c.case_key)))]


def describe(conn: Connection, facts: pd.DataFrame, *, as_of: int, rules: Rules, scope: Scope) -> pd.DataFrame:
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
    return _with_names(conn, rows, scope)[list(RECORD_COLUMNS)]


def _with_names(conn: Connection, rows: pd.DataFrame, scope: Scope) -> pd.DataFrame:
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
    names = item_names(conn, sorted(set(merged["item_code"])), scope=scope)
    known = dict(zip(projects["project_key"], projects["project_name"], strict=True))
    own = merged["item_name"].fillna("")
    return merged.assign(
        project_key=merged["project_key"].fillna(""),
        project_name=merged["project_key"].map(lambda key: known.get(key) or ""),
        item_name=own.where(own != "", merged["item_code"].map(names)),
        department_name=merged["department_name"].fillna(""),
    )
