"""Writing exchange tables: column order of each table, serial numbers, CSV with BOM."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

_COMMON = ("LSH", "DFSJZJ", "XZQHDM")
_TAIL = ("SJYXBS", "SJWXYY", "SJSCZT", "SBYY")

WORKFLOW = "SPGL_DFXMSPLCXXB"
STAGE = "SPGL_DFXMSPLCJDXXB"
STAGE_ITEM = "SPGL_DFXMSPLCJDSXXXB"
PROJECT = "SPGL_XMJBXXB"
ORGANISATION = "SPGL_XMDWXXB"
CASE = "SPGL_XMSPSXBLXXB"
EVENT = "SPGL_XMSPSXBLXXXXB"
SPECIAL = "SPGL_XMSPSXBLTBCXXXB"
ITEM = "SPGL_SPSXJBXXB_V3"

COLUMNS: dict[str, tuple[str, ...]] = {
    WORKFLOW: ("SPLCBM", "SPLCMC", "SPLCBBH", "SPLCSXSJ", "SPLCLX"),
    STAGE: ("SPLCBM", "SPLCBBH", "SPJDBM", "SPJDMC", "SPJDXH", "DYBZSPJDXH", "SPJDSX", "LCBSXLX"),
    STAGE_ITEM: (
        "SPLCBM",
        "SPLCBBH",
        "SPJDXH",
        "SPSXBM",
        "SPSXBBH",
        "SPSXMC",
        "SPSXBLSX",
        "SPBMBM",
        "SPBMMC",
        "BJLX",
        "SFSXGZCNZ",
        "QZSPSXBM",
        "SFLCBSX",
    ),
    PROJECT: (
        "XMDM",
        "XMMC",
        "GCDM",
        "GCFW",
        "QJDGCDM",
        "XMTZLY",
        "TDHQFS",
        "TDSFDSJFA",
        "SFWCQYPG",
        "SPLCLX",
        "LXLX",
        "GCFL",
        "JSXZ",
        "XMZJSX",
        "GBHYDMFBND",
        "GBHY",
        "NKGSJ",
        "NJCSJ",
        "XMSFWQBJ",
        "XMWQBJSJ",
        "ZTZE",
        "JSDDXZQH",
        "JSDD",
        "JSGMJNR",
        "YDMJ",
        "JZMJ",
        "SBSJ",
        "SPLCBM",
        "SPLCBBH",
        "JSDW",
        "JSDWDM",
        "JSDWLX",
        "XMJWDZB",
        "SFXXGC",
        "CD",
    ),
    ORGANISATION: ("XMDM", "GCDM", "DWTYSHXYDM", "DWMC", "DWLX"),
    CASE: (
        "GCDM",
        "SPSXBM",
        "SPSXBBH",
        "SPLCBM",
        "SPLCBBH",
        "SPSXSLBM",
        "SPBMBM",
        "SPBMMC",
        "SLFS",
        "GKFS",
        "BLSPSLBM",
        "SXBLSX",
        "SXGZCNZSPQK",
    ),
    EVENT: ("GCDM", "SPSXSLBM", "BLCS", "BLZT", "BLYJ", "BLSJ"),
    SPECIAL: ("GCDM", "SPSXSLBM", "TBCX", "TBCXMC", "TBCXKSSJ", "TBCXSXLX", "TBCXSX"),
    ITEM: ("SPSXBM", "SPSXBBH", "SPSXMC", "BJLX", "FDBJSX", "CNBJSX", "SPBMBM", "SPBMMC"),
}
_MARK = {table: f"{number:02d}" for number, table in enumerate(COLUMNS, start=1)}
Row = dict[str, str]


@dataclass
class Tables:
    """Rows of the exchange tables in the making, with serial numbers that rise in the order of adding."""

    stamp: str
    rows: dict[str, list[Row]] = field(default_factory=lambda: {table: [] for table in COLUMNS})

    def add(self, table: str, values: Mapping[str, object], *, valid: bool = True) -> Row:
        """Append one row; the common columns are filled in, every value becomes text."""
        number = len(self.rows[table]) + 1
        row = {
            "LSH": f"350500{_MARK[table]}{self.stamp}L{number:015d}",
            "DFSJZJ": f"D{number // 2:07d}",
            "XZQHDM": "350500",
            "SJYXBS": "1" if valid else "0",
            "SJWXYY": "" if valid else "数据已更正",
            "SJSCZT": "1",
            "SBYY": "",
        }
        row.update({name: str(value) for name, value in values.items()})
        self.rows[table].append(row)
        return row

    def write(self, directory: Path, tables: Iterable[str] | None = None) -> dict[str, Path]:
        """Write the tables (all of them unless named) as CSV and return their paths."""
        directory.mkdir(parents=True, exist_ok=True)
        written = {}
        for table in COLUMNS if tables is None else tables:
            written[table] = directory / f"{table}.csv"
            with written[table].open("w", encoding="utf-8-sig", newline="") as stream:
                writer = csv.DictWriter(stream, (*_COMMON, *COLUMNS[table], *_TAIL), restval="")
                writer.writeheader()
                writer.writerows(self.rows[table])
        return written
