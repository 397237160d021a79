from __future__ import annotations

import hashlib
import json
from pathlib import Path

from tests.cli_runner import Shell

TEXT = "담당자 이메일은 garam.kim@example.com이고 전화는 010-1234-5678입니다."
FIELDS = ["file", "kind", "part", "path", "start", "end", "confidence", "mask", "reasons"]


def test_jsonl_has_the_fixed_fields_and_true_offsets(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "mail.txt"
    file.write_text(TEXT, "utf-8")
    ran = shell("scan", file, "--format", "jsonl")
    rows = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.code == 1
    assert all(list(row) == FIELDS for row in rows)
    assert {TEXT[row["start"] : row["end"]] for row in rows} == {"garam.kim@example.com", "010-1234-5678"}


def test_no_form_of_output_shows_a_value(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "mail.txt"
    file.write_text(TEXT, "utf-8")
    for form in ("text", "json", "jsonl"):
        out = shell("scan", file, "--format", form).out
        assert "1234-5678" not in out
        assert "garam.kim" not in out


def test_a_clean_file_exits_0_and_one_that_cannot_be_read_3(shell: Shell, tmp_path: Path) -> None:
    clean, image = tmp_path / "clean.txt", tmp_path / "picture.png"
    clean.write_text("회의는 오후 세 시에 시작합니다.", "utf-8")
    image.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    assert shell("scan", clean).code == 0
    ran = shell("scan", image)
    assert ran.code == 3
    assert "not read" in ran.err


def test_a_planted_value_is_found_hashed_and_named_by_its_name_only(shell: Shell, tmp_path: Path) -> None:
    seeds, source = tmp_path / "seeds.toml", tmp_path / "body.json"
    seeds.write_text('[[seed]]\nname = "phone-1"\nkind = "contact.phone"\nvalue = "010-0123-4567"\n')
    source.write_text(json.dumps({"u": hashlib.sha256(b"01001234567").hexdigest()}))
    ran = shell("scan", source, "--seeds", seeds, "--format", "jsonl")
    rows = [json.loads(line) for line in ran.out.splitlines()]
    assert [row["kind"] for row in rows if row["kind"] == "seed"] == ["seed"]
    assert "phone-1" in ran.out
    assert "0123" not in ran.out


def test_output_goes_to_a_file_whole_or_not_at_all(shell: Shell, tmp_path: Path) -> None:
    source, target = tmp_path / "mail.txt", tmp_path / "out.jsonl"
    source.write_text(TEXT, "utf-8")
    assert shell("scan", source, "--format", "jsonl", "-o", target).out == ""
    assert len(target.read_text("utf-8").splitlines()) == 2
    assert shell("scan", source, "-o", tmp_path / "missing" / "out").code == 2
