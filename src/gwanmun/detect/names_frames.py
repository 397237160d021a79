"""What stands before and behind a word that may be a name, and speaks for a person."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gwanmun.detect.lexicon import Lexicon

_ROLE_REACH, _CONTACT_REACH, _ACT_REACH, _NUMBER_REACH, _LONGEST_ROLE = 16, 48, 20, 60, 6
_SEPARATORS = " \t:：=>→)]】|\"'"
_OPENS = frozenset("(],/|·:<\n\t\r\u3000")
_OPENING = frozenset("남여만본오")
"""The syllables with which what `_AFTER` reads may begin."""
_TITLE = re.compile(r"[가-힣]{1,9}")
_AFTER = re.compile(
    r"(?P<aside>\s?\((?:남|여|가명|일명|만 ?\d|\d{1,3}세|\d{2}년|(?:19|20)\d\d|본인|서명|인\)"
    r"|[A-Z][A-Za-z]+ [A-Z]|[一-鿿]{2})"
    r"| ?[남여](?:자|성)?\s?[/,]\s?(?:만 ?)?\d|,? ?(?:만 ?)?\d{1,3}세)"
    r"|(?P<contact>[\s,/|·(:<]{1,3}(?:본인 )?(?:01\d[-. ]?\d{3,4}|\d{6}-[1-8]|[\w.+-]{1,64}@))"
    r"|(?P<speaker>\] ?\[?(?:오[전후] )?\d|\s{1,2}(?:오[전후] )?\d{1,2}:\d\d(?: ?[AP]M)?\b| : (?=\S))"
)
_CONTACT_BEFORE = re.compile(r"(?:01\d[- .]?\d{3,4}[- .]?\d{4}|\d{6}-[1-8]\d{6}|@[\w.-]{4,40})[ \t,/|(:<>]{1,3}\Z")
_MAY_IDENTIFY = re.compile(r"[\d@\n]")
_IDENTIFIER = re.compile(
    r"[^\n\0]{0,40}?(?:\b01\d[-. ]?\d{3,4}[-. ]?\d{4}|\d{6}-[1-8]|\d{2,6}-\d{2,6}-\d{3}|[\w.-]@[a-z])"
)


class Frames:
    """Reads the text around a word, with the titles, roles and acts of the lexicon."""

    def __init__(self, words: Lexicon) -> None:
        self._words = words
        self._heads = frozenset(title[0] for title in words.honorifics)

    def after(self, text: str, end: int) -> str:
        """`title`, `aside` (sex, age, birth or another script in brackets), `contact` (a phone or registration number,
        a mailbox), `speaker` (the head of a chat message), or nothing."""
        following = text[end : end + 2]
        if following[:1] == " ":
            head = following[1:]
            if head in self._heads and self._words.is_title(_TITLE.match(text, end + 1)[0]):  # type: ignore[index]
                return "title"
            if "가" <= head <= "힣" and head not in _OPENING:
                return ""
        elif following[:1] not in _OPENS:
            return ""
        match = _AFTER.match(text, end)
        return "" if match is None else match.lastgroup or ""

    def acts(self, text: str, end: int) -> bool:
        """Whether what follows is said of persons: they send, call, marry, are absent, have a birthday."""
        acts = self._words.acts
        return any(word[:2] in acts or word[:1] in acts for word in text[end : end + _ACT_REACH].split()[:3])

    def role(self, text: str, start: int) -> bool:
        """Whether a role stands before (임차인, 환자, 담당: …), or a phone or registration number or a mailbox."""
        before = text[max(0, start - _ROLE_REACH) : start]
        word = before.rstrip(_SEPARATORS)
        if not word or len(word) == len(before):
            return False
        if self._ends_in_role(word):
            return True
        numbered = word[-1].isascii() and word[-1].isalnum()
        return numbered and _CONTACT_BEFORE.search(text, max(0, start - _CONTACT_REACH), start) is not None

    def _ends_in_role(self, word: str) -> bool:
        roles = self._words.roles
        if word[-1].isascii():
            return word.split()[-1] in roles
        bare = word[:-1] if word[-1] in "은는이가의인로" else ""
        return (
            _tail_in(word, roles)
            or (len(bare) > 1 and _tail_in(bare, roles))
            or (word[-1] in roles and (len(word) == 1 or not word[-2].isalpha()))
        )

    def identified(self, text: str, end: int) -> bool:
        """Whether the number of a person comes behind on the line."""
        first = _MAY_IDENTIFY.search(text, end, end + _NUMBER_REACH)
        return first is not None and first.group() != "\n" and _IDENTIFIER.match(text, end) is not None


def _tail_in(word: str, roles: Sequence[str] | frozenset[str]) -> bool:
    return (
        word[-2:] in roles
        or word[-3:] in roles
        or word[-4:] in roles
        or word[-5:] in roles
        or word[-_LONGEST_ROLE:] in roles
    )
