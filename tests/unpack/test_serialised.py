"""MessagePack and Protocol Buffers: told by declaration or by shape, never seen in random bytes."""

from __future__ import annotations

import gzip
import random
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwanmun.unpack.message import open_text
from gwanmun.unpack.parts import CannotRewrite
from tests.unpack.office import NAME, PHONE, docx, paragraph
from tests.unpack.reading import rewritten, texts


def varint(value: int) -> bytes:
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def field(number: int, content: bytes | str | int) -> bytes:
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    data = content.encode() if isinstance(content, str) else content
    return varint(number << 3 | 2) + varint(len(data)) + data


MESSAGE = (
    field(1, NAME)
    + field(2, field(1, PHONE) + varint(2 << 3 | 1) + struct.pack("<d", 37.5665))
    + field(4, 7)
    + field(1, "둘")
)
FOUND = {"[1]": NAME, "[2][1]": PHONE, "[2][2]": "37.5665", "[4]": "7", "[1]#2": "둘"}


@pytest.mark.parametrize("declared", [None, "application/x-protobuf", "application/octet-stream"])
def test_messages_are_read_by_field_number(declared: str | None) -> None:
    assert texts(MESSAGE, declared) == {f"protobuf:{path}": text for path, text in FOUND.items()}


def test_a_message_that_begins_like_a_line_is_no_text() -> None:
    long = field(1, f"{NAME} 고객님의 연락처는 {PHONE} 입니다")
    assert list(texts(field(1, "제목") + field(3, long))) == ["protobuf:[1]", "protobuf:[3][1]"]


def test_grpc_frames_are_read() -> None:
    frame = b"\0" + len(MESSAGE).to_bytes(4, "big") + MESSAGE
    packed = gzip.compress(MESSAGE)
    data = frame + b"\1" + len(packed).to_bytes(4, "big") + packed
    found = texts(data, "application/grpc")
    assert found["grpc:[0]|protobuf:[2][1]"] == found["grpc:[1]|gzip:protobuf:[2][1]"] == PHONE


def test_files_in_fields_are_opened() -> None:
    data = field(1, "첨부 파일") + field(2, docx(paragraph(PHONE)))
    assert PHONE in texts(data, "application/x-protobuf").values()


MAP = (
    b"\x84\xa5phone\xad"
    + PHONE.encode()
    + b"\xa4list\x92\x01\xcb"
    + struct.pack(">d", 1.5)
    + b"\xa4file\xc4\x02\xff\xfe\x05\xc0"
)


@pytest.mark.parametrize("declared", [None, "application/msgpack"])
def test_maps_are_read_by_name(declared: str | None) -> None:
    assert texts(MAP, declared) == {
        "msgpack:.phone": PHONE,
        "msgpack:.list[0]": "1",
        "msgpack:.list[1]": "1.5",
    }


def test_names_that_may_be_values_are_texts_and_a_name_may_stand_twice() -> None:
    name = NAME.encode()
    data = b"\x83" + bytes([0xA0 + len(name)]) + name + b"\x01\xa2ab\xa2cd\xa2ab\xa2ef"
    assert texts(data) == {
        "msgpack:{0}|key:": NAME,
        "msgpack:{0}": "1",
        "msgpack:.ab": "cd",
        "msgpack:{2}|key:": "ab",
        "msgpack:{2}": "ef",
    }


def test_they_are_not_written() -> None:
    for data in (MAP, MESSAGE):
        with pytest.raises(CannotRewrite, match="binary message"):
            rewritten(data, PHONE, "x")


@pytest.mark.parametrize("size", [8, 16, 33, 64, 200, 1000])
def test_random_bytes_are_neither(size: int) -> None:
    rng = random.Random(size)
    for _ in range(400):
        paths = [leaf.path for leaf in open_text(rng.randbytes(size)).leaves]
        assert not any(path.startswith(("msgpack", "protobuf", "grpc")) for path in paths)


@settings(max_examples=200)
@given(
    st.binary(max_size=200), st.sampled_from(["application/msgpack", "application/grpc", "application/x-protobuf", ""])
)
def test_property_arbitrary_bytes_never_raise(data: bytes, declared: str) -> None:
    open_text(data, declared)
    open_text(b"\x82\xa1a" + data, declared)


def test_deep_and_wide_input_is_bounded() -> None:
    for data in (b"\x91" * 100_000, b"\xdd\xff\xff\xff\xff" * 9, b"\x0a\x7f" * 50_000):
        open_text(data, "application/msgpack")
        open_text(data, "application/x-protobuf")
