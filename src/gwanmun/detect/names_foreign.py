"""Names of other languages written in Hangul: a listed given name with a surname or a title, Vietnamese names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ahocorasick_rs import AhoCorasick

_TITLED, _FULL = 0.75, 0.65
_SURROGATE = re.compile("[\ud800-\udfff]")
_ENDS = r"(?= ?(?:씨|님)|이랑|랑|한테|에게|께|입니다|이에요|예요|은|는|이|가|을|를|의|와|과|도|[^가-힣]|\Z)"
_TITLE = (
    "(?:님|씨|이사|매니저|교수|과장|부장|팀장|박사|선생|사장|변호사|대표"
    "|컨설턴트|감독|선수|기자|작가|환자|고객|사원|연구원|엔지니어|학생|군|양)"
)


class Foreign:
    """Looks for the listed words all at once, and reads a name only where one of them stands at the head of a word."""

    def __init__(self, words: Mapping[str, tuple[str, ...]]) -> None:
        given, viet = words["foreign_given"], words["viet_surnames"]
        self._anchors = AhoCorasick(
            [*(f"{word}{sign}" for word in given for sign in " ·"), *(f"{word} " for word in viet)]
        )
        any_given, any_viet = _either(given), _either(viet)
        self._full = re.compile(
            rf"(?<![가-힣])(?:(?:{any_given})[ ·](?:{_either(words['foreign_surnames'])})"
            rf"|(?:{any_viet}) (?:{_either(words['viet_middle'])})"
            rf"(?: (?:{_either(words['viet_given'])})| [가-힣]{{1,3}}?)?){_ENDS}"
        )
        self._titled = re.compile(rf"(?<![가-힣])(?:{any_given})[ ·](?!{_TITLE})[가-힣]{{2,5}}(?= {_TITLE})")

    def find(self, text: str) -> Iterator[tuple[int, int, float, str]]:
        """Start, end, confidence and form of each name."""
        for _, start, _ in self._anchors.find_matches_as_indexes(_encodable(text)):
            for pattern, confidence, form in ((self._titled, _TITLED, "titled"), (self._full, _FULL, "full")):
                match = pattern.match(text, start)
                if match is not None:
                    yield start, match.end(), confidence, f"form: foreign, in Hangul, {form}"
                    break


def _encodable(text: str) -> str:
    """`text`, or where lone surrogates stand in it, the same with a question mark for each."""
    return _SURROGATE.sub("?", text) if _SURROGATE.search(text) else text


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
