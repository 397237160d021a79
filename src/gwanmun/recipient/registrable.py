"""The domain that somebody registered, by the Public Suffix List: what unknown hosts are grouped by.

Kept apart because loading the list takes as long as thousands of look-ups, and naming a recipient does not need it.
"""

from __future__ import annotations

from functools import cache

from publicsuffixlist import PublicSuffixList


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False)


def registrable(host: str) -> str:
    """The domain that somebody registered (`shop.example.co.kr` -> `example.co.kr`), "" when there is none."""
    return _suffixes().privatesuffix(host) or ""
