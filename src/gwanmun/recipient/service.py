"""Host name -> the service it belongs to: the longest known suffix on whole labels wins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gwanmun.knowledge.services import Service


@dataclass(frozen=True, slots=True)
class Match:
    """A service, the suffix of it that the host ends in, and the labels before that suffix ("" when none)."""

    service: Service
    suffix: str
    labels: str


class ServiceIndex:
    """Suffixes of all services. `notdeepseek.com` and `deepseek.com.example.org` do not end in `.deepseek.com`."""

    def __init__(self, services: Iterable[Service]) -> None:
        self._services = {suffix: service for service in services for suffix in service.hosts}

    def match(self, host: str) -> Match | None:
        """The service of a host in its one spelling (see `name.hostname`), or None when no suffix is known."""
        start = 0
        while True:
            service = self._services.get(host[start:])
            if service:
                return Match(service, host[start:], host[: max(start - 1, 0)])
            start = host.find(".", start) + 1
            if not start:
                return None
