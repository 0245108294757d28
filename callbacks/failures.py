"""What a user is told when something fails: a calm sentence; what nobody foresaw gets a number and a log entry."""

import secrets

import structlog

from dashboard.errors import DubanError, Unavailable
from dashboard.ports import RevisionMoved
from dashboard.text import Words

log = structlog.get_logger(__name__)


class Denied(DubanError):
    """The identity lacks the permission."""

    status = 403

    def __init__(self) -> None:
        super().__init__("http.denied")


class SignInWanted(DubanError):
    """Nobody is signed in, or the session is over."""

    status = 401

    def __init__(self) -> None:
        super().__init__("http.sign_in")


class Refused(DubanError):
    """A request is refused for its form (host, origin, size, method) before anybody reads what it asks."""

    def __init__(self, status: int, key: str, **params: object) -> None:
        super().__init__(key, **params)
        self.status = status


class Moving(DubanError):
    """The data changed faster than a consistent answer could be read."""

    status = 503


def new_error_id() -> str:
    """A short number by which a failure on the screen is found in the log."""
    return secrets.token_hex(4)


def foreseen(error: BaseException) -> DubanError | None:
    """The failure as one that has a sentence, or None when nobody foresaw it."""
    if isinstance(error, RevisionMoved):
        return Moving("http.moving")
    return error if isinstance(error, DubanError) else None


def sentence_of(error: BaseException, words: Words) -> str:
    """The sentence of a failure. One that nobody foresaw is logged with its traceback under the number it shows."""
    known = foreseen(error)
    if known is None:
        number = new_error_id()
        log.error("unexpected failure", id=number, exc_info=error)
        return words("errors.unexpected", id=number)
    if isinstance(known, Unavailable):
        log.warning("unavailable", key=known.key, cause=repr(error.__cause__))
    return words(known.key, **known.params)
