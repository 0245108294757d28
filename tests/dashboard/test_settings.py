"""Settings from the environment: defaults that are safe, mistakes that are named, an address nobody else reaches."""

from datetime import datetime

import pytest
from pydantic import ValidationError

from dashboard.clock import ClockRules
from dashboard.errors import SettingsError
from dashboard.settings import Settings, load_settings
from dashboard.timekeeping import (
    SHANGHAI,
    FrozenClock,
    OffsetClock,
    SystemClock,
    day_number,
    day_of,
    day_of_instant,
    instant_of,
    moment_of,
    parse_instant,
)


def make(**given: object) -> Settings:
    return Settings(_env_file=None, **given)  # type: ignore[arg-type, call-arg]


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"DUBAN_{name.upper()}", raising=False)


def test_defaults() -> None:
    settings = make()
    assert (settings.host, settings.port, settings.language) == ("127.0.0.1", 8050, "zh_CN")
    assert settings.clock_rules == ClockRules(count_acceptance_day=False, correction_pauses=True)
    assert settings.database_url.startswith("sqlite:///")
    assert isinstance(settings.make_clock(), SystemClock)


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBAN_PORT", "9000")
    monkeypatch.setenv("DUBAN_CORRECTION_PAUSES", "false")
    monkeypatch.setenv("DUBAN_NOW", "2026-02-09T18:00")
    settings = load_settings()
    assert (settings.port, settings.clock_rules.correction_pauses) == (9000, False)
    assert settings.now == datetime(2026, 2, 9, 18, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "eighty"),
        ("WORKERS", "999"),
        ("NOW", "yesterday"),
        ("LANGUAGE", "fr"),
        ("POLL_SECONDS", "0"),
    ],
)
def test_a_wrong_value_names_its_variable(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"DUBAN_{name}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert caught.value.params == {"name": f"DUBAN_{name}", "value": value}


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.53", "::1", "localhost"])
def test_loopback_is_served(host: str) -> None:
    make(host=host).require_loopback()


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "10.0.0.5", "192.168.1.1", "example.org", "localhost.example.org", ""]
)
def test_any_other_address_is_refused(host: str) -> None:
    with pytest.raises(SettingsError) as caught:
        make(host=host).require_loopback()
    assert caught.value.key == "errors.demonstration"


def test_now_without_an_offset_is_shanghai_time() -> None:
    assert make(now="2026-02-09T18:00").now == make(now="2026-02-09T10:00:00+00:00").now
    assert make(now="").now is None
    with pytest.raises(ValidationError):
        make(now="2026-02-30T00:00")


def test_a_clock_that_starts_at_an_instant_runs_on() -> None:
    start = parse_instant("2026-02-09T23:59:59+08:00")
    clock = make(now=start).make_clock()
    assert isinstance(clock, OffsetClock)
    first, second = clock.now(), clock.now()
    assert start <= first <= second
    assert (second - start).total_seconds() < 60
    assert first.utcoffset() == start.utcoffset()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-02-09T23:59:59+08:00", "2026-02-09"),
        ("2026-02-09T15:59:59+00:00", "2026-02-09"),
        ("2026-02-09T16:00:00+00:00", "2026-02-10"),
        ("2026-02-09T00:00:00+08:00", "2026-02-09"),
        ("2026-02-08T15:59:59+00:00", "2026-02-08"),
    ],
)
def test_the_day_is_shanghais(text: str, day: str) -> None:
    now = FrozenClock(parse_instant(text)).now()
    assert now.date().isoformat() == day
    assert day_of(day_number(now.date())).isoformat() == day
    assert day_of(day_of_instant(instant_of(now))).isoformat() == day
    assert moment_of(instant_of(now)) == now


def test_every_setting_says_what_it_is_for() -> None:
    assert all(field.description for field in Settings.model_fields.values())
