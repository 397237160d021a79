"""A peer's name or address as text -> one spelling: lower case, A-labels, no port, no trailing dot."""

from __future__ import annotations

import ipaddress
import re

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

LONGEST = 253
"""Octets in a domain name without its trailing dot (RFC 1035 section 2.3.4)."""

NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""An IPv4 address in the last 32 bits (RFC 6052)."""

SIX_TO_FOUR = ipaddress.ip_network("2002::/16")
"""An IPv4 address in the 32 bits after the first 16 (RFC 3056 section 2)."""

_PLAIN = re.compile(r"[a-z0-9._-]*[a-z0-9_-]").fullmatch
"""A name in its one spelling already, as most names are: nothing is left to do."""

_SCHEME = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//")
"""What may stand before an authority (RFC 3986 section 3); a `://` further on belongs to a path or a query."""

DOTS = str.maketrans({"。": ".", "．": ".", "｡": "."})
"""The ideographic full stops that IDNA takes for label separators (RFC 3490 section 3.1)."""


def hostname(text: str) -> str:
    """The host in `text`, which may be a bare name, an address, `host:port` or a URL; never raises."""
    if len(text) <= LONGEST and _PLAIN(text):
        return text
    text = text.strip().translate(DOTS)
    text = text[start.end() :] if (start := _SCHEME.match(text)) else text
    for end in "/?#\\":
        text = text.partition(end)[0]
    return _ascii(_without_port(text.rpartition("@")[2]).rstrip("."))


def _without_port(text: str) -> str:
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


def _ascii(name: str) -> str:
    name = name[:LONGEST].lower()
    if not name.isascii():
        name = ".".join(_a_label(label) for label in name.split("."))
    if not name.isprintable() or " " in name:
        name = "".join(sign if sign.isprintable() and sign != " " else "?" for sign in name)
    return name[:LONGEST]


def _a_label(label: str) -> str:
    """Punycode for a label that IDNA allows, else the label as it stands: it will match nothing."""
    try:
        return label.encode("idna").decode("ascii")
    except UnicodeError:
        return label


def address(text: str) -> Address | None:
    """An IP address from text, with an embedded IPv4 address (mapped, NAT64, 6to4) taken out; None when it is none."""
    if ":" not in text and not text.strip()[-1:].isdigit():
        return None
    try:
        found = ipaddress.ip_address(text.strip().strip("[]").partition("%")[0])
    except ValueError:
        return None
    return _embedded(found) if isinstance(found, ipaddress.IPv6Address) else found


def _embedded(found: ipaddress.IPv6Address) -> Address:
    if found in NAT64:
        return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    if found in SIX_TO_FOUR:
        return ipaddress.IPv4Address(int(found) >> 80 & 0xFFFFFFFF)
    return found.ipv4_mapped or found


def is_public(address: Address) -> bool:
    """Routable on the internet: not private, loopback, link-local, documentation, shared (RFC 6598) or multicast."""
    return address.is_global and not address.is_multicast


def is_local_name(host: str) -> bool:
    """A name that leads no further than this machine or network (RFC 6761, RFC 6762, RFC 8375; single labels)."""
    return "." not in host or host.endswith((".localhost", ".local", ".internal", ".home.arpa", ".lan"))
