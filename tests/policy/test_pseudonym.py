"""Pseudonyms: one value one token, no two values alike, and an altered token is noticed."""

from __future__ import annotations

import json
import re
import unicodedata
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.knowledge.vocabulary import KINDS
from gwanmun.policy.pseudonym import Found, Pseudonyms, find, token_type, valid

KEY = b"an organisation's own key"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
kinds = st.sampled_from(KINDS)


@given(kinds, st.text())
def test_a_token_is_typed_and_survives_every_encoding(kind: str, value: str) -> None:
    token = Pseudonyms(KEY).token(kind, value)
    assert re.fullmatch(rf"GW_[A-Z]{{2,12}}_[{ALPHABET}]{{8}}", token)
    assert quote(token, safe="") == json.dumps(token)[1:-1] == token
    assert valid(token)
    assert list(find(f"앞 {token}입니다")) == [Found(2, 2 + len(token), token, True)]


@given(kinds, st.text())
def test_the_same_value_has_the_same_token_for_ever(kind: str, value: str) -> None:
    vault = Pseudonyms(KEY)
    first = vault.token(kind, value)
    vault.token(kind, value + "x")
    assert vault.token(kind, value) == first == Pseudonyms(KEY).token(kind, value)


def test_another_organisation_has_other_tokens() -> None:
    assert Pseudonyms(KEY).token("person.name", "김가람") != Pseudonyms(b"other").token("person.name", "김가람")


def test_a_token_says_what_it_stands_for() -> None:
    typed = {kind: token_type(kind) for kind in KINDS}
    assert [typed[kind] for kind in ("person.name", "contact.phone", "contact.email", "contact.address", "kr.rrn")] == [
        "PERSON",
        "PHONE",
        "EMAIL",
        "ADDRESS",
        "RRN",
    ]
    assert all(re.fullmatch("[A-Z]{2,12}", each) for each in typed.values())
    assert token_type("own.기록") == "DATA"


def test_no_two_values_share_a_token_even_where_their_digests_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    vault = Pseudonyms(KEY)
    whole = Pseudonyms._digest

    def poor_at_first(self: Pseudonyms, text: str) -> int:
        return whole(self, text) & (~0xFFFFFFFF8 if text.count("\0") == 1 else ~0)

    monkeypatch.setattr(Pseudonyms, "_digest", poor_at_first)
    tokens = [vault.token("contact.phone", f"010-1234-{number:04}") for number in range(60)]
    again = [vault.token("contact.phone", f"010-1234-{number:04}") for number in range(60)]
    assert len(set(tokens)) == 60
    assert tokens == again


def test_ten_thousand_values_have_ten_thousand_tokens() -> None:
    vault = Pseudonyms(KEY)
    assert len({vault.token("contact.phone", f"010-{number}") for number in range(10_000)}) == 10_000


def test_the_memory_is_bounded_and_holds_no_value() -> None:
    vault = Pseudonyms(KEY, remembered=100)
    for number in range(1000):
        vault.token("person.name", f"김가람{number}")
    assert len(vault._owners) == 100
    assert "김가람" not in repr(vars(vault))


@given(kinds, st.text(), st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_altered_symbol_is_always_noticed(kind: str, value: str, place: int, symbol: str) -> None:
    token = Pseudonyms(KEY).token(kind, value)
    altered = token[: place - 8] + symbol + token[len(token) - 7 + place :]
    assert len(altered) == len(token)
    assert valid(altered) == (altered == token)


@given(kinds, st.text(), st.integers(0, 7), st.integers(0, 7))
def test_two_exchanged_symbols_are_always_noticed(kind: str, value: str, one: int, other: int) -> None:
    token = Pseudonyms(KEY).token(kind, value)
    symbols = list(token[-8:])
    symbols[one], symbols[other] = symbols[other], symbols[one]
    altered = token[:-8] + "".join(symbols)
    assert valid(altered) == (altered == token)


def test_what_a_model_does_to_a_token_is_reported_and_not_guessed() -> None:
    token = Pseudonyms(KEY).token("person.name", "이도윤")
    spoilt = [
        token.lower(),
        token[:-1],
        token[:-3],
        token.replace("_", "-"),
        token.replace("_", r"\_"),
        token.replace("_", "‑"),
        token.replace("PERSON", "Person"),
        token.replace("GW_", "Gw_"),
    ]
    for each in spoilt:
        assert [(found.token, found.valid) for found in find(f"답: {each}님")] == [(each, False)]
        assert not valid(each)


def test_a_whole_token_is_found_whatever_stands_beside_it() -> None:
    token = Pseudonyms(KEY).token("person.name", "이도윤")
    for before, after in (("", ""), ("_", "_"), ("n", "님"), ("**", "**"), ("", "s"), ("a_", "_b"), ("\\n", "\\n")):
        assert [found.token for found in find(f"{before}{token}{after}") if found.valid] == [token]


def test_two_tokens_are_found_in_order() -> None:
    vault = Pseudonyms(KEY)
    one, other = vault.token("person.name", "이도윤"), vault.token("contact.phone", "010-1234-5678")
    assert [found.token for found in find(f"{one}의 번호는 {other}입니다")] == [one, other]


def test_markers_and_ordinary_text_are_no_tokens() -> None:
    assert not list(find("GW_REDACTED_PHONE GW_REDACTED_PASSPORT GW_ GW_X_1 gw_test ARGW 2024_ABC"))


def test_spelling_counts() -> None:
    vault = Pseudonyms(KEY)
    composed, decomposed = (unicodedata.normalize(form, "김가람") for form in ("NFC", "NFD"))
    assert vault.token("person.name", composed) != vault.token("person.name", decomposed)


def test_a_lone_surrogate_has_a_token_too() -> None:
    assert valid(Pseudonyms(KEY).token("person.name", "\ud800"))
