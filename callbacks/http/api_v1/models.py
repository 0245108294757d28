"""Parameters and answers of the REST API, as types: requests are checked by them and OpenAPI is generated from them."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

By = Literal["", "unit", "stage", "item", "department", "month"]
Number = float | int


class Params(BaseModel):
    """Query parameters: unknown names are refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    lang: str = Field(default="", pattern="^(|zh_CN|zh|en)$", description="Language of names and sentences")


class FilterParams(Params):
    """Which cases, which period, seen from which day; empty means the default."""

    unit: str = Field(default="", max_length=40, description="Unit code; `own` for the city's own level; empty: all")
    stage: str = Field(default="", max_length=10, description="Stage 1-5, 0 for other approvals")
    item: str = Field(default="", max_length=100, description="Item code")
    department: str = Field(default="", max_length=100, description="Department code")
    period: str = Field(default="", max_length=40, description="YYYY-MM, YYYY, a day, or from..to of these")
    as_of: str = Field(default="", max_length=10, description="YYYY-MM-DD; not after today")

    def filters(self) -> dict[str, str]:
        """The arguments of ``Services.query``."""
        names = ("unit", "stage", "item", "department", "period", "as_of")
        return {name: getattr(self, name) for name in names}


class IndicatorParams(FilterParams):
    """Parameters of the figures."""

    by: By = Field(default="", description="One answer for each member of this dimension")


class RecordParams(FilterParams):
    """Parameters of the records behind a figure."""

    sort: str = Field(default="", max_length=40, description="A column of SORTS; a leading - sorts descending")
    limit: int = Field(default=50, ge=1, le=500, description="Rows of a page")
    after: str = Field(default="", max_length=400, description="`next` of the page before")
    q: str = Field(default="", max_length=100, description="Start of a case number or part of a project name")


class CaseParams(Params):
    """Parameters of one case."""

    as_of: str = Field(default="", max_length=10, description="YYYY-MM-DD; not after today")


class ImportsParams(Params):
    """Parameters of the list of imports."""

    limit: int = Field(default=50, ge=1, le=500, description="How many, newest first")


class ImportParams(Params):
    """Parameters of an import."""

    dry_run: bool = Field(default=False, description="Read and check everything, write nothing")


class ImportForm(BaseModel):
    """The multipart form of an import."""

    files: list[bytes] = Field(description="CSV, XLSX, XLS or zip files", min_length=1)
    profile: bytes | None = Field(default=None, description="A mapping profile (TOML) for files with other headings")


class Answer(BaseModel):
    """An answer; tests read every answer back through its model, so these cannot drift from what is sent."""

    model_config = ConfigDict(extra="forbid")


class IndicatorItem(Answer):
    """One figure."""

    key: str
    name: str
    value: Number | None
    unit: Literal["cases", "rate", "workdays", "days_sum"]
    numerator: Number | None
    denominator: Number | None
    n: int
    target: float | None
    light: Literal["red", "yellow", "green"] | None
    definition: str


class MemberItem(IndicatorItem):
    """One figure of one member of a dimension."""

    member: str
    member_name: str


class Indicators(Answer):
    """The figures of one selection."""

    revision: int
    as_of: date
    items: list[MemberItem | IndicatorItem]


class RecordItem(Answer):
    """One case of a list, seen from the as-of day."""

    case_key: str
    item_code: str | None
    item_name: str | None
    project_key: str | None
    project_name: str | None
    unit: str | None
    department: str | None
    department_name: str | None
    stage: str | None
    limit_days: int | None
    statutory_days: int | None
    received_day: date | None
    accepted_day: date | None
    due_day: date | None
    finish_day: date | None
    finish_state: int | None
    out_day: date | None
    out_state: int | None
    used: int | None
    paused: int | None
    instant: bool | None
    online: bool | None
    light: str | None
    remaining: int | None


class Records(Answer):
    """One page of the records behind a figure."""

    revision: int
    as_of: date
    key: str
    total: int
    next: str | None
    items: list[RecordItem]


class CaseEventItem(Answer):
    """One event of a case."""

    at: str
    state: int
    state_name: str
    office: str
    serial: str


class PauseItem(Answer):
    """One pause of the clock."""

    kind: Literal["special", "correction"]
    start: date
    end: date | None


class ClockFacts(Answer):
    """The clock of a case at the end of the as-of day."""

    status: str
    light: str
    limit: int
    used: int
    remaining: int
    paused: int
    paused_now: bool
    accepted_day: date | None
    due_day: date | None
    finish_day: date | None
    out_day: date | None
    special_days: int
    applicant_days: int
    agency_days: int
    overdue_days: int
    on_time: bool
    pauses: list[PauseItem]


class ExplanationLine(Answer):
    """One day of the explanation of a due date."""

    day: date
    kind: str
    count: int
    pauses: list[Literal["special", "correction"]]
    name: str
    make_up: bool
    provisional: bool
    future: bool


class Case(Answer):
    """One case: as stored, its events, its clock, and its due date day by day."""

    revision: int
    as_of: date
    case_key: str
    fields: dict[str, Any]
    events: list[CaseEventItem]
    clock: ClockFacts
    explanation: list[ExplanationLine]


class Imports(Answer):
    """The latest imports, newest first."""

    items: list[dict[str, Any]]


class ErrorBody(Answer):
    """What went wrong."""

    code: str
    message: str
    id: str | None = None


class Error(Answer):
    """Any failure."""

    error: ErrorBody
