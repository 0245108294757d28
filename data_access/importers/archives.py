"""What a file is by its first bytes, and opening zip archives without being harmed by them."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from enum import StrEnum, unique
from pathlib import Path, PurePosixPath
from typing import Final

from data_access.importers.model import MEGABYTE, Limits
from data_access.importers.refusal import Refused


@unique
class Content(StrEnum):
    """What a file holds, whatever its name says."""

    TEXT = "csv"
    XLSX = "xlsx"
    XLS = "xls"
    ZIP = "zip"


_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML: Final = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*(?:<\?mso[^>]*>\s*)?<(?:\w+:)?Workbook|<!doctype html|<html|<table|<meta|<head|<style|<div|"
    rb"MIME-Version:)",
    re.IGNORECASE,
)
_UNSUPPORTED: Final = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"GIF8", b"PAR1")
_RATIO_FROM: Final = MEGABYTE
_SKIPPED: Final = ("__MACOSX/", "~$", ".")


def sniff(path: Path) -> Content:
    """Tell what the file holds.

    Raises:
        Refused: empty, HTML or XML saved as a workbook, password, or a kind that is not read.
    """
    with path.open("rb") as stream:
        head = stream.read(4096)
    bare = head.removeprefix(b"\xef\xbb\xbf")
    if not bare.strip(b"\0 \r\n\t"):
        raise Refused("empty_file")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(path)
    if head.startswith(_OLE):
        return _kind_of_ole(path)
    if _HTML.match(bare):
        raise Refused("html_as_workbook")
    if head.startswith(_UNSUPPORTED) or (b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))):
        raise Refused("unsupported_file")
    return Content.TEXT


def _kind_of_zip(path: Path) -> Content:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise Refused("broken_archive") from error
    if "xl/workbook.bin" in names or "mimetype" in names or "word/document.xml" in names:
        raise Refused("unsupported_file")
    return Content.XLSX if "[Content_Types].xml" in names else Content.ZIP


def _kind_of_ole(path: Path) -> Content:
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Refused("password")
    if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        return Content.XLS
    raise Refused("unsupported_file")


def check_archive(path: Path, limits: Limits) -> list[zipfile.ZipInfo]:
    """Return the members of an archive after checking its directory, before anything is unpacked.

    Raises:
        Refused: too many members, too large unpacked, too strongly compressed, unsafe names, password.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise Refused("broken_archive") from error
    if len(members) > limits.members:
        raise Refused("too_many_members", count=len(members), limit=limits.members)
    total = sum(member.file_size for member in members)
    if total > limits.unpacked_bytes:
        raise Refused("unpacks_too_large", size=total // MEGABYTE, limit=limits.unpacked_bytes // MEGABYTE)
    for member in members:
        _check_member(member, limits)
    return members


def _check_member(member: zipfile.ZipInfo, limits: Limits) -> None:
    name = display_name(member)
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if (
        ".." in parts
        or name.startswith(("/", "\\"))
        or re.match(r"[A-Za-z]:", name)
        or stat.S_ISLNK(member.external_attr >> 16)
    ):
        raise Refused("unsafe_member", member=name[:80])
    if member.flag_bits & 0x1:
        raise Refused("password")
    if member.file_size > _RATIO_FROM and member.file_size > limits.ratio * max(1, member.compress_size):
        ratio = member.file_size // max(1, member.compress_size)
        raise Refused("compressed_too_strongly", member=name[:80], ratio=ratio, limit=limits.ratio)


def display_name(member: zipfile.ZipInfo) -> str:
    """Return the member's name; names without the UTF-8 flag were most likely written as GB18030."""
    if member.flag_bits & 0x800 or member.filename.isascii():
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return member.filename


def unpack(path: Path, *, into: Path, limits: Limits, beat: Callable[[], None]) -> Iterator[tuple[str, Path]]:
    """Write the members one after the other to a file in `into` and yield (member name, that file).

    Raises:
        Refused: as `check_archive`; also when a member turns out to be damaged.
    """
    members = check_archive(path, limits)
    target = into / "member"
    with zipfile.ZipFile(path) as archive:
        for member in sorted(members, key=display_name):
            name = display_name(member)
            if name.startswith(_SKIPPED) or name.rsplit("/", 1)[-1].startswith(_SKIPPED):
                continue
            try:
                with archive.open(member) as source, target.open("wb") as sink:
                    while piece := source.read(MEGABYTE):
                        beat()
                        sink.write(piece)
            except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError) as error:
                raise Refused("broken_archive") from error
            yield name, target
    target.unlink(missing_ok=True)
