"""Errors of the domain: each carries the key of a sentence and its parameters, never a stack trace."""


class DubanError(Exception):
    """A failure that a user can be told about in one sentence.

    ``key`` names the sentence in the text catalogue, ``params`` fill its placeholders.
    """

    status = 400

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(f"{key} {params}" if params else key)
        self.key = key
        self.params = params


class BadRequest(DubanError):
    """What was asked for does not make sense; the sentence says which part and what would."""


class NotFound(DubanError):
    """The thing asked for does not exist, or lies outside the asker's scope."""

    status = 404


class Conflict(DubanError):
    """The state of the data forbids it."""

    status = 409


class Unavailable(DubanError):
    """Storage or a source cannot answer now."""

    status = 503


class SignInRefused(DubanError):
    """Name, password, code or token do not let anybody in; the sentence does not say which of them."""

    status = 401


class SettingsError(DubanError):
    """The product refuses to start with these settings."""

    status = 500
