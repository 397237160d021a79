"""Makes the pictures of docs/images from real output: runs the demo in both languages and photographs its report."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from demo.__main__ import REPORT

IMAGES = Path("docs/images")
CHROMIUM = "/usr/bin/chromium"
WIDTH, HEIGHT = 1280, 1560
"""Pixels: the top of the page, down to the end of the picture of flows."""


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for lang in ("ko", "en"):
            run = {**os.environ, "LC_ALL": f"{lang}.UTF-8"}
            subprocess.run([sys.executable, "-m", "demo"], check=True, env=run, stdout=subprocess.DEVNULL)
            page.goto(REPORT.resolve().as_uri())
            page.screenshot(path=IMAGES / f"report-{lang}.png")
        browser.close()


if __name__ == "__main__":
    main()
