"""One direction of a TCP connection: segments in any order -> bytes in order, and gaps (RFC 9293 section 3.10.7.4).

What was delivered first counts where segments overlap. Memory is bounded per stream and over all streams; where the
bound is reached, the missing bytes are given up as a gap and reading goes on behind them.
"""

from __future__ import annotations

from heapq import heappop, heappush

_WRAP = 1 << 32
_HALF = 1 << 31

Piece = bytes | int
"""Bytes in order, or how many bytes the capture does not hold."""


class Store:
    """Bytes that wait for missing ones, over all streams that share it."""

    LIMIT = 64 << 20

    def __init__(self) -> None:
        self.held = 0


class Stream:
    """Feed it segments, get pieces."""

    LIMIT = 1 << 20
    """Bytes that may wait for a missing segment, each counted with an overhead: about the largest window in use."""
    OVERHEAD = 100

    __slots__ = ("_held", "_next", "_order", "_store", "_waiting")

    def __init__(self, store: Store) -> None:
        self._store = store
        self._next = -1  # the number of the next byte, not wrapped; -1: not known
        self._waiting: list[tuple[int, int, bytes, int]] = []
        self._held = self._order = 0

    def begin(self, sequence: int) -> None:
        """The first byte will have this number: a SYN was seen."""
        if self._next < 0:
            self._next = sequence % _WRAP

    def feed(self, sequence: int, data: bytes, size: int = 0) -> list[Piece]:
        """What can be delivered now. `size` is the length on the wire when more was sent than captured.

        Without a SYN the stream begins with the first segment that is seen.
        """
        self.begin(sequence)
        ahead = (sequence - self._next) % _WRAP
        size = max(size, len(data))
        if not ahead and not self._waiting and size == len(data):
            self._next += size
            return [data]
        if ahead >= _HALF:
            ahead -= _WRAP
        if ahead > 0:
            self._wait(self._next + ahead, data, size)
            return self._overflow()
        return self._deliver(self._next + ahead, data, size) + self._following()

    def _deliver(self, start: int, data: bytes, size: int) -> list[Piece]:
        known = self._next - start
        if size <= known:
            return []
        self._next = start + size
        fresh = data[known:]
        missing = size - max(len(data), known)
        return [piece for piece in (fresh, missing) if piece]

    def _wait(self, start: int, data: bytes, size: int) -> None:
        self._order += 1
        heappush(self._waiting, (start, self._order, data, size))
        self._count(len(data) + self.OVERHEAD)

    def _count(self, size: int) -> None:
        self._held += size
        self._store.held += size

    def _following(self) -> list[Piece]:
        """Waiting segments that the next byte has reached."""
        pieces: list[Piece] = []
        while self._waiting and self._waiting[0][0] <= self._next:
            start, _, data, size = heappop(self._waiting)
            self._count(-len(data) - self.OVERHEAD)
            pieces += self._deliver(start, data, size)
        return pieces

    def _overflow(self) -> list[Piece]:
        pieces: list[Piece] = []
        while self._waiting and (self._held > self.LIMIT or self._store.held > Store.LIMIT):
            pieces += self._skip()
        return pieces

    def _skip(self) -> list[Piece]:
        """Give up what is missing before the first waiting segment."""
        gap = self._waiting[0][0] - self._next
        self._next += gap
        return [gap, *self._following()]

    def close(self) -> list[Piece]:
        """Everything that still waits, the gaps before it included."""
        pieces: list[Piece] = []
        while self._waiting:
            pieces += self._skip()
        return pieces

    def forget(self) -> None:
        """Let go what waits."""
        self._waiting.clear()
        self._count(-self._held)
