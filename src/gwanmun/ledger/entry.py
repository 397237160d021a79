"""A record as the ledger keeps it: `gwanmun.record/1`, the JSON that the ledger, `audit` and the report share.

The entry holds masks, keyed fingerprints and counts; the types it is made from carry no raw value and no body.
`encode` runs on the gate's event loop: dict literals are what orjson writes fastest, and what is said of a
recipient, the same for thousands of records, is encoded once and pasted in.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson

from gwanmun.ledger.facets import OF_THE_ORIGIN, Facets, values
from gwanmun.ledger.recipients import Encoded, Held, recipients, spelled
from gwanmun.transfer import Endpoint, Origin, Outcome, Record, Sighting, Transfer, Unreadable, Verdict

SCHEMA = "gwanmun.record/1"

SIGHTINGS_KEPT = 1000
"""A stolen customer table can hold a million values: this many are located one by one, `kinds` counts them all."""


def entry(record: Record) -> dict[str, Any]:
    """The entry as plain dicts and lists: exactly what a reader of `encode(record)` would get."""
    read: dict[str, Any] = orjson.loads(encode(record))
    return read


def encode(record: Record) -> bytes:
    """The entry as UTF-8 JSON. These bytes, and no canonical form of them, are what the ledger hashes."""
    return written(record)[0]


def written(record: Record) -> tuple[bytes, Facets]:
    """The entry as it is stored, and its facets."""
    transfer, verdict = record.judgement.transfer, record.judgement.verdict
    recipient, origin = recipients(transfer.recipient), origins(transfer.origin)
    head, outcome = _head(transfer, recipient, origin), _outcome(record.outcome, transfer)
    decided = orjson.dumps(_decision(verdict)) if verdict.dispositions else decisions(verdict).data
    try:
        data = _joined(head, decided, outcome)
    except orjson.JSONEncodeError:  # half a surrogate pair, which a JSON key or a host name from outside may have
        head = spelled(head)
        data = _joined(head, decided, spelled(outcome))
    settled = verdict.action, verdict.rule, record.outcome.done, transfer.seen
    return data, values(head["id"], head["at"], settled, origin.facets, recipient.facets, head["kinds"])


def _joined(head: dict[str, Any], decided: bytes, outcome: dict[str, Any]) -> bytes:
    """One object of three, without copying their members together."""
    return b"%b,%b,%b" % (orjson.dumps(head)[:-1], decided[1:-1], orjson.dumps(outcome)[1:])


def _head(transfer: Transfer, recipient: Encoded, origin: Encoded) -> dict[str, Any]:
    shape = {
        "schema": SCHEMA,
        "id": transfer.id,
        "at": timestamp(transfer.at),
        "origin": origin.json,
        "endpoint": endpoints(transfer.endpoint).json,
        "method": transfer.method,
        "path": transfer.path,
        "size": transfer.size,
        "recipient": recipient.json,
        "kinds": transfer.kinds(),
        "sightings": [*map(_sighting, transfer.sightings[:SIGHTINGS_KEPT])],
        "unreadable": [*map(_unreadable, transfer.unreadable)],
        "seen": transfer.seen,
        "opaque": transfer.opaque,
    }
    if volume := transfer.volume:
        shape["volume"] = {
            "up": volume.up,
            "down": volume.down,
            "packets": volume.packets,
            "seconds": volume.seconds,
        }
    return shape


def _decision(verdict: Verdict) -> dict[str, Any]:
    return {
        "action": verdict.action,
        "rule": verdict.rule,
        "weighed": [
            {"rule": one.rule, "action": one.action, "locked": one.locked, "excepted": one.excepted}
            for one in verdict.weighed
        ],
        "dispositions": verdict.dispositions[:SIGHTINGS_KEPT],
        "policy": verdict.policy_version,
        "knowledge": verdict.knowledge_version,
    }


def _outcome(outcome: Outcome, transfer: Transfer) -> dict[str, Any]:
    evidence = transfer.provenance
    shape = {
        "done": outcome.done,
        "status": outcome.status,
        "sent": outcome.sent,
        "received": outcome.received,
        "note": outcome.note,
        "evidence": {"source": evidence.source, "name": evidence.name, "entry": evidence.entry},
    }
    if len(transfer.sightings) > SIGHTINGS_KEPT:
        shape["left_out"] = len(transfer.sightings) - SIGHTINGS_KEPT
    return shape


def _sighting(sighting: Sighting) -> dict[str, Any]:
    return {
        "kind": sighting.kind,
        "part": sighting.part,
        "path": sighting.path,
        "start": sighting.start,
        "end": sighting.end,
        "confidence": sighting.confidence,
        "reasons": sighting.reasons,
        "mask": sighting.mask,
        "fingerprint": sighting.fingerprint,
    }


def _unreadable(hidden: Unreadable) -> dict[str, str]:
    return {"part": hidden.part, "why": hidden.why}


def timestamp(at: float) -> str:
    """Seconds since 1970-01-01 UTC as RFC 3339 with milliseconds: text that sorts in the order of time."""
    second, micro = divmod(round(at * 1_000_000), 1_000_000)
    return f"{_second(second)}.{micro // 1000:03d}Z"


@lru_cache(maxsize=64)
def _second(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).isoformat()[:-6]


def _endpoint(end: Endpoint) -> dict[str, Any]:
    shape = {"host": end.host, "port": end.port, "scheme": end.scheme, "ip": end.ip, "sni": end.sni}
    return shape | {"named_by": end.named_by} if end.named_by else shape


def _origin(origin: Origin) -> dict[str, str]:
    known = (
        ("user", origin.user),
        ("unit", origin.unit),
        ("app", origin.app),
        ("device", origin.device),
        ("address", origin.address),
        ("identified_by", origin.identified_by),
    )
    return {name: value for name, value in known if value is not None}


origins = Held(_origin, OF_THE_ORIGIN)
endpoints = Held(_endpoint)
decisions = Held(_decision)
"""Of a verdict on a transfer without sightings: a policy gives the same one again and again."""
