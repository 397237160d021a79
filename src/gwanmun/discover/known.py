"""What is known of recipients: the bundled knowledge, and over it what the organisation added itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gwanmun.recipient.directory import Directory


def user_folder(state: Path) -> Path:
    """Where `gwanmun knowledge add` writes: `services/` and `entities/` below it."""
    return state / "knowledge"


def directory(state: Path, mmdb: Sequence[Path] = ()) -> Directory:
    """The directory of recipients; the organisation's own files win where both name a host."""
    return Directory.bundled(mmdb, user_folder(state))
