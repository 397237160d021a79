"""Hangul documents for distribution (Hancom, HWP 5.0 revision 1.3, "distribution document"): the key is in the file.

They are meant to be read by everyone and to be changed by no one: the protection is against editing, not reading.
"""

from __future__ import annotations

from gwanmun.unpack.hwp_records import DISTRIBUTE, records

SIZE = 256


def opened(stream: bytes) -> bytes | None:
    """The section behind the first record of a `ViewText` stream; None when that record is not as it should be."""
    first = next(records(stream), None)
    if first is None or first.tag != DISTRIBUTE or len(first.data) != SIZE:
        return None
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # few documents need it

    secret = stream[SIZE + 4 :]
    decryptor = Cipher(algorithms.AES(key(first.data)), modes.ECB()).decryptor()  # noqa: S305 - the format's choice
    return decryptor.update(secret[: len(secret) & ~15]) + decryptor.finalize()


def key(record: bytes) -> bytes:
    """The 16 bytes of key that 256 bytes hide: masked by the generator of the C runtime, at a place the seed gives."""
    seed = int.from_bytes(record[:4], "little")
    plain = masked(record, seed)
    at = 4 + (seed & 0xF)
    return plain[at : at + 16]


def masked(record: bytes, seed: int) -> bytes:
    """Mask or unmask all bytes after the seed; a mask byte holds for a run of 1 to 16."""
    out, mask, left, state = bytearray(record), 0, 0, seed
    for at in range(len(out)):
        if not left:
            state, mask = _random(state)
            state, length = _random(state)
            mask, left = mask & 0xFF, (length & 0xF) + 1
        if at >= 4:
            out[at] ^= mask
        left -= 1
    return bytes(out)


def _random(state: int) -> tuple[int, int]:
    """`rand` of Microsoft's C runtime: the next state, and a number of 15 bits."""
    state = (state * 214_013 + 2_531_011) & 0xFFFFFFFF
    return state, state >> 16 & 0x7FFF
