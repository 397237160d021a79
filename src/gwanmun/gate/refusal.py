"""What a person or a program sees when the gate refuses: a page in Korean and English, or a JSON error.

It shows kinds with masks, the recipient and its country, the rule and the policy version, the exchange id and whom to
ask. Everything in it is escaped; raw values never reach it, for a judgement holds none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson

from gwanmun.gate.page import render
from gwanmun.gate.ports import NO_REASON, Reason
from gwanmun.transfer import Headers, Judgement, Recipient, Sighting, first
from gwanmun.wire.http1 import RequestHead, response_head

MASKS_SHOWN = 3
KINDS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Wording:
    """Names for people: kinds and countries (ISO 3166-1 alpha-2) by language, and whom to ask."""

    kinds_ko: Mapping[str, str] = field(default_factory=dict)
    kinds_en: Mapping[str, str] = field(default_factory=dict)
    countries_ko: Mapping[str, str] = field(default_factory=dict)
    countries_en: Mapping[str, str] = field(default_factory=dict)
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A complete answer of the gate itself."""

    status: int
    headers: Headers
    body: bytes

    def wire(self, method: str, *, keep: bool) -> bytes:
        """The answer as bytes; without its body for HEAD."""
        framing = (("content-length", str(len(self.body))), *(() if keep else (("connection", "close"),)))
        head = response_head(self.status, HTTPStatus(self.status).phrase, (*self.headers, *framing))
        return head if method == "HEAD" else head + self.body


@dataclass(frozen=True, slots=True)
class Found:
    """One kind that was found, for people: both names, how often, and a few masks."""

    ko: str
    en: str
    count: int
    masks: tuple[str, ...]


class Refusals:
    """Makes the pages of one gate."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    def policy(self, judgement: Judgement, head: RequestHead, note: str, reason: Reason = NO_REASON) -> Page:
        """403: the policy does not let this pass."""
        verdict, transfer = judgement.verdict, judgement.transfer
        facts = self._facts(judgement) | {"note": note, "reason": reason}
        if wants_json(head):
            names = ", ".join(found.en for found in facts["found"]) or "this transfer"
            because = reason.en or f"rule {verdict.rule or '-'}"
            message = f"Blocked by the policy of your organisation ({because}): {names}"
            body = _json("gwanmun_blocked", "permission_error", message, self._details(judgement, note, reason))
        else:
            body = render("policy", **facts)
        return _page(403, body, wants_json(head), verdict.action, transfer.id)

    def failure(self, judgement: Judgement, head: RequestHead, status: int, why: str) -> Page:
        """502 or 504: the origin could not be asked, or gave no whole answer."""
        if wants_json(head):
            body = _trouble("gwanmun_upstream", f"could not reach the service: {why}", judgement)
        else:
            body = render("failure", **self._facts(judgement), note=why)
        return _page(status, body, wants_json(head), "failed", judgement.transfer.id)

    def unjudged(self, judgement: Judgement, head: RequestHead, why: str) -> Page:
        """500: what could not be judged does not leave."""
        if wants_json(head):
            body = _trouble("gwanmun_unjudged", f"could not judge this request, so it was not sent: {why}", judgement)
        else:
            body = render("unjudged", **self._facts(judgement), note=why)
        return _page(500, body, wants_json(head), "refused", judgement.transfer.id)

    def malformed(self, status: int, why: str) -> Page:
        """4xx or 5xx: what came was no request that can be forwarded safely."""
        return _page(status, render("malformed", note=why, contact=self._wording.contact), False, "refused", "")

    def _facts(self, judgement: Judgement) -> dict[str, Any]:
        verdict, transfer = judgement.verdict, judgement.transfer
        return {
            "id": transfer.id,
            "rule": verdict.rule,
            "policy": verdict.policy_version,
            "contact": self._wording.contact,
            "host": transfer.endpoint.host or transfer.endpoint.ip or "",
            "recipient": {lang: _recipient_name(transfer.recipient, lang) for lang in ("ko", "en")},
            "country": self._countries(transfer.recipient),
            "found": self._found(transfer.sightings),
            "unreadable": transfer.opaque or ", ".join(sorted({item.why for item in transfer.unreadable})),
        }

    def _found(self, sightings: tuple[Sighting, ...]) -> list[Found]:
        counts = Counter(sighting.kind for sighting in sightings)
        return [self._one(kind, count, sightings) for kind, count in counts.most_common(KINDS_SHOWN)]

    def _one(self, kind: str, count: int, sightings: tuple[Sighting, ...]) -> Found:
        masks = tuple(dict.fromkeys(sighting.mask for sighting in sightings if sighting.kind == kind))
        words = self._wording
        return Found(words.kinds_ko.get(kind, kind), words.kinds_en.get(kind, kind), count, masks[:MASKS_SHOWN])

    def _countries(self, recipient: Recipient) -> dict[str, str]:
        fact = recipient.parent_country or recipient.operator_country or recipient.server_country
        code = fact.value if fact else ""
        words = self._wording
        return {"ko": words.countries_ko.get(code, code), "en": words.countries_en.get(code, code)}

    def _details(self, judgement: Judgement, note: str, reason: Reason) -> dict[str, Any]:
        verdict, transfer = judgement.verdict, judgement.transfer
        return {
            "id": transfer.id,
            "action": verdict.action,
            "rule": verdict.rule,
            "policy": verdict.policy_version,
            "recipient": _recipient_name(transfer.recipient, "en"),
            "country": self._countries(transfer.recipient)["en"],
            "kinds": transfer.kinds(),
            "masks": {found.en: found.masks for found in self._found(transfer.sightings)},
            "note": note,
            "contact": self._wording.contact,
            "reason": {"ko": reason.ko, "en": reason.en},
            "why": {"ko": reason.why_ko, "en": reason.why_en},
            "message_ko": "조직의 정책에 따라 전송이 차단되었습니다.",
        }


def _recipient_name(recipient: Recipient, lang: str) -> str:
    names = dict(recipient.names)
    fallback = recipient.service or recipient.operator
    return names.get(lang) or names.get("en") or (fallback.value if fallback else recipient.host or recipient.ip or "")


def wants_json(head: RequestHead) -> bool:
    """A program asked: JSON was sent or is accepted, and it is not a page that is being navigated to."""
    if first(head.headers, "sec-fetch-mode") == "navigate":
        return False
    accept = (first(head.headers, "accept") or "").lower()
    if accept.startswith("text/html"):
        return False
    sent = (first(head.headers, "content-type") or "").lower()
    return "json" in sent or "json" in accept or "text/event-stream" in accept


def _trouble(code: str, what: str, judgement: Judgement) -> bytes:
    details = {"id": judgement.transfer.id, "host": judgement.transfer.endpoint.host}
    return _json(code, "api_error", f"Gwanmun {what}", details)


def _json(code: str, kind: str, message: str, details: dict[str, Any]) -> bytes:
    """An error as clients of the OpenAI and of the Anthropic interface both read it."""
    error = {"type": kind, "code": code, "message": message, "param": None}
    return orjson.dumps({"type": "error", "error": error, "gwanmun": details})


def _page(status: int, body: bytes, is_json: bool, action: str, exchange: str) -> Page:
    headers = [
        ("content-type", "application/json" if is_json else "text/html; charset=utf-8"),
        ("gwanmun-action", action),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"),
    ]
    if exchange:
        headers.append(("gwanmun-id", exchange))
    return Page(status, tuple(headers), body)
