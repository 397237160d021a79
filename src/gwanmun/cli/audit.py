"""`gwanmun audit`: judge recorded traffic as the gate would have judged it live."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from gwanmun import api, config
from gwanmun.capture.together import Refused, read_together
from gwanmun.cli.audit_law import Bench, bench, weight
from gwanmun.cli.audit_output import Look, Output, output_of
from gwanmun.cli.audited import Judged, unknown
from gwanmun.cli.options import FILE, common, formats, talk
from gwanmun.cli.outlet import Outlet
from gwanmun.cli.progress import Progress
from gwanmun.errors import Problem
from gwanmun.judge import Judge
from gwanmun.report.text import wants_colour
from gwanmun.transfer import ACTIONS

TOLD = 20
"""Losses of one capture that are told on standard error; `--format json` lists more."""

STREAMED = ("text", "jsonl", "csv")
"""Forms that show on the terminal what was read so far."""


@click.command()
@click.argument("captures", nargs=-1, required=True, type=FILE)
@click.option(
    "--fail-on", type=click.Choice(ACTIONS[1:]), default="block", show_default=True, help="Exit 1 from this action on."
)
@click.option("--all", "everything", is_flag=True, help="List also the exchanges in which nothing was seen.")
@click.option("--keylog", type=FILE, metavar="FILE", help="NSS key log that opens recorded TLS connections.")
@click.option("--promise", type=FILE, multiple=True, metavar="FILE", help="Privacy policy to hold the traffic against.")
@click.option(
    "--register", type=FILE, multiple=True, metavar="FILE", help="Your own list (CSV, XLSX) or stated facts (TOML)."
)
@click.option("--before", type=FILE, multiple=True, metavar="FILE", help="Earlier version of the policy.")
@click.option("--as-of", metavar="DATE", help="Judge by the law of this day (default: of the last exchange).")
@click.option("--colour", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour in text.")
@formats("text", "json", "jsonl", "csv", "html")
@common("seeds", "policy", "state", "mmdb", "lang")
def command(
    captures: tuple[Path, ...],
    fail_on: str,
    everything: bool,
    keylog: Path | None,
    promise: tuple[Path, ...],
    register: tuple[Path, ...],
    before: tuple[Path, ...],
    as_of: str | None,
    colour: str,
    form: str,
    output: Path | None,
    **flags: Any,
) -> int:
    """Judge the exchanges recorded in CAPTURES under a policy (`default` unless given), and say what was not readable.

    `-` is standard input: `tcpdump -w - | gwanmun audit -` tells of each exchange when it is over.
    With --promise or --register what was seen is held against what was promised and the law.
    Exit code 1 when an exchange met the action of --fail-on or a stricter one, 3 when nothing could be read.
    """
    settings = config.load({**flags, "policy": flags["policy"] or "default"})
    law = bench(promise, register, before, as_of, settings.lang)
    decide = api.Judge(settings)
    if "-" in map(str, captures):
        _wait_for_the_end()
    files = list(_opened(captures, keylog))
    painted = output is None and wants_colour(sys.stdout, os.environ, colour)
    with Outlet(output) as outlet:
        made = output_of(form, outlet.write, files, Look(settings.lang, decide.policy, painted, output is None))
        strictest = _judged(files, decide, made, everything, law, _progress(captures, form, output))
    return int(strictest >= ACTIONS.index(fail_on))


def _wait_for_the_end() -> None:
    """Ctrl-C reaches the whole pipe: the program that captures ends, and what it gave is still told. A second one
    ends this program too."""

    def once(number: int, frame: object) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        talk("waiting for the end of the input; once more to stop at once")

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, once)


def _opened(paths: tuple[Path, ...], keylog: Path | None) -> Iterator[Judged]:
    """Every capture, recognised, folders and archives opened and the logs of one run joined; what is in no known
    format counts as unread as long as there are others."""
    for each in read_together(paths, keylog):
        if isinstance(each, Refused):
            yield unknown(str(each.path), each.problem)
        else:
            yield Judged(str(each.shown), each)


def _progress(paths: tuple[Path, ...], form: str, output: Path | None) -> Progress:
    """A bar, unless the results themselves go to the same terminal while it would stand there."""
    quiet = form in STREAMED and output is None and sys.stdout.isatty()
    sizes = [path.stat().st_size if path.is_file() else 0 for path in paths]
    return Progress(sys.stderr, sum(sizes) if all(sizes) else 0, sys.stderr.isatty() and not quiet)


def _judged(files: list[Judged], decide: Judge, made: Output, everything: bool, law: Bench, progress: Progress) -> int:
    """Run every capture through; the rank of the strictest action that was met."""
    strictest = 0
    for file in files:
        for entry in file.judge(decide, progress.tick):
            strictest = max(strictest, ACTIONS.index(entry["action"]))
            law.add(entry)
            made.add(entry, file, everything or bool(entry["sightings"]) or entry["action"] != "allow")
        progress.clear()
        for line in file.told(TOLD):
            talk(line)
    if not any(file.exchanges for file in files):
        raise Problem("nothing in these captures could be read", "see the lines above", code=3)
    concluded = law.conclude()
    made.end(files, concluded)
    return max(strictest, weight(concluded))
