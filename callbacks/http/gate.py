"""Every route the server has is listed with the permission it asks for; what is not listed is not answered."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask, request

from callbacks._guard import current_identity
from callbacks.failures import Refused, SignInWanted
from callbacks.refusals import Refusals
from dashboard.permissions import ANONYMOUS, Permission
from dashboard.services import Services

View = Callable[..., Any]

FRAMEWORK_RULES = {
    "/": Permission.FRAME,
    "/<path:path>": Permission.FRAME,
    "/_dash-layout": Permission.FRAME,
    "/_dash-dependencies": Permission.FRAME,
    "/_dash-update-component": Permission.FRAME,
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": Permission.PUBLIC,
    "/_favicon.ico": Permission.PUBLIC,
    "/assets/<path:filename>": Permission.PUBLIC,
}
"""Routes that Dash makes and that we answer; whatever else a release of Dash brings stays shut."""


ANY_PATH = "/<path:path>"
NOT_PAGES = ("/api", "/assets", "/static", "/export", "/_", "/version", "/healthz", "/readyz")
"""Paths that no page has: the frame of the pages does not answer for them."""


class Gate:
    """Adds our routes and lets a request pass only to a listed one, with its permission."""

    def __init__(self, server: Flask, services: Services) -> None:
        self._server = server
        self._refusals = Refusals(services)
        self._permissions: dict[str, Permission] = {}
        self._open_paths: set[str] = set()
        server.before_request(self._check)

    def add(
        self, rule: str, view: View, *, name: str, permission: Permission, methods: Sequence[str] = ("GET",)
    ) -> None:
        """Add one of our routes."""
        self._server.add_url_rule(rule, endpoint=name, view_func=view, methods=list(methods))
        self._permissions[name] = permission

    def admit_framework(self) -> None:
        """List the routes that Dash has made by now and that we answer."""
        for rule in self._server.url_map.iter_rules():
            if rule.rule in FRAMEWORK_RULES:
                self._permissions[rule.endpoint] = FRAMEWORK_RULES[rule.rule]
            if rule.rule == ANY_PATH:
                self._open_paths.add(rule.endpoint)

    @property
    def permissions(self) -> dict[str, Permission]:
        """Permission by endpoint."""
        return dict(self._permissions)

    def _check(self) -> None:
        if request.endpoint is None:
            return  # no such route or method: answered as 404 or 405
        permission = self._permissions.get(request.endpoint)
        if permission is None:
            raise Refused(404, "http.not_found")
        if request.endpoint in self._open_paths and request.path.startswith(NOT_PAGES):
            raise Refused(404, "http.not_found")
        identity = current_identity()
        if identity.may(permission):
            return
        if identity.kind == ANONYMOUS.kind:
            raise SignInWanted
        raise self._refusals.refuse(identity, f"{request.method} {request.endpoint}")
