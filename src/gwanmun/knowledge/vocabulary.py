"""The fixed words of policies, ledgers and reports: kinds of datum, categories of recipient, country codes.

A kind stands here whether or not a detector for it exists yet, so that an organisation can write its policy once.
Unique identifiers are the closed list of four in PIPA art. 24(1) and Decree art. 19; sensitive data are those of
PIPA art. 23(1) and Decree art. 18. Countries are ISO 3166-1 alpha-2 codes.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from gwanmun.knowledge.files import ROOT

UNIQUE_IDENTIFIERS = ("kr.rrn", "kr.frn", "kr.passport", "kr.driver_license")
PERSON = (
    "person.name",
    "person.birth_date",
    "contact.phone",
    "contact.email",
    "contact.address",
    "kr.pccc",
    "kr.vehicle_plate",
    "kr.health_insurance",
    "kr.military_number",
)
FINANCE = ("finance.card", "finance.account")
ORGANISATION = ("kr.brn", "kr.crn")
DEVICE = (
    "device.id",
    "device.ad_id",
    "device.imei",
    "device.imsi",
    "device.iccid",
    "device.mac",
    "device.info",
    "net.ip",
    "net.wifi",
    "location.gps",
)
BEHAVIOUR = ("behaviour.keystrokes", "behaviour.pointer")
CONTENT = ("content.prompt", "content.file", "content.image", "content.audio", "content.video")
SENSITIVE = (
    "sensitive.belief",
    "sensitive.union",
    "sensitive.political",
    "sensitive.health",
    "sensitive.sexual_life",
    "sensitive.genetic",
    "sensitive.criminal",
    "sensitive.biometric",
    "sensitive.ethnicity",
)
SECRETS = ("secret.key", "secret.token", "secret.private_key", "secret.password")
CONFIDENTIAL = ("confidential.marking", "confidential.code", "own.record", "own.document")
PLANTED = ("seed",)

KINDS = (
    *UNIQUE_IDENTIFIERS,
    *PERSON,
    *FINANCE,
    *ORGANISATION,
    *DEVICE,
    *BEHAVIOUR,
    *CONTENT,
    *SENSITIVE,
    *SECRETS,
    *CONFIDENTIAL,
    *PLANTED,
)
"""Every fixed kind, in the order a person reads them: the gravest identifiers first within their group."""

CATEGORIES = (
    "ai",
    "shop",
    "payment",
    "iot",
    "car",
    "app",
    "sdk",
    "analytics",
    "ads",
    "security",
    "support",
    "social",
    "messenger",
    "search",
    "video",
    "game",
    "mail",
    "storage",
    "code",
    "cloud",
    "cdn",
    "network",
    "government",
    "other",
)
"""What kind of service a recipient is; `sdk` is code of a third party inside somebody else's app."""

UNKNOWN = "unknown"
"""What a policy writes for a fact about a recipient that is not known: it can be asked for like any other value."""

_CODES = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
    GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT
    JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
    MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY
    QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
    TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""

COUNTRIES = frozenset(_CODES.split())
"""ISO 3166-1 alpha-2, the 249 codes officially assigned."""


@lru_cache
def kinds(root: Path = ROOT) -> tuple[str, ...]:
    """Every kind: the fixed ones, then those that a file in `knowledge/kinds` adds."""
    return KINDS + tuple(sorted(stems("kinds", root) - set(KINDS)))


@lru_cache
def stems(folder: str, root: Path = ROOT) -> frozenset[str]:
    """The ids of the facts in one knowledge folder; empty when there is no such folder."""
    return frozenset(path.stem for path in (root / folder).rglob("*.toml"))
