"""Columns of every tidy frame that crosses a floor, and their whole-number types."""

import numpy as np
import pandas as pd

CLOSED_MEASURES = (
    "n",
    "on_time",
    "averaged",
    "limit_sum",
    "statutory_n",
    "statutory_used",
    "statutory_sum",
    "overdue_days",
    "special_days",
    "applicant_days",
    "agency_days",
    "instant",
    "online",
)
"""Sums over closed cases. ``averaged`` counts the cases without 即办件, on which ``limit_sum`` and the histogram of
used days rest; ``statutory_*`` cover those of them whose statutory limit is known; days are working days."""

CLOSED_FROM = (
    "finish_day",
    "out_day",
    "accepted_day",
    "used",
    "limit_days",
    "statutory_days",
    "special_days",
    "applicant_days",
    "instant",
    "online",
)
"""The columns of a case from which ``closed_rows`` makes these sums."""

FACT_COLUMNS = (
    "received_day",
    "accepted_day",
    "finish_day",
    "finish_state",
    "out_day",
    "out_state",
    "end_day",
    "instant",
    "start_count",
    "paused",
    "special_days",
    "applicant_days",
    "used",
    "due_day",
    "pause_day",
    "has_pause",
)
"""What ``clock.derive_facts`` adds to a case."""


def closed_rows(cases: pd.DataFrame) -> pd.DataFrame:
    """One row per closed case with its ``used`` days and each measure of ``CLOSED_MEASURES``.

    ``cases`` has the fact columns, ``limit_days``, ``statutory_days`` (−1 unknown) and ``online`` (0/1); the index is
    kept so that the caller can join the dimensions.
    """
    closed = cases[(cases["finish_day"] < cases["out_day"]) & (cases["accepted_day"] >= 0)]
    used, limit = closed["used"].to_numpy(np.int64), closed["limit_days"].to_numpy(np.int64)
    averaged = ~closed["instant"].to_numpy(bool)
    statutory = closed["statutory_days"].to_numpy(np.int64)
    counted = averaged & (statutory > 0)
    return pd.DataFrame(
        {
            "finish_day": closed["finish_day"].to_numpy(np.int64),
            "out_day": closed["out_day"].to_numpy(np.int64),
            "used": used,
            "n": 1,
            "on_time": used <= limit,
            "averaged": averaged,
            "limit_sum": limit * averaged,
            "statutory_n": counted,
            "statutory_used": used * counted,
            "statutory_sum": statutory * counted,
            "overdue_days": np.maximum(used - limit, 0),
            "special_days": closed["special_days"].to_numpy(np.int64),
            "applicant_days": closed["applicant_days"].to_numpy(np.int64),
            "agency_days": used,
            "instant": ~averaged,
            "online": closed["online"].to_numpy(np.int64),
        },
        index=closed.index,
    ).astype(np.int64)
