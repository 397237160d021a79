"""TLS cipher suites by their number (IANA TLS parameters registry): how records under them are protected.

How the keys were agreed on (RSA, ECDHE, PSK, …) does not matter to who has the secrets. Not here: RC4, ARIA, NULL.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Mode = Literal["gcm", "ccm", "ccm8", "chacha", "cbc"]
Cipher = Literal["aes", "camellia", "seed", "3des", "chacha"]


class Suite(NamedTuple):
    """`key` in bytes, `mac` the hash of the record MAC in CBC mode ("" in AEAD modes), `prf` that of key derivation."""

    mode: Mode
    cipher: Cipher
    key: int
    mac: str
    prf: str


_ROWS: tuple[tuple[Suite, str], ...] = (
    (
        Suite("gcm", "aes", 16, "", "sha256"),
        "1301 009C 009E 00A0 00A2 00A4 00A6 00A8 00AA 00AC C02B C02D C02F C031 D001",
    ),
    (
        Suite("gcm", "aes", 32, "", "sha384"),
        "1302 009D 009F 00A1 00A3 00A5 00A7 00A9 00AB 00AD C02C C02E C030 C032 D002",
    ),
    (Suite("chacha", "chacha", 32, "", "sha256"), "1303 CCA8 CCA9 CCAA CCAB CCAC CCAD CCAE"),
    (Suite("ccm", "aes", 16, "", "sha256"), "1304 C09C C09E C0A4 C0A6 C0AC D005"),
    (Suite("ccm", "aes", 32, "", "sha256"), "C09D C09F C0A5 C0A7 C0AD"),
    (Suite("ccm8", "aes", 16, "", "sha256"), "1305 C0A0 C0A2 C0A8 C0AA C0AE D003"),
    (Suite("ccm8", "aes", 32, "", "sha256"), "C0A1 C0A3 C0A9 C0AB C0AF"),
    (
        Suite("cbc", "aes", 16, "sha1", "sha256"),
        "002F 0030 0031 0032 0033 0034 C004 C009 C00E C013 C018 008C 0090 0094 C035 C01D C01E C01F",
    ),
    (
        Suite("cbc", "aes", 32, "sha1", "sha256"),
        "0035 0036 0037 0038 0039 003A C005 C00A C00F C014 C019 008D 0091 0095 C036 C020 C021 C022",
    ),
    (
        Suite("cbc", "aes", 16, "sha256", "sha256"),
        "003C 003E 003F 0040 0067 006C C023 C025 C027 C029 00AE 00B2 00B6 C037",
    ),
    (Suite("cbc", "aes", 32, "sha256", "sha256"), "003D 0068 0069 006A 006B 006D"),
    (Suite("cbc", "aes", 32, "sha384", "sha384"), "C024 C026 C028 C02A 00AF 00B3 00B7 C038"),
    (Suite("cbc", "camellia", 16, "sha1", "sha256"), "0041 0042 0043 0044 0045 0046"),
    (Suite("cbc", "camellia", 32, "sha1", "sha256"), "0084 0085 0086 0087 0088 0089"),
    (
        Suite("cbc", "camellia", 16, "sha256", "sha256"),
        "00BA 00BB 00BC 00BD 00BE 00BF C072 C074 C076 C078 C094 C096 C098 C09A",
    ),
    (Suite("cbc", "camellia", 32, "sha256", "sha256"), "00C0 00C1 00C2 00C3 00C4 00C5"),
    (Suite("cbc", "camellia", 32, "sha384", "sha384"), "C073 C075 C077 C079 C095 C097 C099 C09B"),
    (Suite("cbc", "seed", 16, "sha1", "sha256"), "0096 0097 0098 0099 009A 009B"),
    (
        Suite("cbc", "3des", 24, "sha1", "sha256"),
        "000A 000D 0010 0013 0016 001B C003 C008 C00D C012 C017 008B 008F 0093 C034 C01A C01B C01C",
    ),
)

SUITES: dict[int, Suite] = {int(code, 16): suite for suite, codes in _ROWS for code in codes.split()}
