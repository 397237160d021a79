"""Tells a log's format from its first lines, and finds a reader for lines of another format inside it."""

from __future__ import annotations

from collections.abc import Callable

from gwanmun.discover import dns_logs, firewall, json_logs, weblog, zeek
from gwanmun.discover.columns import Reader
from gwanmun.discover.squid import SquidNative

HEAD = 1 << 16
"""Bytes by which a format is told."""

PLAIN: tuple[Reader, ...] = (SquidNative(), weblog.READER, *dns_logs.READERS)
"""Formats whose every line explains itself."""

ANY: tuple[Reader, ...] = (*PLAIN, *json_logs.READERS)
"""Those that may turn up inside a file of another format, as in a collector's joined log."""

_HEADED: tuple[Callable[[bytes], Reader | None], ...] = (zeek.recognise, json_logs.recognise)


def recognise(head: bytes) -> Reader | None:
    """The reader that fits these first lines best, or None."""
    whole = head[: head.rfind(b"\n") + 1] or head + b"\n"
    for find in _HEADED:
        if reader := find(whole):
            return reader
    best, most = None, 0
    for reader in PLAIN:
        lines = reader.read(whole)
        known = (len(lines.columns.hosts) if lines.columns else 0) + lines.denied
        if known > most:
            best, most = reader, known
    return best or firewall.recognise(whole)


def known() -> str:
    """The formats for a hint."""
    return (
        "Squid (native, common, combined), Zeek (TSV, JSON), Suricata EVE, BIND, dnsmasq, Pi-hole, unbound, "
        "AdGuard Home, or a firewall's CSV with a heading"
    )
