"""A process of its own that imports: ``python importing_process.py URL NOW FOLDER…``.

It prints ``ready``, waits for a line, then prints a line for each step of the import and its outcome at last.
"""

import sys
from pathlib import Path

from dashboard.clock import ClockRules
from dashboard.errors import Conflict
from dashboard.permissions import OPERATOR
from dashboard.timekeeping import FrozenClock, parse_instant
from data_access.engine import make_engine
from data_access.import_service import ImportService


def main(url: str, now: str, *folders: str) -> None:
    service = ImportService(make_engine(url), clock=FrozenClock(parse_instant(now)), rules=ClockRules())
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        report = service.import_files(
            [Path(folder) for folder in folders],
            by=OPERATOR,
            progress=lambda what, rows: print(f"step {what} {rows}", flush=True),
        )
    except Conflict as error:
        print(f"busy {error.key}", flush=True)
        return
    print("refused" if report.refused else "done", sum(table.new for table in report.tables), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
