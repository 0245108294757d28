"""Every sentence a user can see, by language: TOML files under ``zh_CN`` and ``en``, one file an area."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LANGUAGES = ("zh_CN", "en")
DEFAULT_LANGUAGE = "zh_CN"


class Words:
    """The sentences of one language; a missing one is a mistake of ours, so it raises ``KeyError``."""

    def __init__(self, language: str, sentences: Mapping[str, str]) -> None:
        self.language = language
        self._sentences = sentences

    def __call__(self, key: str, **params: object) -> str:
        """The sentence of a key with its placeholders filled."""
        return self._sentences[key].format(**params) if params else self._sentences[key]

    def __contains__(self, key: str) -> bool:
        return key in self._sentences

    @property
    def keys(self) -> frozenset[str]:
        """All keys of this language."""
        return frozenset(self._sentences)

    @property
    def is_chinese(self) -> bool:
        """Whether Chinese names are to be shown."""
        return self.language == "zh_CN"

    @property
    def html_lang(self) -> str:
        """Value of the page's ``lang`` attribute."""
        return "zh-CN" if self.is_chinese else "en"


@cache
def words_for(language: str) -> Words:
    """The words of a language; an unknown language gets the default one."""
    language = language if language in LANGUAGES else DEFAULT_LANGUAGE
    sentences: dict[str, str] = {}
    for file in sorted((Path(__file__).parent / language).glob("*.toml")):
        _flatten(tomllib.loads(file.read_text(encoding="utf-8")), "", sentences)
    return Words(language, sentences)


def _flatten(table: Mapping[str, object], prefix: str, into: dict[str, str]) -> None:
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            _flatten(value, f"{name}.", into)
        elif name in into:
            raise ValueError(f"text key {name} is defined twice")
        else:
            into[name] = str(value)
