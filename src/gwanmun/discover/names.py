"""Host -> whose use is counted together: a service, a registrable domain that nobody knows, addresses of a network.

Each name is looked up once. The key is short text: `s:deepseek`, `d:example.org`, `a:CN Alibaba Cloud`, `l:` (local).
"""

from __future__ import annotations

from gwanmun.recipient import name
from gwanmun.recipient.directory import Directory
from gwanmun.recipient.party import LOCAL
from gwanmun.recipient.registrable import registrable

KEPT = 400_000
"""Names kept at a time: beyond, all are forgotten and looked up again."""

LOCAL_KEY = b"l:"
SERVICE, DOMAIN, ADDRESSES = b"s:", b"d:", b"a:"


class Names(dict[bytes, bytes]):
    """`names[host]` is the key of a host as a log writes it."""

    def __init__(self, directory: Directory) -> None:
        super().__init__()
        self._directory = directory

    def __missing__(self, host: bytes) -> bytes:
        if len(self) >= KEPT:
            self.clear()
        key = self[host] = self._key(host.decode("utf-8", "replace"))
        return key

    def _key(self, host: str) -> bytes:
        asked = name.hostname(host)
        found = self._directory.whose(asked)
        if found.service:
            return LOCAL_KEY if LOCAL in found.notes else SERVICE + found.service.value.encode()
        address = name.address(asked)
        if address is not None:
            return self._network(address)
        if name.is_local_name(asked) or asked.endswith(".arpa"):
            return LOCAL_KEY
        return DOMAIN + (registrable(asked) or ".".join(asked.split(".")[-2:])).encode()

    def _network(self, address: name.Address) -> bytes:
        """Addresses without a name go by the registrant's country and the network that publishes them as its own."""
        if not name.is_public(address):
            return LOCAL_KEY
        found = self._directory.resolve(None, str(address))
        country = found.network_country.value if found.network_country else "?"
        return ADDRESSES + f"{country} {found.network.value if found.network else ''}".strip().encode()
