"""The server's secret: refused when weak, known or readable by others; made only where nobody else can come."""

import os
from pathlib import Path

import pytest

from dashboard.errors import SettingsError
from dashboard.secrets import make_secret, read_secret
from tests.dashboard.test_settings import make

GOOD = "q7Lr2-Xv9tPd_4Wm8sKz3Hb6Nc1Fj5Gy0Te"


def refusal(**settings: object) -> str:
    with pytest.raises(SettingsError) as caught:
        make(**settings).require_safe()
    return caught.value.key.removeprefix("errors.")


def outside(**settings: object) -> dict[str, object]:
    return {"host": "0.0.0.0", "origin": "https://duban.example.org", "secret": GOOD, **settings}


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"secret": None}, "secret_missing"),
        ({"secret": "short"}, "secret_short"),
        ({"secret": "ab" * 30}, "secret_short"),
        ({"secret": f"changeme-{GOOD}"}, "secret_default"),
        ({"debug": True}, "debug"),
        ({"demonstration": True}, "demonstration"),
        ({"origin": ""}, "origin_wanted"),
        ({"secret": None, "secret_file": Path("/nowhere/secret")}, "secret_file"),
    ],
)
def test_other_machines_need_more(settings: dict[str, object], why: str) -> None:
    assert refusal(**outside(**settings)) == why


def test_a_proxy_in_front_of_loopback_is_the_outside_too() -> None:
    assert refusal(**outside(host="127.0.0.1", secret=None)) == "secret_missing"
    assert refusal(**outside(host="127.0.0.1", debug=True)) == "debug"


def test_a_good_secret_serves() -> None:
    make(**outside()).require_safe()


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text(GOOD, "utf-8")
    path.chmod(0o644)
    assert refusal(**outside(secret=None, secret_file=path)) == "secret_readable"
    path.chmod(0o600)
    assert read_secret(path) == GOOD


def test_a_new_secret_is_its_owners_alone_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret"
    first = make_secret(path)
    assert make_secret(path) == first
    assert len(first) >= 32
    assert os.stat(path).st_mode & 0o077 == 0


def test_the_secret_is_not_printed_with_the_settings() -> None:
    assert GOOD not in repr(make(secret=GOOD))
