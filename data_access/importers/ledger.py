"""The 办件台账: one row that a department fills in becomes one case and the events of its whole life."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from data_access.importers import convert
from data_access.importers.columns import Ints, Mask, TextColumn, by_distinct
from data_access.importers.model import MISSING, MISSING_AT
from data_access.importers.validate import Checked, Issues, Rules, Values

PREFIX: Final = "TZ:"
RECEIVED, ACCEPTED, PAUSED, RESULT = 1, 2, 10, 90
MAX_PAUSES: Final = 39
"""Slots order events of one moment: received, accepted, pauses from 10 in pairs, result."""

_SPLIT: Final = re.compile(r"[;；\n]")
# fmt: off
_RESULTS: Final = {
    11: ("11", "办结", "通过", "办结(通过)", "准予许可", "准予", "同意", "予以许可"),
    12: ("12", "容缺通过", "办结(容缺通过)", "容缺办结"),
    13: ("13", "不通过", "办结(不通过)", "不予许可", "不同意", "不准予许可"),
    2: ("2", "撤件"), 4: ("4", "不受理"), 5: ("5", "不予受理"), 14: ("14", "撤回"), 15: ("15", "撤销"),
}
_STATE_BY_WORD: Final = {word: state for state, words in _RESULTS.items() for word in words}
_KINDS: Final = {"即办件": 1, "1": 1, "承诺件": 2, "2": 2, "其他": 2, "9": 2, "": 2}
_MODES: Final = {
    "": "", "窗口": "1", "窗口申请": "1", "窗口受理": "1", "现场": "1",
    "网上申请+窗口纸质": "2", "网上申请+窗口": "2",
    "网上申请+邮递": "3", "网上申请+邮寄": "3",
    "全流程网办": "4", "全程网办": "4", "网办": "4", "网上": "4", "网上申请": "4",
    "其他": "5",
    "1": "1", "2": "2", "3": "3", "4": "4", "5": "5",
}
# fmt: on


@dataclass(frozen=True, kw_only=True)
class _Events:
    """Events as parallel arrays: index of the case's row, slot, state, instant."""

    row: Ints
    slot: Ints
    state: Ints
    at: Ints


class _Ledger:
    """One checked chunk of a ledger."""

    def __init__(self, checked: Checked, rules: Rules) -> None:
        self.checked, self.rules = checked, rules
        self.keep: Mask = checked.keep.copy()
        self.places = {item.name: index for index, item in enumerate(rules.table.fields)}

    def text(self, name: str) -> Sequence[str]:
        column = self.checked.values[name]
        return column.values if isinstance(column, TextColumn) else []

    def numbers(self, name: str) -> Ints:
        return np.asarray(self.checked.values[name], dtype=np.int64)

    def note(self, mask: Mask, *, name: str, code: str, notice: bool = False, texts: Sequence[str] = ()) -> None:
        """Note a finding in the column of a field; an error leaves the row out."""
        self.checked.issues.add(
            mask & self.checked.keep,
            rows=self.checked.rows,
            column=self.rules.heading(self.places[name]),
            code=code,
            texts=texts,
            severity="notice" if notice else "error",
        )
        if not notice:
            self.keep &= ~mask

    def results(self) -> Ints:
        """Return the final state of each row, MISSING for cases still open."""
        words = self.text("result")
        states, status = by_distinct(words, _parse_result, dtype=np.int64)
        finished = self.numbers("finished_at") != MISSING_AT
        empty = status == convert.EMPTY
        self.note(status == convert.BAD, name="result", code="unknown_result", texts=words)
        self.note(empty & finished, name="result", code="result_assumed", notice=True)
        self.note(~empty & ~finished, name="finished_at", code="result_without_time", texts=words)
        states[empty & finished] = 11
        return states

    def check_whole(self) -> None:
        """Check what concerns a row as a whole: some time, in order, one row a case."""
        applied, accepted, finished = (self.numbers(name) for name in ("applied_at", "accepted_at", "finished_at"))
        nothing = (applied == MISSING_AT) & (accepted == MISSING_AT) & (finished == MISSING_AT)
        self.note(nothing, name="accepted_at", code="no_time")
        late = (applied != MISSING_AT) & (accepted != MISSING_AT) & (applied > accepted)
        self.note(late, name="accepted_at", code="out_of_order", notice=True)
        early = (finished != MISSING_AT) & (accepted != MISSING_AT) & (finished < accepted)
        self.note(early, name="finished_at", code="out_of_order", notice=True)
        numbers = self.text("case_no")
        first: dict[str, int] = {}
        for index in np.flatnonzero(self.keep).tolist():
            first.setdefault(numbers[index], index)
        again = np.fromiter((first.get(no, i) != i for i, no in enumerate(numbers)), dtype=bool, count=len(numbers))
        self.note(again & self.keep, name="case_no", code="duplicate_case", texts=numbers)

    def pauses(self) -> _Events:
        """Return the pause events; rows whose lists do not pair are noted."""
        starts, ends, reasons = self.text("pause_starts"), self.text("pause_ends"), self.text("pause_reason")
        bad: dict[str, list[int]] = {}
        found: list[tuple[int, int, int, int]] = []
        paused = [i for i, (start, end) in enumerate(zip(starts, ends, strict=True)) if start or end]
        for index in paused:
            problem, events = _pair(starts[index], ends[index], reasons[index], rules=self.rules)
            if problem:
                bad.setdefault(problem, []).append(index)
            found += [(index, *event) for event in events]
        for code, rows in bad.items():
            mask = np.zeros(len(starts), dtype=bool)
            mask[rows] = True
            self.note(mask, name="pause_starts", code=code, texts=starts)
        block = np.array(found, dtype=np.int64).reshape(-1, 4)
        at = block[:, 3].copy()
        return _Events(row=block[:, 0], slot=block[:, 1], state=block[:, 2], at=convert.to_utc(at))

    def moments(self, name: str, *, slot: int, state: Ints | int) -> _Events:
        """Return one event for each row that gives the time `name`."""
        at = self.numbers(name)
        which = np.flatnonzero(at != MISSING_AT).astype(np.int64)
        states = np.broadcast_to(np.asarray(state, dtype=np.int64), at.shape)[which]
        return _Events(row=which, slot=np.full(which.size, slot, dtype=np.int64), state=states, at=at[which])


def _parse_result(text: str) -> tuple[int, int]:
    if not text:
        return MISSING, convert.EMPTY
    state = _STATE_BY_WORD.get(convert.fold_width(text).replace(" ", ""))
    return (state, convert.OK) if state else (MISSING, convert.BAD)


def _pair(starts: str, ends: str, reason: str, *, rules: Rules) -> tuple[str, list[tuple[int, int, int]]]:
    """Return (problem, [(slot, state, local seconds)]) of the pauses of one row; the last may be open."""
    begins, closes = (_split(text) for text in (starts, ends))
    if len(closes) > len(begins) or len(closes) < len(begins) - 1 or len(begins) > MAX_PAUSES or not all(begins):
        return "pause_pairs", []
    read = partial(convert.parse_moment, epoch_1904=rules.epoch_1904, layout=rules.layout)
    reasons = _split(reason)
    events: list[tuple[int, int, int]] = []
    for index, start in enumerate(begins):
        why = reasons[index] if len(reasons) == len(begins) else reason
        opened, closed = (6, 7) if "补正" in why else (9, 10)
        begin, status = read(start)
        end_text = closes[index] if index < len(closes) else ""
        end, end_status = read(end_text)
        good = (convert.OK, convert.SERIAL)
        if status not in good or end_status not in (*good, convert.EMPTY):
            return "not_time", []
        events.append((PAUSED + 2 * index, opened, begin))
        if end_status == convert.EMPTY:
            continue
        if end < begin:
            return "pause_order", []
        events.append((PAUSED + 2 * index + 1, closed, end))
    return "", events


def _split(text: str) -> list[str]:
    return [piece.strip() for piece in _SPLIT.split(text.rstrip(";；\n "))] if text else []


def expand_ledger(checked: Checked, rules: Rules) -> tuple[Checked, Checked]:
    """Return the cases of a ledger chunk and the events that are their whole life.

    The case's `lsh` is 'TZ:' and the 办件编号, an event's adds '#' and a two-digit slot, so importing a row again
    gives the same keys.
    """
    ledger = _Ledger(checked, rules)
    results = ledger.results()
    pauses = ledger.pauses()
    ledger.check_whole()
    cases = Checked(rows=checked.rows, values=_case_values(ledger), keep=ledger.keep, issues=checked.issues)
    events = [
        ledger.moments("applied_at", slot=RECEIVED, state=1),
        ledger.moments("accepted_at", slot=ACCEPTED, state=3),
        pauses,
        ledger.moments("finished_at", slot=RESULT, state=results),
    ]
    return cases, _merge(ledger, events)


def _case_values(ledger: _Ledger) -> dict[str, Values]:
    checked = ledger.checked
    numbers, count = ledger.text("case_no"), checked.rows.size
    words = ledger.text("case_kind")
    kinds, strange = by_distinct(words, lambda word: (_KINDS.get(word, 2), word not in _KINDS), dtype=np.int64)
    ledger.note(strange == 1, name="case_kind", code="value_ignored", notice=True, texts=words)
    modes = [_MODES.get(convert.fold_width(word).replace(" ", ""), "5") for word in ledger.text("apply_mode")]
    nothing = TextColumn([""] * count)
    values: dict[str, Values] = dict.fromkeys(
        ("city_code", "project_key", "item_version", "workflow_code", "workflow_version", "bundle_key"), nothing
    )
    same = ("item_code", "item_name", "department_code", "department_name", "unit_code", "statutory_days")
    return (
        values
        | {name: checked.values[name] for name in same}
        | {
            "lsh": TextColumn([PREFIX + number for number in numbers]),
            "valid": np.ones(count, dtype=bool),
            "case_key": TextColumn(list(numbers)),
            "apply_mode": TextColumn(modes),
            "limit_days": checked.values["committed_days"],
            "upload_state": np.full(count, MISSING, dtype=np.int64),
            "item_kind": kinds,
        }
    )


def _merge(ledger: _Ledger, parts: Sequence[_Events]) -> Checked:
    """Put the events of all kept rows in the order of their rows and slots."""
    names = ("row", "slot", "state", "at")
    row, slot, state, at = (np.concatenate([getattr(part, name) for part in parts]) for name in names)
    order = np.lexsort((slot, row))
    order = order[ledger.keep[row[order]]]
    row, slot, state, at = row[order], slot[order], state[order], at[order]
    numbers = ledger.text("case_no")
    keys = [numbers[index] for index in row.tolist()]
    values: dict[str, Values] = {
        "lsh": TextColumn([f"{PREFIX}{key}#{place:02}" for key, place in zip(keys, slot.tolist(), strict=True)]),
        "valid": np.ones(row.size, dtype=bool),
        "project_key": TextColumn([""] * row.size),
        "case_key": TextColumn(keys),
        "state": state.astype(np.int16),
        "at": at,
        "office": TextColumn([""] * row.size),
    }
    return Checked(rows=ledger.checked.rows[row], values=values, keep=np.ones(row.size, dtype=bool), issues=Issues())
