"""Captures made by the tests: frames of every layer put together by hand, all parties invented."""

from __future__ import annotations

import ssl
import struct
from collections.abc import Iterable, Iterator
from ipaddress import ip_address

CLIENT, SERVER, RESOLVER = "192.168.0.10", "203.0.113.7", "192.168.0.1"
CLIENT_MAC, ROUTER_MAC = bytes.fromhex("020000000010"), bytes.fromhex("020000000001")
FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
AT = 1_763_790_000.25

Frames = Iterable[tuple[float, bytes]]


def pcap(frames: Frames, link: int = 1, order: str = "<", magic: int = 0xA1B2C3D4, snaplen: int = 65535) -> bytes:
    unit = 10**9 if magic == 0xA1B23C4D else 10**6
    data = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, snaplen, link)
    for at, frame in frames:
        kept = frame[:snaplen]
        data += struct.pack(order + "IIII", int(at), round(at % 1 * unit), len(kept), len(frame)) + kept
    return data


def block(kind: int, body: bytes, order: str = "<") -> bytes:
    body += bytes(-len(body) % 4)
    return struct.pack(order + "II", kind, len(body) + 12) + body + struct.pack(order + "I", len(body) + 12)


def section(order: str = "<") -> bytes:
    return block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1), order)


def interface(link: int = 1, order: str = "<", options: bytes = b"") -> bytes:
    return block(1, struct.pack(order + "HHI", link, 0, 0) + options, order)


def option(code: int, value: bytes, order: str = "<") -> bytes:
    return struct.pack(order + "HH", code, len(value)) + value + bytes(-len(value) % 4)


def enhanced(at: float, frame: bytes, which: int = 0, order: str = "<", unit: int = 10**6) -> bytes:
    ticks = round(at * unit)
    head = struct.pack(order + "IIIII", which, ticks >> 32, ticks & 0xFFFFFFFF, len(frame), len(frame))
    return block(6, head + frame, order)


def pcapng(frames: Frames, link: int = 1, order: str = "<") -> bytes:
    packets = b"".join(enhanced(at, frame, 0, order) for at, frame in frames)
    return section(order) + interface(link, order) + packets


def ethernet(payload: bytes, kind: int = 0x0800, source: bytes = CLIENT_MAC, target: bytes = ROUTER_MAC) -> bytes:
    return target + source + struct.pack("!H", kind) + payload


def ipv4(source: str, target: str, protocol: int, payload: bytes, place: int = 0, name: int = 1) -> bytes:
    ends = ip_address(source).packed + ip_address(target).packed
    return struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), name, place, 64, protocol, 0) + ends + payload


def ipv6(source: str, target: str, protocol: int, payload: bytes) -> bytes:
    ends = ip_address(source).packed + ip_address(target).packed
    return struct.pack("!IHBB", 6 << 28, len(payload), protocol, 64) + ends + payload


def tcp(source: int, target: int, sequence: int, flags: int, payload: bytes = b"") -> bytes:
    return struct.pack("!HHIIBBHHH", source, target, sequence % 2**32, 0, 0x50, flags, 65535, 0, 0) + payload


def udp(source: int, target: int, payload: bytes) -> bytes:
    return struct.pack("!HHHH", source, target, 8 + len(payload), 0) + payload


def packet(up: bool, inner: bytes, protocol: int = 6, server: str = SERVER) -> bytes:
    """An IPv4 packet of the client to the server or back, on Ethernet."""
    if up:
        return ethernet(ipv4(CLIENT, server, protocol, inner))
    return ethernet(ipv4(server, CLIENT, protocol, inner), source=ROUTER_MAC, target=CLIENT_MAC)


def datagrams(port: int, messages: Iterable[tuple[bool, bytes]], server: str = SERVER) -> Iterator[tuple[float, bytes]]:
    for number, (up, data) in enumerate(messages):
        ports = (40000, port) if up else (port, 40000)
        yield AT + number / 10, packet(up, udp(*ports, data), 17, server)


def connection(
    port: int, messages: Iterable[tuple[bool, bytes]], server: str = SERVER, client_port: int = 50000, size: int = 1000
) -> list[tuple[float, bytes]]:
    """A TCP connection with handshake and end; messages are cut into segments of `size`."""
    frames: list[tuple[float, bytes]] = []
    sequence = {True: 1000, False: 2**32 - 100}

    def send(up: bool, flags: int, payload: bytes = b"") -> None:
        ports = (client_port, port) if up else (port, client_port)
        frames.append((AT + len(frames) / 100, packet(up, tcp(*ports, sequence[up], flags, payload), server=server)))
        sequence[up] = (sequence[up] + len(payload) + (1 if flags & (SYN | FIN) else 0)) % 2**32

    send(True, SYN)
    send(False, SYN | ACK)
    for up, message in messages:
        for at in range(0, len(message), size):
            send(up, ACK | PSH, message[at : at + size])
    send(True, FIN | ACK)
    send(False, FIN | ACK)
    return frames


def name(text: str) -> bytes:
    return b"".join(bytes([len(label)]) + label.encode() for label in text.split(".")) + b"\0"


def dns_answer(asked: str, records: Iterable[tuple[str, int, bytes]], ttl: int = 60, ident: int = 7) -> bytes:
    """A response to a question for A; records are (owner, type, data)."""
    rows = [name(owner) + struct.pack("!HHIH", kind, 1, ttl, len(data)) + data for owner, kind, data in records]
    head = struct.pack("!HHHHHH", ident, 0x8180, 1, len(rows), 0, 0)
    return head + name(asked) + struct.pack("!HH", 1, 1) + b"".join(rows)


def dns_query(asked: str, ident: int = 7) -> bytes:
    return struct.pack("!HHHHHH", ident, 0x0100, 1, 0, 0, 0) + name(asked) + struct.pack("!HH", 1, 1)


def resolved(asked: str, address: str, at: float = AT - 1, ttl: int = 60) -> tuple[float, bytes]:
    message = dns_answer(asked, [(asked, 1, ip_address(address).packed)], ttl)
    return at, packet(False, udp(53, 40053, message), 17, RESOLVER)


def client_hello(host: str | None = "chat.example.com") -> bytes:
    """What OpenSSL sends first."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.set_alpn_protocols(["h2", "http/1.1"])
    tls = context.wrap_bio(incoming, outgoing, server_hostname=host)
    try:
        tls.do_handshake()
    except ssl.SSLWantReadError:
        return outgoing.read()
    raise AssertionError("a handshake cannot end without an answer")


def server_hello(version: int = 0x0303, suite: int = 0xC02F) -> bytes:
    body = struct.pack("!H", version) + bytes(32) + b"\0" + struct.pack("!H", suite) + b"\0"
    message = b"\x02" + len(body).to_bytes(3, "big") + body
    return b"\x16" + struct.pack("!HH", version, len(message)) + message


def post(body: bytes = b"q=hello", host: str = "shop.example.com") -> bytes:
    head = f"POST /search HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def session() -> list[tuple[float, bytes]]:
    """DNS, a page in clear text, TLS, an unknown datagram, an attempt without an answer."""
    attempt = [(AT + 9, packet(True, tcp(50009, 443, 5, SYN))), (AT + 9.1, packet(False, tcp(443, 50009, 0, RST)))]
    return [
        resolved("shop.example.com", SERVER),
        *connection(80, [(True, post()), (False, OK)], client_port=50001),
        *connection(443, [(True, client_hello()), (False, server_hello())], client_port=50002),
        *datagrams(32100, [(True, b"\xf1\x00\x00\x00"), (False, b"\xf1\x01\x00\x10")]),
        *attempt,
    ]


def everything() -> Iterator[bytes]:
    """One capture of each form, for damage."""
    frames = session()
    yield pcap(frames)
    yield pcap(frames, order=">", magic=0xA1B23C4D)
    yield pcapng(frames)
    yield pcapng(frames, order=">")
    yield pcap([(at, frame[14:]) for at, frame in frames], link=101)
    yield pcap([(at, cooked(frame)) for at, frame in frames], link=113)
    yield pcap([(at, wireless(frame)) for at, frame in frames], link=105)
    yield pcap([(at, ethernet(ipv6("2001:db8::1", "2001:db8::2", 6, frame[34:]), 0x86DD)) for at, frame in frames])
    yield pcap([(at, ethernet(b"\0\x05" + frame[12:], 0x8100)) for at, frame in frames])
    yield section() + interface() + block(10, struct.pack("<II", 0x544C534B, 4) + b"# no") + pcapng(frames)


def cooked(frame: bytes) -> bytes:
    return b"\0\0\0\x01\0\x06" + frame[6:12] + b"\0\0" + frame[12:]


def wireless(frame: bytes, flags: int = 1) -> bytes:
    """A data frame to the access point: BSSID, sender, receiver."""
    addresses = bytes(6) + frame[6:12] + frame[:6]
    return bytes([0x08, flags]) + b"\0\0" + addresses + b"\0\0" + b"\xaa\xaa\x03\0\0\0" + frame[12:]
