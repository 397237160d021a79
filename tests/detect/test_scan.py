from __future__ import annotations

import json
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gwanmun.detect.fold import fold
from gwanmun.detect.scan import Scanner
from gwanmun.knowledge.kinds import load_kinds
from gwanmun.transfer import Sighting
from gwanmun.unpack.parts import Leaf

VALUES = {
    "contact.phone": "010-1234-5678",
    "contact.email": "garam.kim@example.com",
    "finance.card": "4111111111111111",
    "net.ip": "8.8.8.8",
    "device.mac": "a4:5e:60:c1:22:3b",
    "secret.key": "AKIAIOSFODNN7EXAMPLE",
    "kr.rrn": "990101-1234567",
}
PARTICLES = ["", " 입니다", "입니다", "으로 보내줘", "를", "은", "이고", "에서", "(본인)", "。", ", 그리고", "!"]
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def text_leaf(text: str) -> tuple[Leaf]:
    return (Leaf("text", (), text),)


def values(scanner: Scanner, text: str, kind: str) -> list[str]:
    return [text[one.start : one.end] for one in scanner.scan(text_leaf(text)) if one.kind == kind]


@pytest.mark.parametrize("particle", PARTICLES)
@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("before", ["", "값은", "확인: ", "("])
def test_what_touches_a_value_changes_nothing(scanner: Scanner, kind: str, particle: str, before: str) -> None:
    assert values(scanner, f"{before}{VALUES[kind]}{particle}", kind) == [VALUES[kind]]


@pytest.mark.parametrize("kind", VALUES)
def test_a_touching_particle_costs_no_confidence(scanner: Scanner, kind: str) -> None:
    touching, apart = (scanner.scan(text_leaf(VALUES[kind] + tail)) for tail in ("입니다", " 입니다"))
    assert [(one.kind, one.confidence) for one in touching] == [(one.kind, one.confidence) for one in apart]


def no_overlaps(sightings: tuple[Sighting, ...]) -> bool:
    apart = [one for one in sightings if not one.kind.startswith("content.")]
    return all(a.path != b.path or a.end <= b.start for a, b in pairwise(apart))


PIECES = st.sampled_from(
    [
        *VALUES.values(),
        "성명: 김가람 ",
        "서울 강남구 테헤란로 152",
        " ",
        "\n",
        ",",
        "입니다",
        "계좌 ",
        "0",
        "-",
        "@",
        ".",
    ]
)


@SLOW
@given(st.lists(PIECES | st.text(max_size=8), max_size=12).map("".join))
def test_sightings_are_in_order_apart_and_inside_the_text(scanner: Scanner, text: str) -> None:
    leaves = (Leaf("text", (), text), Leaf("text", (), text[::-1], role="user"))
    sightings = scanner.scan(leaves)
    assert all(0 <= one.start < one.end <= len(text) for one in sightings)
    assert no_overlaps(tuple(one for one in scanner.scan(leaves[:1])))
    assert no_overlaps(tuple(one for one in scanner.scan(leaves[1:])))


@SLOW
@given(st.sampled_from(sorted(VALUES)), st.text(st.sampled_from("가나 \n\u200b，。"), max_size=6), st.booleans())
def test_the_span_slices_to_the_value_in_any_form(scanner: Scanner, kind: str, around: str, decomposed: bool) -> None:
    text = f"{around} {VALUES[kind]}입니다 {around}"
    text = unicodedata.normalize("NFD", text) if decomposed else text
    found = [text[one.start : one.end] for one in scanner.scan(text_leaf(text)) if one.kind == kind]
    assert [fold(each).text for each in found] == [VALUES[kind]]


@SLOW
@given(st.text(max_size=200))
def test_no_text_raises(scanner: Scanner, text: str) -> None:
    scanner.scan([Leaf("request.body", (key,), text) for key in ("phone", "lat", "name", "value", "ssid", "x")])


def test_lone_surrogates_are_read_around(scanner: Scanner) -> None:
    assert values(scanner, "\ud800 010-1234-5678입니다", "contact.phone") == ["010-1234-5678"]


def test_a_prompt_is_one_sighting_that_contains_others(scanner: Scanner) -> None:
    text = "제 번호는 010-1234-5678입니다"
    leaf = Leaf("request.body", ("messages", 0, "content"), text, role="user")
    prompt, phone = scanner.scan([leaf])
    assert (prompt.kind, prompt.start, prompt.end, prompt.confidence) == ("content.prompt", 0, len(text), 0.9)
    assert prompt.mask == f"[{len(text)} chars]"
    assert phone.kind == "contact.phone"


def test_a_sighting_never_holds_the_value(scanner: Scanner) -> None:
    for kind, value in VALUES.items():
        sightings = scanner.scan(text_leaf(f"확인 {value}"))
        assert [one.kind for one in sightings] == [kind]
        assert all(value not in str(one) for one in sightings)


def test_the_same_value_has_the_same_fingerprint_however_written(scanner: Scanner) -> None:
    written = ["010-1234-5678", "01012345678", "+82 10-1234-5678", "０１０－１２３４－５６７８"]
    prints = {one.fingerprint for text in written for one in scanner.scan(text_leaf(text))}
    assert len(prints) == 1


def test_sightings_come_in_order_of_leaf(scanner: Scanner) -> None:
    leaves = [Leaf("request.body", ("a",), "010-1234-5678"), Leaf("request.body", ("b",), "kim@example.com")]
    assert [(one.kind, one.path) for one in scanner.scan(leaves)] == [
        ("contact.phone", leaves[0].path),
        ("contact.email", leaves[1].path),
    ]


def test_no_match_crosses_from_one_leaf_into_the_next(scanner: Scanner) -> None:
    leaves = [
        Leaf("request.body", ("a",), "010-1234"),
        Leaf("request.body", ("b",), "-5678"),
        Leaf("request.body", ("c",), "@a.com"),
    ]
    assert scanner.scan(leaves) == ()


def test_a_sibling_names_what_a_generic_key_holds(scanner: Scanner) -> None:
    steps = ("answers", 0)
    named = [Leaf("request.body", (*steps, "name"), "bizNo"), Leaf("request.body", (*steps, "value"), "1234567891")]
    assert [one.kind for one in scanner.scan(named)] == ["kr.brn"]
    assert scanner.scan(named[1:]) == ()


def test_each_of_a_pair_of_coordinates_is_seen(scanner: Scanner) -> None:
    leaves = [
        Leaf("request.body", ("position", "lng"), "126.977969", number=True),
        Leaf("request.body", ("position", "lat"), "37.566535", number=True),
    ]
    found = scanner.scan(leaves)
    assert [(one.kind, one.path, one.mask) for one in found] == [
        ("location.gps", leaves[0].path, "126.***"),
        ("location.gps", leaves[1].path, "37.***"),
    ]


def test_numbers_of_equal_length_in_a_row_are_a_series(scanner: Scanner) -> None:
    series = [Leaf("request.body", ("xs", index), f"90010112345{index:02d}") for index in range(60)]
    assert scanner.scan(series) == ()


def test_a_credential_presented_in_its_header_is_hardly_one_that_leaks(scanner: Scanner) -> None:
    token = "sk-proj-abcDEF1234567890abcDEF1234567890"
    (body,) = scanner.scan([Leaf("request.body", ("note",), token)])
    (header,) = scanner.scan([Leaf("request.header:authorization", (), f"Bearer {token}")])
    assert body.confidence > 0.9
    assert header.confidence < 0.5


def test_nothing_in_nothing(scanner: Scanner) -> None:
    assert scanner.scan(()) == ()
    assert scanner.scan(text_leaf("")) == ()


def test_a_scanner_of_few_kinds_sees_only_those(tmp_path: Path) -> None:
    few = tuple(kind for kind in load_kinds() if kind.id in {"contact.email", "kr.rrn"})
    sightings = Scanner(few, b"key", tmp_path).scan(text_leaf("성명: 김가람 kim@example.com 서울 강남구 테헤란로 152"))
    assert [one.kind for one in sightings] == ["contact.email"]


def test_a_megabyte_of_digits_and_separators_is_read(scanner: Scanner) -> None:
    for hostile in ("1 " * 250_000, "0" * 500_000, "a@" * 200_000, "김가람" * 100_000, "로 1" * 100_000, "-" * 500_000):
        scanner.scan(text_leaf(hostile))


def test_json_text_as_a_leaf_is_read_by_its_labels(scanner: Scanner) -> None:
    text = json.dumps({"bizNo": "x", "사업자번호": "1234567891"}, ensure_ascii=False)
    assert values(scanner, text, "kr.brn") == ["1234567891"]


ODD = st.lists(
    st.builds(
        Leaf,
        st.sampled_from(["text", "request.body", "request.header:cookie"]),
        st.sampled_from([(), ("phone",), ("a", 3), ("keystrokes", 4), ("\ud800",), ("deviceId",)]),
        st.lists(
            st.sampled_from(
                ["\ud800", "\udfff", "\0", "김가람", "010-1234-5678", " ", "\n", "당뇨병 진단", "이름: ", "8.8.8.8"]
            ),
            max_size=8,
        ).map("".join),
        st.booleans(),
        st.sampled_from(["", "user", "assistant"]),
    ),
    max_size=5,
)


@SLOW
@given(leaves=ODD)
def test_what_is_remembered_changes_nothing_and_no_surrogate_stops_it(scanner: Scanner, leaves: list[Leaf]) -> None:
    first = scanner.scan(leaves)
    assert scanner.scan(leaves) == first
