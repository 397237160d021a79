"""Packets -> exchanges: names and their evidence, volumes, blind spots, direction, memory."""

from __future__ import annotations

import struct
from ipaddress import ip_address
from pathlib import Path

import pytest

from gwanmun.capture.lookup import looked_up
from gwanmun.capture.pcap import items
from gwanmun.capture.read import read
from gwanmun.transfer import Exchange, Unreadable, Volume
from gwanmun.wire.dhcp import device_name
from tests.capture.packet_maker import (
    ACK,
    AT,
    CLIENT,
    CLIENT_MAC,
    OK,
    RESOLVER,
    RST,
    SERVER,
    SYN,
    block,
    client_hello,
    connection,
    datagrams,
    dns_query,
    ethernet,
    ipv4,
    packet,
    pcap,
    pcapng,
    post,
    resolved,
    server_hello,
    session,
    tcp,
    udp,
    wireless,
)  # fmt: skip
from tests.wire.test_quic import HELLO, crypto, initial
from tests.wire.test_tls_hello import certificate, flight

MAC = CLIENT_MAC.hex(":")


def every(data: bytes) -> list[Exchange | Unreadable]:
    return list(items([data], "0" * 64))


def exchanges(data: bytes) -> list[Exchange]:
    return [item for item in every(data) if isinstance(item, Exchange)]


def losses(data: bytes) -> list[Unreadable]:
    return [item for item in every(data) if isinstance(item, Unreadable)]


def only(data: bytes) -> Exchange:
    found = [each for each in exchanges(data) if each.endpoint.scheme != "dns"]
    assert len(found) == 1
    return found[0]


def test_a_page_in_clear_text_is_read_whole() -> None:
    found = only(pcap(connection(80, [(True, post()), (False, OK)])))
    assert (found.seen, found.endpoint.host, found.endpoint.scheme) == ("full", "shop.example.com", "http")
    assert found.request
    assert found.request.body == b"q=hello"
    assert (found.origin.address, found.origin.device) == (CLIENT, MAC)
    assert found.volume
    assert (found.volume.up, found.volume.down) == (len(post()), len(OK))


@pytest.mark.parametrize("size", [1, 60, 1460])
def test_tls_is_named_by_its_hello(size: int) -> None:
    hello, answer = client_hello(), server_hello()
    found = only(pcap(connection(443, [(True, hello), (False, answer)], size=size)))
    assert (found.seen, found.endpoint.host, found.endpoint.named_by) == ("name", "chat.example.com", "sni")
    assert (found.endpoint.scheme, found.endpoint.sni, found.opaque) == (
        "https",
        "chat.example.com",
        "encrypted (TLS 1.2)",
    )
    assert found.volume
    assert (found.volume.up, found.volume.down) == (len(hello), len(answer))


def test_weak_tls_is_told() -> None:
    found = only(pcap(connection(8883, [(True, client_hello()), (False, server_hello(0x0301, 0x0005))])))
    assert found.opaque == "weakly encrypted (TLS 1.0, deprecated, RC4)"


def test_the_certificate_names_when_the_hello_does_not() -> None:
    answer = server_hello() + flight(certificate("cloud.example.com"))
    found = only(pcap(connection(443, [(True, client_hello(None)), (False, answer)])))
    assert (found.endpoint.host, found.endpoint.named_by) == ("cloud.example.com", "certificate")


def test_a_certificate_for_somebody_else_is_told() -> None:
    answer = server_hello() + flight(certificate("other.example.net"))
    found = only(pcap(connection(443, [(True, client_hello()), (False, answer)])))
    assert found.endpoint.host == "chat.example.com"
    assert found.opaque.endswith("the certificate is for other.example.net")


def test_dns_names_a_peer_for_the_client_that_asked() -> None:
    talk = list(datagrams(32100, [(True, b"\xf1\0\0\0")]))
    found = only(pcap([resolved("p2p.example.com", SERVER), *talk]))
    assert (found.endpoint.host, found.endpoint.named_by) == ("p2p.example.com", "dns")
    other = ethernet(ipv4("192.168.0.99", SERVER, 17, udp(4, 32100, b"x")), source=bytes.fromhex("020000000099"))
    assert only(pcap([resolved("p2p.example.com", SERVER), (AT, other)])).endpoint.host is None


def test_dns_answers_grow_old() -> None:
    talk = list(datagrams(32100, [(True, b"\xf1\0\0\0")]))
    assert only(pcap([resolved("p2p.example.com", SERVER, AT - 5000), *talk])).endpoint.host is None
    assert only(pcap([resolved("p2p.example.com", SERVER, AT - 5000, 2000), *talk])).endpoint.host == "p2p.example.com"


def test_two_names_of_one_address_are_both_told() -> None:
    answered = [resolved("one.example.com", SERVER, AT - 2), resolved("two.example.com", SERVER, AT - 1)]
    found = only(pcap([*answered, *datagrams(32100, [(True, b"\xf1")])]))
    assert found.endpoint.host == "two.example.com"
    assert found.opaque == "unknown protocol over UDP; DNS gave the same address for one.example.com"


def test_a_peer_without_a_name_is_an_exchange_too() -> None:
    found = only(pcap(datagrams(32100, [(True, b"\xf1" * 30), (False, b"\xf1" * 4), (True, b"\xf1" * 10)])))
    assert (found.endpoint.host, found.endpoint.named_by, found.endpoint.ip) == (None, "", SERVER)
    assert found.volume == Volume(40, 4, 3, 0.2)
    assert found.provenance.entry == "1"


def test_quic_is_named_by_its_initial() -> None:
    found = only(pcap(datagrams(443, [(True, initial(crypto(0, HELLO))), (False, b"\x40" + bytes(50))])))
    assert (found.endpoint.host, found.endpoint.named_by) == ("quic.example.com", "quic-sni")
    assert (found.endpoint.scheme, found.opaque) == ("quic", "encrypted (QUIC version 1)")


def test_attempts_without_an_answer_are_told_once() -> None:
    tries = [(AT + n, packet(True, tcp(50000 + n, 443, 5, SYN))) for n in range(50)]
    tries += [(AT + n + 0.5, packet(False, tcp(443, 50000 + n, 0, RST | ACK))) for n in range(50)]
    found = only(pcap(sorted(tries)))
    assert found.opaque == "no data crossed, tried 50 times"
    assert found.volume
    assert (found.volume.up, found.volume.down, found.volume.packets) == (0, 0, 100)


def test_questions_to_one_resolver_are_one_exchange() -> None:
    found = exchanges(pcap([resolved(f"{n}.example.com", SERVER, AT + n) for n in range(20)]))
    resolvers = [each for each in found if each.endpoint.ip == RESOLVER]
    assert [(each.endpoint.scheme, each.endpoint.port, each.endpoint.host) for each in resolvers] == [("dns", 53, None)]
    assert (resolvers[0].origin.address, resolvers[0].volume and resolvers[0].volume.packets) == (CLIENT, 20)


def test_a_name_that_was_never_contacted_is_told_once_with_a_count() -> None:
    query = packet(True, udp(40053, 53, dns_query("only.example.com")), 17, RESOLVER)
    asked = [resolved("used.example.com", SERVER), (AT, query), resolved("only.example.com", "203.0.113.9", AT + 1)]
    again = [resolved("only.example.com", "203.0.113.9", AT + 2), resolved("only.example.com", SERVER, AT + 3)]
    page = [(at + 5, frame) for at, frame in connection(80, [(True, post(host="used.example.com")), (False, OK)])]
    found = [each for each in exchanges(pcap([*asked, *again, *page])) if each.endpoint.named_by == "dns"]
    assert [(each.endpoint.host, each.endpoint.ip, each.opaque) for each in found] == [
        ("only.example.com", "203.0.113.9", looked_up(3))
    ]
    assert (found[0].seen, found[0].at, found[0].provenance.entry) == ("name", AT, "2.question-2")


def test_a_name_that_may_have_been_meant_is_not_called_unused() -> None:
    asked = [resolved("a.example.com", SERVER), resolved("b.example.com", SERVER)]
    found = exchanges(pcap([*asked, *datagrams(32100, [(True, b"\xf1")])]))
    assert [each.endpoint.host for each in found if each.endpoint.host] == ["b.example.com"]


def test_dns_over_https_and_tls_are_blind_spots() -> None:
    hello = client_hello("dns.google")
    assert losses(pcap(connection(443, [(True, hello)]) + connection(443, [(True, hello)], client_port=50001))) == [
        Unreadable("names", "DNS over HTTPS to dns.google: the names that were asked for are not seen (2 connections)")
    ]
    assert "DNS over TLS" in losses(pcap(connection(853, [(True, client_hello())])))[0].why


def test_the_client_is_told_from_the_middle_of_a_connection() -> None:
    answer = packet(False, tcp(443, 50000, 9, ACK, b"\x17\x03\x03\0\x04data"))
    assert only(pcap([(AT, answer)])).origin.address == CLIENT


def test_segments_out_of_order_and_again_are_read_once() -> None:
    frames = connection(80, [(True, post(b"x" * 3000)), (False, OK)])
    mixed = [*frames[:3], frames[4], frames[3], frames[3], *frames[5:]]
    found = only(pcap([(AT + n / 100, frame) for n, (_, frame) in enumerate(mixed)]))
    assert found.request
    assert found.request.body == b"x" * 3000


def test_every_form_of_file_gives_the_same() -> None:
    frames = session()
    plain = exchanges(pcap(frames))
    assert len(plain) == 5
    assert exchanges(pcap(frames, order=">")) == plain
    assert [(each.id, each.volume) for each in exchanges(pcapng(frames))] == [(each.id, each.volume) for each in plain]
    raw = exchanges(pcap([(at, frame[14:]) for at, frame in frames], 101))
    assert [each.endpoint for each in raw] == [each.endpoint for each in plain]
    air = exchanges(pcap([(at, wireless(frame)) for at, frame in frames], 105))
    assert [(each.endpoint, each.volume) for each in air] == [(each.endpoint, each.volume) for each in plain]


def test_what_has_no_recipient_is_said_when_there_is_nothing_else() -> None:
    many = ethernet(
        ipv4(CLIENT, "239.255.255.250", 17, udp(9, 1900, b"M-SEARCH")), target=bytes.fromhex("01005e7ffffa")
    )
    assert every(pcap([(AT, many)])) == [
        Unreadable("packets", "local network only (multicast, broadcast, DHCP) (1 packets)")
    ]


def test_protected_frames_are_counted() -> None:
    frames = [(at, wireless(frame, 0x41)) for at, frame in session()]
    assert losses(pcap(frames, 105))[0].why.endswith(f"there is no key ({len(frames)} packets)")


def test_a_snapshot_is_told_and_still_counted() -> None:
    frames = connection(443, [(True, client_hello()), (False, server_hello())])
    found = every(pcap(frames, snaplen=64))
    assert isinstance(found[0], Exchange)
    assert found[0].volume
    assert found[0].volume.up == len(client_hello())
    assert found[1] == Unreadable("packets", "captured without their end (2 packets)")


def test_a_cut_file_gives_what_stands_before() -> None:
    data = pcap(connection(80, [(True, post()), (False, OK)]))
    found = every(data[:-5])
    assert isinstance(found[0], Exchange)
    assert isinstance(found[-1], Unreadable)
    assert found[-1].part == "file"


def test_a_device_is_called_as_it_calls_itself() -> None:
    head = b"\x01\x01\x06\0" + bytes(24) + CLIENT_MAC + bytes(10 + 64 + 128) + b"\x63\x82\x53\x63"
    request = head + b"\x35\x01\x03\0\x0c\x0bliving room\xff"
    assert device_name(request) == (CLIENT_MAC, "living-room")
    told = ethernet(ipv4("0.0.0.0", "255.255.255.255", 17, udp(68, 67, request)), target=b"\xff" * 6)
    found = only(pcap([(AT - 1, told), *datagrams(32100, [(True, b"\xf1")])]))
    assert found.origin.device == f"living-room ({MAC})"


def test_behind_a_router_no_device_is_told() -> None:
    frames = [
        (AT + n, ethernet(ipv4(f"10.0.0.{n + 1}", SERVER, 17, udp(5000, 32100, b"x")), source=CLIENT_MAC))
        for n in range(20)
    ]
    assert exchanges(pcap(frames))[-1].origin.device is None


def test_dns_over_tcp_names_too() -> None:
    message = resolved("tcp.example.com", SERVER)[1][42:]
    asked = connection(53, [(True, b"\0\x04abcd"), (False, struct.pack("!H", len(message)) + message)], RESOLVER)
    later = [(at + 5, frame) for at, frame in datagrams(32100, [(True, b"\xf1")])]
    assert only(pcap([*asked, *later])).endpoint.host == "tcp.example.com"


def test_names_that_the_file_lists_are_the_last_resort() -> None:
    listed = block(4, struct.pack("<HH", 1, 20) + ip_address(SERVER).packed + b"cam.example.com\0" + bytes(4))
    whole = pcapng(datagrams(32100, [(True, b"\xf1")]))
    found = only(whole[:48] + listed + whole[48:])
    assert (found.endpoint.host, found.endpoint.named_by) == ("cam.example.com", "log")


@pytest.mark.parametrize("form", ["pcap", "pcapng"])
def test_the_format_is_recognised(tmp_path: Path, form: str) -> None:
    path = tmp_path / "capture"
    path.write_bytes(pcap(session()) if form == "pcap" else pcapng(session()))
    assert read(path).format == form
    assert len(list(read(path).exchanges)) == 5
