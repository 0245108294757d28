"""The server's secret: read, judged, made on first use on a machine that nobody else can reach."""

import contextlib
import os
import secrets
import stat
import tempfile
from pathlib import Path

from dashboard.errors import SettingsError

MIN_LENGTH = 32
MIN_DIFFERENT = 10
DEFAULTS = ("changeme", "change-me", "secret", "password", "default", "example", "duban", "12345", "00000")


def judge_secret(secret: str) -> str:
    """The secret, if nobody could guess it. Raises ``SettingsError``."""
    if len(secret) < MIN_LENGTH or len(set(secret)) < MIN_DIFFERENT:
        raise SettingsError("errors.secret_short", least=MIN_LENGTH)
    if any(word in secret.lower() for word in DEFAULTS):
        raise SettingsError("errors.secret_default")
    return secret


def read_secret(path: Path) -> str:
    """The secret in a file that only its owner may read. Raises ``SettingsError``."""
    try:
        mode = path.stat().st_mode
        text = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError("errors.secret_file", path=path) from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SettingsError("errors.secret_readable", path=path)
    return judge_secret(text)


def make_secret(path: Path) -> str:
    """The secret in the file; a new one, readable by its owner alone, when there is no file."""
    if not path.exists():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _put(path, secrets.token_urlsafe(48))
        except OSError as error:
            raise SettingsError("errors.secret_file", path=path) from error
    return read_secret(path)


def _put(path: Path, text: str) -> None:
    """The whole file appears at once, and of two processes the first one's stays."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secret-")  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        with contextlib.suppress(FileExistsError):
            os.link(name, path)
    finally:
        os.unlink(name)
