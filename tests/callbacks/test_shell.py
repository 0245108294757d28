"""The frame: who is signed in, the way out, and what stands in place of a page that is not for them."""

import pytest

from callbacks.shell import show_page
from callbacks.visits import read_visit
from dashboard.permissions import ANONYMOUS, GRANTS, NEWCOMER, OPERATOR, Identity, Permission, Role, Scope
from layouts.pages import PAGES
from layouts.shell_page import draw_bar
from layouts.visit import Visit
from tests.fakes import make_services
from tests.seen import has_chinese, links_of, nodes_of, text_of

SERVICES = make_services()


def identity_of(role: Role, **more: object) -> Identity:
    scope = Scope(frozenset({"350582"}), personal=True) if role is Role.COORDINATOR else Scope()
    kind = "device" if role is Role.MONITOR else "session"
    given = {"scope": scope, "kind": kind, "role": role, "display": "陈联络"} | more
    return Identity("chen", GRANTS[role], **given)  # type: ignore[arg-type]


def visit(identity: Identity, path: str = "/", search: str = "") -> Visit:
    return read_visit(SERVICES, path, search, identity=identity)


def forms_of(component: object) -> list[tuple[str, str]]:
    return [
        (node["props"]["method"], node["props"]["action"]) for node in nodes_of(component) if node["type"] == "Form"
    ]


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.COORDINATOR, Role.ADMIN])
def test_the_bar_says_who_is_signed_in_and_leads_out(role: Role) -> None:
    bar = draw_bar(visit(identity_of(role)))
    assert "陈联络" in text_of(bar) and "退出" in text_of(bar)
    assert "/account" in links_of(bar)
    assert forms_of(bar) == [("POST", "/logout")]


def test_a_wall_has_a_name_and_a_way_out_but_no_account() -> None:
    bar = draw_bar(visit(identity_of(Role.MONITOR, display="一楼大厅")))
    assert "一楼大厅" in text_of(bar)
    assert "/account" not in links_of(bar)
    assert forms_of(bar) == [("POST", "/logout")]


@pytest.mark.parametrize("identity", [OPERATOR, ANONYMOUS])
def test_nobody_signed_in_nothing_of_it(identity: Identity) -> None:
    bar = draw_bar(visit(identity))
    assert "/account" not in links_of(bar) and forms_of(bar) == []


def test_a_hostile_name_is_only_text() -> None:
    bar = draw_bar(visit(identity_of(Role.DIRECTOR, display="<script>alert(1)</script>")))
    assert "<script>alert(1)</script>" in text_of(bar)
    assert not [node for node in nodes_of(bar) if node["props"].get("dangerously_allow_html")]


@pytest.mark.parametrize("role", Role)
def test_a_page_that_is_not_for_a_role_says_what_is_and_whom_to_ask(role: Role) -> None:
    identity = identity_of(role)
    refused = [page for page in PAGES if not identity.may(page.permission)]
    assert refused
    for page in refused:
        shown = show_page(visit(identity, page.paths[-1].replace("<name>", "x")))
        text = text_of(shown)
        assert "不能打开这个页面" in text and "系统管理员" in text and "总览" in text, page.key
        assert ("晋江市" in text) == (role is Role.COORDINATOR)
        assert not [link for link in links_of(shown) if link.startswith(page.paths[0]) and page.paths[0] != "/"]


def test_a_page_that_is_for_a_role_is_shown() -> None:
    for role in Role:
        identity = identity_of(role)
        for page in PAGES:
            if identity.may(page.permission):
                shown = show_page(visit(identity, page.paths[-1].replace("<name>", "new")))
                assert "不能打开" not in text_of(shown)


def test_whoever_must_replace_the_password_is_sent_to_do_it() -> None:
    identity = Identity("huang", NEWCOMER, kind="session", role=Role.COORDINATOR, must_change=True)
    shown = show_page(visit(identity, "/records"))
    assert "更换密码或开启双因素" in text_of(shown) and "/account" in links_of(shown)


def test_whoever_may_see_nothing_is_told_so() -> None:
    identity = Identity("x", frozenset({Permission.FRAME}), kind="session")
    assert "只能管理自己的账号" in text_of(show_page(visit(identity, "/")))


def test_a_path_that_is_no_page_is_still_no_page() -> None:
    assert "没有这个页面" in text_of(show_page(visit(identity_of(Role.DIRECTOR), "/nowhere")))


def test_pages_below_mark_their_place_in_the_navigation() -> None:
    for path in ("/admin", "/admin/users", "/admin/users/1", "/admin/tokens"):
        bar = draw_bar(visit(identity_of(Role.ADMIN), path))
        current = [node["props"]["href"] for node in nodes_of(bar) if node["props"].get("aria-current") == "page"]
        assert current == ["/admin"]


def test_the_refusal_in_english_is_english() -> None:
    identity = identity_of(Role.COORDINATOR, display="Chen")
    shown = text_of(show_page(visit(identity, "/admin", "?lang=en")))
    assert "system administrator" in shown and not has_chinese(shown)
