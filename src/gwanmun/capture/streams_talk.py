"""What a reader of one protocol on one connection does, and the reader of what is not understood."""

from __future__ import annotations

from typing import Protocol

from gwanmun.capture.place import Item


class Talk(Protocol):
    """Bytes of both directions in capture order -> exchanges. `up` is from the client.

    `readable` tells that something was understood; `opaque` says why nothing was, "" if it was. `hint` is a name
    learnt inside, `protocol` what is spoken, `certificate` the server's in DER (b"": none seen).
    """

    @property
    def readable(self) -> bool: ...

    @property
    def hint(self) -> str | None: ...

    @property
    def protocol(self) -> str: ...

    @property
    def certificate(self) -> bytes: ...

    def feed(self, at: float, up: bool, data: bytes) -> list[Item]: ...

    def gap(self, up: bool, missing: int) -> list[Item]: ...

    def stop(self, up: bool, why: str) -> list[Item]: ...

    def close(self) -> list[Item]: ...

    def opaque(self) -> str: ...


class Unknown:
    """Nothing here is understood, and why."""

    readable = False
    hint: str | None = None
    certificate = b""

    def __init__(self, why: str, protocol: str = "unknown") -> None:
        self._why, self.protocol = why, protocol

    def feed(self, at: float, up: bool, data: bytes) -> list[Item]:
        return []

    def gap(self, up: bool, missing: int) -> list[Item]:
        return []

    def stop(self, up: bool, why: str) -> list[Item]:
        return []

    def close(self) -> list[Item]:
        return []

    def opaque(self) -> str:
        return self._why


def lost(missing: int) -> str:
    return f"{missing} bytes are missing from the capture"
