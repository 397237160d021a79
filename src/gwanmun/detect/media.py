"""Files that leave: pictures, sound, video and documents, each one sighting of its own whatever is read inside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gwanmun.detect.finder import Found
from gwanmun.detect.joined import Joined
from gwanmun.detect.message import message
from gwanmun.unpack.parts import FILE_ROLE, Leaf

GROUP = "content."
_KINDS = {"image": "content.image", "audio": "content.audio", "video": "content.video"}
_OTHER = "content.file"
_CERTAIN = 1.0


def kind_of(media_type: str) -> str:
    """`content.image` for `image/png`; what is neither picture, sound nor video is `content.file`."""
    return _KINDS.get(media_type.partition("/")[0], _OTHER)


class MediaFinder:
    """Reads the leaves by which unpacking names files (`whole_file`). The digest of a file is its fingerprint."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self._wanted = wanted

    def find(self, leaves: Sequence[Leaf], joined: Joined) -> Iterator[Found]:
        roles = message(leaves).roles
        if FILE_ROLE not in roles:
            return
        for index in (at for at, role in enumerate(roles) if role == FILE_ROLE):
            *reasons, digest = leaves[index].text.split(", ")
            kind = kind_of(reasons[0]) if reasons else _OTHER
            if kind in self._wanted:
                end = len(joined.folded(index).text)
                yield Found(kind, index, 0, end, _CERTAIN, tuple(reasons), digest)
