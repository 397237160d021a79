"""The page: one file that loads nothing and runs nothing, and says every part in both languages."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from gwanmun.knowledge.words import LANGS, load_words
from gwanmun.report.clean import clean
from gwanmun.report.page import page
from gwanmun.report.tally import build_case
from tests.report import sample

VOID = {"meta"}
NASTY = "</title><script>alert(1)</script>\u202e\x1b[31m\"'&{{ 7 * 7 }}"


def rendered(entries: list[dict[str, Any]], lang: str = "ko", **options: Any) -> str:
    names, titles = sample.KIND_NAMES[lang], sample.RULE_TITLES[lang]
    return page(build_case(entries, **options), lang, kind_names=names, rule_titles=titles)


class Outline(HTMLParser):
    """Tags with their attributes, the text, and whether every tag is closed in order."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, name: str) -> list[str]:
        return [attributes[name] or "" for _, attributes in self.tags if name in attributes]


DAY = sample.working_day()
PAGES: dict[str, str] = {lang: rendered(DAY, lang) for lang in LANGS}


@pytest.mark.parametrize("lang", LANGS)
def test_it_loads_and_runs_nothing(lang: str) -> None:
    outline = Outline(PAGES[lang])
    assert not {"script", "link", "img", "iframe", "object", "embed", "form"} & {tag for tag, _ in outline.tags}
    assert not outline.values("src")
    assert all(target.startswith("#") for target in outline.values("href"))
    assert not [name for _, attributes in outline.tags for name in attributes if name.startswith("on")]
    assert not re.search(r"url\((?!#)|@import|https?:", PAGES[lang])
    assert "default-src 'none'" in PAGES[lang]


@pytest.mark.parametrize("lang", LANGS)
def test_tags_are_closed_ids_unique_and_references_lead_somewhere(lang: str) -> None:
    outline = Outline(PAGES[lang])
    assert outline.open == []
    ids = outline.values("id")
    assert len(ids) == len(set(ids))
    named = " ".join(outline.values("aria-labelledby")).split()
    cited = [target[1:] for target in outline.values("href")]
    hatched = re.findall(r"url\(#([^)]+)\)", PAGES[lang])
    assert named
    assert cited
    assert hatched
    assert {*named, *cited, *hatched} <= set(ids)


@pytest.mark.parametrize("lang", LANGS)
def test_every_section_and_both_languages(lang: str) -> None:
    words, text = load_words(lang), Outline(PAGES[lang]).text
    assert f'<html lang="{lang}">' in PAGES[lang]
    for section in ("flows", "kinds", "parties", "stops", "coverage", "detail", "method", "sources"):
        assert words(f"{section}.title") in text
    for name in ({"ko": "딥시크", "en": "DeepSeek"}[lang], words.country("CN"), sample.KIND_NAMES[lang]["kr.rrn"]):
        assert name in text


@pytest.mark.parametrize("lang", LANGS)
def test_every_picture_has_a_title_and_a_table_twin(lang: str) -> None:
    outline = Outline(PAGES[lang])
    pictures = [attributes for tag, attributes in outline.tags if tag == "svg"]
    assert len(pictures) == 4
    assert all(attributes["role"] == "img" for attributes in pictures)
    assert sum(tag == "details" for tag, _ in outline.tags) == 2


def test_the_twin_of_the_flow_holds_every_transfer() -> None:
    twin = PAGES["ko"].split("<details")[1].split("</details>")[0]
    counts = re.findall(r'class="num">(\d+)</td>', twin)
    assert sum(map(int, counts)) == build_case(DAY).transfers


@pytest.mark.parametrize("lang", LANGS)
def test_text_from_outside_is_shown_and_does_not_act(lang: str) -> None:
    service = sample.recipient(
        NASTY, NASTY, {"en": NASTY}, NASTY, NASTY, NASTY, NASTY, NASTY, NASTY, NASTY, notes=(NASTY,)
    )
    origin = {"user": NASTY, "unit": NASTY, "app": NASTY}
    rows = [
        sample.entry(0, origin, service, {"person.name": 1}, "block", NASTY, "forwarded", note=NASTY, path=NASTY),
        sample.entry(1, origin, service, {"kr.rrn": 1}, rule=NASTY, excepted=NASTY, seen="head", opaque=NASTY),
        sample.entry(2, origin, sample.recipient(NASTY), {}, unreadable=((NASTY, NASTY),)),
    ]
    capture = {"path": NASTY, "sha256": NASTY, "format": NASTY, "exchanges": 3, "unreadable": []}
    markup = page(build_case(rows, title=NASTY, captures=[capture]), lang, kind_names={"person.name": NASTY})
    assert "<script" not in markup
    assert clean(markup.replace("\n", " ")) == markup.replace("\n", " ")
    assert "{{ 7 * 7 }}" in Outline(markup).text
    assert Outline(markup).open == []


def test_only_masks_are_shown() -> None:
    text = Outline(PAGES["ko"]).text
    assert "010-****-1000" in text
    assert not re.search(r"010-\d{4}-\d{4}|\d{6}-[1-8]\d{6}", text)


def test_a_capture_is_reported_as_read_and_not_as_stopped() -> None:
    row = sample.entry(0, {}, sample.DEEPSEEK, {"kr.rrn": 1}, "block", "rrn-abroad", "read")
    row["evidence"] = {"source": "capture", "name": "ab12", "entry": "0"}
    capture = {"path": "app.har", "sha256": "ab12", "format": "har", "exchanges": 1, "unreadable": []}
    text = Outline(rendered([row], captures=[capture])).text
    words = load_words("ko")
    assert words("page.audit_title") in text
    assert words("stops.would_title") in text
    assert words("method.recorded") in text
    assert words("flows.would") in text
    assert words("fate.stopped") not in text
    assert "막았습니다" not in text


def test_an_unknown_recipient_stays_unknown() -> None:
    row = sample.entry(0, {}, sample.BARE, {"contact.email": 1})
    markup = rendered([row])
    assert "203.0.113.77" in markup
    assert markup.count('<span class="level none">확인되지 않음</span>') == 2
    assert load_words("ko")("sources.none") in markup


def test_a_long_day_is_cut_and_says_so() -> None:
    markup = rendered(DAY, limit=5)
    assert markup.count('<tr role="row" id="t') == 5
    assert "판정이 엄한 것부터 5건을 실었습니다." in markup


@pytest.mark.parametrize("lang", LANGS)
def test_an_empty_case_still_makes_a_page(lang: str) -> None:
    text = Outline(rendered([], lang)).text
    assert load_words(lang)("head.empty") in text
    assert load_words(lang)("method.title") in text


@pytest.mark.parametrize("lang", LANGS)
def test_a_calm_day_shows_no_pictures(lang: str) -> None:
    markup = rendered([sample.entry(0, sample.STAFF, sample.PORTAL, {})], lang)
    assert "<svg" not in markup
    assert load_words(lang)("stops.none") in markup


def test_the_same_case_gives_the_same_bytes() -> None:
    assert rendered(sample.working_day()[::-1]) == rendered(sample.working_day()[::-1]) == PAGES["ko"]
