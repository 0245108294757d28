"""Reading a mapping profile: a TOML file with which an operator maps a foreign sheet to one of our tables.

The file is read in the parent, because the operator wrote it and the operator must get a sentence about what is wrong
with it. `docs/profiles/example.toml` shows every part.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from data_access.importers.mapping import SheetProfile, field_named, table_named
from data_access.importers.refusal import Refused
from data_access.importers.tables import Table

MAX_BYTES: Final = 1 << 20
_LETTERS: Final = (("yyyy", "%Y"), ("MM", "%m"), ("dd", "%d"), ("HH", "%H"), ("mm", "%M"), ("ss", "%S"))


class _Match(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    headings: list[str] = Field(default_factory=list)
    file: str = ""
    sheet: str = ""


class _Sheet(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    table: str
    match: _Match
    columns: dict[str, str] = Field(default_factory=dict)
    date_format: str = ""
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    defaults: dict[str, str] = Field(default_factory=dict)


class _Profile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    sheet: list[_Sheet] = Field(min_length=1)


def load_profile(path: Path) -> list[SheetProfile]:
    """Return the sheets that the profile describes.

    Raises:
        Refused: a text key and parameters that say what is wrong and where.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Refused("profile_unreadable", reason="> 1 MB")
        profile = _Profile.model_validate(tomllib.loads(path.read_text("utf-8-sig")))
    except OSError as error:
        raise Refused("profile_missing") from error
    except UnicodeDecodeError as error:
        raise Refused("profile_unreadable", reason="UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise Refused("profile_unreadable", reason=str(error)) from error
    except ValidationError as error:
        raise _refusal(error) from error
    return [_sheet(number, sheet) for number, sheet in enumerate(profile.sheet, start=1)]


def _refusal(error: ValidationError) -> Refused:
    first = error.errors()[0]
    place = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in first["loc"])
    codes = {"missing": "profile_key_missing", "extra_forbidden": "profile_key_unknown"}
    return Refused(codes.get(first["type"], "profile_key_wrong"), place=place)


def _sheet(number: int, sheet: _Sheet) -> SheetProfile:
    table = table_named(sheet.table)
    if table is None:
        raise Refused("profile_unknown_table", number=number, name=sheet.table)
    if not (sheet.match.headings or sheet.match.file or sheet.match.sheet):
        raise Refused("profile_no_match", number=number)
    columns = {theirs: _field(table, ours, number) for theirs, ours in sheet.columns.items()}
    double = len(columns) - len(set(columns.values()))
    if double:
        raise Refused("profile_field_twice", number=number)
    names = [item.name for item in table.fields]
    return SheetProfile(
        table=table.name,
        headings=tuple(sheet.match.headings),
        file=sheet.match.file,
        sheet=sheet.match.sheet,
        date_format=_layout(sheet.date_format, number),
        columns=columns,
        values={names[_field(table, ours, number)]: words for ours, words in sheet.values.items()},
        defaults={names[_field(table, ours, number)]: value for ours, value in sheet.defaults.items()},
    )


def _field(table: Table, name: str, number: int) -> int:
    index = field_named(table, name)
    if index is None:
        raise Refused("profile_unknown_field", number=number, name=name, table=table.name)
    return index


def _layout(text: str, number: int) -> str:
    """Return the strptime form of a date format written as `dd.MM.yyyy` or as `%d.%m.%Y`."""
    if not text:
        return ""
    layout = text
    if "%" not in text:
        for letters, directive in _LETTERS:
            layout = layout.replace(letters, directive)
    moment = datetime(2026, 2, 9, 17, 45, 30)
    try:
        same_day = datetime.strptime(moment.strftime(layout), layout).date() == moment.date()
    except (ValueError, re.error) as error:
        raise Refused("profile_date_format", number=number, format=text) from error
    if not same_day:
        raise Refused("profile_date_format", number=number, format=text)
    return layout


def to_plain(sheets: list[SheetProfile]) -> list[dict[str, Any]]:
    """Return the profile in a form that can be written as JSON for the child."""
    return [asdict(sheet) for sheet in sheets]
