"""In and out: passwords, locks, sessions, the second factor, tokens and devices, on both databases."""

from collections.abc import Callable

import pyotp
import pytest

from dashboard.errors import BadRequest, Conflict, NotFound, SignInRefused
from dashboard.permissions import GRANTS, NEWCOMER, OPERATOR, Permission, Role, Scope
from tests.data_access.accounts.conftest import PASSWORD, Office, with_settings

NEW = "Vb4!rt8yHn2c-2"


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises((SignInRefused, BadRequest, Conflict, NotFound)) as caught:
        act()
    return str(caught.value.key.removeprefix("errors."))


def test_a_first_password_opens_nothing_but_its_own_replacement(office: Office) -> None:
    _, first = office.admin.create_account(OPERATOR, name="li.wen", display="李", role=Role.DIRECTOR, units=None)
    entered = office.enter("li.wen", first)
    assert entered.must_change
    assert office.who(entered).permissions == NEWCOMER
    office.door.change_password(office.who(entered), old=first, new=PASSWORD)
    assert office.who(entered).permissions == GRANTS[Role.DIRECTOR]
    assert refusal(lambda: office.enter("li.wen", first)) == "login"


def test_a_session_says_who_asks_and_of_what(office: Office) -> None:
    made = office.make("wang", Role.COORDINATOR, "350502", "350582")
    who = office.who(office.enter("WANG ", address="10.1.1.9"))
    assert (who.name, who.role, who.account_id, who.kind) == ("wang", Role.COORDINATOR, made.id, "session")
    assert who.scope == Scope(frozenset({"350502", "350582"}), personal=True)
    assert who.may(Permission.IMPORT)
    assert not who.may(Permission.ACCOUNTS)


def test_an_administrator_reads_no_records(office: Office) -> None:
    office.make("root", Role.ADMIN)
    who = office.who(office.enter("root"))
    assert not who.scope.personal
    assert not who.may(Permission.VIEW_RECORDS)


def test_five_failures_lock_known_and_unknown_names_alike(office: Office) -> None:
    office.make()
    for name in ("li.wen", "nobody"):
        assert [refusal(lambda n=name: office.enter(n, "wrong")) for _ in range(7)] == ["login"] * 5 + ["locked"] * 2
    assert refusal(office.enter) == "locked"
    office.wait(minutes=14)
    assert refusal(office.enter) == "locked"
    office.wait(minutes=1, seconds=1)
    assert office.enter()
    assert office.actions().count("sign_in_refused") == 10
    assert office.actions().count("locked") == 2


def test_a_good_login_and_an_administrator_forget_failures(office: Office) -> None:
    made = office.make()
    for _ in range(2):
        for _ in range(4):
            refusal(lambda: office.enter(password="wrong"))
        office.enter()
    for _ in range(5):
        refusal(lambda: office.enter(password="wrong"))
    assert office.admin.read_accounts()[0].locked_until > 0
    office.admin.unlock(OPERATOR, made.id)
    assert office.enter()


def test_an_address_that_guesses_names_is_shut_out(office: Office) -> None:
    office.make()
    for number in range(30):
        refusal(lambda n=number: office.enter(f"name{n}", "wrong", address="10.9.9.9"))
    assert refusal(lambda: office.enter(address="10.9.9.9")) == "locked"
    assert office.enter(address="10.1.1.1")


def test_a_session_ends_when_idle_and_in_the_end(office: Office) -> None:
    office.make()
    idle = office.enter()
    office.wait(minutes=29)
    assert office.who(idle)
    office.wait(minutes=29)
    assert office.who(idle)  # its use was marked
    office.wait(minutes=31)
    assert office.door.identify(idle.secret) is None
    busy = office.enter()
    for _ in range(28):
        office.wait(minutes=25)
        assert office.who(busy)
    office.wait(minutes=25)
    assert office.door.identify(busy.secret) is None


def test_signing_in_renews_the_secret_and_ends_the_former_session(office: Office) -> None:
    office.make()
    first = office.enter()
    second = office.enter(former=first.secret)
    assert second.secret != first.secret
    assert office.door.identify(first.secret) is None
    assert office.who(second)


def test_what_ends_a_session_at_once(office: Office) -> None:
    made = office.make()
    version = office.admin.read_accounts()[0].version

    def change(**values: object) -> None:
        nonlocal version
        asked = {"display": "李", "role": Role.DIRECTOR, "units": None, "disabled": False} | values
        version = office.admin.change_account(OPERATOR, made.id, version=version, **asked).version  # type: ignore[arg-type]

    one = office.enter()
    office.door.sign_out(office.who(one))
    assert office.door.identify(one.secret) is None
    two = office.enter()
    office.admin.end_session(OPERATOR, office.who(two).session_id)
    assert office.door.identify(two.secret) is None
    three, four = office.enter(), office.enter()
    office.door.change_password(office.who(three), old=PASSWORD, new=NEW)
    assert office.who(three)
    assert office.door.identify(four.secret) is None
    change(disabled=True)
    assert office.door.identify(three.secret) is None
    assert refusal(lambda: office.enter(password=NEW)) == "login"
    change(disabled=False)
    five = office.enter(password=NEW)
    office.admin.reset_password(OPERATOR, made.id)
    assert office.door.identify(five.secret) is None


def test_another_role_or_unit_counts_on_the_next_request(office: Office) -> None:
    made = office.make("wang", Role.COORDINATOR, "350502")
    entered = office.enter("wang")
    version = office.admin.read_accounts()[0].version
    office.admin.change_account(
        OPERATOR, made.id, version=version, display="王", role=Role.MONITOR, units=frozenset({"350503"}), disabled=False
    )
    who = office.who(entered)
    assert who.permissions == GRANTS[Role.MONITOR]
    assert who.scope == Scope(frozenset({"350503"}), personal=False)


def test_a_stale_edit_and_an_edit_of_oneself_are_refused(office: Office) -> None:
    made = office.make("root", Role.ADMIN)
    version = office.admin.read_accounts()[0].version
    me = office.who(office.enter("root"))
    asked = {"display": "R", "role": Role.ADMIN, "units": None}
    stale = lambda: office.admin.change_account(OPERATOR, made.id, version=version - 1, disabled=False, **asked)  # type: ignore[arg-type]  # noqa: E731
    assert refusal(stale) == "account_stale"
    myself = lambda: office.admin.change_account(me, made.id, version=version, disabled=True, **asked)  # type: ignore[arg-type]  # noqa: E731
    assert refusal(myself) == "account_self"


def test_passwords_grow_old_in_one_style_only(office: Office) -> None:
    office.make()
    office.wait(days=91)
    assert office.enter().must_change
    assert not with_settings(office, password_style="nist").enter().must_change


def test_a_former_password_is_not_taken_again(office: Office) -> None:
    office.make()
    who = office.who(office.enter())
    assert refusal(lambda: office.door.change_password(who, old="wrong", new=NEW)) == "password_wrong"
    office.door.change_password(who, old=PASSWORD, new=NEW)
    assert refusal(lambda: office.door.change_password(who, old=NEW, new=PASSWORD)) == "password_same"


def test_a_code_of_the_second_factor_is_good_once(office: Office) -> None:
    office.make()
    who = office.who(office.enter())
    address = office.door.begin_second_factor(who)
    totp = pyotp.parse_uri(address)

    def code() -> str:
        return totp.at(office.store.clock.at)

    assert refusal(lambda: office.door.confirm_second_factor(who, code="000000")) == "code_wrong"
    assert office.enter()  # not asked for before it is confirmed
    office.door.confirm_second_factor(who, code=code())
    assert refusal(office.enter) == "code_wanted"
    assert refusal(lambda: office.enter(code=code())) == "login"  # the one that confirmed it
    office.wait(seconds=30)
    assert office.enter(code=code())
    assert refusal(lambda: office.enter(code=code())) == "login"
    office.door.end_second_factor(who, password=PASSWORD)
    assert office.enter()


def test_a_setting_demands_the_second_factor_of_those_who_oversee(office: Office) -> None:
    office.make()
    strict = with_settings(office, second_factor=True)
    entered = strict.enter()
    assert entered.must_change
    who = strict.who(entered)
    assert who.permissions == NEWCOMER
    totp = pyotp.parse_uri(strict.door.begin_second_factor(who))
    strict.door.confirm_second_factor(who, code=totp.at(office.store.clock.at))
    assert strict.who(entered).permissions == GRANTS[Role.DIRECTOR]
    assert refusal(lambda: strict.door.end_second_factor(who, password=PASSWORD)) == "second_factor"


def test_a_token_is_who_it_was_made_for_until_it_is_revoked_or_over(office: Office) -> None:
    units = frozenset({"350502"})
    key, secret = office.admin.create_key(
        OPERATOR, kind="token", name="前置机", role=Role.COORDINATOR, units=units, days=30
    )
    who = office.door.identify_key(secret)
    assert who is not None
    assert (who.kind, who.scope.units, who.may(Permission.IMPORT)) == ("token", units, True)
    assert office.door.identify(secret) is None
    assert office.door.identify_key(secret[:-1]) is None
    office.wait(days=31)
    assert office.door.identify_key(secret) is None
    key, secret = office.admin.create_key(OPERATOR, kind="token", name="x", role=Role.DIRECTOR, units=None, days=0)
    assert office.door.identify_key(secret)
    office.admin.revoke_key(OPERATOR, key.id)
    assert office.door.identify_key(secret) is None


def test_a_device_lives_long_in_one_place_and_sees_no_records(office: Office) -> None:
    key, secret = office.admin.create_key(
        OPERATOR, kind="device", name="一楼大屏", role=Role.MONITOR, units=None, days=0
    )
    assert refusal(lambda: office.door.sign_in_device("wrong")) == "login"
    assert office.door.identify_key(secret) is None
    first = office.door.sign_in_device(secret)
    for _ in range(3):
        office.wait(days=20)
        assert office.who(first).permissions == GRANTS[Role.MONITOR]
    second = office.door.sign_in_device(secret)
    assert office.door.identify(first.secret) is None
    assert not office.who(second).scope.personal
    office.admin.revoke_key(OPERATOR, key.id)
    assert office.door.identify(second.secret) is None


def test_nobody_enters_as_a_demonstration_unless_it_runs(office: Office) -> None:
    for role in Role:
        assert refusal(lambda r=role: office.door.sign_in_demo(r)) == "demo_only"
    outside = with_settings(office, demonstration=True, origin="https://duban.example.org")
    assert refusal(lambda: outside.door.sign_in_demo(Role.ADMIN)) == "demo_only"
    demo = with_settings(office, demonstration=True)
    who = demo.who(demo.door.sign_in_demo(Role.COORDINATOR))
    assert who.scope.units == frozenset({"350582"})
    for password in ("", " ", "demo"):
        assert refusal(lambda p=password: demo.enter("demo-coordinator", p)) == "login"


def test_no_secret_is_stored_as_it_is(office: Office) -> None:
    office.make()
    entered = office.enter()
    _, token = office.admin.create_key(OPERATOR, kind="token", name="x", role=Role.DIRECTOR, units=None, days=0)
    factor = pyotp.parse_uri(office.door.begin_second_factor(office.who(entered))).secret
    stored = repr([office.store.rows(name) for name in ("account", "session", "access_key", "audit", "login_failure")])
    for secret in (PASSWORD, entered.secret, token, factor):
        assert secret not in stored


def test_every_change_leaves_its_audit_row(office: Office) -> None:
    office.make()
    assert office.actions() == ["account_created", "sign_in", "password_changed"]
    assert {row.actor for row in office.audit()} == {"command line", "li.wen"}


@pytest.mark.parametrize("name", ["Li", "a", "li wen", "-li", "li\n", "1li", "李文", "x" * 33])
def test_names_are_plain(office: Office, name: str) -> None:
    made = lambda: office.admin.create_account(OPERATOR, name=name, display="x", role=Role.ADMIN, units=None)  # noqa: E731
    assert refusal(made) == "account_name"


def test_a_taken_name_and_units_that_do_not_exist_are_refused(office: Office) -> None:
    office.make()
    again = lambda: office.admin.create_account(OPERATOR, name="li.wen", display="x", role=Role.ADMIN, units=None)  # noqa: E731
    assert refusal(again) == "account_taken"
    for units in (frozenset(), frozenset({"999999"})):
        made = lambda u=units: office.admin.create_account(  # noqa: E731
            OPERATOR, name="wang", display="x", role=Role.COORDINATOR, units=u
        )
        assert refusal(made) == "account_units"
