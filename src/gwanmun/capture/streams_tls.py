"""TLS on a connection: opened with a key log where it has the secrets, and read on inside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gwanmun.capture.place import Item
from gwanmun.capture.streams_scene import Scene
from gwanmun.capture.streams_talk import Talk
from gwanmun.transfer import Endpoint
from gwanmun.wire.tls_session import NO_HELLO, TlsSession

_VERSIONS = {0x0300: "ssl3", 0x0301: "tls1.0", 0x0302: "tls1.1", 0x0303: "tls1.2", 0x0304: "tls1.3"}


class Tls:
    """`inner` makes the reader of what is inside; the agreed protocol (ALPN) is given to it."""

    def __init__(self, scene: Scene, inner: Callable[[Scene, str], Talk]) -> None:
        self._scene, self._make = scene, inner
        self._session = TlsSession(scene.secrets)
        self._inner: Talk | None = None
        self._told = [False, False]

    @property
    def readable(self) -> bool:
        return self._inner is not None and self._inner.readable

    @property
    def hint(self) -> str | None:
        inside = self._inner.hint if self._inner else None
        return inside or (self._session.opening.hello.server_name if self._session.opening else None)

    @property
    def protocol(self) -> str:
        choice = self._session.choice
        outer = _VERSIONS.get(choice.version, "tls") if choice else "tls"
        return f"{outer}+{self._inner.protocol}" if self.readable and self._inner else outer

    @property
    def certificate(self) -> bytes:
        return self._session.certificate

    def feed(self, at: float, up: bool, data: bytes) -> list[Item]:
        items: list[Item] = []
        for side, content in self._session.feed(up, data):
            items += self._reader().feed(at, side, content)
        return items + self._stopped()

    def _reader(self) -> Talk:
        if self._inner is None:
            self._inner = self._make(self._scene.inside(self._endpoint(), secure=True), self._session.alpn)
        return self._inner

    def _endpoint(self) -> Endpoint:
        name = self._session.opening.hello.server_name if self._session.opening else None
        here = self._scene.base.endpoint
        return replace(here, host=name, sni=name, named_by="sni") if name else here

    def _stopped(self) -> list[Item]:
        """A direction that is not decrypted any more has ended for what is inside too."""
        items: list[Item] = []
        for up in (False, True):
            if self._inner and not self._told[up] and (why := self._session.why(up)):
                self._told[up] = True
                items += self._inner.stop(up, why)
        return items

    def gap(self, up: bool, missing: int) -> list[Item]:
        self._session.gap(up, missing)
        return self._stopped()

    def stop(self, up: bool, why: str) -> list[Item]:
        self._told[up] = True
        return self._inner.stop(up, why) if self._inner else []

    def close(self) -> list[Item]:
        items = self._inner.close() if self._inner else []
        if self.readable and (skipped := self._session.skipped(True)):
            why = f"{skipped} TLS records of early data (0-RTT) could not be decrypted"
            items.append(self._scene.place.unreadable("", why))
        return items

    def opaque(self) -> str:
        if self._inner is not None:
            return self._inner.opaque()
        if self._session.opening is None or self._session.choice is None:
            return self._session.why(True) or self._session.why(False) or NO_HELLO
        return (
            self._session.why(True) or self._session.why(False) or "encrypted, and nothing but the handshake was seen"
        )
