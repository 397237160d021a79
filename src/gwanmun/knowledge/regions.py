"""Region codes of the clouds (`ap-northeast-2`, `cn-beijing`) and the country each provider says it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gwanmun.knowledge.compiled import rows
from gwanmun.knowledge.files import ROOT


@dataclass(frozen=True, slots=True)
class Cloud:
    """A provider's regions: region code -> ISO 3166-1 alpha-2 country, as that provider publishes them.

    A code may have a short form that the provider writes into host names (`apne2` for `ap-northeast-2`): both stand in
    `countries`. `pattern` finds a code inside a DNS label, between hyphens or the label's ends.
    """

    id: str
    name: str
    countries: Mapping[str, str]
    source: str
    date: str
    pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pattern", _pattern(self.countries))


def _pattern(codes: Iterable[str]) -> re.Pattern[str]:
    """Any of the codes as a whole word of a host name, the longer ones tried first; grouped by their first word, so
    that a name that holds none of them is passed over quickly."""
    tails: dict[str, list[str]] = {}
    for code in sorted(codes, key=lambda code: (-len(code), code)):
        head, dash, rest = code.partition("-")
        tails.setdefault(head, []).append(re.escape(dash + rest))
    words = "|".join(f"{re.escape(head)}(?:{'|'.join(rest)})" for head, rest in tails.items())
    return re.compile(rf"(?<![^.-])(?:{words or '(?!)'})(?![^.-])")


def load_regions(root: Path = ROOT) -> dict[str, Cloud]:
    """Every cloud in `networks/regions.toml` by id."""
    found = dict(rows("networks", root))["regions"]
    return {name: Cloud(name, row["name"], _codes(row), row["source"], row["date"]) for name, row in found.items()}


def _codes(row: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    countries = row["regions"]
    return {**countries, **{short: countries[code] for short, code in row.get("short", {}).items()}}


def agreed(clouds: Mapping[str, Cloud]) -> Cloud:
    """The codes that can be read without knowing whose they are: no common word, and every cloud that has the code
    gives it the same country (`ap-southeast-1` is Singapore for one cloud and Hong Kong for another)."""
    countries: dict[str, set[str]] = {}
    for cloud in clouds.values():
        for code, country in cloud.countries.items():
            countries.setdefault(code, set()).add(country)
    same = {code: min(found) for code, found in countries.items() if len(found) == 1 and _is_plain(code)}
    newest = max((cloud.date for cloud in clouds.values()), default="")
    return Cloud("", "the clouds", same, "published lists of regions of the clouds that use this code", newest)


def _is_plain(code: str) -> bool:
    """`ap-seoul`, `apne2` and `koreacentral` are nothing else; `kr` and `de` may be anything."""
    return "-" in code or (len(code) > 3 and code[-1].isdigit()) or len(code) > 7


def region_in(label: str, cloud: Cloud) -> str:
    """The longest region code that stands in a DNS label between hyphens or its ends (`s3-ap-northeast-2`), or ""."""
    if label in cloud.countries:
        return label
    return max(cloud.pattern.findall(label), key=len, default="")


def region_of(labels: str, suffix: str, cloud: Cloud) -> str:
    """The region that a host names, or "": in the labels before the service's suffix, else in the suffix itself.

    A whole label counts anywhere, from the right; a code inside a label only in the last one before the suffix,
    because the labels further left are a customer's own choice of words.
    """
    parts = labels.split(".")
    whole = next((part for part in reversed(parts) if part in cloud.countries), "")
    return whole or region_in(parts[-1], cloud) or max(cloud.pattern.findall(suffix), key=len, default="")
