"""The writer: durable, in order, alone, and clear about what is wrong."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gwanmun.errors import Problem
from gwanmun.ledger import database as db
from gwanmun.ledger.query import count, entries
from gwanmun.ledger.store import Ledger, Pace
from gwanmun.ledger.verify import verify

Copy = Callable[[], Path]


def ids(folder: Path) -> list[str]:
    return [entry["id"] for entry in entries(folder)]


def test_records_come_back_in_the_order_they_were_appended(tmp_path: Path, record: Any) -> None:
    with Ledger.open(tmp_path / "new" / "ledger", "gate-1") as ledger:
        for number in range(50):
            ledger.append(record(number))
        ledger.flush()
        assert ledger.size == 50
        assert ids(ledger.folder) == [f"record-{number}" for number in range(50)]


def test_the_chain_goes_on_after_a_restart(tmp_path: Path, record: Any) -> None:
    for round_ in range(4):
        with Ledger.open(tmp_path, "gate-1") as ledger:
            assert ledger.size == round_ * 200
            for number in range(200):
                ledger.append(record(round_ * 200 + number))
    found = verify(tmp_path)
    assert (found.ok, found.records, found.covered, found.checkpoints) == (True, 800, 800, 5)


def test_the_name_of_a_ledger_stays_when_the_node_is_renamed(tmp_path: Path) -> None:
    with Ledger.open(tmp_path, "gate-1") as ledger:
        key = ledger.vkey
    with Ledger.open(tmp_path, "gate-2") as ledger:
        assert ledger.vkey == key
        assert key.startswith("gwanmun/gate-1/")


def test_files_are_for_the_owner_alone(tmp_path: Path, record: Any) -> None:
    with Ledger.open(tmp_path / "ledger", "gate-1") as ledger:
        ledger.append(record())
        ledger.flush()
        modes = {path.name: path.stat().st_mode & 0o777 for path in ledger.folder.iterdir()}
    assert modes.pop(db.PUBLIC_KEY) & 0o044
    assert modes.pop(db.CHECKPOINT) & 0o044
    assert set(modes.values()) == {0o600}
    assert (tmp_path / "ledger").stat().st_mode & 0o777 == 0o700


def test_the_key_can_be_kept_elsewhere(tmp_path: Path) -> None:
    key = tmp_path / "keys" / "ledger.key"
    with Ledger.open(tmp_path / "ledger", "gate-1", key=key) as ledger:
        assert key.stat().st_mode & 0o777 == 0o600
        assert not (ledger.folder / db.SECRET_KEY).exists()


def test_a_key_that_lies_among_the_records_moves_to_where_it_is_kept_now(tmp_path: Path, record: Any) -> None:
    with Ledger.open(tmp_path / "ledger", "gate-1") as ledger:
        ledger.append(record())
        known = ledger.vkey
    old, key = tmp_path / "ledger" / db.SECRET_KEY, tmp_path / "ledger.key"
    line = old.read_bytes()
    for _ in range(2):
        with Ledger.open(tmp_path / "ledger", "gate-1", key=key) as ledger:
            assert ledger.vkey == known
        assert (key.read_bytes(), key.stat().st_mode & 0o777, old.exists()) == (line, 0o600, False)
        old.write_bytes(line)  # as a power cut between the two would leave it
    old.write_text("another key")
    Ledger.open(tmp_path / "ledger", "gate-1", key=key).close()
    assert old.read_text() == "another key"
    assert verify(tmp_path / "ledger").ok


def test_many_threads_append_at_once(tmp_path: Path, record: Any) -> None:
    with Ledger.open(tmp_path, "gate-1", pace=Pace(group_seconds=0, checkpoint_records=100)) as ledger:

        def work(lane: int) -> None:
            for number in range(100):
                ledger.append(record(lane * 1000 + number))
                if number % 30 == 0:
                    ledger.flush()

        threads = [threading.Thread(target=work, args=(lane,)) for lane in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    found = ids(tmp_path)
    for lane in range(8):
        mine = [name for name in found if 0 <= int(name[7:]) - lane * 1000 < 1000]
        assert mine == [f"record-{lane * 1000 + number}" for number in range(100)]
    assert verify(tmp_path).ok


def test_a_full_group_does_not_wait_and_a_checkpoint_is_signed_by_the_way(tmp_path: Path, record: Any) -> None:
    pace = Pace(group_seconds=3600, group_records=10, checkpoint_records=10)
    with Ledger.open(tmp_path, "gate-1", pace=pace) as ledger:
        for number in range(10):
            ledger.append(record(number))
        with ledger._done:
            assert ledger._done.wait_for(lambda: ledger.size == 10, timeout=30)
        assert (tmp_path / db.CHECKPOINT).read_text().splitlines()[1] == "10"


def test_a_checkpoint_is_signed_in_time_without_further_records(tmp_path: Path, record: Any) -> None:
    with Ledger.open(tmp_path, "gate-1", pace=Pace(checkpoint_seconds=0)) as ledger:
        ledger.append(record())
        with ledger._done:
            assert ledger._done.wait_for(lambda: ledger._journal.signed == 1, timeout=30)


def test_reading_and_verifying_while_a_gate_writes(tmp_path: Path, record: Any) -> None:
    with Ledger.open(tmp_path, "gate-1", pace=Pace(group_seconds=0, checkpoint_records=64)) as ledger:
        stop = threading.Event()

        def work() -> None:
            number = 0
            while not stop.is_set():
                ledger.append(record(number))
                number += 1
                if number % 20 == 0:
                    ledger.flush()

        writer = threading.Thread(target=work)
        writer.start()
        try:
            before = 0
            for _ in range(15):
                found = verify(tmp_path)
                assert found.ok, found.faults
                names = ids(tmp_path)
                assert names == [f"record-{number}" for number in range(len(names))]
                assert before <= found.records <= len(names)
                before = found.records
        finally:
            stop.set()
            writer.join()
    assert verify(tmp_path).ok


def test_a_reader_in_the_way_does_not_make_a_false_seal(tmp_path: Path, record: Any) -> None:
    with Ledger.open(tmp_path, "gate-1", pace=Pace(group_seconds=0)) as ledger:
        ledger.append(record(1))
        ledger.flush()
        reader = db.open_reader(tmp_path / db.DATABASE)
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM records").fetchone() == (1,)
        ledger.append(record(2))
        ledger._journal._database.execute("PRAGMA busy_timeout = 1")
    reader.close()
    found = verify(tmp_path)
    assert (found.ok, found.records, found.covered) == (True, 2, 2)


GATE = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from conftest import make_record
from gwanmun.ledger.store import Ledger, Pace
ledger = Ledger.open(Path(sys.argv[1]), "gate-1", pace=Pace(group_seconds=0.001, checkpoint_records=40))
start = ledger.size
for number in range(10**9):
    ledger.append(make_record(start + number))
    if number % 7 == 0:
        ledger.flush()
        print(start + number + 1, flush=True)
"""


def test_a_gate_that_is_killed_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    acknowledged = 0
    for flushes in (60, 1, 35):  # past whole blocks and checkpoints, at once, and in between
        command = [sys.executable, "-c", GATE, str(tmp_path), str(Path(__file__).parent)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as gate:
            assert gate.stdout
            for _ in range(flushes):
                acknowledged = int(gate.stdout.readline())
            gate.kill()
            acknowledged = max([acknowledged, *map(int, gate.stdout.read().split())])
        assert gate.returncode == -signal.SIGKILL
        found = verify(tmp_path)
        assert found.ok, found.faults
        assert not found.sealed
        assert found.records >= acknowledged
        assert ids(tmp_path) == [f"record-{number}" for number in range(found.records)]
    with Ledger.open(tmp_path, "gate-1") as ledger:
        assert ledger.size == found.records
    found = verify(tmp_path)
    assert (found.ok, found.covered, found.sealed) == (True, found.records, True)


def test_one_ledger_has_one_writer(tmp_path: Path) -> None:
    with Ledger.open(tmp_path, "gate-1"), pytest.raises(Problem, match="another gate") as caught:
        Ledger.open(tmp_path, "gate-1")
    assert str(os.getpid()) in caught.value.message
    assert "--state" in caught.value.hint
    Ledger.open(tmp_path, "gate-1").close()


def test_after_the_end_nothing_is_taken_and_closing_again_does_no_harm(tmp_path: Path, record: Any) -> None:
    ledger = Ledger.open(tmp_path, "gate-1")
    ledger.close()
    ledger.close()
    ledger.flush()
    with pytest.raises(Problem, match="closed"):
        ledger.append(record())
    assert count(tmp_path) == 0


def limit_pages(ledger: Ledger, more: int) -> None:
    """Makes the disk as full for SQLite as a disk can be: the file may grow by `more` pages."""
    database = ledger._journal._database
    pages = database.execute("PRAGMA page_count").fetchone()[0]
    database.execute(f"PRAGMA max_page_count = {pages + more}")


def test_a_full_disk_is_said_and_overcome_without_a_gap(tmp_path: Path, record: Any) -> None:
    with Ledger.open(tmp_path, "gate-1") as ledger:
        limit_pages(ledger, 0)
        for number in range(40):
            ledger.append(record(number))
        with pytest.raises(Problem, match="the disk is full") as caught:
            ledger.flush()
        assert "space" in caught.value.hint
        with pytest.raises(Problem, match="the disk is full"):
            ledger.append(record(99))
        assert ledger.size == count(tmp_path) == 0
        assert verify(tmp_path).ok
        limit_pages(ledger, 1000)
        ledger.flush()
        ledger.append(record(40))
    assert ids(tmp_path) == [f"record-{number}" for number in range(41)]
    assert verify(tmp_path).ok


def test_a_disk_that_stays_full_to_the_end(tmp_path: Path, record: Any) -> None:
    ledger = Ledger.open(tmp_path, "gate-1")
    ledger.append(record(0))
    ledger.flush()
    limit_pages(ledger, 0)
    for number in range(1, 40):
        ledger.append(record(number))
    with pytest.raises(Problem, match=r"39 records could not be written: .*disk is full"):
        ledger.close()
    assert ids(tmp_path) == ["record-0"]
    assert verify(tmp_path).ok
    Ledger.open(tmp_path, "gate-1").close()


def test_a_checkpoint_file_that_cannot_be_written_costs_no_record(tmp_path: Path, record: Any) -> None:
    with Ledger.open(tmp_path, "gate-1", pace=Pace(checkpoint_records=1)) as ledger:
        obstacle = tmp_path / f"{db.CHECKPOINT}.{os.getpid()}.part"
        obstacle.mkdir()
        ledger.append(record(1))
        ledger.flush()
        with ledger._done:
            assert ledger._done.wait_for(lambda: ledger._problem is not None, timeout=30)
        obstacle.rmdir()
    found = verify(tmp_path)
    assert (found.ok, found.records, found.covered) == (True, 1, 1)


def test_a_disk_too_slow_for_the_traffic(tmp_path: Path, record: Any) -> None:
    with Ledger.open(tmp_path, "gate-1", pace=Pace(group_seconds=3600, waiting_records=5)) as ledger:
        for number in range(5):
            ledger.append(record(number))
        with pytest.raises(Problem, match="cannot keep up"):
            ledger.append(record(5))


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Problem, match="cannot use the ledger"):
        Ledger.open(tmp_path / "file" / "ledger", "gate-1")


@pytest.mark.parametrize("node", ["", "two words", "a+b", "tab\there"])
def test_a_name_that_cannot_be_signed_with(tmp_path: Path, node: str) -> None:
    with pytest.raises(Problem, match="cannot name a ledger"):
        Ledger.open(tmp_path, node)


def spoil_database(folder: Path) -> None:
    (folder / db.DATABASE).write_bytes(b"rubbish" * 5000)


def spoil_other_program(folder: Path) -> None:
    (folder / db.DATABASE).unlink()
    database = sqlite3.connect(folder / db.DATABASE)
    database.execute("CREATE TABLE notes (text)")
    database.close()


def spoil_key(folder: Path) -> None:
    (folder / db.SECRET_KEY).write_text("PRIVATE+KEY+gwanmun/gate-1+00000000+AAAA")


def spoil_key_gone(folder: Path) -> None:
    (folder / db.SECRET_KEY).unlink()


def spoil_public_key(folder: Path) -> None:
    (folder / db.PUBLIC_KEY).write_text("no key")


def spoil_checkpoint(folder: Path) -> None:
    (folder / db.CHECKPOINT).write_text("no note")


def spoil_record(folder: Path) -> None:
    database = sqlite3.connect(folder / db.DATABASE, isolation_level=None)
    database.execute("DROP TRIGGER records_no_update")
    database.execute("UPDATE records SET entry = '{}' WHERE seq = 590")
    database.execute(next(sql for sql in db.SCHEMA if "records_no_update" in sql))
    database.close()


def spoil_tail(folder: Path) -> None:
    database = sqlite3.connect(folder / db.DATABASE, isolation_level=None)
    database.execute("DROP TRIGGER records_no_delete")
    database.execute("DELETE FROM records WHERE seq > 590")
    database.execute(next(sql for sql in db.SCHEMA if "records_no_delete" in sql))
    database.close()


def contents(folder: Path) -> dict[str, bytes]:
    """The files that are the ledger; SQLite's own marks of reading are not."""
    return {
        path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith(("-wal", "-shm", ".lock"))
    }


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (spoil_database, "not a ledger database"),
        (spoil_other_program, "belongs to another program"),
        (spoil_key, "does not hold the signing key"),
        (spoil_key_gone, "the signing key of the ledger"),
        (spoil_public_key, "not the public half"),
        (spoil_checkpoint, "its last checkpoint is not good"),
        (spoil_record, "its records are not the ones that were signed for"),
        (spoil_tail, "its size is not what was signed for"),
    ],
)
def test_what_was_spoiled_is_not_continued_and_not_touched(
    copy: Copy, spoil: Callable[[Path], None], message: str
) -> None:
    folder = copy()
    spoil(folder)
    before = contents(folder)
    with pytest.raises(Problem, match=message) as caught:
        Ledger.open(folder, "gate-1")
    assert caught.value.hint
    assert contents(folder) == before
    with pytest.raises(Problem, match=message):
        Ledger.open(folder, "gate-1")


@pytest.mark.parametrize("table", ["records", "facets", "blocks", "checkpoints"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET rowid = rowid + 1"])
def test_the_seat_belt(copy: Copy, table: str, change: str) -> None:
    database = sqlite3.connect(copy() / db.DATABASE)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        database.execute(change.format(table))
    database.close()
