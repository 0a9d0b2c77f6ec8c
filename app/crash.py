"""Nothing dies in silence: crashes, uncaught exceptions and Qt's own complaints all reach the log folder."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

FILE_NAME = "crash.log"
_FILE_LIMIT = 1024 * 1024
log = logging.getLogger("watchroom.crash")
_qt_log = logging.getLogger("qt")


class CrashReports:
    """What `install` put in place; `remove` takes it out again."""

    def __init__(self, folder: Path) -> None:
        self._file = _open(folder / FILE_NAME)
        self._before: tuple[Any, Any] = (sys.excepthook, threading.excepthook)
        self._watches_qt = False

    def start(self) -> None:
        """Take over the hooks."""
        if self._file is not None:
            faulthandler.enable(self._file, all_threads=True)
        sys.excepthook = _uncaught
        threading.excepthook = _uncaught_in_thread

    def watch_qt(self) -> None:
        """Send Qt's messages to the log too."""
        qInstallMessageHandler(qt_message)
        self._watches_qt = True

    def remove(self) -> None:
        """Give the hooks back and close the file."""
        sys.excepthook, threading.excepthook = self._before
        if self._watches_qt:
            qInstallMessageHandler(None)
        if self._file is not None:
            faulthandler.disable()
            self._file.close()
            self._file = None


def install(folder: Path) -> CrashReports:
    """Write native crashes of this process (all threads' stacks) to `folder`/crash.log, and exceptions to the log."""
    reports = CrashReports(folder)
    reports.start()
    return reports


def _open(path: Path) -> Any:
    """The crash file, opened now because a dying process can open nothing; None where the folder cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > _FILE_LIMIT:
            path.replace(path.with_suffix(".old.log"))
        return path.open("a", encoding="utf-8")
    except OSError as error:
        log.warning("no crash file %s: %s", path, error.strerror)
        return None


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    log.critical("uncaught exception", exc_info=(kind, error, trace))


def _uncaught_in_thread(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is None or issubclass(arguments.exc_type, SystemExit):
        return
    name = arguments.thread.name if arguments.thread else "?"
    log.critical(
        "uncaught exception in thread %s",
        name,
        exc_info=(arguments.exc_type, arguments.exc_value, arguments.exc_traceback),
    )


#: What the off-screen platform says of every window, and what means nothing.
_ROUTINE = ("This plugin does not support propagateSizeHints()",)


def qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Log one of Qt's messages under the logger "qt" at the level that it has for Qt."""
    levels = {
        QtMsgType.QtDebugMsg: logging.DEBUG,
        QtMsgType.QtInfoMsg: logging.INFO,
        QtMsgType.QtWarningMsg: logging.WARNING,
        QtMsgType.QtCriticalMsg: logging.ERROR,
        QtMsgType.QtFatalMsg: logging.CRITICAL,
    }
    if message in _ROUTINE:
        return
    _qt_log.log(levels.get(kind, logging.WARNING), "%s: %s", context.category or "default", message)
