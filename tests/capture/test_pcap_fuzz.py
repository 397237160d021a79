"""Damaged captures: never an exception, and what is whole before the damage is still read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gwanmun.capture.pcap import items
from gwanmun.transfer import Exchange, Unreadable
from tests.capture.packet_maker import everything

CAPTURES = tuple(everything())
LIES = (b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f", b"\x01\0\0\0", b"\0\0\0\x01", b"\xff", b"\0")

edits = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 40), st.sampled_from(LIES) | st.binary(max_size=80)),
    min_size=1,
    max_size=12,
)


def damaged(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """Each change puts bytes in the place of some others."""
    for where, gone, fresh in changes:
        at = int(where * len(data))
        data = data[:at] + fresh + data[at + gone :]
    return data


def read(data: bytes, step: int = 1 << 20) -> list[Exchange | Unreadable]:
    return list(items((data[at : at + step] for at in range(0, len(data), step)), "0" * 64))


@given(st.sampled_from(CAPTURES), edits)
def test_damage_is_never_an_exception(data: bytes, changes: list[tuple[float, int, bytes]]) -> None:
    for item in read(damaged(data, changes)):
        assert isinstance(item, Exchange | Unreadable)
        if isinstance(item, Exchange) and item.volume:
            assert min(item.volume.up, item.volume.down, item.volume.packets) >= 0


@given(st.sampled_from(CAPTURES), st.floats(0, 1), st.integers(1, 5000))
def test_a_cut_is_told_and_the_rest_is_read(data: bytes, where: float, step: int) -> None:
    cut = data[: int(where * len(data))]
    assert read(cut, step) == read(cut)
    whole = [item for item in read(data) if isinstance(item, Exchange)]
    left = [item for item in read(cut) if isinstance(item, Exchange)]
    assert len(left) <= len(whole)
    if len(cut) == len(data):
        assert left == whole


@given(st.binary(max_size=400), st.sampled_from([data[:24] for data in CAPTURES]))
def test_noise_behind_a_true_header(noise: bytes, header: bytes) -> None:
    read(header + noise)
