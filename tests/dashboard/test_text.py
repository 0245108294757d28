"""The text catalogues: both languages have the same sentences with the same placeholders."""

import re
from string import Formatter

import pytest

from dashboard.text import DEFAULT_LANGUAGE, LANGUAGES, words_for
from dashboard.vocabulary import UNITS, CaseState, Stage

NAMED_IN_ENGLISH_ONLY = {"overview.since.month", "overview.since.year"}
"""较上月 and 较上年 say in Chinese what English has to name."""
COUNTER_WORDS = {"overview.kpi.open_unit"}
"""件 has no word in English."""

CHINESE, ENGLISH = (words_for(language) for language in LANGUAGES)


def placeholders(sentence: str) -> set[str]:
    """Names that a sentence is filled with; a counted sentence is always given its number, and need not say it."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name} - {"n"}


def test_both_languages_have_the_same_keys() -> None:
    assert CHINESE.keys == ENGLISH.keys
    assert len(CHINESE.keys) > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty(language: str) -> None:
    words = words_for(language)
    assert {key for key in words.keys if not words(key).strip()} <= COUNTER_WORDS


def test_both_languages_have_the_same_placeholders() -> None:
    different = {key for key in CHINESE.keys if placeholders(CHINESE(key)) != placeholders(ENGLISH(key))}
    assert different <= NAMED_IN_ENGLISH_ONLY


def test_english_is_english() -> None:
    """Some terms are given in Chinese beside their translation, but no sentence is left untranslated."""
    same = [key for key in CHINESE.keys if CHINESE(key) == ENGLISH(key) and re.search("[\u4e00-\u9fff]", CHINESE(key))]
    assert [key for key in same if not key.startswith("shell.")] == []


def test_an_unknown_language_gets_the_default() -> None:
    assert words_for("fr").language == DEFAULT_LANGUAGE == "zh_CN"
    assert (CHINESE.html_lang, ENGLISH.html_lang) == ("zh-CN", "en")


def test_a_missing_key_or_parameter_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        CHINESE("no.such.key")
    key = next(key for key in CHINESE.keys if placeholders(CHINESE(key)))
    with pytest.raises(KeyError):
        CHINESE(key, nothing="x")


def test_the_units_are_the_thirteen_the_city_and_one_that_does_not_report() -> None:
    assert sum(bool(unit.row) for unit in UNITS) == 13
    assert len({unit.code for unit in UNITS}) == len(UNITS) == 15
    assert len({(unit.row, unit.column) for unit in UNITS if unit.row}) == 13
    assert [unit.code for unit in UNITS if not unit.reports] == ["350527"]
    assert (len(CaseState), len(Stage)) == (16, 6)
