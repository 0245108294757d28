"""The process that touches file bytes: `python -m data_access.importers.child`, started by `supervisor`.

It reads one request (JSON) from standard input, limits itself, and writes messages (see `wire`) to standard output.
It holds no connection and no secret, so whatever a hostile file does to it stays in here.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

from data_access.importers.mapping import SheetProfile
from data_access.importers.model import MEGABYTE, MEMORY_EXIT, Limits
from data_access.importers.reading import Reader
from data_access.importers.wire import Writer


def limit_memory(limits: Limits) -> None:
    """Limit address space, the size of written files, and core dumps for the rest of this process."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.unpacked_bytes, limits.unpacked_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_time(size: int, limits: Limits) -> None:
    """Allow the next file its share of processor time, counted from now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    share = limits.cpu_seconds + limits.cpu_seconds_per_megabyte * size / MEGABYTE
    allowed = int(used.ru_utime + used.ru_stime + share) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def run(request: dict[str, Any], writer: Writer) -> int:
    """Read all files of the request; return the exit status."""
    limits = Limits(**request["limits"])
    limit_memory(limits)
    reader = Reader(
        writer=writer,
        limits=limits,
        profiles=[SheetProfile(**plain) for plain in request["profiles"]],
        scratch=Path(request["scratch"]),
    )
    for index, (path, name) in enumerate(request["files"]):
        writer.send({"kind": "begin", "index": index})
        size = Path(path).stat().st_size
        limit_time(size, limits)
        try:
            reader.read(Path(path), name=name)
        except MemoryError:
            return MEMORY_EXIT
        writer.send({"kind": "end", "index": index})
    return 0


def main() -> int:
    """Take the request, keep standard output for messages alone, and run."""
    gc.disable()  # values are lists of text without cycles; collecting them again and again costs a third of the time
    output = os.fdopen(os.dup(1), "wb", buffering=MEGABYTE)
    os.dup2(2, 1)
    request = json.load(sys.stdin)
    try:
        return run(request, Writer(output))
    except BrokenPipeError:
        return 0  # the parent has stopped listening


if __name__ == "__main__":
    status = main()
    sys.stderr.flush()
    os._exit(status)
