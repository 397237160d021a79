"""What a connection speaks, told from its first bytes and its port: a scheme, and why its inside is not read."""

from __future__ import annotations

from typing import NamedTuple

from gwanmun.wire.ip import TCP, UDP
from gwanmun.wire.tls import ClientHello


class Speech(NamedTuple):
    """`scheme` as in URIs where there is one (IANA), `why` the inside is not read."""

    scheme: str
    why: str


_SCHEMES = {
    (TCP, 21): "ftp", (TCP, 22): "ssh", (TCP, 23): "telnet", (TCP, 25): "smtp", (TCP, 53): "dns", (TCP, 80): "http",
    (TCP, 110): "pop3", (TCP, 143): "imap", (TCP, 389): "ldap", (TCP, 443): "https", (TCP, 554): "rtsp",
    (TCP, 587): "smtp", (TCP, 853): "dot", (TCP, 993): "imaps", (TCP, 1883): "mqtt", (TCP, 1935): "rtmp",
    (TCP, 5222): "xmpp", (TCP, 8080): "http", (TCP, 8443): "https", (TCP, 8883): "mqtts",
    (UDP, 53): "dns", (UDP, 69): "tftp", (UDP, 123): "ntp", (UDP, 161): "snmp", (UDP, 443): "quic", (UDP, 500): "ike",
    (UDP, 514): "syslog", (UDP, 853): "doq", (UDP, 1194): "openvpn", (UDP, 1701): "l2tp", (UDP, 3478): "stun",
    (UDP, 4500): "ike", (UDP, 5060): "sip", (UDP, 5683): "coap",
}  # fmt: skip
_IP = {1: "icmp", 2: "igmp", 17: "udp", 6: "tcp", 33: "dccp", 47: "gre", 50: "esp", 51: "ah", 58: "icmp", 132: "sctp"}
_TUNNELS = frozenset({"esp", "ike", "openvpn", "l2tp", "wireguard", "gre", "ah"})
_STUN_COOKIE = b"\x21\x12\xa4\x42"
_BANNERS = (
    (b"SSH-", "ssh"), (b"RTSP/", "rtsp"), (b"OPTIONS rtsp:", "rtsp"), (b"DESCRIBE rtsp:", "rtsp"), (b"* OK", "imap"),
    (b"+OK", "pop3"), (b"220 ", "smtp"), (b"220-", "smtp"), (b"RFB 00", "vnc"), (b"\x13BitTorrent", "bittorrent"),
)  # fmt: skip


def scheme(protocol: int, port: int) -> str:
    """By the port alone: the registered service, else the transport's name."""
    return _SCHEMES.get((protocol, port)) or _IP.get(protocol, f"ip-{protocol}")


def speech(protocol: int, port: int, first: bytes) -> Speech:
    """By the first bytes, then by the port."""
    found = _by_content(protocol, first) or scheme(protocol, port)
    return Speech(found, unread(protocol, found))


def unread(protocol: int, found: str) -> str:
    transport = _IP.get(protocol, f"IP protocol {protocol}").upper()
    if found in _TUNNELS:
        return f"an encrypted tunnel ({found}): what it carries and for whom is not seen"
    if found in ("quic", "dtls", "ssh", "doq"):
        return f"encrypted ({found})"
    if found in ("tcp", "udp"):
        return f"unknown protocol over {transport}"
    return f"the protocol is not read ({found})"


def _by_content(protocol: int, first: bytes) -> str:
    if protocol == TCP:
        return next((name for mark, name in _BANNERS if first.startswith(mark)), "")
    if protocol != UDP:
        return ""
    if len(first) >= 20 and first[4:8] == _STUN_COOKIE and first[0] < 4:
        return "stun"
    if len(first) >= 13 and 20 <= first[0] <= 25 and first[1] == 0xFE:
        return "dtls"
    if (first[:4] == b"\x01\0\0\0" and len(first) == 148) or (first[:4] == b"\x02\0\0\0" and len(first) == 92):
        return "wireguard"
    return ""


def tls_scheme(port: int, hello: ClientHello | None) -> str:
    """`https` when the port or the protocols offered say so, `dot` for DNS over TLS (RFC 7858), else `tls`."""
    offered = hello.alpn if hello else ()
    if port == 853 or "dot" in offered:
        return "dot"
    if {"h2", "http/1.1", "h3"} & set(offered) or _SCHEMES.get((TCP, port)) == "https":
        return "https"
    by_port = _SCHEMES.get((TCP, port), "")
    return by_port if by_port.endswith("s") and by_port != "https" else "tls"
