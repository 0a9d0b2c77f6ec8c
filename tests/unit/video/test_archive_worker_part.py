"""Recorders of a worker get what came at the tick, in one go and in order; nothing is lost and nothing comes twice."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.encoded_video import encoded_feed
from tests.fakes.packets import entries_of
from video.archive.model import RecorderState, RecordingPlan, Segment
from video.archive.worker_part import Record, RecordingPart
from video.camera_feed import CameraFeed
from video.clips import read_clip
from video.clock import SystemClock
from video.model import CameraSource, StreamAddress, StreamKind
from video.ring import Entry, PacketRing

T = 1_763_000_000.0
SUB = frozenset({StreamKind.SUB})


class Feed:
    """What a recording part knows of a camera; `play` is what its session would hand on."""

    def __init__(self) -> None:
        self.source = CameraSource("07", StreamAddress("rtsp://127.0.0.1/7"), None)
        self.past = PacketRing(60, 1 << 24)
        self.listeners: list[Callable[..., None]] = []

    def present_kind(self, kind: StreamKind) -> StreamKind:
        return StreamKind.SUB

    def ring(self, kind: StreamKind) -> PacketRing:
        return self.past

    def listen(self, kind: StreamKind, listener: Callable[..., None], start: float, ear: object) -> list[Entry]:
        self.listeners.append(listener)
        return self.past.since(start)

    def unlisten(self, kind: StreamKind, listener: Callable[..., None]) -> None:
        self.listeners.remove(listener)

    def play(self, entries: list[Entry]) -> None:
        for packet, info in entries:
            self.past.append(packet, info)
            for listener in self.listeners:
                listener(packet, info)


@dataclass
class Bench:
    clock: FakeClock = field(default_factory=lambda: FakeClock(T))
    told: list[object] = field(default_factory=list)
    feed: Feed = field(default_factory=Feed)

    def __post_init__(self) -> None:
        self.part = RecordingPart(self.clock, self.told.append)

    def plan(self, plan: RecordingPlan) -> None:
        self.part.attach(cast("CameraFeed", self.feed))
        self.part.obey(Record("07", plan))

    @property
    def segments(self) -> list[Segment]:
        last: dict[Path, Segment] = {one.path: one for one in self.told if isinstance(one, Segment)}
        return sorted(last.values(), key=lambda one: one.start)

    @property
    def faults(self) -> list[str]:
        return [one.fault for one in self.told if isinstance(one, RecorderState)]

    async def until(self, done: Callable[[], bool]) -> None:
        deadline = SystemClock().monotonic() + 60
        while not done():
            assert SystemClock().monotonic() < deadline
            self.clock.advance(0.05)  # files are synced now and then
            await asyncio.sleep(0.01)


def pictures(count: int) -> list[Entry]:
    return entries_of(encoded_feed(), start=T, count=count)


def times(bench: Bench) -> list[float]:
    return [frame.captured_at for one in bench.segments for frame in read_clip(one.path).frames]


def run(work: Callable[[Bench], Any]) -> None:
    asyncio.run(work(Bench()))


def test_what_came_is_in_the_file_after_the_tick_and_all_of_it_when_the_camera_goes(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        bench.plan(RecordingPlan(tmp_path, SUB))
        entries = pictures(60)
        bench.feed.play(entries[:50])
        bench.part.tick()
        await bench.until(lambda: bool(bench.segments) and len(times(bench)) >= 45)  # all complete fragments
        bench.feed.play(entries[50:])
        bench.part.detach("07")
        await bench.part.close()
        assert times(bench) == pytest.approx([packet.captured_at for packet, _ in entries], abs=0.001)
        assert bench.segments[0].closed and bench.segments[0].frames == 60

    run(work)


def test_another_plan_holds_from_the_next_key_picture_whatever_waited_for_the_tick(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        bench.plan(RecordingPlan(tmp_path, SUB))
        entries = pictures(60)
        bench.feed.play(entries[:40])  # key pictures at 0, 15, 30, 45
        bench.part.obey(Record("07", RecordingPlan(tmp_path, SUB, cause="motion")))
        bench.feed.play(entries[40:])
        await bench.part.close()
        assert [(one.cause, one.frames) for one in bench.segments] == [("recording", 45), ("motion", 15)]

    run(work)


def test_after_trouble_with_the_disk_what_the_ring_has_is_written_once(tmp_path: Path) -> None:
    async def work(bench: Bench) -> None:
        root = tmp_path / "disk"
        root.mkdir()
        bench.plan(RecordingPlan(root, SUB))
        entries = pictures(150)
        bench.feed.play(entries[:30])
        bench.part.tick()
        await bench.until(lambda: bool(bench.segments))
        shutil.rmtree(root)
        await bench.until(lambda: "gone" in bench.faults)
        bench.told.clear()
        root.mkdir()
        bench.clock.advance(3.0)
        bench.feed.play(entries[30:120])  # the first key picture begins anew from the ring, which has the rest already
        bench.part.tick()
        bench.feed.play(entries[120:])
        await bench.part.close()
        found = times(bench)
        assert found == sorted(set(found)) and len(found) >= 120
        assert found[-1] == max(found) and abs(found[-1] - entries[-1][0].captured_at) < 0.001

    run(work)
