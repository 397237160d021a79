"""Places of a template that nobody filled in, and cells that say "none"."""

from __future__ import annotations

import re
from functools import lru_cache

from gwanmun.promise.phrases import phrases, plain

_GAP = re.compile(r"\s*[\[{<〔【][^\[\]{}<>〔〕【】]{1,60}[\]}>〕】]\s*")
"""A value that is nothing but words in square brackets."""


@lru_cache
def _patterns() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in _flat(phrases("sentences")["placeholders"]["patterns"])), re.I)


def _flat(patterns: list[str]) -> list[str]:
    return [each.replace("(?i)", "") for each in patterns]


@lru_cache
def _empty() -> frozenset[str]:
    return frozenset(phrases("sentences")["placeholders"]["empty"])


@lru_cache
def _generic() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in phrases("sentences")["generic"]["recipients"]), re.IGNORECASE)


def is_placeholder(text: str) -> bool:
    """Whether a value is a gap of a template (`[회사명]`, `○○○`, "to be determined")."""
    return bool(_patterns().search(text) or _GAP.fullmatch(text))


def placeholders(text: str) -> tuple[str, ...]:
    """The gaps of a template in a text, each once."""
    return tuple(dict.fromkeys(found[0] for found in _patterns().finditer(text)))


def is_empty(text: str) -> bool:
    """Whether a value says nothing: blank, a dash, "해당 없음", "N/A"."""
    return not plain(text) or "".join(text.split()).casefold() in _empty() or plain(text) in _empty()


def is_generic(name: str) -> bool:
    """Whether a name names nobody ("협력사", "our service providers", "第三方")."""
    return bool(_generic().fullmatch(name.strip()))
