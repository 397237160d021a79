"""What stands around a value and speaks for or against it, beyond labels and keys: one function a kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from gwanmun.detect.evidence import Evidence
from gwanmun.detect.here import Here
from gwanmun.detect.plates import counted

Surroundings = Callable[[Here, int, int], Evidence]

_BORN = re.compile(r"[ ).]{0,2}(?:출?생(?![산일각명태])|에 태어|출생|出?生|日?生まれ)")
_SEX = r"(?:남|여|男|女|M|F|[Mm]ale|[Ff]emale)"
_SEX_BEHIND = re.compile(rf"[ ,/|·]{{1,3}}\(?(?:{_SEX}[자성]?(?![가-힣A-Za-z])|만 ?\d{{1,3}} ?세)")
_SEX_BEFORE = re.compile(rf"(?<![가-힣A-Za-z]){_SEX}[자성]? ?[,/|·] ?\Z")
_SEPARATORS = frozenset(",/|(")
_SOMETHING_HAPPENS = re.compile(r" ?[가-힣]")
_NEAR, _CLOSES = 24, frozenset("),")
_PERSON = re.compile(
    r"(?:고객|환자|회원|학생|원생|신청인|피보험자|가입자|계약자|보호자|대상자|수급자|배우자|자녀|직원)"
    r" ?[가-힣]{2,4} ?(?:님|씨|군|양)? ?\($"
    r"|[가-힣]{2,4} ?(?:님|씨|어르신|환자|고객님?) ?\($"
)
_OTHER_DAY = re.compile(
    r"(?:검진|진료|진단|발급|발행|가입|계약|입사|퇴사|접수|작성|방문|예약|시행|만료"
    r"|수술|입원|퇴원|등록|신청|처방|검사|사망|혼인|출고|배송|결제|기준)"
    r" ?(?:일자|일시|날짜|일)(?:[은는] ?| ?[:=] ?| )$"
)
_TALK = re.compile(
    r"(?:[은는이가을를]|로)? ?(?:문서|자료|정보|사항)?(?:[의을를은는])? ?"
    r"(?:취급|등급|분류|여부|규정|절차|교육|이란|란 |관리 ?(?:규정|지침|절차|대장))"
)
_OTHER_HALF = re.compile(
    r"(?i)(?:lat|latitude|lng|lon|long|longitude|위도|경도|纬度|经度)[\"']? ?[:=]? ?[\"']?-?\d{1,3}\.\d{3,}"
)
_HALF_REACH = 60
_EXPIRY = re.compile(r"\D{1,12}(?:0[1-9]|1[0-2]) ?/ ?(?:20)?[23]\d\b", re.ASCII)
_CREDENTIAL_FIELDS = ("authorization", "cookie", "proxy-authorization", "x-api-key", "api-key", "x-goog-api-key")


def nothing(here: Here, start: int, end: int) -> Evidence:
    """Nothing to look for."""
    return ()


def born(here: Here, start: int, end: int) -> Evidence:
    """생 or 출생 behind a date makes it a birth date, and so does a person right before its brackets, or sex or age
    beside it; a word for another day (검진일) right before it speaks against."""
    if _BORN.match(here.text, end):
        return ("suffix",)
    before = here.text[max(0, start - _NEAR) : start]
    if _PERSON.search(before) and here.text[end : end + 1] in _CLOSES:
        return ("person",)
    if _beside_sex(here.text, before, start, end):
        return ("person",)
    return ("other-day",) if _OTHER_DAY.search(before) else ()


def _beside_sex(text: str, before: str, start: int, end: int) -> bool:
    """Whether a person's sex or age stands beside the date and no word behind it says what else happened that day;
    a letter with no more than a blank between it and bare digits is no sex (`230405 M` is a size)."""
    if _OTHER_DAY.search(before):
        return False
    sex = _SEX_BEHIND.match(text, end)
    if sex is None and not _SOMETHING_HAPPENS.match(text, end):
        sex = _SEX_BEFORE.search(before)
    if sex is None:
        return False
    beside = sex.group()
    return not (text[start:end].isdigit() and beside.isascii() and _SEPARATORS.isdisjoint(beside))


def expiry(here: Here, start: int, end: int) -> Evidence:
    """A month and year right behind a card number."""
    return ("expiry",) if _EXPIRY.match(here.text, end) else ()


def presented(here: Here, start: int, end: int) -> Evidence:
    """A credential in the header that exists to present it to this very recipient has not leaked."""
    part, _, field = here.leaf.part.partition(":")
    return ("credential",) if part == "request.header" and field in _CREDENTIAL_FIELDS else ()


def framed(here: Here, start: int, end: int) -> Evidence:
    """A marking in brackets or alone on its line marks the document; inside a sentence it may only be talk, and
    before "handling rules", "grade", "training" it is."""
    text = here.text
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if before and after and before in "[(<【《*「" and after in "])>】》*」":
        return ("framed",)
    if _TALK.match(text, end):
        return ("talk",)
    line = text[text.rfind("\n", 0, start) + 1 : start].strip(" \t-*#:.<[(=")
    return ("alone",) if not line and not after.isalpha() else ()


def korea(here: Here, start: int, end: int) -> Evidence:
    """Latitude 33 to 39 north and longitude 124 to 132 east; of one half, whether the other is near."""
    numbers = [float(number) for number in re.findall(r"-?\d+\.\d+", here.text[start:end])]
    if len(numbers) == 1:
        near = here.text[max(0, start - _HALF_REACH) : end + _HALF_REACH]
        return ("pair",) if len(_OTHER_HALF.findall(near)) > 1 else ()
    numbers.sort()
    return ("korea",) if len(numbers) == 2 and 33 <= numbers[0] <= 39 and 124 <= numbers[1] <= 132 else ()


SURROUNDINGS: Mapping[str, Surroundings] = {
    "confidential.marking": framed,
    "finance.card": expiry,
    "kr.vehicle_plate": counted,
    "location.gps": korea,
    "person.birth_date": born,
    "secret.key": presented,
    "secret.token": presented,
}
