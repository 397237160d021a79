"""Policies and changes as the fields that other programs rely on (`gwanmun.promise/1`, `gwanmun.promise.diff/1`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gwanmun.promise.compare import Change
from gwanmun.promise.policy import Heading, Policy
from gwanmun.promise.statements import RULES
from gwanmun.transfer import Promise, Promised, Quote

Row = dict[str, Any]
_RANK = {"present": 2, "vague": 1}


def shown(policies: Sequence[Policy]) -> Row:
    """Several documents of one policy (its languages, its annexes) as one: lists joined, the best statement counts."""
    read = [policy for policy in policies if policy.readable]
    told = [promise for policy in read for promise in policy.promises]
    return {
        "schema": "gwanmun.promise/1",
        "language": next((policy.language for policy in read), ""),
        "languages": list(dict.fromkeys(language for policy in read for language in policy.languages)),
        "readable": bool(read),
        "effective": max((policy.effective for policy in read), default=""),
        "documents": [_document(policy) for policy in policies],
        "sections": [_section(policy, heading) for policy in read for heading in policy.headings],
        "transfers": _rows(told, "transfer"),
        "processors": _rows(told, "processor"),
        "third_parties": _rows(told, "third-party"),
        "direct_collection_countries": list(
            dict.fromkeys(code for each in _of(told, "direct-collection") for code in each.countries)
        ),
        "direct_collection": [
            {"countries": list(p.countries), "quote": quote(p.quote)} for p in _of(told, "direct-collection")
        ],
        "items": list(dict.fromkeys(item for each in _of(told, "items") for item in each.items)),
        "collected": [{"items": list(each.items), "quote": quote(each.quote)} for each in _of(told, "items")],
        "statements": _statements(told, bool(read)),
    }


def _of(told: Iterable[Promise], what: Promised) -> list[Promise]:
    return [promise for promise in told if promise.what == what]


def _document(policy: Policy) -> Row:
    return {
        "name": policy.name,
        "sha256": policy.document,
        "language": policy.language,
        "languages": list(policy.languages),
        "readable": policy.readable,
        "why": policy.why,
        "effective": policy.effective,
        "characters": len(policy.text),
    }


def _section(policy: Policy, heading: Heading) -> Row:
    return {
        "heading": heading.text,
        "topics": list(heading.topics),
        "start": heading.start,
        "end": heading.end,
        "document": policy.document,
    }


def quote(words: Quote) -> Row:
    return {"text": words.text, "start": words.start, "end": words.end, "document": words.document}


def _rows(told: Iterable[Promise], what: Promised) -> list[Row]:
    return [_row(promise) for promise in _of(told, what)]


def _row(promise: Promise) -> Row:
    """`country` is a list of codes: a recipient may have several."""
    return {
        "recipient": promise.recipient,
        "country": list(promise.countries),
        "items": list(promise.items),
        "purpose": promise.purpose,
        "retention": promise.retention,
        "method": promise.method,
        "refusal": promise.refusal,
        "contact": promise.contact,
        "status": promise.status,
        "quote": quote(promise.quote),
    }


def _statements(told: Iterable[Promise], readable: bool) -> Row:
    """Each rule: `present`, `vague` or `missing`; `unknown` when nothing could be read."""
    rows: Row = {rule: {"status": "missing" if readable else "unknown", "quote": None} for rule in RULES}
    for each in _of(told, "statement"):
        if _RANK[each.status] > _RANK.get(rows[each.rule]["status"], 0):
            rows[each.rule] = {"status": each.status, "quote": quote(each.quote)}
    return rows


def changed(changes: Iterable[Change]) -> list[Row]:
    return [
        {
            "change": each.change,
            "what": each.what,
            "recipient": each.recipient,
            "before": each.before,
            "after": each.after,
            "quote": quote(each.quote),
        }
        for each in changes
    ]
