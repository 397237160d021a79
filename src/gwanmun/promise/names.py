"""Names of recipients: cut out of a cell or a label's value, and found inside sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gwanmun.promise.countries import countries
from gwanmun.promise.phrases import phrases, plain
from gwanmun.promise.placeholder import is_empty, is_generic, is_placeholder

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(
    r"(?<![\d.])(?:\+\d{1,3}[-\s.]?)?(?:\(?\d{2,4}\)?[-\s.)])?\d{3,4}[-\s.]\d{4}(?!\d)|"
    r"\+\d{1,3}(?:[-\s]?\d{2,4}){2,4}"
)
LINK = re.compile(r"https?://[^\s<>()\"'|]+|(?<![@\w.])(?:www\.)[\w-]+(?:\.[\w-]+)+[^\s<>()\"'|]*")
_CONTACT_WORD = re.compile(
    r"(?:개인정보\s?(?:보호|관리)?\s?책임자|정보\s?관리\s?책임자|연락처|문의처?|이메일|전자우편|"
    r"전화(?:번호)?|담당자|홈페이지|contact(?: us|"
    r" details| information)?|"
    r"e-?mail|tel(?:ephone)?|phone|website|联系方式|联系人|邮箱|电话|网址)(?![A-Za-z가-힣])\s*[:：]?\s*",
    re.IGNORECASE,
)
_ROUND = re.compile(r"\s*[(（\[]([^()（）\[\]]*(?:[(（][^()（）]*[)）][^()（）\[\]]*)*)[)）\]]")
_BULLET = re.compile(r"^\s*(?:[-–—•·*▶○●■□ㆍ※]|\d{1,2}[.)]\s|[①-⑳]|[(（]?[가-하a-z][)）.]\s)\s*")
FORM = "|".join(phrases("names")["latin_forms"])
STOP = r"(?![A-Za-z0-9&])\.?"
"""Behind a legal form: a Korean particle may follow at once."""
_SUFFIX = re.compile(rf"^\s*(?:{FORM}){STOP}", re.IGNORECASE)
_LIST = re.compile(
    r"\s*[;；\n]\s*|\s*、\s*|,\s+|，\s*|\s*/\s*(?=[A-Z가-힣㈜(])|\s+및\s+|\s+and\s+(?=[A-Z])|"
    r"\s*和(?=[A-Z\u4e00-\u9fff])"
)
_TAIL = re.compile(r"(?:\s*[,;:：·/|\-–—]+|\s+등|\s+외\s?\d+\s?(?:개사|곳))\s*$|^\s*[,;:：·/|]+\s*")
_FORMED = re.compile(
    rf"\b(?:{FORM})(?![A-Za-z0-9])|"
    + "|".join((*phrases("names")["korean_before"], *phrases("names")["chinese_forms"]))
)
_LEGAL = re.compile(r"^\s*(?:이하|hereinafter|以下|이하에서)|^['\"“‘]", re.IGNORECASE)


class Party(NamedTuple):
    """A name as written, how to reach it, and countries that stand in brackets behind it."""

    name: str
    contact: str = ""
    countries: tuple[str, ...] = ()


def parties(cell: str) -> tuple[Party, ...]:
    """The recipients that a cell or a label's value names; none for blanks and for gaps of a template."""
    if is_empty(cell) or is_placeholder(cell):
        return ()
    found: list[Party] = []
    for line in _lines(cell):
        for part in _parts(line):
            party = _party(part)
            if party.name:
                found.append(party)
            elif found and (party.contact or party.countries):
                found[-1] = _merged(found[-1], party)
    return tuple(found)


def _merged(party: Party, more: Party) -> Party:
    contact = ", ".join(filter(None, (party.contact, more.contact)))
    return Party(party.name, contact, party.countries or more.countries)


def _lines(cell: str) -> Iterator[str]:
    """Lines of a cell; a line that only goes on (`Inc.`, a bracket) belongs to the one before."""
    held = ""
    for line in cell.split("\n"):
        bare = _BULLET.sub("", line).strip()
        if held and (_SUFFIX.match(bare) or held.endswith((",", "(")) or bare.startswith(("(", "（"))):
            held = f"{held} {bare}"
            continue
        if held:
            yield held
        held = bare
    if held:
        yield held


def _parts(line: str) -> list[str]:
    """The names of a list; what stands in brackets, and `Co., Ltd.`, is not cut."""
    hidden = _ROUND.sub(lambda found: "\x00" * len(found[0]), line)
    cuts = [found for found in _LIST.finditer(hidden) if not _SUFFIX.match(hidden[found.end() :])]
    if not cuts or not _is_list(hidden, cuts):
        return _sentences(line)
    edges = [0, *(edge for found in cuts for edge in found.span()), len(line)]
    return [line[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _is_list(hidden: str, cuts: list[re.Match[str]]) -> bool:
    """A comma also parts a name from its address: a list has short pieces that begin like names and hold no number."""
    edges = [0, *(edge for found in cuts for edge in found.span()), len(hidden)]
    pieces = [hidden[a:b].replace("\x00", "").strip() for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return all(_could_be_name(piece) for piece in pieces)


def _could_be_name(piece: str) -> bool:
    if not piece or len(piece) > 60 or EMAIL.search(piece) or LINK.search(piece) or countries(piece) == (piece,):
        return False
    return not re.search(r"\d{3,}|[.。]\s", piece) and not _only_place(piece) and piece[0] not in "-–—"


def _only_place(piece: str) -> bool:
    return bool(countries(piece)) and not _FORMED.search(piece) and len(plain(piece)) <= 20


def _sentences(line: str) -> list[str]:
    """`A Inc. — a@x.com / address. B Inc. — b@x.com`: a new name begins after a full stop where a contact stood."""
    pieces = re.split(rf"(?<=[.)])\s+(?=[A-Z][\w&., ]{{1,50}}?(?:{FORM}){STOP}\s*(?:[—–\-(:]|$))", line)
    return pieces if len(pieces) > 1 and all(_FORMED.search(piece) for piece in pieces) else [line]


def _party(part: str) -> Party:
    """Name, contact and country of one piece."""
    contact = _contacts(part)
    places: tuple[str, ...] = ()
    text = part
    for bracket in list(_ROUND.finditer(part)):
        inner = bracket[1].strip()
        if not _SUFFIX.match(part[bracket.end() :]) and _is_dropped(inner, part[: bracket.start()]):
            text = text.replace(bracket[0], " ", 1)
            places = places or countries(inner)
    text, beside = _without_place(PHONE.sub("", LINK.sub("", EMAIL.sub("", text))))
    places = places or beside
    text = _CONTACT_WORD.sub("", text) if contact or _CONTACT_WORD.match(part) else text
    name = _bare(_before_address(text) if contact or len(text) > 50 else text)
    return Party("" if is_empty(name) or _is_gap(name) or not _says(name) else name, contact, places)


def _without_place(text: str) -> tuple[str, tuple[str, ...]]:
    """A country behind a slash, a bar or a comma (`Google LLC / 미국`) is not part of the name."""
    pieces = re.split(r"\s*[/|,，]\s*|\s+[-–—]\s+", text)
    kept = [piece for piece in pieces if piece and not (_only_place(piece) and len(plain(piece)) <= 12)]
    if len(pieces) < 2 or len(kept) == len(pieces) or not kept or not text.startswith(kept[0]):
        return text, ()
    last = text.index(kept[-1]) + len(kept[-1])
    return text[:last], countries(text[last:])


def _is_gap(name: str) -> bool:
    return is_placeholder(name) or (bool(countries(name)) and _only_place(name) and len(plain(name)) <= 6)


def _says(name: str) -> bool:
    return bool(re.search(r"[A-Za-z가-힣\u4e00-\u9fff]", name))


def _before_address(text: str) -> str:
    """What stands before a dash or the first part of an address."""
    head = re.split(r"\s+[—–|-]\s+|\s*[—–]\s*|\s*:\s*$|\s+/\s+|,\s+(?=\d)|\n", text, maxsplit=1)[0]
    form = re.match(rf"(.{{2,60}}?\b(?:{FORM}){STOP}(?:,?\s*(?:{FORM}){STOP})*+)\s*[,:]\s", head)
    return form[1] if form else head


def _is_dropped(inner: str, before: str) -> bool:
    """Brackets with a country, a contact, a region or another writing of the name; a legal name stays as written."""
    if not inner or _LEGAL.match(inner) or EMAIL.search(inner) or PHONE.search(inner) or LINK.search(inner):
        return True
    if countries(inner) and not _FORMED.search(inner):
        return True
    if _FORMED.search(inner) or _FORMED.search(f"({inner})"):
        return False
    return bool(_CONTACT_WORD.match(inner)) or (len(plain(before)) > 1 and not _is_common(before))


def _is_common(before: str) -> bool:
    return is_generic(before) or is_generic(before.split()[-1] if before.split() else before)


def _contacts(part: str) -> str:
    found = [each[0] for expression in (EMAIL, PHONE, LINK) for each in expression.finditer(part)]
    return ", ".join(dict.fromkeys(each.rstrip(".,;)") for each in found))


def _bare(text: str) -> str:
    """Without bullets, blanks and signs at the ends; a full stop stays behind `Inc` and `Ltd`."""
    text = " ".join(_BULLET.sub("", text).split())
    while (shorter := _TAIL.sub("", text).strip()) != text:
        text = shorter
    return text.strip("*_`\"'“”‘’ ").removesuffix("。")


def same(name: str) -> str:
    """A key under which two writings of one name meet: no case, blanks, signs, brackets or legal form."""
    bare = re.sub(r"[(（\[].*?[)）\]]", "", name)
    bare = re.sub(rf"[,\s]+(?:{FORM}){STOP}", "", bare, flags=re.IGNORECASE)
    for word in ("주식회사", "유한회사", "㈜", "(주)", "유한책임회사"):
        bare = bare.replace(word, "")
    return plain(bare) or plain(name)


def is_formed(text: str) -> bool:
    """Whether a legal form stands in it."""
    return bool(_FORMED.search(text))


def unique(found: Iterable[Party]) -> tuple[Party, ...]:
    """Each name once, in order."""
    return tuple({same(party.name): party for party in reversed(list(found))}.values())[::-1]
