"""`gwanmun doctor`: is everything in place on this machine? Each check says what it saw and what to do."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from gwanmun import api, config, state
from gwanmun.cli.options import common
from gwanmun.config import Settings
from gwanmun.discover.known import directory, user_folder
from gwanmun.errors import Problem
from gwanmun.knowledge.files import version_with
from gwanmun.policy.document import load as load_policy
from gwanmun.unpack.message import open_text
from gwanmun.version import __version__

PROBE = "010-0000-0000 입니다"
PARTS = ("cryptography", "hyperscan", "httptools", "orjson", "uvloop")


@click.command()
@common("state", "policy", "mmdb")
@click.option("--listen", metavar="ADDR", help="Address the gate is to listen on.")
def command(**flags: object) -> int:
    """Check what gwanmun needs on this machine. Exit code 2 when something is missing."""
    settings = config.load(flags)
    return 2 if sum(not passed(name, check, settings) for name, check in CHECKS) else 0


def passed(name: str, check: Callable[[Settings], str], settings: Settings) -> bool:
    """Run one check and print its line; a `Problem` is a failed check, with its hint."""
    try:
        click.echo(f"ok    {name:<11}{check(settings)}")
    except Problem as problem:
        click.echo(f"FAIL  {name:<11}{problem.message}")
        click.echo(f"      {'':<11}hint: {problem.hint}")
        return False
    return True


def program(_: Settings) -> str:
    return f"gwanmun {__version__}, Python {platform.python_version()}, {sys.platform} {platform.machine()}"


def parts(_: Settings) -> str:
    try:
        return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PARTS)
    except importlib.metadata.PackageNotFoundError as error:
        raise Problem(f"the package {error.name} is missing", f"install it: pip install {error.name}") from error


def detector(settings: Settings) -> str:
    started = time.perf_counter()
    scanner = api.scanner(settings)
    took = (time.perf_counter() - started) * 1000
    found = scanner.scan(open_text(PROBE).leaves)
    if [s.kind for s in found] != ["contact.phone"]:
        raise Problem("the detector does not find a phone number", "reinstall gwanmun and its parts")
    return f"ready in {took:.0f} ms"


def knowledge(settings: Settings) -> str:
    recipient = directory(settings.state, settings.mmdb).resolve("chat.deepseek.com")
    if not recipient.known:
        raise Problem("the knowledge folder does not know chat.deepseek.com", "reinstall gwanmun")
    return f"version {version_with(user_folder(settings.state))}"


def policy(settings: Settings) -> str:
    return f"{settings.policy}, version {load_policy(settings.policy).version}"


def state_folder(settings: Settings) -> str:
    return f"{state.folder(settings.state)} can be written"


def port(settings: Settings) -> str:
    host, number = config.address(settings.listen)
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, number))
        except OSError as error:
            raise Problem(f"{settings.listen}: {error.strerror}", "choose another with --listen HOST:PORT") from error
    return f"{settings.listen} is free"


def disk(settings: Settings) -> str:
    free = _free(settings.state)
    if free < 100 * 1024 * 1024:
        raise Problem(f"only {free // 1024 // 1024} MiB are free", "the ledger needs room: choose another --state DIR")
    return f"{free / 1024**3:.1f} GiB are free for the ledger"


def _free(path: Path) -> int:
    return shutil.disk_usage(path if path.exists() else next(_existing(path))).free


def _existing(path: Path) -> Iterator[Path]:
    yield from (parent for parent in path.parents if parent.exists())


CHECKS: tuple[tuple[str, Callable[[Settings], str]], ...] = (
    ("program", program),
    ("parts", parts),
    ("detector", detector),
    ("knowledge", knowledge),
    ("policy", policy),
    ("state", state_folder),
    ("disk", disk),
    ("port", port),
)
