"""Messages of the child as frames."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from data_access.importers.model import Batch
from data_access.importers.wire import DTYPES, Message, split_text

ISSUE_COLUMNS = ("row", "column", "code", "value", "severity")


def to_batch(message: Message) -> Batch:
    """Return the batch that a message carries.

    Raises:
        ValueError, KeyError: the message is not one that the child's writer makes.
    """
    blocks = iter(message.blocks)
    columns: dict[str, Any] = {}
    for column in message.header["columns"]:
        columns[column["name"]] = _column(column["form"], blocks)
    header = message.header
    return Batch(
        table=header["table"],
        file=header["file"],
        sheet=header["sheet"],
        rows=pd.DataFrame(columns, copy=False),
        issues=_issues(header["issues"], blocks),
        read=int(header["read"]),
        replaces_events=bool(header["replaces_events"]),
        left_out=int(header["left_out"]),
    )


def _column(form: str, blocks: Any) -> Any:
    if form == "text":
        return _text(np.array(split_text(next(blocks)), dtype=object))
    if form == "coded":
        distinct = np.array(split_text(next(blocks)), dtype=object)
        return _text(distinct[np.frombuffer(next(blocks), dtype=np.int32)])
    return np.frombuffer(next(blocks), dtype=DTYPES[form])


def _text(values: Any) -> pd.Series[str]:
    return pd.Series(values, dtype="str", copy=False)


def _issues(groups: list[dict[str, str]], blocks: Any) -> pd.DataFrame:
    """Return all findings in the order of their rows."""
    parts = []
    for group in groups:
        rows = np.frombuffer(next(blocks), dtype=np.int64)
        values = split_text(next(blocks))
        parts.append((rows, values, group))
    rows = np.concatenate([part[0] for part in parts]) if parts else np.empty(0, dtype=np.int64)
    frame = pd.DataFrame(
        {
            "row": rows,
            **{
                name: _text(np.array([part[2][name] for part in parts for _ in part[1]], dtype=object))
                for name in ("column", "code")
            },
            "value": _text(np.array([value for part in parts for value in part[1]], dtype=object)),
            "severity": _text(np.array([part[2]["severity"] for part in parts for _ in part[1]], dtype=object)),
        }
    )
    return frame.sort_values("row", kind="stable", ignore_index=True) if parts else frame
