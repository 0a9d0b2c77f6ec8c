"""The program's log: rotating files in the data folder, what matters on the console too, and never a secret."""

from __future__ import annotations

import logging
import re
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

FILE_NAME = "watchroom.log"
FILE_SIZE = 4 * 1024 * 1024
FILES = 5

_HIDDEN = "***"
_NAMES = r"(?:password|passwd|passphrase|pwd|secret|token|api[-_]?key|private[-_]?key)"
_SECRETS: tuple[tuple[re.Pattern[str], str], ...] = (
    # rtsp://user:password@host, also where the password itself holds an @: up to the last one before the path
    (re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^\s/?#\"'<>]*@"), rf"\1{_HIDDEN}@"),
    (re.compile(r"(?i)\b((?:proxy-)?authorization['\"]?\s*[:=]\s*)[^\r\n]+"), rf"\1{_HIDDEN}"),
    (
        re.compile(rf"(?i)({_NAMES}['\"]?\s*[:=]\s*)(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[^\s,;&)}}\]]+)"),
        rf"\1{_HIDDEN}",
    ),
)


def redact(text: str) -> str:
    """Take out of `text` what looks like a secret: credentials in URLs, password fields, authorization headers."""
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text


class RedactingFormatter(logging.Formatter):
    """Redacts the finished line, so that arguments and tracebacks are covered too."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of one record."""
        return redact(super().format(record))


class Logs:
    """The handlers that `set_up` put in place; `close` takes them out again."""

    def __init__(self, handlers: list[logging.Handler]) -> None:
        self._handlers = handlers

    def close(self) -> None:
        """Stop logging to the files and release them."""
        root = logging.getLogger()
        for handler in self._handlers:
            root.removeHandler(handler)
            handler.close()
        self._handlers = []


def set_up(folder: Path, level: int = logging.INFO, console_level: int = logging.WARNING) -> Logs:
    """Log to `folder`/watchroom.log (kept under 20 MB in all) and to stderr.

    Where the folder cannot be written the console alone is used: a full disk must not keep a guard from the wall.
    """
    handlers: list[logging.Handler] = []
    if sys.stderr is not None:  # absent in a windowed frozen build
        handlers.append(logging.StreamHandler())
        handlers[0].setLevel(console_level)
        handlers[0].setFormatter(RedactingFormatter("%(levelname)s %(name)s: %(message)s"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = RotatingFileHandler(folder / FILE_NAME, maxBytes=FILE_SIZE, backupCount=FILES - 1, encoding="utf-8")
        file.setFormatter(
            RedactingFormatter(
                "%(asctime)s.%(msecs)03d %(levelname)-7s %(threadName)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S"
            )
        )
        handlers.append(file)
    except OSError as error:
        logging.getLogger(__name__).warning("no log file in %s: %s", folder, error.strerror)
    root = logging.getLogger()
    root.setLevel(level)
    for handler in handlers:
        root.addHandler(handler)
    return Logs(handlers)
