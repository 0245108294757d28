"""Text that a spreadsheet program must not take for a formula."""

import re

_DANGEROUS = re.compile(r"[=+\-@\t\r＝＋－＠]")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST = 32_767
"""Characters that a cell of a workbook can hold."""


def defuse(text: str) -> str:
    """Put ``'`` before text that starts like a formula (= + - @, tab, carriage return, full-width forms)."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def cell_text(text: str) -> str:
    """Text as both kinds of file hold it: harmless, without control characters, no longer than a cell."""
    return defuse(_UNWRITABLE.sub("", text))[:LONGEST]
