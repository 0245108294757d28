"""The result as Markdown, and as JSON for other programs."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.measures import Row

VERDICT = {True: "pass", False: "**miss**", None: ""}


def number(value: float, unit: str) -> str:
    """A value with as many digits as mean something."""
    if unit in ("rows/s", "cases"):
        return f"{value:,.0f} {unit}"
    if unit == "×":
        return f"{value:.1f} ×"
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 0.1 else 3
    return f"{value:,.{digits}f} {unit}"


def measured(row: Row) -> str:
    """Median, p95 and the number of samples."""
    if row.p95 is None:
        return number(row.median, row.unit) + (f" (n {row.n})" if row.n > 1 else "")
    return f"{number(row.median, row.unit)}, p95 {number(row.p95, row.unit)} (n {row.n})"


def wanted(row: Row) -> str:
    """The target."""
    if row.target is None:
        return ""
    what = "p95 " if row.judged == "p95" and row.p95 is not None else ""
    return f"{what}{'≥' if row.at_least else '≤'} {number(row.target, row.unit)}"


def result_table(rows: Sequence[Row]) -> str:
    """All lines with their targets."""
    lines = ["| measure | target | measured | |", "|---|---|---|---|"]
    lines += [f"| {row.name} | {wanted(row)} | {measured(row)} | {VERDICT[row.reached]} |" for row in rows]
    return "\n".join(lines)


def growth_table(by_size: Mapping[int, Sequence[Row]]) -> str:
    """Lines that occur at every size, side by side, and the last against the first size."""
    sizes = sorted(by_size)
    found = {size: {row.key: row for row in by_size[size]} for size in sizes}
    keys = [row.key for row in by_size[sizes[0]] if all(row.key in found[size] for size in sizes)]
    titles = [f"{size:,} cases" for size in sizes]
    lines = [f"| measure | {' | '.join(titles)} | × |", f"|---|{'---|' * len(sizes)}---|"]
    for key in keys:
        rows = [found[size][key] for size in sizes]
        cells = [("p95 " if row.value == row.p95 else "") + number(row.value, row.unit) for row in rows]
        ratio = f"{rows[-1].value / rows[0].value:.1f}" if rows[0].value else ""
        lines.append(f"| {rows[-1].name} | {' | '.join(cells)} | {ratio} |")
    return "\n".join(lines)


def write_json(path: Path, *, machine: str, results: Mapping[str, Mapping[int, Sequence[Row]]]) -> None:
    """All lines by database and number of cases."""
    plain = {
        engine: {str(size): [asdict(row) | {"reached": row.reached} for row in rows] for size, rows in sizes.items()}
        for engine, sizes in results.items()
    }
    path.write_text(json.dumps({"machine": machine, "results": plain}, ensure_ascii=False, indent=2), "utf-8")
