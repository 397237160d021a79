"""Every way to spoil a ledger is found, and the record named."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gwanmun.errors import Problem
from gwanmun.ledger import chain
from gwanmun.ledger import database as db
from gwanmun.ledger.checkpoint import Checkpoint, new_key, read_key
from gwanmun.ledger.query import rows
from gwanmun.ledger.seal import seal
from gwanmun.ledger.store import Ledger
from gwanmun.ledger.verify import Verification, verify

SIZE = 600
Copy = Callable[[], Path]
places = st.integers(1, SIZE)
quick = settings(max_examples=25, deadline=None)


@contextmanager
def tampering(folder: Path) -> Iterator[sqlite3.Connection]:
    """Someone with the file, a SQLite and time: triggers are taken off and put back, the seal is thrown away."""
    (folder / db.SEAL).unlink(missing_ok=True)
    database = sqlite3.connect(folder / db.DATABASE, isolation_level=None)
    database.text_factory = bytes
    triggers = [statement for statement in db.SCHEMA if statement.startswith("CREATE TRIGGER")]
    for statement in triggers:
        database.execute(f"DROP TRIGGER {statement.split()[2]}")
    yield database
    for statement in triggers:
        database.execute(statement)
    database.close()


def row(database: sqlite3.Connection, seq: int) -> tuple[bytes, bytes]:
    found: tuple[bytes, bytes] = database.execute("SELECT head, entry FROM records WHERE seq = ?", (seq,)).fetchone()
    return found


def put(database: sqlite3.Connection, seq: int, head: bytes, entry: bytes) -> None:
    database.execute("UPDATE records SET head = ?, entry = CAST(? AS TEXT) WHERE seq = ?", (head, entry, seq))


def codes(found: Verification) -> dict[tuple[int | None, str], str]:
    return {(fault.seq, fault.code): fault.id for fault in found.faults}


def flipped(data: bytes, place: int, bit: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]


def test_an_untouched_ledger_is_good(closed: Path) -> None:
    found = verify(closed)
    assert found.ok
    assert (found.records, found.checkpoints, found.covered, found.sealed) == (SIZE, 5, SIZE, True)
    assert found.key == (closed / db.PUBLIC_KEY).read_text().strip()


def test_a_ledger_without_its_seal_is_good_too(copy: Copy) -> None:
    folder = copy()
    (folder / db.SEAL).unlink()
    found = verify(folder)
    assert (found.ok, found.sealed) == (True, False)


def test_where_there_is_no_ledger(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="no ledger"):
        verify(tmp_path)


@quick
@given(seq=places, share=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_flipped_bit_of_an_entry(copy: Copy, seq: int, share: float, bit: int) -> None:
    folder = copy()
    with tampering(folder) as database:
        head, entry = row(database, seq)
        put(database, seq, head, flipped(entry, int(share * len(entry)), bit))
    found = verify(folder)
    named = [fault for fault in found.faults if fault.seq == seq and fault.code == "changed"]
    assert len(named) == 1
    assert {fault.seq for fault in found.faults if fault.code == "changed"} == {seq}
    assert str(seq) in str(named[0])


def test_a_changed_record_is_named_by_its_id(copy: Copy) -> None:
    folder = copy()
    with tampering(folder) as database:
        head, entry = row(database, 17)
        put(database, 17, head, entry.replace(b'"action":"block"', b'"action":"allow"', 1))
    found = verify(folder)
    assert codes(found) == {(17, "changed"): "record-17"}
    assert str(found.faults[0]).startswith("record 17 (record-17): changed")


@quick
@given(seq=places, place=st.integers(0, 31), bit=st.integers(0, 7))
def test_a_flipped_bit_of_a_hash(copy: Copy, seq: int, place: int, bit: int) -> None:
    folder = copy()
    with tampering(folder) as database:
        head, entry = row(database, seq)
        put(database, seq, flipped(head, place, bit), entry)
    last = seq == SIZE  # after the last record there is none that would show the entry to be as written
    assert codes(verify(folder)) == {(seq, "changed" if last else "hash"): f"record-{seq}"}


@quick
@given(one=places, other=places)
def test_two_records_that_changed_places(copy: Copy, one: int, other: int) -> None:
    folder = copy()
    with tampering(folder) as database:
        first, second = row(database, one), row(database, other)
        put(database, one, *second)
        put(database, other, *first)
    found = codes(verify(folder))
    if one == other:
        assert not found
    else:
        assert found == {(one, "moved"): f"record-{other}", (other, "moved"): f"record-{one}"}


@quick
@given(seq=st.integers(1, SIZE - 1))
def test_a_record_that_was_taken_out(copy: Copy, seq: int) -> None:
    folder = copy()
    with tampering(folder) as database:
        database.execute("DELETE FROM records WHERE seq = ?", (seq,))
    found = verify(folder)
    assert (seq, "missing") in codes(found)
    assert codes(found)[(seq + 1, "unproven")] == f"record-{seq + 1}"
    assert found.records == SIZE - 1


@quick
@given(seq=st.integers(1, SIZE - 1))
def test_a_record_that_was_taken_out_and_the_gap_closed(copy: Copy, seq: int) -> None:
    folder = copy()
    with tampering(folder) as database:
        for table in ("records", "facets"):
            database.execute(f"DELETE FROM {table} WHERE seq = ?", (seq,))
            database.execute(f"UPDATE {table} SET seq = -seq WHERE seq > ?", (seq,))
            database.execute(f"UPDATE {table} SET seq = -seq - 1 WHERE seq < 0")
    found = codes(verify(folder))
    assert found[(seq, "changed")] == f"record-{seq + 1}"
    assert (SIZE, "truncated") in found


@quick
@given(source=places, seq=places)
def test_a_record_written_over_another(copy: Copy, source: int, seq: int) -> None:
    folder = copy()
    with tampering(folder) as database:
        put(database, seq, *row(database, source))
    found = verify(folder)
    if source == seq:
        assert found.ok
    else:
        assert codes(found)[(seq, "repeated")] == f"record-{source}"
        assert f"record {source}" in next(fault.what for fault in found.faults if fault.seq == seq)


def test_a_copy_put_in_between(copy: Copy) -> None:
    folder = copy()
    with tampering(folder) as database:
        twin = row(database, 5)
        for table in ("records", "facets"):
            database.execute(f"UPDATE {table} SET seq = -seq WHERE seq >= 400")
            database.execute(f"UPDATE {table} SET seq = -seq + 1 WHERE seq < 0")
        database.execute("INSERT INTO records VALUES (400, ?, CAST(? AS TEXT))", twin)
    found = codes(verify(folder))
    assert found[(400, "repeated")] == "record-5"
    assert found[(401, "moved")] == "record-400"


@quick
@given(left=st.integers(0, SIZE - 1))
def test_a_tail_that_was_cut_off(copy: Copy, left: int) -> None:
    folder = copy()
    with tampering(folder) as database:
        for table in ("records", "facets"):
            database.execute(f"DELETE FROM {table} WHERE seq > ?", (left,))
        database.execute("DELETE FROM checkpoints WHERE size > ?", (left,))
        database.execute("DELETE FROM blocks WHERE (number + 1) * 256 > ?", (left,))
    found = verify(folder)
    assert codes(found) == {(left + 1, "truncated"): ""}
    assert "600 records" in found.faults[0].what


def rewrite(folder: Path, seq: int, sign: Callable[[Checkpoint], str] | None = None) -> None:
    """Changes record `seq` and makes every hash after it fit again; checkpoints too, given a key."""
    with tampering(folder) as database:
        entries = [entry for (entry,) in database.execute("SELECT entry FROM records ORDER BY seq").fetchall()]
        entries[seq - 1] = entries[seq - 1].replace(b'"size":1024', b'"size":1025')
        tree, head = chain.Tree(), chain.START
        for place, entry in enumerate(entries, 1):
            leaf = chain.leaf_hash(entry)
            head = chain.link(head, leaf)
            put(database, place, head, entry)
            if block := tree.append(leaf):
                database.execute("UPDATE blocks SET hash = ? WHERE number = ?", (block, place // 256 - 1))
            if sign:
                note = sign(Checkpoint("", place, tree.root(), head))
                database.execute("UPDATE checkpoints SET note = ? WHERE size = ?", (note, place))
    if sign:
        (folder / db.CHECKPOINT).write_text(note)


@pytest.mark.parametrize(("seq", "low", "high"), [(1, 1, 100), (250, 101, 300), (599, 301, 599), (600, 600, 600)])
def test_a_history_rewritten_without_the_key(copy: Copy, seq: int, low: int, high: int) -> None:
    folder = copy()
    rewrite(folder, seq)
    found = verify(folder)
    assert [fault.code for fault in found.faults] == ["rewritten"]
    assert f"what stands at {low} to {high} " in found.faults[0].what
    assert found.covered == low - 1


def test_a_history_rewritten_with_another_key(copy: Copy, closed: Path) -> None:
    folder, key = copy(), new_key("gate-1")
    rewrite(folder, 17, lambda point: Checkpoint(key.name, point.size, point.root, point.head).sign(key))
    assert {fault.code for fault in verify(folder).faults} == {"checkpoint"}
    (folder / db.PUBLIC_KEY).write_text(key.verifier.line)
    first = Checkpoint(key.name, 0, chain.EMPTY_ROOT, chain.START).sign(key)
    with tampering(folder) as database:
        database.execute("UPDATE checkpoints SET note = ? WHERE size = 0", (first,))
    assert verify(folder).ok, "by itself a forgery with everything replaced is consistent"
    found = verify(folder, public_key=(closed / db.PUBLIC_KEY).read_text())
    assert {fault.code for fault in found.faults} == {"key", "checkpoint"}


def test_a_history_rewritten_with_the_very_key(copy: Copy) -> None:
    folder = copy()
    kept = (folder / db.CHECKPOINT).read_text()
    key = read_key(folder / db.SECRET_KEY)
    rewrite(folder, 17, lambda point: Checkpoint(key.name, point.size, point.root, point.head).sign(key))
    assert verify(folder).ok, "only a checkpoint kept elsewhere can tell"
    assert {fault.code for fault in verify(folder, witnessed=[kept]).faults} == {"rewritten"}


def test_checkpoints_kept_elsewhere_are_held_against_a_good_ledger(copy: Copy) -> None:
    folder = copy()
    with tampering(folder) as database:
        notes = [note.decode() for (note,) in database.execute("SELECT note FROM checkpoints")]
    assert verify(folder, witnessed=notes).ok


@quick
@given(data=st.data(), size=st.sampled_from([0, 100, 300, 599, 600]), bit=st.integers(0, 7))
def test_a_flipped_bit_of_a_checkpoint(copy: Copy, data: st.DataObject, size: int, bit: int) -> None:
    folder = copy()
    with tampering(folder) as database:
        (note,) = database.execute("SELECT note FROM checkpoints WHERE size = ?", (size,)).fetchone()
        place = data.draw(st.integers(0, len(note) - 1))
        changed = flipped(note, place, bit)
        database.execute("UPDATE checkpoints SET note = CAST(? AS TEXT) WHERE size = ?", (changed, size))
    found = verify(folder)
    assert [fault.code for fault in found.faults] == ["checkpoint"]
    assert f"checkpoint {size}" in found.faults[0].what


@pytest.mark.parametrize("name", [db.CHECKPOINT, db.PUBLIC_KEY, db.SEAL])
@quick
@given(share=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_flipped_bit_of_a_file_beside_the_database(copy: Copy, name: str, share: float, bit: int) -> None:
    path = copy() / name
    data = path.read_bytes()
    path.write_bytes(flipped(data, int(share * (len(data) - 1)), bit))
    assert not verify(path.parent).ok


@pytest.mark.parametrize("name", [db.CHECKPOINT, db.PUBLIC_KEY])
def test_a_missing_file_beside_the_database(copy: Copy, name: str) -> None:
    path = copy() / name
    path.unlink()
    found = verify(path.parent)
    assert not found.ok
    assert name in found.faults[0].what


@settings(max_examples=60, deadline=None)
@given(share=st.floats(0, 1, exclude_max=True), value=st.integers(1, 255), sealed=st.booleans())
def test_a_changed_byte_anywhere_in_the_file(copy: Copy, share: float, value: int, sealed: bool) -> None:
    folder = copy()
    path, before = folder / db.DATABASE, dict(rows(folder))
    place = int(share * path.stat().st_size)
    with path.open("r+b") as file:
        file.seek(place)
        old = file.read(1)[0]
        file.seek(place)
        file.write(bytes([old ^ value]))
    if not sealed:
        (folder / db.SEAL).unlink()
    found = verify(folder)
    if sealed or not found.ok:
        assert found.faults
    else:
        assert dict(rows(folder)) == before, "a byte that no record rests on"


@pytest.mark.parametrize("start", [0, 100, 4096, 16384 * 3, 16384 * 20])
def test_a_page_of_rubbish(copy: Copy, start: int) -> None:
    folder = copy()
    with (folder / db.DATABASE).open("r+b") as file:
        file.seek(start)
        file.write(os.urandom(16384))
    for _ in range(2):
        found = verify(folder)
        assert not found.ok
        assert str(found.faults[0])
        (folder / db.SEAL).unlink(missing_ok=True)


@pytest.mark.parametrize("content", [b"", b"no database", bytes(100_000)])
def test_something_else_in_place_of_the_database(copy: Copy, content: bytes) -> None:
    folder = copy()
    (folder / db.DATABASE).write_bytes(content)
    found = verify(folder)
    assert not found.ok
    assert found.records == 0


def test_half_a_database(copy: Copy) -> None:
    folder = copy()
    os.truncate(folder / db.DATABASE, (folder / db.DATABASE).stat().st_size // 2 // 16384 * 16384)
    found = verify(folder)
    assert {"unreadable", "database", "truncated"} & {fault.code for fault in found.faults}


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        ("DROP TRIGGER records_no_update", "database"),
        ("PRAGMA user_version = 9", "database"),
        ("UPDATE blocks SET hash = zeroblob(32) WHERE number = 1", "database"),
        ("DELETE FROM blocks", "database"),
        ("UPDATE facets SET action = 'allow' WHERE seq = 17", "facets"),
        ("DELETE FROM facets WHERE seq = 17", "facets"),
        ("INSERT INTO facets (seq, id) VALUES (9999, 'none')", "facets"),
        ("DELETE FROM checkpoints", "checkpoint"),
        ("UPDATE checkpoints SET size = 299 WHERE size = 300", "checkpoint"),
        ("UPDATE records SET seq = 4611686018427387904 WHERE seq = 600", "moved"),
        ("UPDATE records SET seq = -3 WHERE seq = 600", "moved"),
        ("UPDATE records SET entry = 7 WHERE seq = 17", "changed"),
        ("UPDATE records SET head = 'short' WHERE seq = 17", "hash"),
        ("ALTER TABLE records RENAME TO other", "database"),
    ],
)
def test_what_else_can_be_done_to_the_tables(copy: Copy, spoil: str, code: str) -> None:
    folder = copy()
    with tampering(folder) as database:
        if not spoil.startswith(("DROP", "ALTER")):
            database.execute(spoil)
    if spoil.startswith(("DROP", "ALTER")):
        with closing(sqlite3.connect(folder / db.DATABASE)) as database:
            database.execute(spoil)
    assert code in {fault.code for fault in verify(folder).faults}


def test_a_seal_over_changed_facets_does_not_help(copy: Copy) -> None:
    folder = copy()
    seal_note = (folder / db.SEAL).read_text()
    with tampering(folder) as database:
        database.execute("UPDATE facets SET user = 'nobody' WHERE seq = 17")
    (folder / db.SEAL).write_text(seal_note)
    assert set(codes(verify(folder))) == {(None, "seal"), (17, "facets")}
    seal(folder, read_key(folder / db.SECRET_KEY))
    assert verify(folder).sealed, "the seal is the key's word, as a checkpoint is"


def test_thousands_of_faults_are_cut_short(copy: Copy) -> None:
    folder = copy()
    with tampering(folder) as database:
        database.execute("UPDATE records SET entry = '{}'")
        database.execute("UPDATE facets SET action = 'none'")
        database.execute("UPDATE blocks SET hash = ''")
    assert 500 < len(verify(folder).faults) <= 1001


def test_a_key_that_is_none(closed: Path) -> None:
    with pytest.raises(Problem, match="public key"):
        verify(closed, public_key="nonsense")


def test_the_good_key_given(closed: Path) -> None:
    assert verify(closed, public_key=(closed / db.PUBLIC_KEY).read_text()).ok


def test_records_after_the_last_checkpoint_are_not_covered(tmp_path: Path, record: Any) -> None:
    with Ledger.open(tmp_path, "gate-1") as ledger:
        ledger.append(record(1))
        ledger.flush()
        found = verify(tmp_path)
        assert (found.ok, found.records, found.covered, found.sealed) == (True, 1, 0, False)
    assert verify(tmp_path).covered == 1
