from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from gwanmun.discover.lines import LONGEST, Blocks, section


@given(st.lists(st.binary(max_size=40).map(lambda line: line.replace(b"\n", b"")), max_size=30), st.integers(1, 64))
def test_blocks_lose_nothing(lines: list[bytes], size: int) -> None:
    text = b"\n".join(lines)
    blocks = list(Blocks(text[at : at + size] for at in range(0, len(text), size)))
    assert all(block.endswith(b"\n") for block in blocks)
    assert b"".join(blocks).removesuffix(b"\n") == text.removesuffix(b"\n")


@given(
    text=st.lists(st.sampled_from([b"\n", b"a", b"bb", b"ccc\n"]), max_size=60),
    step=st.integers(1, 20),
    size=st.integers(1, 9),
)
def test_sections_share_a_file_out(text: list[bytes], step: int, size: int) -> None:
    whole = b"".join(text)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "log"
        file.write_bytes(whole)
        parts = [b"".join(section(file, at, min(at + step, len(whole)), size)) for at in range(0, len(whole), step)]
    assert b"".join(parts) == whole


def test_a_line_too_long_is_dropped_and_counted() -> None:
    text = b"a\n" + b"x" * (LONGEST + 1) + b"\nb\n" + b"y" * LONGEST + b"\nc"
    for size in (1000, 1 << 18, LONGEST):
        blocks = Blocks(text[at : at + size] for at in range(0, len(text), size))
        assert b"".join(blocks).split(b"\n") == [b"a", b"b", b"y" * LONGEST, b"c", b""]
        assert blocks.too_long == 1
