"""What pages, routes and the command line are given: boards from a bounded cache, and the ports they may call."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from dashboard.accounts import AccountAdmin, Accounts
from dashboard.audit import AuditLedger
from dashboard.board import Board
from dashboard.import_report import ImportReport
from dashboard.period import Period, Query, Where, parse_day
from dashboard.permissions import WHOLE_CITY, Identity, Scope
from dashboard.ports import ApprovalReader, CaseRecord, RevisionMoved, Rules
from dashboard.rule_admin import RuleAdmin
from dashboard.settings import Settings
from dashboard.timekeeping import Clock, day_number, instant_of

T = TypeVar("T")


class Importer(Protocol):
    """Takes files into the database, all or nothing."""

    def import_files(
        self,
        paths: "list[Path]",
        *,
        by: Identity,
        dry_run: bool = False,
        profile: Path | None = None,
        progress: Callable[[str, int], None] | None = None,
        upload: bool = False,
    ) -> ImportReport:
        """Import files, directories or zips; ``upload`` applies the limits of files that come over the network.

        All of it must belong to the units of ``by``, otherwise the report is a refusal. Raises ``Conflict`` while
        another import of the same account runs.
        """
        ...

    def read_imports(self, *, scope: Scope, limit: int = 50) -> list[ImportReport]:
        """The latest imports, newest first; within a scope those that brought data of its units and of no other."""
        ...

    def read_import(self, batch_id: str, *, scope: Scope) -> ImportReport:
        """One import's report with its rows. Raises ``NotFound``, also for one outside the scope."""
        ...


class Boards:
    """Boards by (scope, revision, day): one for all viewers, a handful kept, built by one thread at a time."""

    def __init__(
        self, *, reader: ApprovalReader, clock: Clock, keep: int = 16, wake: Callable[[], None] = lambda: None
    ) -> None:
        self._reader = reader
        self._wake = wake
        self._clock = clock
        self._keep = keep
        self._lock = threading.Lock()
        self._boards: OrderedDict[tuple[Scope, int, int], Board] = OrderedDict()
        self._rules: tuple[int, Rules] | None = None

    def current(self, scope: Scope = WHOLE_CITY) -> Board:
        """The board of the present revision and day."""
        now = self._clock.now()
        revision = self._reader.read_revision()
        if 0 < revision.wakes_at <= instant_of(now):
            with self._lock:
                self._wake()
            revision = self._reader.read_revision()
        today = day_number(now.date())
        key = (scope, revision.number, today)
        with self._lock:
            if key not in self._boards:
                if self._rules is None or self._rules[0] != revision.number:
                    self._rules = (revision.number, self._reader.read_rules())
                self._boards[key] = Board(
                    reader=self._reader, rules=self._rules[1], revision=revision, scope=scope, today=today
                )
                while len(self._boards) > self._keep:
                    self._boards.popitem(last=False)
            self._boards.move_to_end(key)
            return self._boards[key]

    @property
    def kept(self) -> int:
        """How many boards are in memory."""
        return len(self._boards)

    def answer(self, ask: Callable[[Board], T], *, scope: Scope = WHOLE_CITY, tries: int = 5) -> T:
        """Ask the present board; when the data moves meanwhile, ask the next one, so no answer mixes two revisions."""
        for _ in range(tries - 1):
            try:
                return ask(self.current(scope))
            except RevisionMoved:
                continue
        return ask(self.current(scope))


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a page or route may use. ``build`` changes with each release of the program."""

    settings: Settings
    clock: Clock
    reader: ApprovalReader
    boards: Boards
    importer: Importer
    accounts: Accounts
    account_admin: AccountAdmin
    audit: AuditLedger
    rule_admin: RuleAdmin
    build: str

    def query(
        self,
        *,
        unit: str = "",
        stage: str = "",
        item: str = "",
        department: str = "",
        period: str = "",
        as_of: str = "",
    ) -> Query:
        """A checked query from text that came from outside. Raises ``BadRequest`` naming what is wrong."""
        where = Where.parse(unit=unit, stage=stage, item=item, department=department)
        return Query.make(
            where=where,
            today=day_number(self.clock.now().date()),
            period=Period.parse(period) if period else None,
            as_of=parse_day(as_of) if as_of else None,
        )

    def case(self, case_key: str, scope: Scope = WHOLE_CITY) -> CaseRecord:
        """One case as stored. Raises ``NotFound``."""
        return self.reader.read_case(case_key=case_key, scope=scope)
