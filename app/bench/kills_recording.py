"""``watchroom bench kills-recording``: a recording station is killed (SIGKILL, workers and all) at random instants.

After each kill, before anything is mended: does every file open in PyAV and in ffprobe without a word, and how much is
missing of what was sent until the kill? After all of them: is the index made anew from the files?
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path

import av

from app.bench.loops import MAIN_CODING, SUB_CODING
from app.bench.server import BenchServer, ServerOrder
from app.store.archive import ArchiveIndex
from app.store.archive_check import check_archive
from app.store.database import StationDatabase
from video.archive.scan import scan
from video.clips import read_clip
from video.clock import SystemClock
from video.model import StreamKind

EXIT_FAILED = 1
CAMERAS = 4
START_WITHIN = 90.0
#: What may be missing at a kill, seconds.
LOST_AT_MOST = 1.0


@dataclass(slots=True)
class Tally:
    """What was found. lost_s: seconds missing before each kill, per camera, the worst of each kill."""

    kills: int = 0
    files: int = 0
    not_opened: list[str] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)
    lost_s: list[float] = field(default_factory=list)
    load: list[float] = field(default_factory=list)
    findings: dict[str, int] = field(default_factory=dict)
    after_repair: int = 0
    rows: int = 0

    @property
    def good(self) -> bool:
        """Whether it shows what it has to."""
        lost = max(self.lost_s, default=0.0) > LOST_AT_MOST
        return not (self.not_opened or self.warned or lost or self.after_repair) and self.rows == self.files


def run(arguments: argparse.Namespace) -> int:
    """Kill so often, and tell."""
    folder = Path(tempfile.mkdtemp(prefix="watchroom-kills-"))
    try:
        with BenchServer(ServerOrder(CAMERAS, SUB_CODING, MAIN_CODING)) as server:
            urls = [server.stream(number, StreamKind.SUB).url for number in range(CAMERAS)]
            tally = kill_recording(folder, arguments.kills, random.Random(arguments.seed), urls)
    finally:
        shutil.rmtree(folder)
    told = asdict(tally) | {"worst_lost_s": max(tally.lost_s, default=0.0), "good": tally.good}
    if arguments.json:
        print(json.dumps(told))
    else:
        print(
            f"{tally.kills} kills, {tally.files} files; not opened {len(tally.not_opened)}, with a warning "
            f"{len(tally.warned)}; lost at most {told['worst_lost_s']:.2f} s"
        )
        print(f"index: {tally.findings} put in order, {tally.after_repair} findings left, {tally.rows} rows")
    return 0 if tally.good else EXIT_FAILED


def kill_recording(folder: Path, kills: int, chance: random.Random, urls: list[str]) -> Tally:
    """Record cameras into `folder` and kill; needs ffprobe."""
    tally = Tally()
    for _ in range(kills):
        known = set(_files(folder))
        process = _start(folder, urls)
        try:
            _until_all_record(folder, known, len(urls))
            threading.Event().wait(chance.uniform(0.0, 4.0))
        finally:
            _kill_all(process.pid)
            killed = SystemClock().now()
            process.wait()
        _look(tally, sorted(set(_files(folder)) - known), killed)
    _repair(tally, folder)
    return tally


def _start(folder: Path, urls: list[str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "app.bench.kills_recording_station", str(folder), *urls]
    return subprocess.Popen(command, start_new_session=True)


def _kill_all(group: int) -> None:
    if sys.platform == "win32":
        raise RuntimeError("this bench kills groups of processes, which Windows has none of")
    os.killpg(group, signal.SIGKILL)


def _load() -> float:
    if sys.platform == "win32":
        return 0.0
    return round(os.getloadavg()[0], 1)


def _until_all_record(folder: Path, known: set[Path], cameras: int) -> None:
    clock = SystemClock()
    deadline = clock.monotonic() + START_WITHIN
    while len({path.parent.parent for path in set(_files(folder)) - known}) < cameras:
        if clock.monotonic() > deadline:
            raise RuntimeError("the station does not record")
        threading.Event().wait(0.1)


def _files(folder: Path) -> list[Path]:
    return sorted((folder / "archive").glob("*/*/*.mp4"))


def _look(tally: Tally, files: list[Path], killed: float) -> None:
    """Look at what one kill left, as it is."""
    ends: dict[Path, float] = {}
    for path in files:
        tally.files += 1
        try:
            with av.open(str(path)) as container:
                assert sum(1 for _ in container.decode(video=0)) > 0
            clip = read_clip(path)
        except (av.FFmpegError, OSError, AssertionError, ValueError) as error:
            tally.not_opened.append(f"{path.name}: {error}")
            continue
        ends[path.parent.parent] = max(ends.get(path.parent.parent, 0.0), clip.end)
        command = ["ffprobe", "-v", "warning", "-count_packets", "-show_entries", "stream=nb_read_packets", str(path)]
        words = subprocess.run(command, capture_output=True, text=True, check=False).stderr
        if words:
            tally.warned.append(f"{path.name}: {words[:200]}")
    tally.kills += 1
    tally.lost_s.append(round(max((killed - end for end in ends.values()), default=0.0), 3))
    tally.load.append(_load())


def _repair(tally: Tally, folder: Path) -> None:
    database = StationDatabase(folder / "station.sqlite")
    try:
        index = ArchiveIndex(database, folder / "archive")
        for found in check_archive(index, repair=True).findings:
            tally.findings[found.code] = tally.findings.get(found.code, 0) + 1
        tally.after_repair = len(check_archive(index, repair=False).findings)
        rows = index.all()
        tally.rows = sum(scan(one.path).segment is not None and one.closed for one in rows)
    finally:
        database.close()
