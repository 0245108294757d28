"""Thresholds and targets: read, set with its history, undone."""

from collections.abc import Sequence

import numpy as np
from sqlalchemy import ColumnElement, Connection, Engine, Row, insert, select, update

from dashboard.clock import ClockRules
from dashboard.errors import BadRequest, Conflict, NotFound
from dashboard.lights import LightRule
from dashboard.period import Where
from dashboard.permissions import WHOLE_CITY, Identity
from dashboard.rule_admin import RuleValue, StaleRule, ValueChange, bounds_of, check_value, show_value
from dashboard.timekeeping import Clock, day_number, moment_of
from data_access.calendars import read_calendar
from data_access.engine import Change, change, snapshot
from data_access.readers.tallies import read_open
from data_access.schema import threshold
from data_access.schema_rules import threshold_change
from data_access.setup import AREA, DEFAULT_THRESHOLDS

KEPT = 100
"""Changes that a history lists."""


def later_sentence(row: Row[tuple[object, ...]]) -> Conflict:
    """The refusal to undo what a later change rests on."""
    at = moment_of(int(row.at)).strftime("%Y-%m-%d %H:%M")
    return Conflict("errors.undo_later", at=at, by=row.actor)


class ValueAdmin:
    """Implements the part of ``dashboard.rule_admin.RuleAdmin`` that is about thresholds and targets."""

    def __init__(self, engine: Engine, *, clock: Clock, rules: ClockRules) -> None:
        self._engine = engine
        self._clock = clock
        self._rules = rules

    def read_values(self) -> Sequence[RuleValue]:
        """See the port."""
        with snapshot(self._engine) as conn:
            rows = conn.execute(select(threshold)).all()
        order = {key: at for at, key in enumerate(DEFAULT_THRESHOLDS)}
        rows = sorted(rows, key=lambda row: (row.area, order.get(row.key, len(order)), row.key))
        return [_value(row) for row in rows]

    def preview_value(self, *, area: str, key: str, value: float) -> int | None:
        """See the port."""
        with snapshot(self._engine) as conn:
            values = _values(conn, area)
            check_value(key, value, values)
            if not key.startswith("light."):
                return None
            return self._relit(conn, values, values | {key: value})

    def _relit(self, conn: Connection, before: dict[str, float], after: dict[str, float]) -> int:
        rows = read_open(conn, where=Where(), by="", scope=WHOLE_CITY)
        calendar = read_calendar(conn)
        limit = rows["limit_days"].to_numpy(np.int64)
        today = int(calendar.count(day_number(self._clock.now().date())))
        remaining = calendar.count(rows["due_day"].to_numpy(np.int64)) - today
        paused = rows["paused"].to_numpy() > 0
        lights = [
            _light_rule(values).lights(limit=limit, used=limit - remaining, paused=paused) for values in (before, after)
        ]
        return int(rows["n"].to_numpy(np.int64)[lights[0] != lights[1]].sum())

    def set_value(self, by: Identity, *, area: str, key: str, value: float, seen: float) -> RuleValue:
        """See the port."""
        with change(self._engine, clock=self._clock) as unit:
            found = _find(unit.conn, area, key)
            check_value(key, value, _values(unit.conn, area))
            if found.value != seen:
                raise _stale(found, value=value, seen=seen)
            if found.value == value:
                raise BadRequest("errors.rule_same")
            _write(unit, found, value=value, by=by)
        return self._read_value(area, key)

    def history(self, *, area: str, key: str) -> Sequence[ValueChange]:
        """See the port."""
        table = threshold_change
        newest = select(table).where(_same(area, key)).order_by(table.c.id.desc()).limit(KEPT)
        with snapshot(self._engine) as conn:
            rows = conn.execute(newest).all()
        return [
            ValueChange(
                id=row.id, at=row.at, by=row.actor, area=row.area, key=row.key,
                before=row.before, after=row.after, undoes=row.undoes, last=at == 0,
            )
            for at, row in enumerate(rows)
        ]  # fmt: skip

    def undo(self, by: Identity, change_id: int) -> RuleValue:
        """See the port."""
        table = threshold_change
        with change(self._engine, clock=self._clock) as unit:
            row = unit.conn.execute(select(table).where(table.c.id == change_id)).first()
            if row is None:
                raise NotFound("errors.undo_unknown")
            newest = select(table).where(_same(row.area, row.key)).order_by(table.c.id.desc()).limit(1)
            last = unit.conn.execute(newest).one()
            found = _find(unit.conn, row.area, row.key)
            if last.id != change_id or found.value != row.after:
                raise later_sentence(last)
            check_value(row.key, row.before, _values(unit.conn, row.area))
            _write(unit, found, value=row.before, by=by, undoes=change_id)
        return self._read_value(row.area, row.key)

    def _read_value(self, area: str, key: str) -> RuleValue:
        with snapshot(self._engine) as conn:
            return _find(conn, area, key)


def _same(area: str, key: str) -> ColumnElement[bool]:
    return (threshold_change.c.area == area) & (threshold_change.c.key == key)


def _value(row: Row[tuple[object, ...]]) -> RuleValue:
    default = DEFAULT_THRESHOLDS.get(row.key, row.value) if row.area == AREA else row.value
    return RuleValue(
        area=row.area, key=row.key, value=row.value, unit=bounds_of(row.key).unit, default=default,
        changed_at=row.changed_at, changed_by=row.changed_by,
    )  # fmt: skip


def _find(conn: Connection, area: str, key: str) -> RuleValue:
    wanted = select(threshold).where(threshold.c.area == area, threshold.c.key == key)
    row = conn.execute(wanted).first()
    if row is None:
        raise NotFound("errors.rule", value=key[:60])
    return _value(row)


def _values(conn: Connection, area: str) -> dict[str, float]:
    rows = conn.execute(select(threshold.c.key, threshold.c.value).where(threshold.c.area == area))
    return {row.key: row.value for row in rows}


def _light_rule(values: dict[str, float]) -> LightRule:
    return LightRule(days=int(values["light.days"]), percent=int(values["light.percent"]))


def _stale(found: RuleValue, *, value: float, seen: float) -> StaleRule:
    shown = {name: show_value(found.key, one) for name, one in (("now", found.value), ("seen", seen), ("mine", value))}
    return StaleRule("errors.rule_stale", found=found, by=found.changed_by, **shown)


def _write(unit: Change, found: RuleValue, *, value: float, by: Identity, undoes: int = 0) -> None:
    area, key = found.area, found.key
    same = (threshold.c.area == area) & (threshold.c.key == key)
    unit.conn.execute(update(threshold).where(same).values(value=value, changed_at=unit.at, changed_by=by.name))
    unit.conn.execute(
        insert(threshold_change).values(
            at=unit.at, actor=by.name, area=area, key=key, before=found.value, after=value, undoes=undoes
        )
    )
    detail: dict[str, object] = {"from": show_value(key, found.value), "to": show_value(key, value)}
    unit.record(
        by=by, action="threshold", object=f"{area}/{key}", detail=detail | ({"undoes": undoes} if undoes else {}),
        before=found.value, after=value,
    )  # fmt: skip
