"""TLS towards a client by memory buffers: ciphertext in, plaintext to the next stage, and back.

Own buffers instead of `loop.start_tls`, which loses bytes that came early (uvloop issue 707, CPython issue 142352).
"""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Callable
from typing import Protocol

RECORD = 16 * 1024
"""Largest plaintext of a TLS record (RFC 8446 section 5.1)."""

REFUSALS = (
    "UNKNOWN_CA",
    "BAD_CERTIFICATE",
    "CERTIFICATE_UNKNOWN",
    "UNSUPPORTED_CERTIFICATE",
    "CERTIFICATE_REVOKED",
    "CERTIFICATE_EXPIRED",
    "ACCESS_DENIED",
)
"""Alerts that say that the certificate is not accepted (RFC 8446 section 6.2), in OpenSSL's spelling."""


class Stage(Protocol):
    """What reads a client's bytes at the moment; the methods are those of `asyncio.Protocol`."""

    def data_received(self, data: bytes) -> None: ...

    def eof_received(self) -> None: ...

    def connection_lost(self) -> None: ...

    def pause_writing(self) -> None: ...

    def resume_writing(self) -> None: ...

    def tick(self, now: float) -> None: ...

    def finish(self) -> None: ...


class Channel(Protocol):
    """A way to a client, plain or TLS; the methods are those of `asyncio.Transport`."""

    stage: Stage

    def write(self, data: bytes) -> None: ...

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...

    def end(self) -> None:
        """Nothing more is written; what still comes is read, and nobody answers it."""

    def close(self) -> None: ...

    def abort(self) -> None: ...


class TlsChannel:
    """Stage of the channel below, channel for the stage above.

    `opened` is called once the handshake is done; `failed(why, refused)` when it cannot be, where `refused` tells
    that the client rejected the certificate (`alert`), or just hung up on it (`eof`). The handshake has to be done by
    `deadline`, in the event loop's time.
    """

    stage: Stage

    def __init__(
        self,
        below: Channel,
        context: ssl.SSLContext,
        opened: Callable[[TlsChannel], None],
        failed: Callable[[str, str], None],
        deadline: float,
    ) -> None:
        self._below = below
        self._deadline = deadline
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._opened, self._failed = opened, failed
        self._ready = self._over = False

    def data_received(self, data: bytes) -> None:
        if self._over:
            return
        self._incoming.write(data)
        if self._ready or self._handshake():
            self._read()

    def _handshake(self) -> bool:
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            self._flush()
            return False
        except ssl.SSLError as error:
            self._flush()
            self._fail(error)
            return False
        self._ready = True
        self._opened(self)
        self._flush()
        return True

    def _fail(self, error: ssl.SSLError) -> None:
        self._over = True
        reason = (error.reason or "").upper()
        refused = "ALERT" in reason and any(name in reason for name in REFUSALS)
        self._failed(reason.lower().replace("_", " "), "alert" if refused else "")

    def _read(self) -> None:
        tls, incoming = self._tls, self._incoming
        pieces: list[bytes] = []
        ended = False
        try:
            while piece := tls.read(RECORD):
                pieces.append(piece)
                if not incoming.pending:  # OpenSSL holds back nothing: each call takes a whole record
                    break
            else:
                ended = True
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLError:
            ended = True
        if self._outgoing.pending:
            self._flush()  # an answer to KeyUpdate
        if pieces and not self._over:
            self.stage.data_received(pieces[0] if len(pieces) == 1 else b"".join(pieces))
        if ended:
            self.eof_received()

    def _flush(self) -> None:
        if self._outgoing.pending:
            self._below.write(self._outgoing.read())

    def write(self, data: bytes) -> None:
        if self._over or not data:
            return
        sent = self._tls.write(data)
        while sent < len(data):  # OpenSSL takes a record at a time
            sent += self._tls.write(memoryview(data)[sent:])
        self._below.write(self._outgoing.read())

    def eof_received(self) -> None:
        if self._ready:
            self.stage.eof_received()
        elif not self._over:
            self._over = True
            self._failed("the client hung up during the handshake", "eof")

    def connection_lost(self) -> None:
        if self._ready:
            self._over = True
            self.stage.connection_lost()
        else:
            self.eof_received()

    def pause_writing(self) -> None:
        if self._ready:
            self.stage.pause_writing()

    def resume_writing(self) -> None:
        if self._ready:
            self.stage.resume_writing()

    def tick(self, now: float) -> None:
        if self._ready:
            self.stage.tick(now)
        elif now > self._deadline and not self._over:
            self._over = True
            self._failed("the handshake took too long", "")

    def finish(self) -> None:
        if self._ready:
            self.stage.finish()
        else:
            self._below.abort()

    def pause_reading(self) -> None:
        self._below.pause_reading()

    def resume_reading(self) -> None:
        self._below.resume_reading()

    def end(self) -> None:
        self._notify()
        self._below.end()

    def close(self) -> None:
        self._notify()
        self._below.close()

    def _notify(self) -> None:
        if self._ready and not self._over:
            self._over = True
            with contextlib.suppress(ssl.SSLError):
                self._tls.unwrap()  # sends close_notify, the answer to it is not awaited
            self._flush()

    def abort(self) -> None:
        self._over = True
        self._below.abort()
