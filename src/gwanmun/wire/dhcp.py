"""DHCP requests -> the host name that a device gives itself (RFC 2131, RFC 2132 section 3.14, RFC 4702)."""

from __future__ import annotations

from gwanmun.wire.tls import host_name

_COOKIE = b"\x63\x82\x53\x63"
_OPTIONS = 236
_PAD, _HOST_NAME, _FQDN, _END = 0, 12, 81, 255


def device_name(data: bytes) -> tuple[bytes, str] | None:
    """Hardware address and host name in a client's message, None when it holds none."""
    if len(data) <= _OPTIONS + 4 or data[0] != 1 or data[2] != 6 or data[_OPTIONS : _OPTIONS + 4] != _COOKIE:
        return None
    options = _options(data, _OPTIONS + 4)
    name = host_name(options.get(_HOST_NAME, b"").rstrip(b"\0").replace(b" ", b"-")) or _full(options.get(_FQDN, b""))
    return (data[28:34], name) if name else None


def _full(option: bytes) -> str | None:
    """Flags, two unused fields, and a name in text or, with the E flag, in DNS form (RFC 4702 section 2.1)."""
    return host_name(option[3:].rstrip(b"\0")) if option and not option[0] & 4 else None


def _options(data: bytes, at: int) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    while at + 1 < len(data) and data[at] != _END:
        if data[at] == _PAD:
            at += 1
            continue
        found.setdefault(data[at], data[at + 2 : at + 2 + data[at + 1]])
        at += 2 + data[at + 1]
    return found
