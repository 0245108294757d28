"""The HTTP interface of the real server: first and repeated answers, pages of records, one case, the version."""

import json
from collections.abc import Iterator, Sequence
from functools import partial
from urllib.parse import urlencode

from benchmarks.measures import Row, milliseconds, spread, telling
from benchmarks.product import Client, Server
from dashboard.vocabulary import REPORTING_UNITS

REPEATS = 300
COLD = 60
PAGES = 40
WALKED = 60
"""Pages of 500 records to go through before a page counts as deep: 30,000 records."""

CACHED_MS, COLD_MS, PAGE_MS = 10.0, 300.0, 50.0
RECORDS = "/api/v1/indicators/{key}/records?{query}"
MONTHS = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)]
LONG = "2024-03..2026-02"


def indicators(**filters: str) -> str:
    """Address of the figures of a selection."""
    return f"/api/v1/indicators?{urlencode(filters)}"


def records(key: str, **filters: str) -> str:
    """Address of the records behind a figure."""
    return RECORDS.format(key=f"approvals.{key}", query=urlencode(filters))


def measure_api(server: Server) -> Iterator[Row]:
    """All lines of this module."""
    client = Client(server)
    try:
        with telling("HTTP: figures"):
            yield from _figures(client)
        with telling("HTTP: records"):
            yield from _records(client)
        with telling("HTTP: cases"):
            yield _cases(client)
    finally:
        client.close()


def _times(client: Client, paths: Sequence[str], *, status: int = 200, **headers: str) -> list[float]:
    return milliseconds([partial(client.get, path, status=status, **headers) for path in paths])


def _figures(client: Client) -> Iterator[Row]:
    units = [unit.code for unit in REPORTING_UNITS]
    selections = [(units[number % len(units)], MONTHS[number % len(MONTHS)]) for number in range(COLD)]
    cold = [indicators(unit=unit, period=month) for unit, month in dict.fromkeys(selections)]
    yield spread("api-cold", "GET /api/v1/indicators, new question (HTTP)", "ms", _times(client, cold), target=COLD_MS)
    split = [indicators(by=by, period=month) for by in ("unit", "item", "stage") for month in MONTHS[::2]]
    took = _times(client, split)
    yield spread("api-by", "GET /api/v1/indicators by unit, item, stage, new question", "ms", took, target=COLD_MS)
    path = indicators(period="2026-01")
    _, tag = client.get(path)
    took = _times(client, [path] * REPEATS)
    yield spread("api-cached", "GET /api/v1/indicators, cached (HTTP)", "ms", took, target=CACHED_MS)
    took = _times(client, [path] * REPEATS, status=304, If_None_Match=tag)
    yield spread("api-304", "GET /api/v1/indicators, not modified", "ms", took, target=CACHED_MS)
    yield spread("version", "GET /version", "ms", _times(client, ["/version"] * REPEATS), target=CACHED_MS)


def _records(client: Client) -> Iterator[Row]:
    units = [unit.code for unit in REPORTING_UNITS]
    sets = ("closed", "accepted", "open", "red", "yellow", "on_time_rate", "overdue_days")
    wide = [records(key, period=LONG) for key in sets] + [records(key, period="2026-01") for key in sets]
    narrow = [records(key, unit=unit, period="2025-11") for key in sets[:4] for unit in units]
    took = _times(client, [*wide, *narrow[: PAGES - len(wide)]])
    yield spread("page-first", "ledger page, first (50 rows, HTTP)", "ms", took, target=PAGE_MS)
    took = _times(client, _deep_pages(client))
    yield spread("page-deep", "ledger page, deep (50 rows, HTTP)", "ms", took, target=PAGE_MS)
    sorts = ("accepted_day", "-due_day", "-used", "limit_days", "case_key")
    took = _times(client, [records(key, period=LONG, sort=sort) for key in ("closed", "open") for sort in sorts])
    yield spread("page-sorted", "ledger page, two years sorted by another column", "ms", took, target=PAGE_MS)
    names = [records("closed", period=LONG, q=f"SLB{number:06d}") for number in range(10)]
    yield spread("page-search", "ledger page, search for a case number", "ms", _times(client, names), target=PAGE_MS)


def _deep_pages(client: Client) -> list[str]:
    """Pages of 50 records that lie as deep as ``WALKED`` pages of 500, or wherever the records end."""
    deep: list[str] = []
    after = ""
    for number in range(WALKED):
        body, _ = client.get(records("closed", period=LONG, limit="500", after=after), Accept_Encoding="identity")
        after = json.loads(body)["next"] or ""
        if not after:
            break
        if number >= WALKED - PAGES:
            deep.append(records("closed", period=LONG, after=after))
    return deep or [records("closed", period=LONG)]


def _cases(client: Client) -> Row:
    path = records("closed", period=LONG, limit=str(PAGES))
    body, _ = client.get(path, Accept_Encoding="identity")
    keys = [item["case_key"] for item in json.loads(body)["items"]]
    took = _times(client, [f"/api/v1/cases/{key}" for key in keys])
    return spread("case", "GET /api/v1/cases/…, new case", "ms", took, target=PAGE_MS)
