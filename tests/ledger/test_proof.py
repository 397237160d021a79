"""Proofs of one record and of growth, checked with nothing but the public key."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gwanmun.errors import Problem
from gwanmun.ledger import database as db
from gwanmun.ledger.proof import prove_growth, prove_record
from gwanmun.ledger.store import Ledger


@pytest.fixture(scope="module")
def key(closed: Path) -> str:
    return (closed / db.PUBLIC_KEY).read_text()


@pytest.mark.parametrize("seq", [1, 2, 255, 256, 257, 512, 513, 599, 600])
def test_every_record_can_be_proved(closed: Path, key: str, seq: int) -> None:
    proof = prove_record(closed, seq)
    assert proof.holds(key)
    assert b'"id":"record-%d"' % seq in proof.entry
    assert not replace(proof, entry=proof.entry + b" ").holds(key)
    assert not replace(proof, seq=seq % 600 + 1).holds(key)
    assert not replace(proof, checkpoint=proof.checkpoint.replace("\n600\n", "\n601\n")).holds(key)


def test_a_proof_is_worth_nothing_under_another_key(closed: Path, tmp_path: Path) -> None:
    with Ledger.open(tmp_path, "gate-1") as other:
        assert not prove_record(closed, 1).holds(other.vkey)
        assert not prove_record(closed, 1).holds("no key")


@pytest.mark.parametrize("seq", [0, 601, -1])
def test_a_record_that_is_not_there(closed: Path, seq: int) -> None:
    with pytest.raises(Problem, match="no checkpoint covers"):
        prove_record(closed, seq)


def checkpoints(folder: Path) -> list[str]:
    database = sqlite3.connect(folder / db.DATABASE)
    notes = [note for (note,) in database.execute("SELECT note FROM checkpoints ORDER BY size")]
    database.close()
    return notes


def test_the_ledger_grew_from_each_of_its_checkpoints(closed: Path, key: str) -> None:
    notes = checkpoints(closed)
    assert len(notes) == 5
    for note in notes:
        proof = prove_growth(closed, note)
        assert proof.holds(key)
        assert not replace(proof, path=(*proof.path, bytes(32))).holds(key)
    assert not replace(prove_growth(closed, notes[1]), old=notes[2]).holds(key)


def test_a_checkpoint_beyond_the_ledger(closed: Path, tmp_path: Path, record: Any) -> None:
    with Ledger.open(tmp_path, "gate-1") as small:
        small.append(record())
    with pytest.raises(Problem, match="600 records, the ledger for 1"):
        prove_growth(tmp_path, checkpoints(closed)[-1])
    with pytest.raises(Problem, match="old checkpoint"):
        prove_growth(closed, "nothing")


def test_no_ledger_no_proof(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="cannot use the ledger"):
        prove_record(tmp_path, 1)
