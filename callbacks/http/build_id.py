"""The build: version and a digest of the program's own files, so that an open page notices a new release."""

import hashlib
from functools import cache

from dashboard.settings import ROOT

PARTS = ("app.py", "dashboard", "data_access", "layouts", "callbacks")
KINDS = frozenset({".py", ".toml", ".css", ".js"})


@cache
def build_id(version: str) -> str:
    """``0.1.0+a1b2c3d4``; every process started from the same files says the same."""
    digest = hashlib.blake2b(digest_size=4)
    for part in PARTS:
        path = ROOT / part
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix in KINDS:
                digest.update(file.relative_to(ROOT).as_posix().encode() + file.read_bytes())
    return f"{version}+{digest.hexdigest()}"
