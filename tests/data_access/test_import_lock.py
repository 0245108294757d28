"""One import at a time for an account: the place of a process that dies is free again."""

import subprocess
import sys

import pytest

from dashboard.errors import Conflict
from dashboard.permissions import OPERATOR, WHOLE_CITY, Identity
from data_access.import_lock import only_import_of
from tests.data_access.canaries import coordinator
from tests.data_access.conftest import Store
from tests.data_access.test_isolation_writes import MINE, ROOT, THEIRS

HOLDING = """
import sys
from dashboard.permissions import Identity
from data_access.engine import make_engine
from data_access.import_lock import only_import_of
with only_import_of(Identity("c-350502", frozenset(), kind="session"), make_engine(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_place_of_a_process_that_dies_is_free_again(store: Store) -> None:
    by = coordinator(MINE)
    command = [sys.executable, "-c", HOLDING, store.url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(Conflict), only_import_of(by, store.engine):
            pass
        with only_import_of(coordinator(THEIRS), store.engine):
            pass
        process.kill()
    # The server notices within moments that the other end is gone.
    assert any(is_free(by, store) for _ in range(5_000))


def is_free(by: Identity, store: Store) -> bool:
    try:
        with only_import_of(by, store.engine):
            return True
    except Conflict:
        return False


def test_commands_on_the_machine_itself_take_turns_at_the_database(store: Store) -> None:
    with only_import_of(OPERATOR, store.engine), only_import_of(OPERATOR, store.engine):
        assert store.services.importer.read_imports(scope=WHOLE_CITY) == []
