"""Compile the network table from registry delegations, cloud ranges and our own list of networks.

    python tools/build_networks.py [FOLDER] [-o FILE]

FOLDER (default ../shared/samples/attribution) holds `rir/<cc>-ipv4.txt`, `rir/<cc>-ipv6.txt` and `cloud-ranges/*.json`.
The same input gives the same bytes. The sources and their terms are told in `knowledge/networks/SOURCES.md`.
"""

from __future__ import annotations

import argparse
import ipaddress
import json
import sys
import tomllib
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import orjson
import zstandard

from gwanmun.knowledge.files import ROOT
from gwanmun.knowledge.regions import Cloud, load_regions, region_in
from gwanmun.recipient.network import MAGIC, Range

Block = ipaddress.IPv4Network | ipaddress.IPv6Network
Span = tuple[int, int, int, int]
"""start, end (exclusive), rank, row. Of two spans over the same addresses the smaller wins, then the higher rank."""

REGISTRY = {"source": "registry delegations, ipverse/rir-ip (CC0-1.0)", "date": "2026-01-31"}

AWS_ANYCAST = {"CLOUDFRONT", "GLOBALACCELERATOR", "ROUTE53"}
PUBLISHED = 0.95

Claim = tuple[Block, int, Range]
"""A block, its rank among claims on the same block, and what is claimed."""


def delegations(folder: Path) -> Iterator[tuple[Block, str]]:
    for path in sorted(folder.glob("*-ipv?.txt")):
        country = path.name[:2].upper()
        for line in path.read_text("utf-8").splitlines():
            if "/" in line and not line.startswith("#"):
                yield ipaddress.ip_network(line.strip()), country


def aws(path: Path, cloud: Cloud) -> Iterator[Claim]:
    listed = json.loads(path.read_text("utf-8"))
    date = listed["createDate"][:10]
    for row in (*listed["prefixes"], *listed["ipv6_prefixes"]):
        block = ipaddress.ip_network(row.get("ip_prefix") or row["ipv6_prefix"])
        anycast = row["region"] == "GLOBAL" or row["service"] in AWS_ANYCAST
        group = row["network_border_group"]
        claim = published(cloud, group, date, "AWS ip-ranges.json", anycast, row["service"] != "ROUTE53")
        yield block, int(anycast), claim


def google(path: Path, cloud: Cloud) -> Iterator[Claim]:
    listed = json.loads(path.read_text("utf-8"))
    for row in listed["prefixes"]:
        block = ipaddress.ip_network(row.get("ipv4Prefix") or row["ipv6Prefix"])
        scope, date = row["scope"], listed["creationTime"][:10]
        yield block, 0, published(cloud, scope, date, "Google Cloud cloud.json", scope == "global", True)


def oracle(path: Path, cloud: Cloud) -> Iterator[Claim]:
    listed = json.loads(path.read_text("utf-8"))
    for region in listed["regions"]:
        for row in region["cidrs"]:
            date = listed["last_updated_timestamp"][:10]
            claim = published(cloud, region["region"], date, "Oracle Cloud public_ip_ranges.json", False, True)
            yield ipaddress.ip_network(row["cidr"]), 0, claim


def published(cloud: Cloud, region: str, date: str, source: str, anycast: bool, hosts: bool) -> Range:
    country = "" if anycast else country_of(region, cloud)
    return Range(cloud.name, region, country, anycast, hosts, source, date, PUBLISHED)


def country_of(region: str, cloud: Cloud) -> str:
    """The region's country; an edge zone (`ap-southeast-1-bkk-1`, Bangkok) has its own entry or none: no guess."""
    return cloud.countries.get(region, "") if region_in(region, cloud) == region else ""


def listed_networks(folder: Path) -> Iterator[Claim]:
    """Networks that are named in `networks/*.toml`: content networks, resolvers, single companies' own blocks."""
    for path in sorted(folder.glob("*.toml")):
        table = tomllib.loads(path.read_text("utf-8"))
        for text in table.get("blocks", ()):
            yield ipaddress.ip_network(text), -1, listed_range(table)


def listed_range(table: dict[str, Any]) -> Range:
    anycast, hosts = table.get("anycast", False), table.get("hosts", False)
    country = table.get("country", "")
    return Range(table["name"], "", country, anycast, hosts, table["source"], table["date"], table["confidence"])


def spans(claims: Iterable[tuple[Block, int, int]], version: int) -> Iterator[Span]:
    """Blocks of one IP version as number ranges; IPv6 by its first 64 bits, finer blocks are left out."""
    shift = 0 if version == 4 else 64
    for block, rank, row in claims:
        if block.version == version and block.prefixlen <= 64:
            start = int(block.network_address) >> shift
            yield start, start + (block.num_addresses >> shift), rank, row


def flatten(found: Iterable[Span]) -> Iterator[tuple[int, int]]:
    """Nested spans -> (start, row) changes in order; row 0 where nothing holds."""
    open_spans: list[tuple[int, int]] = []
    edges: dict[int, int] = {0: 0}
    for start, end, _, row in sorted(found, key=lambda span: (span[0], -span[1], span[2], span[3])):
        close(open_spans, start, edges)
        edges[start] = row
        open_spans.append((end, row))
    close(open_spans, sys.maxsize * 2 + 1, edges)
    last = -1
    for start, row in sorted(edges.items()):
        if row != last:
            yield start, row
            last = row


def close(open_spans: list[tuple[int, int]], until: int, edges: dict[int, int]) -> None:
    while open_spans and open_spans[-1][0] <= until:
        end, _ = open_spans.pop()
        edges[end] = open_spans[-1][1] if open_spans else 0


def rows_of(claims: Iterable[Claim]) -> tuple[list[Range], list[tuple[Block, int, int]]]:
    """Number the distinct ranges from 1, in order of their text; 0 is nobody."""
    kept = list(claims)
    distinct = sorted({claim for _, _, claim in kept}, key=astuple)
    number = {claim: at for at, claim in enumerate(distinct, 1)}
    return distinct, [(block, rank, number[claim]) for block, rank, claim in kept]


def columns(name: str, changes: list[tuple[int, int]], wide: str) -> Iterator[tuple[str, array[int]]]:
    starts = [start for start, _ in changes if start < 1 << (32 if wide == "I" else 64)]
    yield f"{name}.starts", array(wide, starts)
    yield f"{name}.rows", array("H", [row for _, row in changes][: len(starts)])


Changes = list[tuple[int, int]]


def paired(first: Changes, second: Changes) -> Iterator[tuple[int, tuple[int, int]]]:
    """Two lists of changes -> one, of pairs of what holds in each."""
    held, last = [0, 0], None
    events = sorted((start, side, row) for side, found in enumerate((first, second)) for start, row in found)
    for start, group in groupby(events, key=itemgetter(0)):
        for _, side, row in group:
            held[side] = row
        if tuple(held) != last:
            last = (held[0], held[1])
            yield start, last


def layers(delegated: list[tuple[Block, int, int]], clouds: list[tuple[Block, int, int]]) -> tuple[list[Any], Any]:
    """The pairs in order of appearance, nobody's first, and the columns of both versions that point at them."""
    pairs: dict[tuple[int, int], int] = {(0, 0): 0}
    built: list[tuple[str, array[int]]] = []
    for version, wide in ((4, "I"), (6, "Q")):
        both = paired(list(flatten(spans(delegated, version))), list(flatten(spans(clouds, version))))
        changes = [(start, pairs.setdefault(pair, len(pairs))) for start, pair in both]
        built.extend(columns(f"v{version}", changes, wide))
    return list(pairs), built


def build(folder: Path) -> bytes:
    regions = load_regions()
    files = folder / "cloud-ranges"
    delegated = list(delegations(folder / "rir"))
    codes = ["", *sorted({country for _, country in delegated})]
    claims = [
        *listed_networks(ROOT / "networks"),
        *aws(files / "aws-ip-ranges.json", regions["aws"]),
        *google(files / "google-cloud-ip-ranges.json", regions["google"]),
        *oracle(files / "oracle-cloud-ip-ranges.json", regions["oracle"]),
    ]
    ranges, clouds = rows_of(claims)
    pairs, built = layers([(block, 0, codes.index(country)) for block, country in delegated], clouds)
    head = {
        "countries": codes,
        "registry": REGISTRY,
        "ranges": [None, *(list(astuple(one)) for one in ranges)],
        "pairs": pairs,
        "layers": sorted({name.partition(".")[0] for name, _ in built}),
        "columns": [[name, column.typecode, len(column)] for name, column in built],
    }
    return pack(head, b"".join(planes(column) for _, column in built))


def planes(column: array[int]) -> bytes:
    """All lowest bytes of the numbers, then all second bytes, and so on: sorted numbers pack well that way."""
    if sys.byteorder == "big":
        column.byteswap()
    data, width = column.tobytes(), column.itemsize
    return b"".join(data[byte::width] for byte in range(width))


def pack(head: dict[str, Any], body: bytes) -> bytes:
    text = orjson.dumps(head)
    frame = zstandard.ZstdCompressor(level=19, write_content_size=True).compress(body)
    return MAGIC + len(text).to_bytes(4, "little") + text + frame


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("../shared/samples/attribution"))
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "networks" / "table.bin")
    chosen = parser.parse_args()
    data = build(chosen.folder)
    chosen.output.write_bytes(data)
    print(f"{chosen.output.name}: {len(data):,} bytes")


if __name__ == "__main__":
    main()
