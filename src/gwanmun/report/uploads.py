"""Long uploads of a device that nothing else goes with: found in slots of ten minutes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

SLOT = 600
"""Seconds."""
RUN = 3
"""Slots in a row."""
LEAST = 1_000_000
"""Bytes sent in a slot."""
TIMES = 4
"""Bytes sent for each that came."""
CALM = 5
"""Exchanges begun in a slot, at most: use begins connections, an idle device keeps one."""

MAX_SLOTS = 31 * 24 * 6
"""Slots of a device that are kept at least, a month; the oldest go."""


class Upload(NamedTuple):
    """From `first` to `last` (RFC 3339, ends of slots), and what was sent and received meanwhile."""

    first: str
    last: str
    up: int
    down: int


class _Slot:
    __slots__ = ("begun", "down", "up")

    def __init__(self) -> None:
        self.up = self.down = 0.0
        self.begun = 0

    @property
    def uploading(self) -> bool:
        return self.up >= LEAST and self.up >= TIMES * self.down and self.begun <= CALM


class Slots:
    """What a device sent and received, by slot."""

    def __init__(self) -> None:
        self._slots: dict[int, _Slot] = {}

    def add(self, at: float, volume: Mapping[str, Any]) -> None:
        """An exchange begun at `at` (Unix seconds); what crossed is spread evenly over its length."""
        self._slot(int(at // SLOT)).begun += 1
        up, down = max(volume.get("up", 0), 0), max(volume.get("down", 0), 0)
        if not up and not down:
            return
        seconds = max(float(volume.get("seconds") or 0.0), 0.001)
        first = int(at // SLOT)
        last = min(int((at + seconds) // SLOT), first + MAX_SLOTS - 1)
        for number in range(first, last + 1):
            share = (min(at + seconds, (number + 1) * SLOT) - max(at, number * SLOT)) / seconds
            slot = self._slot(number)
            slot.up += up * share
            slot.down += down * share

    def _slot(self, number: int) -> _Slot:
        slot = self._slots.get(number)
        if slot is None:
            slot = self._slots[number] = _Slot()
            if len(self._slots) > 2 * MAX_SLOTS:
                self._slots = dict(sorted(self._slots.items())[-MAX_SLOTS:])
        return slot

    def uploads(self) -> tuple[Upload, ...]:
        """The runs that are long enough, in order of time."""
        found: list[Upload] = []
        run: list[int] = []
        for number in [*sorted(each for each, slot in self._slots.items() if slot.uploading), -1]:
            if run and number != run[-1] + 1:
                if len(run) >= RUN:
                    found.append(self._upload(run))
                run = []
            run.append(number)
        return tuple(found)

    def _upload(self, run: list[int]) -> Upload:
        up, down = (sum(getattr(self._slots[each], way) for each in run) for way in ("up", "down"))
        return Upload(_written(run[0] * SLOT), _written((run[-1] + 1) * SLOT), round(up), round(down))


def _written(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
