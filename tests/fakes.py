"""Stand-ins for storage: a reader with a handful of cases in memory, an importer that remembers what it was given."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from dashboard.audit import AuditFilter, AuditPage, AuditRow, BadRow, ChainReport, Detail, Result
from dashboard.calendar import CalendarDay, WorkCalendar
from dashboard.clock import NEVER, ClockRules, Pauses, find_pauses
from dashboard.errors import NotFound, SignInRefused, Unavailable
from dashboard.exporting import ExportTable
from dashboard.flows import FLOW_MEASURES
from dashboard.frames import CLOSED_MEASURES
from dashboard.import_report import FileIssueLine, ImportReport, TableCount
from dashboard.lights import LightRule, Target
from dashboard.permissions import OPERATOR, Identity
from dashboard.ports import RECORD_COLUMNS, CaseRecord, RecordPage, Revision, RevisionMoved, Rules
from dashboard.services import Boards, Services
from dashboard.settings import Settings
from dashboard.timekeeping import FrozenClock, day_number, parse_instant

NOW = parse_instant("2026-02-09T09:11:00+08:00")
TODAY = day_number(NOW.date())
CASE = "SL0001"


def make_calendar() -> WorkCalendar:
    """Monday to Friday from 2020 to 2030; the last year awaits its notice."""
    first, last = (
        day_number(datetime(2020, 1, 1, tzinfo=UTC).date()),
        day_number(datetime(2030, 12, 31, tzinfo=UTC).date()),
    )
    days = range(first, last + 1)
    return WorkCalendar(CalendarDay(day, (day + 3) % 7 < 5, official=day < last - 365) for day in days)


@dataclass
class FakeReader:
    """Three closed cases in 鲤城区, one of them late, and one open and overdue; everything else is empty."""

    revision: Revision = field(default_factory=lambda: Revision(7, 1, int(NOW.timestamp()), TODAY))
    down: bool = False
    moves: int = 0
    reads: int = 0

    def read_revision(self) -> Revision:
        if self.down:
            raise Unavailable("errors.database")
        self.reads += 1
        return self.revision

    def read_rules(self) -> Rules:
        targets = {"approvals.on_time_rate": Target(0.99, 0.9)}
        return Rules(make_calendar(), ClockRules(), LightRule(), targets)

    def _check(self, revision: Revision) -> None:
        if self.moves > 0:
            self.moves -= 1
            self.revision = replace(self.revision, number=self.revision.number + 1)
        if revision.number != self.revision.number:
            raise RevisionMoved

    def read_closed(self, *, by: str, revision: Revision, **_: object) -> pd.DataFrame:
        self._check(revision)
        member = {"": "", "unit": "350502", "stage": "3", "item": "I1", "department": "D1", "month": "202602"}[by]
        late = dict.fromkeys(CLOSED_MEASURES, 0) | {"n": 1, "averaged": 1, "limit_sum": 5, "overdue_days": 2}
        good = dict.fromkeys(CLOSED_MEASURES, 0) | {"n": 2, "averaged": 2, "limit_sum": 10, "on_time": 2, "online": 1}
        return pd.DataFrame([{"member": member, "used": 7, **late}, {"member": member, "used": 3, **good}])

    def read_flows(self, *, by: str, revision: Revision, **_: object) -> pd.DataFrame:
        self._check(revision)
        return pd.DataFrame(columns=["member", *FLOW_MEASURES])

    def read_open(self, *, by: str, revision: Revision, **_: object) -> pd.DataFrame:
        self._check(revision)
        member = {"unit": "350502", "stage": "3", "item": "I1", "department": "D1"}.get(by, "")
        return pd.DataFrame([{"member": member, "limit_days": 5, "due_day": TODAY - 7, "paused": 0, "n": 1}])

    def read_alive(self, *, revision: Revision, **_: object) -> tuple[pd.DataFrame, Pauses]:
        self._check(revision)
        raise NotImplementedError

    def read_records(self, *, revision: Revision, **_: object) -> RecordPage:
        self._check(revision)
        row: dict[str, object] = dict.fromkeys(RECORD_COLUMNS, "") | {
            "case_key": CASE, "limit_days": 5, "statutory_days": -1, "received_day": TODAY - 20,
            "accepted_day": TODAY - 20, "due_day": TODAY - 7, "finish_day": NEVER, "finish_state": 0,
            "out_day": NEVER, "out_state": 0, "used": 14, "paused": 0, "instant": False, "online": 1,
            "light": "red", "remaining": -9,
        }  # fmt: skip
        return RecordPage(pd.DataFrame([row]), next="", total=-1)

    def read_case(self, *, case_key: str, **_: object) -> CaseRecord:
        if case_key != CASE:
            raise NotFound("errors.case", value=case_key)
        at = int(NOW.timestamp()) - 20 * 86400
        events = pd.DataFrame({"at": [at], "state": [3], "office": ["科"], "lsh": ["1"]})
        none = pd.Series([], dtype="int64").to_numpy()
        facts = pd.DataFrame({"case_key": [CASE], "limit_days": [5]})
        return CaseRecord({"item_name": "事项", "unit": "350502"}, facts, events, find_pauses(none, none, none))

    def read_names(self, *, by: str, **_: object) -> dict[str, str]:
        return {"item": {"I1": "事项"}, "department": {"D1": "部门"}}.get(by, {})

    def read_sources(self, **_: object) -> list[object]:
        return []

    def read_findings(self, **_: object) -> list[object]:
        return []

    def read_finding_rows(self, **_: object) -> RecordPage:
        return RecordPage(pd.DataFrame(), next="", total=0)


@dataclass
class FakeImporter:
    """Accepts every file but those whose content is ``bad``; keeps names and contents."""

    seen: list[tuple[str, bytes]] = field(default_factory=list)
    profiles: list[bytes] = field(default_factory=list)
    failure: Exception | None = None

    def import_files(
        self, paths: list[Path], *, dry_run: bool = False, profile: Path | None = None, **_: object
    ) -> ImportReport:
        if self.failure:
            raise self.failure
        self.seen += [(path.name, path.read_bytes()) for path in paths]
        if profile:
            self.profiles.append(profile.read_bytes())
        bad = [FileIssueLine(path.name, "", "unknown_table") for path in paths if path.read_bytes() == b"bad"]
        when = NOW.isoformat()
        names = tuple(path.name for path in paths)
        return ImportReport(
            "b1", when, when, dry_run=dry_run, files=names, tables=(TableCount("case", read=1),), file_issues=tuple(bad)
        )

    def read_imports(self, *, limit: int = 50, **_: object) -> list[ImportReport]:
        return [ImportReport("b1", NOW.isoformat(), NOW.isoformat(), files=("a.csv",))][:limit]

    def read_import(self, batch_id: str, **_: object) -> ImportReport:
        raise NotFound("errors.page")


class FakeAccounts:
    """Lets everybody in as whoever sits at this machine; keeps nobody."""

    guest: Identity = OPERATOR
    has_demo: bool = False

    def identify(self, secret: str, **_: str) -> None:
        return None

    identify_key = identify

    def note_refusal(self, by: Identity, *, what: str) -> None:
        pass

    def sign_in(self, *_: object, **__: object) -> None:
        raise SignInRefused("errors.login")

    sign_in_device = sign_in_demo = sign_in

    def sign_out(self, by: Identity) -> None:
        pass


@dataclass
class FakeAudit:
    """Keeps rows in memory, newest last; ``failure`` is raised instead of writing, ``bad`` breaks the chain."""

    rows: list[AuditRow] = field(default_factory=list)
    failure: Exception | None = None
    bad: tuple[BadRow, ...] = ()

    def note(self, by: Identity, *, action: str, object: str = "", detail: Detail = "", result: Result = "ok") -> None:
        if self.failure:
            raise self.failure
        told = detail if isinstance(detail, str) else json.dumps(dict(detail), ensure_ascii=False)
        row = AuditRow(
            id=len(self.rows) + 1, at=int(NOW.timestamp()) + len(self.rows), offset="+08:00", actor=by.name,
            account_id=by.account_id, address=by.address, request=by.request, action=action, object=object,
            detail=told, result=result, revision=7, previous="0" * 64, hash="ab" * 32,
        )  # fmt: skip
        self.rows.append(row)

    def read_rows(self, where: AuditFilter, *, after: str = "", limit: int = 50) -> AuditPage:
        wanted = [row for row in reversed(self.rows) if where.action in ("", row.action)]
        wanted = [row for row in wanted if where.result in ("", row.result) and where.text in f"{row}"]
        page = [row for row in wanted if not after or row.id < int(after)]
        return AuditPage(tuple(page[:limit]), str(page[limit - 1].id) if len(page) > limit else "", len(wanted))

    def read_actions(self) -> list[str]:
        return sorted({row.action for row in self.rows})

    def verify(self, *, fresh: bool = False) -> ChainReport:
        last = len(self.rows)
        return ChainReport(
            rows=last, first_id=1, last_id=last, last_hash="ab" * 32, bad=self.bad, breaks=len(self.bad),
            verified_at=int(NOW.timestamp()),
        )  # fmt: skip


class FakeExporter:
    """Writes one line."""

    def write_xlsx(self, target: Path, table: ExportTable) -> int:
        return target.write_bytes(b"PK")

    def write_csv(self, target: Path, table: ExportTable) -> int:
        return target.write_bytes(b"a,b")

    def write_template(self, target: Path) -> None:
        target.write_bytes(b"PK")


def make_settings(**changes: object) -> Settings:
    """Settings that read neither the environment nor a file."""
    return Settings.model_construct(**(Settings.model_construct().model_dump() | changes))


def make_services(
    reader: FakeReader | None = None,
    importer: FakeImporter | None = None,
    accounts: FakeAccounts | None = None,
    audit: FakeAudit | None = None,
    **settings: object,
) -> Services:
    """Services over the fakes, on the morning of 2026-02-09."""
    reader, clock = reader or FakeReader(), FrozenClock(NOW)
    return Services(
        settings=make_settings(**settings),
        clock=clock,
        reader=reader,  # type: ignore[arg-type]
        boards=Boards(reader=reader, clock=clock),  # type: ignore[arg-type]
        importer=importer or FakeImporter(),  # type: ignore[arg-type]
        accounts=accounts or FakeAccounts(),  # type: ignore[arg-type]
        account_admin=None,  # type: ignore[arg-type]
        audit=audit or FakeAudit(),
        rule_admin=None,  # type: ignore[arg-type]
        build="test",
    )
