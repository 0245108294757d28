"""The one error of this package: a file or sheet that cannot be read on, with the text key of the reason."""

from __future__ import annotations


class Refused(Exception):
    """Reading stops here; `code` is a key under `imports.file_issue` and `params` fill its sentence."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
