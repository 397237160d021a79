"""Hangul documents (HWP 5): sections, tables, controls, fields; locked, distributed and damaged ones."""

from __future__ import annotations

import random
import struct

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given, settings
from hypothesis import strategies as st

from gwanmun.unpack import hwp_distribution
from gwanmun.unpack.hwp_records import DISTRIBUTE, Walk, text
from gwanmun.unpack.message import open_text
from gwanmun.unpack.parts import CannotRewrite
from tests.unpack.office import (
    NAME,
    PHONE,
    control,
    hwp,
    hwp_link,
    hwp_table,
    hwp_text,
    ole,
    raw_deflate,
    record,
)
from tests.unpack.reading import keys, rewritten, texts, whys

AT = "hwp:BodyText/Section0:"
PREVIEW = {"PrvText": "미리보기".encode("utf-16-le")}


@pytest.mark.parametrize("flags", [0, 1])
def test_sections_are_read_compressed_or_not(flags: int) -> None:
    data = hwp([hwp_text(f"연락처 {PHONE}"), hwp_text("둘째")], flags, PREVIEW)
    assert texts(data) == {f"{AT}#0": f"연락처 {PHONE}", "hwp:BodyText/Section1:#0": "둘째"}


def test_sections_are_in_order() -> None:
    data = hwp([hwp_text(str(number)) for number in range(12)])
    assert list(texts(data).values()) == [str(number) for number in range(12)]


def test_controls_are_left_out_and_tabs_are_characters() -> None:
    tab = struct.pack("<H", 9) + bytes(12) + struct.pack("<H", 9)
    assert text(control(2) + "가".encode("utf-16-le") + tab + "나\n".encode("utf-16-le") + b"\x1e\0") == "가\t나\n "
    assert text(control(11)[:7]) == ""


def test_characters_beyond_the_first_plane_survive_and_lone_halves_do_not() -> None:
    assert text("😀".encode("utf-16-le")) == "😀"
    assert text(b"\x00\xd8") == "\ufffd"


def test_cells_are_named_by_their_column_and_text_goes_on_after_the_table() -> None:
    data = hwp([hwp_table([["성명", "연락처"], [NAME, PHONE]]) + hwp_text("끝")])
    assert keys(data) | {"끝": ""} == keys(data)
    assert (keys(data)[NAME], keys(data)[PHONE]) == ("성명", "연락처")


def test_links_and_long_paragraphs_are_read() -> None:
    found = texts(hwp([hwp_link("mailto:garam@example.com;1;0;0;") + hwp_text("가" * 5000)])).values()
    assert set(found) == {"mailto:garam@example.com;1;0;0;", "가" * 5000}


def test_embedded_files_are_opened() -> None:
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">LL", 800, 600) + bytes(5000)
    data = hwp([hwp_text("가")], 1, {"BinData/BIN0001.png": raw_deflate(png), "BinData/BIN0002.png": png})
    why = f"image/png, {len(png)} bytes, 800x600: text in pictures is not read"
    assert whys(data) == [f"{why} (at hwp:BinData:[0])", f"{why} (at hwp:BinData:[1])"]


@pytest.mark.parametrize(("flag", "how"), [(2, ""), (16, " by rights management"), (256, " by a certificate")])
def test_of_a_locked_document_the_preview_is_read(flag: int, how: str) -> None:
    data = hwp([b"\xa7" * 99], flag | 1, PREVIEW)
    assert texts(data) == {"hwp:PrvText:": "미리보기"}
    assert whys(data) == [f"application/x-hwp, {len(data)} bytes: the document is encrypted{how}"]


def distributed(section: bytes, seed: int = 0x1234ABCD) -> bytes:
    """A section as `ViewText` holds it: 256 bytes that hide a key, then the section under that key."""
    plain = bytearray(seed.to_bytes(4, "little") + random.Random(3).randbytes(252))
    at = 4 + (seed & 0xF)
    secret = raw_deflate(section)
    encryptor = Cipher(algorithms.AES(bytes(plain[at : at + 16])), modes.ECB()).encryptor()
    padded = secret + bytes(-len(secret) % 16)
    hidden = hwp_distribution.masked(bytes(plain), seed)
    return record(DISTRIBUTE, 0, hidden) + encryptor.update(padded) + encryptor.finalize()


def test_documents_for_distribution_are_read() -> None:
    assert texts(hwp([distributed(hwp_text(PHONE))], 5)) == {"hwp:ViewText/Section0:#0": PHONE}


def test_the_mask_is_that_of_the_c_runtime() -> None:
    """`srand(1)` gives 41, 18467, 6334 … there: mask 41 for 18467 mod 16 + 1 = 4 bytes, then 6334."""
    assert hwp_distribution.masked(bytes(5), 1) == bytes([0, 0, 0, 0, 6334 & 0xFF])


def test_a_distributed_document_that_is_none_is_said() -> None:
    data = hwp([b"\0" * 300], 5, PREVIEW)
    assert texts(data) == {"hwp:PrvText:": "미리보기"}
    assert "cannot be opened" in whys(data)[0]


def test_damage_is_said_and_what_stands_before_it_is_read() -> None:
    section = raw_deflate(hwp_text(PHONE) + random.Random(1).randbytes(3000))[:-100]
    data = hwp([b"unused"], 1, {"BodyText/Section0": section})
    assert PHONE in texts(data).values()
    assert "ends early" in whys(data)[0]


@pytest.mark.parametrize(
    ("stream", "why"),
    [
        ("WordDocument", "a Word document of before 2007 is not read"),
        ("Workbook", "an Excel workbook of before 2007 is not read"),
        ("EncryptedPackage", "the document is encrypted"),
        ("Other", "this format is not read"),
    ],
)
def test_other_compound_files_are_named(stream: str, why: str) -> None:
    data = ole({stream: b"\0" * 5000})
    assert whys(data) == [f"application/x-ole-storage, {len(data)} bytes: {why}"]


def test_a_damaged_compound_file_is_said() -> None:
    assert whys(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600) == [
        "application/x-ole-storage, 608 bytes: damaged data"
    ]


def test_it_is_not_written() -> None:
    with pytest.raises(CannotRewrite, match="hwp"):
        rewritten(hwp([hwp_text(PHONE)]), PHONE, "GW_PHONE_7Q2K9XMT")


def test_many_records_stop_at_the_limit() -> None:
    walk = Walk()
    walk.run(record(66, 0, b"") * 300_000)
    assert "records" in walk.why


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300))
def test_property_arbitrary_records_never_raise(stream: bytes) -> None:
    Walk().run(stream)
    open_text(hwp([stream], 0))
