"""The URL is the state: reading it (forgivingly) and writing it (only what differs from the default)."""

from dataclasses import dataclass, field, fields, replace
from urllib.parse import parse_qsl, quote, urlencode

from dashboard.errors import BadRequest
from dashboard.period import Period, Query, Where, parse_day
from dashboard.ports import SORTS
from dashboard.text import LANGUAGES

THEMES = ("light", "dark")
SCALES = ("desk", "projector")
MAX_LENGTH = 4096


@dataclass(frozen=True, slots=True)
class ViewState:
    """All that a page's address says. Empty text means the default.

    ``notices`` holds one error (with its sentence's key) for each parameter that made no sense and was left out.
    """

    unit: str = ""
    stage: str = ""
    item: str = ""
    department: str = ""
    period: str = ""
    as_of: str = ""
    sort: str = ""
    after: str = ""
    q: str = ""
    kind: str = ""
    lang: str = ""
    theme: str = ""
    scale: str = ""
    notices: tuple[BadRequest, ...] = field(default=(), compare=False)

    @classmethod
    def parse(cls, search: str | None) -> "ViewState":
        """Read a query string; whatever makes no sense becomes a notice and falls back to its default."""
        text = (search or "")[:MAX_LENGTH].lstrip("?")
        known = {item.name for item in fields(cls)} - {"notices"}
        pairs = ((name, "".join(filter(str.isprintable, value)).strip()) for name, value in parse_qsl(text))
        values = {name: value[:200] for name, value in pairs if name in known}
        notices: list[BadRequest] = []
        for name in tuple(values):
            try:
                _check(name, values[name])
            except BadRequest as error:
                notices.append(error)
                del values[name]
        return cls(**values, notices=tuple(notices))

    def query(self, *, today: int) -> Query:
        """The question this state asks of the board. A day in the future has become a notice via ``checked``."""
        return Query.make(
            where=Where.parse(unit=self.unit, stage=self.stage, item=self.item, department=self.department),
            today=today,
            period=Period.parse(self.period) if self.period else None,
            as_of=parse_day(self.as_of) if self.as_of else None,
        )

    def checked(self, *, today: int) -> "ViewState":
        """The same state without an as-of day that lies after ``today`` (a notice says so)."""
        try:
            self.query(today=today)
        except BadRequest as error:
            return replace(self, as_of="", notices=(*self.notices, error))
        return self

    def url(self, path: str, **changes: str) -> str:
        """The address of a page with this state and some changes; paging restarts unless ``after`` is given."""
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "notices"} | {"after": ""} | changes
        pairs = list(values.items())
        text = urlencode([(name, value) for name, value in pairs if value], quote_via=quote)
        return f"{path}?{text}" if text else path


def _check(name: str, value: str) -> None:
    if name in ("unit", "stage"):
        Where.parse(**{name: value})
    elif name == "period":
        Period.parse(value)
    elif name == "as_of":
        parse_day(value)
    elif name == "sort" and value.lstrip("-") not in SORTS:
        raise BadRequest("errors.sort", value=value[:40])
    elif name in _CHOICES and value not in _CHOICES[name]:
        raise BadRequest("errors.choice", name=name, value=value[:40])


_CHOICES = {"lang": (*LANGUAGES, "zh"), "theme": THEMES, "scale": SCALES}


def records_path(key: str) -> str:
    """Where the records behind an indicator are listed."""
    return f"/records/{quote(key)}"


def case_path(case_key: str) -> str:
    """The page of one case."""
    return f"/cases/{quote(case_key, safe='')}"
