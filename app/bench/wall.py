"""`watchroom bench wall`: what the wall costs, how soon it shows what cameras send, and how much of it.

Cameras: an RTSP server of our own in a process of its own, on this machine's clock, so that the time from sending to
painting can be told; or the cameras of a site file. What each figure means is written in docs/performance.md.
"""

from __future__ import annotations

import math
import os
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QApplication

from app.bench import usage, yardstick
from app.bench.loops import MAIN_CODING, SUB_CODING, Coding
from app.bench.meter import GapMeter, PaintFigures, judge, judge_by_receipt, percentile
from app.bench.server import BenchServer, Served, ServerOrder
from app.bench.stage import PICTURES_WITHIN, Stage, Tile, arrangement, wait, wait_until
from app.settings import load_site
from app.site_document import Camera
from video.model import CameraSource, Credentials, StreamAddress, StreamKind, Trust
from video.usage import own_usage
from widgets import theme

SETTLE_S = 3.0
DRAIN_S = 1.0
DROP_S = 0.3
GAPS_S = 10.0
MIB = 2**20


@dataclass(frozen=True, slots=True)
class Options:
    """What to measure. Of a site, its first `tiles` cameras are shown, and the next `main` of them on main.

    cameras: how many of our own are connected at least, shown or not.
    """

    tiles: int = 16
    main: int = 1
    cameras: int = 0
    seconds: float = 30.0
    site: Path | None = None
    replay: bool = True
    sub_coding: Coding = SUB_CODING
    main_coding: Coding = MAIN_CODING
    workers: int = 2
    probes: int = 5
    yardstick: bool = True
    naive: bool = False


@dataclass(frozen=True, slots=True)
class Cameras:
    """The cameras of a run and their tiles; served: when each tile's pictures are sent, where we are the server."""

    sources: tuple[CameraSource, ...]
    tiles: tuple[Tile, ...]
    served: dict[str, Served]

    def addresses(self) -> list[StreamAddress]:
        """Give the addresses of what is shown."""
        found = {source.camera: source for source in self.sources}
        pairs = ((found[tile.camera].sub, found[tile.camera].main, tile.kind) for tile in self.tiles)
        shown = (main if kind is StreamKind.MAIN else sub for sub, main, kind in pairs)
        return [address for address in shown if address is not None]


def measure(options: Options) -> dict[str, Any]:
    """Run the benchmark; raises RuntimeError when streams do not come, ValueError for a site without cameras."""
    application = ready_application()
    with ExitStack() as stack:
        server = None
        if options.site is None:
            count = max(options.tiles + options.main, options.cameras)
            order = ServerOrder(count, options.sub_coding, options.main_coding, options.replay)
            server = stack.enter_context(BenchServer(order))
        cameras = (
            _cameras_of_site(options) if server is None else cameras_of_server(server, options.tiles, options.main)
        )
        report = _measure_ours(options, cameras, server)
        report["platform"] = application.platformName()
        report["load"] = _load()
        if server is not None:
            report["bit_rates"] = {kind.value: round(rate) for kind, rate in server.bit_rates.items()}
        if options.yardstick:
            report |= _compare(report["cpu_cores"], yardstick.measure(cameras.addresses(), options.seconds, wait))
        if options.naive and server is not None:
            from app.bench import naive  # noqa: PLC0415 - brings OpenCV along, in a process of its own

            report["naive"] = naive.measure(cameras.tiles, cameras.served, options.seconds, wait)
    return report


def _load() -> float | None:
    """Give the machine's load average over the last minute, our own work included; None where it is not told."""
    if sys.platform == "win32":
        return None
    return round(os.getloadavg()[0], 1)


def ready_application() -> QApplication:
    """Give the application object, made off screen where there is no display."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication(sys.argv[:1])
    theme.apply(application, theme.current())
    return application


def cameras_of_server(server: BenchServer, subs: int, mains: int) -> Cameras:
    """Give a tile to the first `subs` + `mains` cameras of the server, the last of these on their main streams."""
    sources, tiles, served = [], [], {}
    for number in range(max(subs + mains, server.order.cameras)):
        streams = {kind: server.stream(number, kind) for kind in StreamKind}
        camera = f"camera{number}"
        sub, main = (StreamAddress(streams[kind].url) for kind in (StreamKind.SUB, StreamKind.MAIN))
        sources.append(CameraSource(camera, sub, main))
        if number >= subs + mains:
            continue
        kind = StreamKind.SUB if number < subs else StreamKind.MAIN
        tiles.append(Tile(camera, camera, kind))
        served[camera] = streams[kind]
    return Cameras(tuple(sources), tuple(tiles), served)


def _cameras_of_site(options: Options) -> Cameras:
    assert options.site is not None
    site = load_site(options.site).site
    cameras = site.cameras[: options.tiles + options.main]
    if not cameras:
        raise ValueError(f"{options.site} has no usable camera; `watchroom check` tells why")
    sources = tuple(CameraSource(c.id, _address(c, c.sub), _address(c, c.main), c.transport) for c in cameras)
    large = max(0, len(cameras) - options.main)
    kinds = [StreamKind.MAIN if n >= large and s.main is not None else StreamKind.SUB for n, s in enumerate(sources)]
    kinds = [kind if source.sub is not None else StreamKind.MAIN for kind, source in zip(kinds, sources, strict=True)]
    tiles = tuple(Tile(c.id, c.id, kind, c.name) for c, kind in zip(cameras, kinds, strict=True))
    return Cameras(sources, tiles, {})


def _address(camera: Camera, url: str) -> StreamAddress | None:
    if not url:
        return None
    password = camera.password.reveal() if camera.password is not None else ""
    credentials = Credentials(camera.username, password) if camera.username else None
    return StreamAddress(url, credentials, Trust(camera.tls_ca, camera.tls_fingerprint))


def _measure_ours(options: Options, cameras: Cameras, server: BenchServer | None) -> dict[str, Any]:
    places = arrangement(len(cameras.tiles) - options.main, options.main)
    with Stage(options.workers) as stage:
        if not wait_until(lambda: stage.running >= options.workers, PICTURES_WITHIN):
            raise RuntimeError("the video workers did not start")
        began = time.time()
        stage.engine.set_cameras(cameras.sources)
        stage.set_tiles(cameras.tiles, places)
        keys = [tile.key for tile in cameras.tiles]
        if not wait_until(lambda: stage.painted_once(keys), PICTURES_WITHIN):
            raise RuntimeError("not all pictures came")
        all_pictures = max(stage.log.painted[key][0].painted for key in keys) - began
        wait(SETTLE_S)
        report = _steady(options, cameras, stage, server)
        report["first_picture_ms"] = {
            **_first_pictures(options, cameras, stage, places),
            "whole_wall": _ms(all_pictures),
        }
    return report


def _steady(options: Options, cameras: Cameras, stage: Stage, server: BenchServer | None) -> dict[str, Any]:
    """Measure while nothing changes; the gaps afterwards, for their meter's own ticks are no work of the wall's."""
    pids = usage.family(os.getpid(), [server.pid] if server is not None else []) if usage.SEES_OTHERS else []
    before, start = _cpu(stage, pids), time.time()
    wait(options.seconds)
    end, used = time.time(), _cpu(stage, pids) - before
    memory = _memory(stage, pids)
    wait(DRAIN_S)
    found = _gaps(stage, min(options.seconds, GAPS_S))
    if cameras.served:
        figures = judge(stage.log, cameras.served, start, end)
    else:
        rates = {tile.key: _rate(stage, tile) for tile in cameras.tiles}
        figures = judge_by_receipt(stage.log, rates, start, end)
    over = sum(gap > 0.016 + 0.010 for gap in found)
    return {
        "tiles": sum(tile.kind is StreamKind.SUB for tile in cameras.tiles),
        "main": sum(tile.kind is StreamKind.MAIN for tile in cameras.tiles),
        "cameras": len(cameras.sources),
        "seconds": round(end - start, 1),
        "cpu_cores": round(used / (end - start), 4),
        "cpu_ratio": None,
        **_painting(figures),
        "worker_restarts": sum(worker.restarts for worker in stage.engine.stats()),
        "latency_from": "sent" if cameras.served else "received",
        "gui_gap_ms": {
            "p99": _ms(percentile(found, 0.99)),
            "max": _ms(found[-1] if found else math.nan),
            "over_26_percent": round(100 * over / max(1, len(found)), 2),
        },
        **memory,
    }


def _gaps(stage: Stage, seconds: float) -> list[float]:
    meter = GapMeter(stage.wall)
    meter.start()
    wait(seconds)
    found = meter.stop()
    meter.deleteLater()
    return found


def _rate(stage: Stage, tile: Tile) -> float:
    state = stage.states.get((tile.camera, tile.kind))
    return state.frame_rate if state is not None else 0.0


def _painting(figures: PaintFigures) -> dict[str, Any]:
    stages = {
        "sent_to_received": figures.travel,
        "received_to_decoded": figures.decoding,
        "decoded_to_scaled": figures.scaling,
        "scaled_to_painted": figures.waiting,
    }
    return {
        "sent": figures.sent,
        "painted_percent": round(100 * figures.painted / max(1, figures.sent), 3),
        "late_percent": round(100 * figures.late / max(1, figures.painted), 3),
        "latency_ms": _p50_p99(figures.latency),
        "stages_ms": {name: _p50_p99(values) for name, values in stages.items()},
    }


def _cpu(stage: Stage, pids: Sequence[int]) -> float:
    """Give the CPU seconds of all our processes."""
    if pids:
        return usage.cpu_seconds(pids)
    return time.process_time() + sum(worker.cpu_seconds for worker in stage.engine.stats())


def _memory(stage: Stage, pids: Sequence[int]) -> dict[str, Any]:
    workers = stage.engine.stats()
    rings = {"ring_mb": round(sum(worker.ring_bytes for worker in workers) / MIB, 1)}
    if pids:
        seen = usage.look(pids)
        return {
            "rss_mb": round(seen.pss_bytes / MIB, 1),
            "memory_kind": "PSS of all processes, each shared page counted once",
            "processes": seen.processes,
            "threads": seen.threads,
            **rings,
        }
    resident = own_usage().rss_bytes + sum(worker.rss_bytes for worker in workers)
    return {
        "rss_mb": round(resident / MIB, 1),
        "memory_kind": "resident pages of all processes, shared pages counted in each",
        "processes": 1 + len(workers),
        "threads": None,
        **rings,
    }


def _first_pictures(
    options: Options, cameras: Cameras, stage: Stage, places: Sequence[QRectF]
) -> dict[str, float | None]:
    """Open streams of one camera in its place, while all other tiles go on; medians of several times."""
    subs = [tile for tile in cameras.tiles if tile.kind is StreamKind.SUB] or list(cameras.tiles)
    victim = subs[-1]
    source = next(s for s in cameras.sources if s.camera == victim.camera)
    found: dict[str, list[float]] = {"sub": [], "main": [], "sub_from_memory": []}
    for number in range(options.probes):
        for name, kind in (("sub", StreamKind.SUB), ("main", StreamKind.MAIN), ("sub_from_memory", StreamKind.SUB)):
            if (source.sub if kind is StreamKind.SUB else source.main) is None:
                continue
            _show_in_place(stage, cameras.tiles, victim, None, places)
            if name == "sub":
                stage.engine.set_cameras([s for s in cameras.sources if s is not source])
            wait(DROP_S)
            probe = Tile(f"probe-{name}-{number}", victim.camera, kind)
            began = time.time()
            if name == "sub":
                stage.engine.set_cameras(cameras.sources)
            _show_in_place(stage, cameras.tiles, victim, probe, places)
            if not wait_until(lambda key=probe.key: stage.painted_once([key]), PICTURES_WITHIN):  # type: ignore[misc]
                raise RuntimeError(f"the {kind} stream did not open")
            found[name].append(stage.log.painted[probe.key][0].painted - began)
    return {name: _ms(statistics.median(values)) if values else None for name, values in found.items()}


def _show_in_place(
    stage: Stage, tiles: Sequence[Tile], victim: Tile, probe: Tile | None, places: Sequence[QRectF]
) -> None:
    """Show all tiles with `probe` where `victim` was, or nothing there."""
    pairs = [(probe if tile is victim else tile, place) for tile, place in zip(tiles, places, strict=False)]
    kept = [(tile, place) for tile, place in pairs if tile is not None]
    stage.set_tiles([tile for tile, _ in kept], [place for _, place in kept])


def _compare(cores: float, found: yardstick.Yardstick) -> dict[str, Any]:
    bare = found.cpu_seconds / found.seconds
    told = {"name": found.name, "cpu_cores": round(bare, 4)}
    if found.pss_mb is not None:
        told["rss_mb"] = round(found.pss_mb, 1)
    return {"cpu_ratio": round(cores / bare, 3) if bare else None, "yardstick": told}


def _p50_p99(ascending: Sequence[float]) -> dict[str, float | None]:
    return {"p50": _ms(percentile(ascending, 0.50)), "p99": _ms(percentile(ascending, 0.99))}


def _ms(seconds: float) -> float | None:
    return None if math.isnan(seconds) else round(seconds * 1000, 1)
