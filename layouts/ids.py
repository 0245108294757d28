"""Every component id of the product: one ``StrEnum`` a page, values ``<page>-<thing>``; dict ids are made by functions here."""

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
