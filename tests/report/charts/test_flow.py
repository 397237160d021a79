"""The drawn flow diagram: well-formed, named for a screen reader, hatched where nothing left, always the same."""

from __future__ import annotations

from xml.etree import ElementTree

from gwanmun.report.charts.flow import NARROW, WIDE, flow
from gwanmun.report.charts.layout import Label, Look, Stream

STREAMS = [
    Stream(("0=영업1팀", "1=deepseek", "2=CN"), "block", True, 2),
    Stream(("0=영업1팀", "1=chatgpt", "2=US"), "pseudonymise", False, 12),
    Stream(("0=영업1팀", "1=chatgpt", "2=US"), "block", False, 1),
]
LABELS = {
    "0=영업1팀": Label("영업1팀", "15건"),
    "1=deepseek": Label('<script>"&', "2건"),
    "1=chatgpt": Label("챗GPT\u202egnp.exe", "13건"),
    "2=CN": Label("중국", "2건"),
    "2=US": Label("미국", "13건"),
}


def drawn(look: Look = WIDE) -> str:
    tips = {("0=영업1팀", "1=deepseek"): "영업1팀 → 딥시크"}
    heads = ("보낸 곳", "서비스", "국가")
    return flow(STREAMS, LABELS, id="f", title="흐름", desc="설명", heads=heads, tips=tips, look=look)


def test_it_is_well_formed_and_named() -> None:
    for look in (WIDE, NARROW):
        root = ElementTree.fromstring(drawn(look=look))
        assert root.get("role") == "img"
        assert root.get("aria-labelledby") == "f-title f-desc"
        assert [root[0].text, root[1].text] == ["흐름", "설명"]


def test_foreign_text_is_shown_and_does_not_act() -> None:
    text = drawn()
    assert "&lt;script&gt;&quot;&amp;" in text
    assert "\u202e" not in text


def test_only_what_was_stopped_is_hatched() -> None:
    root = ElementTree.fromstring(drawn())
    ribbons = [path for path in root.iter("path") if "ribbon" in path.get("class", "")]
    hatched = [path for path in ribbons if path.get("fill") == "url(#f-block)"]
    assert len(ribbons) == 6
    assert len(hatched) == 2
    assert all("stopped" in path.get("class", "") and path.get("stroke-dasharray") for path in hatched)
    assert [pattern.get("id") for pattern in root.iter("pattern")] == ["f-block"]


def test_a_tip_tells_a_ribbon() -> None:
    titles = [title.text for title in ElementTree.fromstring(drawn()).iter("title")]
    assert titles.count("영업1팀 → 딥시크") == 1


def test_the_same_streams_in_any_order_give_the_same_bytes() -> None:
    assert flow(STREAMS[::-1], LABELS, id="f", title="t", desc="d") == flow(
        STREAMS, LABELS, id="f", title="t", desc="d"
    )
