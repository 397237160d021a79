from __future__ import annotations

import pytest

from gwanmun.discover.lookalike import LookAlikes, folded
from gwanmun.knowledge.services import load_services

LIKES = LookAlikes(load_services().values())


@pytest.mark.parametrize(
    ("domain", "service"),
    [
        ("deepseek-login.com", "deepseek"),
        ("deepseekk.com", "deepseek"),
        ("deepsek.ai", "deepseek"),
        ("deespeek.com", "deepseek"),
        ("d3epseek.io", "deepseek"),
        ("chatgpt-korea.kr", "chatgpt"),
        ("freechatgpt.net", "chatgpt"),
        ("xn--chatgt-3nf.com", "chatgpt"),
    ],
)
def test_imitations(domain: str, service: str) -> None:
    assert LIKES.of(domain) == service


@pytest.mark.parametrize(
    "domain", ["sstatic.net", "ubuntu.com", "seoul.go.kr", "amazontrust.com", "example.net", "x.com", "deepwater.com"]
)
def test_ordinary_names(domain: str) -> None:
    assert LIKES.of(domain) == ""


def test_letters_that_look_alike() -> None:
    assert folded("сhаtgрt") == "chatgpt"
    assert folded("c1aude") == "claude"
    assert folded("ternu") == "temu"
