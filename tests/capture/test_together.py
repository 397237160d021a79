"""Captures read together: the logs of a Zeek run joined, folders, ZIP archives, and hostile ones."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.capture import bundle
from gwanmun.capture.together import Refused, read_together
from gwanmun.errors import Problem
from gwanmun.transfer import Exchange, Unreadable, Volume

ENDS = {"ts": 1763790000.25, "id.orig_h": "10.0.0.4", "id.orig_p": 5, "id.resp_h": "203.0.113.9", "id.resp_p": 443}
LOGS: dict[str, list[dict[str, Any]]] = {
    "conn.log": [
        {**ENDS, "uid": "C1", "service": "ssl", "orig_bytes": 700, "resp_bytes": 9000, "conn_state": "SF"},
        {**ENDS, "uid": "C2", "id.resp_h": "203.0.113.7", "orig_bytes": 5, "resp_bytes": 6, "conn_state": "SF"},
        {**ENDS, "uid": "C3", "service": "ssl", "orig_bytes": 1, "resp_bytes": 2, "conn_state": "SF"},
    ],
    "dns.log": [
        {**ENDS, "uid": "D1", "query": "api.example.com", "qtype_name": "A", "answers": ["203.0.113.7"]},
        {**ENDS, "uid": "D2", "query": "unused.example.com", "qtype_name": "A", "answers": []},
    ],
    "ssl.log": [
        {**ENDS, "uid": "C1", "version": "TLSv13", "cipher": "x", "server_name": "chat.example.com"},
        {**ENDS, "uid": "C3", "version": "TLSv12", "cipher": "x", "cert_chain_fps": ["f1"]},
        {**ENDS, "uid": "C9", "version": "TLSv12", "cipher": "x", "server_name": "lone.example.com"},
    ],
    "x509.log": [
        {"ts": 1763790000, "fingerprint": "f1", "certificate.serial": "1", "san.dns": ["shop.example.com"]},
    ],
}  # fmt: skip


def written(folder: Path) -> Path:
    folder.mkdir()
    for name, rows in LOGS.items():
        (folder / name).write_text("\n".join(map(json.dumps, rows)))
    return folder


def told(paths: list[Path]) -> list[tuple[str | None, str, Volume | None]]:
    found = [capture for capture in read_together(paths) if not isinstance(capture, Refused)]
    items = [item for capture in found for item in capture.items() if isinstance(item, Exchange)]
    return [(item.endpoint.host, item.endpoint.named_by, item.volume) for item in items]


JOINED = [
    ("chat.example.com", "sni", Volume(700, 9000)),
    ("api.example.com", "dns", Volume(5, 6)),
    ("shop.example.com", "certificate", Volume(1, 2)),
    ("lone.example.com", "sni", None),
    ("unused.example.com", "dns", None),
]


@pytest.mark.parametrize("order", [1, -1])
def test_the_logs_of_a_run_give_one_exchange_for_each_connection(tmp_path: Path, order: int) -> None:
    folder = written(tmp_path / "zeek")
    assert told(sorted(folder.iterdir())[::order]) == JOINED


def test_a_folder_is_all_its_files(tmp_path: Path) -> None:
    folder = written(tmp_path / "zeek")
    (folder / "notes.txt").write_text("nothing")
    (folder / ".hidden").write_text("nothing")
    assert told([folder]) == JOINED
    refused = [each for each in read_together([folder]) if isinstance(each, Refused)]
    assert [(each.path.name, each.problem.code) for each in refused] == [("notes.txt", 3)]


def zipped(path: Path, folder: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in sorted(folder.iterdir()):
            archive.write(each, f"../../{each.name}")
    return path


def test_an_archive_is_read_like_a_folder_and_each_part_has_its_own_hash(tmp_path: Path) -> None:
    folder = written(tmp_path / "zeek")
    archive = zipped(tmp_path / "logs.zip", folder)
    assert told([archive]) == JOINED
    plain = {each.sha256 for each in read_together([folder]) if not isinstance(each, Refused)}
    packed = [each for each in read_together([archive]) if not isinstance(each, Refused)]
    assert {each.sha256 for each in packed} == plain
    assert str(packed[0].shown).startswith(str(archive))


def test_the_logs_can_be_read_again(tmp_path: Path) -> None:
    captures = [each for each in read_together([written(tmp_path / "zeek")]) if not isinstance(each, Refused)]
    passes = [[item.id for each in captures for item in each.exchanges] for _ in range(2)]
    assert passes[0] == passes[1]
    assert len(passes[0]) == len(JOINED)


def test_what_is_no_capture_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("nothing")
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "a.txt", tmp_path / "empty"):
        with pytest.raises(Problem) as told:
            read_together([path])
        assert told.value.code == 3
    with pytest.raises(Problem) as told:
        read_together([tmp_path / "missing"])
    assert told.value.code == 2


def test_an_archive_that_lies_of_its_size_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.log", bytes(30_000_000))
    data = path.read_bytes()
    path.write_bytes(data.replace((30_000_000).to_bytes(4, "little"), (0xFFFFFF00).to_bytes(4, "little")))
    kept, losses = bundle.spots(path)
    assert (kept, losses) == ([], ["bomb.log: it says that it holds more than can be: it was not read"])


def test_no_more_files_than_the_bound_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "MAX_FILES", 2)
    kept, losses = bundle.spots(written(tmp_path / "zeek"))
    assert (len(kept), losses) == (2, ["more than 2 files: the rest was not read"])


@given(
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=6), st.floats(0, 1)
)
def test_a_damaged_archive_is_never_an_exception(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[float, int]], cut: float
) -> None:
    folder = tmp_path_factory.mktemp("zip")
    data = bytearray(zipped(folder / "logs.zip", written(folder / "zeek")).read_bytes())
    for where, value in changes:
        data[int(where * len(data))] = value
    path = folder / "damaged.zip"
    path.write_bytes(data[: int(cut * len(data))] if cut < 0.5 else data)
    try:
        found = read_together([path, folder / "zeek" / "conn.log"])
    except Problem:
        return
    for capture in found:
        assert isinstance(capture, Refused) or all(isinstance(i, Exchange | Unreadable) for i in capture.items())
