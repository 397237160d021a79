"""A case with very many senders, services and countries still gives a picture that a person can read."""

from __future__ import annotations

import pytest

from gwanmun.knowledge.words import load_words
from gwanmun.report.labels import Labels
from gwanmun.report.pictures import MOST, flow_picture, kind_picture
from gwanmun.report.tally import build_case
from tests.report import sample

KO = Labels(load_words("ko"), sample.KIND_NAMES["ko"])
COUNTRIES = ("US", "CN", "JP", "SG", "DE", "FR", "GB", "IN", "IE", "NL", "KR", "VN")


def crowd(size: int) -> list[dict[str, object]]:
    return [
        sample.entry(
            n % 60,
            {"unit": f"팀 {n % 20}"},
            sample.recipient(f"s{n % 30}.example.net", f"service-{n % 30}", operator="x", country=COUNTRIES[n % 12]),
            {"person.name": 1},
        )
        for n in range(size)
    ]


def test_what_comes_after_the_largest_is_gathered() -> None:
    case = build_case(crowd(600))
    picture = flow_picture(case, KO)
    for column, most in enumerate(MOST):
        assert len({row[column] for row in picture.rows}) == most
    assert picture.wide.count('class="box"') == sum(MOST)
    assert "그 밖의 14곳" in picture.wide
    assert "그 밖의 4개국" in picture.wide
    assert sum(int(row[-1]) for row in picture.rows) == 600


def test_a_small_case_is_shown_whole() -> None:
    picture = flow_picture(build_case(crowd(3)), KO)
    assert picture.wide.count('class="box"') == 9
    assert "그 밖의" not in picture.wide


def test_a_sender_named_like_a_gathered_box_is_not_mixed_up() -> None:
    rows = [sample.entry(n, {"unit": unit}, sample.NAVER, {"person.name": 1}) for n, unit in enumerate(("0", "", "0="))]
    picture = flow_picture(build_case(rows), KO)
    assert {row[0] for row in picture.rows} == {"0", "0=", "보낸 사람 미상"}


def test_kinds_add_up_in_the_table() -> None:
    case = build_case(sample.working_day())
    picture = kind_picture(case, KO)
    assert picture.head == ("종류", "그대로 나감", "값을 바꿔 나감", "나가다 끊김", "전달 실패", "나가지 않음", "계")
    assert all(sum(int(n) for n in row[1:-1]) == row[-1] for row in picture.rows)
    assert sum(int(row[-1]) for row in picture.rows) == case.sightings


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_parent_abroad_stands_in_the_box(lang: str) -> None:
    words = load_words(lang)
    picture = flow_picture(build_case(sample.working_day()), Labels(words))
    assert words("flows.note_parent", note=words("flows.note", n=8), parent=words.country("CN")) in picture.wide
