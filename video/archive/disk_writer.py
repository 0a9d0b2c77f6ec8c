"""The one thread of a worker that writes footage. Whatever the disk does, nobody else waits for it.

Pieces are whole fragments, so a file that is cut between two of them is in order. Where a write fails, the file is cut
back to its last whole piece and closed; the one who sent it is told and begins a new file when he will.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from video.archive.model import DiskFault
from video.clock import Clock

_log = logging.getLogger(__name__)

#: Bytes that may wait for the disk, of all streams of a worker; then pictures are left out.
MOST_WAITING: Final = 48 * 1024 * 1024
#: How often what was written is made safe against a power failure, seconds; a slow disk is asked less often.
SYNC_EVERY: Final = 1.0
_SYNC_SHARE: Final = 10.0

_FAULTS: Final[dict[int, DiskFault]] = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EFBIG: "full",
    errno.ENOENT: "gone",
    errno.ENOTDIR: "gone",
    errno.ENODEV: "gone",
    errno.ENXIO: "gone",
    errno.EIO: "gone",
    errno.ESTALE: "gone",
    errno.EACCES: "refused",
    errno.EPERM: "refused",
    errno.EROFS: "refused",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a file is with a piece: time of its last picture (UTC) and pictures in all."""

    end: float
    frames: int


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a piece: the file's size with it. fault: it was not written, and the file ended before it."""

    path: Path
    mark: Mark
    size: int
    closed: bool
    fault: DiskFault = ""
    detail: str = ""


class SegmentFile:
    """A file that is being written; only the writer looks inside."""

    def __init__(self, root: Path, marker: str, name: str, told: Callable[[Written], None]) -> None:
        self.root, self.marker, self.name, self.told = root, marker, name, told
        self.path = root / name
        self.descriptor = -1
        self.size = 0
        self.mark = Mark(0.0, 0)
        self.dirty = False
        self.failed = False


@dataclass(frozen=True, slots=True)
class _Piece:
    file: SegmentFile
    data: bytes
    mark: Mark
    last: bool


class DiskWriter:
    """`put` and `stop` on one loop; `call` brings answers back to it (`loop.call_soon_threadsafe`)."""

    def __init__(self, clock: Clock, call: Callable[[Callable[[], None]], object]) -> None:
        self._clock = clock
        self._call = call
        self._queue: queue.SimpleQueue[_Piece | None] = queue.SimpleQueue()
        self._waiting = 0
        self._lock = threading.Lock()
        self._busy_since: float | None = None
        self._open: set[SegmentFile] = set()
        self._sync_at = 0.0
        self._said: DiskFault = ""
        self._thread = threading.Thread(target=self._run, name="footage", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Bytes that wait for the disk."""
        return self._waiting

    @property
    def busy_since(self) -> float | None:
        """Monotonic time since when the disk has not answered; None while it is not asked."""
        return self._busy_since

    @property
    def keeps_up(self) -> bool:
        """Whether less than half of what may wait does."""
        return self._waiting <= MOST_WAITING // 2

    def put(self, file: SegmentFile, data: bytes, mark: Mark, *, last: bool = False) -> bool:
        """Write a piece, the first makes the file, the last closes it; False: too much waits, it is left out."""
        with self._lock:
            if self._waiting + len(data) > MOST_WAITING and not last:
                return False
            self._waiting += len(data)
        self._queue.put(_Piece(file, data, mark, last))
        return True

    def stop(self, timeout: float = 3.0) -> None:
        """Write what waits and end; a disk that hangs is left behind, to end with the process."""
        self._queue.put(None)
        self._thread.join(timeout)

    # Below: the writing thread.

    def _run(self) -> None:
        while True:
            try:
                piece = self._queue.get(timeout=SYNC_EVERY)
            except queue.Empty:
                self._sync()
                continue
            if piece is None:
                break
            self._busy_since = self._clock.monotonic()
            self._write(piece)
            self._sync()
            self._busy_since = None
            with self._lock:
                self._waiting -= len(piece.data)
        for file in list(self._open):
            self._close(file)

    def _write(self, piece: _Piece) -> None:
        file = piece.file
        if file.failed:
            return
        try:
            if file.descriptor < 0 and piece.data:
                _create(file)
                self._open.add(file)
            _append(file, piece.data)
        except OSError as error:
            self._fail(file, error)
            return
        self._said = ""
        file.mark, file.dirty = piece.mark, True
        if piece.last:
            self._close(file)
        self._tell(file, Written(file.path, file.mark, file.size, piece.last))

    def _sync(self) -> None:
        now = self._clock.monotonic()
        if now < self._sync_at:
            return
        for file in [one for one in self._open if one.dirty]:
            try:
                _make_safe(file)
            except OSError as error:
                self._fail(file, error)
        took = self._clock.monotonic() - now
        self._sync_at = now + took + max(SYNC_EVERY, took * _SYNC_SHARE)

    def _fail(self, file: SegmentFile, error: OSError) -> None:
        file.failed = True
        fault = _FAULTS.get(error.errno or 0, "failed")
        if file.descriptor >= 0:
            with contextlib.suppress(OSError):
                os.ftruncate(file.descriptor, file.size)
            self._close(file)
            if not file.size:
                with contextlib.suppress(OSError):
                    file.path.unlink()
        if fault != self._said:
            _log.warning("footage was not written to %s: %s", file.path, error)
        self._said = fault
        self._tell(file, Written(file.path, file.mark, file.size, True, fault, os.strerror(error.errno or 0)))

    def _close(self, file: SegmentFile) -> None:
        self._open.discard(file)
        if file.descriptor >= 0:
            with contextlib.suppress(OSError):
                os.fsync(file.descriptor)
            with contextlib.suppress(OSError):
                os.close(file.descriptor)
        file.failed = True

    def _tell(self, file: SegmentFile, written: Written) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._call(lambda: file.told(written))


def _create(file: SegmentFile) -> None:
    """Make the file and the folders below the archive's own, which is never made here: it may be a disk not mounted."""
    if not file.root.is_dir() or (file.marker and not (file.root / file.marker).is_file()):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(file.root))
    file.path.parent.mkdir(parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    whole, again = file.path, 1
    while True:
        try:
            file.descriptor = os.open(file.path, flags, 0o640)
        except FileExistsError:
            again += 1
            file.path = whole.with_name(f"{whole.stem}-{again}{whole.suffix}")
        else:
            return


def _append(file: SegmentFile, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file.descriptor, rest) :]
    file.size += len(data)


def _make_safe(file: SegmentFile) -> None:
    """Sync a file; one whose name was removed meanwhile would be lost when it is closed."""
    if os.name != "nt" and not os.fstat(file.descriptor).st_nlink:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(file.path))
    sync = getattr(os, "fdatasync", os.fsync)
    sync(file.descriptor)
    file.dirty = False
