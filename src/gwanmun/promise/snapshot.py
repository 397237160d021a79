"""A policy fetched from the web when the user asks: stored as it came, with its headers, time and SHA-256."""

from __future__ import annotations

import hashlib
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from gwanmun.errors import Problem

LIMIT = 32 << 20
SECONDS = 30


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one request brought: the address it ended at, time (ISO 8601, UTC), status, header fields, body."""

    asked: str
    url: str
    at: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def content_type(self) -> str | None:
        return next((value for name, value in self.headers if name.lower() == "content-type"), None)


def is_url(text: str) -> bool:
    return urlsplit(text).scheme in ("http", "https") and bool(urlsplit(text).netloc)


def fetch(url: str) -> Snapshot:
    """One GET, redirects followed; an answer that is no success is a `Problem`. Asks for Korean first."""
    asked = urllib.request.Request(url, headers={"User-Agent": "gwanmun-promise", "Accept-Language": "ko, en;q=0.8"})  # noqa: S310
    at = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        with urllib.request.urlopen(asked, timeout=SECONDS) as answer:  # noqa: S310 - is_url admits http and https only
            body = answer.read(LIMIT + 1)
            found = Snapshot(url, answer.url, at, answer.status, tuple(answer.headers.items()), body)
    except urllib.error.HTTPError as error:
        error.close()
        raise Problem(
            f"{url} answered {error.code} {error.reason}", "open the page in a browser and save it as a file"
        ) from error
    except (OSError, ValueError) as error:
        raise Problem(f"cannot fetch {url}: {error}", "check the address, or save the page as a file") from error
    if len(found.body) > LIMIT:
        raise Problem(
            f"{url} is larger than {LIMIT >> 20} MiB", "save the page as a file and give the part with the policy"
        )
    return found


def store(snapshot: Snapshot, folder: Path) -> Path:
    """Write body and record; their names begin with the body's SHA-256, so that no snapshot overwrites another."""
    digest = hashlib.sha256(snapshot.body).hexdigest()
    stem = f"{digest}.{snapshot.at.replace(':', '').replace('+0000', 'Z')}"
    record = {
        "schema": "gwanmun.snapshot/1",
        "asked": snapshot.asked,
        "url": snapshot.url,
        "at": snapshot.at,
        "status": snapshot.status,
        "headers": [list(pair) for pair in snapshot.headers],
        "sha256": digest,
        "bytes": len(snapshot.body),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{stem}.body"
        path.write_bytes(snapshot.body)
        (folder / f"{stem}.json").write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", "utf-8")
    except OSError as error:
        raise Problem(f"cannot write to {folder}: {error.strerror}", "choose another folder with --snapshot") from error
    return path
