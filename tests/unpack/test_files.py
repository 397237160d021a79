"""Any file of any kind, whole, damaged or made up: a value says so, nothing raises, nothing hangs."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwanmun.unpack.message import open_text
from tests.unpack.office import (
    NAME,
    PHONE,
    control,
    docx,
    hwp,
    hwp_table,
    hwp_text,
    hwpx,
    hwpx_table,
    inline,
    odt,
    paragraph,
    pdf,
    pptx,
    table,
    xlsx,
    zipped,
)
from tests.unpack.reading import texts

PEOPLE = [["성명", "연락처"], [NAME, PHONE]]
FILES = {
    "docx": docx(paragraph(PHONE) + table(PEOPLE)),
    "xlsx": xlsx(f'<row r="1">{inline("A1", "연락처")}</row><row r="2">{inline("A2", PHONE)}</row>', [NAME]),
    "pptx": pptx(PHONE, NAME),
    "hwpx": hwpx(hwpx_table(PEOPLE), PHONE),
    "odt": odt(f"<text:p>{PHONE}</text:p>"),
    "hwp": hwp([hwp_text(PHONE, 0, control(2)) + hwp_table(PEOPLE)]),
    "hwp, plain": hwp([hwp_text(PHONE, 0, control(2)) + hwp_table(PEOPLE)], 0),
    "pdf": pdf([PHONE, ""]),
    "zip": zipped({"a.csv": f"성명,연락처\n{NAME},{PHONE}\n"}),
}
MAGIC = [
    b"PK\x03\x04",
    b"%PDF-1.7\n",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"PK\x05\x06",
    b"\x89PNG\r\n\x1a\n",
    b"\x82\xa1a",
]


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("declared", [None, "image/png", "text/plain", "application/json", "text/csv"])
def test_a_declared_type_that_lies_hides_nothing(kind: str, declared: str | None) -> None:
    assert PHONE in texts(FILES[kind], declared).values()


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(MAGIC), st.binary(max_size=400))
def test_property_arbitrary_bytes_after_each_magic_never_raise(magic: bytes, rest: bytes) -> None:
    open_text(magic + rest)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(list(FILES.values())), st.randoms(use_true_random=False), st.integers(1, 30))
def test_property_damaged_files_never_raise(data: bytes, rng: random.Random, count: int) -> None:
    out = bytearray(data)
    for _ in range(count):
        at = rng.randrange(len(out))
        change = rng.randrange(4)
        if change == 0:
            out[at] = rng.randrange(256)
        elif change == 1:
            del out[at : at + rng.randrange(1, 40)]
        elif change == 2:
            out[at:at] = rng.randbytes(rng.randrange(1, 20))
        else:
            out[at : at + 4] = rng.choice([b"\xff" * 4, bytes(4), b"\xff\xff\xff\x7f"])
        out = out or bytearray(b"\0")
    open_text(bytes(out))


def hostile() -> dict[str, bytes]:
    """About a megabyte of what is worst for each reader."""
    noise = random.Random(5).randbytes(1 << 20)

    def word(content: str) -> bytes:
        return zipped({"[Content_Types].xml": "", "word/a.xml": content}, 0)

    return {
        "empty elements": word("<w:p><w:t>a" + "<w:t/>" * 180_000),
        "deep elements": word("<w:p><w:t>" * 100_000),
        "tables in tables": zipped(
            {"[Content_Types].xml": "", "word/a.xml": "<tbl><tr><tc><p><t>a</t></p>" * 40_000}, 0
        ),
        "cells": zipped({"[Content_Types].xml": "", "xl/worksheets/s.xml": "<a>" + "<c><v>1</v></c>" * 70_000}, 0),
        "strings": zipped({"[Content_Types].xml": "", "xl/sharedStrings.xml": "<a>" + "<si><t>a</t></si>" * 60_000}, 0),
        "many members": zipped({f"{n}": "" for n in range(9000)}, 0),
        "quotes": b'name,phone\n"' + b'""' * 500_000,
        "commas": b"name,phone\n" + b"," * 1_000_000,
        "pdf noise": b"%PDF-1.7\n" + noise,
        "pdf brackets": b"%PDF-1.7\n1 0 obj\n" + b"[" * 1_000_000,
        "pdf objects": b"%PDF-1.7\n" + b"1 0 obj<<>>endobj " * 55_000,
        "ole noise": FILES["hwp"][:512] + noise,
        "records": hwp([b"\x43\x00\x10\x00a" * 200_000], 0),
        "msgpack": b"\x91" * 1_000_000,
        "protobuf": b"\x0a\x7f" * 500_000,
    }


@pytest.mark.parametrize("kind", hostile())
def test_hostile_files_are_bounded(kind: str) -> None:
    data = hostile()[kind]
    start = time.process_time()
    open_text(data)
    assert time.process_time() - start < 6
