"""The pages of the product, in the order of the navigation.

The protocol of a page ``x``
----------------------------
``layouts/pages/x.py`` exports ``skeleton(visit: Visit) -> Component``: pure, no data, every container the page's
callback will fill already in place with its id (from ``layouts.ids``) and a ``panel(..., state=Loading(...))`` in it.
It is drawn anew when path, language, theme or scale change, not when a filter changes.

``callbacks/x.py`` exports ``register(guard: Guard, services: Services) -> None``. The page's content is filled by a
callback made with::

    @guard.page("x", {"head": Output(ids.X.HEAD, "children"), ...}, permission=Permission.VIEW)
    def show(visit: Visit) -> dict[str, Any]:
        return show_x(services, visit)

``guard.page`` listens to the address (path and query) and to the live revision, so ``show`` runs on arrival, on every
filter change, and whenever the data moved; it is not called while another page is open. ``visit`` is checked: use
``visit.query`` for the board, ``visit.words`` for sentences, ``visit.lang`` for formats, ``visit.identity.scope`` for
scope, ``visit.here(period=…)`` and ``visit.to(path)`` for links. Notices about nonsense in the address are shown
by the shell. Further inputs: ``guard.page("x", outputs, Input(...), permission=…)``; their values follow ``visit``.

Each panel is built inside ``panel_boundary(visit.words, builder, title=…)`` from ``callbacks._guard``, so that one
failing panel leaves the others alive. Read the board once per callback: ``services.boards.answer(lambda board: …)``.

Filters and other controls: ``@guard.callback(Output(Shell.LOCATION, "search", allow_duplicate=True), Input(...), ...,
permission=…, prevent_initial_call=True)`` write the address (``ViewState.url``) and nothing else; the page follows.
Downloads are plain links to ``/export/...`` and need no callback.

A page is added by one line in ``PAGES`` and one in ``callbacks/register.py``; its word in the navigation is
``shell.nav.<key>`` in ``dashboard/text/<language>/shell.toml``.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from dash.development.base_component import Component

from dashboard.permissions import Permission
from layouts.pages import (
    account,
    admin,
    approvals,
    audit,
    calendar,
    case,
    definitions,
    imports,
    keys,
    overview,
    quality,
    records,
    rules,
    sessions,
    units,
    users,
)
from layouts.visit import Visit

Skeleton = Callable[[Visit], Component]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page: its paths (``<name>`` stands for one part), who may open it, whether it is in the navigation.

    ``under`` is the key of the page of the navigation to which it belongs.
    """

    key: str
    paths: tuple[str, ...]
    permission: Permission
    skeleton: Skeleton
    nav: bool = True
    under: str = ""

    def match(self, path: str) -> str | None:
        """The name in the path ("" when it names nothing), or None when the path is not this page's."""
        for pattern in self.paths:
            found = re.fullmatch(re.escape(pattern).replace("<name>", "([^/]{1,300})"), path)
            if found:
                return unquote(found[1]) if found.groups() else ""
        return None


PAGES: tuple[Page, ...] = (
    Page(key="overview", paths=("/",), permission=Permission.VIEW, skeleton=overview.skeleton),
    Page(key="approvals", paths=("/approvals",), permission=Permission.VIEW, skeleton=approvals.skeleton),
    Page(
        key="records",
        paths=("/records", "/records/<name>"),
        permission=Permission.VIEW_RECORDS,
        skeleton=records.skeleton,
    ),
    Page(key="case", paths=("/cases/<name>",), permission=Permission.VIEW_RECORDS, skeleton=case.skeleton, nav=False),
    Page(key="quality", paths=("/quality",), permission=Permission.VIEW_RECORDS, skeleton=quality.skeleton),
    Page(key="imports", paths=("/imports",), permission=Permission.IMPORT, skeleton=imports.skeleton),
    Page(key="definitions", paths=("/definitions",), permission=Permission.VIEW, skeleton=definitions.skeleton),
    Page(key="admin", paths=("/admin",), permission=Permission.ACCOUNTS, skeleton=admin.skeleton),
    Page(
        key="users",
        paths=("/admin/users", "/admin/users/<name>"),
        permission=Permission.ACCOUNTS,
        skeleton=users.skeleton,
        nav=False,
        under="admin",
    ),
    Page(
        key="sessions",
        paths=("/admin/sessions",),
        permission=Permission.ACCOUNTS,
        skeleton=sessions.skeleton,
        nav=False,
        under="admin",
    ),
    Page(
        key="tokens",
        paths=("/admin/tokens",),
        permission=Permission.ACCOUNTS,
        skeleton=keys.skeleton,
        nav=False,
        under="admin",
    ),
    Page(
        key="devices",
        paths=("/admin/devices",),
        permission=Permission.ACCOUNTS,
        skeleton=keys.skeleton,
        nav=False,
        under="admin",
    ),
    Page(
        key="audit",
        paths=("/admin/audit",),
        permission=Permission.AUDIT,
        skeleton=audit.skeleton,
        nav=False,
        under="admin",
    ),
    Page(
        key="rules",
        paths=("/admin/rules", "/admin/rules/<name>"),
        permission=Permission.RULES,
        skeleton=rules.skeleton,
        nav=False,
        under="admin",
    ),
    Page(
        key="calendar",
        paths=("/admin/calendar", "/admin/calendar/<name>"),
        permission=Permission.RULES,
        skeleton=calendar.skeleton,
        nav=False,
        under="admin",
    ),
    Page(
        key="units",
        paths=("/admin/units", "/admin/units/<name>"),
        permission=Permission.RULES,
        skeleton=units.skeleton,
        nav=False,
        under="admin",
    ),
    Page(key="account", paths=("/account",), permission=Permission.SIGNED_IN, skeleton=account.skeleton, nav=False),
)


def find_page(path: str) -> tuple[Page, str] | None:
    """The page of a path with the name in it, or None."""
    path = path.rstrip("/") or "/"
    for page in PAGES:
        name = page.match(path)
        if name is not None:
            return page, name
    return None
