"""A real Chromium behind the gate: it trusts the gate's certificate, its requests are seen, a refusal is readable."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Browser, Page, async_playwright

from tests.components import require
from tests.gate.rig import HOST, PHONE, Bench, Got, Rig, reply

FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PAGE = """<!doctype html><meta charset="utf-8"><title>chat</title><form method="post" action="/form">
<input name="text"><button>send</button></form>"""

ASK = """async text => {
  const answer = await fetch("/api", {method: "POST", headers: {"content-type": "application/json"},
                                     body: JSON.stringify({text})});
  return [answer.status, answer.headers.get("gwanmun-action"), await answer.json()];
}"""


def site(got: Got, writer: asyncio.StreamWriter) -> None:
    if got.head.target == "/api":
        writer.write(reply(got.body, "application/json"))
    else:
        writer.write(reply(PAGE.encode(), "text/html; charset=utf-8"))


async def launched(browser_type: object, rig: Rig, bench: Bench) -> Browser:
    flags = [*FLAGS, f"--ignore-certificate-errors-spki-list={bench.authority.spki_sha256}"]
    return await browser_type.launch(  # type: ignore[attr-defined,no-any-return]
        executable_path=require("chromium"), args=flags, proxy={"server": f"http://127.0.0.1:{rig.gate.port}"}
    )


async def opened(browser: Browser) -> Page:
    page = await browser.new_page()
    await page.goto(f"https://{HOST}/")
    assert await page.title() == "chat"
    return page


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # playwright's own pipes
async def test_chromium_is_seen_blocked_and_served(bench: Bench) -> None:
    require("chromium")
    async with bench.rig(site, needles={PHONE.encode(): "block", "김가람".encode(): "pseudonymise"}) as rig:
        async with async_playwright() as playwright:
            browser = await launched(playwright.chromium, rig, bench)
            page = await opened(browser)
            assert await page.evaluate(ASK, "hello") == [200, None, {"text": "hello"}]
            status, action, body = await page.evaluate(ASK, PHONE)
            assert (status, action, body["error"]["code"]) == (403, "block", "gwanmun_blocked")
            await page.fill("input", PHONE)
            await page.click("button")
            text = await page.inner_text("body")
            assert "차단되었습니다" in text
            assert "policy stopped this transfer" in text
            await browser.close()
        done = [r.outcome.done for r in rig.records if r.judgement.transfer.endpoint.host == HOST]
        assert done.count("refused") == 2
        seen = [e.request.body for e in rig.judge.seen if e.request is not None and e.request.target == "/api"]
        assert b'{"text":"hello"}' in seen
        assert not any(PHONE.encode() in got.body for got in rig.origin.got)
        others = {r.outcome.done for r in rig.records if r.judgement.transfer.endpoint.host != HOST}
        assert others <= {"failed", "refused"}  # background traffic of the browser reaches nobody
