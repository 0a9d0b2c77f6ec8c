"""A piece of the disk kept back, so that a full disk still journals alarms.

The reserve is one file of incompressible bytes. When the disk is full the journal gives it up slice by slice: whoever
filled the disk cannot take all of it at once. It is filled again when there is room.
"""

import os
import shutil
import threading
from pathlib import Path
from typing import Final

MIB: Final = 1 << 20

#: A thousand alarms take about a quarter of it, measured (see `watchroom bench journal`).
RESERVE_BYTES: Final = 64 * MIB
SLICE_BYTES: Final = 4 * MIB


def fitting(folder: Path) -> int:
    """How large a reserve the disk of this folder can bear: on a small one two fifths of it."""
    folder.mkdir(parents=True, exist_ok=True)
    return min(RESERVE_BYTES, shutil.disk_usage(folder).total * 2 // 5)


class Reserve:
    """The reserve of one station: `size` bytes in the file at `path`, given up `slice_bytes` at a time."""

    def __init__(self, path: Path, size: int = RESERVE_BYTES, slice_bytes: int = SLICE_BYTES) -> None:
        self._path = path
        self._size = size
        self._slice = slice_bytes
        self._lock = threading.Lock()

    @property
    def held(self) -> int:
        """Bytes that are kept back now."""
        try:
            return self._path.stat().st_size
        except OSError:
            return 0

    @property
    def whole(self) -> bool:
        """Whether all of it is there."""
        return self.held >= self._size

    def fill(self) -> bool:
        """Take the reserve as far as the disk has room for it twice over; true when it is whole."""
        with self._lock:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                while self.held < self._size and self._has_room():
                    self._append(min(MIB, self._size - self.held))
            except OSError:
                return False
            return self.whole

    def give_up_slice(self) -> bool:
        """Hand one slice back to the disk; false when nothing is left to give."""
        with self._lock:
            held = self.held
            if held == 0:
                return False
            try:
                os.truncate(self._path, max(0, held - self._slice))
            except OSError:
                return False
            return True

    def _has_room(self) -> bool:
        return shutil.disk_usage(self._path.parent).free > 2 * (self._size - self.held)

    def _append(self, count: int) -> None:
        # Random bytes: a file system that compresses or leaves holes would otherwise keep nothing back.
        with self._path.open("ab") as file:
            file.write(os.urandom(count))
            file.flush()
            os.fsync(file.fileno())
