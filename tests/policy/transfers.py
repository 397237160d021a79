"""Hand-made transfers for the policy tests: invented people, real recipients, no body anywhere."""

from __future__ import annotations

from datetime import UTC, datetime

from gwanmun.transfer import (
    Endpoint,
    Fact,
    Origin,
    Provenance,
    Recipient,
    Seen,
    Sighting,
    Transfer,
    Unreadable,
)

NOON = datetime(2025, 11, 21, 3, 0, tzinfo=UTC).timestamp()
"""Friday 21 November 2025, noon in Seoul."""


def fact(value: str) -> Fact:
    return Fact(value, "test", "2025-11-21", 0.9)


def recipient(
    host: str,
    service: str | None = None,
    category: str | None = None,
    seat: str | None = None,
    parent: str | None = None,
    server: str | None = None,
) -> Recipient:
    """A recipient with its operator known if its seat is."""
    return Recipient(
        host=host,
        ip=None,
        service=fact(service) if service else None,
        category=category,
        operator=fact(f"operator-of-{host}") if seat else None,
        operator_country=fact(seat) if seat else None,
        parent=fact(f"parent-of-{host}") if parent else None,
        parent_country=fact(parent) if parent else None,
        server_country=fact(server) if server else None,
    )


DEEPSEEK = recipient("chat.deepseek.com", "deepseek", "ai", "CN", server="US")
CHATGPT = recipient("chatgpt.com", "chatgpt", "ai", "US", server="US")
CLOVA = recipient("clova-x.naver.com", "clova-x", "ai", "KR", server="KR")
SINGAPORE_AI = recipient("ai.example.sg", None, "ai", "SG", parent="CN")
SHADOW_AI = recipient("chat.shadow-ai.example")
TUYA = recipient("a1.tuyaus.com", "tuya", "iot", "CN", server="US")
KOREAN_IOT = recipient("iot.example.co.kr", None, "iot", "KR", server="KR")
ALIEXPRESS = recipient("www.aliexpress.com", "aliexpress", "shop", "SG", parent="CN")
KOREAN_SHOP = recipient("shop.example.co.kr", None, "shop", "KR", server="KR")
HOMETAX = recipient("hometax.go.kr", None, "government", "KR", server="KR")


def sighting(
    kind: str, value: str = "1", confidence: float = 0.9, part: str = "request.body", start: int = 0
) -> Sighting:
    """A sighting whose fingerprint is the same exactly where `value` is."""
    return Sighting(kind, part, "json:$.text", start, start + 10, confidence, ("test",), "***", f"{kind}:{value}")


def people(count: int, *kinds: str) -> tuple[Sighting, ...]:
    """`count` distinct values of each kind."""
    return tuple(sighting(kind, str(number)) for number in range(count) for kind in kinds)


def transfer(
    to: Recipient,
    *sightings: Sighting,
    user: str | None = None,
    unit: str | None = None,
    app: str | None = None,
    unreadable: tuple[str, ...] = (),
    seen: Seen = "full",
    at: float = NOON,
    path: str = "/",
    method: str = "POST",
) -> Transfer:
    return Transfer(
        id="t-1",
        at=at,
        origin=Origin(user=user, unit=unit, app=app),
        endpoint=Endpoint(to.host, 443),
        provenance=Provenance("gate", "test"),
        method=method,
        path=path,
        size=100,
        recipient=to,
        sightings=sightings,
        unreadable=tuple(Unreadable(part, "encrypted") for part in unreadable),
        seen=seen,
    )
