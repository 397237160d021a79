"""The phrase lists of `knowledge/promise`: headings, column headers, cues of sentences, as compiled expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import Any

from gwanmun.knowledge.files import ROOT, table

_SIGNS = re.compile(r"[\W_]+")
_HANGUL = re.compile("[가-힣]")
_HAN = re.compile("[\u4e00-\u9fff]")
_WORDS = re.compile(r"(?<!\\)[a-z]{3}", re.IGNORECASE)


class Cue:
    """Any of several expressions, case ignored. Those of a language are tried only on text in its script: a third of
    the work, and an English cue in a Korean sentence is only a name."""

    def __init__(self, expressions: Iterable[str]) -> None:
        kept: dict[str, list[str]] = {"ko": [], "zh": [], "en": []}
        for each in expressions:
            for script in _scripts(each):
                kept[script].append(each)
        self._patterns = {script: either_of(found) if found else None for script, found in kept.items()}

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        stop = len(text) if end is None else end
        for script in _scripts_of(text, start, stop):
            pattern = self._patterns[script]
            found = pattern.search(text, start, stop) if pattern else None
            if found:
                return found
        return None

    def first(self, text: str, languages: Iterable[str]) -> re.Match[str] | None:
        """The first match in a text of several languages, the main one first."""
        for language in languages:
            pattern = self._patterns[language]
            found = pattern.search(text) if pattern else None
            if found:
                return found
        return None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """The matches in every language, one language after the other."""
        return chain.from_iterable(pattern.finditer(text) for pattern in self._patterns.values() if pattern)


def _scripts(expression: str) -> tuple[str, ...]:
    found = [name for name, script in (("ko", _HANGUL), ("zh", _HAN)) if script.search(expression)]
    if _WORDS.search(re.sub(r"\\[a-zA-Z]", "", expression)):
        found.append("en")
    return tuple(found) or ("ko", "zh", "en")


def _scripts_of(text: str, start: int, end: int) -> tuple[str, ...]:
    """The language of a text; a few Korean or Chinese words in an English one do not make it another."""
    for script, letters in (("ko", _HANGUL), ("zh", _HAN)):
        if letters.search(text, start, end):
            count = len(letters.findall(text, start, end))
            return (script,) if count * 5 >= end - start else (script, "en")
    return ("en",)


def either_of(expressions: Iterable[str]) -> re.Pattern[str]:
    """Any of the expressions, case ignored."""
    return re.compile("|".join(f"(?:{each})" for each in expressions), re.IGNORECASE)


@lru_cache
def phrases(name: str) -> Mapping[str, Any]:
    """The file `knowledge/promise/<name>.toml`."""
    return table(ROOT / "promise" / f"{name}.toml")


@lru_cache
def cue(name: str, group: str = "cues") -> Cue:
    """One list of `sentences.toml` as an expression over text as written."""
    return Cue(phrases("sentences")[group][name])


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Lower case, without spaces and signs: `제7조 (개인정보의 국외 이전)` is `제7조개인정보의국외이전`."""
    return _SIGNS.sub("", text.casefold())
