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
    """Sums over processes. pss_bytes: each shared page divided among those that share it; rss_bytes: counted in each.

    descriptors: open files, sockets and pipes. shared_blocks: different blocks of shared memory that are mapped.
    """

    processes: int
    cpu_seconds: float
    pss_bytes: int
    threads: int
    rss_bytes: int = 0
    descriptors: int = 0
    shared_blocks: int = 0


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


def load() -> float | None:
    """The machine's load average over the last minute; None where it is not told."""
    if sys.platform == "win32":
        return None
    return round(os.getloadavg()[0], 1)


def look(pids: Iterable[int]) -> Seen:
    """Look at processes; takes some milliseconds each, for the kernel counts pages."""
    pids = list(pids)
    threads = sum(int(fields[17]) for pid in pids if (fields := _stat(pid)) is not None)
    pss, rss = (sum(column) for column in zip(*map(_memory, pids), strict=True)) if pids else (0, 0)
    blocks = {block for pid in pids for block in _blocks(pid)}
    return Seen(len(pids), cpu_seconds(pids), pss, threads, rss, sum(map(_descriptors, pids)), len(blocks))


def _stat(pid: int) -> list[str] | None:
    """Give the fields of /proc/PID/stat from the state on (see proc(5): our 0 is its 3)."""
    try:
        text = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()


def _memory(pid: int) -> tuple[int, int]:
    """Give PSS and RSS in bytes."""
    try:
        text = (_PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0, 0
    found = {line.partition(":")[0]: int(line.split()[1]) * 1024 for line in text.splitlines() if line.endswith(" kB")}
    return found.get("Pss", 0), found.get("Rss", 0)


def _descriptors(pid: int) -> int:
    try:
        return sum(1 for _ in (_PROC / str(pid) / "fd").iterdir())
    except OSError:
        return 0


def _blocks(pid: int) -> set[str]:
    try:
        lines = (_PROC / str(pid) / "maps").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return set()
    return {words[5] for line in lines if len(words := line.split(maxsplit=5)) == 6 and "/watchroom-" in words[5]}
