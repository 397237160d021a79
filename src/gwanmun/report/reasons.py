"""Why something could not be read, and why a sighting is one, in the reader's language.

A reason that is not known here is told as it was written.

The parts of Gwanmun state their reasons in English, with sizes and names in them. Each line below is a piece of
such a text that settles what it means, the more special first; the words are `why.*`. The detector's reasons are the
name of a piece of evidence, some with what it rests on (`label: 연락처`); their words are `evidence.*`.
"""

from __future__ import annotations

import re

from gwanmun.knowledge.words import Words

MEANINGS: tuple[tuple[str, str], ...] = (
    ("client refused", "pinned"),
    ("no TLS with the client", "handshake"),
    ("handshake was not completed", "handshake"),
    ("does not hold the body", "no_body"),
    ("body was not read", "no_body"),
    ("no content was captured", "no_body"),
    ("headers of the packets only", "no_body"),
    ("without their end", "cut_short"),
    ("never became whole", "cut_short"),
    ("before the request was complete", "cut_short"),
    ("websocket", "frames"),
    ("switched to another protocol", "protocol"),
    ("neither TLS nor HTTP", "protocol"),
    ("does not speak HTTP", "protocol"),
    ("ClientHello", "protocol"),
    ("protocol that is not read", "protocol"),
    ("unknown protocol over", "protocol"),
    ("the protocol is not read", "protocol"),
    ("encrypted tunnel", "tunnel"),
    ("a tunnel through the proxy", "tunnel"),
    ("refused by the proxy", "refused"),
    ("weakly encrypted", "weak"),
    ("DNS question only", "looked_up"),
    ("request that the proxy could read", "protocol"),
    ("too many layers", "layers"),
    ("unpack to more than", "too_large"),
    ("is larger than", "too_large"),
    ("too large", "too_large"),
    ("more work than the limit", "limit"),
    ("longer than the limit", "limit"),
    ("more than", "limit"),
    (": the first", "limit"),
    ("pages the first", "limit"),
    ("damaged XML", "structure"),
    ("document type", "structure"),
    ("its directory is", "structure"),
    ("cannot be opened", "structure"),
    ("is found in it", "structure"),
    ("no members", "structure"),
    ("damaged data", "damaged"),
    ("content coding", "coding"),
    ("broken JSON", "json"),
    ("not valid JSON", "json"),
    ("ends early", "cut_short"),
    ("did not arrive in time", "late"),
    ("to wait for the answer", "late"),
    ("be decrypted", "decrypt"),
    ("decrypted, but", "decrypt"),
    ("no TLS secrets", "decrypt"),
    ("encrypted", "encrypted"),
    ("archives are not read", "archive"),
    ("documents are not read", "document"),
    ("pictures are not read", "picture"),
    ("sound is not read", "sound"),
    ("video is not read", "video"),
    ("format is not read", "format"),
    ("not text", "binary"),
    ("a log: of the", "log"),
    ("only addresses, ports", "log"),
    ("no more than the name or address", "log"),
    ("certificate only", "log"),
    ("has no address", "no_name"),
    ("name no host", "no_name"),
    ("certificates of no server", "no_name"),
    ("local network only", "local"),
    ("DNS", "names"),
    ("questions between caches", "names"),
    ("got no answer", "nothing"),
    ("carried nothing", "nothing"),
    ("no data crossed", "nothing"),
    ("proxy's cache", "nothing"),
    ("was not sent on", "nothing"),
    ("told one by one", "told"),
    ("hold no transfer", "told"),
    ("not understood", "line"),
    ("read as text", "as_text"),
    ("read as they are written", "as_text"),
    ("are not read", "part"),
    ("is not read", "part"),
    ("not opened any more", "part"),
)

_PLACE = re.compile(r" \(at .*\)$", re.DOTALL)
_SIZE = re.compile(r",? ?\(\d[\d,]* bytes\)|,? \d[\d,]* bytes\b")
_DOUBTS = re.compile(r"; (?:the server name may|the certificate is for|DNS gave the same).*", re.DOTALL)
_TIMES = re.compile(r", (?:tried|asked) (?:once|\d+ times)")


def general(reason: str) -> str:
    """A reason without what differs between exchanges: the place in the message, sizes, how often, and the doubts about
    a name that stand behind it."""
    return _TIMES.sub("", _SIZE.sub("", _PLACE.sub("", _DOUBTS.sub("", reason))))


def meaning(reason: str, words: Words) -> str:
    """The reason in words, "" when it is not one of those known."""
    for piece, key in MEANINGS:
        if piece in reason:
            return words(f"why.{key}")
    return ""


def evidence(reason: str, words: Words) -> str:
    """A reason of a sighting in words: `checksum` is "the check digit fits", `label: 연락처` names the label."""
    name, _, rest = reason.partition(": ")
    key = f"evidence.{name.replace(' ', '_').replace('-', '_')}"
    if not words.has(key):
        return reason
    return f"{words(key)}: {rest}" if rest else words(key)
