"""What another Python program calls: scan, read, Judge and audit; the command line calls the same."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

from gwanmun import config, judge, state
from gwanmun.capture.read import read as read_capture
from gwanmun.config import Settings
from gwanmun.detect.engine import user_cache
from gwanmun.detect.finders import given
from gwanmun.detect.limits import LEISURE
from gwanmun.detect.own_registry import FOLDER, tables
from gwanmun.detect.scan import Scanner
from gwanmun.detect.seeds_file import load_seeds
from gwanmun.discover.known import directory, user_folder
from gwanmun.knowledge.files import version_with
from gwanmun.knowledge.kinds import load_kinds
from gwanmun.policy.document import load as load_policy
from gwanmun.transfer import Exchange, Sighting
from gwanmun.unpack.message import open_text


def scan(data: str | bytes, content_type: str | None = None) -> list[Sighting]:
    """Find personal and confidential data in a text or a file's bytes.

    In a plain string `start` and `end` are offsets into that string. Never raises on content.
    """
    return list(scanner(config.load(), LEISURE).scan(open_text(data, content_type).leaves))


def read(path: str | Path) -> Iterator[Exchange]:
    """The exchanges of a capture file, whatever its format; a `Problem` when it is none that can be read."""
    yield from read_capture(Path(path)).exchanges


def Judge(settings: Settings | None = None) -> judge.Judge:  # noqa: N802 - it stands for the class it makes
    """The pure function exchange -> judgement, with detector, recipients and policy as `settings` say."""
    chosen = settings or config.load()
    known, policy = directory(chosen.state, chosen.mmdb), load_policy(chosen.policy)
    return judge.Judge(scanner(chosen), known, policy, version_with(user_folder(chosen.state)))


def scanner(settings: Settings, patience: int = 1) -> Scanner:
    """The detector, with this organisation's fingerprint key, the values that an investigator planted, and the tables
    and documents registered in the state folder; a `Problem` when one of those cannot be used."""
    seeds = load_seeds(settings.seeds) if settings.seeds else ()
    own = tables(settings.state / FOLDER)
    key = own_key(settings) if any(own) else b""
    return Scanner(
        load_kinds(), fingerprint_key(settings), finders=given(seeds, *own, key, user_cache()), patience=patience
    )


def own_key(settings: Settings) -> bytes:
    """The key of the hashes of own data: without it nothing can be asked of them, and never the one of fingerprints."""
    return state.derived(state.organisation_key(settings.state), "own data")


def fingerprint_key(settings: Settings) -> bytes:
    """The key of fingerprints: the organisation's when its state folder has one, else one for this run only.

    Reading a capture thereby leaves nothing behind on the machine that reads it.
    """
    if (settings.state / state.KEY_FILE).is_file():
        return state.derived(state.organisation_key(settings.state), "fingerprint")
    return _ONE_TIME


_ONE_TIME = secrets.token_bytes(state.KEY_BYTES)
