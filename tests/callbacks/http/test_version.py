"""The version address, asked by every open page every two seconds."""

from dataclasses import replace

from callbacks.http.server import make_server
from dashboard.timekeeping import FrozenClock, parse_instant
from tests.fakes import FakeExporter, FakeReader, make_services


def test_version_says_revision_day_and_times() -> None:
    answer = make_server(make_services(), FakeExporter()).test_client().get("/version")
    assert answer.get_json() == {
        "revision": 7,
        "as_of": "2026-02-09",
        "server_time": "2026-02-09T09:11:00+08:00",
        "data_time": "2026-02-09T09:11:00+08:00",
        "yellow_at": None,
        "red_at": None,
        "build": "test",
    }
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_version_is_304_until_something_changes() -> None:
    reader = FakeReader()
    services = make_services(reader)
    client = make_server(services, FakeExporter()).test_client()
    tag = client.get("/version").headers["ETag"]
    assert client.get("/version", headers={"If-None-Match": tag}).status_code == 304
    clock = services.clock
    assert isinstance(clock, FrozenClock)
    clock.at = parse_instant("2026-02-09T10:00:00+08:00")
    assert client.get("/version", headers={"If-None-Match": tag}).status_code == 304, "time alone changes nothing"
    reader.revision = replace(reader.revision, number=8)
    changed = client.get("/version", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    clock.at = parse_instant("2026-02-10T00:00:01+08:00")
    again = client.get("/version", headers={"If-None-Match": changed.headers["ETag"]})
    assert again.status_code == 200, "a new day changes the figures"


def test_version_costs_one_read() -> None:
    reader = FakeReader()
    client = make_server(make_services(reader), FakeExporter()).test_client()
    client.get("/version")
    before = reader.reads
    client.get("/version")
    assert reader.reads == before + 1


def test_no_data_has_no_data_time() -> None:
    reader = FakeReader()
    reader.revision = replace(reader.revision, data_time=0)
    assert (
        make_server(make_services(reader), FakeExporter()).test_client().get("/version").get_json()["data_time"] is None
    )
