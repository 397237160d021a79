"""Presidio beside us: a process of its own, asked by JSON lines, so that it may live in another environment."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, cast

from bench._quality.groups import PEER
from bench._quality.score import Found
from tests.corpora.documents import Document

WORKER = Path(__file__).with_name("presidio_worker.py")
# Presidio scores a phone number 0.4 and an unlabelled passport 0.1: a higher threshold would hide all its phones.
THRESHOLD = 0.4
RESERVED = re.compile(r"(?<=[a-z0-9])\.example\b(?!\.)", re.ASCII)


class Presidio:
    """The worker process; `found` and `seconds` ask it."""

    def __init__(self, python: str) -> None:
        self._process = subprocess.Popen(
            [python, str(WORKER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    def __enter__(self) -> Presidio:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate(timeout=30)

    def ask(self, texts: Sequence[tuple[str, str]], answer: bool) -> dict[str, Any]:
        """Send texts with the key each stands under; CPU seconds come back, with what was found when `answer`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"texts": texts, "answer": answer}) + "\n")
        self._process.stdin.flush()
        return cast(dict[str, Any], json.loads(self._process.stdout.readline()))

    def find(self, document: Document) -> list[Found]:
        """What it finds in the leaves that we unpacked for it, each given its key as context.

        It wants e-mail addresses under a registered top-level domain: `.example` goes as `.company`, of equal length.
        """
        texts = [(RESERVED.sub(".company", leaf.text), leaf.key) for leaf in document.leaves]
        found = self.ask(texts, answer=True)["found"]
        return [
            Found(PEER[kind], leaf.path, start, end, score)
            for leaf, each in zip(document.leaves, found, strict=True)
            for kind, start, end, score in each
            if kind in PEER and score >= THRESHOLD
        ]

    def seconds(self, texts: Sequence[str]) -> float:
        """CPU seconds for these texts."""
        return float(self.ask([(text, "") for text in texts], answer=False)["seconds"])


def available(python: str) -> bool:
    """Whether that interpreter has presidio-analyzer."""
    try:
        return (
            subprocess.run([python, "-c", "import presidio_analyzer"], capture_output=True, check=False).returncode == 0
        )
    except OSError:
        return False
