"""Signed notes against the example of the C2SP specification, and against what they must refuse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gwanmun.ledger.checkpoint import Checkpoint
from gwanmun.ledger.note import NoteError, Signer, Verifier

VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
NOTE = """This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
"""
SIGNER = Signer("gwanmun/gate-1/0a1b2c3d", bytes(range(32)))


def test_the_example_of_the_specification() -> None:
    verifier = Verifier.parse(VKEY)
    assert verifier.line == VKEY
    assert verifier.open(NOTE) == "This is an example message.\n"


def test_what_is_signed_can_be_opened_and_keys_survive_being_written() -> None:
    note = SIGNER.sign("one\n\ntwo\n")
    assert SIGNER.verifier.open(note) == "one\n\ntwo\n"
    assert Signer.parse(SIGNER.line) == SIGNER
    assert Verifier.parse(SIGNER.verifier.line) == SIGNER.verifier


def test_a_signer_does_not_show_its_secret() -> None:
    assert SIGNER.line[-20:] not in repr(SIGNER)
    assert repr(SIGNER.secret) not in repr(SIGNER)


def test_a_further_signature_by_a_stranger_is_passed_over() -> None:
    stranger = Signer("example.com/witness", bytes(32)).sign("text\n").splitlines()[-1]
    assert SIGNER.verifier.open(SIGNER.sign("text\n") + stranger + "\n") == "text\n"


@given(st.data())
def test_no_changed_note_opens(data: st.DataObject) -> None:
    note = SIGNER.sign("gwanmun\n12\n")
    place = data.draw(st.integers(0, len(note) - 1))
    sign = data.draw(st.characters(exclude_characters=note[place], exclude_categories=["Cs"]))
    changed = note[:place] + sign + note[place + 1 :]
    with pytest.raises(NoteError):
        SIGNER.verifier.open(changed)


@given(st.text())
def test_no_text_is_taken_for_a_note_or_a_key(text: str) -> None:
    for read in (SIGNER.verifier.open, Verifier.parse, Signer.parse, Checkpoint.parse):
        with pytest.raises(NoteError):
            read(text)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "a+b",
        "a+00000000+AQ==",
        VKEY.replace("530d", "530e"),
        VKEY.replace("foo", "f o"),
        VKEY.replace("+Ae", "+Be"),
    ],
)
def test_a_broken_verifier_key_is_refused(line: str) -> None:
    with pytest.raises(NoteError):
        Verifier.parse(line)


CHECKPOINT = Checkpoint("gwanmun/gate-1/0a1b2c3d", 7, bytes(32), bytes(range(32)))


def test_a_checkpoint_is_four_lines_and_comes_back() -> None:
    note = CHECKPOINT.sign(SIGNER)
    lines = note.splitlines()
    assert lines[:2] == ["gwanmun/gate-1/0a1b2c3d", "7"]
    assert lines[3].startswith("chain AAECAwQF")
    assert Checkpoint.open(note, SIGNER.verifier) == CHECKPOINT


@pytest.mark.parametrize("size", ["07", "+7", "٧", "-1", "7 ", "1e1"])
def test_a_size_is_written_in_one_way_only(size: str) -> None:
    with pytest.raises(NoteError):
        Checkpoint.parse(CHECKPOINT.text.replace("\n7\n", f"\n{size}\n"))


def test_a_checkpoint_of_another_ledger_is_refused() -> None:
    note = SIGNER.sign(CHECKPOINT.text.replace("gate-1", "gate-2"))
    with pytest.raises(NoteError, match="another ledger"):
        Checkpoint.open(note, SIGNER.verifier)
