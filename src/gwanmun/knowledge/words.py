"""The words a person reads, in Korean and English: `locale/<lang>.toml`, flattened to dotted keys.

A text may hold `{name}` and, in Korean, `{name:을/를}` for a particle that fits the value. Whole numbers are
written with thousands separators. A text with the forms `one` and `other` is chosen by the value `n`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args

from gwanmun.errors import Problem
from gwanmun.knowledge.files import ROOT, table
from gwanmun.knowledge.josa import josa

Lang = Literal["ko", "en"]
LANGS: tuple[Lang, ...] = get_args(Lang)


class _Spoken(str):
    __slots__ = ()

    def __format__(self, pair: str) -> str:
        return josa(str(self), pair) if pair else str(self)


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one language. `words("fate.left")` is a text; an unknown key is a KeyError."""

    lang: Lang
    texts: Mapping[str, str]

    def __call__(self, key: str, **values: str | int) -> str:
        text = self.texts.get(key)
        if text is None:
            text = self.texts[f"{key}.{'one' if values['n'] == 1 else 'other'}"]
        return text.format_map({name: _Spoken(written(value)) for name, value in values.items()}) if values else text

    def country(self, code: str | None) -> str:
        """Name of an ISO 3166-1 alpha-2 code; the code itself when it is not assigned, "unknown" for none."""
        return self.texts.get(f"country.{code}", code) if code else self.texts["unknown"]

    def has(self, key: str) -> bool:
        return key in self.texts


def written(value: str | int) -> str:
    return value if isinstance(value, str) else f"{value:,}"


@lru_cache
def load_words(lang: str) -> Words:
    """The words of `lang`; a language that is not there is a `Problem`."""
    for known in LANGS:
        if known == lang:
            return Words(known, dict(_flat(table(ROOT / "locale" / f"{known}.toml"))))
    raise Problem(f"no such language: {lang}", f"choose one of: {', '.join(LANGS)}")


def _flat(branch: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in branch.items():
        if isinstance(value, str):
            yield prefix + key, value
        else:
            yield from _flat(value, f"{prefix}{key}.")
