"""A refused permission goes on the audit ledger, once a minute for the same person and thing."""

import time
from collections import OrderedDict

import structlog

from callbacks.failures import Denied
from dashboard.errors import DubanError
from dashboard.permissions import ANONYMOUS, Identity
from dashboard.services import Services

AGAIN_SECONDS = 60
REMEMBERED = 1_000

log = structlog.get_logger(__name__)


class Refusals:
    """Refuses, and sees to it that the ledger knows."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._noted: OrderedDict[tuple[str, str, str], float] = OrderedDict()

    def refuse(self, identity: Identity, what: str) -> Denied:
        """The error to raise. That the ledger cannot be written now is no reason to let anybody in."""
        key, now = (identity.kind, identity.name, what), time.monotonic()
        known = identity.kind != ANONYMOUS.kind and now - self._noted.get(key, -AGAIN_SECONDS) >= AGAIN_SECONDS
        if known:
            self._noted[key] = now
            while len(self._noted) > REMEMBERED:
                self._noted.popitem(last=False)
            try:
                self._services.accounts.note_refusal(identity, what=what)
            except DubanError as error:
                log.warning("refusal not on the ledger", what=what, cause=repr(error))
        return Denied()
