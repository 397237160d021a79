"""Import lists of host names from v2fly/domain-list-community (MIT) into `knowledge/hosts/v2fly.toml`.

    python tools/import_domains.py [FOLDER] [-o FILE]

FOLDER (default ../shared/samples/attribution/v2fly-data) is that project's `data`. `domain_lists.toml` beside this file
says which list stands for which service. Of a list only its own lines count (what it includes has a list of its own),
and of those only registrable domains that no service file names. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

from publicsuffixlist import PublicSuffixList

from gwanmun.knowledge.files import ROOT
from gwanmun.knowledge.services import named_hosts

HERE = Path(__file__).parent
SUFFIXES = PublicSuffixList(accept_unknown=False, only_icann=True)
"""Without the suffixes that a company lets to its customers: a name below those is a customer's, not a registration."""

PATTERNS = ("include:", "regexp:", "keyword:")

HEAD = """\
# Domains of services, imported by tools/import_domains.py: do not edit, correct the service's own file instead.
# From v2fly/domain-list-community @ c975ccef9c19 (2026-08-19), MIT License, Copyright (c) 2018-2019 V2Ray.
# The licence's text stands in the README.md of this folder.
source = "v2fly/domain-list-community (MIT)"
date = "2026-08-19"

[hosts]
"""


def domains(path: Path) -> Iterator[str]:
    """The registrable domains that a list names itself, without its attributes (`@cn`, `@ads`) and remarks."""
    for line in path.read_text("utf-8").splitlines():
        word = line.partition("#")[0].split(" ")[0].strip()
        host = word.removeprefix("full:").removeprefix("domain:").lower()
        if word and not word.startswith(PATTERNS) and SUFFIXES.privatesuffix(host) == host:
            yield host


def gather(folder: Path, lists: Mapping[str, str], taken: set[str], left_out: list[str]) -> dict[str, list[str]]:
    """Service id -> domains that are new, in order; the first list that names a domain keeps it."""
    found: dict[str, list[str]] = {}
    for name, service in sorted(lists.items()):
        new = set(domains(folder / name)) - taken
        fresh = sorted(host for host in new if not any(fnmatchcase(host, pattern) for pattern in left_out))
        taken.update(fresh)
        if fresh:
            found.setdefault(service, []).extend(fresh)
    return dict(sorted(found.items()))


def text(found: Mapping[str, list[str]]) -> str:
    return HEAD + "".join(f"{service} = [\n{rows(hosts)}]\n" for service, hosts in found.items())


def rows(hosts: list[str]) -> str:
    return "".join(f'  "{host}",\n' for host in hosts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("../shared/samples/attribution/v2fly-data"))
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "hosts" / "v2fly.toml")
    chosen = parser.parse_args()
    told = tomllib.loads((HERE / "domain_lists.toml").read_text("utf-8"))
    left_out = [pattern for patterns in told["except"].values() for pattern in patterns]
    found = gather(chosen.folder, told["lists"], set(named_hosts()), left_out)
    chosen.output.write_text(text(found), "utf-8")
    print(f"{chosen.output.name}: {sum(map(len, found.values())):,} domains of {len(found)} services")


if __name__ == "__main__":
    main()
