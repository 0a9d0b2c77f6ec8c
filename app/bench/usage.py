"""What processes use, seen from outside: CPU time, memory without counting shared pages twice, threads.

Linux tells all of it in /proc. Elsewhere only what processes tell of themselves is known (see video.usage).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
#: Whether other processes can be looked into.
SEES_OTHERS = sys.platform == "linux"


@dataclass(frozen=True, slots=True)
class Seen:
    """Sums over processes. pss_bytes: each shared page divided among those that share it."""

    processes: int
    cpu_seconds: float
    pss_bytes: int
    threads: int


def family(root: int, without: Iterable[int] = ()) -> list[int]:
    """Give a process and all below it, leaving out `without` and all below those."""
    children: dict[int, list[int]] = {}
    for folder in _PROC.glob("[0-9]*"):
        fields = _stat(int(folder.name))
        if fields is not None:
            children.setdefault(int(fields[1]), []).append(int(folder.name))
    found, left_out = [root], set(without)
    for pid in found:
        found += [child for child in children.get(pid, []) if child not in left_out]
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """Give user and system time of processes; those gone count nothing."""
    if sys.platform == "win32":
        return 0.0
    ticks = sum(sum(map(int, fields[11:13])) for pid in pids if (fields := _stat(pid)) is not None)
    return ticks / os.sysconf("SC_CLK_TCK")


def look(pids: Iterable[int]) -> Seen:
    """Look at processes; takes some milliseconds each, for the kernel counts pages."""
    pids = list(pids)
    threads = sum(int(fields[17]) for pid in pids if (fields := _stat(pid)) is not None)
    return Seen(len(pids), cpu_seconds(pids), sum(map(_pss, pids)), threads)


def _stat(pid: int) -> list[str] | None:
    """Give the fields of /proc/PID/stat from the state on (see proc(5): our 0 is its 3)."""
    try:
        text = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()


def _pss(pid: int) -> int:
    try:
        text = (_PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Pss:")), 0)
