from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gwanmun
from gwanmun.detect.code_blocks import CodeFinder, blocks
from gwanmun.detect.code_lines import line_sort
from gwanmun.detect.joined import Joined
from gwanmun.unpack.parts import Leaf

SAMPLES = dict(
    re.findall(
        r"^=== (.+)\n((?:(?!=== ).*\n)+?)(?=^=== |\Z)", Path(__file__).with_name("code_samples.txt").read_text(), re.M
    )
)
"""Name -> text; a name that begins with "not" is of something that only looks like code."""

CODE = {name: text.rstrip("\n") for name, text in SAMPLES.items() if not name.startswith("not ")}
NO_CODE = [text for name, text in SAMPLES.items() if name.startswith("not ")]


@pytest.mark.parametrize("language", CODE)
def test_code_is_found_whole_amid_talk(language: str) -> None:
    code = CODE[language]
    text = f"아래 코드를 검토해 주세요\n\n{code}\n\n어디가 느린가요?"
    (block,) = blocks(text)
    assert text.index(code) <= block.start <= text.index(code) + 24
    assert text.index(code) + len(code) - 24 <= block.end <= text.index(code) + len(code)


@pytest.mark.parametrize("text", NO_CODE)
def test_what_only_looks_like_code_is_none(text: str) -> None:
    assert list(blocks(text)) == []


def test_our_own_sources_are_code() -> None:
    paths = [
        path for path in sorted((Path(gwanmun.__file__).parent / "detect").glob("*.py")) if path.stat().st_size > 1500
    ]
    seen = [path.name for path in paths if any(blocks(path.read_text("utf-8")))]
    assert len(seen) >= 0.95 * len(paths)


def test_four_lines_are_not_enough() -> None:
    assert list(blocks("def f(a):\n    b = a\n    return b\n")) == []


@pytest.mark.parametrize(("role", "count"), [("user", 1), ("", 1), ("tool", 1), ("assistant", 0), ("system", 0)])
def test_only_what_the_sender_wrote_counts(role: str, count: int) -> None:
    leaf = Leaf("request.body", ("content",), CODE["c"], role=role)
    found = list(CodeFinder().find([leaf], Joined([leaf.text])))
    assert len(found) == count
    assert all(0.5 <= hit.confidence <= 0.7 for hit in found)


def test_two_blocks_are_two_hits() -> None:
    text = f"{CODE['c']}\n\n첫째 코드입니다.\n설명을 덧붙입니다.\n둘째는 이렇습니다.\n\n{CODE['rust']}"
    assert len(list(blocks(text))) == 2


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    for block in blocks(text):
        assert 0 <= block.start < block.end <= len(text)


@given(st.text(max_size=400))
def test_any_line_has_a_sort(line: str) -> None:
    assert line_sort(line) in {"strong", "code", "closing", "neutral", "other"}


@pytest.mark.parametrize(
    "piece", ["a", "(", "a.b(", "x = ", "\n", "if (", "a b ", "'", '"', "*&", "SELECT a,", "for x in y:\n"]
)
def test_a_megabyte_takes_bounded_time(piece: str) -> None:
    text = (piece * (1_000_000 // len(piece) + 1))[:1_000_000]
    lines = "\n".join(text[at : at + 400] for at in range(0, 1_000_000, 400))
    began = time.process_time()
    list(blocks(text))
    list(blocks(lines))
    assert time.process_time() - began < 8
