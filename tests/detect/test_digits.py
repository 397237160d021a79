from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from gwanmun.detect.digits import shape_of
from gwanmun.detect.rules import rules_of
from gwanmun.detect.scan import Scanner
from gwanmun.knowledge.kinds import load_kinds
from gwanmun.unpack.parts import Leaf

RULES = [rule for rule in rules_of(load_kinds()) if rule.form.via == "digits"]


@given(st.sampled_from(RULES).flatmap(lambda rule: st.tuples(st.just(rule), st.from_regex(rule.regex, fullmatch=True))))
def test_what_a_form_matches_fits_its_shape(drawn: tuple[object, str]) -> None:
    rule, text = drawn
    shape = re.sub("[1-9]", "0", text)
    pattern = next(shape_of(each.form.pattern) for each in RULES if each is rule)
    assert pattern.search(shape)


def test_a_bare_run_is_an_order_number_until_a_label_says_otherwise(scanner: Scanner) -> None:
    def kinds(text: str) -> list[str]:
        return [one.kind for one in scanner.scan([Leaf("text", (), text)])]

    assert kinds("1234567891") == []
    assert kinds("사업자번호 1234567891") == ["kr.brn"]
    assert kinds("112312345678") == []
    assert kinds("면허번호 112312345678") == ["kr.driver_license"]
    assert kinds("계좌 112312345678") == ["finance.account"]
