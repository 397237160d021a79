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

from gwanmun.ledger.facets import Facets, facets
from gwanmun.ledger.recipients import Encoded, encoded, spelled
from gwanmun.transfer import Origin, Outcome, Record, Sighting, Transfer, Verdict

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
    transfer = record.judgement.transfer
    recipient = encoded(transfer.recipient)
    shape = {**_head(transfer, recipient), **_decision(record.judgement.verdict), **_outcome(record.outcome, transfer)}
    try:
        return orjson.dumps(shape), facets(shape, recipient.plain)
    except orjson.JSONEncodeError:
        return _spelled_out(shape)


def _head(transfer: Transfer, recipient: Encoded) -> dict[str, Any]:
    end = transfer.endpoint
    return {
        "schema": SCHEMA,
        "id": transfer.id,
        "at": timestamp(transfer.at),
        "origin": _origin(transfer.origin),
        "endpoint": {"host": end.host, "port": end.port, "scheme": end.scheme, "ip": end.ip, "sni": end.sni},
        "method": transfer.method,
        "path": transfer.path,
        "size": transfer.size,
        "recipient": recipient.json,
        "kinds": transfer.kinds(),
        "sightings": [_sighting(sighting) for sighting in transfer.sightings[:SIGHTINGS_KEPT]],
        "unreadable": [{"part": hidden.part, "why": hidden.why} for hidden in transfer.unreadable],
        "seen": transfer.seen,
        "opaque": transfer.opaque,
    }


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


def timestamp(at: float) -> str:
    """Seconds since 1970-01-01 UTC as RFC 3339 with milliseconds: text that sorts in the order of time."""
    second, micro = divmod(round(at * 1_000_000), 1_000_000)
    return f"{_second(second)}.{micro // 1000:03d}Z"


@lru_cache(maxsize=64)
def _second(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).isoformat()[:-6]


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


def _spelled_out(shape: dict[str, Any]) -> tuple[bytes, Facets]:
    """For what JSON cannot hold: half a surrogate pair, which a JSON key or a host name from outside may have."""
    recipient = shape.pop("recipient")
    plain = spelled(shape)
    data = orjson.dumps(plain | {"recipient": recipient})
    return data, facets(plain, orjson.loads(data)["recipient"])
