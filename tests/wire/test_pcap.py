"""Both capture file formats: every form, cut files, lengths that lie, chunks of any size."""

from __future__ import annotations

import struct

import pytest

from gwanmun.wire.pcap import PacketFile, recognises
from gwanmun.wire.window import Notes
from tests.capture.packet_maker import AT, block, enhanced, interface, option, pcap, pcapng, section

FRAMES = [(AT + number / 4, bytes([number]) * (20 + number)) for number in range(1, 6)]


def read(data: bytes, step: int = 1 << 20) -> tuple[list[tuple[float, int, bytes]], Notes]:
    file = PacketFile(data[at : at + step] for at in range(0, len(data), step))
    return [(at, link, data[begin:end]) for at, link, data, begin, end, _ in file.frames()], file.notes


def expected(link: int = 1) -> list[tuple[object, int, bytes]]:
    return [(pytest.approx(at), link, frame) for at, frame in FRAMES]


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("magic", [0xA1B2C3D4, 0xA1B23C4D])
@pytest.mark.parametrize("step", [1, 7, 1 << 20])
def test_pcap(order: str, magic: int, step: int) -> None:
    data = pcap(FRAMES, 101, order, magic)
    assert recognises(data)
    assert read(data, step)[0] == expected(101)


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("step", [1, 7, 1 << 20])
def test_pcapng(order: str, step: int) -> None:
    found, notes = read(pcapng(FRAMES, 113, order), step)
    assert found == expected(113)
    assert notes.all_losses() == []


def test_modified_pcap_has_longer_headers() -> None:
    data = struct.pack("<IHHiIII", 0xA1B2CD34, 2, 4, 0, 0, 100, 1)
    data += struct.pack("<IIII", 5, 0, 3, 3) + bytes(8) + b"abc"
    assert read(data)[0] == [(5.0, 1, b"abc")]


def test_sections_and_interfaces_have_their_own_clock_and_link() -> None:
    nano = interface(101, options=option(9, b"\x09") + option(0, b""))
    data = section() + interface(1) + nano + enhanced(AT, b"one", 0) + enhanced(AT, b"two", 1, unit=10**9)
    binary = interface(12, ">", option(9, b"\x8a", ">") + option(14, struct.pack(">q", 100), ">"))
    data += section(">") + binary + enhanced(AT - 100, b"three", 0, ">", 1 << 10)
    assert read(data)[0] == [(pytest.approx(AT), 1, b"one"), (pytest.approx(AT), 101, b"two"), (AT, 12, b"three")]


def test_other_blocks() -> None:
    simple = block(3, struct.pack("<I", 3) + b"abc")
    old = block(2, struct.pack("<HHIIII", 0, 0, 0, 5_000_000, 3, 3) + b"old")
    names = block(4, option(1, bytes([203, 0, 113, 7]) + b"cam.example.com\0") + option(0, b""))
    secrets = block(10, struct.pack("<II", 0x544C534B, 6) + b"# text")
    found, notes = read(section() + interface() + names + secrets + enhanced(AT, b"xyz") + simple + old)
    assert found == [(AT, 1, b"xyz"), (AT, 1, b"abc"), (5.0, 1, b"old")]
    assert notes.names == {bytes([203, 0, 113, 7]): "cam.example.com"}
    assert bytes(notes.secrets) == b"# text\n"


@pytest.mark.parametrize("make", [pcap, pcapng])
def test_a_file_cut_in_a_packet_is_read_up_to_there(make: object) -> None:
    assert callable(make)
    found, notes = read(make(FRAMES)[:-10])
    assert found == expected()[:-1]
    assert "the file ends in the middle of a packet" in notes.all_losses()[0]


def test_a_length_that_lies_loses_one_packet_of_pcap() -> None:
    data = bytearray(pcap(FRAMES))
    data[24 + 8 : 24 + 12] = b"\xff\xff\xff\x7f"
    found, notes = read(bytes(data))
    assert found == expected()[1:]
    assert notes.all_losses() == ["damaged in 1 places: 37 bytes were passed over to the next packet"]


def test_a_length_that_lies_loses_one_packet_of_pcapng() -> None:
    data = bytearray(pcapng(FRAMES))
    at = len(section()) + len(interface())
    data[at + 4 : at + 8] = b"\x03\0\0\0"
    found, notes = read(bytes(data))
    assert found == expected()[1:]
    assert "damaged in 1 places" in notes.all_losses()[0]


def test_a_snapshot_length_that_is_wrong_is_not_believed() -> None:
    data = bytearray(pcap(FRAMES))
    data[16:20] = b"\x01\0\0\0"
    assert read(bytes(data))[0] == expected()


def test_packets_of_an_interface_that_is_not_there_are_passed_over() -> None:
    found, notes = read(section() + interface() + enhanced(AT, b"lost", 9) + enhanced(AT, b"good"))
    assert found == [(AT, 1, b"good")]
    assert notes.all_losses()
