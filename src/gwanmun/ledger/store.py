"""The ledger a gate writes to: `append` costs a microsecond and never waits; one thread makes records durable.

Records gather for 50 ms, or until there are 512, and are encoded and written in one transaction (group commit).
When the disk does not take them they stay in memory, `append` and `flush` say so by a `Problem`, and the write is
tried again every second: a gate refuses traffic meanwhile, rather than let it pass unrecorded.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TextIO

from gwanmun.errors import Problem
from gwanmun.ledger import database as db
from gwanmun.ledger.entry import written
from gwanmun.ledger.folder import key_of, only_writer
from gwanmun.ledger.journal import Journal, Written
from gwanmun.ledger.note import Signer
from gwanmun.ledger.seal import break_seal, seal
from gwanmun.transfer import Record


@dataclass(frozen=True, slots=True)
class Pace:
    """How often the ledger writes and signs, in seconds and records, and how many records may wait in memory."""

    group_seconds: float = 0.05
    group_records: int = 512
    checkpoint_seconds: float = 30.0
    checkpoint_records: int = 4096
    retry_seconds: float = 1.0
    waiting_records: int = 65536


PACE = Pace()


class Ledger:
    """An append-only ledger with one writer. Every method may be called from any thread."""

    def __init__(self, journal: Journal, signer: Signer, lock: TextIO, pace: Pace) -> None:
        self.folder = journal.folder
        self.vkey = signer.verifier.line
        self._journal, self._signer, self._lock, self._pace = journal, signer, lock, pace
        self._waiting: list[Record] = []
        self._appended = self._durable = journal.size
        self._problem: Problem | None = None
        self._failures = 0
        self._hurry = self._closing = self._stopped = False
        self._signed_at = time.monotonic()
        guard = threading.Lock()
        self._wake, self._done = threading.Condition(guard), threading.Condition(guard)
        self._writer = threading.Thread(target=self._run, name="ledger", daemon=True)
        self._writer.start()

    @classmethod
    def open(cls, folder: Path, node: str, *, key: Path | None = None, pace: Pace = PACE) -> Ledger:
        """Continues the ledger in `folder`, or begins one named after `node`.

        The signing key is at `key`, by default in the folder itself; it is created with a new ledger. `Problem`
        when another gate holds the ledger, when it cannot be written, or when it is not as it was signed.
        """
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = only_writer(folder)
        except OSError as error:
            raise db.problem(folder, error) from error
        try:
            signer = key_of(folder, node, key or folder / db.SECRET_KEY)
            journal = Journal.open(folder, signer)
            break_seal(folder)
        except OSError as error:
            lock.close()
            raise db.problem(folder, error) from error
        except Problem:
            lock.close()
            raise
        return cls(journal, signer, lock, pace)

    @property
    def size(self) -> int:
        """How many records are durable."""
        return self._durable

    def append(self, record: Record) -> None:
        """Takes a record, to be durable soon. `Problem` when it is not taken: then it is not in the ledger."""
        with self._wake:
            waiting = self._waiting
            if self._problem or self._closing or self._stopped or len(waiting) >= self._pace.waiting_records:
                raise self._refusal()
            waiting.append(record)
            self._appended += 1
            if len(waiting) in (1, self._pace.group_records):
                self._wake.notify()

    def flush(self) -> None:
        """Waits until every record appended so far is durable. `Problem` when the disk does not take them."""
        with self._wake:
            target, failures = self._appended, self._failures
            self._hurry = True
            self._wake.notify()
            self._done.wait_for(lambda: self._durable >= target or self._failures > failures or self._stopped)
            if self._durable < target:
                raise self._refusal()

    def close(self) -> None:
        """Writes what waits, signs the last checkpoint, seals the file and lets another writer in."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._writer.join()
        if self._lock.closed:
            return
        try:
            if self._journal.close() and not self._problem:
                seal(self.folder, self._signer)
        except (sqlite3.Error, OSError) as error:
            raise db.problem(self.folder, error) from error
        finally:
            self._lock.close()
        if self._durable < self._appended:
            raise self._lost()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _run(self) -> None:
        try:
            last, taken = False, True
            while taken and not last:
                batch, last = self._gather()
                taken = self._write([written(record) for record in batch], last)
        finally:  # whoever waits is told, whatever ended this thread
            with self._wake:
                self._stopped = True
                self._done.notify_all()

    def _gather(self) -> tuple[list[Record], bool]:
        """Waits for a batch or for a checkpoint that is due; also says whether the ledger is closing."""
        with self._wake:
            self._wake.wait_for(lambda: self._waiting or self._closing, self._until_checkpoint())
            if self._waiting:
                self._wake.wait_for(self._full, self._pace.group_seconds)
            batch, self._waiting = self._waiting, []
            self._hurry = False
            return batch, self._closing

    def _full(self) -> bool:
        return len(self._waiting) >= self._pace.group_records or self._hurry or self._closing

    def _until_checkpoint(self) -> float | None:
        """Seconds until records that no checkpoint covers must have one; None when there are none."""
        if self._journal.size == self._journal.signed:
            return None
        return max(0.0, self._signed_at + self._pace.checkpoint_seconds - time.monotonic())

    def _write(self, batch: Sequence[Written], last: bool) -> bool:
        """Tries until the disk takes it; gives up, and says so, when it still does not at the end."""
        start = self._journal.size
        while not self._try(batch[self._journal.size - start :], last):
            with self._wake:
                if last:
                    return False
                self._wake.wait_for(lambda: self._closing or self._hurry, self._pace.retry_seconds)
                self._hurry, last = False, self._closing
        return True

    def _try(self, batch: Sequence[Written], last: bool) -> bool:
        problem = None
        try:
            self._journal.append(batch, sign=self._sign(len(batch), last))
        except (sqlite3.Error, OSError) as error:
            problem = db.problem(self.folder, error)
        with self._done:
            self._problem = problem
            self._failures += problem is not None
            self._durable = self._journal.size
            self._done.notify_all()
        return problem is None

    def _sign(self, more: int, last: bool) -> bool:
        unsigned = self._journal.size + more - self._journal.signed
        overdue = time.monotonic() - self._signed_at >= self._pace.checkpoint_seconds
        if unsigned and (last or overdue or unsigned >= self._pace.checkpoint_records):
            self._signed_at = time.monotonic()
            return True
        return False

    def _refusal(self) -> Problem:
        if self._problem:
            return self._problem
        if self._closing or self._stopped:
            return Problem("the ledger is closed", "start the gate again")
        return Problem("the ledger cannot keep up with the traffic", "give the state folder a faster disk")

    def _lost(self) -> Problem:
        why = self._problem.message if self._problem else "its writer stopped"
        hint = self._problem.hint if self._problem else "please report this"
        return Problem(f"{self._appended - self._durable} records could not be written: {why}", hint)
