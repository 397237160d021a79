"""A bound on the time of a library that has none of its own: after it, the running code is interrupted."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc


class SpentError(BaseException):
    """The time is used up. No `Exception`, because libraries catch those and go on."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise `SpentError` in the block when it takes longer.

    Works in every thread and costs the block nothing, unlike counting its calls. Only Python code is interrupted: what
    runs in C must be bounded by its input.
    """
    thread, lock, over = ctypes.c_ulong(threading.get_ident()), threading.Lock(), threading.Event()

    def interrupt() -> None:
        with lock:
            if not over.is_set():
                _raise_in(thread, ctypes.py_object(SpentError))

    timer = threading.Timer(seconds, interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with lock:
            over.set()
            _raise_in(thread, None)
