"""The ledger's SQLite file: its tables, how it is opened for writing and for reading, and what its errors mean.

`records` is the ledger. `facets` holds again, in a narrow table, what records are asked for by; `verify` holds it
against the entries. The triggers are a seat belt against slips; the proof is in the hashes.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote

from gwanmun.errors import Problem
from gwanmun.ledger.facets import FACETS

DATABASE = "ledger.db"
CHECKPOINT = "checkpoint"
PUBLIC_KEY = "ledger.vkey"
SECRET_KEY = "ledger.key"  # noqa: S105 - a file name
LOCK = "ledger.lock"
SEAL = "seal"

PAGE = 16384
"""Bytes of a database page: an entry has two or three thousand, and SQLite would put one alone on a usual page."""

APPLICATION_ID = 0x47574D4E  # "GWMN"
FORMAT = 1
ENTRY_LIMIT = 64 * 1024 * 1024
"""Bytes of one value that are read from a database file, which may have come from anyone."""


def _guards(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
        for verb in ("update", "delete")
    ]


SCHEMA = (
    "CREATE TABLE records (seq INTEGER PRIMARY KEY, head BLOB NOT NULL, entry TEXT NOT NULL)",
    f"CREATE TABLE facets (seq INTEGER PRIMARY KEY, {', '.join(FACETS)})",
    "CREATE TABLE blocks (number INTEGER PRIMARY KEY, hash BLOB NOT NULL)",
    "CREATE TABLE checkpoints (size INTEGER PRIMARY KEY, note TEXT NOT NULL)",
    *(f"CREATE INDEX facets_{name} ON facets ({name})" for name in ("id", "at")),
    *(guard for table in ("records", "facets", "blocks", "checkpoints") for guard in _guards(table)),
)

ROWS_AT_ONCE = 50
"""Rows of one INSERT. Each statement lets go of the interpreter lock, and a thread beside a busy event loop may wait
5 ms to get it back: row by row, no ledger would keep up. (50 rows stay below 999 values, an old limit of SQLite.)"""

PROBLEMS = {
    "SQLITE_FULL": ("the disk is full", "free some space; the gate goes on by itself"),
    "SQLITE_READONLY": ("it may not be written", "check the owner and the permissions of the folder"),
    "SQLITE_CANTOPEN": ("it cannot be opened", "check that the folder exists and its owner and permissions"),
    "SQLITE_PERM": ("there is no permission", "check the owner and the permissions of the folder"),
    "SQLITE_BUSY": ("another program is writing to it", "close the other program; the gate goes on by itself"),
    "SQLITE_NOTADB": ("it is not a ledger database", "keep the folder as it is and look with: gwanmun ledger verify"),
    "SQLITE_CORRUPT": ("it is damaged", "keep the folder as it is and look with: gwanmun ledger verify"),
}


def problem(path: Path, error: sqlite3.Error | OSError) -> Problem:
    """What went wrong with a file of the ledger, and what to do."""
    if isinstance(error, sqlite3.Error):
        name = getattr(error, "sqlite_errorname", None) or "SQLITE_ERROR"
        known = PROBLEMS.get("_".join(name.split("_")[:2]))
        what, hint = known or (f"{error} ({name})", "keep the folder as it is and look with: gwanmun ledger verify")
    else:
        what, hint = error.strerror or type(error).__name__, "check the folder, its permissions and the free space"
    return Problem(f"cannot use the ledger at {path}: {what}", hint)


def open_writer(path: Path) -> sqlite3.Connection:
    """The database for its one writer, created when it is not there (0600). Raises sqlite3.Error, OSError, Problem."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
    try:
        database.text_factory = bytes
        new = not schema(database)
        if not new and (wrong := unlike(database)):
            raise Problem(f"{path} is not a ledger that can be continued: {wrong}", "use another state folder")
        _prepare(database)
        if new:
            _create(database)
    except (sqlite3.Error, Problem):
        database.close()
        raise
    return database


def _prepare(database: sqlite3.Connection) -> None:
    database.execute(f"PRAGMA page_size = {PAGE}")
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")  # a committed record survives a power cut
    database.execute("PRAGMA wal_autocheckpoint = 1000")


def _create(database: sqlite3.Connection) -> None:
    with database:  # commits, or rolls back
        database.execute("BEGIN IMMEDIATE")
        for statement in SCHEMA:
            database.execute(statement)
        database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        database.execute(f"PRAGMA user_version = {FORMAT}")


def insert(database: sqlite3.Connection, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Adds rows, which are as wide as the table. Raises sqlite3.Error."""
    for start in range(0, len(rows), ROWS_AT_ONCE):
        some = rows[start : start + ROWS_AT_ONCE]
        marks = f"({', '.join('?' * len(some[0]))})"
        values = tuple(chain.from_iterable(some))
        database.execute(f"INSERT INTO {table} VALUES {', '.join([marks] * len(some))}", values)  # noqa: S608 - marks


def open_reader(path: Path) -> sqlite3.Connection:
    """The database for reading, while a gate writes or from a read-only medium. Raises sqlite3.Error."""
    try:
        return _read(path, "mode=ro")
    except sqlite3.OperationalError:
        if pending(path):
            raise
        return _read(path, "mode=ro&immutable=1")  # WAL wants to write beside the file, and a CD-ROM does not let it


def pending(path: Path) -> bool:
    """Whether records are in the log beside the database that are not in the database file yet."""
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _read(path: Path, how: str) -> sqlite3.Connection:
    database = sqlite3.connect(f"file:{quote(str(path.resolve()))}?{how}", uri=True, isolation_level=None, timeout=5)
    try:
        database.text_factory = bytes
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, ENTRY_LIMIT)
        for pragma in ("cell_size_check = ON", "cache_size = -16000"):
            database.execute(f"PRAGMA {pragma}")
        database.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error:
        database.close()
        raise
    return database


def schema(database: sqlite3.Connection) -> list[str]:
    """The statements that made the tables, indexes and triggers, in order."""
    rows = database.execute("SELECT sql FROM sqlite_master").fetchall()
    return [sql.decode("utf-8", "replace") if isinstance(sql, bytes) else "" for (sql,) in rows]


def unlike(database: sqlite3.Connection) -> str:
    """How a database is not a ledger of this format; empty when it is one."""
    marks = tuple(database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
    if marks[0] != APPLICATION_ID:
        return "it belongs to another program"
    if marks[1] != FORMAT:
        return f"it has format {marks[1]}, not {FORMAT}"
    if sorted(schema(database)) != sorted(SCHEMA):
        return "its tables, indexes or triggers were changed"
    return ""
