"""How a leaf is reached: steps, and their writing as a path that never shows a value."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache


class Layer(str):
    """A step that is not a name: a codec or format (`gzip:`, `json:`), a mark (`#2`: the second of that name)."""

    __slots__ = ()


class Member(str):
    """A name that may itself be a value; the path shows its position among its siblings, `{3}`, in its place."""

    __slots__ = ("position",)
    position: int


Step = str | int

KEY = Layer("key:")
"""Last step of a leaf that is a name and not a value."""

_TREES = frozenset({"json:", "form:", "query:", "path:", "cookie:", "multipart:", "ndjson:", "sse:"})
_BARE = re.compile(r"[A-Za-z_$][\w$-]*")
_LATIN_NAME = re.compile(r"[A-Za-z0-9_$:.\[\]/#%-]{0,40}", re.ASCII)
_KOREAN_LABEL = re.compile(
    r"[가-힣A-Za-z0-9_]{0,12}(?:번호|주소|이름|성명|고객명|회사명|상품명|전화|연락처|휴대폰|메일|일자|날짜|시간|생일"
    r"|내용|코드|상태|여부|정보|종류|유형|구분|금액|수량|은행|계좌|부서|직급|직책|제목|메모|비고|목록|항목|성별|나이)"
)


@lru_cache(8192)
def shown(name: str) -> bool:
    """Whether a name is a label for certain and may stand in a path; others are read as text too.

    Latin letters with fewer than six digits, or Hangul that ends like a label: a person's name, an e-mail address
    or a phone number used as a JSON key would otherwise reach the ledger inside a path.
    """
    if sum(map(str.isdigit, name)) >= 6:
        return False
    return bool(_LATIN_NAME.fullmatch(name) or _KOREAN_LABEL.fullmatch(name))


def member(name: str, index: int) -> Member:
    step = Member(name)
    step.position = index
    return step


def named(name: str, index: int) -> str:
    """The step for a name at position `index` among its siblings."""
    return name if shown(name) else member(name, index)


def again(count: int) -> tuple[Layer, ...]:
    """The mark of the `count`-th value under one name (`phone=1&phone=2`, a JSON key written twice)."""
    return (Layer(f"#{count}"),) if count > 1 else ()


def name_of(steps: tuple[Step, ...]) -> str:
    if steps and steps[-1] is KEY:
        steps = steps[:-2]
    for step in reversed(steps):
        if not isinstance(step, int | Layer):
            return str(step)
    return ""


def render(steps: Iterable[Step]) -> str:
    """`gzip:json:$.messages[0].content`; a layer inside a value follows a bar: `json:$.payload|json:$.phone`."""
    written = ""
    for step in steps:
        if step.__class__ is str:
            written += _label(step)
        else:
            written += _layer(step, written) if isinstance(step, Layer) else _other(step)
    return written


def _layer(step: Layer, before: str) -> str:
    if step.startswith("#"):
        return str(step)
    bar = "|" if before and not before.endswith(":") else ""
    return f"{bar}{step}$" if step in _TREES else f"{bar}{step}"


def _other(step: Step) -> str:
    if isinstance(step, Member):
        return f"{{{step.position}}}"
    return _label(step) if isinstance(step, str) else f"[{step}]"


@lru_cache(4096)
def _label(name: str) -> str:
    return f".{name}" if _BARE.fullmatch(name) else f"[{json.dumps(name, ensure_ascii=False)}]"
