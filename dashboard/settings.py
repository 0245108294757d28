"""Settings: ``DUBAN_*`` environment variables or a ``.env`` file beside the program. Documented in README."""

import ipaddress
from datetime import datetime
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from dashboard.clock import ClockRules
from dashboard.errors import SettingsError
from dashboard.secrets import judge_secret, make_secret, read_secret
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
    host: str = Field(
        default="127.0.0.1", description="Address to serve on; others than loopback need DUBAN_ORIGIN and a secret"
    )
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

    origin: str = Field(
        default="",
        pattern=r"^(https://[A-Za-z0-9.-]+(:\d{1,5})?)?$",
        description="Public address behind the TLS proxy (https://…), whose X-Forwarded-* headers are then trusted",
    )
    secret: SecretStr | None = Field(default=None, description="The server's secret, 32 characters or more")
    secret_file: Path | None = Field(default=None, description="File with the secret, readable by its owner alone")
    demonstration: bool = Field(default=False, description="Demonstration accounts enter without a password (loopback)")
    debug: bool = Field(default=False, description="Details of failures on the page; loopback only")
    password_style: str = Field(
        default="mlps",
        pattern="^(mlps|nist)$",
        description="mlps: 3 of 4 classes, changed regularly; nist: length alone",
    )
    password_days: int = Field(default=90, ge=1, le=3650, description="Days after which mlps wants a new password")
    second_factor: bool = Field(default=False, description="Directors and administrators must use a second factor")
    rate_factor: float = Field(
        default=1,
        gt=0,
        le=100_000,
        description="Multiplies the limits on requests of a session or token, not of logins",
    )
    audit_days: int = Field(default=400, ge=180, le=36_500, description="Days that audit rows are kept, 180 or more")

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

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        try:
            return self.host == "localhost" or ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def is_https(self) -> bool:
        """Whether browsers come over HTTPS."""
        return self.origin.startswith("https://")

    @property
    def has_demo(self) -> bool:
        """Whether anybody may enter: on this machine alone, and only when the demonstration runs."""
        return self.demonstration and self.is_loopback and not self.origin

    def read_secret(self) -> str:
        """The server's secret; on loopback one is made on first use. Raises ``SettingsError``."""
        if self.secret is not None:
            return judge_secret(self.secret.get_secret_value())
        if self.secret_file is not None:
            return read_secret(self.secret_file)
        if self.is_loopback and not self.origin:
            return make_secret(ROOT / "var" / "secret")
        raise SettingsError("errors.secret_missing")

    def require_safe(self) -> None:
        """Refuse to serve in a way that would let strangers in. Raises ``SettingsError``."""
        if not self.is_loopback and not self.is_https:
            raise SettingsError("errors.origin_wanted", host=self.host)
        open_to_others = not self.is_loopback or bool(self.origin)
        if self.debug and open_to_others:
            raise SettingsError("errors.debug")
        if self.demonstration and open_to_others:
            raise SettingsError("errors.demonstration")
        self.read_secret()

    def require_loopback(self) -> None:
        """Refuse any address another machine could reach. Raises ``SettingsError``."""
        if not self.is_loopback:
            raise SettingsError("errors.demonstration")


def load_settings() -> Settings:
    """Read the environment. Raises ``SettingsError`` naming the variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "DUBAN_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError("errors.setting", name=name, value=str(first.get("input"))[:80]) from error
