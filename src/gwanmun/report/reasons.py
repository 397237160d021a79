"""Why something could not be read, in the reader's language; a reason that is not known here is told as it was written.

The parts of Gwanmun state their reasons in English, with sizes and names in them. Each line below is a piece of
such a text that settles what it means, the more special first; the words are `why.*`.
"""

from __future__ import annotations

import re

from gwanmun.knowledge.words import Words

MEANINGS: tuple[tuple[str, str], ...] = (
    ("client refused", "pinned"),
    ("does not hold the body", "no_body"),
    ("body was not read", "no_body"),
    ("websocket", "frames"),
    ("switched to another protocol", "protocol"),
    ("neither TLS nor HTTP", "protocol"),
    ("does not speak HTTP", "protocol"),
    ("ClientHello", "protocol"),
    ("too many layers", "layers"),
    ("unpack to more than", "too_large"),
    ("is larger than", "too_large"),
    ("damaged data", "damaged"),
    ("content coding", "coding"),
    ("broken JSON", "json"),
    ("not valid JSON", "json"),
    ("ends early", "cut_short"),
    ("did not arrive in time", "late"),
    ("encrypted", "encrypted"),
    ("archives are not read", "archive"),
    ("documents are not read", "document"),
    ("pictures are not read", "picture"),
    ("sound is not read", "sound"),
    ("video is not read", "video"),
    ("format is not read", "format"),
    ("not text", "binary"),
)

_PLACE = re.compile(r" \(at .*\)$", re.DOTALL)
_SIZE = re.compile(r",? ?\(\d[\d,]* bytes\)|,? \d[\d,]* bytes\b")


def general(reason: str) -> str:
    """A reason without the place in the message and the size: what is the same for many exchanges."""
    return _SIZE.sub("", _PLACE.sub("", reason))


def meaning(reason: str, words: Words) -> str:
    """The reason in words, "" when it is not one of those known."""
    for piece, key in MEANINGS:
        if piece in reason:
            return words(f"why.{key}")
    return ""
