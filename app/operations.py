"""One idiom for work off the GUI thread: ``Operation(parent, work).success(...).failure(...).run()``.

A guard's action must either be seen to succeed or be seen to fail. Raw futures and thread pools make it easy to
forget the second half, so every action of the interface goes through this class: a failure without a handler of its
own reaches the main window's notice line.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

log = logging.getLogger(__name__)

_pool: ThreadPoolExecutor | None = None
_unhandled: list[Callable[[BaseException], None]] = []


def pool() -> Executor:
    """Return the threads that operations run on; made at the first use, so importing costs nothing."""
    global _pool  # noqa: PLW0603 - one pool per process, released by shut_down()
    if _pool is None:
        _pool = ThreadPoolExecutor(max_workers=3, thread_name_prefix="operation")
    return _pool


def shut_down() -> None:
    """Wait for running operations and release their threads (a test fails on threads left over)."""
    global _pool  # noqa: PLW0603
    if _pool is not None:
        _pool.shutdown(wait=True, cancel_futures=True)
        _pool = None
    _unhandled.clear()


def on_unhandled_failure(handler: Callable[[BaseException], None]) -> None:
    """Name the handler of failures that the operation itself does not handle; the newest one is used."""
    _unhandled.append(handler)


class Operation(QObject):
    """A piece of work whose result comes back to the GUI thread.

    ``work`` is either a callable, run on the pool, or a future that something else (the alarm service, a worker
    process) already resolves. The operation lives with ``parent``: when that is deleted, the result is dropped, never
    delivered to a dead widget.
    """

    _done = Signal(object)

    def __init__(self, parent: QObject, work: Callable[[], Any] | Future[Any]) -> None:
        super().__init__(parent)
        self._work = work
        self._on_success: Callable[[Any], None] | None = None
        self._on_failure: Callable[[BaseException], None] | None = None
        self._done.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def success(self, handler: Callable[[Any], None]) -> Operation:
        """Call ``handler`` with the result, on the GUI thread."""
        self._on_success = handler
        return self

    def failure(self, handler: Callable[[BaseException], None]) -> Operation:
        """Call ``handler`` with the exception, on the GUI thread, instead of the common notice."""
        self._on_failure = handler
        return self

    def run(self) -> Operation:
        """Start the work."""
        future = self._work if isinstance(self._work, Future) else pool().submit(self._work)
        future.add_done_callback(self._finished)
        return self

    def _finished(self, future: Future[Any]) -> None:
        try:
            self._done.emit(future)
        except RuntimeError:  # the parent was deleted meanwhile: nobody is left to tell
            log.info("result of an operation dropped: its window is gone")

    @Slot(object)
    def _deliver(self, future: Future[Any]) -> None:
        self.deleteLater()
        if future.cancelled():
            return
        error = future.exception()
        if error is None:
            if self._on_success is not None:
                self._on_success(future.result())
            return
        if self._on_failure is not None:
            self._on_failure(error)
            return
        log.error("operation failed: %s", error, exc_info=error)
        if _unhandled:
            _unhandled[-1](error)
