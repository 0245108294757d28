"""Every component id of the product: one ``StrEnum`` a page, values ``<page>-<thing>``; functions make dict ids."""

from enum import StrEnum, unique


@unique
class Shell(StrEnum):
    """The frame around every page."""

    LOCATION = "shell-location"
    REVISION = "shell-revision"
    MOUNTED = "shell-mounted"
    LIVE = "shell-live"
    BAR = "shell-bar"
    BANNER = "shell-banner"
    NOTICES = "shell-notices"
    ERROR = "shell-error"
    MAIN = "shell-main"
    PAGE = "shell-page"
    FOOT = "shell-foot"


@unique
class Records(StrEnum):
    """The ledger of cases."""

    SAY = "records-say"
    SETS = "records-sets"
    NOTES = "records-notes"
    BODY = "records-body"
    EXPORT = "records-export"
    UNIT = "records-unit"
    STAGE = "records-stage"
    ITEM = "records-item"
    DEPARTMENT = "records-department"
    PERIOD = "records-period"
    AS_OF = "records-as-of"
    SEARCH = "records-search"


@unique
class Case(StrEnum):
    """One case."""

    HEAD = "case-head"
    BODY = "case-body"


@unique
class Quality(StrEnum):
    """Data quality."""

    HEAD = "quality-head"
    BODY = "quality-body"


@unique
class Imports(StrEnum):
    """Importing files: past imports, upload, preview, report."""

    HEAD = "imports-head"
    BODY = "imports-body"
    RESULT = "imports-result"
    PREVIEW = "imports-preview"
    DOWNLOAD = "imports-download"
    ISSUES = "imports-issues"


@unique
class Overview(StrEnum):
    """The overview: one container a panel, and the filters of its head."""

    SAY = "overview-say"
    PAST = "overview-past"
    PERIOD = "overview-period"
    UNIT = "overview-unit"
    AS_OF = "overview-as-of"
    EXPORT = "overview-export"
    KPIS = "overview-kpis"
    DECISIONS = "overview-decisions"
    UNITS = "overview-units"
    MONTHS = "overview-months"
    SOURCES = "overview-sources"


@unique
class Approvals(StrEnum):
    """Approval timeliness: one container a panel, and the filters of its head."""

    SAY = "approvals-say"
    PAST = "approvals-past"
    PERIOD = "approvals-period"
    STAGE = "approvals-stage"
    UNIT = "approvals-unit"
    AS_OF = "approvals-as-of"
    EXPORT = "approvals-export"
    ITEMS = "approvals-items"
    TREND = "approvals-trend"
    DISTANCE = "approvals-distance"
    SPREAD = "approvals-spread"
    OVERDUE = "approvals-overdue"
    SPLIT = "approvals-split"
    RULES = "approvals-rules"


@unique
class Definitions(StrEnum):
    """Definitions of every figure: one container a part, and the filters of its head."""

    SAY = "definitions-say"
    PAST = "definitions-past"
    PERIOD = "definitions-period"
    UNIT = "definitions-unit"
    AS_OF = "definitions-as-of"
    FIGURES = "definitions-figures"
    CLOCK = "definitions-clock"
    LIGHTS = "definitions-lights"
    CALENDAR = "definitions-calendar"
    PLACES = "definitions-places"
