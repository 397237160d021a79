"""The forms in which an audit is given. Text, JSON lines and CSV come as exchanges are judged; a page or a JSON
document needs its totals first: entries wait in a file, and the page keeps the strictest of them only.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol

import orjson

from gwanmun.cli import audit_csv, present
from gwanmun.cli.audit_law import Concluded
from gwanmun.cli.audited import Entry, Judged, named
from gwanmun.cli.options import dumps
from gwanmun.policy.decide import Policy
from gwanmun.report.case import Case
from gwanmun.report.devices import DeviceTally, described
from gwanmun.report.findings import finding_lines
from gwanmun.report.tally import LIMIT, Tally
from gwanmun.report.text import case_lines, transfer_lines

SCHEMA = "gwanmun.audit/1"

COVERED = ("exchanges", "without_sightings", "not_fully_seen", "unreadable_parts")

IN_MEMORY = 32 << 20
"""Bytes of waiting entries before they go to a temporary file; they hold masks and counts, no raw value."""


class Output(Protocol):
    """`add` takes each entry and the file it is of; `shown` says whether it is one to be listed."""

    def add(self, entry: Entry, file: Judged, shown: bool) -> None: ...

    def end(self, files: list[Judged], law: Concluded) -> None: ...


Write = Callable[[str], None]


WIDE, WIDEST = 100, 140
"""Columns of text that goes to no terminal, and the most that is used of one."""


class Look(NamedTuple):
    """How a person is shown it: language, the policy that names the rules, colour, and whether to a screen."""

    lang: str
    policy: Policy
    colour: bool
    screen: bool

    @property
    def wide(self) -> int:
        if not (self.screen and sys.stdout.isatty()):
            return WIDE
        return min(shutil.get_terminal_size().columns, WIDEST)


class JsonLines:
    """One listed entry a line."""

    def __init__(self, write: Write) -> None:
        self._write = write

    def add(self, entry: Entry, file: Judged, shown: bool) -> None:
        if shown:
            self._write(dumps(entry, indent=False) + "\n")

    def end(self, files: list[Judged], law: Concluded) -> None:
        pass


class Csv:
    """A header, then one listed entry a row."""

    def __init__(self, write: Write) -> None:
        self._write = write
        write(audit_csv.BOM + audit_csv.row(audit_csv.COLUMNS))

    def add(self, entry: Entry, file: Judged, shown: bool) -> None:
        if shown:
            self._write(audit_csv.row(audit_csv.cells(entry, file.path)))

    def end(self, files: list[Judged], law: Concluded) -> None:
        pass


class Counted:
    """The case that a text or a page tells: counted while entries pass."""

    def __init__(self, files: list[Judged]) -> None:
        self._tally = Tally([{"path": file.path, "sha256": file.name} for file in files], LIMIT)

    def add(self, entry: Entry) -> None:
        self._tally.add(entry)

    def case(self, files: list[Judged]) -> Case:
        self._tally.captures = tuple(file.described() for file in files)
        return self._tally.freeze("", datetime.now(UTC).isoformat(timespec="seconds"))


class Text:
    """Lines for each listed entry as it comes, the summary at the end."""

    def __init__(self, write: Write, files: list[Judged], look: Look) -> None:
        self._write, self._counted, self._look = write, Counted(files), look
        self._labels = present.labels(look.lang, look.policy)

    def add(self, entry: Entry, file: Judged, shown: bool) -> None:
        self._counted.add(entry)
        if shown:
            self._write(transfer_lines(entry, self._labels, self._look.colour) + "\n")

    def end(self, files: list[Judged], law: Concluded) -> None:
        told = case_lines(self._counted.case(files), self._labels, self._look.colour, self._look.wide)
        self._write(f"\n{told}\n")
        if law.given:
            look = self._look
            self._write(f"\n{finding_lines(law.findings, law.as_of, self._labels, look.colour, look.wide)}\n")


class Html:
    """One page; of its table the strictest entries are kept (`report.tally.LIMIT` of each action)."""

    def __init__(self, write: Write, files: list[Judged], look: Look) -> None:
        self._write, self._counted, self._look = write, Counted(files), look

    def add(self, entry: Entry, file: Judged, shown: bool) -> None:
        self._counted.add(entry)

    def end(self, files: list[Judged], law: Concluded) -> None:
        case, as_of = self._counted.case(files), law.as_of if law.given or law.findings else ""
        self._write(present.html(case, self._look.lang, self._look.policy, law.findings, as_of))


class Document:
    """The audit as other programs read it (fields fixed in the design), of any length in bounded memory."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._waiting = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed in `end`
        self._coverage = Counter(dict.fromkeys(COVERED, 0))
        self._devices = DeviceTally()

    def add(self, entry: Entry, file: Judged, shown: bool) -> None:
        self._coverage.update(covered(entry))
        self._devices.add(entry)
        if shown:
            self._waiting.write(orjson.dumps(entry, option=orjson.OPT_APPEND_NEWLINE))

    def end(self, files: list[Judged], law: Concluded) -> None:
        captures = [file.described() for file in files]
        lost = sum(len(file.losses) + file.more for file in files)
        head = dumps({"schema": SCHEMA, "captures": captures}).removesuffix("\n}")
        self._write(f'{head},\n  "transfers": [')
        with self._waiting:
            self._waiting.seek(0)
            for count, line in enumerate(self._waiting):
                text = dumps(named(orjson.loads(line), files)).replace("\n", "\n    ")
                self._write(f"{',' if count else ''}\n    {text}")
        coverage = {**self._coverage, "lost": lost, "as_of": law.as_of}
        findings, devices = [asdict(finding) for finding in law.findings], map(described, self._devices.freeze())
        tail = dumps({"findings": findings, "devices": [*devices], "coverage": coverage})
        self._write("\n  ]," + tail.removeprefix("{") + "\n")


def covered(entry: Mapping[str, Any]) -> dict[str, int]:
    """What one exchange adds to the coverage."""
    return {
        "exchanges": 1,
        "without_sightings": int(not entry["sightings"]),
        "not_fully_seen": int(entry["seen"] != "full"),
        "unreadable_parts": len(entry["unreadable"]),
    }


def output_of(form: str, write: Write, files: list[Judged], look: Look) -> Output:
    """The form that `--format` asks for."""
    if form == "jsonl":
        return JsonLines(write)
    if form == "csv":
        return Csv(write)
    if form == "json":
        return Document(write)
    return Html(write, files, look) if form == "html" else Text(write, files, look)
