"""Settings: ``DUBAN_*`` environment variables or a ``.env`` file beside the program. Documented in README."""

import ipaddress
from datetime import datetime
from pathlib import Path

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from dashboard.clock import ClockRules
from dashboard.errors import SettingsError
from dashboard.timekeeping import Clock, OffsetClock, SystemClock, parse_instant

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """All settings with their defaults."""

    model_config = SettingsConfigDict(env_prefix="DUBAN_", env_file=ROOT / ".env", extra="ignore")

    database_url: str = Field(
        default=f"sqlite:///{ROOT / 'var' / 'duban.db'}",
        description="SQLAlchemy URL of the database (SQLite or PostgreSQL)",
    )
    now: datetime | None = Field(
        default=None, description="Instant at which the product's clock starts (ISO; Asia/Shanghai)"
    )
    host: str = Field(default="127.0.0.1", description="Address to serve on; only loopback until accounts exist")
    port: int = Field(default=8050, ge=1, le=65535, description="Port to serve on")
    workers: int = Field(default=2, ge=1, le=64, description="Server processes")
    threads: int = Field(default=8, ge=1, le=128, description="Threads per server process")
    language: str = Field(default="zh_CN", pattern="^(zh_CN|en)$", description="Language of a page that names none")
    count_acceptance_day: bool = Field(default=False, description="Count the day of acceptance as day 1 of a limit")
    correction_pauses: bool = Field(default=True, description="Whether 补正 stops the clock")
    upload_megabytes: int = Field(default=20, ge=1, le=200, description="Largest file the browser and the API may send")
    poll_seconds: float = Field(
        default=2.0, ge=0.2, le=60, description="How often an open page asks for a new revision"
    )

    @field_validator("now", mode="before")
    @classmethod
    def _local_time(cls, value: object) -> object:
        if value in (None, ""):
            return None
        return parse_instant(value) if isinstance(value, str) else value

    @property
    def clock_rules(self) -> ClockRules:
        """Settings of the approval clock."""
        return ClockRules(count_acceptance_day=self.count_acceptance_day, correction_pauses=self.correction_pauses)

    def make_clock(self) -> Clock:
        """The product's clock: the system's, or one that starts at ``now``."""
        return OffsetClock(self.now) if self.now else SystemClock()

    def require_loopback(self) -> None:
        """Refuse any address another machine could reach. Raises ``SettingsError``."""
        if self.host == "localhost":
            return
        try:
            if ipaddress.ip_address(self.host).is_loopback:
                return
        except ValueError:
            pass
        raise SettingsError("errors.loopback_only", host=self.host)


def load_settings() -> Settings:
    """Read the environment. Raises ``SettingsError`` naming the variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "DUBAN_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError("errors.setting", name=name, value=str(first.get("input"))[:80]) from error
