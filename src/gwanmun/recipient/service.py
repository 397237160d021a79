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

    def find(self, host: str) -> tuple[Service | None, str]:
        """The service of a host in its one spelling (see `name.hostname`) and the suffix known, or None and ""."""
        services, suffix = self._services, host
        while suffix:
            service = services.get(suffix)
            if service is not None:
                return service, suffix
            suffix = suffix.partition(".")[2]
        return None, ""

    def match(self, host: str) -> Match | None:
        """The same with the labels before the suffix."""
        service, suffix = self.find(host)
        return Match(service, suffix, host[: max(len(host) - len(suffix) - 1, 0)]) if service else None
