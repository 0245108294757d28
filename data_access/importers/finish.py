"""What some tables need after their columns have been read: stable keys, reshaping, a ledger's events."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from data_access.importers.columns import TextColumn
from data_access.importers.ledger import expand_ledger
from data_access.importers.validate import Checked, Rules, Values


@dataclass(frozen=True, kw_only=True)
class Part:
    """Checked rows of one canonical table, ready to be sent."""

    table: str
    checked: Checked
    read: int
    replaces_events: bool = False
    left_out: int = 0


def finish(rules: Rules, checked: Checked, *, read: int, left_out: int) -> Iterator[Part]:
    """Yield the parts that the checked rows of one sheet become: one, or a ledger's cases and then their events."""
    name = rules.table.name
    if name == "ledger":
        cases, events = expand_ledger(checked, rules)
        yield Part(table="case", checked=cases, read=read, replaces_events=True, left_out=left_out)
        yield Part(table="event", checked=events, read=int(events.rows.size))
        return
    reshape = _RESHAPERS.get(name)
    yield Part(table=name, checked=reshape(checked, rules) if reshape else checked, read=read, left_out=left_out)


def _finish_item(checked: Checked, _: Rules) -> Checked:
    """Give items without LSH a stable one from code and version."""
    lsh, code, version = (_text(checked.values, name) for name in ("lsh", "item_code", "item_version"))
    made = [own or f"SX:{c}@{v}" for own, c, v in zip(lsh, code, version, strict=True)]
    return replace(checked, values={**checked.values, "lsh": TextColumn(made)})


def _finish_unit_mapping(checked: Checked, rules: Rules) -> Checked:
    """Turn the two code columns into (kind, code); a row with both or neither is an error."""
    project, department = (_text(checked.values, name) for name in ("project_code", "department_code"))
    both = np.array([bool(p) == bool(d) for p, d in zip(project, department, strict=True)], dtype=bool)
    column = rules.heading(0) if 0 in rules.places else rules.heading(1)
    checked.issues.add(both, rows=checked.rows, column=column, code="one_code_needed")
    values: dict[str, Values] = {
        "kind": TextColumn(["project" if p else "department" for p in project]),
        "code": TextColumn([p or d for p, d in zip(project, department, strict=True)]),
        "unit": checked.values["unit"],
    }
    return replace(checked, values=values, keep=checked.keep & ~both)


def _text(values: Mapping[str, Values], name: str) -> Sequence[str]:
    column = values[name]
    assert isinstance(column, TextColumn)
    return column.values


_RESHAPERS: Final[Mapping[str, Callable[[Checked, Rules], Checked]]] = {
    "item": _finish_item,
    "unit_mapping": _finish_unit_mapping,
}
