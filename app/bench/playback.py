"""`watchroom bench playback`: how soon a time that was chosen is on screen, how soon a step back, and whether four
cameras keep step. What the figures mean: docs/performance.md.

Real files of 1080p H.264, the real worker process, a real window: each time counts from the command to the painting of
exactly the picture that belongs there.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any, Final

import av
from PySide6.QtWidgets import QApplication

from app.bench import recording, usage
from app.bench.loops import MAIN_CODING, load_loop
from video.archive.model import Segment, Stretch
from video.clock import SystemClock
from video.decoder import open_codec
from video.model import Codec, StreamInfo, StreamKind
from video.replay.commands import TrackState
from video.replay.engine import ReplayEngine
from video.rtsp.feed import Feed
from widgets.replay_content import TileStatus
from widgets.replay_wall import ReplayWall

CAMERAS: Final = ("1", "2", "3", "4")
#: Files of each camera, and how often the loop is in each.
FILES, LOOPS = 10, 4
SEEKS, STEPS, THUMBNAILS = 120, 150, 120
SYNC_SECONDS: Final = 6.0
WITHIN_S: Final = 20.0


class BenchFootage:
    """A FootageSource over files that were just written."""

    def __init__(self, segments: list[Segment]) -> None:
        self._segments = segments

    def segments(self, camera: str, start: float, end: float, kind: StreamKind | None = None) -> tuple[Segment, ...]:
        """See FootageSource."""
        found = (one for one in self._segments if one.camera == camera and one.start <= end and one.end >= start)
        return tuple(one for one in found if kind in (None, one.kind))

    def stretches(self, camera: str, start: float, end: float) -> tuple[Stretch, ...]:
        """See FootageSource."""
        return tuple(Stretch(one.start, one.end, one.cause) for one in self.segments(camera, start, end))

    def fetch(self, segment: Segment) -> Path:
        """See FootageSource."""
        return segment.path


class Stage:
    """A window with pictures of the past, and the engine behind it."""

    def __init__(self, source: BenchFootage) -> None:
        self.states: dict[str, TrackState] = {}
        self.moved: list[float] = []
        self.engine = ReplayEngine(SystemClock(), source, on_state=self._take, on_moved=self.moved.append)
        self.wall = ReplayWall()
        self.wall.resize(1280, 720)
        self.wall.show()

    def _take(self, state: TrackState) -> None:
        self.states[state.camera] = state

    def put(self, *cameras: str) -> None:
        """Show these cameras and no other."""
        for camera in self.wall.cameras:
            if camera not in cameras:
                self.wall.take_out(camera)
                self.engine.hide(camera)
        for camera in cameras:
            self.wall.put(camera, f"Camera {camera}")
            self.wall.set_status(camera, TileStatus())
        for camera in cameras:
            self.wall.set_source(camera, self.engine.show(camera, *self.wall.wanted(camera)))

    def until(self, done: Callable[[], bool]) -> float:
        """Let the window live until something is so; gives the seconds. Raises RuntimeError after WITHIN_S."""
        begun = time.monotonic()
        while not done():
            if time.monotonic() - begun > WITHIN_S:
                raise RuntimeError("a picture did not come")
            QApplication.processEvents()
            time.sleep(0.0005)
        return time.monotonic() - begun

    def shows(self, at: float, *cameras: str) -> bool:
        """Whether each camera's painted picture is the one of that time."""
        return all(-1e-4 < at - self.wall.shown_at(camera) < 1 / MAIN_CODING.rate - 1e-4 for camera in cameras)

    def rest(self, seconds: float) -> None:
        """Let the window live for a while."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            QApplication.processEvents()
            time.sleep(0.002)

    def close(self) -> None:
        """End it."""
        for camera in self.wall.cameras:
            self.wall.set_source(camera, None)
        self.engine.stop()
        self.wall.close()
        self.wall.deleteLater()


def run(arguments: argparse.Namespace) -> int:
    """Measure and print; 1 when a picture did not come."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    held = QApplication.instance() or QApplication(sys.argv[:1])
    coding = replace(MAIN_CODING, codec=Codec(arguments.codec), gop=arguments.gop)
    with tempfile.TemporaryDirectory(prefix="watchroom-playback-") as folder:
        feed = load_loop(coding, 0)
        report: dict[str, Any] = {"coding": f"1080p {coding.codec} GOP {coding.gop:g} s", "load": usage.load()}
        report["decode_ms"] = _decode_ms(feed)
        try:
            report |= measure(feed, Path(folder))
            report |= recording.figures()
        except RuntimeError as error:
            print(f"watchroom bench playback: {error}", file=sys.stderr)
            return 1
    del held
    print(json.dumps(report) if arguments.json else "\n".join(f"{key:22}{value}" for key, value in report.items()))
    return 0


def measure(feed: Feed, folder: Path) -> dict[str, Any]:
    """All figures of the pictures; raises RuntimeError."""
    length = feed.duration * LOOPS
    start = time.time() - 86_400.0
    path = folder / "footage.mp4"
    write_footage(feed, path, LOOPS)
    segments = []
    for camera in CAMERAS:
        for number in range(FILES):
            link = folder / f"{camera}-{number}.mp4"
            os.link(path, link)
            begin = start + number * length
            frames, end = len(feed.units) * LOOPS, begin + length - 1 / MAIN_CODING.rate
            given = (camera, StreamKind.MAIN, link, begin, end, frames, link.stat().st_size)
            segments.append(Segment(*given, clock_offset=0.0, camera_clock=True, closed=True))
    stage = Stage(BenchFootage(segments))
    try:
        return _figures(stage, start, length * FILES)
    finally:
        stage.close()


def _figures(stage: Stage, start: float, length: float) -> dict[str, Any]:
    chance = random.Random(7)
    stage.engine.seek(start + 1.0)
    stage.put("1")
    stage.until(lambda: stage.shows(start + 1.0, "1"))
    return {
        "seek_ms": _percentiles(_seeks(stage, start, length, chance)),
        "seek_first_ms": _percentiles(_seeks(stage, start, length, chance, first=True)),
        "step_back_ms": _percentiles(_steps(stage, start + length / 2)),
        "thumbnails_per_s": _thumbnails(stage, start, length),
        **_sync(stage, start),
    }


def _seeks(stage: Stage, start: float, length: float, chance: random.Random, *, first: bool = False) -> list[float]:
    """Seconds to the picture at chance places, asked for at once after the one before; first: to any of that group."""
    took: list[float] = []
    for _ in range(SEEKS // (2 if first else 1)):
        at = start + chance.uniform(0.5, length - 2.5)
        before = stage.wall.shown_at("1")

        def there(at: float = at, before: float = before) -> bool:
            near = stage.wall.shown_at("1")
            return stage.shows(at, "1") or (first and near != before and at - 12.0 < near <= at)

        stage.engine.seek(at)
        took.append(stage.until(there))
        if first:
            stage.until(partial(stage.shows, at, "1"))
    return took


def _steps(stage: Stage, at: float) -> list[float]:
    """Seconds of each step back, over several groups of pictures, the next one asked for as soon as one was painted."""
    stage.engine.seek(at)
    stage.until(lambda: stage.shows(at, "1"))
    stage.rest(0.3)
    took: list[float] = []
    for _ in range(STEPS):
        known, shown = len(stage.moved), stage.wall.shown_at("1")
        begun = time.monotonic()
        stage.engine.step("1", -1)
        stage.until(partial(_stepped, stage, known, shown))
        took.append(time.monotonic() - begun)
    return took


def _stepped(stage: Stage, known: int, shown: float) -> bool:
    return len(stage.moved) > known and 0 < shown - stage.wall.shown_at("1") < 1.5 / MAIN_CODING.rate


def _thumbnails(stage: Stage, start: float, length: float) -> float:
    begun, waiting, made = time.monotonic(), [], 0
    for number in range(THUMBNAILS):
        waiting.append(stage.engine.thumbnail("2", start + 1.0 + (length - 3.0) * number / THUMBNAILS, 160, 90))
        if len(waiting) == 8:
            made += waiting.pop(0).result(WITHIN_S) is not None
    made += sum(one.result(WITHIN_S) is not None for one in waiting)
    return round(made / (time.monotonic() - begun), 1)


def _sync(stage: Stage, start: float) -> dict[str, Any]:
    """How many pictures four cameras on the painted window were apart at most, and at high speed how many moments."""
    stage.put(*CAMERAS)
    found: dict[str, Any] = {}
    for name, speed, step in (("sync_frames", 1.0, 1 / MAIN_CODING.rate), ("sync_frames_backwards", -1.0, 1 / 25)):
        begin = start + (4.0 if speed > 0 else 40.0)
        stage.engine.pause()
        stage.engine.seek(begin)
        stage.until(partial(stage.shows, begin, *CAMERAS))
        stage.rest(1.0)
        stage.engine.set_speed(speed)
        stage.engine.play()
        apart: list[int] = []
        until = time.monotonic() + SYNC_SECONDS
        while time.monotonic() < until:
            QApplication.processEvents()
            shown = [stage.wall.shown_at(camera) for camera in CAMERAS]
            apart.append(round((max(shown) - min(shown)) / step))
            time.sleep(0.004)
        apart.sort()
        found[name] = {"p99": apart[len(apart) * 99 // 100], "max": apart[-1]}
    stage.engine.set_speed(16.0)
    stage.engine.seek(start + 4.0)
    stage.engine.play()
    stage.rest(2.0)
    found["key_only_at_16"] = all(stage.states[camera].key_only for camera in CAMERAS)
    stage.engine.pause()
    return found


def _decode_ms(feed: Feed) -> float:
    """CPU of bare decoding of one picture on this machine: what all else is to be compared with."""
    codec = open_codec(StreamInfo(feed.codec, feed.parameter_sets))
    begun, pictures = time.thread_time(), 0
    for unit in feed.units[:100]:
        pictures += len(codec.decode(av.Packet(unit.data)))
    return round((time.thread_time() - begun) / max(1, pictures) * 1000, 2)


def _percentiles(took: list[float]) -> dict[str, float]:
    ordered = sorted(took)
    at = {"p50": len(ordered) // 2, "p95": len(ordered) * 95 // 100}
    return {name: round(ordered[index] * 1000, 1) for name, index in at.items()}


def write_footage(feed: Feed, path: Path, loops: int) -> None:
    """Write a feed so many times over as an archive does: fragments at key pictures, no index at the end."""
    options = {"movflags": "+frag_keyframe+empty_moov+default_base_moof", "video_track_timescale": "90000"}
    head = io.BytesIO(feed.parameter_sets + feed.units[0].data)
    rate = len(feed.units) / feed.duration
    with (
        av.open(head, format="hevc" if feed.codec is Codec.HEVC else "h264") as probe,
        av.open(str(path), "w", format="mp4", options=options) as container,
    ):
        stream = container.add_stream_from_template(probe.streams.video[0])
        if feed.codec is Codec.HEVC:
            stream.codec_tag = "hvc1"
        stream.time_base = Fraction(1, 90_000)
        for number in range(loops * len(feed.units)):
            unit = feed.units[number % len(feed.units)]
            packet = av.Packet(unit.data)
            packet.stream, packet.time_base = stream, Fraction(1, 90_000)
            packet.pts = packet.dts = round(number * 90_000 / rate)
            packet.duration = round(90_000 / rate)
            packet.is_keyframe = unit.key
            container.mux_one(packet)
