"""The state folder of an organisation: its secret key, from which the keys of masks, tokens and records are derived."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gwanmun.errors import Problem

KEY_FILE = "organisation.key"
KEY_BYTES = 32


def folder(path: Path) -> Path:
    """Make the state folder (0700) when it is missing; a `Problem` when that is not allowed."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = path / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Problem(
            f"cannot write to the state folder {path}: {error.strerror}",
            "choose another with --state DIR, or change its owner",
        ) from error
    return path


def organisation_key(path: Path) -> bytes:
    """The 32-byte key of this state folder, made on first use (mode 0600); losing it breaks no record, only links."""
    file = folder(path) / KEY_FILE
    if not file.exists():
        write_secret(file, secrets.token_bytes(KEY_BYTES))
    key = _read(file)
    if len(key) != KEY_BYTES:
        raise Problem(f"{file} does not hold a key of {KEY_BYTES} bytes", "restore it from your backup")
    return key


def derived(key: bytes, purpose: str) -> bytes:
    """A key for one purpose (HKDF-SHA256, RFC 5869), so that a fingerprint and a pseudonym never share one."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"gwanmun/1 " + purpose.encode()).derive(key)


def write_secret(file: Path, data: bytes) -> None:
    """Write `data` so that only the owner can read it, whole or not at all; a file that is there already stays."""
    fresh = file.with_name(f"{file.name}.{os.getpid()}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    try:
        os.link(fresh, file)  # unlike rename, link never replaces a key another process made meanwhile
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Problem(f"cannot read {file}: {error.strerror}", "run as the owner of the state folder") from error
