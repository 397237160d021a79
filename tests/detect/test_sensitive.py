from __future__ import annotations

import time
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.detect.engine import Engine
from gwanmun.detect.finder import Found
from gwanmun.detect.joined import Joined
from gwanmun.detect.message import Message
from gwanmun.detect.sensitive import SensitiveFinder
from gwanmun.detect.sensitive_person import sentence
from gwanmun.knowledge.kinds import load_kinds
from gwanmun.unpack.parts import Leaf


class Both(NamedTuple):
    """The finder, and the engine that a scanner would have its patterns in."""

    finder: SensitiveFinder
    engine: Engine


@pytest.fixture(scope="module")
def finder() -> Both:
    alone = SensitiveFinder(load_kinds())
    return Both(alone, Engine(alone.patterns, None))


def found(finder: Both, *leaves: Leaf | str) -> list[Found]:
    whole = Message([each if isinstance(each, Leaf) else Leaf("text", (), each) for each in leaves])
    joined = Joined(whole.texts)
    seen = finder.finder.find(whole, joined, joined.by_leaf(finder.engine.find(joined.data)))
    return [each for each in seen if isinstance(each, Found)]


def field(key: str, text: str) -> Leaf:
    return Leaf("request.body", (key,), text)


GENERAL = [
    "우울증과 공황장애의 차이를 설명해 줘",
    "당뇨병 환자를 위한 식단 앱을 출시했습니다",
    "정부는 결핵 확진자 수를 발표했다",
    "고혈압 치료제 특허가 만료된다",
    "암보험 상품의 특약을 비교해 주세요",
    "헌법 제20조는 종교의 자유를 규정한다",
    "민주노총과 한국노총의 역사를 비교해 줘",
    "국민의힘 지지율 조사 결과를 표로 만들어 줘",
    "지문 인식 도어락 제품을 추천해 주세요",
    "형법상 절도죄와 사기죄의 차이는 무엇인가요",
    "마약 예방 교육 자료를 만들어 주세요",
    "드라마에서 주인공이 백혈병 진단을 받는 장면을 써 줘",
    "연구팀은 치매 진단을 받은 500명을 조사했다",
    "저는 보건 교사입니다. 우울증이란 무엇인지 쉽게 알려 주세요",
    "배우 김가람이 우울증을 앓았다고 밝혔다",
    "Depression is a common illness according to the report.",
    "This product has a fingerprint reader and I like it.",
    "糖尿病的症状有哪些？",
    "디스크 조각 모음을 실행했습니다",
    "게이트웨이와 게이지를 점검했습니다",
]


@pytest.mark.parametrize("text", GENERAL)
def test_what_speaks_of_nobody_is_no_hit(finder: Both, text: str) -> None:
    assert found(finder, text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("저는 3년 전에 공황장애 진단을 받았어요", "sensitive.health"),
        ("우리 아버지가 파킨슨병으로 치료를 받고 계십니다", "sensitive.health"),
        ("이도윤 씨는 B형 간염 확진 판정을 받았습니다", "sensitive.health"),
        ("제가 무슬림이라 점심 메뉴를 가려야 하는데 신자용 식당이 있을까요", "sensitive.belief"),
        ("김가람 대리가 노조에 가입했다고 합니다", "sensitive.union"),
        ("나는 진보당 당원이다", "sensitive.political"),
        ("저는 양성애자인데 상담이 필요합니다", "sensitive.sexual_life"),
        ("제가 음주운전으로 처벌받은 적이 있는데 취업이 될까요", "sensitive.criminal"),
        ("저는 회사에 홍채를 등록했어요", "sensitive.biometric"),
        ("Ms. Oh was diagnosed with bipolar disorder in 2021.", "sensitive.health"),
    ],
)
def test_what_is_said_of_a_person_is_seen(finder: Both, text: str, kind: str) -> None:
    hits = found(finder, text)
    assert {hit.kind for hit in hits} == {kind}


def test_confidence_never_suffices_to_block_alone(finder: Both) -> None:
    named = found(finder, "성명: 김가람\n병력: 당뇨병\n종교: 불교\n전과: 2범")
    alone = found(finder, "병력: 당뇨병")
    first = found(finder, "저는 당뇨병을 앓고 있습니다")
    assert {hit.confidence for hit in named} == {0.6}
    assert {hit.confidence for hit in (*alone, *first)} == {0.45}


@pytest.mark.parametrize("value", ["없음", "무교", "해당 없음", "", "-", "N", "false"])
def test_an_empty_answer_in_a_form_is_no_hit(finder: Both, value: str) -> None:
    for label in ("병력", "종교", "범죄경력", "노조 가입 여부"):
        assert found(finder, f"성명: 김가람\n{label}: {value}") == []
    for key in ("diagnosis", "religion", "criminalRecord", "unionMember"):
        assert found(finder, field(key, value), field("name", "김가람")) == []


def test_fields_are_read_by_key(finder: Both) -> None:
    hits = found(finder, field("diagnosis", "제2형 당뇨병"), field("religion", "불교"), field("name", "김가람"))
    assert [(hit.kind, hit.start, hit.end, hit.confidence) for hit in hits] == [
        ("sensitive.health", 0, 7, 0.6),
        ("sensitive.belief", 0, 2, 0.6),
    ]


def test_a_browser_fingerprint_is_not_biometric(finder: Both) -> None:
    assert found(finder, field("fingerprint", "5d41402abc4b2a76b9719d911017c592"), field("userId", "u1")) == []


def test_the_word_is_in_no_reason(finder: Both) -> None:
    (hit,) = found(finder, "저는 당뇨병을 앓고 있습니다")
    assert "당뇨" not in repr(hit)


def test_a_sentence_ends_where_it_ends() -> None:
    text = "하나입니다. 둘은 여기까지! 셋"
    assert text[slice(*sentence(text, 7, 8))].strip() == "둘은 여기까지"


@given(text=st.text(max_size=300))
def test_any_text_is_read(finder: Both, text: str) -> None:
    for hit in found(finder, text, f"저는 당뇨병 {text} 진단"):
        assert hit.start < hit.end


@pytest.mark.parametrize("piece", ["당뇨병", "저는 당뇨병 진단 ", "병력: ", "나", "김가람 우울증 진단. "])
def test_a_megabyte_takes_bounded_time(finder: Both, piece: str) -> None:
    text = (piece * (333_333 // len(piece) + 1))[:333_333]
    began = time.process_time()
    found(finder, text)
    assert time.process_time() - began < 10
