"""Region codes of the clouds (`ap-northeast-2`, `cn-beijing`) and the country each provider says it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gwanmun.knowledge.compiled import rows
from gwanmun.knowledge.files import ROOT


@dataclass(frozen=True, slots=True)
class Cloud:
    """A provider's regions: region code -> ISO 3166-1 alpha-2 country, as that provider publishes them."""

    id: str
    name: str
    countries: Mapping[str, str]
    source: str
    date: str


def load_regions(root: Path = ROOT) -> dict[str, Cloud]:
    """Every cloud in `networks/regions.toml` by id."""
    found = dict(rows("networks", root))["regions"]
    return {name: Cloud(name, row["name"], row["regions"], row["source"], row["date"]) for name, row in found.items()}


def region_in(label: str, cloud: Cloud) -> str:
    """The longest region code that stands in a DNS label between hyphens or its ends (`s3-ap-northeast-2`), or ""."""
    if label in cloud.countries:
        return label
    framed = f"-{label}-"
    return max((code for code in cloud.countries if f"-{code}-" in framed), key=len, default="")


def region_of(labels: str, suffix: str, cloud: Cloud) -> str:
    """The region that a host names, or "": in the labels before the service's suffix, else in the suffix itself.

    A whole label counts anywhere, from the right; a code inside a label only in the last one before the suffix,
    because the labels further left are a customer's own choice of words.
    """
    parts = labels.split(".")
    whole = next((part for part in reversed(parts) if part in cloud.countries), "")
    return (
        whole or region_in(parts[-1], cloud) or next(filter(None, (region_in(p, cloud) for p in suffix.split("."))), "")
    )
