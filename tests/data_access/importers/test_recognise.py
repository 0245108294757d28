"""Tables are told by their headings, in any order, case and width."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.importers.recognise import recognise
from data_access.importers.tables_own import TABLES

FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
TABLE_NAMES = sorted(TABLES)


def headings_of(name: str) -> list[str]:
    fields = TABLES[name].fields
    chosen = [field.headings[0] for field in fields if field.headings]
    return chosen[:1] + chosen[2:] if name == "unit_mapping" else chosen


def dressed(heading: str, style: int) -> str:
    styles = (heading, heading.lower(), f" {heading}\u3000", heading.translate(FULL_WIDTH), f"\ufeff{heading}*")
    return styles[style]


@given(
    st.sampled_from(TABLE_NAMES),
    st.randoms(use_true_random=False),
    st.lists(st.integers(0, 4), min_size=40, max_size=40),
)
def test_recognition_ignores_order_case_and_width(name: str, random: object, styles: list[int]) -> None:
    headings = [*headings_of(name), "BZ1", "备注"]
    random.shuffle(headings)  # type: ignore[attr-defined]
    found = recognise([dressed(heading, style) for heading, style in zip(headings, styles, strict=False)])
    assert found is not None
    assert (found.table.name, found.missing, found.twice) == (name, (), ())
    positions = {TABLES[name].fields[index].headings[0]: place for index, place in found.places.items()}
    assert {heading: headings.index(heading) for heading in headings_of(name)} == positions


@pytest.mark.parametrize("name", TABLE_NAMES)
def test_required_columns_alone_are_enough(name: str) -> None:
    fields = TABLES[name].fields
    required = [field.headings[0] for field in fields if field.required]
    if name == "unit_mapping":
        required.append("department_code")
    found = recognise(required)
    assert found is not None
    assert (found.table.name, found.missing) == (name, ())


@pytest.mark.parametrize("name", [name for name in TABLE_NAMES if name not in ("unit_mapping", "calendar")])
def test_each_missing_required_column_is_named(name: str) -> None:
    headings = headings_of(name)
    for field in TABLES[name].fields:
        if field.required:
            rest = [heading for heading in headings if heading != field.headings[0]]
            found = recognise(rest, hints=(f"{TABLES[name].sources[0]}_20260209.csv",))
            assert found is not None
            assert (found.table.name, found.missing) == (name, (field.headings[0],))


def test_a_missing_column_is_named_without_a_telling_file_name() -> None:
    found = recognise(["LSH", "SJYXBS", "XZQHDM", "GCDM", "SPSXSLBM", "BLZT", "BLCS"], hints=("export.csv",))
    assert found is not None
    assert (found.table.name, found.missing) == ("event", ("BLSJ",))


@pytest.mark.parametrize("headings", [["姓名", "金额"], ["LSH", "GCDM"], [""], ["a", "b", "c"], ["name", "unit"]])
def test_foreign_headings_are_not_guessed(headings: list[str]) -> None:
    assert recognise(headings) is None


def test_double_and_personal_columns_are_told() -> None:
    found = recognise(["LSH", "SPSXSLBM", "BLZT", "BLSJ", "blzt ", "BLR", "blyj", "联系电话"])
    assert found is not None
    assert found.twice == ("blzt",)
    assert found.personal == ("BLR", "blyj", "联系电话")
