"""What storage hands out of persons: one table that decides column by column, and the mask on the way out.

Whatever leaves the readers passes here; who may see persons (``scope.personal``) gets it as it is stored.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from dashboard.import_report import ImportReport
from dashboard.masking import mask_party, mask_text
from dashboard.permissions import Scope


@dataclass(frozen=True, slots=True)
class Column:
    """How a column is masked (None: it stays) and why."""

    mask: Callable[[str], str] | None
    why: str


_CODE = Column(None, "a code of the exchange standard or of a catalogue")
_KEY = Column(None, "a number by which the case or project is found; masked, it would lead nowhere")

COLUMNS: dict[str, Column] = {
    "project_name": Column(mask_party, "names sole traders and private homes by their owner; companies stay"),
    "value": Column(mask_party, "the raw cell of a row that was left out: anything may have slipped into it"),
    "office": Column(mask_text, "处室 is typed by hand; clerks add names and phones"),
    "title": Column(mask_text, "titles of documents are typed by hand"),
    "number": Column(mask_text, "文号 is typed by hand; a permit's number fails the check digit and stays"),
    "department_name": Column(mask_text, "an authority's name, typed by hand"),
    "item_name": Column(mask_text, "a catalogue name, but a ledger types its own"),
    "stage_name": Column(mask_text, "a catalogue name, typed by hand"),
    "procedure_name": Column(mask_text, "特别程序名称 is typed by hand"),
    "file": Column(mask_text, "people name files after people"),
    "sheet": Column(mask_text, "people name worksheets after people"),
    "column": Column(mask_text, "the file's own heading; where the heading row was missed it is data"),
    "detail": Column(mask_text, "what a finding says in words"),
    "case_key": _KEY,
    "project_key": _KEY,
    "project_code": _KEY,
    "previous_key": _KEY,
    "bundle_key": _KEY,
    "lsh": Column(None, "a serial number of the delivering system"),
    "member": _CODE,
    "unit": _CODE,
    "unit_code": _CODE,
    "city_code": _CODE,
    "site_code": _CODE,
    "department": _CODE,
    "department_code": _CODE,
    "stage": _CODE,
    "item": _CODE,
    "item_code": _CODE,
    "item_version": _CODE,
    "workflow_code": _CODE,
    "workflow_version": _CODE,
    "workflow_type": _CODE,
    "apply_mode": _CODE,
    "procedure": _CODE,
    "limit_kind": _CODE,
    "code": Column(None, "the name of one of our own sentences"),
    "severity": Column(None, "one of two words of ours"),
    "light": Column(None, "one of our own lights"),
}
"""Every column of text that a reader hands out. Days, instants, counts and flags are no text and never masked."""


def mask_value(name: str, value: Any, scope: Scope) -> Any:
    """One value of a column; a text in a column that nobody has decided about is masked as the strictest."""
    if scope.personal or not isinstance(value, str) or not value:
        return value
    mask = COLUMNS[name].mask if name in COLUMNS else mask_party
    return mask(value) if mask else value


def mask_frame(rows: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """Rows as the scope may see them."""
    if scope.personal or rows.empty:
        return rows
    masked = {str(name): [mask_value(str(name), value, scope) for value in rows[name]] for name in _masked(rows)}
    return rows.assign(**masked)


def _masked(rows: pd.DataFrame) -> list[Any]:
    stays = {name for name, column in COLUMNS.items() if column.mask is None}
    return [name for name in rows.columns if name not in stays and rows[name].dtype.kind not in "iufb"]


def mask_fields(fields: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    """A case's fields or a row, with the lists of rows inside."""
    return {
        name: [mask_fields(row, scope) for row in value] if isinstance(value, list) else mask_value(name, value, scope)
        for name, value in fields.items()
    }


def mask_names(names: Mapping[str, str], scope: Scope) -> dict[str, str]:
    """Names by code."""
    return {code: mask_value("department_name", name, scope) for code, name in names.items()}


def mask_report(report: ImportReport, scope: Scope) -> ImportReport:
    """An import's report: raw cells, and files, worksheets and headings as people name them."""
    if scope.personal:
        return report
    names = ("file", "sheet", "column", "value")
    issues = (
        replace(issue, **{name: mask_value(name, getattr(issue, name), scope) for name in names})
        for issue in report.issues
    )
    files = (
        replace(
            issue,
            file=mask_value("file", issue.file, scope),
            sheet=mask_value("sheet", issue.sheet, scope),
            params={name: mask_value("value", text, scope) for name, text in issue.params.items()},
        )
        for issue in report.file_issues
    )
    shown = tuple(str(mask_value("file", file, scope)) for file in report.files)
    return replace(report, files=shown, issues=tuple(issues), file_issues=tuple(files))
