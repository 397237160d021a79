"""Squid's native access log: `time elapsed client code/status bytes method URL user hierarchy/peer type`.

Squid's documentation of `logformat squid`. `bytes` went to the client; how much it sent is not in this format.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gwanmun.discover.columns import Columns, Kind, Lines
from gwanmun.discover.days import epoch_days

FIELDS = 10
DENIED = b"TCP_DENIED"
"""The proxy refused, or asked for a password first (407): nothing reached the service."""


@dataclass(frozen=True, slots=True)
class SquidNative:
    name: str = "squid"
    kind: Kind = "request"

    def read(self, block: bytes) -> Lines:
        """Ten words a line, split all at once; only a block in which that does not come out is read line by line."""
        words = block.split()
        unread: list[bytes] = []
        columns = [words[number::FIELDS] for number in range(FIELDS)]
        if len(words) != FIELDS * block.count(b"\n") or not _in_place(columns):
            columns, unread = _one_by_one(block)
        if not columns or not columns[0]:
            return Lines(None, unread)
        if DENIED in block:
            return _allowed(columns, unread)
        return Lines(_columns(columns), unread)


def _in_place(columns: list[list[bytes]]) -> bool:
    """Whether every line begins with a time and has its size where it belongs: words of two lines may add up to 20."""
    times, _, _, codes, sizes, *_ = columns
    return (
        bool(times) and min(times) >= b"0" and max(times) < b":" and b"/" in codes[0] and all(map(bytes.isdigit, sizes))
    )


def _one_by_one(block: bytes) -> tuple[list[list[bytes]], list[bytes]]:
    rows, unread = [], []
    for line in block.split(b"\n"):
        words = line.split()
        if len(words) == FIELDS and words[4].isdigit() and words[0][:1].isdigit() and b"/" in words[3]:
            rows.append(words)
        elif words:
            unread.append(line)
    return [list(column) for column in zip(*rows, strict=True)], unread


def _allowed(columns: list[list[bytes]], unread: list[bytes]) -> Lines:
    keep = [not code.startswith(DENIED) for code in columns[3]]
    denied = keep.count(False)
    return Lines(_columns(columns).where(keep), unread, denied=denied)


def _columns(columns: Sequence[list[bytes]]) -> Columns:
    times, _, clients, _, sizes, _, urls, users, peers, _ = columns
    return Columns(
        hosts=[url if b"/" not in url else authority(url) for url in urls],
        people=named(users, clients),
        days=epoch_days(times),
        down=list(map(int, sizes)),
        addresses=peers,
    )


def named(users: list[bytes], clients: list[bytes]) -> list[bytes]:
    """The user where the log names one, else the client's address."""
    if b"-" not in users:
        return users
    return [client if user == b"-" else user for user, client in zip(users, clients, strict=True)]


def authority(url: bytes) -> bytes:
    """`host:port` of a URL or of the beginning of one (RFC 3986 section 3.2), without user information."""
    start = url.find(b"://") + 3
    found = url[start if start > 2 else 0 :]
    for end in b"/?#":
        at = found.find(end)
        if at >= 0:
            found = found[:at]
    return found.rpartition(b"@")[2] if b"@" in found else found
