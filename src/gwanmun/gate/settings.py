"""What may be set on a gate: where it listens, whom it trusts upstream, its limits and its patience."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gwanmun.gate.ports import Address


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds before giving up, for each thing that is waited for.

    `request`: more of a request, `answer`: the head of an answer, `silence`: more of an answer that has begun or of a
    relayed connection, `idle` and `pooled`: the next request on a client's and on an origin's connection.
    """

    connect: float = 10.0
    first_bytes: float = 5.0
    request: float = 60.0
    answer: float = 300.0
    silence: float = 3600.0
    idle: float = 75.0
    pooled: float = 30.0
    linger: float = 3.0


@dataclass(frozen=True, slots=True)
class GateSettings:
    """`resolve` is curl's --resolve: {(host, port): (address, port)}; `only_resolved` refuses every other name.

    `inspect_limit` is the size in bytes up to which a body is judged whole (`judge.INSPECT_LIMIT`).
    """

    listen: Address = ("127.0.0.1", 8790)
    node: str = "gate"
    upstream_ca: Path | None = None
    resolve: Mapping[Address, Address] = field(default_factory=dict)
    only_resolved: bool = False
    max_connections: int = 4096
    inspect_limit: int = 4 * 1024 * 1024
    patience: Patience = Patience()
