"""A line on the terminal that says how much of the captures was read; nothing where there is no terminal."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TextIO

EVERY = 0.1
"""Seconds between two updates: a person sees no more, and writing costs more than reading."""

_CLEAR = "\r\033[K"
_UNITS = ("B", "kB", "MB", "GB", "TB")
_WIDE = 24


class Progress:
    """`total` is in bytes, 0 when it is not known (standard input). Its `tick` is given to `Capture.items`."""

    def __init__(self, stream: TextIO, total: int, shown: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._total, self._shown, self._clock = stream, total, shown, clock
        self._read = 0
        self._next = 0.0

    def tick(self, size: int) -> None:
        self._read += size
        if self._shown and self._clock() >= self._next:
            self._next = self._clock() + EVERY
            self._put(_CLEAR + self.line())

    def line(self) -> str:
        if not self._total:
            return f"{size(self._read)} read"
        part = min(self._read / self._total, 1.0)
        bar = ("=" * round(part * _WIDE)).ljust(_WIDE)
        return f"[{bar}] {part:4.0%} {size(self._read)} of {size(self._total)}"

    def clear(self) -> None:
        """Make room for other lines, and at the end."""
        if self._shown:
            self._put(_CLEAR)

    def _put(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def size(count: float) -> str:
    """Bytes in decimal units, as disks are sold: `1.2 GB`."""
    unit = 0
    while count >= 1000 and unit < len(_UNITS) - 1:
        count, unit = count / 1000, unit + 1
    return f"{count:.1f} {_UNITS[unit]}" if unit else f"{count:.0f} B"
