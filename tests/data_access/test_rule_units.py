"""Reporting units are switched off and on; their cases still count."""

from typing import Any

import pytest

from dashboard.errors import BadRequest, Conflict, NotFound
from dashboard.rule_admin import StaleRule
from tests.data_access.conftest import Store
from tests.data_access.test_rule_admin import ALICE, BOB, actions, rules_of


def unit(store: Store, code: str) -> Any:
    return next(one for one in rules_of(store).read_units() if one.code == code)


def test_all_thirteen_units_report_at_first(sample: Store) -> None:
    units = rules_of(sample).read_units()
    assert len(units) == 13 and all(one.active and not one.change_id for one in units)
    assert sample.board().rules.inactive_units == frozenset()
    figures = sample.board().by_member(sample.query(), "unit", ("approvals.open",))
    for one in units:
        assert one.open == (figures[one.code]["approvals.open"].value if one.code in figures else 0)


def test_a_unit_is_switched_off_and_on_again(sample: Store) -> None:
    before, revision = sample.values(), sample.revision
    off = rules_of(sample).set_unit(ALICE, code="350505", active=False, note="并入惠安", seen=0)
    assert (off.active, off.note, off.changed_by) == (False, "并入惠安", "alice")
    assert sample.revision == revision + 1
    assert sample.board().rules.inactive_units == {"350505"}
    assert sample.values() == before  # the city's sums still count its cases
    assert actions(sample)[-1] == ("alice", "unit", "350505")
    with pytest.raises(StaleRule) as stale:
        rules_of(sample).set_unit(BOB, code="350505", active=True, note="", seen=0)
    assert stale.value.found == off
    rules_of(sample).undo_unit(BOB, rules_of(sample).unit_history("350505")[0].id)
    assert sample.board().rules.inactive_units == frozenset()
    history = rules_of(sample).unit_history("350505")
    assert [(one.by, one.was_active, one.active, one.last) for one in history] == [
        ("bob", False, True, True),
        ("alice", True, False, False),
    ]
    with pytest.raises(Conflict) as refused:
        rules_of(sample).undo_unit(ALICE, history[-1].id)
    assert refused.value.key == "errors.undo_later"


def test_switching_off_needs_a_reason_and_a_unit(store: Store) -> None:
    for note in ("", "长" * 61):
        with pytest.raises(BadRequest):
            rules_of(store).set_unit(ALICE, code="350505", active=False, note=note, seen=0)
    for code in ("350500", "350527", "zzz"):
        with pytest.raises(NotFound):
            rules_of(store).set_unit(ALICE, code=code, active=False, note="x", seen=0)
    with pytest.raises(BadRequest) as refused:
        rules_of(store).set_unit(ALICE, code="350505", active=True, note="", seen=0)
    assert refused.value.key == "errors.rule_same"
