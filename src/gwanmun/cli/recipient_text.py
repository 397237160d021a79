"""What a person reads of one recipient: every fact with its source, what was set aside, and where sources disagree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from gwanmun.knowledge.words import Words
from gwanmun.ledger.recipients import FACTS
from gwanmun.recipient.party import LOCAL, SHARED, UNKNOWN_TENANT
from gwanmun.recipient.place import ANYCAST, NOT_PUBLIC, PRIVATE
from gwanmun.report.labels import COUNTRY_FIELDS

HINTS = {
    LOCAL: "hint.local",
    SHARED: "hint.shared",
    ANYCAST: "hint.anycast",
    PRIVATE: "hint.private",
    NOT_PUBLIC: "hint.private",
}
DISAGREEMENT = re.compile(r"server country: \w+ \(.*\) against ")

Row = dict[str, Any]


def lines(row: Row, words: Words) -> Iterator[str]:
    """The recipient, then each fact and its proof, each statement on the server's place, each note."""
    yield str(row["host"] or row["ip"] or row["asked"])
    yield f"  {words('recipient.status')}: {words('recipient.' + row['status'])}{_category(row, words)}"
    yield from _facts(row, words)
    yield from _evidence(row, words)
    for note in row["notes"]:
        if not DISAGREEMENT.match(note):
            yield f"  {words('recipient.note')}: {_note(note, words)}"


def _category(row: Row, words: Words) -> str:
    key = f"category.{row['category']}"
    return f" ({words(key)})" if row["category"] and words.has(key) else ""


def _facts(row: Row, words: Words) -> Iterator[str]:
    proofs = {proof["field"]: proof for proof in row["sources"]}
    for field in FACTS:
        if row[field] is not None:
            yield f"  {words('field.' + field)}: {_value(row, field, words)}{_proof(proofs.get(field))}"


def _value(row: Row, field: str, words: Words) -> str:
    value = str(row[field])
    if field in COUNTRY_FIELDS:
        return f"{words.country(value)} ({value})"
    role = {"service": "", "operator": "operator.", "parent": "parent."}.get(field)
    return value if role is None else _named(row["names"], role, words, value)


def _named(names: dict[str, str], role: str, words: Words, otherwise: str) -> str:
    """In the reader's language, with the English or Chinese name that documents carry beside it."""
    mine = names.get(f"{role}{words.lang}") or names.get(f"{role}en") or otherwise
    others = (names.get(f"{role}{lang}") for lang in ("en", "zh"))
    beside = ", ".join(dict.fromkeys(name for name in others if name and name != mine))
    return f"{mine} ({beside})" if beside else mine


def _proof(proof: Row | None) -> str:
    return f"  [{proof['source']}, {proof['date']}, {proof['confidence']:.2f}]" if proof else ""


def _evidence(row: Row, words: Words) -> Iterator[str]:
    """Only where something was set aside: a single statement stands beside its fact already."""
    if all(each["taken"] for each in row["evidence"]):
        return
    yield f"  {words('recipient.evidence')}:"
    for each in row["evidence"]:
        value = words.country(each["value"]) if each["field"] in COUNTRY_FIELDS else each["value"]
        said = words("recipient.taken" if each["taken"] else "recipient.aside")
        yield f"    {words('field.' + each['field'])} {value}, {said}{_proof(each)}"
    if any(DISAGREEMENT.match(note) for note in row["notes"]):
        yield f"    {words('recipient.differ')}"


def _note(note: str, words: Words) -> str:
    if note.startswith(UNKNOWN_TENANT):
        return words("hint.tenant", name=note.removeprefix(UNKNOWN_TENANT))
    return words(HINTS[note]) if note in HINTS else note
