"""What happened to a record whose link is broken: changed, moved, its hash overwritten, or its neighbour gone. Pure.

A record's stored head is SHA-256 over the head before it and its own leaf, so an untouched record names its
rightful predecessor, wherever the record itself was put.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gwanmun.ledger.chain import EMPTY_ROOT, START, link
from gwanmun.ledger.checkpoint import Checkpoint
from gwanmun.ledger.replay import Replay, Suspect, roots

EXPLAINED = 100
"""Broken links that are searched for their rightful place; each is tried against each."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a ledger. `seq` is the record's place, counted from 1; None: no single record.

    `code` is one of `changed` `hash` `missing` `moved` `repeated` `unreadable` `unproven` `rewritten` `truncated`
    `checkpoint` `key` `facets` `database` `seal`; `id` is what the entry calls itself, "" when that is not readable.
    """

    seq: int | None
    what: str
    code: str
    id: str = ""

    def __str__(self) -> str:
        place = "" if self.seq is None else f"record {self.seq}" + (f" ({self.id})" if self.id else "") + ": "
        return place + self.what


def record_faults(found: Replay) -> list[Fault]:
    """The faults of single records, in their order."""
    faults = [Fault(low, _run(low, high, "missing"), "missing") for low, high in found.missing]
    faults += [Fault(low, _run(low, high, f"not readable: {why}"), "unreadable") for low, high, why in found.unreadable]
    faults += _suspects(found.suspects)
    faults.sort(key=lambda fault: fault.seq or 0)
    if found.more:
        faults.append(Fault(None, f"{found.more} more records do not follow from the ones before them", "changed"))
    return faults


def _run(low: int, high: int, what: str) -> str:
    return what if low == high else f"{what}, with all up to record {high}"


def _suspects(suspects: Sequence[Suspect]) -> Iterable[Fault]:
    places, overwritten = _places(suspects[:EXPLAINED])
    for suspect in suspects:
        if suspect.seq in overwritten:
            yield Fault(suspect.seq, "its stored hash was changed; the entry is as written", "hash", suspect.id)
        elif (place := places.get(suspect.seq)) is None:
            yield _unexplained(suspect)
        elif place != suspect.seq:
            yield Fault(suspect.seq, f"moved or copied here: it was written as record {place}", "moved", suspect.id)


def _unexplained(suspect: Suspect) -> Fault:
    if suspect.before is None and suspect.head and suspect.leaf:
        what = "cannot be checked, because the record before it is lost"
        return Fault(suspect.seq, what, "unproven", suspect.id)
    what = "changed, or a record before it was taken out or put in: it does not follow from record"
    return Fault(suspect.seq, f"{what} {suspect.seq - 1}", "changed", suspect.id)


def _places(suspects: Sequence[Suspect]) -> tuple[dict[int, int], set[int]]:
    """Where each suspect was written, by where it stands; and the suspects of which the head alone was overwritten."""
    standing = {one.seq for one in suspects}
    first = [one for one in suspects if one.before and one.seq - 1 not in standing]
    places = {one.before: one.seq - 1 for one in first if one.before}
    intact = {link(one.before, one.leaf): one.seq for one in first if one.before and one.leaf}
    parents = _parents(suspects, {*places, *intact, *(one.head for one in suspects if one.head)})
    found: dict[int, int] = {}
    size = -1
    while size < len(found):
        size = len(found)
        for one in suspects:
            before = parents.get(one.seq)
            if before and one.head and (place := intact.get(before, places.get(before))) is not None:
                found[one.seq] = places[one.head] = place + 1
    return found, {intact[before] for before in parents.values() if before in intact}


def _parents(suspects: Sequence[Suspect], heads: Iterable[bytes]) -> dict[int, bytes]:
    """The head that each suspect was written after, where it is among `heads`."""
    known = [(one, one.leaf) for one in suspects if one.leaf and one.head]
    pairs = ((one, leaf, head) for head in heads for one, leaf in known)
    return {one.seq: head for one, leaf, head in pairs if link(head, leaf) == one.head}


def checkpoint_faults(found: Replay, signed: Sequence[Checkpoint]) -> tuple[list[Fault], int]:
    """Where the records are not those that a good checkpoint speaks for; and how many the last that fits covers."""
    whole = roots(found.blocks, found.marks)
    known = {one.seq for one in found.suspects}
    ordered = sorted(signed, key=lambda one: one.size)
    fits = [(one, _fits(one, found, whole)) for one in ordered if one.size <= found.last]
    wrong = [one for one, good in fits if good is False and one.size not in known]
    fitting = [one.size for one, good in fits if good]
    faults = [_rewritten(wrong, fitting)] if wrong else []
    if ordered and ordered[-1].size > found.last:
        faults.append(_truncated(found.last + 1, ordered[-1].size))
    return faults, max(fitting, default=0)


def _fits(one: Checkpoint, found: Replay, whole: dict[int, bytes | None]) -> bool | None:
    """Whether the records up to a checkpoint are those it was signed for; None when too much is lost to say.

    The head alone speaks for them when a root cannot be had: a broken record, known by now, is among them.
    """
    if not one.size:
        return (one.root, one.head) == (EMPTY_ROOT, START)
    mark = found.marks.get(one.size)
    if mark is None or mark.head is None:
        return None
    return mark.head == one.head and whole[one.size] in (None, one.root)


def _rewritten(wrong: Sequence[Checkpoint], fitting: Sequence[int]) -> Fault:
    end = wrong[0].size
    low = max((size for size in fitting if size < end), default=0) + 1
    what = f"rewritten: what stands at {low} to {end} is not what the checkpoint for {end} records was signed for"
    later = f" ({len(wrong) - 1} later checkpoints do not fit either)" if len(wrong) > 1 else ""
    return Fault(low if low == end else None, what + later, "rewritten")


def _truncated(low: int, high: int) -> Fault:
    return Fault(low, _run(low, high, "missing") + f": a checkpoint was signed for {high} records", "truncated")
