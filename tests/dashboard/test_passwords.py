"""What a password must be like, in both styles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from dashboard.errors import BadRequest
from dashboard.passwords import COMMON, MLPS, NIST, check_password


def refusal(password: str, *, name: str = "li.wen", style: str = MLPS) -> str:
    try:
        check_password(password, name=name, style=style)
    except BadRequest as error:
        return error.key.removeprefix("errors.password_")
    return ""


@pytest.mark.parametrize(
    ("password", "mlps", "nist"),
    [
        ("Xk7#mw2pLq9v", "", ""),
        ("xk7mw2plq9vt", "classes", ""),
        ("correct horse battery staple", "classes", ""),
        ("Correct horse battery staple", "", ""),
        ("Xk7#mw2pLq9", "short", "short"),
        ("Aa1!" * 33, "long", "long"),
        ("Quanzhou-2026!x", "common", "common"),
        ("Kx9-泉州审批大厅-77a", "common", "common"),
        ("Jinjiang#4471-bQ", "common", "common"),
        ("Li.Wen-4471-bQzz", "common", "common"),
        ("Admin-4471-bQzzT", "common", "common"),
        ("Passw0rd-Password", "common", "common"),
        ("Aa1!Aa1!Aa1!Aa1!", "common", "common"),
    ],
)
def test_each_rule(password: str, mlps: str, nist: str) -> None:
    assert refusal(password, style=MLPS) == mlps
    assert refusal(password, style=NIST) == nist


def test_the_most_common_ones_are_refused_also_with_a_tail() -> None:
    for word in FREQUENCY_LISTS["passwords"][:COMMON]:
        for password in (word, word.ljust(12, "7"), f"{word}-2026!".ljust(12, "7")):
            if word.isalpha():
                assert refusal(password, style=NIST), password


@given(st.text(min_size=12, max_size=64).filter(lambda text: len(set(text.lower())) > 8))
def test_long_rare_ones_pass_nist_or_name_a_guessable_word(password: str) -> None:
    assert refusal(password, name="zzzzzz", style=NIST) in ("", "common")
