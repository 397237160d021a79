from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.detect.evidence import FAIL, FOLLOWS, PASS, digits_of
from gwanmun.detect.identifiers import (
    account,
    born,
    brn,
    card,
    crn,
    driver_license,
    frn,
    iccid,
    imei,
    luhn,
    pccc,
    phone,
    rrn,
)

WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


def with_check(twelve: str, base: int = 11) -> str:
    """The test's own arithmetic, written another way than the code's."""
    total = 0
    for index in range(12):
        total += int(twelve[index]) * WEIGHTS[index]
    return twelve + str((base - total % 11) % 10)


birthdays = st.dates(date(1930, 1, 1), date(2020, 10, 4))


@given(birthdays, st.integers(0, 99_999))
def test_a_resident_number_with_its_sum_passes_and_any_other_check_digit_only_counts_against(
    day: date, serial: int
) -> None:
    century = "1" if day.year < 2000 else "3"
    number = with_check(f"{day:%y%m%d}{century}{serial:05d}")
    assert rrn(number) == PASS
    wrong = number[:12] + str((int(number[12]) + 1) % 10)
    assert rrn(f"{wrong[:6]}-{wrong[6:]}") == FAIL


def test_a_resident_number_of_a_birth_since_october_2020_needs_no_sum() -> None:
    assert {rrn(f"2103053{serial:06d}") for serial in range(40)} == {PASS, FOLLOWS}


@pytest.mark.parametrize("number", ["9902301234567", "9913011234567", "9901019234567", "990101123456", "9901015234567"])
def test_no_resident_number(number: str) -> None:
    assert rrn(number) is None


def test_nobody_is_born_tomorrow_or_older_than_anybody() -> None:
    tomorrow = date.today() + timedelta(days=1)
    assert born(f"{tomorrow:%y%m%d}3") is None
    assert born("0001011") is None


@given(birthdays, st.integers(0, 99_999))
def test_a_foreigner_number_passes_with_the_old_and_with_the_raised_check_digit(day: date, serial: int) -> None:
    twelve = f"{day:%y%m%d}{'5' if day.year < 2000 else '7'}{serial:05d}"
    assert frn(with_check(twelve)) == frn(with_check(twelve, 13)) == PASS


def test_business_numbers() -> None:
    assert brn("123-45-67891") == PASS
    assert brn("1234567890") == FAIL
    assert brn("099-45-67891") is None
    assert brn("123-00-67891") is None


def test_corporate_numbers_need_a_type_and_fold_no_digits() -> None:
    assert crn("110111-0062432") == PASS
    assert crn("110111-0062433") == FAIL
    assert crn("110199-0062432") is None


def test_driver_licences_have_a_region() -> None:
    assert driver_license("28-21-654321-10") == FOLLOWS
    assert driver_license("27-21-654321-10") is None


def test_a_customs_code_of_a_plausible_year_is_raised() -> None:
    assert pccc("P190012345678") == ("issue-year",)
    assert pccc("P990012345678") == FOLLOWS


@pytest.mark.parametrize(
    "number",
    [
        "4111111111111111",
        "5555555555554444",
        "378282246310005",
        "30569309025904",
        "2223003122003222",
        "6011111111111117",
    ],
)
def test_cards_of_every_issuer(number: str) -> None:
    assert card(number) == PASS
    assert card(number[:-1] + str((int(number[-1]) + 1) % 10)) is None


def test_domestic_cards_and_unionpay() -> None:
    assert card("9400000000000007") == ("checksum", "domestic")
    assert card("6200000000000006") == FAIL
    assert card("1111111111111117") is None
    assert card("0000000000000000") is None


@given(st.text("0123456789", min_size=1, max_size=20))
def test_exactly_one_check_digit_fits_luhn(digits: str) -> None:
    assert sum(luhn(digits + check) for check in "0123456789") == 1


def test_devices() -> None:
    assert imei("490154203237518") == PASS
    assert imei("490154203237519") is None
    assert imei("000000000000000") is None
    assert iccid("8982000000000000008") in {PASS, FAIL}


def test_phones_and_accounts_have_a_length_and_more_than_one_digit() -> None:
    assert phone("010-1234-5678") == FOLLOWS
    assert phone("000-0000-0000") is None
    assert account("110-123-456789") == FOLLOWS
    assert account("111-111-111111") is None


def test_digits() -> None:
    assert digits_of("010-12 34") == "0101234"
    assert digits_of("1234") == "1234"
