"""Versions: four numbers that name a release of software and look like an address."""

from __future__ import annotations

import re

from gwanmun.detect.evidence import bag
from gwanmun.detect.here import Here, key_of
from gwanmun.detect.keys import words_of

_KEYS = bag(
    """version versions ver osversion build useragent revision rev release firmware fw sdk driver patch
    bios kernel agent 버전 펌웨어"""
)
_HOSTS = bag("ip ips ipv4 addr address host server client remote peer node 서버 주소")
_NAME = (
    r"펌웨어|버전|버젼|빌드|릴리스|릴리즈|패치|드라이버|업데이트|업그레이드|firmware|version|ver\.?|release|build|patch|driver|sdk|rev(?:ision)?"
    r"|bios|kernel|update[ds]?|upgrade[ds]?|downgrade[ds]?|版本|固件"
)
_ANOTHER = r"v?\d+(?:\.\d+){2,} ?(?:에서는?|부터|→|->|=>|~|to|and|or|및|또는|,|/|>) ?"
_BEFORE = re.compile(
    rf"(?:[A-Za-z)]/|\bv|[~<>]= ?|\^|(?:{_NAME})(?: (?:from|to|of))?"
    rf"[\"']?(?:[은는이가을를] |로 )? ?[:=(]? ?[\"']?v?(?:{_ANOTHER})*)$",
    re.I,
)
_BEHIND = re.compile(
    r"\.(?:tar|zip|jar|war|exe|dll|whl|gz|deb|rpm|apk|aab|ipa|msi|dmg|so|js|css)\b|-(?:snapshot|release|beta|alpha|rc|ga|build|r\d)"
    r"| ?(?:버전|버젼|version\b|빌드|릴리[스즈])",
    re.I,
)
_REACH = 80


def version(here: Here, start: int, end: int) -> bool:
    """`nginx/1.25.3.1`, `v1.2.3.4`, `펌웨어 2.4.1.10에서 2.4.1.12로`, `tool-1.2.3.4.tar.gz`, or a key that says so."""
    words = words_of(key_of(here.leaf))
    if not _KEYS.isdisjoint((here.meaning.word, *words)) and _HOSTS.isdisjoint(words):
        return True
    before = here.text[max(0, start - _REACH) : start]
    return bool(_BEFORE.search(before)) or bool(_BEHIND.match(here.text, end))
