"""Fields of a mitmproxy flow: names and types changed from version to version, the wrong type counts as absent."""

from __future__ import annotations

import math
from typing import Any

from gwanmun.capture.fields import port, sub
from gwanmun.capture.harhead import address
from gwanmun.transfer import Origin


def string(table: dict[str, Any], key: str) -> str:
    """Text, or bytes with each as one character, as the gate reads a message's head; "" when absent."""
    value = table.get(key)
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return value if isinstance(value, str) else ""


def whole(table: dict[str, Any], key: str) -> int:
    """A whole number, 0 when absent."""
    value = table.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def second(value: object) -> float | None:
    """Unix seconds; None when absent or no time."""
    known = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if known and math.isfinite(value) and 0 < value < 1e11 else None  # type: ignore[arg-type, operator]


def started(flow: dict[str, Any]) -> float | None:
    """When the request, else the flow or its connection, began."""
    request, client = sub(flow, "request"), sub(flow, "client_conn")
    times = (request.get("timestamp_start"), request.get("timestamp"), flow.get("timestamp_created"))
    return next((at for at in map(second, (*times, client.get("timestamp_start"))) if at), None)


def socket(connection: dict[str, Any], *names: str) -> tuple[str, int]:
    """Host or address and port of the first field in `names` that has them; ("", 0) when none does.

    A socket address is a list, inside a dictionary until version 1, its host as bytes or text.
    """
    for name in names:
        pair = connection.get(name)
        pair = pair.get("address") if isinstance(pair, dict) else pair
        if isinstance(pair, list) and len(pair) >= 2:
            return string({"host": pair[0]}, "host"), port({"port": pair[1]}, "port")
    return "", 0


def origin(flow: dict[str, Any]) -> Origin:
    """The client's address (`peername` since version 19), and the user name it gave to the proxy."""
    client = address(socket(sub(flow, "client_conn"), "peername", "address")[0].removeprefix("::ffff:"))
    given = sub(flow, "metadata").get("proxyauth")
    user = string({"user": given[0]}, "user") if isinstance(given, list) and given else ""
    evidence = "proxy-auth" if user else "address" if client else None
    return Origin(user=user or None, address=client, identified_by=evidence)


def server_address(flow: dict[str, Any]) -> str | None:
    """The IP address of the server; None when it is not known, or is that of another proxy on the way."""
    server = sub(flow, "server_conn")
    own, via = socket(server, "address"), server.get("via2") or server.get("via")
    onward = socket(via, "address") not in (own, ("", 0)) if isinstance(via, dict) else bool(via)
    return None if onward else address(socket(server, "peername", "ip_address", "peer_address")[0]) or address(own[0])
