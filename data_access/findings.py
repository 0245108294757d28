"""Data-quality findings of cases: what the events say that cannot be right, or that a supervisor should ask about."""

import numpy as np
import pandas as pd

from dashboard.clock import NEVER, NONE_DAY, SPECIAL, Pauses
from dashboard.vocabulary import FINISHING, CaseState

FINDING_KINDS = (
    "pause_unended",
    "pause_unstarted",
    "end_unaccepted",
    "event_before_acceptance",
    "future_event",
    "two_ends",
    "pause_repeated",
    "no_project",
    "no_item",
    "outside_calendar",
    "limit_cut",
    "upload_failed",
)
"""Stored findings; text keys ``findings.<kind>``. Overlong pauses and orphans are found when they are asked for."""

UPLOAD_FAILED = 2
"""数据上传状态 (SJSCZT): the city's system could not deliver the row to the province."""
_WORK = [CaseState.DEPARTMENT_START, *FINISHING]


def case_findings(
    facts: pd.DataFrame, events: pd.DataFrame, pauses: Pauses, *, outside: np.ndarray, pending: pd.DataFrame
) -> pd.DataFrame:
    """Rows (case_key, kind, unit, detail) of a batch. ``events`` has ``case``, ``at``, ``state`` in clock order."""
    n = len(facts)
    case = events["case"].to_numpy(np.int64)
    state = events["state"].to_numpy(np.int64)

    def per_case(chosen: np.ndarray) -> np.ndarray:
        return np.bincount(case[chosen], minlength=n) if len(case) else np.zeros(n, dtype=np.int64)

    accepted = facts["accepted_day"].to_numpy() != NONE_DAY
    position = np.full(n, len(case), dtype=np.int64)
    starts = np.flatnonzero(state == CaseState.ACCEPTED)
    np.minimum.at(position, case[starts], starts)
    before = np.arange(len(case)) < position[case] if len(case) else np.zeros(0, dtype=bool)
    finishing = np.isin(state, list(FINISHING))
    unended = np.bincount(pauses.case[pauses.end == NEVER], minlength=n)
    special = pauses.kind == SPECIAL
    ends = per_case(np.isin(state, [CaseState.SPECIAL_END, CaseState.CORRECTION_END]))
    starts_n = per_case(np.isin(state, [CaseState.SPECIAL_START, CaseState.CORRECTION_START]))
    found = {
        "pause_unended": (unended > 0) & (facts["end_day"].to_numpy() < NEVER) & accepted,
        "pause_unstarted": ends > starts_n,
        "end_unaccepted": (per_case(finishing) > 0) & ~accepted,
        "event_before_acceptance": accepted & (per_case(before & np.isin(state, _WORK)) > 0),
        "future_event": facts["case_key"].isin(pending["case_key"]).to_numpy(),
        "two_ends": per_case(finishing & ~before) > 1,
        "pause_repeated": np.bincount(pauses.case[special], minlength=n) > 1,
        "no_project": facts["no_project"].to_numpy(),
        "no_item": facts["no_item"].to_numpy(),
        "outside_calendar": np.isin(np.arange(n), outside),
        "upload_failed": facts["upload_state"].to_numpy() == UPLOAD_FAILED,
        "limit_cut": facts["limit_days"].to_numpy() >= 1_500,
    }
    keys, units = facts["case_key"].to_numpy(), facts["unit"].to_numpy()
    parts = [
        pd.DataFrame({"case_key": keys[flag], "kind": kind, "unit": units[flag], "detail": ""})
        for kind, flag in found.items()
        if flag.any()
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"case_key": [], "kind": []})
