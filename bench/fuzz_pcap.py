"""Mutated captures: `python -m bench.fuzz_pcap [--mutations N] [--seed N] [FILE…]`.

Each round takes a capture (built here, or given), damages it (bits, lengths, cuts, pieces moved) and reads it to the
end. Prints how many were read, how many exchanges and losses they gave, and fails on the first exception.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from pathlib import Path

from gwanmun.capture.pcap import items
from tests.capture.packet_maker import everything

MAX_SIZE = 200_000


def mutated(data: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 30))):
        _damage(damaged, chance)
    return bytes(damaged)


def _damage(data: bytearray, chance: random.Random) -> None:
    if len(data) < 8:
        return
    at = chance.randrange(len(data))
    match chance.randrange(6):
        case 0:
            data[at] ^= 1 << chance.randrange(8)
        case 1:
            data[at : at + 4] = chance.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f", b"\x01\0\0\0"))
        case 2:
            del data[at:]
        case 3:
            del data[at : at + chance.randrange(1, 60)]
        case 4:
            data[at:at] = data[: chance.randrange(1, 200)]
        case _:
            data[at : at + 2] = chance.randbytes(2)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mutations", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("files", nargs="*", type=Path)
    given = options.parse_args()
    sources = [path.read_bytes()[:MAX_SIZE] for path in given.files] or list(everything())
    chance, found = random.Random(given.seed), Counter[str]()
    for _ in range(given.mutations):
        data = mutated(chance.choice(sources), chance)
        step = chance.choice((1 << 20, 4096, 37))
        chunks = (data[at : at + step] for at in range(0, len(data), step))
        found.update(type(item).__name__ for item in items(chunks, "0" * 64))
    print(f"{given.mutations} mutated captures read, no exception; {dict(found)}")


if __name__ == "__main__":
    main()
