"""The date from which a policy says that it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"(?P<y>(?:19|20)\d\d)\s?(?:년|年|[./-])\s?(?P<m>\d{{1,2}})\s?(?:월|月|[./-])\s?(?P<d>\d{{1,2}})"
    rf"|\b(?P<mon>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>20\d\d)"
    rf"|\b(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<mon2>{_MONTH})\.?,?\s+(?P<year2>20\d\d)",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"시행\s?(?:일|날짜|[:：]|$|(?=\s?[\d(]))|적용\s?일|부터\s*(?:적용|시행|효력)|effective|in force|生效|施行|实施",
    re.IGNORECASE,
)
_WEAK = re.compile(
    r"(?:최종|최근|마지막)?\s?(?:개정|수정|변경|갱신|업데이트|공고)\s?일?|last (?:updated?|revised|modified)|"
    r"updated?(?: on)?|revised|更新|修订|发布",
    re.IGNORECASE,
)
_OLD = re.compile(r"이전|종전|구\s?버전|지난|과거|previous|prior|earlier|former|历史|旧版|최초|제정", re.IGNORECASE)
_NEAR = 60
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def effective(text: str) -> str:
    """ISO date beside the words for "in force", else beside "last updated"; the latest of several; "" when none is."""
    for label in (_STRONG, _WEAK):
        found = [date for date in _beside(text, label) if date]
        if found:
            return max(found)
    return ""


def _beside(text: str, label: re.Pattern[str]) -> list[str]:
    """Dates on the same line as the label, close to it; not those of earlier versions."""
    dates: list[str] = []
    for match in _dates(text):
        begin = text.rfind("\n", 0, match.start()) + 1
        stop = text.find("\n", match.end())
        before = text[max(begin, match.start() - _NEAR) : match.start()]
        after = text[match.end() : min(match.end() + 24, stop if stop >= 0 else len(text))]
        above = text[text.rfind("\n", 0, max(begin - 1, 0)) + 1 : begin].strip() if not before.strip() else ""
        said = f"{above[-20:]} {before}"
        if (label.search(said) or label.search(after)) and not _OLD.search(f"{said} {after}"):
            dates.append(_iso(match))
    return dates


def _dates(text: str) -> Iterator[re.Match[str]]:
    """Dates near a year: the expression for them is slow, and years are few."""
    last = 0
    for year in _YEAR.finditer(text):
        if year.start() >= last:
            for match in _DATE.finditer(text, max(last, year.start() - 24), year.end() + 12):
                last = match.end()
                yield match


def _iso(found: re.Match[str]) -> str:
    if found["y"]:
        year, month, day = int(found["y"]), int(found["m"]), int(found["d"])
    else:
        name = (found["mon"] or found["mon2"]).lower()
        year, month, day = int(found["year"] or found["year2"]), _MONTHS[name], int(found["day"] or found["day2"])
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else ""
