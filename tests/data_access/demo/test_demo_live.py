"""A running demonstration: batches are importable files, keys stay unique, the number of open cases stays level."""

import csv
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from data_access.demo.files import CASE, COLUMNS, EVENT, PROJECT
from data_access.demo.live import LiveBatch, LiveState, OpenCase, live_batches
from tests.data_access.demo.conftest import ANCHOR


def _rows(batch: LiveBatch, table: str) -> list[dict[str, str]]:
    if table not in batch.files:
        return []
    with batch.files[table].open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


class Board:
    """A stand-in for the running board: applies the events of each batch."""

    def __init__(self, directory: Path) -> None:
        self.directory, self.now = directory, ANCHOR
        self.cases = {
            f"K{number}": OpenCase(
                f"K{number}",
                f"2401-350583-04-05-{number:06d}-001",
                10,
                ANCHOR - timedelta(days=number % 9 + 1),
                "8" if number % 7 else "9",
            )
            for number in range(120)
        }

    def state(self) -> LiveState:
        self.now += timedelta(seconds=15)
        return LiveState(self.now, list(self.cases.values()), self.directory)

    def apply(self, batch: LiveBatch) -> None:
        for row in _rows(batch, CASE):
            self.cases[row["SPSXSLBM"]] = OpenCase(row["SPSXSLBM"], row["GCDM"], int(row["SXBLSX"]), None, "1")
        for row in sorted(_rows(batch, EVENT), key=lambda one: (one["BLSJ"], one["LSH"])):
            moment = datetime.fromisoformat(row["BLSJ"])
            assert moment <= self.now
            old, state = self.cases[row["SPSXSLBM"]], row["BLZT"]
            assert old.last_at is None or moment > old.last_at
            accepted = moment if state == "3" else old.accepted_at
            self.cases[old.case_key] = OpenCase(old.case_key, old.project_code, old.limit, accepted, state, moment)
            if state in ("11", "12", "13"):
                del self.cases[old.case_key]


def test_batches_keep_the_city_going(tmp_path: Path) -> None:
    board = Board(tmp_path)
    serials: list[str] = []
    moves = {"accepted": 0, "begun": 0, "finished": 0, "paused": 0, "resumed": 0}
    for batch in islice(live_batches(seed=1, state=board.state), 200):
        board.apply(batch)
        for table in batch.files:
            assert set(COLUMNS[table]) <= set(_rows(batch, table)[0])
            serials += [row["LSH"] for row in _rows(batch, table)]
        for kind in moves:
            moves[kind] += len(getattr(batch, kind))
        assert batch.touched <= 12
        projects = {row["GCDM"] for row in _rows(batch, PROJECT)}
        assert projects <= {row["GCDM"] for row in _rows(batch, CASE)}
    assert all(count > 10 for count in moves.values()), moves
    assert len(serials) == len(set(serials)) and {len(one) for one in serials} == {32}
    assert 90 <= len(board.cases) <= 190


def test_equal_seed_state_and_time_give_equal_batches(tmp_path: Path) -> None:
    texts = []
    for name in ("a", "b"):
        board = Board(tmp_path / name)
        batches = list(islice(live_batches(seed=5, state=board.state), 5))
        texts.append([path.read_bytes() for batch in batches for path in batch.files.values()])
    assert texts[0] == texts[1]


def test_an_empty_board_gets_new_cases(tmp_path: Path) -> None:
    batch = next(live_batches(seed=3, state=lambda: LiveState(ANCHOR, [], tmp_path)))
    assert batch.accepted and not batch.finished
