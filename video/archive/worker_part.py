"""Recording inside a video worker: which streams are recorded, and by whom, as cameras and plans come and go.

What comes for recorders waits for the next tick and is handed to all of them in one go: done packet by packet between
other work the same cost four times the CPU, for nothing of it was in the processor's caches any more.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from video.archive.disk_writer import DiskWriter
from video.archive.model import RecordingPlan
from video.archive.stream_recorder import StreamRecorder
from video.camera_feed import CameraFeed
from video.clock import Clock
from video.model import AudioPacket, Packet, StreamInfo, StreamKind
from video.ring import Entry


@dataclass(frozen=True, slots=True)
class Record:
    """Record a camera like this from now on; a plan without streams ends it."""

    camera: str
    plan: RecordingPlan


class _Inbox:
    """What came for a recorder since the last tick."""

    def __init__(self) -> None:
        self._came: deque[Entry | AudioPacket] = deque()

    def picture(self, packet: Packet, info: StreamInfo) -> None:
        """Keep a picture."""
        self._came.append((packet, info))

    def sound(self, packet: AudioPacket) -> None:
        """Keep a piece of sound."""
        self._came.append(packet)

    def clear(self) -> None:
        """Forget it: the recorder has it from the ring."""
        self._came.clear()

    def empty_into(self, recorder: StreamRecorder) -> None:
        """Hand all over in the order it came."""
        while self._came:
            one = self._came.popleft()
            if isinstance(one, AudioPacket):
                recorder.sound(one)
            else:
                recorder.take(*one)


@dataclass(frozen=True, slots=True)
class _Recorded:
    recorder: StreamRecorder
    inbox: _Inbox


class RecordingPart:
    """All on the worker's loop, but the writing of files. send: to the engine."""

    def __init__(self, clock: Clock, send: Callable[[object], None]) -> None:
        self._clock = clock
        self._send = send
        self._plans: dict[str, RecordingPlan] = {}
        self._feeds: dict[str, CameraFeed] = {}
        self._recorded: dict[tuple[str, StreamKind], _Recorded] = {}
        self._writer: DiskWriter | None = None

    def obey(self, order: Record) -> None:
        """Take a plan."""
        self._plans[order.camera] = order.plan
        feed = self._feeds.get(order.camera)
        if feed is not None:
            self._follow(feed, order.plan)

    def attach(self, feed: CameraFeed) -> None:
        """A camera is there."""
        camera = feed.source.camera
        self._feeds[camera] = feed
        if camera in self._plans:
            self._follow(feed, self._plans[camera])

    def detach(self, camera: str) -> None:
        """A camera goes: close its files."""
        feed = self._feeds.pop(camera, None)
        for kind in StreamKind if feed is not None else ():
            self._end(camera, kind)

    def safe_copy(self, feed: CameraFeed, kind: StreamKind, folder: Path) -> StreamRecorder | None:
        """Give a recorder for what is kept in memory meanwhile, into `folder`; None where there is no such folder.

        The caller feeds and stops it. What it wrote is what is left should this process end.
        """
        if not folder.is_dir():
            return None
        plan = RecordingPlan(folder, frozenset({kind}), "incident", segment_s=float("inf"))
        camera = feed.source.camera
        return StreamRecorder(camera, kind, plan, self._disk(), self._clock, lambda _start: [], _ignore, _ignore)

    def tick(self) -> None:
        """Record what came, and look after the disk; a few times a second, for so much is lost at a crash."""
        for one in self._recorded.values():
            one.inbox.empty_into(one.recorder)
            one.recorder.tick()

    async def close(self) -> None:
        """Close every file."""
        for camera in list(self._feeds):
            self.detach(camera)
        if self._writer is not None:
            await asyncio.to_thread(self._writer.stop)
            await asyncio.sleep(0)  # its last answers
            self._writer = None

    def _follow(self, feed: CameraFeed, plan: RecordingPlan) -> None:
        camera = feed.source.camera
        wanted = {feed.present_kind(kind) for kind in plan.kinds}
        for kind in StreamKind:
            known = self._recorded.get((camera, kind))
            if kind not in wanted:
                self._end(camera, kind, feed)
            elif known is not None and known.recorder.plan.folder == plan.folder:
                known.inbox.empty_into(known.recorder)
                known.recorder.set_plan(_plan_of(kind, plan))
            else:
                self._end(camera, kind, feed)
                self._begin(feed, kind, _plan_of(kind, plan))

    def _begin(self, feed: CameraFeed, kind: StreamKind, plan: RecordingPlan) -> None:
        inbox = _Inbox()

        def since(start: float) -> list[Entry]:
            inbox.clear()
            ring = feed.ring(kind)
            return ring.since(start) if ring is not None else []

        camera = feed.source.camera
        writer = self._disk()
        recorder = StreamRecorder(camera, kind, plan, writer, self._clock, since, self._send, self._send)
        self._recorded[camera, kind] = _Recorded(recorder, inbox)
        before = feed.listen(kind, inbox.picture, self._clock.now() - plan.pre_roll, inbox.sound)
        recorder.begin(before)

    def _end(self, camera: str, kind: StreamKind, feed: CameraFeed | None = None) -> None:
        known = self._recorded.pop((camera, kind), None)
        if known is None:
            return
        if feed is not None:
            feed.unlisten(kind, known.inbox.picture)
        known.inbox.empty_into(known.recorder)
        known.recorder.stop()

    def _disk(self) -> DiskWriter:
        if self._writer is None:
            self._writer = DiskWriter(self._clock, asyncio.get_running_loop().call_soon_threadsafe)
        return self._writer


def _ignore(_told: object) -> None:
    """Nobody asks how a copy goes."""


def _plan_of(kind: StreamKind, plan: RecordingPlan) -> RecordingPlan:
    """Of a camera in an incident the large stream is the incident's, the small one goes on as ever."""
    if not plan.incident:
        return plan
    return replace(plan, cause="incident") if kind is StreamKind.MAIN else replace(plan, incident="")
