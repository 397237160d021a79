"""Quality and speed of reading privacy policies: `python -m bench.promise [--samples DIR] [--mistakes]`.

Prints precision, recall and F1 on our own labelled policies (`tests/promise/policies`), and on labelled open samples
when they are there, with a naive reader of tables beside; then the time for a page of 200 KB and for 1,000 policies.

`transfers` are facts on who and where, `fields` on which items of PIPA art. 28-8(2) are stated for whom, `gaps` on
which are not. All of our own policies were seen by their author while the reader was made: the score says what it can
do, not what it does on a policy that nobody has seen. The open samples are labelled with who and where only, by one
person, and not with every recipient that stands in them.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median

from lxml import html

from bench._promise import Scores, Transfer, facts, labels, read_transfers, score
from gwanmun.promise.countries import countries
from gwanmun.promise.read import read_policy

OWN = Path(__file__).parents[1] / "tests" / "promise" / "policies"
SAMPLES = Path(__file__).parents[2] / "shared" / "samples"
NAMES = ("transfers", "fields", "gaps", "statements", "others", "items")
PAGE = 200_000


def naive(data: bytes) -> list[Transfer]:
    """What a first script does: rows of a table whose header holds the statute's own words."""
    text = data.decode("utf-8", "replace")
    found: list[Transfer] = []
    for header, *rows in [*_html(text), *_pipes(text)]:
        who = next((at for at, cell in enumerate(header) if "이전받는" in cell.replace(" ", "")), -1)
        where = next((at for at, cell in enumerate(header) if "국가" in cell), -1)
        kept = [row for row in rows if who >= 0 and len(row) == len(header)]
        found += [(row[who], countries(row[where]) if where >= 0 else (), frozenset()) for row in kept]
    return found


def _html(text: str) -> Iterator[list[list[str]]]:
    if "<table" in text:
        for table in html.document_fromstring(text.encode()).iter("table"):
            yield [[cell.text_content().strip() for cell in row.iter("td", "th")] for row in table.iter("tr")] or [[]]


def _pipes(text: str) -> Iterator[list[list[str]]]:
    for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        lines = [line.strip("| \n").split("|") for line in block.splitlines() if not re.fullmatch(r"[|:\s-]+", line)]
        yield [[cell.strip("* ") for cell in line] for line in lines] or [[]]


def show(title: str, scores: Scores, mistakes: bool) -> None:
    print(f"\n{title}")
    for name in (*NAMES, "naive"):
        made = getattr(scores, name)
        if not made.hits + len(made.extra) + len(made.missed):
            continue
        print(f"  {name:<11}{made.line()}")
        for sign, each in ((sign, each) for sign, found in (("+", made.extra), ("-", made.missed)) for each in found):
            if mistakes and name != "naive":
                print(f"      {sign} {each}")


def open_samples(folder: Path) -> Scores:
    """The labelled Korean policies; a label names only who and where. A name counts when one holds the other."""
    scores = Scores()
    for row in json.loads((folder / "LABELS-policies-ko.json").read_text("utf-8"))["labels"]:
        data = (folder / "policies-ko" / row["file"]).read_bytes()
        true = [(each["name"], tuple(each["country"]), frozenset[str]()) for each in row["overseas_recipients"]]
        said = [_as_labelled(each, true) for each in read_transfers(read_policy(data, row["file"]))]
        scores.transfers.add(_facts(said), _facts(true), row["file"])
        scores.naive.add(_facts([_as_labelled(each, true) for each in naive(data)]), _facts(true), row["file"])
    return scores


def _facts(transfers: Sequence[Transfer]) -> set[str]:
    return facts([(who, tuple(code for code in codes if len(code) == 2), stated) for who, codes, stated in transfers])[
        0
    ]


def _as_labelled(read: Transfer, true: Sequence[Transfer]) -> Transfer:
    """The label's writing of a name that holds it, or that it holds."""
    name = read[0].split(" (")[0].casefold()
    same = [each[0] for each in true if name and (name in each[0].casefold() or each[0].casefold() in name)]
    return (same[0] if same else read[0], *read[1:])


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def speed(pages: Sequence[tuple[bytes, str]]) -> None:
    """Real pages, one after the other until there are 200 KB, and the mean time of one."""
    text = b"\n\n".join(data for data, name in pages if name.endswith(".md"))[:PAGE]
    whole = [seconds(lambda: read_policy(text, "a.md")) for _ in range(5)]
    one = [seconds(lambda: [read_policy(data, name) for data, name in pages]) / len(pages) for _ in range(3)]
    size = sum(len(data) for data, _ in pages) // len(pages)
    print(f"\n200 KB of policies as one: {median(whole) * 1000:.0f} ms of processor time (goal 300)")
    print(f"1,000 policies of {size} bytes on two cores: {median(one) * 1000 / 2:.0f} s (goal 120)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=Path, default=SAMPLES)
    parser.add_argument("--mistakes", action="store_true", help="name each fact that was missed or said too much")
    options = parser.parse_args()
    own = list(labels(OWN))
    for held, title in ((False, "own policies, first and second lot"), (True, "own policies, third lot")):
        found = [label for label in own if label.held == held]
        show(f"{title} ({len(found)})", score(found, naive), options.mistakes)
    pages = [(label.path.read_bytes(), label.path.name) for label in own]
    if (options.samples / "LABELS-policies-ko.json").is_file():
        show("open samples, nine Korean policies", open_samples(options.samples), options.mistakes)
        files = sorted(
            path for folder in ("policies-ko", "policies-history") for path in (options.samples / folder).rglob("*.*")
        )
        pages = [(path.read_bytes(), path.name) for path in files]
    speed(pages)


if __name__ == "__main__":
    main()
