"""What a real Chromium draws: every label inside its box, no label on another, no page wider than its window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from gwanmun.report.page import page
from gwanmun.report.tally import build_case
from tests.components import require
from tests.report import sample

OUTSIDE = """() => [...document.querySelectorAll('svg.flow')].filter(svg => svg.checkVisibility()).flatMap(svg => {
  const boxes = [...svg.querySelectorAll('rect.box')].map(rect => rect.getBoundingClientRect());
  return [...svg.querySelectorAll('text.name, text.note')].filter(text => {
    const t = text.getBoundingClientRect();
    return !boxes.some(b => t.left >= b.left && t.right <= b.right && t.top >= b.top - 1 && t.bottom <= b.bottom + 1);
  }).map(text => text.textContent);
})"""
COVERED = """() => [...document.querySelectorAll('svg.chart')].filter(svg => svg.checkVisibility()).flatMap(svg => {
  const all = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()]);
  return all.flatMap(([a, x], i) => all.slice(i + 1)
    .filter(([b, y]) => x.left < y.right && y.left < x.right && x.top + 2 < y.bottom - 2 && y.top + 2 < x.bottom - 2)
    .map(([b]) => a + ' / ' + b));
})"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = require("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_labels_fit_and_the_page_does_not_scroll_sideways(
    browser: Browser, tmp_path: Path, lang: str, width: int
) -> None:
    case = build_case(sample.working_day())
    file = tmp_path / "report.html"
    file.write_text(page(case, lang, kind_names=sample.KIND_NAMES[lang], rule_titles=sample.RULE_TITLES[lang]), "utf-8")
    tab = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    complaints: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: complaints.append(message.text))
    tab.goto(file.as_uri())
    assert tab.evaluate(OUTSIDE) == []
    assert tab.evaluate(COVERED) == []
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    assert (asked, complaints) == ([file.as_uri()], [])
    tab.close()
