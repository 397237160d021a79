"""The gate of the demo: the real `gwanmun gate` in a process of its own, told where the fake services are."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

from gwanmun.cli.present import labels
from gwanmun.policy.document import load
from gwanmun.report.text import transfer_lines
from tests.world.origin import World


class Gate:
    """Starts on a free port of loopback with the `default` policy; prints a JSON line a record, which is read here."""

    def __init__(self, state: Path, services: World, lang: str) -> None:
        self._state, self._services = state, services
        self._labels = labels(lang, load("default"))
        self.address = self.host = ""
        self.port = 0

    def __enter__(self) -> Self:
        resolve = (f"--resolve={host}:443:127.0.0.1:{self._services.port}" for host in self._services.hosts)
        self._process = subprocess.Popen(
            self._command("gate", "--listen", "127.0.0.1:0", "--state", str(self._state), "--policy", "default",
                          "--upstream-ca", str(self._services.ca), "--format", "jsonl", "--only-resolved", *resolve),
            stdout=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        started = self._line()
        self.address = started["listen"]
        self.host, port = self.address.rsplit(":", 1)
        self.port = int(port)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(30)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def next_record(self) -> dict[str, Any]:
        """The next record that the gate judged and wrote."""
        return self._line()

    def spoken(self, entry: dict[str, Any]) -> str:
        """A record as `gwanmun gate` shows it to a person."""
        return transfer_lines(entry, self._labels, sys.stdout.isatty())

    def run(self, *arguments: str) -> None:
        """Any other gwanmun command, its output shown as it is."""
        sys.stdout.flush()
        subprocess.run(self._command(*arguments), check=True)

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "gwanmun", *arguments]

    def _line(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("gwanmun: error: the gate stopped\nhint: its own message stands above")
        value: dict[str, Any] = json.loads(line)
        return value
