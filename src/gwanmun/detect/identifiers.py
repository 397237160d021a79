"""The arithmetic of numbered identifiers: dates, check digits, issuers.

A pass of a mod-10 or mod-11 sum is no proof, one random number in ten passes; and a resident number issued since
October 2020 has no sum to pass.
"""

from __future__ import annotations

from datetime import date

from gwanmun.detect.evidence import FAIL, FOLLOWS, PASS, Evidence, calendar, digits_of

_RRN_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_BRN_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
_RANDOM_SINCE = date(2020, 10, 5)
_CENTURY = {"1": 1900, "2": 1900, "3": 2000, "4": 2000, "5": 1900, "6": 1900, "7": 2000, "8": 2000}
_OLDEST = 110
_DOUBLED = str.maketrans("0123456789", "0246813579")
_CRN_TYPES = frozenset(map(str, (*range(11, 16), 21, 22, *range(31, 54), 71, *range(81, 87))))


def born(digits: str) -> date | None:
    """Birth date in a resident or foreigner number: YYMMDD and the century by the 7th digit; None if impossible."""
    century = _CENTURY.get(digits[6])
    day = None if century is None else calendar(century + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    return day if day is not None and date.today().year - _OLDEST <= day.year and day <= date.today() else None


def _rrn_sum(digits: str) -> int:
    return sum(weight * int(digit) for weight, digit in zip(_RRN_WEIGHTS, digits, strict=False)) % 11


def rrn(value: str) -> Evidence | None:
    """Resident registration number. Its last six digits are arbitrary since 5 October 2020 (Enforcement Rule of the
    Resident Registration Act), so the sum only ever raises; for older births a miss is weak evidence against."""
    digits = digits_of(value)
    day = born(digits) if len(digits) == 13 and digits[6] in "1234" else None
    if day is None:
        return None
    if (11 - _rrn_sum(digits)) % 10 == int(digits[12]):
        return PASS
    return FOLLOWS if day >= _RANDOM_SINCE else FAIL


def frn(value: str) -> Evidence | None:
    """Foreigner registration number: check digit of the resident number, or that plus two; either raises only."""
    digits = digits_of(value)
    if len(digits) != 13 or digits[6] not in "5678" or born(digits) is None:
        return None
    total = _rrn_sum(digits)
    return PASS if int(digits[12]) in {(11 - total) % 10, (13 - total) % 10} else FOLLOWS


def brn(value: str) -> Evidence | None:
    """Business registration number AAA-BB-CCCCD: AAA from 101, BB not 00, weights 1 3 7 1 3 7 1 3 5 with a carry."""
    digits = digits_of(value)
    if len(digits) != 10 or int(digits[:3]) < 101 or digits[3:5] == "00":
        return None
    total = sum(weight * int(digit) for weight, digit in zip(_BRN_WEIGHTS, digits, strict=False))
    total += int(digits[8]) * 5 // 10
    return PASS if (10 - total % 10) % 10 == int(digits[9]) else FAIL


def crn(value: str) -> Evidence | None:
    """Corporate registration number: registry 4, type 2, serial 6, check 1; weights alternate 1 and 2."""
    digits = digits_of(value)
    if len(digits) != 13 or digits[4:6] not in _CRN_TYPES:
        return None
    total = sum(int(digit) * (1 + index % 2) for index, digit in enumerate(digits[:12]))
    return PASS if (10 - total % 10) % 10 == int(digits[12]) else FAIL


def driver_license(value: str) -> Evidence | None:
    """Driver licence AA-YY-NNNNNN-CC: region 11 to 26 or 28, or the region's name; the check digits are not public."""
    digits = digits_of(value)
    if len(digits) == 10:
        return FOLLOWS
    return FOLLOWS if len(digits) == 12 and (11 <= int(digits[:2]) <= 26 or digits[:2] == "28") else None


def pccc(value: str) -> Evidence | None:
    """Personal customs code: P, two digits of the issue year (2011 onwards), ten more; its check is not published."""
    year = int(digits_of(value)[:2])
    return ("issue-year",) if 11 <= year <= date.today().year % 100 else FOLLOWS


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1 annex B: double every second digit from the right, sum of digits divisible by ten."""
    return (sum(map(int, digits[-1::-2])) + sum(map(int, digits[-2::-2].translate(_DOUBLED)))) % 10 == 0


def _issuer(digits: str) -> bool:
    size, two, four = len(digits), int(digits[:2]), int(digits[:4])
    if size == 15:
        return two in {34, 37}
    if size == 14:
        return two in {36, 38} or 3000 <= four <= 3059
    sixteen = digits[0] == "4" or 51 <= two <= 55 or 2221 <= four <= 2720
    return sixteen or two in {35, 60, 62, 64, 65, 81} or digits[0] == "9"


def card(value: str) -> Evidence | None:
    """Payment card number by issuer range and length; China UnionPay (62, 81) is not always Luhn-valid."""
    digits = digits_of(value)
    if not 14 <= len(digits) <= 16 or not _issuer(digits) or len(set(digits)) < 2:
        return None
    if luhn(digits):
        return ("checksum", "domestic") if digits[0] == "9" else PASS
    return FAIL if digits[:2] in {"62", "81"} else None


def imei(value: str) -> Evidence | None:
    """IMEI: 15 digits with a Luhn check digit (3GPP TS 23.003 section 6.2.1)."""
    digits = digits_of(value)
    return PASS if len(digits) == 15 and luhn(digits) and len(set(digits)) > 2 else None


def iccid(value: str) -> Evidence | None:
    """SIM serial: 19 or 20 digits from 89, Luhn (ITU-T E.118); 8982 is Korea."""
    digits = digits_of(value)
    return PASS if luhn(digits) else FAIL


def imsi(value: str) -> Evidence | None:
    """IMSI: 14 or 15 digits, three of them the country (ITU-T E.212: regions 2 to 7, 450 is Korea)."""
    digits = digits_of(value)
    if len(digits) not in (14, 15) or len(set(digits)) < 4:
        return None
    return ("korea",) if digits[:3] == "450" else FOLLOWS


def health_insurance(value: str) -> Evidence | None:
    """Health insurance card: 11 digits, the first not 0 (a mobile number's is); no check digit is published."""
    digits = digits_of(value)
    return FOLLOWS if len(digits) == 11 and digits[0] != "0" and len(set(digits)) > 2 else None


def phone(value: str) -> Evidence | None:
    """Between 8 and 15 digits (ITU-T E.164), not one digit repeated; 1588-type company numbers never match a form."""
    digits = digits_of(value)
    return FOLLOWS if 8 <= len(digits) <= 15 and len(set(digits)) > 1 else None


def account(value: str) -> Evidence | None:
    """Bank account number: 10 to 16 digits; each bank's check rule is secret, so only labels carry weight."""
    digits = digits_of(value)
    return FOLLOWS if 10 <= len(digits) <= 16 and len(set(digits)) > 2 else None
