"""What recording costs: CPU beside showing the same streams, and memory of the seconds before an alarm."""

from __future__ import annotations

import multiprocessing
import os
import random
import statistics
import tempfile
import threading
from multiprocessing.connection import Connection
from pathlib import Path

from app.bench.loops import MAIN_CODING, SUB_CODING
from app.bench.server import BenchServer, ServerOrder
from app.bench.usage import cpu_seconds, family, look
from video.archive.model import RecordingPlan
from video.clock import SystemClock
from video.engine import VideoEngine
from video.model import CameraSource, Codec, Packet, Phase, StreamAddress, StreamInfo, StreamKind, StreamState
from video.ring import PacketRing

STREAMS = 16
TILE = (480, 270)
START_WITHIN = 60.0
RING_S = 30.0


def recording_cpu_ratio(*, turns: int = 4, seconds: float = 8.0) -> float:
    """CPU of showing and recording 16 sub streams against showing them alone, in turns on the same connections."""
    order = ServerOrder(STREAMS, SUB_CODING, MAIN_CODING)
    with BenchServer(order) as server, tempfile.TemporaryDirectory(prefix="watchroom-") as folder:
        live: set[str] = set()
        engine = VideoEngine(SystemClock(), workers=2, on_state=lambda state: _note(live, state))
        engine.start()
        try:
            _show(engine, server)
            _wait_for(live)
            shares: dict[bool, list[float]] = {True: [], False: []}
            for turn in range(turns * 2):
                record = turn % 2 == 1
                _record(engine, Path(folder), on=record)
                _pause(2.0)  # files are opened, or closed
                shares[record].append(_used(server.pid, seconds))
        finally:
            engine.stop()
    # The least of each: what else the machine did is in all the others.
    return round(min(shares[True]) / min(shares[False]), 3)


def preroll_memory_ratio() -> float:
    """Memory that a process takes for 30 s of 16 streams in rings, against the bytes of the streams."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_fill_rings, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    grown, held = ours.recv()
    process.join()
    return round(grown / held, 3)


def _fill_rings(pipe: Connection) -> None:
    rings = [PacketRing(RING_S, 1 << 26) for _ in range(STREAMS)]
    info = StreamInfo(Codec.H264, b"")
    chance = random.Random(1)
    before = look([os.getpid()]).rss_bytes
    mean = SUB_CODING.bit_rate // 8 // SUB_CODING.rate
    for number in range(int(RING_S * SUB_CODING.rate * 1.5)):
        key, at = number % int(SUB_CODING.gop * SUB_CODING.rate) == 0, number / SUB_CODING.rate
        for ring in rings:
            size = mean * 6 if key else int(mean * chance.uniform(0.4, 1.3))
            ring.append(Packet(os.urandom(size), key, at, at, at, at, True), info)
    pipe.send((look([os.getpid()]).rss_bytes - before, sum(ring.size for ring in rings)))
    pipe.close()


def _note(live: set[str], state: StreamState) -> None:
    if state.phase is Phase.LIVE:
        live.add(state.camera)


def _wait_for(live: set[str]) -> None:
    clock = SystemClock()
    deadline = clock.monotonic() + START_WITHIN
    while len(live) < STREAMS:
        if clock.monotonic() > deadline:
            raise RuntimeError(f"only {len(live)} of {STREAMS} streams came up")
        _pause(0.1)
    _pause(3.0)


def _show(engine: VideoEngine, server: BenchServer) -> None:
    sources = []
    for number in range(STREAMS):
        sub = StreamAddress(server.stream(number, StreamKind.SUB).url)
        sources.append(CameraSource(f"{number:02d}", sub, None))
    engine.set_cameras(sources)
    for source in sources:
        engine.show(f"tile{source.camera}", source.camera, StreamKind.SUB, *TILE)


def _record(engine: VideoEngine, folder: Path, *, on: bool) -> None:
    kinds = frozenset({StreamKind.SUB}) if on else frozenset()
    for number in range(STREAMS):
        engine.recording.record(f"{number:02d}", RecordingPlan(folder, kinds))


def _used(without: int, seconds: float) -> float:
    pids = family(os.getpid(), [without])
    before, clock = cpu_seconds(pids), SystemClock()
    began = clock.monotonic()
    _pause(seconds)
    return (cpu_seconds(pids) - before) / (clock.monotonic() - began)


def _pause(seconds: float) -> None:
    threading.Event().wait(seconds)


def figures() -> dict[str, float]:
    """Both, for `watchroom bench playback --json`; and how loaded the machine was."""
    load = statistics.fmean(os.getloadavg()) if hasattr(os, "getloadavg") else 0.0
    return {
        "recording_cpu_ratio": recording_cpu_ratio(),
        "preroll_memory_ratio": preroll_memory_ratio(),
        "recording_load": round(load, 1),
    }
