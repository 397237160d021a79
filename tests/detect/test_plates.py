from __future__ import annotations

import pytest

from gwanmun.detect.plates import plate
from gwanmun.detect.scan import Scanner
from gwanmun.unpack.parts import Leaf


@pytest.mark.parametrize("value", ["27보 8831", "145무8372", "서울 32가 1092", "경기77바1029"])
def test_plates(value: str) -> None:
    assert plate(value) is not None


@pytest.mark.parametrize("value", ["27보 0012", "00가 1234", "1가 123"])
def test_no_plates(value: str) -> None:
    assert plate(value) is None


@pytest.mark.parametrize(
    "amount", ["12조 3456억", "30주 1500명", "제12호 1234", "25도 2024년", "10부 2000원", "총 35호 1203세대"]
)
def test_what_is_counted_is_no_plate(scanner: Scanner, amount: str) -> None:
    assert scanner.scan([Leaf("text", (), f"올해는 {amount} 정도")]) == ()
