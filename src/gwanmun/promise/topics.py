"""What a heading announces: overseas transfer, outsourcing, destruction … in three languages."""

from __future__ import annotations

from functools import lru_cache

from gwanmun.promise.phrases import Cue, phrases, plain

OVERSEAS, DIRECT, OUTSOURCING, THIRD = "overseas", "direct_collection", "outsourcing", "third_party"
DISCLOSURES = frozenset((OVERSEAS, DIRECT, OUTSOURCING, THIRD))
"""Topics of sections that tell who else gets the data."""

Topics = frozenset[str]
NONE: Topics = frozenset()


@lru_cache
def _patterns() -> tuple[tuple[str, Cue], ...]:
    return tuple((name, Cue(expressions)) for name, expressions in phrases("topics")["topics"].items())


def runs_in(lead: str) -> bool:
    """Whether the bold words at the head of a paragraph are its heading ("**Overseas transfer.** We …")."""
    return 3 < len(lead) <= 60 and lead.rstrip()[-1:] not in ":：" and bool(topics_of(lead))


@lru_cache(maxsize=4096)
def topics_of(heading: str) -> Topics:
    """The topics of a heading; one that names a narrow topic is not about the wider one whose words it uses."""
    words = plain(heading)
    found = {name for name, pattern in _patterns() if pattern.search(words)}
    apart = phrases("topics")["kept_apart"]
    return frozenset(found.difference(*(apart.get(name, ()) for name in found)))
