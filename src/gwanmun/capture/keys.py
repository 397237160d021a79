"""The TLS secrets for a capture: those of a key log file, and those that a pcapng file brings with it as it is read."""

from __future__ import annotations

from gwanmun.wire.tls_secrets import LABELS, Secrets
from gwanmun.wire.window import Notes


class Keys:
    def __init__(self, notes: Notes, secrets: Secrets | None) -> None:
        self._notes, self._secrets = notes, secrets or Secrets()
        self._read = 0

    def current(self) -> Secrets:
        """All that are known by now."""
        if len(self._notes.secrets) > self._read:
            fresh = bytes(self._notes.secrets[self._read :])
            self._read += len(fresh)
            self._secrets = self._secrets.merge(Secrets.parse(fresh))
        return self._secrets

    def has(self, client_random: bytes) -> bool:
        """Whether anything of the connection with this client random can be opened."""
        secrets = self.current()
        return len(secrets) > 0 and any(secrets.lookup(client_random, label) for label in LABELS)
