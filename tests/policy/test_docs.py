"""docs/policy.md: its example loads, and no key that a policy may use is missing from it."""

from __future__ import annotations

import re
from pathlib import Path

from gwanmun.knowledge.vocabulary import CATEGORIES
from gwanmun.policy.conditions import KEYS, RECIPIENT_KEYS
from gwanmun.policy.document import load
from tests.policy.transfers import DEEPSEEK, sighting, transfer

GUIDE = (Path(__file__).parents[2] / "docs" / "policy.md").read_text("utf-8")


def test_the_example_is_a_policy(tmp_path: Path) -> None:
    (tmp_path / "example.toml").write_text(GUIDE.partition("```toml\n")[2].partition("```")[0], "utf-8")
    policy = load(str(tmp_path / "example.toml"))
    verdict = policy.decide(transfer(DEEPSEEK, sighting("content.prompt"), user="kim.garam"), "k")
    assert (verdict.action, verdict.rule) == ("block", "bank-no-china-ai")


def test_every_key_and_category_is_explained() -> None:
    explained = set(re.findall(r"`([a-z_.]+)`", GUIDE))
    keys = {key for key in KEYS if key != "recipient"} | {f"recipient.{key}" for key in RECIPIENT_KEYS}
    assert keys | set(CATEGORIES) <= explained
