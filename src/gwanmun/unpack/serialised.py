"""Binary serialisations: by declaration, else by their shape, which text never has."""

from __future__ import annotations

import re

from gwanmun.unpack import msgpack, protobuf
from gwanmun.unpack.media import Media
from gwanmun.unpack.sink import Sink, Steps

_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")

LAYERS = frozenset({msgpack.MSGPACK, protobuf.PROTOBUF, protobuf.GRPC})


def read(data: bytes, media: Media, steps: Steps, sink: Sink) -> bool:
    """Leaves of MessagePack or Protocol Buffers; False, with nothing read, when it is neither."""
    if "msgpack" in media.type:
        return msgpack.read(data, steps, sink)
    if "protobuf" in media.type or "grpc" in media.type:
        return protobuf.read(data, True, steps, sink)
    if not _CONTROL.search(data, 0, 256) and not data[:1] >= b"\x80":
        return False
    return msgpack.read(data, steps, sink) or protobuf.read(data, False, steps, sink)
