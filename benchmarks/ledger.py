"""A ledger (办件台账) of any size, the cases of which are drawn like those of the exchange set."""

from datetime import date
from pathlib import Path

import numpy as np

from data_access.demo import ledger
from data_access.demo.bulk import AS_OF, BENCH_ITEMS, ITEM_BUREAU, OFFICES, REFUSED, Calendar, Chunk, chunks
from data_access.demo.places import ALL_UNITS, BUREAUS
from data_access.demo.workdays import FIRST


def _ledger_chunk(chunk: Chunk, today: int) -> list[str]:
    """Lines of the ledger for one chunk of cases."""
    texts = Calendar.load().texts
    names = [f"{item.code},{item.name},{'即办件' if item.limit <= 1 else '承诺件'}," for item in BENCH_ITEMS]
    limits = [f"{item.statutory},{item.limit}," for item in BENCH_ITEMS]
    local = np.where(np.isin(chunk.unit, [11, 12]), 9, chunk.unit)
    units = [unit.key for unit in ALL_UNITS]
    offices = [f"{office.code},{office.name}," for office in OFFICES]
    where = (local * len(BUREAUS) + ITEM_BUREAU[chunk.item]).tolist()
    results = {11: "办结（通过）", 12: "办结（通过）", 13: "办结（不通过）", 2: "撤件", 14: "撤件", REFUSED: "不予受理"}
    lines = []
    for number, (item, unit, office, day, finish, end, begin, stop) in enumerate(
        zip(
            chunk.item.tolist(),
            local.tolist(),
            where,
            chunk.accepted.tolist(),
            chunk.finish.tolist(),
            chunk.end.tolist(),
            chunk.pause_from.tolist(),
            chunk.pause_to.tolist(),
            strict=True,
        ),
        start=chunk.first,
    ):
        refused = end == REFUSED
        finish = day if refused else finish
        accepted = "" if refused else f"{texts[day]} 09:40:00"
        decided = f"{texts[finish]} 16:20:00,{results[end]}" if finish < today else ","
        started = f"{texts[begin]} 11:00:00" if 0 <= begin < today and not refused else ""
        stopped = f"{texts[stop]} 15:00:00" if started and stop < today else ""
        lines.append(
            f"BJB{number:010d},{names[item]}{offices[office]}{units[unit]},{texts[day]} 09:00:00,{accepted},"
            f"{decided},{limits[item]}{started},{stopped},{'专家评审' if started else ''},网上申请\r\n"
        )
    return lines


def write_ledger_csv(directory: Path, rows: int = 1_000_000, seed: int = 2, as_of: date = AS_OF) -> Path:
    """Write ``办件台账.csv`` (UTF-8 with BOM, the headings of the demonstration ledger) with ``rows`` rows."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / "办件台账.csv"
    with path.open("w", encoding="utf-8-sig", newline="", buffering=1 << 20) as stream:
        stream.write(",".join(ledger.COLUMNS) + "\r\n")
        for chunk in chunks(rows, seed=seed, as_of=as_of):
            stream.write("".join(_ledger_chunk(chunk, (as_of - FIRST).days)))
    return path
