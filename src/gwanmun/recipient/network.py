"""IP address -> registrant's country and published cloud range, from the compiled table that ships with Gwanmun.

The table (`knowledge/networks/table.bin`, written by `tools/build_networks.py`) is: the magic, the length of a JSON
head (u32, little endian), the head, then one zstandard frame with the columns that the head lists. A layer is a pair
of columns: where each range starts, in order, and which of the head's `pairs` holds until the next start. A pair is
the registrant's country and the published range, as places in two lists of the head; pair 0 is nobody and nobody's.
A column keeps all first bytes of its numbers, then all second bytes, and so on (little endian): sorted numbers pack
well that way, and come back without a loop over them. IPv6 is kept by its first 64 bits: no delegation is finer.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson
import zstandard

from gwanmun.errors import Problem
from gwanmun.knowledge.files import ROOT
from gwanmun.recipient.name import Address
from gwanmun.transfer import Fact

MAGIC = b"GWNET2\n\0"

REGISTRY = 0.4
"""Confidence in a registry's country as the server's: it is the registrant's, and two databases disagree on one
address in six once a Chinese cloud or a CDN is behind it."""


DELEGATED = 0.9
"""Confidence in that country as the registrant's own."""


@dataclass(frozen=True, slots=True)
class Range:
    """What a provider publishes about a block of its addresses; `country` is "" where it names no region.

    `hosts`: it lets machines to customers, so a bare address of it is an unknown tenant's.
    `anycast`: one address of the block answers from many countries, so none of them is the server's.
    """

    name: str
    region: str
    country: str
    anycast: bool
    hosts: bool
    source: str
    date: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Layer:
    """Sorted starts of address ranges and, beside them, the row that holds from there to the next start."""

    starts: array[int]
    rows: array[int]

    def row(self, number: int) -> int:
        at = bisect_right(self.starts, number) - 1
        return self.rows[at] if at >= 0 else 0


class Networks:
    """The compiled table, read when the first address is asked for."""

    def __init__(self, path: Path = ROOT / "networks" / "table.bin") -> None:
        self._path = path

    def row(self, version: int, number: int) -> int:
        """Which pair an address falls in; 0 when no registry delegated it and nobody publishes it."""
        return self._table[1][f"v{version}"].row(number if version == 4 else number >> 64)

    def at(self, row: int) -> tuple[Fact | None, Range | None]:
        """The country that a regional registry delegated a pair's addresses to, and the network that publishes them."""
        head = self._table[0]
        country, published = head["pairs"][row]
        code, listed = head["countries"][country], head["ranges"][published]
        registry = head["registry"]
        delegated = Fact(code, registry["source"], registry["date"], DELEGATED) if code else None
        return delegated, Range(*listed) if listed else None

    def registrant(self, address: Address) -> Fact | None:
        return self.at(self.row(address.version, int(address)))[0]

    def published(self, address: Address) -> Range | None:
        """The cloud or content network that publishes this address as its own."""
        return self.at(self.row(address.version, int(address)))[1]

    @cached_property
    def _table(self) -> tuple[dict[str, Any], Mapping[str, Layer]]:
        try:
            return decode(self._path.read_bytes())
        except (OSError, ValueError, KeyError, zstandard.ZstdError) as error:
            raise Problem(f"the network table {self._path.name} cannot be read", "install Gwanmun again") from error


def decode(data: bytes) -> tuple[dict[str, Any], Mapping[str, Layer]]:
    """The head and the layers of a compiled table; ValueError when it is none."""
    if not data.startswith(MAGIC):
        raise ValueError("not a network table")
    start = len(MAGIC) + 4
    end = start + int.from_bytes(data[len(MAGIC) : start], "little")
    head = orjson.loads(data[start:end])
    columns = dict(_columns(head["columns"], zstandard.ZstdDecompressor().decompress(data[end:])))
    layers = {name: Layer(columns[f"{name}.starts"], columns[f"{name}.rows"]) for name in head["layers"]}
    return head, layers


def _columns(listed: list[tuple[str, str, int]], data: bytes) -> Iterator[tuple[str, array[int]]]:
    """Cut the frame into its columns."""
    at = 0
    for name, code, count in listed:
        end = at + count * array(code).itemsize
        yield name, _gathered(code, count, data[at:end])
        at = end


def _gathered(code: str, count: int, planes: bytes) -> array[int]:
    """Numbers from their bytes, which lie plane by plane."""
    column = array(code)
    width, joined = column.itemsize, bytearray(len(planes))
    for byte in range(width):
        joined[byte::width] = planes[byte * count : (byte + 1) * count]
    column.frombytes(joined)
    if sys.byteorder == "big":
        column.byteswap()
    return column
