"""Both languages say the same things, with the same values in them, and name every country."""

from __future__ import annotations

import string

import pytest

from gwanmun.errors import Problem
from gwanmun.knowledge.josa import PAIRS
from gwanmun.knowledge.vocabulary import COUNTRIES
from gwanmun.knowledge.words import LANGS, load_words

KO, EN = load_words("ko"), load_words("en")


def keys(lang: str) -> set[str]:
    """Keys with the plural forms taken together."""
    return {key.removesuffix(".one").removesuffix(".other") for key in load_words(lang).texts}


def fields(text: str) -> dict[str, str]:
    return {name: spec or "" for _, name, spec, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_texts() -> None:
    assert keys("ko") == keys("en")


def test_plural_forms_come_in_pairs() -> None:
    for lang in LANGS:
        texts = load_words(lang).texts
        assert {key[:-4] for key in texts if key.endswith(".one")} == {
            key[:-6] for key in texts if key.endswith(".other")
        }


@pytest.mark.parametrize("key", sorted(keys("ko")))
def test_both_languages_hold_the_same_values(key: str) -> None:
    english = [EN.texts[form] for form in (key, f"{key}.one", f"{key}.other") if form in EN.texts]
    wanted = set(fields(KO.texts[key]))
    assert english
    for text in english:
        assert set(fields(text)) <= wanted | {"n"}
    assert wanted <= {name for text in english for name in fields(text)} | {"exchanges", "n"}


def test_particles_are_known_pairs_and_korean_only() -> None:
    assert {spec for text in KO.texts.values() for spec in fields(text).values()} <= {*PAIRS, ""}
    assert {spec for text in EN.texts.values() for spec in fields(text).values()} == {""}


def test_every_assigned_country_has_a_name_of_its_own_in_both_languages() -> None:
    for words in (KO, EN):
        names = [words.country(code) for code in COUNTRIES]
        assert len(set(names)) == len(COUNTRIES)
        assert not any(name in COUNTRIES for name in names)


def test_an_unknown_country_says_so_and_an_unassigned_code_stands_for_itself() -> None:
    assert KO.country(None) == KO.country("") == "확인되지 않음"
    assert EN.country("ZZ") == "ZZ"


def test_numbers_are_separated_and_particles_fit() -> None:
    assert KO("say.left", n=1234567).startswith("1,234,567건")
    assert KO("say.stopped", items="네이버") == "네이버를 막았습니다."
    assert KO("say.stopped", items="딥시크 4건") == "딥시크 4건을 막았습니다."


def test_english_counts_one_and_many() -> None:
    assert EN("flows.note", n=1) == "1 transfer"
    assert EN("flows.note", n=2) == "2 transfers"


def test_a_value_is_not_read_as_a_template() -> None:
    assert KO("say.stopped", items="{n}{x}").startswith("{n}{x}")


def test_no_text_gives_a_legal_verdict() -> None:
    for text in (*KO.texts.values(), *EN.texts.values()):
        assert not any(word in text.lower() for word in ("위법", "불법", "위반", "illegal", "unlawful", "violation"))


def test_an_unknown_key_or_language_is_an_error() -> None:
    with pytest.raises(KeyError):
        KO("no.such.text")
    with pytest.raises(Problem, match="no such language: xx"):
        load_words("xx")
