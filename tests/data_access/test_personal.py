"""Persons in what storage hands out: readable to whoever may see them, masked on the way out for everybody else."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Text

from dashboard.indicators import RecordSet
from dashboard.period import Where
from dashboard.permissions import Scope
from dashboard.ports import RECORD_COLUMNS, RecordQuery
from data_access.readers import quality
from data_access.readers.personal import COLUMNS, mask_frame, mask_value
from data_access.schema import approval_case, approval_event, document, import_issue, project, special
from tests.data_access.canaries import text_of
from tests.data_access.conftest import Store
from tests.exchange import Exchange

NAME, MOBILE, IDENTITY = "王小明", "13812341234", "350502199001011234"
WIDE = MOBILE.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
SECRETS = (NAME, MOBILE, WIDE, IDENTITY, "138 1234 1234", "1234-1234")
PLAIN, MASKED = Scope(), Scope(personal=False)
PROJECT_CODE = "2501-350502-04-01-123456"
TYPED_BY_HAND = f"窗口（联系人：{NAME} {WIDE}）"


@pytest.fixture
def people(store: Store, tmp_path: Path) -> Store:
    """Persons in every text that a delivery can bring."""
    made = Exchange()
    made.catalogue()
    made.project("GC-1", XMMC=f"{NAME}个人住宅翻建", XMDM=PROJECT_CODE)
    made.project("GC-2", XMMC="泉州市顺达建设有限公司厂房")
    for number in (1, 2):
        key = f"SL-{number}"
        made.case(key, project=f"GC-{number}", SPBMMC=f"住建局（经办人：{NAME}）")
        made.event(key, 3, "2026-01-05", BLCS=TYPED_BY_HAND)
        made.document(key, PFWH=f"泉建许〔2026〕{number}号", PFWJBT=f"批复 申请人：{NAME}，{IDENTITY}")
        made.special(key, TBCXMC=f"听证 {MOBILE}")
    made.event("SL-1", 11, "2026-01-09", BLCS=TYPED_BY_HAND)
    made.case("SL-3", limit=f"{NAME}", SPBMMC="局")  # type: ignore[arg-type]
    made.event("SL-1", 3, f"{MOBILE}")
    made.event("SL-1", 3, f"{IDENTITY}")
    store.bring(made.write(tmp_path / f"联系人：{NAME} {MOBILE}"))
    return store


def answers(store: Store, scope: Scope) -> dict[str, Any]:
    """What every reader says of persons."""
    reader, importer = store.services.reader, store.services.importer
    query = store.query(period="2025..2026-02")
    asked = {"where": Where(), "first": query.period.first, "last": query.period.last, "as_of": query.as_of}
    batch = importer.read_imports(scope=scope)[0]
    return {
        "open": store.board(scope).records(RecordQuery(RecordSet.OPEN, **asked)).rows,
        "accepted": store.board(scope).records(RecordQuery(RecordSet.ACCEPTED, **asked)).rows,
        "case": reader.read_case(case_key="SL-1", scope=scope),
        "names": reader.read_names(by="department", scope=scope),
        "items": reader.read_names(by="item", scope=scope),
        "findings": [
            reader.read_finding_rows(kind=finding.kind, scope=scope, after="", limit=50)
            for finding in reader.read_findings(scope=scope)
        ],
        "import": importer.read_import(batch.batch_id, scope=scope),
    }


def test_whoever_may_not_see_persons_sees_none(people: Store) -> None:
    shown, masked = answers(people, PLAIN), answers(people, MASKED)
    for place, answer in shown.items():
        assert any(secret in text_of(answer) for secret in SECRETS) or place == "items", place
        assert [secret for secret in SECRETS if secret in text_of(masked[place])] == [], place
    assert answers(people, PLAIN).keys() == shown.keys()


def test_masks_stand_where_the_persons_stood(people: Store) -> None:
    found = answers(people, MASKED)
    rows = {row["case_key"]: row for row in found["accepted"].to_dict("records")}
    assert rows["SL-1"]["project_name"] == "王*明个人住宅翻建"
    assert rows["SL-2"]["project_name"] == "泉州市顺达建设有限公司厂房"
    assert rows["SL-1"]["department_name"] == "住建局（经办人：王*明）"
    case = found["case"]
    assert set(case.events["office"]) == {"窗口（联系人：王*明 138****1234）"}
    assert case.documents[0]["title"] == "批复 申请人：王*明，350***********1234"
    assert case.documents[0]["number"] == "泉建许〔2026〕1号"
    assert case.fields["specials"][0]["procedure_name"] == "听证 138****1234"
    assert case.fields["project_code"] == PROJECT_CODE
    values = {issue.value for issue in found["import"].issues}
    assert {value.removesuffix(" 10:00:00") for value in values} == {"王*明", "138****1234", "350***********1234"}


def test_codes_days_and_numbers_are_as_stored(people: Store) -> None:
    shown, masked = answers(people, PLAIN), answers(people, MASKED)
    changed = {"project_name", "department_name"}
    for place in ("open", "accepted"):
        same = [name for name in RECORD_COLUMNS if name not in changed]
        pd.testing.assert_frame_equal(shown[place][same], masked[place][same])
    pd.testing.assert_frame_equal(shown["case"].facts, masked["case"].facts)
    assert shown["import"].tables == masked["import"].tables


def test_a_name_that_is_masked_cannot_be_found_by_searching_it(people: Store) -> None:
    query = people.query(period="2025..2026-02")
    asked = {"where": Where(), "first": query.period.first, "last": query.period.last, "as_of": query.as_of}

    def found(text: str, scope: Scope) -> list[str]:
        page = people.board(scope).records(RecordQuery(RecordSet.ACCEPTED, **asked, search=text))
        assert page.total == len(page.rows)
        return page.rows["case_key"].tolist()

    assert found(NAME, PLAIN) == ["SL-1"]
    assert found(NAME, MASKED) == found("小明", MASKED) == []
    assert found("个人住宅", MASKED) == ["SL-1"]
    assert found("顺达", MASKED) == found("顺达", PLAIN) == ["SL-2"]


# The table


def test_every_text_that_readers_hand_out_is_decided_about() -> None:
    tables = (approval_case, approval_event, document, special, project, import_issue)
    texts = {column.name for table in tables for column in table.c if isinstance(column.type, Text)}
    texts |= set(quality._COLUMNS) - {"row"}
    numbers = {name for name in RECORD_COLUMNS if name.endswith(("_day", "_days", "_state"))}
    texts |= set(RECORD_COLUMNS) - numbers - {"used", "paused", "instant", "online", "remaining"}
    texts |= {"stage_name", "item_name", "project_name", "procedure_name"}
    assert texts - set(COLUMNS) == set()
    assert all(column.why for column in COLUMNS.values())


def test_a_column_that_nobody_decided_about_is_masked() -> None:
    assert mask_value("brand_new", NAME, MASKED) == "王*明"
    assert mask_value("brand_new", NAME, PLAIN) == NAME
    assert mask_value("brand_new", 13812341234, MASKED) == 13812341234
    frame = pd.DataFrame({"brand_new": [NAME], "n": [1], "case_key": [MOBILE]})
    assert mask_frame(frame, MASKED).to_dict("records") == [{"brand_new": "王*明", "n": 1, "case_key": MOBILE}]
    assert frame["brand_new"].tolist() == [NAME]
