"""DNS messages -> which addresses were said to belong to a name (RFC 1035, RFC 9460, RFC 6762 for multicast DNS)."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from gwanmun.wire.tls import host_name

A, CNAME, AAAA, SVCB, HTTPS = 1, 5, 28, 64, 65
IN = 1

_MAX_RECORDS = 256
_MAX_JUMPS = 32
_IPV4_HINT, _ECH, _IPV6_HINT = 4, 5, 6


class Address(NamedTuple):
    """`name` was said to have `address` (4 or 16 bytes) for `ttl` seconds. The name is the one asked for: the
    answer may have reached the address over aliases."""

    name: str
    address: bytes
    ttl: int


class Answers(NamedTuple):
    """What a response says; `ech` are names for which keys of the encrypted ClientHello were handed out."""

    addresses: tuple[Address, ...]
    ech: tuple[str, ...] = ()


class _Bad(Exception):  # noqa: N818 - control flow of the cursor only
    pass


class _Record(NamedTuple):
    name: str
    kind: int
    ttl: int
    at: int
    end: int


def answers(data: bytes) -> Answers | None:
    """Read a response; None for a query and for what is no DNS message. What is broken ends the reading."""
    if len(data) < 12 or not data[2] & 0x80 or data[2] & 0x78:  # QR, OPCODE
        return None
    questions, *counts = (int.from_bytes(data[at : at + 2], "big") for at in (4, 6, 8, 10))
    records: list[_Record] = []
    try:
        at, asked = _questions(data, questions)
        for _ in range(min(sum(counts), _MAX_RECORDS)):
            record = _record(data, at)
            records.append(record)
            at = record.end
    except _Bad:
        if not records:
            return None
    return _answers(data, records, asked)


class Asked(NamedTuple):
    """The question of a message, which a response repeats: the name in lower case, the type asked for."""

    name: str
    kind: int
    response: bool


def question(data: bytes) -> Asked | None:
    """The first question of a standard query or its response (RFC 1035 section 4.1.2); None when it has none."""
    if len(data) < 12 or data[2] & 0x78 or data[4:6] == b"\0\0":
        return None
    found = _first(data[12 : data.find(b"\0", 12) + 5])
    return Asked(*found, bool(data[2] & 0x80)) if found else None


@lru_cache(maxsize=1 << 13)
def _first(section: bytes) -> tuple[str, int] | None:
    """Devices ask the same again and again: the first question is read once."""
    try:
        name, at = _name(bytes(12) + section, 12)
    except _Bad:
        return None
    host = _host(name)
    return (host, int.from_bytes(section[at - 12 : at - 10], "big")) if host else None


def _questions(data: bytes, count: int) -> tuple[int, str]:
    at, asked = 12, ""
    for _ in range(min(count, _MAX_RECORDS)):
        name, at = _name(data, at)
        asked = asked or name
        at += 4
    return at, asked


def _answers(data: bytes, records: list[_Record], asked: str) -> Answers:
    aliases = {r.name: _target(data, r.at) for r in records if r.kind == CNAME}
    chain, name = {asked}, asked
    while (name := aliases.get(name, "")) and name not in chain:
        chain.add(name)
    found, ech = [], []
    for record in records:
        owner = _host(asked if record.name in chain else record.name)
        if owner:
            found += [Address(owner, address, record.ttl) for address in _addresses(data, record)]
            if record.kind in (HTTPS, SVCB) and _ECH in _parameters(data, record):
                ech.append(owner)
    return Answers(tuple(found), tuple(ech))


@lru_cache(maxsize=1 << 14)
def _host(name: str) -> str | None:
    return host_name(name.encode("latin-1", "replace"))


def _target(data: bytes, at: int) -> str:
    try:
        return _name(data, at)[0]
    except _Bad:
        return ""


def _addresses(data: bytes, record: _Record) -> list[bytes]:
    rest = data[record.at : record.end]
    if (record.kind, len(rest)) in ((A, 4), (AAAA, 16)):
        return [rest]
    if record.kind not in (HTTPS, SVCB):
        return []
    hints = _parameters(data, record)
    return [
        hints[key][at : at + size]
        for key, size in ((_IPV4_HINT, 4), (_IPV6_HINT, 16))
        for at in range(0, len(hints.get(key, b"")) - size + 1, size)
    ]


def _parameters(data: bytes, record: _Record) -> dict[int, bytes]:
    """SvcParams (RFC 9460 section 2.2): after the priority and a target name that is never compressed."""
    found: dict[int, bytes] = {}
    try:
        at = _name(data, record.at + 2)[1]
    except _Bad:
        return found
    while at + 4 <= record.end:
        key, size = int.from_bytes(data[at : at + 2], "big"), int.from_bytes(data[at + 2 : at + 4], "big")
        found[key] = data[at + 4 : min(at + 4 + size, record.end)]
        at += 4 + size
    return found


def _record(data: bytes, at: int) -> _Record:
    name, at = _name(data, at)
    if at + 10 > len(data):
        raise _Bad
    kind, ttl = int.from_bytes(data[at : at + 2], "big"), int.from_bytes(data[at + 4 : at + 8], "big")
    end = at + 10 + int.from_bytes(data[at + 8 : at + 10], "big")
    if end > len(data):
        raise _Bad
    return _Record(name, kind, ttl if ttl < 1 << 31 else 0, at + 10, end)


def _name(data: bytes, at: int) -> tuple[str, int]:
    """A name in lower case and where the field ends. A pointer may only go back (RFC 1035 section 4.1.4), so that
    none can go round."""
    labels: list[str] = []
    end, size = 0, 0
    for _ in range(128 + _MAX_JUMPS):
        if at >= len(data):
            raise _Bad
        mark = data[at]
        if mark >= 0xC0:
            target = int.from_bytes(data[at : at + 2], "big") & 0x3FFF
            end = end or at + 2
            if target >= at or len(data) < at + 2:
                raise _Bad
            at = target
            continue
        size += mark + 1
        if mark >= 0x40 or size > 255 or at + 1 + mark > len(data):
            raise _Bad
        if mark == 0:
            return ".".join(labels), end or at + 1
        labels.append(data[at + 1 : at + 1 + mark].decode("latin-1").lower())
        at += 1 + mark
    raise _Bad
