"""How large a picture is, from its header."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.unpack.images import size

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">LL", 800, 600)
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(10) + b"\xff\xc2\0\x11\x08" + struct.pack(">HH", 600, 800) + bytes(9)
WEBP = {
    b"VP8X": bytes(8) + (799).to_bytes(3, "little") + (599).to_bytes(3, "little"),
    b"VP8L": bytes(4) + b"\x2f" + struct.pack("<L", 799 | 599 << 14),
    b"VP8 ": bytes(7) + b"\x9d\x01\x2a" + struct.pack("<HH", 800, 600),
}


@pytest.mark.parametrize(
    "data",
    [
        PNG,
        JPEG,
        b"GIF89a" + struct.pack("<HH", 800, 600),
        *(b"RIFF\0\0\0\0WEBP" + kind + rest for kind, rest in WEBP.items()),
    ],
)
def test_sizes(data: bytes) -> None:
    assert size(data) == (800, 600)


@given(
    st.sampled_from([PNG[:16], JPEG[:4], b"\xff\xd8\xff", b"GIF87a", b"RIFF\0\0\0\0WEBPVP8 "]), st.binary(max_size=64)
)
def test_property_arbitrary_headers_never_raise(head: bytes, rest: bytes) -> None:
    found = size(head + rest)
    assert found is None or len(found) == 2
