"""Policy files: how they are found, extended and merged, and what stays locked."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from gwanmun.errors import Problem
from gwanmun.knowledge.files import ROOT
from gwanmun.knowledge.vocabulary import CATEGORIES
from gwanmun.policy.document import load
from tests.policy.transfers import CHATGPT, sighting, transfer

HEAD = 'schema = "gwanmun.policy/1"\nname = "ours"\n'
RULE = '[[rule]]\nid = "r"\ntitle = "R"\naction = "block"\n'
EXCEPTION = '[[exception]]\nrule = "r"\nuser = "kim"\nreason = "audit"\napprover = "cpo"\nexpires = 2026-03-31\n'


def written(folder: Path, text: str, name: str = "ours.toml") -> str:
    path = folder / name
    path.write_text(text, "utf-8")
    return str(path)


def test_a_ready_policy_that_is_not_there_is_refused() -> None:
    with pytest.raises(Problem, match='no ready policy is named "obsreve"') as caught:
        load("obsreve")
    assert 'did you mean "observe"?' in caught.value.hint


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"gone\.toml: cannot be read"):
        load(str(tmp_path / "gone.toml"))
    (tmp_path / "latin.toml").write_bytes(HEAD.encode() + b'version = "\xff"\n')
    with pytest.raises(Problem, match=r"latin\.toml:3: not UTF-8"):
        load(str(tmp_path / "latin.toml"))
    (tmp_path / "huge.toml").write_bytes(b"#" * (1 << 20) + b"\n")
    with pytest.raises(Problem, match="larger than"):
        load(str(tmp_path / "huge.toml"))


def test_a_byte_order_mark_is_not_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "bom.toml").write_bytes(b"\xef\xbb\xbf" + (HEAD + RULE).encode())
    assert load(str(tmp_path / "bom.toml")).name == "ours"


def test_extending_adds_rules_and_rewrites_unlocked_ones_in_place(tmp_path: Path) -> None:
    text = HEAD + 'extends = "default"\n' + RULE + RULE.replace('"r"', '"order-abroad"').replace("block", "allow")
    ours, base = load(written(tmp_path, text)), load("default")
    assert [rule.id for rule in ours.rules] == [*(rule.id for rule in base.rules), "r"]
    order = ours.rule("order-abroad")
    assert order is not None
    assert order.action == "allow"
    assert order.place == f"{tmp_path}/ours.toml:8"


def test_a_base_file_is_found_beside_the_file_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "group").mkdir()
    written(tmp_path / "group", HEAD + RULE, "base.toml")
    ours = load(written(tmp_path, HEAD + 'extends = "group/base.toml"\n'))
    assert [rule.id for rule in ours.rules] == ["r"]


def test_a_circle_of_two_files_is_refused(tmp_path: Path) -> None:
    written(tmp_path, HEAD + 'extends = "b.toml"\n', "a.toml")
    written(tmp_path, HEAD + 'extends = "a.toml"\n', "b.toml")
    with pytest.raises(Problem, match="leads back to this policy"):
        load(str(tmp_path / "a.toml"))


def test_a_file_may_have_the_name_of_the_ready_policy_it_extends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, HEAD + 'extends = "default"\n', "default.toml")
    monkeypatch.chdir(tmp_path)
    assert load("default.toml").rule("rrn") is not None


def test_a_mistake_in_the_base_names_both_places(tmp_path: Path) -> None:
    written(tmp_path, HEAD + RULE.replace("block", "stop"), "base.toml")
    with pytest.raises(Problem, match=r'base\.toml:6: unknown action "stop"'):
        load(written(tmp_path, HEAD + 'extends = "base.toml"\n'))


def test_an_inherited_exception_keeps_its_rule_from_being_locked_away(tmp_path: Path) -> None:
    written(tmp_path, HEAD + RULE + EXCEPTION, "base.toml")
    text = HEAD + 'extends = "base.toml"\n' + RULE + "locked = true\n"
    with pytest.raises(Problem, match=r'ours\.toml:8: "r" cannot be locked: .*base\.toml:7 makes an exception'):
        load(written(tmp_path, text))


def test_no_unit_can_be_put_where_a_locked_rule_spares_it(tmp_path: Path) -> None:
    base = RULE + 'locked = true\nunless = { unit = "audit" }\n[[unit]]\nid = "audit"\n'
    written(tmp_path, HEAD + base, "base.toml")
    text = HEAD + 'extends = "base.toml"\n[[unit]]\nid = "sales"\nparent = "audit"\n'
    with pytest.raises(Problem, match=r'ours\.toml:4: unit "sales" would be spared a locked rule'):
        load(written(tmp_path, text))


def test_the_version_changes_with_every_change_of_text(tmp_path: Path) -> None:
    written(tmp_path, HEAD + RULE, "base.toml")
    first = load(written(tmp_path, HEAD + 'version = "7"\nextends = "base.toml"\n')).version
    written(tmp_path, HEAD + RULE + "# reviewed\n", "base.toml")
    second = load(str(tmp_path / "ours.toml")).version
    assert re.fullmatch(r"ours@7\+[0-9a-f]{8}", first)
    assert first != second
    assert re.fullmatch(r"ours@[0-9a-f]{8}", load(str(tmp_path / "base.toml")).version)


def test_one_language_of_a_title_serves_for_both(tmp_path: Path) -> None:
    text = HEAD + RULE + 'why.ko = "까닭"\n'
    rule = load(written(tmp_path, text)).rules[0]
    assert (rule.title.ko, rule.title.en) == ("R", "R")
    assert (rule.why.ko, rule.why.en) == ("까닭", "까닭")


def test_a_date_in_quotes_is_a_date(tmp_path: Path) -> None:
    text = HEAD + RULE + EXCEPTION.replace("2026-03-31", '"2026-03-31"')
    assert load(written(tmp_path, text)).document.exemptions[0].expires == "2026-03-31"


def test_every_kind_of_the_house_may_stand_in_a_policy(tmp_path: Path) -> None:
    kinds = """kr.rrn kr.frn kr.passport kr.driver_license person.name person.birth_date contact.phone contact.email
        contact.address kr.pccc kr.vehicle_plate kr.health_insurance kr.military_number finance.card finance.account
        kr.brn kr.crn device.id device.ad_id device.imei device.imsi device.iccid device.mac device.info net.ip net.wifi
        location.gps behaviour.keystrokes behaviour.pointer content.prompt content.file content.image content.audio
        content.video sensitive.health sensitive.belief sensitive.biometric sensitive.criminal secret.key secret.token
        secret.private_key secret.password confidential.marking confidential.code own.record own.document seed"""
    wanted = ", ".join(f'"{kind}"' for kind in kinds.split())
    policy = load(written(tmp_path, HEAD + RULE + f"when.kind = [{wanted}]\n"))
    for kind in kinds.split():
        assert policy.decide(transfer(CHATGPT, sighting(kind)), "k").action == "block"


def test_every_category_of_the_catalogue_is_a_word_a_policy_may_use() -> None:
    files = sorted((ROOT / "services").rglob("*.toml"))
    used = {tomllib.loads(path.read_text("utf-8"))["category"] for path in files}
    assert used <= set(CATEGORIES)
