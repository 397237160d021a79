from __future__ import annotations

import stat
from pathlib import Path

import pytest

from gwanmun import state
from gwanmun.errors import Problem


def test_the_key_is_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    key = state.organisation_key(tmp_path / "state")
    assert len(key) == state.KEY_BYTES
    assert state.organisation_key(tmp_path / "state") == key
    assert stat.S_IMODE((tmp_path / "state" / state.KEY_FILE).stat().st_mode) == 0o600
    assert sorted(p.name for p in (tmp_path / "state").iterdir()) == [state.KEY_FILE]


def test_keys_for_two_purposes_differ() -> None:
    assert state.derived(b"k" * 32, "fingerprint") != state.derived(b"k" * 32, "pseudonym")


def test_a_secret_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    state.write_secret(tmp_path / "key", b"first")
    state.write_secret(tmp_path / "key", b"second")
    assert (tmp_path / "key").read_bytes() == b"first"


def test_a_damaged_key_is_said(tmp_path: Path) -> None:
    (tmp_path / state.KEY_FILE).write_bytes(b"short")
    with pytest.raises(Problem, match="does not hold a key"):
        state.organisation_key(tmp_path)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Problem, match="cannot write to the state folder"):
        state.folder(tmp_path / "file" / "state")
