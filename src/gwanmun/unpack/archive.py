"""ZIP archives: each member read as what it is, within bounds on number, size and ratio; names are texts too."""

from __future__ import annotations

from gwanmun.unpack import cost
from gwanmun.unpack.media import PLAIN
from gwanmun.unpack.path import KEY, Layer
from gwanmun.unpack.sink import WORK, Changes, Sink, Steps, Writer, below
from gwanmun.unpack.zip_directory import Directory, Member, content, directory
from gwanmun.unpack.zip_write import repacked

ZIP = Layer("zip:")
COST = 512
"""What a member counts at least against the bytes that a message may unpack to."""


def read(data: bytes, found: Directory, steps: Steps, sink: Sink) -> None:
    """Leaves of the members by their number from 0: the name, then the content."""
    place = (*steps, ZIP)
    if found.why:
        sink.unread(found.why, steps)
    if not found.members:
        sink.unread(f"application/zip, {len(data)} bytes: no members", steps)
    for number, member in enumerate(found.members):
        sink.plain(member.name, (*place, number, KEY))
        plain = unpacked(data, member, (*place, number), sink)
        if plain is None:
            return
        sink.open_bytes(plain, PLAIN, (*place, number), sink)


def unpacked(data: bytes, member: Member, steps: Steps, sink: Sink) -> bytes | None:
    """The content of a member; what of it is not read is said. None when the limit of the message is reached."""
    if not sink.afford(cost.MEMBER):
        sink.unread(f"{WORK}: this member and those after it are not read", steps)
        return None
    if sink.left <= 0:
        sink.unread("members would unpack to more than the limit: this one and those after it are not read", steps)
        return None
    bound = min(sink.left, max(sink.limits.spared, sink.limits.ratio * member.packed))
    inside = content(data, member, bound)
    sink.left -= len(inside.data) + COST
    sink.grant(len(inside.data) - member.packed)
    if inside.why:
        sink.unread(f"zip: a member ({member.extension or 'no extension'}, {member.size} bytes) {inside.why}", steps)
    return inside.data


def write(data: bytes, changes: Changes, writer: Writer) -> bytes:
    """The archive with changes in its members; names are not written."""
    found, inside = directory(data), below(changes, ZIP)
    new: dict[int, bytes] = {}
    for number in {steps[0] for steps in inside}:
        mine = below(inside, number)
        if not isinstance(number, int) or (KEY,) in mine:
            raise writer.refuse("names in an archive are not rewritten")
        new[number] = writer.within(whole(data, found.members[number], writer), mine)
    return repacked(data, found, new, writer)


def whole(data: bytes, member: Member, writer: Writer) -> bytes:
    """The content of a member, which must be all of it."""
    inside = content(data, member, writer.limits.decoded)
    if inside.why:
        raise writer.refuse("a member of an archive that is not read whole is not written")
    return inside.data
