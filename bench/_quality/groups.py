"""The groups in which targets are stated: which kinds belong together, and which documents are chat."""

from __future__ import annotations

from collections.abc import Mapping

GROUPS: Mapping[str, tuple[str, ...]] = {
    "identifiers": (
        "kr.rrn", "kr.frn", "kr.passport", "kr.driver_license", "kr.pccc", "kr.brn", "kr.crn", "kr.vehicle_plate",
        "kr.health_insurance", "kr.military_number", "contact.phone", "contact.email", "finance.card",
    ),
    "account": ("finance.account",),
    "name": ("person.name",),
    "address": ("contact.address",),
    "birth": ("person.birth_date",),
    "device": (
        "device.id", "device.ad_id", "device.imei", "device.imsi", "device.iccid", "device.mac", "device.info",
        "net.ip", "net.wifi", "location.gps", "behaviour.keystrokes", "behaviour.pointer",
    ),
    "secret": ("secret.key", "secret.token", "secret.private_key", "secret.password"),
    "confidential": ("confidential.marking",),
    "code": ("confidential.code",),
    "sensitive": (
        "sensitive.health", "sensitive.belief", "sensitive.union", "sensitive.political", "sensitive.sexual_life",
        "sensitive.criminal", "sensitive.biometric",
    ),
    "prompt": ("content.prompt",),
}  # fmt: skip
# Where a statement such as an illness, or a block of code, begins and ends is open to opinion: judged by overlap.
OVERLAP = frozenset({"sensitive", "code"})
CHAT = frozenset({"chat", "calls", "messenger", "voice"})

# Where the peer has an equal kind; on these, and on these only, the two are compared.
PEER: Mapping[str, str] = {
    "KR_RRN": "kr.rrn", "KR_FRN": "kr.frn", "KR_PASSPORT": "kr.passport", "KR_DRIVER_LICENSE": "kr.driver_license",
    "KR_BRN": "kr.brn", "PHONE_NUMBER": "contact.phone", "EMAIL_ADDRESS": "contact.email",
    "CREDIT_CARD": "finance.card", "IP_ADDRESS": "net.ip", "MAC_ADDRESS": "device.mac",
}  # fmt: skip
