"""Unknown domains whose name imitates a known AI service or shop: `deepseek-login.com`, `0penai.com`.

An imitation is flagged and never attributed: its operator is somebody else, and who that is must be found out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from gwanmun.knowledge.services import Service
from gwanmun.recipient.registrable import registrable

IMITATED = frozenset({"ai", "shop", "payment", "messenger", "government"})
"""Categories worth imitating: what people log in to, pay with, or type secrets into."""

SHORTEST = 6
"""Letters of a brand whose misspellings are looked for: a shorter one is one letter away from ordinary words."""

_LURES = """
    login signin account secure verify support help app apps ai chat gpt web online official free pro plus vip shop
    store mall pay event coupon korea kr kor china cn download install apk mobile api my get go the new best
"""
LURES = tuple(_LURES.split())
"""Words that imitations put before or after a brand."""

_LETTERS = str.maketrans({"0": "o", "1": "l", "3": "e", "5": "s", "$": "s", "@": "a"})
_PAIRS = (("rn", "m"), ("vv", "w"))


class LookAlikes:
    """Brands are the registered names of the services in `IMITATED`: `deepseek` of `deepseek.com`."""

    def __init__(self, services: Iterable[Service]) -> None:
        self._brands = dict(_brands(services))
        long = [brand for brand in self._brands if len(brand) >= SHORTEST]
        self._near = {form: self._brands[brand] for brand in long for form in (brand, *_shorter(brand))}

    def of(self, domain: str) -> str:
        """The id of the service that the domain imitates, or ""."""
        label = _shown(_label(domain))
        plain = folded(label)
        parts = (*label.split("-"), label.replace("-", ""), *plain.split("-"), plain.replace("-", ""))
        found = next((self._brands[part] for part in parts if part in self._brands), "")
        return found or self._lured(plain) or self._misspelt(plain)

    def _lured(self, label: str) -> str:
        """A brand with a word put before or after it."""
        for word in LURES:
            for rest in (label.removeprefix(word), label.removesuffix(word)):
                if rest != label and rest in self._brands:
                    return self._brands[rest]
        return ""

    def _misspelt(self, label: str) -> str:
        """One letter added, left out, changed or swapped: the name, or it less one letter, is a brand less one."""
        if len(label) < SHORTEST + 1:
            return ""
        return next((self._near[form] for form in (label, *_shorter(label)) if form in self._near), "")


def _shorter(label: str) -> Iterator[str]:
    """The label with each of its letters left out, the first kept: it is what people recognise a name by."""
    return (label[:at] + label[at + 1 :] for at in range(1, len(label)))


def _brands(services: Iterable[Service]) -> Iterator[tuple[str, str]]:
    for service in services:
        if service.category in IMITATED:
            for host in service.hosts:
                if registrable(host) == host and len(_label(host)) >= 4 and _is_brand(_label(host), service):
                    yield _label(host), service.id


def _is_brand(label: str, service: Service) -> bool:
    """Whether the domain's name is the service's own, and not that of a server park (`bstatic.com` of Booking)."""
    spoken = "".join(dict(service.names).get("en", "").casefold().split())
    return label in service.id or label.replace("-", "") in spoken


def _label(domain: str) -> str:
    """The name somebody chose: the first label of the registrable domain."""
    return domain.partition(".")[0]


@lru_cache(4096)
def _shown(label: str) -> str:
    """What a person sees of an internationalised label (RFC 3492)."""
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label


_CYRILLIC_AND_GREEK = str.maketrans("аеорсухіјѕԁԛԝһӏοαρνκ", "aeopcyxijsdqwhloapvk")


def folded(label: str) -> str:
    """Signs that look like Latin letters, as those letters (after Unicode Technical Standard 39)."""
    plain = label.lower().translate(_CYRILLIC_AND_GREEK).translate(_LETTERS)
    for pair, letter in _PAIRS:
        plain = plain.replace(pair, letter)
    return plain
