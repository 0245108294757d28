"""One import at a time for each account, in however many processes; the system frees the place of one that dies."""

import fcntl
import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, func, select

from dashboard.errors import Conflict
from dashboard.permissions import Identity

_IN_MEMORY: set[str] = set()
_GUARD = threading.Lock()


@contextmanager
def only_import_of(by: Identity, engine: Engine) -> Iterator[None]:
    """Hold the account's place while the body runs. Raises ``Conflict`` at once when it is taken.

    Commands on the product's own machine have no account: they take their turn at the database.
    """
    if by.kind == "process":
        yield
        return
    name = hashlib.blake2b(f"import {by.name}".encode(), digest_size=8).hexdigest()
    database = engine.url.database
    if engine.dialect.name != "sqlite":
        held = _database_place(engine, int(name, 16) - 2**63)
    elif database and database != ":memory:":
        held = _file_place(f"{database}.import-{name}")
    else:
        held = _memory_place(name)
    with held:
        yield


@contextmanager
def _database_place(engine: Engine, number: int) -> Iterator[None]:
    """A lock of a transaction that does nothing else; it ends with its connection."""
    with engine.connect() as conn, conn.begin():
        if not conn.execute(select(func.pg_try_advisory_xact_lock(number))).scalar_one():
            raise Conflict("errors.import_running")
        yield


@contextmanager
def _file_place(path: str) -> Iterator[None]:
    """A lock on an empty file beside the database; it ends with the process."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict("errors.import_running") from error
        yield
    finally:
        os.close(handle)


@contextmanager
def _memory_place(name: str) -> Iterator[None]:
    with _GUARD:
        if name in _IN_MEMORY:
            raise Conflict("errors.import_running")
        _IN_MEMORY.add(name)
    try:
        yield
    finally:
        with _GUARD:
            _IN_MEMORY.discard(name)
