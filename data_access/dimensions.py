"""Where a case belongs: unit, stage, item, department, and its statutory limit (domain.md §1 joins, §2.1 unit)."""

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from dashboard.vocabulary import CITY, INSTANT_KIND, UNIT_CODES, Stage
from data_access.bulk import fetch_frame, key_in
from data_access.schema import item, project, stage, stage_item, unit_mapping

_CATALOGUE_KEY = ["workflow_code", "workflow_version", "item_code", "item_version"]


class Dimensions:
    """The small tables that describe cases, read once per transaction."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._stage_items = self._read_stage_items(conn)
        self._items = _newest(conn, item, ["item_code", "item_version"], order=["lsh"])
        self._places = Places(conn)

    @staticmethod
    def _read_stage_items(conn: Connection) -> pd.DataFrame:
        items = _newest(conn, stage_item, _CATALOGUE_KEY, order=["lsh"])
        stages = _newest(conn, stage, ["workflow_code", "workflow_version", "stage_no"], order=["lsh"])
        columns = ["workflow_code", "workflow_version", "stage_no", "standard_stage"]
        merged = items.merge(stages[columns], on=columns[:3], how="left")
        first = merged["standard_stage"].astype(object).fillna("").astype(str).str.split(",").str[0].str.strip()
        return merged.assign(stage=first.where(first.isin(list(Stage)), Stage.OTHER.value))

    def describe(self, cases: pd.DataFrame) -> pd.DataFrame:
        """One row a case: case_key, unit, stage, item, department, item_kind, statutory_days, no_project, no_item."""
        catalogue = self._stage_items[[*_CATALOGUE_KEY, "stage", "item_kind"]]
        placed = cases[_CATALOGUE_KEY].merge(catalogue, on=_CATALOGUE_KEY, how="left")
        # Real systems leave the workflow of a case empty: then the item's own code and version must do.
        loose = catalogue.drop_duplicates(_CATALOGUE_KEY[2:], keep="last").drop(columns=_CATALOGUE_KEY[:2])
        by_item = cases[_CATALOGUE_KEY[2:]].merge(loose, on=_CATALOGUE_KEY[2:], how="left")
        no_workflow = (cases["workflow_code"] == "").to_numpy()
        for name in ("stage", "item_kind"):
            placed[name] = placed[name].where(~no_workflow, by_item[name])
        statutory = cases[["item_code", "item_version"]].merge(
            self._items[["item_code", "item_version", "statutory_days", "item_kind"]], how="left"
        )
        own_kind, own_days = cases["item_kind"].to_numpy(np.int64), cases["statutory_days"].to_numpy(np.int64)
        kind = np.where(own_kind >= 0, own_kind, _first_known(placed["item_kind"], statutory["item_kind"]))
        unit, has_site = self._places.units(cases)
        return pd.DataFrame(
            {
                "case_key": cases["case_key"],
                "unit": unit,
                "stage": placed["stage"].fillna(Stage.OTHER.value).to_numpy(),
                "item": cases["item_code"],
                "department": cases["department_code"],
                "item_kind": kind,
                "statutory_days": np.where(own_days > 0, own_days, _first_known(statutory["statutory_days"])),
                "no_project": (cases["project_key"] != "").to_numpy() & ~has_site,
                "no_item": (cases["workflow_code"] != "").to_numpy() & placed["stage"].isna().to_numpy(),
            }
        )


class Places:
    """The unit of a case, from where its project lies, what it says itself, and who decides it."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        mapping = fetch_frame(conn, select(unit_mapping))
        self._unit_of = {(row.kind, row.code): row.unit for row in mapping.itertuples()}

    def units(self, cases: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        """The project's place (or the zone it is mapped to), else the department's unit, else the city's own level.

        Needs project_key, unit_code and department_code; the second array says which projects have a place at all.
        """
        keys = cases["project_key"]
        site = keys.map(self._sites(keys))
        has_site = site.notna().to_numpy()
        zone = keys.map({code: unit for (kind, code), unit in self._unit_of.items() if kind == "project"})
        by_department = cases["department_code"].map(
            {code: unit for (kind, code), unit in self._unit_of.items() if kind == "department"}
        )
        own = cases["unit_code"].where(cases["unit_code"] != "")
        # A department code begins with the division that the department belongs to (GB/T 2260).
        prefix = cases["department_code"].astype(str).str[:6]
        chosen = zone.astype(object)
        for next_choice in (site, own, by_department, prefix.where(prefix.isin(UNIT_CODES))):
            chosen = chosen.where(chosen.notna(), next_choice.astype(object))
        chosen = chosen.where(chosen.isin(UNIT_CODES), CITY)
        return chosen.to_numpy(), has_site

    def _sites(self, keys: pd.Series) -> dict[str, str]:
        """The place of each project's newest valid version, for the projects of one batch only."""
        wanted = key_in(self._conn, project.c.project_key, keys[keys != ""].unique().tolist())
        names = (project.c.project_key, project.c.site_code)
        newest = select(*names).where(wanted, project.c.valid)
        return dict(self._conn.execute(newest.order_by(project.c.filed_at, project.c.lsh)).all())


def _first_known(*columns: pd.Series) -> np.ndarray:
    """The first column's value that is known (not missing, not negative), else −1."""
    result = np.full(len(columns[0]), -1, dtype=np.int64)
    for column in reversed(columns):
        values = column.fillna(-1).to_numpy(np.int64)
        result = np.where(values >= 0, values, result)
    return result


def _newest(conn: Connection, of, key: list[str], *, order: list[str]) -> pd.DataFrame:  # type: ignore[no-untyped-def]
    """The newest valid version of each key."""
    rows = fetch_frame(conn, select(of).where(of.c.valid))
    return rows.sort_values([*key, *order]).drop_duplicates(key, keep="last").reset_index(drop=True)


__all__ = ["INSTANT_KIND", "Dimensions"]
