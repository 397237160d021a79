"""The case in a headline and a few sentences: what left, to whom, to which countries, what was stopped and not read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from gwanmun.report.case import Case
from gwanmun.report.fate import reached_by
from gwanmun.report.labels import Labels
from gwanmun.report.party import Party
from gwanmun.transfer import ACTIONS


class Line(NamedTuple):
    """One sentence group of the summary; `topic` names the words `lede.*`."""

    topic: str
    text: str


def headline(case: Case, labels: Labels) -> str:
    """One sentence, true for this case: no stopping is claimed where a capture was only read."""
    words = labels.words
    if not case.exchanges:
        return words("head.empty")
    if not case.transfers:
        return words("head.none_partial" if case.coverage.lacking else "head.none", exchanges=case.exchanges)
    if case.recorded == case.transfers:
        return words("head.recorded", exchanges=case.exchanges, n=case.transfers, parties=len(case.receivers))
    stopped, disarmed = case.fates.get("stopped", 0), case.fates.get("disarmed", 0)
    key = {(True, True): "both", (True, False): "stopped", (False, True): "disarmed"}.get(
        (bool(stopped), bool(disarmed)), "untouched"
    )
    return words(f"head.{key}", n=case.transfers, stopped=stopped, disarmed=disarmed)


def summary(case: Case, labels: Labels) -> tuple[Line, ...]:
    """The sentences below the headline, in reading order; a topic with nothing to say is left out."""
    if not case.exchanges:
        return ()
    parts: tuple[tuple[str, Callable[[Case, Labels], Iterator[str]]], ...] = (
        ("left", _left),
        ("to", _to),
        ("countries", _countries),
        ("stopped", _stopped),
        ("would", _would),
        ("slipped", _slipped),
        ("unread", _unread),
    )
    lines = ((topic, " ".join(say(case, labels))) for topic, say in parts)
    return tuple(Line(topic, text) for topic, text in lines if text)


def _left(case: Case, labels: Labels) -> Iterator[str]:
    if not case.transfers:
        return
    words = labels.words
    gone = [key for key in ("left", "disarmed", "partly", "failed") if case.fates.get(key)]
    yield from (words(f"say.{key}", n=case.fates[key]) for key in gone)
    if not gone:
        yield words("say.nothing_left")
    if frequent := _pieces(case, labels, "left"):
        yield words(_form("say.clear_kind", frequent), items=labels.top(frequent, "pieces"))


def _pieces(case: Case, labels: Labels, fate: str) -> list[tuple[str, int]]:
    """Kinds by how many pieces met this fate, most frequent first."""
    return _ranked((labels.kind(kind), fates.get(fate, 0)) for kind, fates in case.kinds.items())


def _form(key: str, items: list[tuple[str, int]]) -> str:
    """The words for a ranking: a single item is no ranking."""
    return key if len(items) == 1 else f"{key}s"


def _ranked(counts: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(((name, n) for name, n in counts if n), key=lambda item: (-item[1], item[0]))


def _to(case: Case, labels: Labels) -> Iterator[str]:
    words = labels.words
    reached = [party for party in case.receivers if reached_by(party.fates)]
    if not reached:
        return
    counts = _ranked((labels.party(party), reached_by(party.fates)) for party in reached)
    items = labels.top(counts)
    yield words("say.to", items=words("list_end", items=items, n=len(reached)) if len(counts) > 4 else items)
    if unknown := sum(not party.known for party in reached):
        yield words("say.to_all_unknown" if unknown == len(reached) else "say.to_unknown", n=unknown)


def _countries(case: Case, labels: Labels) -> Iterator[str]:
    reached = _ranked((code, reached_by(fates)) for code, fates in case.countries.items())
    reached.sort(key=lambda item: item[0] == "")
    if reached:
        named = [(labels.words.country(code), n) for code, n in reached]
        yield labels.words("say.countries", items=labels.top(named, most=8))
    if parents := [_parent(party, labels) for party in case.receivers if _elsewhere(party, labels)]:
        yield labels.words("say.parents", items=", ".join(parents[:4]))


def _elsewhere(party: Party, labels: Labels) -> bool:
    return bool(reached_by(party.fates) and labels.foreign_parent(party))


def _parent(party: Party, labels: Labels) -> str:
    return labels.words("say.parent", name=labels.party(party), country=labels.foreign_parent(party))


def _stopped(case: Case, labels: Labels) -> Iterator[str]:
    if not case.enforced:
        return
    words = labels.words
    held = _ranked((labels.party(party), party.fates.get("stopped", 0)) for party in case.receivers)
    if held:
        yield words("say.stopped", items=labels.top(held))
        inside = _pieces(case, labels, "stopped")
        yield words(_form("say.stopped_kind", inside), items=labels.top(inside, "pieces"))
    else:
        yield words("say.stopped_none")
    if case.bare:
        yield words("say.bare", n=case.bare)


def _would(case: Case, labels: Labels) -> Iterator[str]:
    if not case.recorded:
        return
    words = labels.words
    asked = [
        words(f"say.would_{action}", n=case.would[action])
        for action in reversed(ACTIONS)
        if action != "allow" and case.would.get(action)
    ]
    if asked:
        yield words("say.would", items=words("say.would_end", items=words("say.would_join").join(asked)))
    else:
        yield words("say.would_none")


def _slipped(case: Case, labels: Labels) -> Iterator[str]:
    if case.slipped:
        yield labels.words("say.slipped", n=len(case.slipped))


def _unread(case: Case, labels: Labels) -> Iterator[str]:
    words, coverage = labels.words, case.coverage
    if coverage.lacking:
        yield words("say.unread", total=coverage.total, n=coverage.lacking)
    else:
        yield words("say.all_read", total=coverage.total)
    if places := sum(gap.count for gap in coverage.gaps if gap.scope == "capture"):
        yield words("say.unread_capture", n=places)
