"""Reporting units: which of them are compared with each other, with history and undo."""

from collections.abc import Sequence

from sqlalchemy import Connection, Engine, delete, func, insert, select

from dashboard.clock import ClockRules
from dashboard.errors import BadRequest, NotFound
from dashboard.permissions import Identity
from dashboard.rule_admin import LONGEST_NOTE, StaleRule, UnitChange, UnitState
from dashboard.timekeeping import Clock
from dashboard.vocabulary import REPORTING_UNITS
from data_access.engine import Change, change, snapshot
from data_access.rule_values import KEPT, later_sentence
from data_access.schema import tally_flow, tally_open
from data_access.schema_rules import reporting_unit, reporting_unit_change

CODES = tuple(unit.code for unit in REPORTING_UNITS)


def read_inactive(conn: Connection) -> frozenset[str]:
    """The units that are left off the comparison."""
    return frozenset(conn.execute(select(reporting_unit.c.code).where(~reporting_unit.c.active)).scalars())


class UnitAdmin:
    """Implements the part of ``dashboard.rule_admin.RuleAdmin`` that is about reporting units."""

    def __init__(self, engine: Engine, *, clock: Clock, rules: ClockRules) -> None:
        self._engine = engine
        self._clock = clock
        self._rules = rules

    def read_units(self) -> Sequence[UnitState]:
        """See the port."""
        with snapshot(self._engine) as conn:
            return _units(conn)

    def set_unit(self, by: Identity, *, code: str, active: bool, note: str, seen: int) -> UnitState:
        """See the port."""
        note = note.strip()
        if len(note) > LONGEST_NOTE or not (note or active):
            raise BadRequest("errors.unit_note", most=LONGEST_NOTE)
        with change(self._engine, clock=self._clock) as unit:
            found = _find(unit.conn, code)
            if found.change_id != seen:
                raise StaleRule("errors.unit_stale", found=found, by=found.changed_by)
            if (found.active, found.note) == (active, note):
                raise BadRequest("errors.rule_same")
            _write(unit, found, active=active, note=note, by=by)
        return self._read_unit(code)

    def unit_history(self, code: str) -> Sequence[UnitChange]:
        """See the port."""
        table = reporting_unit_change
        newest = select(table).where(table.c.code == code).order_by(table.c.id.desc()).limit(KEPT)
        with snapshot(self._engine) as conn:
            rows = conn.execute(newest).all()
        return [
            UnitChange(
                id=row.id, at=row.at, by=row.actor, code=row.code, was_active=row.was_active, was_note=row.was_note,
                active=row.active, note=row.note, undoes=row.undoes, last=at == 0,
            )
            for at, row in enumerate(rows)
        ]  # fmt: skip

    def undo_unit(self, by: Identity, change_id: int) -> UnitState:
        """See the port."""
        table = reporting_unit_change
        with change(self._engine, clock=self._clock) as unit:
            row = unit.conn.execute(select(table).where(table.c.id == change_id)).first()
            if row is None:
                raise NotFound("errors.undo_unknown")
            newest = select(table).where(table.c.code == row.code).order_by(table.c.id.desc()).limit(1)
            last = unit.conn.execute(newest).one()
            if last.id != change_id:
                raise later_sentence(last)
            found = _find(unit.conn, row.code)
            _write(unit, found, active=row.was_active, note=row.was_note, by=by, undoes=change_id)
        return self._read_unit(row.code)

    def _read_unit(self, code: str) -> UnitState:
        with snapshot(self._engine) as conn:
            return _find(conn, code)


def _units(conn: Connection) -> list[UnitState]:
    stored = {row.code: row for row in conn.execute(select(reporting_unit))}
    table = reporting_unit_change
    newest = dict(conn.execute(select(table.c.code, func.max(table.c.id)).group_by(table.c.code)).all())
    still = select(tally_open.c.unit, func.sum(tally_open.c.n)).group_by(tally_open.c.unit)
    ever = select(tally_flow.c.unit, func.sum(tally_flow.c.accepted)).group_by(tally_flow.c.unit)
    opened = dict(conn.execute(still).all())
    accepted = dict(conn.execute(ever.where(tally_flow.c.axis == "place")).all())
    return [
        UnitState(
            code=code,
            active=bool(stored[code].active) if code in stored else True,
            note=stored[code].note if code in stored else "",
            changed_at=stored[code].changed_at if code in stored else 0,
            changed_by=stored[code].changed_by if code in stored else "",
            open=int(opened.get(code) or 0),
            accepted=int(accepted.get(code) or 0),
            change_id=int(newest.get(code) or 0),
        )
        for code in CODES
    ]


def _find(conn: Connection, code: str) -> UnitState:
    for state in _units(conn):
        if state.code == code:
            return state
    raise NotFound("errors.unit", value=code[:40])


def _write(unit: Change, found: UnitState, *, active: bool, note: str, by: Identity, undoes: int = 0) -> None:
    code = found.code
    unit.conn.execute(delete(reporting_unit).where(reporting_unit.c.code == code))
    unit.conn.execute(
        insert(reporting_unit).values(code=code, active=active, note=note, changed_at=unit.at, changed_by=by.name)
    )
    unit.conn.execute(
        insert(reporting_unit_change).values(
            at=unit.at, actor=by.name, code=code, was_active=found.active, was_note=found.note,
            active=active, note=note, undoes=undoes,
        )
    )  # fmt: skip
    detail: dict[str, object] = {"active": active, "note": note} | ({"undoes": undoes} if undoes else {})
    before, after = [found.active, found.note], [active, note]
    unit.record(by=by, action="unit", object=code, detail=detail, before=before, after=after)
