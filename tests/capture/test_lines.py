from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.capture import lines
from gwanmun.capture.lines import MAX_LINE, Apart
from gwanmun.capture.place import Place
from gwanmun.transfer import Endpoint, Exchange, Origin, Unreadable

SHA = "ef" * 32


def read(line: bytes, place: Place) -> Exchange | Apart | None:
    if line.startswith(b"x"):
        return Exchange(place.id, 1.0, Origin(), Endpoint("www.example.com", 443), place.provenance)
    return None if line.startswith(b"?") else Apart(line.decode())


@given(st.lists(st.sampled_from([b"a", b"\r", b"\n", b"\r\n", b"bc"])), st.integers(1, 4))
def test_lines_are_the_same_however_the_stream_is_cut(pieces: list[bytes], size: int) -> None:
    stream = b"".join(pieces)
    expected = [line.removesuffix(b"\r") for line in stream.removesuffix(b"\n").split(b"\n")] if stream else []
    assert list(lines.lines(stream[at : at + size] for at in range(0, len(stream), size))) == expected


def test_what_gave_no_exchange_is_counted_with_the_first_line_numbers() -> None:
    log = [b"x", b"?", b"", b"alert", *[b"?"] * 6, b"alert", b"x"]
    found = list(lines.items([b"\n".join(log)], SHA, read))
    assert [item.provenance.entry for item in found if isinstance(item, Exchange)] == ["1", "12"]
    assert [item for item in found if isinstance(item, Unreadable)] == [
        Unreadable("lines", "7 of 12 lines not understood, first 2, 5, 6, 7, 8, …"),
        Unreadable("lines", "2 of 12 lines hold no transfer: alert"),
    ]


def test_a_line_that_is_too_long_is_not_understood_and_takes_bounded_memory() -> None:
    chunks = [b"x" * (1 << 20)] * 8 + [b"\nx\n"]
    assert max(map(len, lines.lines(chunks))) == MAX_LINE + 1
    exchange, loss = lines.items(chunks, SHA, read)
    assert isinstance(exchange, Exchange)
    assert (exchange.provenance.entry, loss) == ("2", Unreadable("lines", "1 of 2 lines not understood, first 1"))


def test_invented_record_types_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "REASONS", 2)
    found = lines.items([b"\n".join(b"type %d" % number for number in range(9))], SHA, read)
    first = next(item.why for item in found if isinstance(item, Unreadable))
    assert first == "7 of 9 lines hold no transfer: other records"


def test_an_empty_log_says_nothing() -> None:
    assert list(lines.items([], SHA, read)) == []
