"""Every shared capture against tshark: bytes of each server, server names, addresses in DNS answers."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterator
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

import pytest

from gwanmun.capture.pcap import items
from gwanmun.transfer import Exchange
from gwanmun.wire.dns import answers
from gwanmun.wire.ip import UDP, packet
from gwanmun.wire.link import Network, network
from gwanmun.wire.pcap import PacketFile
from tests.components import require

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "pcap"
FILES = sorted(path for path in SAMPLES.rglob("*") if path.suffix in (".pcap", ".pcapng", ".cap"))
FIELDS = (
    "ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "tcp.srcport", "tcp.dstport", "tcp.len", "udp.srcport", "udp.dstport",
    "udp.length", "tls.handshake.extensions_server_name", "dns.flags.response", "dns.a", "dns.aaaa",
)  # fmt: skip

pytestmark = pytest.mark.skipif(not FILES, reason="the shared samples are not here")

Server = tuple[str, str, int]
"""Client, server, the server's port."""


class Row(NamedTuple):
    """A packet as tshark prints it."""

    ends: tuple[str, str]
    ports: tuple[int, int]
    size: int
    names: set[str]
    addresses: set[str]

    def servers(self) -> tuple[Server, Server]:
        (source, target), (source_port, target_port) = self.ends, self.ports
        return (source, target, target_port), (target, source, source_port)


@cache
def rows(path: Path) -> tuple[Row, ...]:
    command = [require("tshark"), "-n", "-r", str(path), "-Y", "(tcp || udp) && !icmp && !icmpv6", "-T", "fields"]
    for field in FIELDS:
        command += ["-e", field]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return tuple(row(line.split("\t")) for line in done.stdout.splitlines())


def row(fields: list[str]) -> Row:
    source4, target4, source6, target6, *rest = fields
    *numbers, names, response, a, aaaa = rest
    tcp, udp = numbers[:3], numbers[3:]
    source_port, target_port, size = map(int, tcp if tcp[0] else udp)
    found = {str(ip_address(text)) for text in f"{a},{aaaa}".split(",") if text} if response == "1" else set()
    ends = (source4 or source6, target4 or target6)
    return Row(
        ends, (source_port, target_port), size - (0 if tcp[0] else 8), set(filter(None, names.split(","))), found
    )


@cache
def exchanges(path: Path) -> tuple[Exchange, ...]:
    return tuple(item for item in items([path.read_bytes()], "0" * 64) if isinstance(item, Exchange))


def server(exchange: Exchange) -> Server:
    return str(exchange.origin.address), str(exchange.endpoint.ip), exchange.endpoint.port


def test_there_are_enough_of_them() -> None:
    assert len(FILES) >= 20


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_bytes_of_each_server(path: Path) -> None:
    """What goes over a connection after its last message is no exchange of its own: there ours may be less."""
    ours: Counter[Server] = Counter()
    messages = set()
    for exchange in exchanges(path):
        if exchange.volume and exchange.endpoint.port:
            ours[server(exchange)] += exchange.volume.up + exchange.volume.down
            messages |= {server(exchange)} if exchange.seen != "name" else set()
    theirs: Counter[Server] = Counter()
    for each in rows(path):
        if key := next((key for key in each.servers() if key in ours), None):
            theirs[key] += each.size
    assert {key: ours[key] for key in ours if key not in messages} == {k: theirs[k] for k in ours if k not in messages}
    assert all(0 < ours[key] <= theirs[key] for key in messages)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_server_is_forgotten(path: Path) -> None:
    """Of every packet that is not for many, its connection is among the exchanges."""
    ours = {server(exchange) for exchange in exchanges(path)}
    missing = {each.servers() for each in rows(path) if each.size and not ours & set(each.servers())}
    assert not [pair for pair in missing if not local(*pair[0])]


def local(source: str, target: str, port: int) -> bool:
    """Multicast, broadcast, and ports that only neighbours use: DHCP and multicast DNS."""
    address = ip_address(target)
    many = address.is_multicast or target.endswith(".255") or not int(ip_address(source))
    return many or port in (67, 68, 5353)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_server_names(path: Path) -> None:
    theirs = {name for each in rows(path) for name in each.names}
    assert {exchange.endpoint.sni for exchange in exchanges(path) if exchange.endpoint.sni} == theirs


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_addresses_in_dns_answers(path: Path) -> None:
    theirs = {address for each in rows(path) for address in each.addresses}
    assert theirs <= set(dns_addresses(path)) | set(over_tcp(path))


def dns_addresses(path: Path) -> Iterator[str]:
    for _, link, data, begin, end, _ in PacketFile([path.read_bytes()]).frames():
        found = network(link, data, begin, end)
        inner = packet(found.kind, data, found.at, end) if isinstance(found, Network) else None
        if inner and inner.protocol == UDP and {53, 5353, 5355} & ports(inner.data, inner.at):
            said = answers(inner.data[inner.at + 8 : inner.end])
            yield from (str(ip_address(row.address)) for row in (said.addresses if said else ()))


def over_tcp(path: Path) -> set[str]:
    """tshark also reads the answers inside DNS over HTTPS, where it can see them."""
    return {address for row in rows(path) for address in row.addresses if not {53, 5353, 5355} & set(row.ports)}


def ports(data: bytes, at: int) -> set[int]:
    return {int.from_bytes(data[at : at + 2], "big"), int.from_bytes(data[at + 2 : at + 4], "big")}
