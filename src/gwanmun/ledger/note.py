"""Signed notes, as C2SP defines them (c2sp.org/signed-note): a text, an empty line, and Ed25519 signatures on it. Pure.

The same few lines are read by the transparency-log tools of Go, Rust and Python, so that nobody has to trust ours.
A verifier key is published as one line, `<name>+<key id>+<base64 of 0x01 and the public key>`.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
"""The signature type byte of plain Ed25519."""

DASH = "— "
NOTE_LIMIT = 64 * 1024
"""A note has a few lines and a few signatures; what is longer, in bytes, is not read."""


class NoteError(ValueError):
    """A text that is not a signed note, or is not signed by the key it should be; says which."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key and the name it signs under."""

    name: str
    key: bytes

    @property
    def id(self) -> bytes:
        """Four bytes that tell keys apart; no proof of anything."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.key).digest()[:4]

    @property
    def line(self) -> str:
        """The verifier key as it is published (a `vkey`)."""
        return f"{self.name}+{self.id.hex()}+{b64encode(ED25519 + self.key).decode()}"

    @classmethod
    def parse(cls, line: str) -> Verifier:
        try:
            name, key_id, encoded = line.strip().split("+", 2)
            material = b64decode(encoded, validate=True)
        except (ValueError, binascii.Error):
            raise NoteError("not a verifier key: it should read <name>+<key id>+<base64>") from None
        verifier = cls(name, material[1:])
        if material[:1] != ED25519 or len(material) != 33 or not good_name(name):
            raise NoteError("not an Ed25519 verifier key")
        if verifier.id.hex() != key_id:
            raise NoteError("a verifier key whose key id does not fit its name and key")
        return verifier

    def open(self, note: str) -> str:
        """The text of a note that this key signed. Signatures by other keys are passed over, as C2SP asks."""
        text, signatures = split(note)
        mine = [signed[4:] for name, signed in signatures if name == self.name and signed[:4] == self.id]
        if not mine:
            raise NoteError(f"not signed by {self.name}+{self.id.hex()}")
        try:
            for signature in mine:
                Ed25519PublicKey.from_public_bytes(self.key).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            raise NoteError("the signature does not fit the text") from None
        return text


@dataclass(frozen=True, slots=True, repr=False)
class Signer:
    """A private key and the name it signs under. The secret is written out by `line` alone."""

    name: str
    secret: bytes

    @classmethod
    def create(cls, name: str) -> Signer:
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.name, self._key().public_key().public_bytes_raw())

    @property
    def line(self) -> str:
        """The private key as Go's `golang.org/x/mod/sumdb/note` writes it."""
        encoded = b64encode(ED25519 + self.secret).decode()
        return f"PRIVATE+KEY+{self.name}+{self.verifier.id.hex()}+{encoded}"

    @classmethod
    def parse(cls, line: str) -> Signer:
        """Raises `NoteError`, which never quotes the line."""
        try:
            head, tail, name, key_id, encoded = line.strip().split("+", 4)
            material = b64decode(encoded, validate=True)
        except (ValueError, binascii.Error):
            raise NoteError("not a private note key") from None
        if (head, tail) != ("PRIVATE", "KEY") or material[:1] != ED25519 or len(material) != 33:
            raise NoteError("not a private Ed25519 note key")
        signer = cls(name, material[1:])
        if signer.verifier.id.hex() != key_id:
            raise NoteError("a private key whose key id does not fit its name and key")
        return signer

    def sign(self, text: str) -> str:
        """The note: `text`, which ends in a newline, with one signature."""
        signature = self._key().sign(text.encode())
        return f"{text}\n{DASH}{self.name} {b64encode(self.verifier.id + signature).decode()}\n"

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.secret)


def good_name(name: str) -> bool:
    """C2SP: a key name is not empty and holds no space and no plus sign; and nothing that does not print."""
    return bool(name) and name.isprintable() and "+" not in name and not any(sign.isspace() for sign in name)


def split(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text and the signatures, each a key name and the decoded four id bytes with what follows them."""
    text, gap, lines = note.rpartition("\n\n")
    if len(note) > NOTE_LIMIT or not gap or not lines.endswith("\n"):
        raise NoteError("not a signed note")
    return text + "\n", [_signature(line) for line in lines[:-1].split("\n")]


def _signature(line: str) -> tuple[str, bytes]:
    name, space, encoded = line.removeprefix(DASH).partition(" ")
    if not line.startswith(DASH) or not space:
        raise NoteError("a signed note with a broken signature line")
    try:
        data = b64decode(encoded, validate=True)
    except (ValueError, binascii.Error):
        raise NoteError("a signed note with a broken signature line") from None
    if b64encode(data).decode() != encoded:  # the last letter has bits that nothing is decoded from
        raise NoteError("a signed note with a broken signature line")
    return name, data
