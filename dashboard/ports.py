"""What the rules need from storage, as protocols; ``data_access`` implements them, tests may fake them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import pandas as pd

from dashboard.calendar import WorkCalendar
from dashboard.clock import ClockRules, Pauses
from dashboard.indicators.registry import RecordSet
from dashboard.lights import LightRule, Target
from dashboard.period import Where
from dashboard.permissions import Scope


@dataclass(frozen=True, slots=True)
class Revision:
    """State of the data. ``changed_at`` and ``data_time`` are UTC epoch seconds (0: never).

    ``data_time`` is the newest event's own time; ``last_event_day`` the newest day on which anything happened to a
    case: seen from that day or later, the stored facts are the present. ``wakes_at`` is when the next event that was
    delivered with a date in the future takes effect (0: none).
    """

    number: int
    changed_at: int
    data_time: int
    last_event_day: int
    wakes_at: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything that is data and shapes a figure: calendar, clock settings, thresholds, targets by indicator key."""

    calendar: WorkCalendar
    clock: ClockRules
    light: LightRule
    targets: dict[str, Target]
    inactive_units: frozenset[str] = frozenset()
    """Units that have been merged or do not report yet: left off the comparison of units, not off the city's sums."""


@dataclass(frozen=True, slots=True)
class RecordQuery:
    """One page of a record set. ``after`` is the cursor a former page gave; ``first``…``as_of`` day numbers.

    ``sort`` is one of the columns in ``SORTS``; ``search`` the start of a case number or part of a project name.
    """

    records: RecordSet
    where: Where
    first: int
    last: int
    as_of: int
    sort: str = ""
    descending: bool = False
    after: str = ""
    limit: int = 50
    search: str = ""


SORTS = ("accepted_day", "finish_day", "due_day", "used", "limit_days", "case_key")
RUNNING_SETS = frozenset(
    {
        RecordSet.ACCEPTED,
        RecordSet.DUE,
        RecordSet.OPEN,
        RecordSet.RED,
        RecordSet.YELLOW,
        RecordSet.GREEN,
        RecordSet.PAUSED,
    }
)
"""Sets with cases whose clock still runs: used days are seen from the as-of day and cannot order them."""


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Rows of one page (columns: ``RECORD_COLUMNS``), the cursor of the next page (empty: none) and the total.

    Storage answers −1 for a total that the board knows without counting rows.
    """

    rows: pd.DataFrame
    next: str
    total: int


RECORD_COLUMNS = (
    "case_key",
    "item_code",
    "item_name",
    "project_key",
    "project_name",
    "unit",
    "department",
    "department_name",
    "stage",
    "limit_days",
    "statutory_days",
    "received_day",
    "accepted_day",
    "due_day",
    "finish_day",
    "finish_state",
    "out_day",
    "out_state",
    "used",
    "paused",
    "instant",
    "online",
    "light",
    "remaining",
)
"""``used`` and ``remaining`` are seen from the query's as-of day for open cases; ``light`` is a ``Light`` value."""


@dataclass(frozen=True, slots=True)
class Source:
    """One source of data (``exchange`` or ``ledger``): rows, last delivery, newest time inside (epoch s).

    ``rows`` is −1 where the number is not told.
    """

    table: str
    rows: int
    last_import: int
    data_time: int
    cycle_seconds: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A data-quality finding: kind (text key ``findings.<kind>``), how many, and the area it lies in."""

    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """One case as stored: its fields, facts, events (epoch seconds, state, office, serial) and pauses."""

    fields: dict[str, Any]
    facts: pd.DataFrame
    events: pd.DataFrame
    pauses: Pauses
    documents: list[dict[str, Any]] = field(default_factory=list)


class RevisionMoved(Exception):
    """The data changed between two reads of one board; the caller starts again from the new revision."""


class ApprovalReader(Protocol):
    """Reads tallies and records of approvals. ``revision`` is the one the caller builds on: another → RevisionMoved.

    ``by`` is one of "", "unit", "stage", "item", "department", "month"; answers have a ``member`` column.
    """

    def read_revision(self) -> Revision:
        """The present revision; cheap, asked every two seconds by every open page."""
        ...

    def read_rules(self) -> Rules:
        """Calendar, thresholds and targets of the present revision."""
        ...

    def read_closed(
        self, *, where: Where, by: str, first: int, last: int, as_of: int, scope: Scope, revision: Revision
    ) -> pd.DataFrame:
        """Cases finished in first…min(last, as_of) and not left by then: member, used, ``CLOSED_MEASURES``.

        By month, each month is seen from its own end or ``as_of``, whichever is earlier; members are ``"202601"``.
        """
        ...

    def read_flows(
        self, *, where: Where, by: str, first: int, last: int, scope: Scope, revision: Revision
    ) -> pd.DataFrame:
        """Sums of ``FLOW_MEASURES`` over the days first…last: member, measures."""
        ...

    def read_open(self, *, where: Where, by: str, scope: Scope, revision: Revision) -> pd.DataFrame:
        """Today's open stock: member, limit_days, due_day, paused (0/1), n."""
        ...

    def read_alive(self, *, where: Where, as_of: int, scope: Scope, revision: Revision) -> tuple[pd.DataFrame, Pauses]:
        """Facts and dimensions of every case open at the end of a past day, with the pauses known by then."""
        ...

    def read_records(self, *, query: RecordQuery, rules: Rules, scope: Scope, revision: Revision) -> RecordPage:
        """One page of a record set."""
        ...

    def read_case(self, *, case_key: str, scope: Scope) -> CaseRecord:
        """One case. Raises ``NotFound`` also for a case outside the scope."""
        ...

    def read_names(self, *, by: str, scope: Scope) -> dict[str, str]:
        """Names of items or departments by code: those that occur in the scope's cases, as these or a catalogue say."""
        ...

    def read_sources(self, *, scope: Scope) -> Sequence[Source]:
        """All sources with their age; how many rows they brought is told to whoever sees all units."""
        ...

    def read_findings(self, *, scope: Scope) -> Sequence[Finding]:
        """Counts of data-quality findings by kind."""
        ...

    def read_finding_rows(self, *, kind: str, scope: Scope, after: str, limit: int) -> RecordPage:
        """Rows behind one finding: case_key, file, sheet, row, column, value, detail."""
        ...
