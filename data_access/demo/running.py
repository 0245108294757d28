"""A demonstration in a database: filled once through the ordinary importer, and kept going by small batches."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pandas as pd
from sqlalchemy.engine import make_url

from dashboard.board import Board
from dashboard.errors import Conflict
from dashboard.import_report import ImportReport
from dashboard.indicators import RecordSet
from dashboard.period import Where
from dashboard.permissions import OPERATOR
from dashboard.ports import RecordQuery
from dashboard.services import Services
from dashboard.settings import ROOT, Settings
from dashboard.timekeeping import SHANGHAI, SHANGHAI_OFFSET
from data_access.demo.generate import write_demo
from data_access.demo.live import LiveBatch, LiveState, OpenCase, live_batches

ANCHOR = datetime(2026, 2, 9, 9, 11, tzinfo=SHANGHAI)
"""The morning on which the demonstration's data end; its clock starts here unless ``DUBAN_NOW`` says otherwise."""

DEMO = replace(OPERATOR, name="demonstration")
Tell = Callable[[str, int], None]


FOLDER = ROOT / "var" / "demo"
LIVE_SECONDS = 4.0


def at_anchor(settings: Settings) -> Settings:
    """The demonstration's settings: its accounts may enter; the clock starts at the anchor or ``DUBAN_NOW``."""
    return settings.model_copy(update={"now": settings.now or ANCHOR, "demonstration": True})


def environment(settings: Settings) -> dict[str, str]:
    """The variables that give another process the same database and the same clock."""
    now = settings.now or ANCHOR
    return {"DUBAN_DATABASE_URL": settings.database_url, "DUBAN_NOW": now.isoformat()}


def reset_database(settings: Settings) -> None:
    """Remove a SQLite database. Raises ``Conflict`` for another one, which nobody empties by a switch."""
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise Conflict("cli.reset_url", url=url.render_as_string(hide_password=True))
    for suffix in ("", "-wal", "-shm"):
        Path(url.database + suffix).unlink(missing_ok=True)


def has_data(services: Services) -> bool:
    """Whether anything was ever imported."""
    return services.reader.read_revision().data_time > 0


def fill(services: Services, *, cases: int, tell: Tell, folder: Path = FOLDER) -> ImportReport:
    """Write two years of demonstration files into ``folder`` (emptied first) and import them."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    tell("demo", 0)
    write_demo(folder, anchor=ANCHOR, cases=cases)
    return services.importer.import_files([folder], by=DEMO, progress=tell)


class LiveCity:
    """Writes new events and imports them, a batch at a time; what is open is asked of the board before each batch."""

    def __init__(self, services: Services, *, folder: Path, seed: int = 20260209) -> None:
        self._services = services
        self._folder = folder
        self._known: dict[str, OpenCase] = {}
        self._batches = live_batches(seed=seed, state=self._state)

    def step(self) -> LiveBatch:
        """One batch, imported; its files are removed again. A busy database only delays it."""
        batch = next(self._batches)
        try:
            self._services.importer.import_files([batch.directory], by=DEMO)
        except Conflict:
            pass
        finally:
            shutil.rmtree(batch.directory, ignore_errors=True)
        for key in (*batch.accepted, *batch.begun, *batch.finished, *batch.paused, *batch.resumed):
            self._known.pop(key, None)
        return batch

    def _state(self) -> LiveState:
        now = self._services.clock.now().replace(tzinfo=None, microsecond=0)
        keys = self._open_keys()
        self._known = {key: self._known.get(key) or self._read(key) for key in keys}
        return LiveState(now=now, open_cases=list(self._known.values()), directory=self._folder)

    def _open_keys(self) -> list[str]:
        rows = self._services.boards.answer(_open_rows)
        # Cases of the ledger have no project, so no exchange table speaks of them.
        return [str(key) for key, project in zip(rows["case_key"], rows["project_key"], strict=True) if project]

    def _read(self, key: str) -> OpenCase:
        record = self._services.case(key)
        last = record.events.iloc[-1] if len(record.events) else None
        accepted = record.events.loc[record.events["state"] == 3, "at"]
        return OpenCase(
            case_key=key,
            project_code=str(record.fields["project_key"]),
            limit=int(record.facts["limit_days"].iloc[0]),
            accepted_at=_wall(accepted.iloc[0]) if len(accepted) else None,
            last_state=str(int(last["state"])) if last is not None else "",
            last_at=_wall(last["at"]) if last is not None else None,
        )


def _open_rows(board: Board) -> pd.DataFrame:
    query = RecordQuery(RecordSet.OPEN, Where(), 0, board.today, board.today, limit=500)
    return board.records(query).rows


def _wall(seconds: int) -> datetime:
    return datetime(1970, 1, 1) + timedelta(seconds=int(seconds) + SHANGHAI_OFFSET)


def run_live(services: Services, *, alive: Callable[[], bool], every: float = LIVE_SECONDS) -> None:
    """Write and import a batch every few seconds until whoever started this is gone."""
    never = Event()
    with tempfile.TemporaryDirectory(prefix="duban-live-") as folder:
        city = LiveCity(services, folder=Path(folder))
        while alive():
            city.step()
            never.wait(every)
