from __future__ import annotations

from pathlib import Path

import gwanmun
from gwanmun import api, state
from gwanmun.config import Settings
from gwanmun.unpack.message import open_text

DAY = Path(__file__).parent / "fixtures" / "day.jsonl"
TEXT = "문의는 garam.kim@example.com으로"


def test_offsets_of_a_string_are_into_that_string() -> None:
    found = gwanmun.scan(TEXT)
    assert [(s.kind, TEXT[s.start : s.end]) for s in found] == [("contact.email", "garam.kim@example.com")]


def test_read_and_judge_in_three_lines() -> None:
    judge = gwanmun.Judge(Settings(policy="default"))
    actions = [judge(exchange).verdict.action for exchange in gwanmun.read(DAY)]
    assert {"allow", "block", "pseudonymise"} <= set(actions)


def test_fingerprints_link_values_under_the_organisations_key_only(tmp_path: Path) -> None:
    state.organisation_key(tmp_path)
    ours = api.scanner(Settings(state=tmp_path))
    leaves = open_text(TEXT).leaves
    assert ours.scan(leaves) == api.scanner(Settings(state=tmp_path)).scan(leaves)
    assert ours.scan(leaves) != api.scanner(Settings(state=tmp_path / "other")).scan(leaves)
    assert not (tmp_path / "other").exists()
