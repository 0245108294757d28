"""Every component id of the product: one ``StrEnum`` a page, values ``<page>-<thing>``; functions make dict ids."""

from enum import StrEnum, unique
from typing import Any


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


@unique
class Admin(StrEnum):
    """What may be administered."""

    HEAD = "admin-head"
    BODY = "admin-body"


@unique
class Users(StrEnum):
    """Accounts: the list, one account, a new one. ``DONE`` changes with each change made here."""

    HEAD = "users-head"
    SAID = "users-said"
    BODY = "users-body"
    DONE = "users-done"


@unique
class Sessions(StrEnum):
    """Living sessions of everybody."""

    HEAD = "sessions-head"
    SAID = "sessions-said"
    BODY = "sessions-body"
    DONE = "sessions-done"


@unique
class Keys(StrEnum):
    """API tokens, and wall devices."""

    HEAD = "keys-head"
    SAID = "keys-said"
    BODY = "keys-body"
    DONE = "keys-done"


@unique
class Audit(StrEnum):
    """The audit ledger: filters, the verdict of its chain, and the rows."""

    HEAD = "audit-head"
    ACTION = "audit-action"
    RESULT = "audit-result"
    PERIOD = "audit-period"
    SEARCH = "audit-search"
    EXPORT = "audit-export"
    NOTES = "audit-notes"
    CHAIN = "audit-chain"
    BODY = "audit-body"


@unique
class Account(StrEnum):
    """One's own account."""

    HEAD = "account-head"
    SAID = "account-said"
    BODY = "account-body"
    FACTOR = "account-factor"
    SESSIONS = "account-sessions"
    DONE = "account-done"


@unique
class Rules(StrEnum):
    """Thresholds and targets: the list, one of them."""

    HEAD = "rules-head"
    SAID = "rules-said"
    BODY = "rules-body"
    DONE = "rules-done"


@unique
class Calendar(StrEnum):
    """The working calendar. ``UPLOAD`` takes a notice file, ``NOTICE`` keeps its days until they are confirmed."""

    HEAD = "calendar-head"
    SAID = "calendar-said"
    BODY = "calendar-body"
    DONE = "calendar-done"
    UPLOAD = "calendar-upload"
    NOTICE = "calendar-notice"


@unique
class Units(StrEnum):
    """Reporting units: the list, one of them."""

    HEAD = "units-head"
    SAID = "units-said"
    BODY = "units-body"
    DONE = "units-done"


def act_id(page: str, action: Any, row: Any = 0, version: Any = 0) -> dict[str, Any]:
    """A button of a page that does something, to a row (its number) as it was in a version."""
    return {"type": "act", "page": page, "action": action, "row": row, "version": version}


def entry_id(form: str, name: Any) -> dict[str, Any]:
    """An entry of a form."""
    return {"type": "entry", "form": form, "name": name}


def entry_error_id(form: str, name: Any) -> dict[str, Any]:
    """The place under an entry that says what is wrong with it."""
    return {"type": "entry-error", "form": form, "name": name}


def ask_id(page: str, action: str, row: int, version: int = 0) -> dict[str, Any]:
    """The question before a button of a page that cannot be undone; in a new version of its row it is shut again."""
    return {"type": "ask", "page": page, "action": action, "row": row, "version": version}
