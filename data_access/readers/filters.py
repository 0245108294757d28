"""The one place where a selection and a scope become SQL conditions."""

from typing import Any

from sqlalchemy import ColumnElement, Table, exists, false

from dashboard.period import OWN_LEVEL, Where
from dashboard.permissions import Scope
from dashboard.vocabulary import CITY
from data_access.schema import import_unit


def unit_code(where: Where) -> str:
    """The stored unit of a selection: 市本级 is stored under the city's own code."""
    return CITY if where.unit == OWN_LEVEL else where.unit


def in_scope(column: Any, scope: Scope) -> list[ColumnElement[bool]]:
    """Conditions that keep a reader inside the units they may see."""
    if scope.units is None:
        return []
    return [column.in_(sorted(scope.units))] if scope.units else [false()]


def batch_in_scope(column: Any, scope: Scope) -> list[ColumnElement[bool]]:
    """Conditions that keep a reader to imports that brought data of their units and of no other."""
    if scope.units is None:
        return []
    unit, same = import_unit.c.unit, import_unit.c.batch_id == column
    mine, others = unit.in_(sorted(scope.units)), unit.not_in(sorted(scope.units))
    return [exists().where(same, mine), ~exists().where(same, others)]


def fact_conditions(table: Table, where: Where, scope: Scope) -> list[ColumnElement[bool]]:
    """Conditions on a table with the columns unit, stage, item, department."""
    conditions = in_scope(table.c.unit, scope)
    for name, value in (
        ("unit", unit_code(where)),
        ("stage", where.stage),
        ("item", where.item),
        ("department", where.department),
    ):
        if value:
            conditions.append(table.c[name] == value)
    return conditions
