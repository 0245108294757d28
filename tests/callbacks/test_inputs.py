"""Whatever a browser may send is taken whole by a typed model, or refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callbacks.account import PasswordForm
from callbacks.inputs import parse, read_form
from callbacks.keys import KeyForm
from callbacks.users import EditForm, NewForm, UserAct
from dashboard.errors import BadRequest
from dashboard.permissions import Role
from layouts.ids import entry_id

GOOD = {"name": "a", "display": "b", "role": "admin", "scope": "city", "units": []}

json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(json)
def test_no_invention_is_a_form_or_a_button(values: Any) -> None:
    for model in (UserAct, NewForm, EditForm, KeyForm, PasswordForm):
        with pytest.raises(BadRequest):
            parse(model, values)


@given(st.sampled_from(sorted(GOOD)), json)
def test_a_form_with_one_entry_replaced_is_right_or_refused(name: str, value: Any) -> None:
    try:
        form = parse(NewForm, GOOD | {name: value})
    except BadRequest:
        return
    given_back = form.model_dump(mode="json")
    assert given_back == GOOD | {name: value}
    assert isinstance(form.role, Role)


@given(json, json)
def test_ids_and_values_of_any_shape_are_read_or_refused(ids: Any, values: Any) -> None:
    try:
        form = read_form("account", ids, values)
    except BadRequest:
        return
    assert form == {}


def test_entries_are_read_by_their_names() -> None:
    ids = [entry_id("account", "name"), entry_id("account", "role")]
    assert read_form("account", ids, ["x", 5]) == {"name": "x", "role": 5}
    for bad in (ids[:1], [*ids, ids[0]], [entry_id("other", "name"), ids[1]], [{**ids[0], "more": 1}, ids[1]]):
        with pytest.raises(BadRequest):
            read_form("account", bad, ["x", 5])
