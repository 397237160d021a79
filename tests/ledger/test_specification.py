"""docs/ledger.md and the independent verifier agree with the ledger that Gwanmun writes."""

from __future__ import annotations

import ast
import importlib.util
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest

from gwanmun.ledger import chain, paths
from gwanmun.ledger import database as db
from gwanmun.ledger.checkpoint import Checkpoint
from gwanmun.ledger.note import Signer, Verifier
from gwanmun.ledger.verify import verify

ROOT = Path(__file__).parents[2]
TOOL = ROOT / "tools" / "verify_ledger.py"
Copy = Callable[[], Path]


@pytest.fixture(scope="module")
def vectors() -> list[list[str]]:
    text = (ROOT / "docs" / "ledger.md").read_text(encoding="utf-8").partition("## Test vectors")[2]
    return [block.strip("\n").split("\n") for block in re.findall(r"```\n(.*?)```", text, re.DOTALL)]


def test_the_vectors_of_chain_and_tree(vectors: list[list[str]]) -> None:
    head, leaves = chain.START, []
    for entry, *hashes in (vectors[0][at : at + 4] for at in range(0, 12, 4)):
        leaf = chain.leaf_hash(entry.encode())
        head = chain.link(head, leaf)
        leaves.append(leaf)
        assert hashes == [leaf.hex(), head.hex(), chain.root_of(leaves).hex()]
    known = {(low, low + 1): leaf for low, leaf in enumerate(leaves)}
    assert vectors[3] == [known[span].hex() for span in paths.inclusion_spans(1, 3)]
    assert vectors[4] == [known[span].hex() for span in paths.consistency_spans(2, 3)]


def test_the_vectors_of_checkpoint_and_key(vectors: list[list[str]]) -> None:
    note, (key,) = "\n".join(vectors[1]) + "\n", vectors[2]
    point = Checkpoint.open(note, Verifier.parse(key))
    assert (point.size, point.root.hex(), point.head.hex()) == (3, vectors[0][11], vectors[0][10])
    signer = Signer("gwanmun/example/00000000", bytes(range(32)))
    assert (point.sign(signer), signer.verifier.line) == (note, key)


def test_the_tables_are_as_described() -> None:
    text = (ROOT / "docs" / "ledger.md").read_text(encoding="utf-8")
    assert db.SCHEMA[0] in text
    assert all(name in text for name in (db.DATABASE, db.CHECKPOINT, db.PUBLIC_KEY, db.SECRET_KEY, db.SEAL, db.LOCK))


def test_the_verifier_is_independent() -> None:
    tree = ast.parse(TOOL.read_text(encoding="utf-8"))
    froms = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    plain = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    used = {name.partition(".")[0] for name in froms | plain}
    assert used - sys.stdlib_module_names == {"cryptography"}


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_ledger", TOOL)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_both_find_a_good_ledger_good(closed: Path, tool: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(closed).ok
    key, kept = (closed / db.PUBLIC_KEY).read_text(), str(closed / db.CHECKPOINT)
    assert tool.main([str(closed), key, kept]) == 0
    assert capsys.readouterr().out == "good: 600 records\n"


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (
            "UPDATE records SET entry = replace(entry, 'block', 'allow') WHERE seq = 17",
            r"record 17 \(record-17\) does not",
        ),
        ("UPDATE records SET head = zeroblob(32) WHERE seq = 17", r"record 17 \(record-17\) does not"),
        ("DELETE FROM records WHERE seq = 17", "record 17 is missing"),
        ("DELETE FROM records WHERE seq > 590", "signed for 600 records, but there are 590"),
        ("UPDATE records SET seq = 999 WHERE seq = 17", "record 17 is missing"),
        ("UPDATE checkpoints SET note = replace(note, 'chain', 'chaim') WHERE size = 300", "a checkpoint is not good"),
        ("UPDATE checkpoints SET note = 'x' WHERE size = 0", "a checkpoint is not good"),
        ("UPDATE records SET entry = 7 WHERE seq = 17", r"record 17 \(\?\) does not"),
        ("UPDATE facets SET user = 'nobody' WHERE seq = 17", "not the file that was sealed"),
        ("DROP TABLE records", ""),
    ],
)
def test_both_find_a_spoiled_ledger_spoiled(
    copy: Copy, tool: ModuleType, capsys: pytest.CaptureFixture[str], spoil: str, says: str
) -> None:
    folder = copy()
    with closing(sqlite3.connect(folder / db.DATABASE, isolation_level=None)) as database:
        for statement in db.SCHEMA:
            if statement.startswith("CREATE TRIGGER"):
                database.execute(f"DROP TRIGGER {statement.split()[2]}")
        database.execute(spoil)
    assert tool.main([str(folder)]) == (1 if says else 2)
    assert re.search(says, capsys.readouterr().out)
    assert not verify(folder).ok


def test_both_hold_a_rewritten_ledger_against_a_checkpoint(
    copy: Copy, closed: Path, tool: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = copy()
    with closing(sqlite3.connect(folder / db.DATABASE, isolation_level=None)) as database:
        database.execute("DROP TRIGGER records_no_update")
        head = chain.START
        for seq, entry in database.execute("SELECT seq, entry FROM records ORDER BY seq").fetchall():
            changed = entry.replace("1024", "1025") if seq == 450 else entry
            head = chain.link(head, chain.leaf_hash(changed.encode()))
            database.execute("UPDATE records SET head = ?, entry = ? WHERE seq = ?", (head, changed, seq))
    assert tool.main([str(folder)]) == 1
    assert "records up to 599 are not what the checkpoint for 599 was signed for" in capsys.readouterr().out
    assert {fault.code for fault in verify(folder).faults} >= {"rewritten"}


def test_the_verifier_runs_by_itself(closed: Path) -> None:
    done = subprocess.run([sys.executable, "-I", TOOL, closed], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "good: 600 records\n", "")
    done = subprocess.run([sys.executable, "-I", TOOL, closed / "none"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("cannot be checked: ")
