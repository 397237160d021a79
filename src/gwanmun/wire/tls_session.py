"""A TLS connection seen from outside, opened with a key log: bytes of both directions in, plain content out.

TLS 1.0 to 1.2 with the master secret (full and resumed handshakes, renegotiation), TLS 1.3 with the traffic secrets
(HelloRetryRequest, early data, KeyUpdate). The two directions may come in any order. Nothing here raises: a direction
that cannot be read further says why in `why`, and the other goes on.
"""

from __future__ import annotations

from gwanmun.wire import tls_messages as handshake
from gwanmun.wire.tls_decrypt import TLS13, Opener, Plain, opener
from gwanmun.wire.tls_keys import Keys, key_block, next_secret, traffic_keys
from gwanmun.wire.tls_messages import Choice, Opening
from gwanmun.wire.tls_records import APPLICATION_DATA, CHANGE_CIPHER_SPEC, HANDSHAKE, Message, Record
from gwanmun.wire.tls_secrets import APPLICATION, CLIENT_EARLY, MASTER, Secrets
from gwanmun.wire.tls_secrets import HANDSHAKE as HANDSHAKE_LABELS
from gwanmun.wire.tls_side import Side
from gwanmun.wire.tls_suites import SUITES, Suite

NO_LOG = "encrypted, and no key log was given"
NOT_LOGGED = "encrypted, and the key log has no secret for this connection"
NO_HELLO = "encrypted, and the beginning of the TLS handshake was not captured"

EARLY_RECORDS = 256
"""Records of early data that are passed over when nothing opens them."""

Content = tuple[bool, bytes]
"""Plain application bytes, and whether the client sent them."""


class TlsSession:
    """`opening` and `choice` are the two hellos, `alpn` the protocol agreed on ("" unknown or none), `certificate` the
    server's own in DER where it could be read, `early` whether the client sent data before the handshake was over."""

    def __init__(self, secrets: Secrets | None) -> None:
        self._secrets = secrets
        self._sides = (Side(False), Side(True))
        self._agreed: Suite | None = None
        self.opening: Opening | None = None
        self.choice: Choice | None = None
        self.alpn = ""
        self.certificate = b""

    @property
    def early(self) -> bool:
        return self.opening is not None and self.opening.early

    def why(self, up: bool) -> str:
        """Why this direction is not read any more; "" while it is."""
        return self._sides[up].stopped

    def skipped(self, up: bool) -> int:
        """Records that no secret opened and that were passed over: early data."""
        return self._sides[up].skipped

    def gap(self, up: bool, missing: int) -> None:
        """Bytes of this direction are lost: where the next record begins and its number are not known any more."""
        self._sides[up].stop(f"{missing} bytes are missing from the capture: what follows cannot be decrypted")

    def feed(self, up: bool, data: bytes) -> list[Content]:
        """The application content that `data` completes, in the order in which it could be opened."""
        out: list[Content] = []
        for record in self._sides[up].records(data):
            self._record(self._sides[up], record, out)
        return out

    def _record(self, side: Side, record: Record, out: list[Content]) -> None:
        if side.stopped:
            return
        if self._must_wait(side):
            side.wait(record)
        elif record.kind == CHANGE_CIPHER_SPEC:
            self._change(side)
        elif plain := self._plain(side, record):
            self._content(side, plain, out)

    def _must_wait(self, side: Side) -> bool:
        """The server's records need the client's random, the client's (after its hello) the server's choice."""
        return self.opening is not None and self.choice is None if side.up else self.opening is None

    def _change(self, side: Side) -> None:
        """ChangeCipherSpec; in TLS 1.3 it means nothing (RFC 8446 appendix D.4)."""
        if self.opening is None:
            side.stop(NO_HELLO)
        elif self.choice is not None and self.choice.version < TLS13:
            side.use(side.pending)

    def _plain(self, side: Side, record: Record) -> Plain | None:
        protected = side.encrypted and (record.kind == APPLICATION_DATA or not self._is_13)
        if protected:
            return side.open(record)
        if record.kind == APPLICATION_DATA:
            side.stop(NO_HELLO)
            return None
        return Plain(record.kind, record.payload)

    @property
    def _is_13(self) -> bool:
        return self.choice is not None and self.choice.version >= TLS13

    def _content(self, side: Side, plain: Plain, out: list[Content]) -> None:
        if plain.kind == APPLICATION_DATA and plain.data:
            out.append((side.up, plain.data))
        elif plain.kind == HANDSHAKE:
            for message in side.messages(plain.data):
                self._message(side, message, out)

    def _message(self, side: Side, message: Message, out: list[Content]) -> None:
        if message.kind == handshake.CLIENT_HELLO and side.up:
            self._client_hello(message, out)
        elif message.kind == handshake.SERVER_HELLO and not side.up:
            self._server_hello(message, out)
        elif message.kind == handshake.CERTIFICATE and not side.up and self.choice:
            self.certificate = handshake.first_certificate(message, self.choice.version)
        elif self._is_13:
            self._message_13(side, message)

    def _client_hello(self, message: Message, out: list[Content]) -> None:
        opening = handshake.opening(message)
        if opening is None:
            self._sides[True].stop("a ClientHello whose lengths do not add up")
            return
        self.opening = opening
        self._resume(self._sides[False], out)

    def _server_hello(self, message: Message, out: list[Content]) -> None:
        choice = handshake.choice(message)
        if choice is None:
            self._sides[False].stop("a ServerHello whose lengths do not add up")
        elif not choice.retry:
            self.choice, self.alpn = choice, choice.alpn or self.alpn
            self._agree(choice)
            self._resume(self._sides[True], out)

    def _resume(self, side: Side, out: list[Content]) -> None:
        for record in side.waited():
            self._record(side, record, out)

    def _agree(self, choice: Choice) -> None:
        """Both hellos are known: the openers, or what is missing for them."""
        self._agreed = SUITES.get(choice.suite)
        missing = NO_LOG if self._secrets is None else NOT_LOGGED
        if self._agreed is None:
            missing = f"encrypted with the cipher suite 0x{choice.suite:04X}, which is not read here"
        for side in self._sides:
            side.missing = missing
        if choice.version < TLS13:
            self._agree_12(choice)
        else:
            self._agree_13()

    def _agree_12(self, choice: Choice) -> None:
        master = self._secret(MASTER)
        keys: tuple[Keys, Keys] | None = None
        if master and self._agreed and self.opening:
            keys = key_block(self._agreed, choice.version, master, self.opening.random, choice.random)
        for side in self._sides:
            side.pending = None
            if keys and self._agreed:
                side.pending = opener(self._agreed, choice.version, keys[side.up], choice.encrypt_then_mac)

    def _agree_13(self) -> None:
        for side in self._sides:
            steps = [self._opener_13(HANDSHAKE_LABELS[side.up])]
            if side.up and self.early:
                steps.insert(0, self._opener_13(CLIENT_EARLY))
            if steps[-1] is None:  # some key logs hold the application's secrets only
                steps.append(self._application(side))
            side.openers = [step for step in steps if step]
            side.encrypted = True
            if len(steps) > 1:
                side.skips = EARLY_RECORDS
            if not side.openers:
                side.use(None)

    def _application(self, side: Side) -> Opener | None:
        side.secret = self._secret(APPLICATION[side.up])
        return self._opener_13(APPLICATION[side.up])

    def _opener_13(self, label: str) -> Opener | None:
        secret = self._secret(label)
        return opener(self._agreed, TLS13, traffic_keys(self._agreed, secret)) if secret and self._agreed else None

    def _secret(self, label: str) -> bytes:
        found = self._secrets.lookup(self.opening.random, label) if self._secrets and self.opening else None
        return found or b""

    def _message_13(self, side: Side, message: Message) -> None:
        if message.kind == handshake.ENCRYPTED_EXTENSIONS and not side.up:
            self.alpn = handshake.encrypted_alpn(message)
        elif message.kind == handshake.END_OF_EARLY_DATA and side.up:
            del side.openers[:-1]
        elif message.kind == handshake.FINISHED and not side.finished:
            side.finished = True
            side.use(self._application(side))
        elif message.kind == handshake.KEY_UPDATE and side.secret and self._agreed:
            side.secret = next_secret(self._agreed, side.secret)
            side.use(opener(self._agreed, TLS13, traffic_keys(self._agreed, side.secret)))
