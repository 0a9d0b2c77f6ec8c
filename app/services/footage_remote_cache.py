"""Footage of other stations that was fetched: whole files with what they are, the least used ones go first.

A file gets its name only when it is whole and its digest was compared; beside it lies a note of what it is, by which it
is found again while its owner is away. It is a copy, and never evidence's only one.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import threading
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from video.archive.model import FootageError
from video.clock import Clock

#: Used within so many seconds: somebody plays it.
IN_USE_S: Final = 120.0
_NOTE: Final = ".json"
_DRAFT: Final = ".part"

log = logging.getLogger(__name__)


class FetchCache:
    """At most `most_bytes` of files, none older than `most_days` after it was fetched. Any thread; blocks."""

    def __init__(self, folder: Path, most_bytes: float, most_days: float, clock: Clock) -> None:
        self._folder = folder
        self._most = most_bytes
        self._age = most_days * 86400.0
        self._clock = clock
        self._lock = threading.Lock()
        self._busy: dict[str, threading.Lock] = {}
        with suppress(OSError):
            for left in folder.glob(f"*{_DRAFT}"):
                left.unlink()

    def path(self, station: str, name: str, suffix: str = ".mp4") -> Path:
        """Where a file of a station will lie; `name` is whatever tells it from others there."""
        told = f"{station} {name}"
        return self._folder / f"{hashlib.sha256(told.encode()).hexdigest()[:40]}{suffix}"

    def owns(self, path: Path) -> bool:
        """Whether a file lies here, or would."""
        return path.parent == self._folder

    def have(self, path: Path) -> bool:
        """Whether it is here; then it counts as used now."""
        try:
            fetched = path.stat().st_mtime
            os.utime(path, (self._clock.now(), fetched))
        except OSError:
            return False
        return True

    def take(self, path: Path, note: Mapping[str, Any], fetch: Callable[[Path], object]) -> Path:
        """Give the file, fetched into a draft first where it is not here; two who ask at once fetch it once.

        Raises what `fetch` raises, and FootageError disk_full.
        """
        with self._lock:
            one = self._busy.setdefault(path.name, threading.Lock())
        try:
            with one:
                if self.have(path):
                    return path
                draft = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}{_DRAFT}")
                self._prepare()
                fetch(draft)
                self._keep(path, draft, note)
                return path
        finally:
            with self._lock:
                self._busy.pop(path.name, None)

    def notes(self) -> list[tuple[Path, Mapping[str, Any]]]:
        """What is here, with what it is."""
        found = []
        for note in self._folder.glob(f"*{_NOTE}"):
            path = note.with_suffix("")
            with suppress(OSError, ValueError):
                if path.exists():
                    found.append((path, json.loads(note.read_text("utf-8"))))
        return found

    def drop(self, path: Path) -> None:
        """Let go of a file that its owner no longer has."""
        for one in (path, path.with_name(path.name + _NOTE)):
            with suppress(OSError):
                one.unlink()

    def trim(self) -> int:
        """Let the least used and the old ones go; gives how many bytes are left."""
        now = self._clock.now()
        with self._lock:
            held = self._held()
            total = sum(size for _, size, _, _ in held)
            for path, size, fetched, used in held:
                too_old = now - fetched > self._age
                if not too_old and (total <= self._most or now - used < IN_USE_S):
                    continue
                self.drop(path)
                total -= size
        return total

    def _held(self) -> list[tuple[Path, int, float, float]]:
        """Path, size, when fetched, when used: the least used first."""
        found = []
        for path in self._folder.glob("*"):
            if path.suffix in (_NOTE, _DRAFT):
                continue
            with suppress(OSError):
                told = path.stat()
                found.append((path, told.st_size, told.st_mtime, told.st_atime))
        return sorted(found, key=lambda one: one[3])

    def _prepare(self) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise FootageError("disk_full", type(error).__name__) from error
        self.trim()

    def _keep(self, path: Path, draft: Path, note: Mapping[str, Any]) -> None:
        try:
            now = self._clock.now()
            path.with_name(path.name + _NOTE).write_text(json.dumps(note), "utf-8")
            os.utime(draft, (now, now))
            draft.replace(path)
        except OSError as error:
            with suppress(OSError):
                draft.unlink()
            raise FootageError("disk_full", type(error).__name__) from error
        self.trim()
