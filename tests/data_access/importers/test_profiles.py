"""Mapping profiles: foreign sheets become ours; mistakes in a profile are told in sentences."""

from pathlib import Path

import pytest

from dashboard.text import words_for
from tests.data_access.importers.building import Outcome, csv_bytes, event, write_xlsx

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "docs" / "profiles" / "example.toml"
BASE = '[[sheet]]\ntable = "SPGL_XMSPSXBLXXXXB"\n[sheet.match]\nheadings = ["流水"]\n'


def test_the_documented_example_maps_a_foreign_ledger(tmp_path: Path) -> None:
    # fmt: off
    head = ("业务流水号", "事项代码", "事项", "业务类型", "承办单位", "属地", "收件时间", "受理日期",
            "办结日期", "结果",
            "承诺天数")
    row = ("007", "SX9", "注销", "J", "城管局", "石狮", "05.01.2026 08:00:00", "05.01.2026 08:30:00",
           "05.01.2026 09:00:00", "同意办理", "1")
    # fmt: on
    path = write_xlsx(tmp_path / "导出.xlsx", [("某系统办件导出",), head, row])
    book = path.rename(tmp_path / "x.xlsx")
    outcome = Outcome([book], profile=EXAMPLE)
    assert outcome.codes == ["unknown_table"], "the sheet's name does not fit the pattern"
    profile = tmp_path / "p.toml"
    profile.write_text(EXAMPLE.read_text("utf-8").replace("办件*", "数据"), encoding="utf-8")
    outcome = Outcome([book], profile=profile)
    assert (outcome.codes, outcome.findings()) == ([], [])
    case = outcome.rows("case").iloc[0]
    assert case[["case_key", "unit_code", "department_code", "item_kind", "apply_mode", "row"]].tolist() == [
        "007", "350581", "BM-001", 1, "1", 3,
    ]  # fmt: skip
    assert outcome.rows("event")["state"].tolist() == [1, 3, 11]
    assert outcome.rows("event")["at"].tolist() == [1767571200, 1767573000, 1767574800]


def test_findings_name_the_files_own_headings(tmp_path: Path) -> None:
    profile = tmp_path / "p.toml"
    profile.write_text(
        BASE + '[sheet.columns]\n"流水"="lsh"\n"实例"="SPSXSLBM"\n"状态"="state"\n"时间"="BLSJ"\n'
        '[sheet.values.state]\n"受理"="3"\n"办结"="11"\n[sheet.defaults]\nvalid="1"\n',
        encoding="utf-8",
    )
    path = tmp_path / "a.csv"
    path.write_bytes(
        csv_bytes([("流水", "实例", "状态", "时间"), ("1", "A", "受理", "2026-01-05"), ("2", "A", "飞了", "x")])
    )
    outcome = Outcome([path], profile=profile)
    assert outcome.findings() == [(3, "状态", "not_whole"), (3, "时间", "not_time")]
    assert outcome.rows("event")["state"].tolist() == [3]


def test_a_default_stands_in_for_a_required_column(tmp_path: Path) -> None:
    profile = tmp_path / "p.toml"
    profile.write_text(BASE + '[sheet.columns]\n"流水"="LSH"\n[sheet.defaults]\n"BLZT"="3"\n', encoding="utf-8")
    path = tmp_path / "a.csv"
    lsh, _, _, key, _, at, _ = event(1)
    path.write_bytes(csv_bytes([("流水", "SPSXSLBM", "BLSJ"), (lsh, key, at)]))
    assert Outcome([path], profile=profile).rows("event")["state"].tolist() == [3]


@pytest.mark.parametrize(
    ("text", "code", "params"),
    [
        ("[[sheet]\n", "profile_unreadable", None),
        ("", "profile_key_missing", {"place": "sheet"}),
        ('[[sheet]]\ntable="ledger"\n', "profile_key_missing", {"place": "sheet.1.match"}),
        (BASE + "[sheet.colums]\n", "profile_key_unknown", {"place": "sheet.1.colums"}),
        (BASE + '[sheet.columns]\n"a"=1\n', "profile_key_wrong", {"place": "sheet.1.columns.a"}),
        ('[[sheet]]\ntable="nix"\n[sheet.match]\nfile="*"\n', "profile_unknown_table", {"number": 1, "name": "nix"}),
        ('[[sheet]]\ntable="ledger"\n[sheet.match]\n', "profile_no_match", {"number": 1}),
        (BASE + '[sheet.columns]\n"a"="BLR"\n', "profile_unknown_field",
         {"number": 1, "name": "BLR", "table": "event"}),
        (BASE + '[sheet.columns]\n"a"="LSH"\n"b"="lsh"\n', "profile_field_twice", {"number": 1}),
        (BASE.replace("[sheet.match]", 'date_format="MM/dd"\n[sheet.match]'), "profile_date_format",
         {"number": 1, "format": "MM/dd"}),
    ],
)  # fmt: skip
def test_mistakes_are_told(tmp_path: Path, text: str, code: str, params: dict[str, object] | None) -> None:
    profile = tmp_path / "p.toml"
    profile.write_text(text, encoding="utf-8")
    outcome = Outcome([tmp_path / "never-read.csv"], profile=profile)
    assert outcome.codes == [code]
    issue = outcome.issues[0]
    if params is not None:
        assert dict(issue.params) == params
    for language in ("zh_CN", "en"):
        assert words_for(language)(f"imports.file_issue.{code}", **issue.params)


def test_a_profile_that_is_not_there(tmp_path: Path) -> None:
    assert Outcome([], profile=tmp_path / "none.toml").codes == ["profile_missing"]
