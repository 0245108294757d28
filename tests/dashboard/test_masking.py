"""Masking: a table of cases, and what holds for any text: nothing longer leaks, twice is once, codes stay."""

import re
import string
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard.masking import mask_id, mask_name, mask_party, mask_phone, mask_text
from dashboard.surnames import COMMON, COMPOUND, SINGLE

NAMES = {
    "王明": "王*",
    "王小明": "王*明",
    "欧阳明": "欧阳*",
    "欧阳小明": "欧阳*明",
    "司马相如": "司马*如",
    "诸葛孔明": "诸葛*明",
    "王小小明": "王**明",
    "欧阳小小明": "欧阳**明",
    "王　明": "王　*",
    "王 小 明": "王 * 明",
    "阿迪力·买买提": "阿**·***",
    "阿迪力•买买提•艾力": "阿**•***•**",
    "迪丽热巴・迪力木拉提": "迪***・*****",
    "John Smith": "J*** S****",
    "Müller": "M*****",
    "O'Brien": "O******",
    "Иван Петров": "И*** П*****",
    "王": "*",
    "": "",
    "王*": "王*",
    "王*明": "王*明",
    "𠮷小明": "𠮷*明",
}
PHONES = {
    "13812341234": "138****1234",
    "138 1234 1234": "138****1234",
    "138-1234-1234": "138****1234",
    "１３８１２３４１２３４": "138****1234",
    "１３８－１２３４－１２３４": "138****1234",
    "138　1234　1234": "138****1234",
    "+86 13812341234": "138****1234",
    "+86-138-1234-1234": "138****1234",
    "＋８６１３８１２３４１２３４": "138****1234",
    "0086 13812341234": "138****1234",
    "8613812341234": "138****1234",
    "(+86)13812341234": "138****1234",
    "1 3 8 1 2 3 4 1 2 3 4": "138****1234",
    "138.1234.1234": "138****1234",
    "٠٥٩٥٢٢٣٤٥٦٧٨": "********5678",
    "0595-22345678": "****-****5678",
    "0595 2234 5678": "**** **** 5678",
    "(0595)22345678": "(****)****5678",
    "010-62345678": "***-****5678",
    "22345678": "****5678",
    "2234567": "***4567",
    "12345": "12345",
    "138****1234": "138****1234",
    "****5678": "****5678",
    "": "",
}
IDS = {
    "350502199001011234": "350***********1234",
    "35050219900101123X": "350***********123X",
    "35050219900101123x": "350***********123X",
    "３５０５０２１９９００１０１１２３Ｘ": "350***********123X",
    "350502 19900101 1234": "350***********1234",
    "350502-19900101-1234": "350***********1234",
    "350502900101123": "350********1123",
    "11010519491231002X": "110***********002X",
    "911124198108030024": "911***********0024",
    "91350500MA2Y12345X": "91350500MA2Y12345X",
    "913505007051234567": "913505007051234567",
    "350502199013011234": "350502199013011234",
    "350502202601150101": "350502202601150101",
    "350502202001010012": "350***********0012",
    "123": "123",
}
TEXTS = {
    "联系人：王小明，电话13812341234": "联系人：王*明，电话138****1234",
    "联系人:王明 138 1234 1234": "联系人:王* 138****1234",
    "申请人：欧阳小明（身份证350502199001011234）": "申请人：欧阳*明（身份证350***********1234）",
    "经办人王明": "经办人王*",
    "法定代表人：阿迪力·买买提": "法定代表人：阿**·***",
    "姓名：John Smith": "姓名：J*** S****",
    "联系人：王小明、李红，陈静": "联系人：王*明、李*，陈静",
    "负责人（王小明）": "负责人（王*明）",
    "经办人：王小明同意办理": "经办人：王*明同意办理",
    "申请人：王明电话22345678": "申请人：王*电话****5678",
    "申请人：泉州市顺达建设有限公司": "申请人：泉州市顺达建设有限公司",
    "申请人：石狮市": "申请人：石狮市",
    "申请人：QZ-0001": "申请人：QZ-0001",
    "申请人应当提供身份证": "申请人应当提供身份证",
    "联系人": "联系人",
    "王小明说过": "王小明说过",
    "分机0595-22345678-801": "分机****-****5678-***",
    "电话：0595-22345678转801": "电话：****-****5678转***",
    "拨打 2234567": "拨打 ***4567",
    "13812341234 13912341235": "138****1234 139****1235",
    "13812341234、13912341235": "138****1234、139****1235",
    "tel13812341234": "tel138****1234",
    "窗口－１３８ １２３４ １２３４": "窗口－138****1234",
    "项目代码 2501-350502-04-01-123456": "项目代码 2501-350502-04-01-123456",
    "办件 SL-2026-0001234567": "办件 SL-2026-0001234567",
    "编号SL-13812341234": "编号SL-13812341234",
    "信用代码91350500MA2Y12345X": "信用代码91350500MA2Y12345X",
    "施工许可证350502202601150101": "施工许可证350502202601150101",
    "泉建许〔2026〕12号": "泉建许〔2026〕12号",
    "2026-01-15 10:00:00 至 2026-02-01": "2026-01-15 10:00:00 至 2026-02-01",
    "总投资13800000000元": "总投资13800000000元",
    "面积 13800000000 平方米": "面积 13800000000 平方米",
    "": "",
}
PARTIES = {
    "王小明": "王*明",
    "阿迪力·买买提": "阿**·***",
    "泉州市顺达建设有限公司": "泉州市顺达建设有限公司",
    "泉州市王小明食品有限公司": "泉州市王小明食品有限公司",
    "鲤城区顺达经营部（王小明）": "鲤城区顺达经营部（王*明）",
    "丰泽区顺达商行(李红)": "丰泽区顺达商行(李*)",
    "顺达商行（石狮）": "顺达商行（石狮）",
    "晋江市王小明商行": "晋江市王*明商行",
    "石狮市欧阳小明水果店": "石狮市欧阳*明水果店",
    "王小明（个体工商户）": "王*明（个体工商户）",
    "个体工商户王小明": "个体工商户王*明",
    "个体户：李红": "个体户：李*",
    "晋江市安海镇前埔村王小明个人住宅翻建": "晋江市安海镇前埔村王*明个人住宅翻建",
    "陈志强户危房翻建": "陈*强户危房翻建",
    "安置住房项目": "安置住房项目",
    "高层住宅": "高层住宅",
    "泉州市第一中学教学楼": "泉州市第一中学教学楼",
    "石狮市": "石狮市",
    "项目GC-0001": "项目GC-0001",
    "厂房扩建（联系人：王小明 13812341234）": "厂房扩建（联系人：王*明 138****1234）",
}


def rows(function, table: dict[str, str]) -> list[object]:  # type: ignore[no-untyped-def]
    return [pytest.param(function, text, wanted, id=f"{function.__name__}-{text}") for text, wanted in table.items()]


@pytest.mark.parametrize(
    ("mask", "text", "wanted"),
    [
        *rows(mask_name, NAMES),
        *rows(mask_phone, PHONES),
        *rows(mask_id, IDS),
        *rows(mask_text, TEXTS),
        *rows(mask_party, PARTIES),
    ],
)
def test_masks(mask, text: str, wanted: str) -> None:  # type: ignore[no-untyped-def]
    assert mask(text) == wanted
    assert mask(wanted) == wanted


# Properties

WIDE = str.maketrans("0123456789X-", "０１２３４５６７８９Ｘ－")
han = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
around = st.text(st.sampled_from("，。 ；的在与项目（）\n、"), max_size=6)
surname = st.sampled_from(sorted(SINGLE | COMPOUND))
given_name = st.text(han, min_size=1, max_size=2)
ANY = st.one_of(
    st.text(max_size=60),
    st.text(st.sampled_from("0123456789 -－０１２３Xx+86（）.联系人：王小明户店等、"), max_size=60),
)


@st.composite
def mobiles(draw: st.DrawFn) -> tuple[str, str]:
    """The eleven digits, and a way of writing them."""
    digits = "1" + draw(st.sampled_from("3456789")) + draw(st.text(string.digits, min_size=9, max_size=9))
    gap = draw(st.sampled_from(["", " ", "-", "　", "－", " - "]))
    text = draw(st.sampled_from([gap.join((digits[:3], digits[3:7], digits[7:])), digits]))
    text = draw(st.sampled_from(["", "+86 ", "+86", "0086-"])) + text
    return digits, draw(st.sampled_from([text, text.translate(WIDE)]))


@st.composite
def identities(draw: st.DrawFn) -> tuple[str, str]:
    born = draw(st.dates(min_value=date(1930, 1, 1), max_value=date(2015, 12, 31)))
    serial, check = draw(st.integers(0, 999)), draw(st.sampled_from("0123456789X"))
    digits = f"350{draw(st.integers(500, 599))}{born:%Y%m%d}{serial:03}{check}"
    gap = draw(st.sampled_from(["", " ", "-", "　"]))
    text = draw(st.sampled_from([digits, gap.join((digits[:6], digits[6:14], digits[14:]))]))
    return digits, draw(st.sampled_from([text, text.translate(WIDE)]))


def longest_shared(digits: str, text: str) -> int:
    """Length of the longest run of these digits that is still readable, whatever stands between them."""
    folded = "".join(str(int(letter)) if letter.isdecimal() else letter.upper() for letter in text)
    plain = re.sub(r"[^0-9X*]", "", folded)
    runs = (digits[at : at + size] for size in range(len(digits) + 1) for at in range(len(digits) - size + 1))
    return max((len(run) for run in runs if run in plain), default=0)


@settings(max_examples=300, deadline=None)
@given(before=around, mobile=mobiles(), after=around)
def test_no_phone_leaks_more_than_its_last_four_digits(before: str, mobile: tuple[str, str], after: str) -> None:
    digits, text = mobile
    assert longest_shared(digits, mask_text(f"{before}{text}{after}")) <= 4
    assert longest_shared(digits, mask_phone(text)) <= 4


@settings(max_examples=300, deadline=None)
@given(before=around, identity=identities(), after=around)
def test_no_identity_number_leaks_more_than_its_last_four(before: str, identity: tuple[str, str], after: str) -> None:
    digits, text = identity
    assert longest_shared(digits, mask_text(f"{before}{text}{after}")) <= 4
    assert longest_shared(digits, mask_id(text)) <= 4


MARKERS = ["联系人：", "申请人:", "姓名：", "经办人为", "法定代表人："]


@settings(max_examples=300, deadline=None)
@given(
    marker=st.sampled_from(MARKERS),
    surname=surname,
    name=st.text(st.sampled_from("明芳伟静丽强磊洋艳勇"), min_size=1, max_size=2),
)
def test_an_announced_name_shows_surname_and_last_character_at_most(marker: str, surname: str, name: str) -> None:
    shown = name[1:] if len(name) > 1 else ""
    assert mask_text(f"{marker}{surname}{name}，") == f"{marker}{surname}*{shown}，"


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=12), st.builds(lambda a, b: a + b, surname, given_name)))
def test_a_name_keeps_its_length_and_twice_is_once(name: str) -> None:
    masked = mask_name(name)
    assert len(masked) == len(name)
    assert mask_name(masked) == masked
    assert all(shown in ("*", was) for shown, was in zip(masked, name, strict=True))


@settings(max_examples=500, deadline=None)
@given(ANY)
@example("联系人：王小明、李红、13812341234")
@example("350502199001011381 2345678")
def test_masking_twice_is_masking_once(text: str) -> None:
    for mask in (mask_text, mask_party, mask_id, mask_phone):
        assert mask(mask(text)) == mask(text), mask.__name__


CODES = st.one_of(
    st.from_regex(r"2[0-6](0[1-9]|1[0-2])-3505[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{6}", fullmatch=True),
    st.from_regex(r"SL-20[12][0-9]-[0-9]{4,12}", fullmatch=True),
    st.from_regex(r"SL[0-9]{1,2}-[0-9]{4,18}", fullmatch=True),
    st.from_regex(r"(91|92|93)3505[0-9]{2}[A-HJ-NPQRTUWXY]{2}[0-9A-HJ-NPQRTUWXY]{7}[0-9]", fullmatch=True),
    st.from_regex(r"泉建许〔20[12][0-9]〕[1-9][0-9]{0,3}号", fullmatch=True),
    st.dates().map(str),
    st.datetimes().map(lambda at: f"{at:%Y-%m-%d %H:%M:%S}"),
    st.integers(-(10**9), 10**9).map(str),
    st.decimals(0, 10**9, places=2).map(str),
)


@settings(max_examples=500, deadline=None)
@given(codes=st.lists(CODES, min_size=1, max_size=4), marks=st.sampled_from(["；", "，", "、", "\n", "项目"]))
def test_codes_dates_and_amounts_stay(codes: list[str], marks: str) -> None:
    text = marks.join(codes)
    assert mask_text(text) == text


def test_surnames_are_one_or_two_characters() -> None:
    assert {len(name) for name in SINGLE} == {1}
    assert {len(name) for name in COMPOUND} == {2}
    assert COMMON <= SINGLE
