"""Verdict -> request: what must not leave as it is becomes a pseudonym or a neutral marker, everything else stays.

It fails closed: what cannot be rewritten raises `CannotRewrite`, and the caller refuses the request.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from types import MappingProxyType

from gwanmun.policy.pseudonym import Pseudonyms, token_type
from gwanmun.transfer import Action, Judgement, Request, Sighting
from gwanmun.unpack.message import open_request, rewrite
from gwanmun.unpack.parts import CannotRewrite, Edit

Place = tuple[str, str]
Marked = tuple[Sighting, Action]
"""A sighting and what becomes of it: `pseudonymise` or `redact`."""


@dataclass(frozen=True, slots=True)
class Enforced:
    """The request as it may leave, and token -> raw value for restoring the answer.

    `restore` is to live only as long as the exchange; neither field ever shows in a repr.
    """

    request: Request = field(repr=False)
    restore: Mapping[str, str] = field(repr=False)


def enforce(request: Request, judgement: Judgement, pseudonyms: Pseudonyms) -> Enforced:
    """Carry out the dispositions of a judgement on the request it was made about.

    Without a disposition above `warn` the request comes back as it was. Raises `CannotRewrite`.
    """
    if judgement.verdict.action == "block":
        raise CannotRewrite("request", "the verdict is to block it")
    marked = _marked(judgement)
    if not marked:
        return Enforced(request, MappingProxyType({}))
    texts = _texts(request)
    restore: dict[str, str] = {}
    edits = [_edit(each, texts, pseudonyms, restore) for each in spans(marked)]
    return Enforced(rewrite(request, edits), MappingProxyType(restore))


def marker(kind: str) -> str:
    """What stands where something was redacted: ASCII, so that it is safe in every encoding."""
    return f"GW_REDACTED_{token_type(kind)}"


def spans(marked: Iterable[Marked]) -> Iterator[Marked]:
    """The sightings to replace, no two of which overlap, by place and start.

    Where they overlap the outermost redacted one wins; without one a `content.*` container gives way to what is
    inside it, and what else overlaps is redacted from the first to the last code point of it.
    """
    for _, group in groupby(sorted(marked, key=_order), key=lambda each: _place(each[0])):
        for cluster in _clusters(_without_containers(list(group))):
            yield _one(cluster)


def _marked(judgement: Judgement) -> list[Marked]:
    dispositions = zip(judgement.transfer.sightings, judgement.verdict.dispositions, strict=True)
    return [
        (sighting, action)
        for sighting, action in dispositions
        if action in {"pseudonymise", "redact"} and not sighting.part.startswith("response")
    ]


def _texts(request: Request) -> dict[Place, str | None]:
    """The text at each place of a request; None where two texts claim the same place."""
    texts: dict[Place, str | None] = {}
    for leaf in open_request(request).leaves:
        place = (leaf.part, leaf.path)
        texts[place] = None if place in texts else leaf.text
    return texts


def _place(sighting: Sighting) -> Place:
    return sighting.part, sighting.path


def _order(marked: Marked) -> tuple[str, str, int, int]:
    sighting = marked[0]
    return sighting.part, sighting.path, sighting.start, -sighting.end


def _without_containers(group: list[Marked]) -> list[Marked]:
    """Leave out a pseudonymised `content.*` that has something else to replace inside it."""
    firm = [each[0] for each in group if not _gives_way(each)]
    return [each for each in group if not (_gives_way(each) and any(_inside(inner, each[0]) for inner in firm))]


def _gives_way(marked: Marked) -> bool:
    return marked[0].kind.startswith("content.") and marked[1] == "pseudonymise"


def _inside(inner: Sighting, outer: Sighting) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _clusters(group: list[Marked]) -> Iterator[list[Marked]]:
    """Runs of spans that overlap one another, directly or through others."""
    cluster: list[Marked] = []
    end = -1
    for each in group:
        if cluster and each[0].start >= end:
            yield cluster
            cluster = []
        cluster.append(each)
        end = max(end, each[0].end)
    if cluster:
        yield cluster


def _one(cluster: list[Marked]) -> Marked:
    """What replaces spans that overlap: it covers all of them, and restores only what was one value."""
    start, end = cluster[0][0].start, max(sighting.end for sighting, _ in cluster)
    longest = max(cluster, key=lambda each: each[0].end - each[0].start)[0]
    action: Action = "redact" if any(action == "redact" for _, action in cluster) else "pseudonymise"
    if (longest.start, longest.end) == (start, end):
        return longest, action
    return replace(longest, start=start, end=end), "redact"


def _edit(marked: Marked, texts: Mapping[Place, str | None], pseudonyms: Pseudonyms, restore: dict[str, str]) -> Edit:
    sighting, action = marked
    raw = _raw(sighting, texts)
    text = marker(sighting.kind) if action == "redact" else pseudonyms.token(sighting.kind, raw)
    if action == "pseudonymise" and restore.setdefault(text, raw) != raw:
        raise CannotRewrite(sighting.part, "more values than there can be pseudonyms")
    return Edit(sighting.part, sighting.path, sighting.start, sighting.end, text)


def _raw(sighting: Sighting, texts: Mapping[Place, str | None]) -> str:
    """The value of a sighting, read again from the request; it must be there exactly once."""
    text = texts.get(_place(sighting), "")
    if text is None:
        raise CannotRewrite(sighting.part, "two texts stand at one place, and which is meant cannot be told")
    if not 0 <= sighting.start < sighting.end <= len(text):
        raise CannotRewrite(sighting.part, "what was seen is not in this request")
    return text[sighting.start : sighting.end]
