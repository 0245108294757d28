"""Metrics: what is counted, that labels are bounded and name nobody, and that several processes count together."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from callbacks.http.running import METRICS_FOLDER, clear_metrics_folders, metrics_folder
from callbacks.http.server import make_server
from dashboard.permissions import GRANTS, Permission, Role
from dashboard.ports import Source
from tests.fakes import CASE, NOW, FakeExporter, FakeReader, make_services
from tests.people import People

ADMIN = {"Authorization": "Bearer admin"}


class OldReader(FakeReader):
    """One source that is an hour old."""

    def read_sources(self, **_: object) -> list[object]:
        return [Source("event", 10, 0, int(NOW.timestamp()) - 3600, 900), Source("case", 0, 0, 0, 900)]


@pytest.fixture
def client() -> FlaskClient:
    return make_server(make_services(OldReader(), accounts=People()), FakeExporter()).test_client()


def samples(client: FlaskClient) -> dict[tuple[str, tuple[str, ...]], float]:
    answer = client.get("/metrics", headers=ADMIN)
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain")
    families = text_string_to_metric_families(answer.get_data(as_text=True))
    return {
        (one.name, tuple(sorted(f"{name}={value}" for name, value in one.labels.items()))): one.value
        for family in families
        for one in family.samples
    }


def ask(client: FlaskClient, path: str, role: str = "director") -> int:
    return client.get(path, headers={"Authorization": f"Bearer {role}"}).status_code


@pytest.mark.parametrize("role", list(Role))
def test_only_who_may_reads_them(client: FlaskClient, role: Role) -> None:
    wanted = 200 if Permission.METRICS in GRANTS[role] else 403
    assert ask(client, "/metrics", role) == wanted
    assert client.get("/metrics").status_code == 401


def test_requests_and_their_time_are_counted(client: FlaskClient) -> None:
    assert [ask(client, "/api/v1/indicators"), ask(client, "/version"), ask(client, "/healthz")] == [200] * 3
    seen = samples(client)
    assert seen["duban_requests_total", ("endpoint=api.indicators", "method=GET", "status=200")] == 1
    assert seen["duban_requests_total", ("endpoint=version", "method=GET", "status=200")] == 1
    assert seen["duban_request_seconds_count", ("endpoint=api.indicators",)] == 1
    assert not [key for key in seen if "endpoint=healthz" in key[1]]


def test_callbacks_are_counted_by_what_they_fill(client: FlaskClient) -> None:
    spec = next(
        one for one in client.get("/_dash-dependencies", headers=ADMIN).get_json() if "shell-bar" in one["output"]
    )
    values = {"pathname": "/", "search": ""}
    body = {
        "output": spec["output"],
        "outputs": [],
        "inputs": [{**one, "value": values.get(one["property"])} for one in spec["inputs"]],
        "state": [{**one, "value": None} for one in spec["state"]],
    }
    client.post("/_dash-update-component", json=body, headers=ADMIN)
    client.post("/_dash-update-component", json={**body, "output": "invented.children"}, headers=ADMIN)
    seen = samples(client)
    assert seen["duban_callback_seconds_count", ("callback=shell-bar.children",)] == 1
    assert not [key for key in seen if "invented" in str(key)]


def test_refusals_are_counted_by_their_code(client: FlaskClient) -> None:
    client.get("/api/v1/indicators")
    ask(client, "/api/v1/indicators?unit=nowhere")
    client.get("/", headers={"Host": "evil.example"})
    seen = samples(client)
    for status, code in (("401", "sign_in"), ("400", "unit"), ("403", "host")):
        assert seen["duban_refusals_total", (f"code={code}", f"status={status}")] == 1


def test_imports_are_counted_with_their_rows(client: FlaskClient) -> None:
    for name, query in (("a.csv", ""), ("a.csv", "?dry_run=true")):
        form = {"files": (io.BytesIO(b"x"), name)}
        answer = client.post(f"/api/v1/imports{query}", data=form, headers={"Authorization": "Bearer coordinator"})
        assert answer.status_code == 200
    client.post(
        "/api/v1/imports",
        data={"files": (io.BytesIO(b"bad"), "a.csv")},
        headers={"Authorization": "Bearer coordinator"},
    )
    seen = samples(client)
    counts = {
        outcome: seen["duban_imports_total", (f"outcome={outcome}",)] for outcome in ("written", "checked", "refused")
    }
    assert counts == {"written": 1, "checked": 1, "refused": 1}
    assert seen["duban_import_seconds_count", ()] == 3
    assert ("duban_import_rows_total", ()) in seen


def test_the_state_of_the_data_is_read_when_somebody_asks(client: FlaskClient) -> None:
    ask(client, "/api/v1/indicators")
    seen = samples(client)
    assert seen["duban_revision", ()] == 7
    assert seen["duban_database_up", ()] == 1
    assert seen["duban_data_age_seconds", ("source=event",)] == 3600
    assert ("duban_data_age_seconds", ("source=case",)) not in seen, "a source without data has no age"
    assert seen["duban_boards", ()] >= 1


def test_without_a_database_the_metrics_say_so() -> None:
    services = make_services(FakeReader(down=True), accounts=People())
    seen = samples(make_server(services, FakeExporter()).test_client())
    assert seen["duban_database_up", ()] == 0


def test_labels_are_bounded_and_name_nobody(client: FlaskClient) -> None:
    for number in range(30):
        ask(client, f"/nowhere/{number}/13800000000")
        ask(client, f"/api/v1/cases/{CASE}?as_of=2026-02-0{number % 9 + 1}")
        ask(client, f"/api/v1/nowhere-{number}?name=王小明")
        client.open("/version", method=f"FOO{number}")
        client.get("/login?next=/cases/13800000000")
    client.post("/login", data={"name": "王小明", "password": "geheim-geheim"})
    text = client.get("/metrics", headers=ADMIN).get_data(as_text=True)
    for secret in ("13800000000", "王小明", "geheim", CASE, "name-admin", "FOO1", "nowhere"):
        assert secret not in text
    assert len(text.splitlines()) < 400


def test_two_servers_in_one_process_count_for_themselves(client: FlaskClient) -> None:
    ask(client, "/api/v1/indicators")
    other = make_server(make_services(accounts=People()), FakeExporter()).test_client()
    assert not [key for key in samples(other) if "endpoint=api.indicators" in key[1]]


# Several processes

WORKER = """
import os, sys
from callbacks.http.server import make_server
from tests.fakes import FakeExporter, make_services
from tests.people import People

client = make_server(make_services(accounts=People()), FakeExporter()).test_client()
for _ in range(int(sys.argv[1])):
    client.get("/api/v1/indicators", headers={"Authorization": "Bearer director"})
print(client.get("/metrics", headers={"Authorization": "Bearer admin"}).get_data(as_text=True))
"""


def test_workers_count_together_in_the_folder_of_the_runner() -> None:
    with metrics_folder() as folder:
        assert os.environ[METRICS_FOLDER] == str(folder)
        assert folder.stat().st_mode & 0o077 == 0
        root = str(Path(__file__).parents[3])
        run = [
            subprocess.run(
                [sys.executable, "-c", WORKER, str(times)], cwd=root, capture_output=True, text=True, check=True
            ).stdout
            for times in (3, 4)
        ]
        assert list(folder.glob("*.db"))
    line = 'duban_requests_total{endpoint="api.indicators",method="GET",status="200"}'
    assert f"{line} 3.0" in run[0]
    assert f"{line} 7.0" in run[1]
    assert not folder.exists()
    assert METRICS_FOLDER not in os.environ


def test_what_a_killed_server_left_behind_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    dead = tmp_path / f"duban-metrics-{gone.pid}-abc"
    alive, foreign = tmp_path / f"duban-metrics-{os.getpid()}-abc", tmp_path / "duban-metrics-notes"
    for folder in (dead, alive, foreign):
        folder.mkdir()
    clear_metrics_folders()
    assert (dead.exists(), alive.exists(), foreign.exists()) == (False, True, True)
