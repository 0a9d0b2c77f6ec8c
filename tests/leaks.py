"""What a test may not leave behind: threads, child processes and running Qt timers.

Each check waits a moment for what is already on its way out, and then names what stayed.
"""

import multiprocessing
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterable
from typing import Any

import psutil

#: How long what is being stopped may take to be gone.
PATIENCE_S = 30.0

#: Helpers of the standard library that live for the whole run once used: a process, by a piece of its command line.
_LASTING_PROCESSES = ("multiprocessing.resource_tracker", "multiprocessing.forkserver")


def _until_gone(left: Callable[[], Iterable[Any]]) -> list[Any]:
    deadline = time.monotonic() + PATIENCE_S
    pause = threading.Event()
    remaining = list(left())
    while remaining and time.monotonic() < deadline:
        pause.wait(0.02)
        remaining = list(left())
    return remaining


def threads_left(before: frozenset[threading.Thread]) -> list[threading.Thread]:
    """Threads alive now that were not in `before`."""
    return _until_gone(lambda: [t for t in threading.enumerate() if t not in before and t.is_alive()])


def _is_lasting(process: psutil.Process) -> bool:
    try:
        command = " ".join(process.cmdline())
        return process.status() == psutil.STATUS_ZOMBIE or any(word in command for word in _LASTING_PROCESSES)
    except psutil.NoSuchProcess:
        return True


def child_processes() -> frozenset[psutil.Process]:
    """The children of this process and theirs, without the standard library's own lasting helpers."""
    multiprocessing.active_children()  # reaps those that have ended
    return frozenset(p for p in psutil.Process().children(recursive=True) if not _is_lasting(p))


def processes_left(before: frozenset[psutil.Process]) -> list[psutil.Process]:
    """Children alive now that were not in `before`."""
    return _until_gone(lambda: child_processes() - before)


class TimerWatch:
    """Remembers every QTimer that Python code starts, so that those still running after a test can be named."""

    def __init__(self) -> None:
        self._started: weakref.WeakSet[Any] = weakref.WeakSet()
        self._installed = False

    def install(self) -> None:
        """Start watching, once QtCore has been imported by whoever needs it."""
        core = sys.modules.get("PySide6.QtCore")
        if core is None or self._installed:
            return
        self._installed = True
        original = core.QTimer.start

        def start(timer: Any, *args: Any) -> None:
            self._started.add(timer)
            original(timer, *args)

        core.QTimer.start = start

    def running(self) -> list[str]:
        """Descriptions of the timers that run now."""
        if not self._installed:
            return []
        from shiboken6 import isValid

        alive = [timer for timer in list(self._started) if isValid(timer) and timer.isActive()]
        return [f"QTimer every {t.interval()} ms of {t.parent()!r}" for t in alive]


def operations_begun() -> bool:
    """Whether the threads of the window's operations are there."""
    operations = sys.modules.get("app.operations")
    return operations is not None and operations._pool is not None


def end_operations() -> None:
    """Release them, as the program does at its end: a result may begin the next operation while a page is closed."""
    if operations_begun():
        sys.modules["app.operations"].shut_down()


def finish_qt_deletions() -> None:
    """Carry out `deleteLater` of what the test let go, as the event loop would have done next."""
    core = sys.modules.get("PySide6.QtCore")
    if core is not None and core.QCoreApplication.instance() is not None:
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)
