"""What a log says, column by column: who asked for which host, on what day, how many bytes, answered by what address.

Readers work on blocks of whole lines and give columns, not rows: a column is counted in C, a row is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import compress
from typing import NamedTuple, Protocol, TypeVar

UNDATED = 0
"""The day of a line whose date is missing or cannot be right; days are counted from 1970-01-01, as a whole number."""

Kind = str
"""What one line of a log is: `request` (proxy, TLS, HTTP, connection, firewall) or `lookup` (DNS)."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Columns:
    """Lines of equal meaning; all columns are as long as `hosts`, or None where the log has no such column.

    `days` is one number where all lines are of one day. `hosts` are as the log writes them, without port and path.
    """

    hosts: Sequence[bytes]
    people: Sequence[bytes]
    days: int | Sequence[int]
    up: Sequence[int] | None = None
    down: Sequence[int] | None = None
    addresses: Sequence[bytes] | None = None

    def between(self, first: int, last: int) -> Columns:
        """The lines of these days only, both included; undated lines belong to no day."""
        if isinstance(self.days, int):
            return self if first <= self.days <= last else self.where([False] * len(self.hosts))
        return self.where([first <= day <= last for day in self.days])

    def where(self, keep: Sequence[bool]) -> Columns:
        return replace(
            self,
            hosts=_kept(self.hosts, keep),
            people=_kept(self.people, keep),
            days=self.days if isinstance(self.days, int) else _kept(self.days, keep),
            up=None if self.up is None else _kept(self.up, keep),
            down=None if self.down is None else _kept(self.down, keep),
            addresses=None if self.addresses is None else _kept(self.addresses, keep),
        )


def _kept(column: Sequence[_T], keep: Sequence[bool]) -> list[_T]:
    return list(compress(column, keep))


class Lines(NamedTuple):
    """A block as read: its columns, the lines that were not understood, and how many say nothing of a use.

    `passed` lines are understood and not counted: headings, answers to a question counted already, other record
    types. `denied` are requests that the device which wrote the log refused, so that nobody used anything.
    """

    columns: Columns | None
    unread: list[bytes]
    passed: int = 0
    denied: int = 0


class Reader(Protocol):
    """One format of log. Readers are small frozen values: they travel to other processes."""

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> Kind: ...

    def read(self, block: bytes) -> Lines:
        """Read a block of whole lines; never raises, whatever stands in it."""
        ...
