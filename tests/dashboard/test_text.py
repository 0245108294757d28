"""Both languages say the same things with the same placeholders."""

import string

from dashboard.text import words_for

ZH, EN = words_for("zh_CN"), words_for("en")


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def test_both_languages_have_the_same_keys() -> None:
    assert ZH.keys == EN.keys


def test_one_language_never_fills_in_what_the_other_cannot_know() -> None:
    pairs = {key: (fields(ZH(key)), fields(EN(key))) for key in ZH.keys}
    assert [key for key, (zh, en) in pairs.items() if not (zh <= en or en <= zh)] == []


def test_english_sentences_hold_no_chinese_but_names_of_the_field() -> None:
    official = (
        "indicators.",
        "definitions.",
        "vocabulary.",
        "imports.",
        "records.",
        "case.",
        "import_page.",
        "quality.",
    )
    chinese = [key for key in EN.keys if any("\u4e00" <= letter <= "\u9fff" for letter in EN(key))]
    assert [key for key in chinese if not key.startswith(official)] == []
