"""Names in Latin and Chinese letters: romanised Korean ones by surname and syllables, others where announced."""

from __future__ import annotations

import re

from gwanmun.detect.evidence import Evidence


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


LATIN = re.compile(r"[A-Z][a-z]{1,20}(?:[ -][A-Za-z][A-Za-z]{0,20}){1,3}|[A-Z]{2,12},? [A-Z][A-Za-z -]{2,20}")
CHINESE = re.compile(r"[\u4e00-\u9fff]{2,4}")
_SURNAMES = _words(
    "kim lee yi rhee park pak choi choe jung jeong chung kang gang cho jo yoon yun jang chang lim im han oh seo suh "
    "shin sin kwon gwon hwang ahn an song ryu yoo yu you jeon jun chun hong ko go moon mun yang son sohn bae baek "
    "paik heo hur huh nam sim shim noh roh no ha kwak gwak sung seong cha joo ju woo wu koo ku gu min jin na ra ji "
    "eom um chae won cheon bang kong gong hyun ham byun byeon yeom yeo choo chu do so seok sun seol ma gil pyo tak "
    "namgung hwangbo jegal sagong seonwoo sunwoo dokgo"
)
_SYLLABLE = (
    r"(?:kk|tt|pp|ch|sh|[gkndtrlmbpsjhwy])?(?:yeo|yae|yoo|young|oo|ee|eui|ui|wo|wa|wi|ya|yo|yu|ye|ae|eo|eu|oe|[aeiou])"
    r"(?:ng|ck|ll|[knmlprtbgh])?"
)
_ONE = _words(
    "hoon hun jun joon min seul sol byul byeol san hyuk bin chan yul gun geon chul hwan wook woong jin hyun hyeon ho"
)
_GIVEN = re.compile(rf"{_SYLLABLE}[ -]?{_SYLLABLE}", re.IGNORECASE)
_NOT_PERSONS = _words(
    "account address agent airlines app application apps apt area avenue award bank banking box business care case "
    "center centre chat city class client cloud code college community company contact content corp country course "
    "customer data date day dear department desk detail details device director east email engineer error event "
    "experience external family field file first form foundation full general global group guest head health hello "
    "help hiring holder home hospital hotel house image in inc info information insurance intelligence internal "
    "international is island item journey key king korea korean last lead learning level library limited line list "
    "ltd mail manager management market media member menu message mobile model monthly mountain museum name national "
    "network new north note number of office officer online order page parameter partner party password path patient "
    "payment phone plan platform policy portal position post privacy product profile program project property "
    "public query record relations report representative request required research resource response return river "
    "road safety sales school science search security segment senior seoul server service services set side sir sirs "
    "south space staff standard state status store street string student studio success summary support system table "
    "tag task team technologies technology terms test the to tower type union university unit update user value "
    "valued version water web west with work yes your all everyone colleagues customers friends recruiter reader "
    "world group busan incheon daegu japan china america samsung google microsoft amazon apple naver kakao"
)
_WORD = re.compile(r"[A-Za-z]+")
_CAPITALISED = r"[A-Z][a-z]{0,20}(?:-[A-Za-z][a-z]{1,20})?"
_NAME = (
    rf"(?=[A-Z][a-z]){_CAPITALISED}(?: (?:(?:de|van|von|da|del|bin|al|la) )?{_CAPITALISED}){{1,3}}"
    r"|[A-Z]{2,12},? [A-Z]{2,12}(?:[ -][A-Z]{2,12})?"
)
_LABELLED = re.compile(
    rf"(?P<sign>\.? ?[:：=|】\]]? ?\n?[\"']?)(?:(?P<latin>{_NAME})(?![A-Za-z@])|(?P<chinese>[一-鿿]{{2,4}})(?![一-鿿]))"
)


def person(value: str) -> Evidence | None:
    """Words in capitals that may be a person's name; a Korean surname and syllables are evidence `romanised`."""
    if not value.isascii():
        return ()
    if any(word.lower() in _NOT_PERSONS for word in _WORD.findall(value)):
        return None
    return ("romanised",) if is_romanised(value) else ()


def is_romanised(value: str) -> bool:
    """Whether a Korean surname stands first or last and the rest is two Korean syllables (한글 로마자 표기)."""
    words = value.replace(",", "").split(" ")
    if not 2 <= len(words) <= 3:
        return False
    if len(words) == 2 and {word.lower() for word in words} & _ONE and {word.lower() for word in words} & _SURNAMES:
        return True
    if words[0].lower() in _SURNAMES and _GIVEN.fullmatch(" ".join(words[1:])):
        return True
    return words[-1].lower() in _SURNAMES and _GIVEN.fullmatch(" ".join(words[:-1])) is not None


def is_person(value: str, sure: bool) -> bool:
    """Whether a field's value is a name in another script; under an ambiguous key only a romanised Korean one."""
    if CHINESE.fullmatch(value):
        return sure
    return LATIN.fullmatch(value) is not None and (sure or (person(value) or ()) == ("romanised",))


def labelled(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span of the name right behind the label `text[start:end]`; without a colon only one that is surely meant."""
    match = _LABELLED.match(text, end)
    if match is None or match.lastgroup is None:
        return None
    value = match[match.lastgroup]
    found = person(value)
    signed = any(sign in match["sign"] for sign in ":：=|】]\n")
    if found is None or not (signed or found or not value.isascii()):
        return None
    return (match.start(match.lastgroup), match.end(match.lastgroup))
