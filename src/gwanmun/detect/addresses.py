"""Korean addresses: grown from a road-name or lot number leftwards over district names and rightwards over units.

Grammar (Road Name Address Act art. 2): [시/도] [시/군/구]… [읍/면] 도로명(로 길 대로 N번길) 본번[-부번] [, 동 층 호];
lot form: … 읍/면/동/리/가 [산] 본번[-부번] [번지]. The span runs from the first administrative or road name to the last
number or unit; a district without a number is no address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gwanmun.detect.here import Candidate, Here
from gwanmun.detect.rules import CEILING, FLOOR
from gwanmun.knowledge.kinds import Kind

KIND = "contact.address"
_LOOK_BACK, _SHORTEST_GLUED = 60, 3
_WORD = re.compile(r"[가-힣A-Za-z0-9·.]+")
_ROAD = re.compile(
    r"[가-힣A-Za-z0-9·.]*[가-힣](?:대로|로|길)(?:\d+번?[가-하]?길)?|[가-힣A-Za-z0-9·.]*?\d+번?[가-하]?길"
)
_SIDE_ROAD = re.compile(r"\d+번?[가-하]?길")
_LOT = re.compile(r"[가-힣]+\d{0,2}(?:동|리|가|읍|면)(?:\d가)?")
_TOWN = re.compile(r"[가-힣]{1,6}\d{0,2}(?:읍|면|동|리|가)")
_NUMBER = re.compile(r" ?(?:지하 ?|산 ?)?\d{1,5}(?:-\d{1,4})?(?!\d|가 ?\d)(?: ?번지)?")
_UNIT = re.compile(
    r"(?:(?: ?,)? ?|,? ?\n[ \t]{0,8}(?=\d{1,4}동 ?\d))(?:\([^()\n]{1,30}\) ?,? ?)?"
    r"(?:[가-힣A-Za-z0-9·]*[가-힣A-Za-z·][가-힣A-Za-z0-9·]* ){0,2}?"
    r"(?:제 ?)?(?:지하 ?|B|[A-Z가-하] ?)?\d{1,4}(?:-\d{1,3})? ?(?:동(?![가-힣]{2}시)|층|호실|호(?!선)|실)"
)
_ENGLISH = re.compile(
    r"(?:(?:#|[A-Z]?\d{1,4}(?:-\d{1,4})?(?:-?(?:ho|dong|F))?,? "
    r"|(?:Apt|Unit|Suite|Ste|Room|Rm)\b\.? ?#?\w{1,6},? ){1,3})?\b\d{1,5}(?:-\d{1,4})?,? "
    r"[A-Z][a-z0-9]+(?:[ -][a-z0-9]+){0,3}-(?:ro|gil|daero)(?: ?\d{1,4}(?:beon)?-gil)?"
    r"(?:, ?[A-Z][a-z]+(?:-[a-z]+)*){1,4}"
)
_LETTER_UNIT = re.compile(r",? ?[A-Z]동(?: ?\d{1,4}호)?")


class Addresses:
    """The administrative names and weights of the kind's file, ready to grow an address from an anchor."""

    def __init__(self, kind: Kind) -> None:
        self._provinces = frozenset(kind.words["province"])
        self._districts = frozenset(kind.words["district"])
        self._counter = re.compile(r" ?(?:" + "|".join(map(re.escape, kind.words["counter"])) + ")")
        self._weights = kind.weights
        self._bases = {form.name: form.base for form in kind.forms}

    def read(self, here: Here, form: str, start: int, end: int) -> Iterator[Candidate]:
        """The address whose road or lot number the anchor `start` to `end` is, if the grammar holds."""
        if form == "English order":
            yield from self._english(here, start, end)
            return
        head = self._head(here.text, form, start)
        number = _NUMBER.match(here.text, head[1]) if head else None
        if head is None or number is None:
            return
        first, names = self._administrative(here.text, head[0])
        stop = self._units(here.text, number.end())
        if not names and self._counter.match(here.text, number.end()):
            return
        candidate = self._weigh(here, form, (first, stop), names, stop > number.end())
        if candidate is not None:
            yield candidate

    def _english(self, here: Here, start: int, end: int) -> Iterator[Candidate]:
        """Unit, number, road, district, city: the order of English addresses."""
        for match in _ENGLISH.finditer(here.text, max(0, start - _LOOK_BACK), end + 2 * _LOOK_BACK):
            if match.start() <= start < match.end():
                yield Candidate(KIND, *match.span(), self._bases["English order"], ("form: English order",))

    def _head(self, text: str, form: str, anchor: int) -> tuple[int, int] | None:
        """Start and end of the road or lot name around the anchor; a side road takes its main road along."""
        start = _word_start(text, anchor + 1)
        word = _WORD.match(text, start)
        pattern = _ROAD if form == "road" else _LOT
        name = pattern.match(text, start) if word else None
        if name is None or not name.start() <= anchor < name.end():
            return None
        if form == "road" and _SIDE_ROAD.fullmatch(name.group()):
            before = _word_start(text, start - 1)
            if _ROAD.fullmatch(text[before : start - 1]):
                start = before
        return start, name.end()

    def _administrative(self, text: str, start: int) -> tuple[int, tuple[str, ...]]:
        """Walk left over town, district and province names; (start of the first, which sorts were met)."""
        met: list[str] = []
        while start > 1 and text[start - 1] in " ,":
            begin = _word_start(text, start - 1)
            sort = self._sort(text[begin : start - 1].rstrip(","))
            if not sort or begin == start - 1:
                glued = self._glued(text[begin : start - 1])
                start = start - 1 - glued if glued else start
                met += ["province"] * bool(glued)
                break
            met.append(sort)
            start = begin
            if sort == "province":
                break
        return start, tuple(met)

    def _glued(self, word: str) -> int:
        """Length of the full province name that `word` ends with (`부탁드려요서울시`), or 0."""
        sizes = range(len(word) - 1, _SHORTEST_GLUED - 1, -1)
        return next((size for size in sizes if word[-size:] in self._provinces), 0)

    def _sort(self, word: str) -> str:
        if word in self._provinces:
            return "province"
        if word in self._districts:
            return "district"
        return "town" if _TOWN.fullmatch(word) else ""

    def _units(self, text: str, end: int) -> int:
        for _ in range(3):
            unit = _UNIT.match(text, end) or _LETTER_UNIT.match(text, end)
            if unit is None:
                return end
            end = unit.end()
        return end

    def _weigh(
        self, here: Here, form: str, span: tuple[int, int], names: tuple[str, ...], unit: bool
    ) -> Candidate | None:
        source, word = here.announced(KIND, *span)
        known = [sort for sort in ("province", "district") if sort in names]
        evidence = (*known, *(("unit",) if unit else ()), *((source,) if source else ()))
        if not known and not source:
            return None
        confidence = min(CEILING, self._bases[form] + sum(self._weights.get(name, 0.0) for name in evidence))
        if confidence < FLOOR:
            return None
        reasons = (f"form: {form}", *(f"{name}: {word}" if name == source else name for name in evidence))
        return Candidate(KIND, *span, round(confidence, 3), reasons)


def _word_start(text: str, end: int) -> int:
    """Where the word that ends at `end` begins, at most sixty characters back."""
    start, limit = end, max(0, end - _LOOK_BACK)
    while start > limit and _in_word(text[start - 1]):
        start -= 1
    return start


def _in_word(sign: str) -> bool:
    return "가" <= sign <= "힣" or (sign.isalnum() and sign.isascii()) or sign in "·."
