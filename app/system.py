"""The one module for what differs between operating systems.

Functions that only choose a path or a word take the platform and the environment as arguments, so that both branches
are tested on either system. Those that call the system itself are thin, and are tested on the system they are for.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO

if sys.platform == "win32":
    import msvcrt
    from multiprocessing.connection import PipeConnection

    #: One end of multiprocessing's pipe, which is of another class on each system.
    PipeEnd = PipeConnection
else:
    import fcntl
    from multiprocessing.connection import Connection

    #: One end of multiprocessing's pipe, which is of another class on each system.
    PipeEnd = Connection

PROGRAM = "watchroom"
_ADJTIMEX_UNSYNCHRONISED = 5


def data_folder(platform: str = sys.platform, environment: Mapping[str, str] = os.environ) -> Path:
    """Where the station keeps its journal, clips, keys and logs; WATCHROOM_HOME overrules. Not created here."""
    if named := environment.get("WATCHROOM_HOME"):
        return Path(named)
    if platform == "win32":
        return Path(environment.get("LOCALAPPDATA", "~/AppData/Local")).expanduser() / "Watchroom"
    return Path(environment.get("XDG_DATA_HOME") or "~/.local/share").expanduser() / PROGRAM


def cache_folder(platform: str = sys.platform, environment: Mapping[str, str] = os.environ) -> Path:
    """Where lies what can be made again: compiled translations, encoded demo videos. Not created here."""
    if named := environment.get("WATCHROOM_HOME"):
        return Path(named) / "cache"
    if platform == "win32":
        return data_folder(platform, environment) / "cache"
    return Path(environment.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / PROGRAM


def default_site_file(platform: str = sys.platform, environment: Mapping[str, str] = os.environ) -> Path:
    """The site file that `watchroom` without arguments opens."""
    return data_folder(platform, environment) / "site.toml"


def has_display(platform: str = sys.platform, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a window can be seen by somebody; where Qt was told a platform of its own, that decides."""
    chosen = environment.get("QT_QPA_PLATFORM", "")
    if chosen:
        return not chosen.startswith(("offscreen", "minimal", "vnc"))
    return platform in ("win32", "darwin") or bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def chinese_fonts(platform: str = sys.platform) -> tuple[str, ...]:
    """Families with good Chinese, best first."""
    if platform == "win32":
        return ("Microsoft YaHei UI", "Microsoft YaHei", "SimHei", "SimSun")
    return ("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback")


def font_advice(platform: str = sys.platform) -> str:
    """What to do where no font has Chinese: the thing to install, as this system calls it."""
    return "Settings > Language > Chinese" if platform == "win32" else "apt-get install fonts-noto-cjk"


def name_process(name: str) -> None:
    """Show `name` in the system's list of threads and processes, where the system lets a process name itself."""
    if sys.platform == "linux":
        set_name = 15
        ctypes.CDLL(None).prctl(set_name, ctypes.c_char_p(name.encode()[:15]), 0, 0, 0)


def lower_priority() -> None:
    """Let this process yield to the wall: for detection and encoding, never for decoders."""
    if sys.platform == "win32":
        below_normal = 0x00004000
        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), below_normal)
    else:
        os.nice(10)


def clock_is_disciplined() -> bool | None:
    """Whether the system says that its clock follows a time server; None where it cannot tell."""
    if sys.platform != "linux":
        return None
    try:
        room = ctypes.create_string_buffer(512)  # struct timex with modes = 0: read only
        state = ctypes.CDLL(None, use_errno=True).adjtimex(room)
    except (OSError, AttributeError):
        return None
    return None if state < 0 else state != _ADJTIMEX_UNSYNCHRONISED


class AlreadyRunningError(Exception):
    """Another process holds the lock."""


class FolderLock:
    """Keeps a second station from opening the same data folder; the system frees it when the process dies."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / ".lock"
        self._file: IO[bytes] | None = None

    def __enter__(self) -> FolderLock:
        """Take the lock or raise AlreadyRunningError; OSError where the folder cannot be written."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("ab")
        try:
            _lock(file)
        except OSError as error:
            file.close()
            raise AlreadyRunningError(str(self._path.parent)) from error
        self._file = file
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _lock(file: IO[bytes]) -> None:
    """Lock an open file against every other opening of it, at once or not at all (OSError)."""
    if sys.platform == "win32":
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
