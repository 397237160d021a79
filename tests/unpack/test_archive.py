"""ZIP archives: members read as what they are, names too, within bounds; and written back."""

from __future__ import annotations

import base64
import io
import json
import random
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwanmun.unpack.message import open_text
from gwanmun.unpack.parts import CannotRewrite
from tests.unpack.office import NAME, PHONE, docx, members, paragraph, zipped
from tests.unpack.reading import rewritten, texts, whys

TOKEN = "GW_PHONE_7Q2K9XMT"
CSV = f"성명,연락처\n{NAME},{PHONE}\n"


def test_members_are_read_as_what_they_are() -> None:
    data = zipped({f"명단_{NAME}.csv": CSV, "a/b.json": json.dumps({"phone": PHONE}), "c.docx": docx(paragraph(PHONE))})
    found = texts(data)
    assert found["zip:[0]|key:"] == f"명단_{NAME}.csv"
    assert found['zip:[0]|csv:[1]["연락처"]'] == PHONE
    assert found["zip:[1]|json:$.phone"] == PHONE
    assert found["zip:[2]|docx:word/document.xml:#0"] == PHONE


def test_names_never_show_in_paths() -> None:
    assert not any(NAME in path for path in texts(zipped({f"{NAME}.txt": "가"})))


def test_old_korean_names_are_read() -> None:
    name = "명단.txt".encode("cp949")
    data = zipped({"x" * len(name): "가"}).replace(b"x" * len(name), name)
    assert texts(data)["zip:[0]|key:"] == "명단.txt"


@pytest.mark.parametrize("wrap", ["multipart", "base64", "data", "gzip-name"])
def test_a_file_is_opened_wherever_it_stands_and_whatever_it_is_called(wrap: str) -> None:
    data = zipped({"a.txt": PHONE})
    encoded = base64.b64encode(data).decode()
    head = b'--b\r\nContent-Disposition: form-data; name="f"\r\nContent-Type: text/plain\r\n\r\n'
    bodies = {
        "multipart": (head + data + b"\r\n--b--\r\n", "multipart/form-data; boundary=b"),
        "base64": (json.dumps({"file": encoded}).encode(), "application/json"),
        "data": (json.dumps({"file": f"data:image/png;base64,{encoded}"}).encode(), "application/json"),
        "gzip-name": (data, "application/json"),
    }
    body, declared = bodies[wrap]
    assert PHONE in texts(body, declared).values()
    assert TOKEN in texts(rewritten(body, PHONE, TOKEN, declared), declared).values()


def test_only_what_changes_is_written() -> None:
    data = zipped({"a.txt": "가" * 99, "b.csv": CSV, "c.bin": random.Random(1).randbytes(999)})
    new = rewritten(data, PHONE, TOKEN)
    assert members(new) == members(data) | {"b.csv": CSV.replace(PHONE, TOKEN).encode()}
    assert data[: data.index(b"b.csv") - 30] == new[: data.index(b"b.csv") - 30]


def test_members_with_a_data_descriptor_are_written() -> None:
    out = io.BytesIO()
    out.seekable = lambda: False  # type: ignore[method-assign]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", PHONE)
        archive.writestr("b.txt", "나")
    assert members(rewritten(out.getvalue(), PHONE, TOKEN)) == {"a.txt": TOKEN.encode(), "b.txt": "나".encode()}


def test_names_are_not_written() -> None:
    with pytest.raises(CannotRewrite, match="names"):
        rewritten(zipped({f"{NAME}.txt": "가"}), NAME, TOKEN)


def test_archives_that_are_not_in_order_are_not_written() -> None:
    for data in (b"MZ" * 9 + zipped({"a.txt": PHONE}), zipped({"a.txt": PHONE})[:-30]):
        if data.startswith(b"PK"):
            assert PHONE in texts(data).values()
            with pytest.raises(CannotRewrite):
                rewritten(data, PHONE, TOKEN)


def encrypted(data: bytes) -> bytes:
    """The flag alone: what matters is that nothing is tried."""
    local, central = data.index(b"PK\x03\x04") + 6, data.index(b"PK\x01\x02") + 8
    out = bytearray(data)
    out[local] |= 1
    out[central] |= 1
    return bytes(out)


def test_encrypted_members_are_named_by_their_extension_only() -> None:
    data = encrypted(zipped({f"명단_{NAME}.xlsx": "가나다"}))
    assert whys(data) == ["zip: a member (.xlsx, 9 bytes) is encrypted (at zip:[0])"]


def test_unknown_methods_are_said() -> None:
    assert "method 14" in whys(zipped({"a.txt": PHONE}, zipfile.ZIP_LZMA))[0]


def test_a_lost_directory_does_not_hide_members() -> None:
    data = zipped({"a.txt": f"첫째 {PHONE}", "b.txt": "둘째"})
    cut = data[: data.index(b"PK\x01\x02")]
    assert [text for path, text in texts(cut).items() if "key" not in path] == [f"첫째 {PHONE}", "둘째"]
    assert "directory is missing" in whys(cut)[0]


def test_a_directory_that_counts_too_few_does_not_hide_members() -> None:
    data = bytearray(zipped({"a.txt": "가", "b.txt": PHONE}))
    at = data.rindex(b"PK\x05\x06")
    data[at + 10] = 1
    assert PHONE in texts(bytes(data)).values()


def test_bombs_stop_at_the_limit() -> None:
    bomb = zipped({f"{n}.txt": b"\0" * (1 << 22) for n in range(40)})
    start = time.process_time()
    opened = open_text(bomb)
    assert time.process_time() - start < 4
    assert sum(len(leaf.text) for leaf in opened.leaves) < 34 << 20
    assert any("unpack to more than" in each.why for each in opened.unreadable)


def test_archives_in_archives_stop_at_the_limit() -> None:
    data = b"x"
    for _ in range(40):
        data = zipped({"a.zip": data})
    assert any("layers" in why for why in whys(data))


def test_too_many_members_are_said() -> None:
    data = zipped({f"{n}": "" for n in range(2500)})
    assert whys(data) == ["zip: of 2500 members 2000 are read"]


def test_a_quine_of_overlapping_members_is_bounded() -> None:
    """Every entry of the directory points to the same megabyte of content."""
    one = zipped({"a": b"\0" * (1 << 20)})
    entry = one[one.index(b"PK\x01\x02") : one.rindex(b"PK\x05\x06")]
    head = one[: one.index(b"PK\x01\x02")]
    end = bytearray(one[one.rindex(b"PK\x05\x06") :])
    end[8:20] = (
        (2000).to_bytes(2, "little") * 2 + (2000 * len(entry)).to_bytes(4, "little") + len(head).to_bytes(4, "little")
    )
    opened = open_text(head + entry * 2000 + bytes(end))
    assert sum(len(leaf.text) for leaf in opened.leaves) <= 33 << 20


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text("abc/.", min_size=1, max_size=8), st.binary(max_size=60), max_size=5), st.randoms())
def test_property_arbitrary_damage_never_raises(content: dict[str, bytes], rng: random.Random) -> None:
    data = bytearray(zipped(content))
    for _ in range(rng.randrange(6)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    open_text(bytes(data))
