"""Public resolvers: found by host, by a name under it and by address; each has a source."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from gwanmun.knowledge.resolvers import load_resolvers, resolver_of


@pytest.mark.parametrize(
    ("where", "name"),
    [
        ("cloudflare-dns.com", "cloudflare"),
        ("abc123.dns.nextdns.io", "nextdns"),
        ("8.8.8.8", "google"),
        ("2400:3200::1", "alidns"),
        ("evilcloudflare-dns.com", None),
        ("8.8.8.80", None),
        ("18.8.8.8", None),
        ("com", None),
        ("", None),
    ],
)
def test_a_resolver_is_known_by_host_and_address(where: str, name: str | None) -> None:
    found = resolver_of(where)
    assert (found.id if found else None) == name


def test_each_has_a_source_and_canonical_addresses() -> None:
    for each in load_resolvers():
        assert each.hosts
        assert all((each.name, each.source, each.date))
        assert 0 < each.confidence <= 1
        assert all(str(ip_address(address)) == address for address in each.addresses)
