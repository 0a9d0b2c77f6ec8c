"""`watchroom bench soak`: the wall for an hour while a camera fails every few seconds.

Does anything grow, does each camera come back by itself, and does no tile ever show an old picture as live?
"""

from __future__ import annotations

import math
import os
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from app.bench import usage
from app.bench.faults import Fault
from app.bench.loops import SUB_CODING, Coding
from app.bench.meter import percentile
from app.bench.server import BenchServer, ServerOrder
from app.bench.stage import PICTURES_WITHIN, Stage, wait, wait_until
from app.bench.tally import DropPlan, SoakLog
from app.bench.wall import MIB, cameras_of_server, ready_application
from video.model import StreamKind
from widgets.layouts import grid

#: Seconds between looks at the tiles' faces.
LOOK_S = 0.1
_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class SoakOptions:
    """What to do. The last `quiet_s` nothing fails. warm_up_s: None for a fifth of the time, 5 minutes at most."""

    seconds: float = _HOUR
    tiles: int = 16
    drop_every: float = 10.0
    sample_every: float = 30.0
    warm_up_s: float | None = None
    quiet_s: float = 40.0
    back_within: float = 30.0
    lasts: Mapping[Fault, float] = field(default_factory=lambda: {Fault.STALLED: 12.0, Fault.GONE: 8.0})
    coding: Coding = SUB_CODING
    workers: int = 2

    @property
    def warm_up(self) -> float:
        """Seconds whose samples are not judged."""
        return min(300.0, self.seconds / 5) if self.warm_up_s is None else self.warm_up_s


@dataclass(frozen=True, slots=True)
class Sample:
    """What all our processes used at a moment, `at` seconds after the start."""

    at: float
    pss_mb: float
    rss_mb: float
    threads: int
    descriptors: int
    shared_blocks: int
    processes: int
    cpu_seconds: float


def measure(options: SoakOptions, told: Callable[[str], None] = lambda _line: None) -> dict[str, Any]:
    """Run the soak; raises RuntimeError when the pictures do not come. `told` hears of progress at each sample."""
    if not usage.SEES_OTHERS:
        raise RuntimeError("the soak needs /proc to look into processes")
    application = ready_application()
    order = ServerOrder(options.tiles, options.coding, options.coding)
    with BenchServer(order) as server:
        cameras = cameras_of_server(server, options.tiles, 0)
        log = SoakLog(time.time() - time.monotonic())
        log.expect(cameras.served)
        with Stage(options.workers, log=log) as stage:
            log.face_of = lambda key: stage.wall.faces()[key]
            if not wait_until(lambda: stage.running >= options.workers, PICTURES_WITHIN):
                raise RuntimeError("the video workers did not start")
            stage.engine.set_cameras(cameras.sources)
            stage.set_tiles(cameras.tiles, grid(options.tiles))
            if not wait_until(lambda: stage.painted_once([tile.key for tile in cameras.tiles]), PICTURES_WITHIN):
                raise RuntimeError("not all pictures came")
            report = _Soak(options, stage, log, server, told).run()
    return {**report, "platform": application.platformName()}


class _Soak:
    """One run over a wall that shows all pictures."""

    def __init__(
        self, options: SoakOptions, stage: Stage, log: SoakLog, server: BenchServer, told: Callable[[str], None]
    ) -> None:
        self._options, self._stage, self._log, self._server, self._told = options, stage, log, server, told
        self._keys = list(log.tiles)
        self._plan = DropPlan(options.tiles, options.drop_every, options.lasts)
        self._samples: list[Sample] = []
        self._began = time.monotonic()

    @property
    def _elapsed(self) -> float:
        return time.monotonic() - self._began

    def run(self) -> dict[str, Any]:
        options = self._options
        while self._elapsed < options.seconds:
            self._step(failing=self._elapsed < options.seconds - options.quiet_s)
        until = self._elapsed + options.back_within
        while self._log.away and self._elapsed < until:
            self._step(failing=False)
        self._sample()
        self._log.finish(time.time())
        return self._report()

    def _step(self, failing: bool) -> None:
        wait(LOOK_S)
        elapsed = self._elapsed
        for camera in self._plan.mending(elapsed):
            self._server.mend(camera, StreamKind.SUB)
            self._log.mend(self._keys[camera], time.time())
        for camera, fault in self._plan.failing(elapsed) if failing else ():
            self._log.fail(self._keys[camera], fault, time.time())
            self._server.fail(camera, StreamKind.SUB, fault)
        self._log.look(self._stage.wall.faces(), time.time())
        if elapsed >= (len(self._samples)) * self._options.sample_every:
            self._sample()

    def _sample(self) -> None:
        seen = usage.look(usage.family(os.getpid(), [self._server.pid]))
        sample = Sample(
            round(self._elapsed, 1),
            round(seen.pss_bytes / MIB, 1),
            round(seen.rss_bytes / MIB, 1),
            seen.threads,
            seen.descriptors,
            seen.shared_blocks,
            seen.processes,
            round(seen.cpu_seconds, 1),
        )
        self._samples.append(sample)
        self._told(f"{sample.at:7.0f} s  PSS {sample.pss_mb} MB  threads {sample.threads}  fds {sample.descriptors}")

    def _report(self) -> dict[str, Any]:
        log, options = self._log, self._options
        sent, painted = (sum(getattr(tile, name) for tile in log.tiles.values()) for name in ("sent", "painted"))
        warm = [sample for sample in self._samples if sample.at >= options.warm_up] or self._samples[-1:]
        return {
            "tiles": options.tiles,
            "minutes": round(self._elapsed / 60, 2),
            "warm_up_s": round(options.warm_up, 1),
            "cpu_cores": round(_cores(warm), 4),
            **{name: trend(warm, name) for name in ("pss_mb", "rss_mb", "threads", "descriptors", "shared_blocks")},
            "sent": sent,
            "painted_percent": round(100 * painted / max(1, sent), 3),
            "drops": _drops(log),
            "old_shown_as_live": log.old_as_live,
            "oldest_shown_as_live_s": round(log.oldest_as_live_s, 2),
            "wrong_faces": log.wrong_bands,
            "looks": log.looks,
            "worker_restarts": sum(worker.restarts for worker in self._stage.engine.stats()),
            "samples": [asdict(sample) for sample in self._samples],
        }


def trend(samples: Sequence[Sample], name: str) -> dict[str, float]:
    """Give a figure's first, last, least and greatest value and the slope of the line through all, per hour."""
    values = [float(getattr(sample, name)) for sample in samples]
    times = [sample.at / _HOUR for sample in samples]
    slope = statistics.linear_regression(times, values).slope if len(set(times)) > 1 else 0.0
    found = {"first": values[0], "last": values[-1], "least": min(values), "most": max(values)}
    return {**found, "slope_per_hour": round(slope, 2)}


def _cores(samples: Sequence[Sample]) -> float:
    first, last = samples[0], samples[-1]
    return (last.cpu_seconds - first.cpu_seconds) / (last.at - first.at) if last.at > first.at else math.nan


def _drops(log: SoakLog) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for fault in Fault:
        drops = [drop for drop in log.drops if drop.fault is fault]
        back = sorted(drop.back_s for drop in drops if drop.back_s is not None)
        times = {"p50_s": percentile(back, 0.5), "max_s": back[-1]} if back else {}
        found[fault.value] = {"failed": len(drops), "back": len(back), **{k: round(v, 2) for k, v in times.items()}}
    return found
