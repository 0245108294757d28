"""Who may do what, and that a scope is part of what an answer is kept under."""

from dashboard.permissions import OPERATOR, WHOLE_CITY, Identity, Permission, Scope


def test_whoever_sits_at_the_machine_may_do_everything() -> None:
    assert all(OPERATOR.may(permission) for permission in Permission)
    assert OPERATOR.scope == WHOLE_CITY
    assert OPERATOR.scope.units is None


def test_an_identity_may_do_what_it_was_given_and_no_more() -> None:
    viewer = Identity("viewer", frozenset({Permission.VIEW}), Scope(frozenset({"350502"})))
    assert [permission for permission in Permission if viewer.may(permission)] == [Permission.VIEW]


def test_scopes_are_told_apart() -> None:
    scopes = [WHOLE_CITY, Scope(frozenset()), Scope(frozenset({"350502"})), Scope(frozenset({"350502", "350503"}))]
    assert len(set(scopes)) == 4
    assert Scope(frozenset({"350503", "350502"})) == scopes[-1]
