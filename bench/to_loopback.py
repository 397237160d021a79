"""mitmdump addon: sends every request to loopback, as `resolve` does for the gate."""

from __future__ import annotations

from typing import Any


def server_connect(data: Any) -> None:
    """Called before mitmproxy connects to an origin."""
    data.server.address = ("127.0.0.1", data.server.address[1])
