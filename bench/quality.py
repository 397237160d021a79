"""Quality of detection on the labelled corpora, beside Presidio: `python -m bench.quality [--presidio-python PATH]`.

Prints precision, recall and F1 by kind on `dev` and `held`, the commonest mistakes on `dev` (values masked), false hits
on generated streams without an identifier, recall with and without a particle, and speed. `--into FILE` also writes the
tables into a Markdown file between its two `bench.quality` comments.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from bench._quality import attached, speed
from bench._quality.groups import CHAT, GROUPS, PEER
from bench._quality.peer import THRESHOLD, Presidio, available
from bench._quality.score import Finder, Found, Result, evaluate
from bench._quality.show import by_kind, cells, mistakes, rows, shape
from bench._quality.streams import chunks
from gwanmun.detect.scan import Scanner
from gwanmun.knowledge.kinds import load_kinds
from gwanmun.unpack.message import open_text
from tests.corpora.documents import SPLITS, Document, load

BLOCK = 0.8
GATES = re.compile(r"(<!-- bench\.quality: begin -->\n).*(<!-- bench\.quality: end -->)", re.DOTALL)


def ours(scanner: Scanner, document: Document) -> list[Found]:
    return [
        Found(each.kind, each.path, each.start, each.end, each.confidence) for each in scanner.scan(document.leaves)
    ]


def corpora() -> str:
    counts = [(split, load(split)) for split in SPLITS]
    each = ", ".join(f"{split} {len(found)} ({sum(one.trap for one in found)} traps)" for split, found in counts)
    return f"Documents: {each}."


def by_group(results: Sequence[tuple[str, Result]], finder: Finder) -> Iterator[str]:
    """The groups of the targets; names once more for chat and for all other texts."""
    body = [
        [group, *(cell for _, result in results for cell in cells(result.total(kinds)))]
        for group, kinds in GROUPS.items()
    ]
    for name, chat in (("name, chat", True), ("name, other", False)):
        row = [name]
        for split, _ in results:
            chosen = [one for one in load(split) if (one.domain in CHAT) == chat]
            row += cells(evaluate(chosen, finder, frozenset({"person.name"})).tally("person.name"))
        body.append(row)
    return rows(
        ["group"] + [f"{split} {it}" for split, _ in results for it in ("n", "P", "R", "F1", "F1 overlap")], body
    )


def beside(finder: Finder, peer: Finder) -> Iterator[str]:
    """The kinds that both know, over both splits."""
    kinds = frozenset(PEER.values())
    both = [document for split in SPLITS for document in load(split)]
    return by_kind(
        [("Gwanmun", evaluate(both, finder, kinds)), (f"Presidio ≥ {THRESHOLD}", evaluate(both, peer, kinds))]
    )


def silence(scanner: Scanner, size: int, seed: int) -> Iterator[str]:
    """False hits on streams without an identifier, by kind, with what two of them looked like."""
    hits: Counter[str] = Counter()
    examples: dict[str, list[str]] = {}
    done = 0
    for media, body in chunks(size, seed):
        done += len(body)
        leaves = open_text(body.decode() if media is None else body, media).leaves
        texts = {leaf.path: leaf.text for leaf in leaves}
        for each in scanner.scan(leaves):
            if each.confidence >= BLOCK:
                hits[each.kind] += 1
                around = texts[each.path][max(0, each.start - 10) : each.end + 6]
                examples.setdefault(each.kind, []).append(f"{''.join(map(shape, around))} {each.path[-30:]}"[:80])
    rate = sum(hits.values()) / done * 1e7
    yield f"{rate:.2f} false hits at confidence ≥ {BLOCK} per 10 MB ({done / 1e6:.1f} MB, seed {seed})."
    for kind, count in hits.most_common():
        yield f"- {kind}: {count}, like `{'`, `'.join(dict.fromkeys(examples[kind][:2]))}`"


def peer_silence(peer: Presidio, size: int, seed: int) -> str:
    """The same of the peer, on a smaller part: it reads a megabyte in seconds."""
    texts = [(body.decode(), "") for _, body in chunks(size, seed)]
    found = [
        each for text in peer.ask(texts, answer=True)["found"] for each in text if each[0] in PEER and each[3] >= BLOCK
    ]
    count = sum(len(text.encode()) for text, _ in texts)
    return f"Presidio on {count / 1e6:.1f} MB of the same: {len(found) / count * 1e7:.0f} per 10 MB."


def plain(finder: Finder, text: str) -> list[tuple[str, int, int]]:
    return [(each.kind, each.start, each.end) for each in finder(attached.as_document(text))]


def report(scanner: Scanner, peer: Presidio | None, options: argparse.Namespace) -> Iterator[str]:
    finder = partial(ours, scanner)
    results = [(split, evaluate(load(split), finder)) for split in SPLITS]
    yield from section("Corpora", [corpora()])
    yield from section("By group (P, R, F1: exact span)", by_group(results, finder))
    yield from section("By kind (P, R, F1: exact span)", by_kind(results))
    yield from section("Streams without an identifier", silence(scanner, int(options.megabytes * 1e6), options.seed))
    finders = [("Gwanmun", partial(plain, finder), frozenset(attached.LABELS))]
    if peer:
        yield peer_silence(peer, 2_000_000, options.seed)
        yield from section("Beside Presidio, both splits", beside(finder, peer.find))
        finders.append(("Presidio", partial(plain, peer.find), frozenset(PEER.values())))
    everything = [document for split in SPLITS for document in load(split)]
    yield from section("Recall, spaced and particle-attached, labelled values", attached.table(everything, finders))
    work: Callable[[str | bytes, str | None], object] = lambda data, media: scanner.scan(open_text(data, media).leaves)  # noqa: E731
    yield from section("Speed, open and scan, CPU time, one core", speed.table(work, peer, options.rounds))


def section(title: str, lines: Iterator[str] | Sequence[str]) -> Iterator[str]:
    yield f"\n### {title}\n"
    yield from lines


def write(path: Path, lines: Sequence[str]) -> None:
    """Put the lines between the file's two comments."""
    content = path.read_text(encoding="utf-8")
    if not GATES.search(content):
        raise SystemExit(f"{path}: no `bench.quality` comments to write between")
    path.write_text(GATES.sub(lambda found: found[1] + "\n".join(lines) + "\n\n" + found[2], content), encoding="utf-8")


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--presidio-python", default=sys.executable, help="an interpreter that has presidio-analyzer")
    parser.add_argument("--megabytes", type=float, default=20.0, help="size of the generated streams")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of the speed measurement")
    parser.add_argument("--mistakes", type=int, default=25, help="kinds of mistakes to print (dev only)")
    parser.add_argument("--examples", type=int, default=3, help="masked examples of each")
    parser.add_argument("--into", type=Path, help="a Markdown file to write the tables into")
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> None:
    options = arguments(given)
    speed.pinned()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        scanner = Scanner(load_kinds(), b"bench", Path(folder))
        there = available(options.presidio_python)
        peer = stack.enter_context(Presidio(options.presidio_python)) if there else None
        lines = []
        for line in report(scanner, peer, options):
            print(line, flush=True)
            lines.append(line)
        if not there:
            print("\npresidio-analyzer is not installed there: no comparison (--presidio-python PATH)")
        print("\n### Commonest mistakes on dev\n")
        dev = evaluate(load("dev"), partial(ours, scanner))
        print("\n".join(mistakes(dev.mistakes, options.mistakes, options.examples)))
    if options.into:
        write(options.into, lines)


if __name__ == "__main__":
    main()
