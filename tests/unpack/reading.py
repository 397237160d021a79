"""What the tests of the readers ask again and again."""

from __future__ import annotations

from gwanmun.transfer import Request
from gwanmun.unpack.message import open_request, open_text, rewrite
from gwanmun.unpack.parts import FILE_ROLE, Edit


def texts(data: bytes, content_type: str | None = None) -> dict[str, str]:
    """Path -> text; no path stands for two texts."""
    leaves = [leaf for leaf in open_text(data, content_type).leaves if leaf.role != FILE_ROLE]
    found = {leaf.path: leaf.text for leaf in leaves}
    assert len(found) == len(leaves)
    return found


def keys(data: bytes, content_type: str | None = None) -> dict[str, str]:
    """Text -> key."""
    return {leaf.text: leaf.key for leaf in open_text(data, content_type).leaves}


def whys(data: bytes, content_type: str | None = None) -> list[str]:
    return [each.why for each in open_text(data, content_type).unreadable]


def rewritten(data: bytes, old: str, new: str, content_type: str = "application/octet-stream") -> bytes:
    """Replace `old` in every leaf that has it, in a request that has the data as its body."""
    sent = Request("POST", "/", (("content-type", content_type), ("content-length", str(len(data)))), data)
    leaves = [leaf for leaf in open_request(sent).leaves if old in leaf.text]
    assert leaves
    places = [(leaf.part, leaf.path, leaf.text.index(old)) for leaf in leaves]
    after = rewrite(sent, [Edit(part, path, at, at + len(old), new) for part, path, at in places])
    assert after.header("content-length") == str(len(after.body))
    return after.body
