"""Real TLS between two OpenSSL ends inside one process: what crossed the wire, both ways, and the key log of it."""

from __future__ import annotations

import datetime
import json
import os
import ssl
import subprocess
import sys
import warnings
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

NAME = "chat.example.com"


def certificate(kind: str, folder: Path) -> Path:
    """A self-signed certificate for `NAME` with its key, `kind` is `rsa` or `ecdsa`."""
    path = folder / f"{kind}.pem"
    if not path.exists():
        rsa_key = kind == "rsa"
        key = rsa.generate_private_key(65537, 2048) if rsa_key else ec.generate_private_key(ec.SECP256R1())
        name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)]), datetime.datetime.now(datetime.UTC)
        builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(now - datetime.timedelta(1)).not_valid_after(now + datetime.timedelta(1))
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        made = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(private + made)
    return path


def contexts(
    folder: Path,
    version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
    ciphers: str = "",
    kind: str = "rsa",
    alpn: tuple[str, ...] = (),
) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """(client, server) of one TLS version; the client writes its key log to `folder`/keys."""
    client, server = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    client.keylog_filename = str(folder / "keys")
    for context in (client, server):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # TLS 1.0 and 1.1 are what is tested then
            context.minimum_version = context.maximum_version = version
        if ciphers:
            context.set_ciphers(f"{ciphers}:@SECLEVEL=0")
        if alpn:
            context.set_alpn_protocols(list(alpn))
    if kind:
        server.load_cert_chain(certificate(kind, folder))
    return client, server


@dataclass
class Wire:
    """What crossed, in order: (from the client?, bytes)."""

    chunks: list[tuple[bool, bytes]] = field(default_factory=list)


class Peers:
    """A client and a server joined in memory; `wire` keeps every flight."""

    def __init__(self, pair: tuple[ssl.SSLContext, ssl.SSLContext], session: ssl.SSLSession | None = None) -> None:
        self.bios = [ssl.MemoryBIO() for _ in range(4)]  # client in, out; server in, out
        self.client = pair[0].wrap_bio(self.bios[0], self.bios[1], server_hostname=NAME, session=session)
        self.server = pair[1].wrap_bio(self.bios[2], self.bios[3], server_side=True)
        self.wire = Wire()
        self.shake()

    def shake(self) -> None:
        waiting = {self.client, self.server}
        while waiting:
            for end in tuple(waiting):
                try:
                    end.do_handshake()
                    waiting.discard(end)
                except ssl.SSLWantReadError:
                    pass
                self.move()
        self.move()

    def move(self) -> None:
        """What one end has written goes to the other."""
        for up, source, sink in ((True, 1, 2), (False, 3, 0)):
            if data := self.bios[source].read():
                self.wire.chunks.append((up, data))
                self.bios[sink].write(data)

    def send(self, up: bool, data: bytes) -> None:
        writer, reader = (self.client, self.server) if up else (self.server, self.client)
        writer.write(data)
        self.move()
        got = b""
        while len(got) < len(data):
            got += reader.read(1 << 20)
        assert got == data

    def secrets(self, folder: Path) -> bytes:
        return (folder / "keys").read_bytes()


def with_suite(name: str, folder: Path) -> list[tuple[bool, bytes]]:
    """A TLS 1.3 conversation under this suite: `ping` and `pong`. Python cannot choose a suite of TLS 1.3, OpenSSL's
    configuration can, and is read once in a process: so it takes another one."""
    conf = folder / "openssl.cnf"
    conf.write_text(
        "openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n[c]\n"
        f"Ciphersuites = {name}\nMinProtocol = TLSv1.3\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "tests.wire.tls_peers", str(folder)],
        env={**os.environ, "OPENSSL_CONF": str(conf), "PYTHONPATH": str(root)},
        capture_output=True,
        check=True,
        cwd=root,
    )
    used, rows = json.loads(done.stdout)
    assert used == name, "the suite that was asked for was taken"
    return [(up, bytes.fromhex(data)) for up, data in rows]


if __name__ == "__main__":
    talking = Peers(contexts(Path(sys.argv[1])))
    talking.send(True, b"ping")
    talking.send(False, b"pong")
    taken = talking.client.cipher()
    print(json.dumps([taken and taken[0], [(up, data.hex()) for up, data in talking.wire.chunks]]))
