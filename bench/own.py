"""Own records, own documents, planted values, sensitive data and code: `python -m bench.own [--rows N] [--seconds S]`.

Prints recall and false hits of each, what a table of own records costs in memory and on disk, and MB/s (10^6 bytes of
UTF-8 JSON body, leaves already opened) of a scan without these finders and with each of them.
"""

from __future__ import annotations

import argparse
import base64
import csv
import hashlib
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from bench.detect import PROSE, bodies, chat, opened, order, telemetry, timed
from gwanmun.detect.code_blocks import blocks
from gwanmun.detect.finder import Finder
from gwanmun.detect.joined import Joined
from gwanmun.detect.own_document import DocumentFinder
from gwanmun.detect.own_documents import compile_documents
from gwanmun.detect.own_record import RecordFinder
from gwanmun.detect.scan import Scanner
from gwanmun.detect.seeds import SeedFinder
from gwanmun.detect.seeds_file import Seed
from gwanmun.detect.seeds_writings import canonical
from gwanmun.detect.winnow import normalised
from gwanmun.knowledge.kinds import load_kinds
from gwanmun.unpack.parts import Leaf

KEY = b"bench"
HEADINGS = ("이름", "연락처", "이메일", "고객번호", "계좌번호", "가입일")
SYLLABLES = "가나다라마바사아자차카타파하고노도로모보소오조초코토포호구누두루무부수우주추쿠투푸후기니디리미비시이지치"
SEEDS = (
    Seed("phone", "contact.phone", "010-0123-4567"),
    Seed("mail", "contact.email", "Garam.Honey@example.com"),
    Seed("address", "contact.address", "서울 강남구 테헤란로 152"),
)


def customer(number: int) -> tuple[str, ...]:
    """Row `number` of an invented table: the same number gives the same row."""
    chance = random.Random(number)
    return (
        "김가람", f"010-0{chance.randrange(1000):03d}-{chance.randrange(10_000):04d}", f"user{number}@example.com",
        f"GW-{number:08d}", f"{chance.randrange(10**12):012d}", "2024-01-15",
    )  # fmt: skip


def prose(chance: random.Random, words: int) -> str:
    return " ".join("".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(words))


def spans(finder: Finder, text: str) -> int:
    leaf = Leaf("text", (), text)
    return len(list(finder.find([leaf], Joined([text]))))


def seeds() -> SeedFinder:
    began = time.perf_counter()
    finder = SeedFinder(SEEDS)
    print(f"seeds: {len(SEEDS)} values, ready in {(time.perf_counter() - began) * 1e3:.0f} ms")
    for name, encode in ENCODINGS.items():
        forms = [(seed, encode(text)) for seed in SEEDS for text in canonical(seed)]
        hits = sum(spans(finder, f'{{"v": "{form}"}}') > 0 for _, form in forms)
        print(f"  {name:34} recall {hits / len(forms):.3f}  ({len(forms)} written forms)")
    noise = (
        base64.b64encode(random.Random(1).randbytes(6_000_000)).decode() + random.Random(2).randbytes(2_000_000).hex()
    )
    print(f"  false hits in {len(noise) / 1e6:.0f} MB of random base64 and hex: {spans(finder, noise)}")
    return finder


ENCODINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "reversed": lambda text: text[::-1],
    "URL-encoded twice": lambda text: quote(quote(text, safe=""), safe=""),
    "hex": lambda text: text.encode().hex().upper(),
    "base64, first alignment": lambda text: base64.b64encode(text.encode()).decode(),
    "base64, second alignment": lambda text: base64.b64encode(b"\xf0" + text.encode() + b"\xf1").decode(),
    "base64, third alignment": lambda text: base64.urlsafe_b64encode(b"\xf0\xf0" + text.encode() + b"\xf1").decode(),
    "UTF-16 in base64": lambda text: base64.b64encode(text.encode("utf-16-le")).decode(),
    **{
        f"{name} in hex": lambda text, name=name: hashlib.new(name, text.encode()).hexdigest()  # type: ignore[misc]
        for name in ("md5", "sha1", "sha256", "sha512")
    },
    "sha256 in base64": lambda text: base64.b64encode(hashlib.sha256(text.encode()).digest()).decode(),
}

CHILD = """
import resource, sys, time
from pathlib import Path
from bench.own import KEY, customer, spans
from gwanmun.detect.own_record import RecordFinder
from gwanmun.detect.own_records import compile_records
from gwanmun.knowledge.kinds import load_kinds
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6
kind = {kind.id: kind for kind in load_kinds()}["own.record"]
folder, rows = Path(sys.argv[1]), int(sys.argv[2])
if sys.argv[3] == "compile":
    before, began = resident(), time.process_time()
    compile_records([folder / "customers.csv"], folder / "records.own", KEY, kind)
    status = Path("/proc/self/status").read_text()  # ru_maxrss would be the parent's, where that was larger
    peak = int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6
    took = time.process_time() - began
    print(f"  compiled in {took:.0f} s of CPU; peak {peak:.0f} MB in all, {peak - before:.0f} more than before")
else:
    finder = RecordFinder([folder / "records.own"], KEY, folder)
    before = resident()
    asked = range(0, rows, max(1, rows // 2000))
    hits = sum(spans(finder, " / ".join(customer(number)[1:5])) for number in asked)
    more = resident() - before
    print(f"  recall {hits / 4 / len(asked):.4f} on {4 * len(asked)} values; {more:.0f} MB more resident after it")
"""


def records(folder: Path, rows: int) -> RecordFinder:
    with (folder / "customers.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(customer(number) for number in range(rows))
    print(f"own records: {rows:,} rows, four values each, and a name")
    sys.stdout.flush()
    for task in ("compile", "ask"):
        subprocess.run([sys.executable, "-c", CHILD, str(folder), str(rows), task], check=True)
    table = folder / "records.own"
    print(f"  file {table.stat().st_size / 1e6:.0f} MB")
    finder = RecordFinder([table], KEY, folder)
    chance = random.Random(5)
    others = [
        f"ord{chance.randrange(10**8):08d} {chance.randrange(10**9, 10**10)} GX-{chance.randrange(10**8):08d}"
        for _ in range(100_000)
    ]
    size, wrong = sum(map(len, others)), spans(finder, "\n".join(others))
    print(f"  false hits in {size / 1e6:.1f} MB of order, time and serial numbers: {wrong}")
    return finder


def documents(folder: Path) -> DocumentFinder:
    chance = random.Random(3)
    texts = [prose(chance, 2000) for _ in range(100)]
    for number, text in enumerate(texts):
        (folder / f"document{number}.txt").write_text(text, "utf-8")
    began = time.perf_counter()
    done = compile_documents(sorted(folder.glob("document*.txt")), folder / "documents.own", KEY)
    size = (folder / "documents.own").stat().st_size
    print(f"own documents: {done.documents}, {sum(map(len, texts)) / 1e6:.1f} M characters, {size / 1e6:.1f} MB, "
          f"compiled in {time.perf_counter() - began:.1f} s")  # fmt: skip
    finder = DocumentFinder([folder / "documents.own"], KEY)
    for length in (40, 60, 80, 100, 120, 150, 200, 400):
        plain, edited = _passages(finder, texts, chance, length)
        print(f"  passage of {length:3} letters and digits: found {plain:.2f}, with an edit every 50: {edited:.2f}")
    strange = sum(spans(finder, prose(chance, 2000)) for _ in range(100))
    print(f"  false hits in 100 other texts: {strange}")
    return finder


def _passages(finder: DocumentFinder, texts: Sequence[str], chance: random.Random, length: int) -> tuple[float, float]:
    hits = [0, 0]
    for text in texts:
        bare = normalised(text)
        at = chance.randrange(len(bare) - length)
        passage = list(bare[at : at + length])
        around = prose(chance, 60), prose(chance, 60)
        hits[0] += spans(finder, f"{around[0]} {''.join(passage)} {around[1]}") > 0
        for place in range(25, length, 50):
            passage[place] = "x"
        hits[1] += spans(finder, f"{around[0]} {''.join(passage)} {around[1]}") > 0
    return hits[0] / len(texts), hits[1] / len(texts)


def lexical() -> None:
    """Examples of the kinds' files, and our prose of work, in which nobody's sensitive data is."""
    kinds = [kind for kind in load_kinds() if kind.id.startswith("sensitive.") or kind.id == "confidential.code"]
    scanner = Scanner(load_kinds(), KEY)
    wrong = sum(each.kind.startswith("sensitive.") for text in PROSE for each in scanner.scan([Leaf("text", (), text)]))
    print(f"sensitive and code: {len(kinds)} kinds, false hits in prose of work: {wrong}")
    sources = sorted(Path(__file__).parent.parent.glob("src/**/*.py"))
    long = [path for path in sources if path.stat().st_size > 1500]
    seen = sum(any(blocks(path.read_text("utf-8"))) for path in long)
    print(f"  our own {len(long)} source files of more than 1.5 KB seen as code: {seen / len(long):.3f}")
    tables = sorted(Path(__file__).parent.parent.glob("src/**/*.toml"))
    print(f"  our own {len(tables)} TOML files seen as code: {sum(any(blocks(p.read_text('utf-8'))) for p in tables)}")


def speed(name: str, scanners: dict[str, Scanner], inputs: Sequence[Sequence[Leaf]], size: int, seconds: float) -> None:
    """Rounds over the scanners in turn, so that a change of the machine's pace meets all of them."""
    times: dict[str, list[float]] = {each: [] for each in scanners}
    for _ in range(5):
        for each, scanner in scanners.items():
            times[each].append(min(_rounds(scanner, inputs, seconds / 5)))
    base = min(times["without"])
    for each, taken in times.items():
        print(f"  {name:12} {each:16} {size / min(taken) / 1e6:7.1f} MB/s  {(min(taken) / base - 1) * 100:+6.1f} %")


def _rounds(scanner: Scanner, inputs: Sequence[Sequence[Leaf]], seconds: float) -> Iterator[float]:
    taken = timed(scanner.scan, inputs, seconds)
    count = len(inputs)
    for start in range(0, len(taken) - count + 1, count):
        yield sum(taken[start : start + count])


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the table of own records")
    parser.add_argument("--seconds", type=float, default=5.0, help="time for each measurement of speed")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        finders: dict[str, tuple[Finder, ...]] = {"without": (), "seeds": (seeds(),)}
        finders["own records"] = (records(folder, chosen.rows),)
        finders["own documents"] = (documents(folder),)
        lexical()
        patterns = tuple(k for k in load_kinds() if not k.id.startswith("sensitive.") and k.id != "confidential.code")
        scanners = {name: Scanner(load_kinds(), KEY, folder, each) for name, each in finders.items()}
        scanners["no lexicon"] = Scanner(patterns, KEY, folder)
        print(f"speed on {os.cpu_count()} cores shared with others; best of five rounds")
        for what, make, count in (("chat", chat, 300), ("telemetry", telemetry, 150), ("order", order, 150)):
            inputs = bodies(make, count)
            speed(what, scanners, [opened(body) for body in inputs], sum(map(len, inputs)), chosen.seconds)


if __name__ == "__main__":
    main()
