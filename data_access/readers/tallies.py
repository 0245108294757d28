"""Reading tallies: the smallest one that answers, corrected by case rows where a month is cut by a day."""

from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Select, and_, case, func, literal, or_, select

from dashboard.clock import NEVER
from dashboard.flows import FLOW_MEASURES, flow_events
from dashboard.frames import CLOSED_FROM, CLOSED_MEASURES, closed_rows
from dashboard.period import Where, month_bounds, month_of, months_between
from dashboard.permissions import Scope
from dashboard.ports import Revision, Rules
from dashboard.vocabulary import REFUSING
from data_access.bulk import fetch_frame
from data_access.readers.cases import read_facts, read_pauses
from data_access.readers.filters import fact_conditions, in_scope, unit_code
from data_access.schema import approval_fact, tally_closed, tally_flow, tally_open
from data_access.tallies import months_of


def closed_axis(where: Where, by: str) -> str | None:
    """The tally that holds closed cases by this selection and dimension, or None."""
    asked = {name for name in ("unit", "stage", "item", "department") if getattr(where, name)}
    asked |= {by} if by not in ("", "month") else set()
    for axis, names in (
        ("place", {"unit", "stage"}),
        ("item", {"item"}),
        ("department", {"department"}),
        ("unit_item", {"unit", "item"}),
    ):
        if asked <= names:
            return axis
    return None


def flow_axis(where: Where, by: str) -> str | None:
    """The tally that holds daily flows by this selection and dimension, or None."""
    axis = closed_axis(where, by)
    return axis if axis in ("place", "item") else None


_MEMBER = {
    "place": {"unit": "unit", "stage": "member"},
    "item": {"item": "member"},
    "department": {"department": "member"},
    "unit_item": {"unit": "unit", "item": "member"},
}


def _tally_conditions(table: Any, axis: str, where: Where, scope: Scope) -> list[Any]:
    conditions = [table.c.axis == axis]
    if axis in ("place", "unit_item"):
        conditions += in_scope(table.c.unit, scope)
    for name, value in (
        ("unit", unit_code(where)),
        ("stage", where.stage),
        ("item", where.item),
        ("department", where.department),
    ):
        if value:
            conditions.append(table.c[_MEMBER[axis][name]] == value)
    return conditions


def _sums(table: Any, measures: tuple[str, ...]) -> list[Any]:
    return [func.sum(table.c[name]).label(name) for name in measures]


def read_closed(
    conn: Connection, *, where: Where, by: str, first: int, last: int, as_of: int, scope: Scope, revision: Revision
) -> pd.DataFrame:
    """See ``ports.ApprovalReader.read_closed``."""
    last = min(last, as_of)
    axis = closed_axis(where, by) if scope.units is None or closed_axis(where, by) in ("place", "unit_item") else None
    if last < first:
        return _grouped([])
    if axis is None:
        return _grouped([_closed_from_cases(conn, (first, last), where=where, by=by, as_of=as_of, scope=scope)])
    whole, parts = split_months(first, last, newest=revision.last_event_day)
    pieces = []
    if whole:
        pieces.append(
            _closed_from_tally(conn, axis, (whole[0], whole[-1]), where=where, by=by, as_of=as_of, scope=scope)
        )
    pieces += [_closed_from_cases(conn, part, where=where, by=by, as_of=as_of, scope=scope) for part in parts]
    return _grouped(pieces)


def split_months(first: int, last: int, *, newest: int) -> tuple[tuple[int, ...], list[tuple[int, int]]]:
    """Months wholly inside first…last, and the rest; days after ``newest`` hold nothing, so they cut no month."""
    months = months_between(month_of(first), month_of(last))
    reach = 10**7 if last >= newest else last
    whole = tuple(m for m in months if month_bounds(m)[0] >= first and month_bounds(m)[1] <= reach)
    if not whole:
        return (), [(first, last)]
    start, end = month_bounds(whole[0])[0], month_bounds(whole[-1])[1]
    parts = [(first, start - 1)] if first < start else []
    return whole, parts + ([(end + 1, last)] if last > end else [])


def _closed_from_tally(
    conn: Connection, axis: str, months: tuple[int, int], *, where: Where, by: str, as_of: int, scope: Scope
) -> pd.DataFrame:
    table = tally_closed
    member: Any = literal("")
    if by == "month":
        member = table.c.month
    elif by:
        member = table.c[_MEMBER[axis][by]]
    conditions = _tally_conditions(table, axis, where, scope)
    statement: Select[Any] = (
        select(member.label("member"), table.c.used, *_sums(table, CLOSED_MEASURES))
        .where(*conditions, table.c.month >= months[0], table.c.month <= months[1])
        .where(_not_left(table, by, months, as_of))
        .group_by(*([member] if by else []), table.c.used)
    )
    return fetch_frame(conn, statement)


def _not_left(table: Any, by: str, months: tuple[int, int], as_of: int) -> Any:
    """Still counted as closed: by month at the month's own end, otherwise at the as-of day."""
    if by != "month":
        return table.c.out_day > as_of
    # Cases revoked after their finish are rare; a month's end is spelled out for each month asked for.
    ends = {month: min(month_bounds(month)[1], as_of) for month in months_between(*months)}
    return (table.c.out_day == NEVER) | and_(table.c.out_day > case(ends, value=table.c.month, else_=as_of))


def _closed_from_cases(
    conn: Connection, days: tuple[int, int], *, where: Where, by: str, as_of: int, scope: Scope
) -> pd.DataFrame:
    table = approval_fact
    found = (table.c.finish_day >= days[0], table.c.finish_day <= days[1])
    columns = [table.c[name] for name in (*CLOSED_FROM, *([by] if by not in ("", "month") else []))]
    facts = fetch_frame(conn, select(*columns).where(*fact_conditions(table, where, scope), *found))
    rows = closed_rows(facts)
    if by == "month":
        months = months_of(rows["finish_day"].to_numpy(np.int64))
        ends = {int(month): min(month_bounds(int(month))[1], as_of) for month in np.unique(months)}
        rows = rows.assign(member=months.astype(str), end=[ends[int(month)] for month in months])
        return rows[rows["out_day"] > rows["end"]]
    rows = rows.assign(member=facts.loc[rows.index, by] if by else "")
    return rows[rows["out_day"] > as_of]


def _grouped(pieces: list[pd.DataFrame]) -> pd.DataFrame:
    pieces = [piece for piece in pieces if len(piece)]
    if not pieces:
        return pd.DataFrame({name: [] for name in ("member", "used", *CLOSED_MEASURES)})
    rows = pd.concat([piece.assign(member=piece["member"].astype(str)) for piece in pieces])
    if len(pieces) == 1 and not rows.duplicated(["member", "used"]).any():
        return rows.astype(dict.fromkeys(CLOSED_MEASURES, np.int64))
    return rows.groupby(["member", "used"], as_index=False)[list(CLOSED_MEASURES)].sum()


def read_flows(
    conn: Connection, *, where: Where, by: str, first: int, last: int, scope: Scope, rules: Rules
) -> pd.DataFrame:
    """See ``ports.ApprovalReader.read_flows``."""
    axis = flow_axis(where, by)
    if axis is None or (scope.units is not None and axis == "item"):
        if by != "month" and first > 0:
            return _events_from_cases(conn, where=where, by=by, days=(first, last), scope=scope)
        return _flows_from_cases(conn, where=where, by=by, first=first, last=last, scope=scope, rules=rules)
    table = tally_flow
    conditions = _tally_conditions(table, axis, where, scope)
    member: Any = literal("") if not by else (table.c.day if by == "month" else table.c[_MEMBER[axis][by]])
    rows = fetch_frame(
        conn,
        select(member.label("member"), *_sums(table, FLOW_MEASURES))
        .where(*conditions, table.c.day >= first, table.c.day <= last)
        .group_by(*([member] if by else [])),
    )
    return _by_member(rows.dropna(), by)


def _by_member(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Sum by member; days become months. Sums of no row (NULL) are dropped."""
    if not len(rows):
        return pd.DataFrame({name: [] for name in ("member", *FLOW_MEASURES)})
    if by == "month":
        rows = rows.assign(member=months_of(rows["member"].to_numpy(np.int64)))
    rows = rows.assign(member=rows["member"].astype(str))
    return (
        rows.groupby("member", as_index=False)[list(FLOW_MEASURES)].sum().astype(dict.fromkeys(FLOW_MEASURES, np.int64))
    )


def _events_from_cases(conn: Connection, *, where: Where, by: str, days: tuple[int, int], scope: Scope) -> pd.DataFrame:
    """Counts of what happened in a period for a selection that no tally keeps; the stocks are left at 0."""
    table = approval_fact.c
    member: Any = table[by] if by else literal("")
    refusing = sorted(int(state) for state in REFUSING)
    gone = and_(table.out_day < NEVER, table.out_day.between(*days))
    wanted = {
        "accepted": table.accepted_day.between(*days),
        "refused": and_(gone, table.out_state.in_(refusing)),
        "withdrawn": and_(gone, table.out_state.not_in(refusing)),
    }
    parts = [
        fetch_frame(
            conn,
            select(member.label("member"), func.count().label(name))
            .where(*fact_conditions(approval_fact, where, scope), condition)
            .group_by(*([member] if by else [])),
        )
        for name, condition in wanted.items()
    ]
    return _by_member(pd.concat(parts).reindex(columns=["member", *FLOW_MEASURES]).fillna(0), by)


def _flows_from_cases(
    conn: Connection, *, where: Where, by: str, first: int, last: int, scope: Scope, rules: Rules
) -> pd.DataFrame:
    """Flows of a selection that no tally keeps, from its cases."""
    table = approval_fact
    near = or_(table.c.accepted_day <= last, table.c.out_day <= last)
    facts, pauses = read_facts_and_pauses(conn, [*fact_conditions(table, where, scope), near])
    flows = flow_events(
        facts, pauses, limit=facts["limit_days"].to_numpy(np.int64), calendar=rules.calendar, rules=rules.clock
    )
    flows = flows[(flows["day"] >= first) & (flows["day"] <= last)]
    member = flows["day"] if by == "month" else (facts[by].to_numpy()[flows["case"]] if by else "")
    return _by_member(flows.assign(member=member), by)


def read_facts_and_pauses(conn: Connection, conditions: list[Any]) -> tuple[pd.DataFrame, Any]:
    """Facts of a selection with all their pauses."""
    facts = read_facts(conn, conditions)
    return facts, read_pauses(conn, facts)


def read_open(conn: Connection, *, where: Where, by: str, scope: Scope) -> pd.DataFrame:
    """See ``ports.ApprovalReader.read_open``."""
    table = tally_open
    member: Any = table.c[by] if by else literal("")
    return fetch_frame(
        conn,
        select(
            member.label("member"), table.c.limit_days, table.c.due_day, table.c.paused, func.sum(table.c.n).label("n")
        )
        .where(*fact_conditions(table, where, scope), table.c.n > 0)
        .group_by(*([member] if by else []), table.c.limit_days, table.c.due_day, table.c.paused),
    )
