"""The worker process: its share of the cameras, decoded into the slots it is told of."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
from collections.abc import Coroutine
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from video.archive.worker_part import Record, RecordingPart
from video.camera_feed import CameraFeed
from video.clips import UNFINISHED, cut, write_clip
from video.commands import (
    Hide,
    Hurry,
    KeepPast,
    KeyOnly,
    LearnAnew,
    LiftMask,
    OpenClips,
    PlayerMoved,
    Pulse,
    Reply,
    SaveClip,
    SaveStill,
    SessionFactory,
    SetCameras,
    SetMasks,
    ShowLive,
    ShowPast,
    Steer,
    WorkerConfig,
)
from video.decoder import SlotSink
from video.frames import FrameSlot
from video.kept_past import KeptPast, kept_in
from video.loop import PastLoop
from video.masks import MaskTable, Veil
from video.model import CameraSource, Packet, StreamInfo, StreamKind, StreamState
from video.playback import ClipPlayer
from video.quality_watch import QualityWatch
from video.ring import Entry, PacketRing
from video.sound import Listen, WorkerEar
from video.stills import save_still
from video.views import ClipResult, MediaError, PlaybackState, SnapshotResult
from video.worker_link import WorkerLink, give_up

_log = logging.getLogger(__name__)

BEAT_EVERY = 0.25
#: A packet this long in a codec is a hang: the process gives itself up, and the supervisor does the rest.
STUCK_AFTER = 1.5
#: On a machine with too much to do all takes longer: so many times the delay of a beat is allowed on top.
SLOW_FACTOR = 8.0
#: Packets are many, live long in the rings and refer to nothing: looking through them for cycles finds none.
_COLLECT = (50_000, 20, 50)
#: Time left for the last packets of a clip to arrive.
CLIP_GRACE = 0.5


def serve(link: WorkerLink, config: WorkerConfig) -> None:
    """Serve until told to end."""
    gc.freeze()
    gc.set_threshold(*_COLLECT)
    asyncio.run(Worker(link, config).run())


@dataclass(slots=True)
class _Live:
    command: ShowLive
    sink: SlotSink
    kind: StreamKind


@dataclass(slots=True)
class _Past:
    command: ShowPast
    loop: PastLoop
    sink: SlotSink
    feed: CameraFeed
    kind: StreamKind


@dataclass(slots=True)
class _Player:
    player: ClipPlayer
    sink: SlotSink


_Output = _Live | _Past | _Player


class Worker:
    """All of it runs on one asyncio loop, save decoding, playing and writing files."""

    def __init__(self, link: WorkerLink, config: WorkerConfig) -> None:
        self._link, self._config = link, config
        self._clock = config.clock()
        self._sessions = config.sessions or _camera_sessions()
        self._feeds: dict[str, CameraFeed] = {}
        self._outputs: dict[str, _Output] = {}
        self._kept = KeptPast()
        self._masks = MaskTable()
        self._requests: dict[int, asyncio.Task[None]] = {}
        self._ended = asyncio.Event()
        self._quality = QualityWatch(config.quality, link.send)
        self._ear = WorkerEar(self._clock, link.send)
        self._recording = RecordingPart(self._clock, link.send)

    async def run(self) -> None:
        """Serve until the supervisor asks to end or is gone."""
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, args=(loop,), name="commands", daemon=True).start()
        beats = asyncio.ensure_future(self._beat())
        await self._ended.wait()
        beats.cancel()
        await self._close()

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        while (message := self._link.receive()) is not None:
            loop.call_soon_threadsafe(self._obey, message)
        loop.call_soon_threadsafe(self._ended.set)

    async def _beat(self) -> None:
        slowness = 0.0
        while True:
            if self._stuck(STUCK_AFTER + SLOW_FACTOR * slowness):
                give_up()
            self._link.beat(self._pulse())
            self._recording.tick()
            before = self._clock.monotonic()
            await asyncio.sleep(BEAT_EVERY)
            slowness = max(0.9 * slowness, self._clock.monotonic() - before - BEAT_EVERY)

    def _stuck(self, after: float) -> bool:
        busy = [d.busy_since for feed in self._feeds.values() for d in feed.decoders.values()]
        busy += [output.loop.busy_since for output in self._outputs.values() if isinstance(output, _Past)]
        now = self._clock.monotonic()
        return any(since is not None and now - since > after for since in busy)

    def _pulse(self) -> Pulse:
        feeds = self._feeds.items()
        streams = {f"{camera}/{kind}": d.stats for camera, feed in feeds for kind, d in feed.decoders.items()}
        return Pulse(streams, sum(ring.size for _, feed in feeds for ring in feed.rings))

    def _obey(self, message: object) -> None:
        try:
            self._carry_out(message)
        except FileNotFoundError:
            pass  # the slot is gone again: its hiding is on the way
        except Exception:
            _log.exception("a command was not carried out: %s", type(message).__name__)

    def _carry_out(self, message: object) -> None:  # noqa: PLR0912 - one line for each command
        match message:
            case SetMasks(areas):
                self._masks.replace(areas)
            case LiftMask(output, until):
                self._lift(output, until)
            case SetCameras(sources):
                self._set_cameras(sources)
            case ShowLive():
                self._show_live(message)
            case ShowPast():
                self._show_past(message)
            case OpenClips():
                self._open_clips(message)
            case Steer(output, action, value):
                player = self._outputs.get(output)
                if isinstance(player, _Player):
                    player.player.steer(action, value)
            case KeepPast(camera, start, end):
                self._keep_past(camera, start, end)
            case LearnAnew(camera):
                if camera in self._feeds:
                    self._feeds[camera].learn_anew()
            case Hide(output):
                self._hide(output)
            case KeyOnly(camera, kind, on):
                feed = self._feeds.get(camera)
                decoder = feed.decoders.get(feed.present_kind(kind)) if feed is not None else None
                if decoder is not None:
                    decoder.set_key_only(on)
            case Record():
                self._recording.obey(message)
            case SaveClip():
                self._answer(message.request, self._save_clip(message))
            case SaveStill():
                self._answer(message.request, self._save_still(message))
            case Listen(camera):
                owner = self._feeds.get(camera)
                self._ear.listen(owner.source if owner is not None else None)
            case Hurry(camera):
                if camera in self._feeds:
                    self._feeds[camera].hurry()

    def _set_cameras(self, sources: tuple[CameraSource, ...]) -> None:
        wanted = {source.camera: source for source in sources}
        for camera, feed in list(self._feeds.items()):
            if wanted.get(camera) != feed.source:
                self._drop_feed(camera)
        for camera, source in wanted.items():
            if camera not in self._feeds:
                quality = self._quality.open(camera)
                feed = CameraFeed(source, self._clock, self._sessions, self._new_ring, self._tell, quality)
                self._feeds[camera] = feed
                self._recording.attach(feed)

    def _drop_feed(self, camera: str) -> None:
        feed = self._feeds.pop(camera)
        self._recording.detach(camera)
        for name, output in list(self._outputs.items()):
            gone = isinstance(output, _Past) and output.feed is feed
            if gone or (isinstance(output, _Live) and output.command.camera == camera):
                self._hide(name, feed)
        task = asyncio.ensure_future(feed.close())
        self._requests[id(task)] = task
        task.add_done_callback(lambda done: self._requests.pop(id(done), None))

    def _new_ring(self) -> PacketRing:
        return PacketRing(self._config.ring_seconds, self._config.ring_bytes)

    def _tell(self, state: StreamState) -> None:
        self._link.send(state)

    def _show_live(self, command: ShowLive) -> None:
        feed = self._feeds.get(command.camera)
        if feed is None or command.output in self._outputs:
            return
        kind = feed.present_kind(command.kind)
        loop = asyncio.get_running_loop()

        def replaced() -> None:
            if command.replaces:
                loop.call_soon_threadsafe(self._obey, Hide(command.replaces))

        veil = self._veil(command.camera, command.lifted_until) if command.veiled else None
        sink = SlotSink(FrameSlot.attach(command.slot), command.interval, replaced, veil)
        self._outputs[command.output] = _Live(command, sink, kind)
        feed.add_sink(kind, command.output, sink)

    def _veil(self, camera: str, lifted_until: float = 0.0) -> Veil:
        return Veil(self._masks, (camera,), self._clock, lifted_until)

    def _lift(self, name: str, until: float) -> None:
        output = self._outputs.get(name)
        if isinstance(output, _Live) and output.sink.veil is not None:
            output.sink.veil.lifted_until = until

    def _show_past(self, command: ShowPast) -> None:
        feed = self._feeds.get(command.camera)
        if feed is None or command.output in self._outputs:
            return
        kind = feed.present_kind(StreamKind.SUB)
        ring = feed.ring(kind)
        fresh = ring.since(command.start) if ring is not None else []
        sink = SlotSink(FrameSlot.attach(command.slot), veil=self._veil(command.camera))
        entries = self._kept.best(command.camera, command.start, command.end, fresh)
        spare = partial(kept_in, Path(command.clips), command.camera, command.start, command.end)
        past = PastLoop(
            command.output, self._clock, entries, command.start, command.end, sink, spare if command.clips else None
        )
        if command.end > self._clock.now():
            feed.listen(kind, past.feed, command.end)
        self._outputs[command.output] = _Past(command, past, sink, feed, kind)

    def _keep_past(self, camera: str, start: float, end: float) -> None:
        feed = self._feeds.get(camera)
        ring = feed.ring(feed.present_kind(StreamKind.SUB)) if feed is not None else None
        found = ring.since(start) if ring is not None else []
        self._kept.keep(camera, start, end, [entry for entry in found if entry[0].received_at <= end])

    def _open_clips(self, command: OpenClips) -> None:
        if command.output in self._outputs:
            return
        loop = asyncio.get_running_loop()

        def moved(state: PlaybackState) -> None:
            loop.call_soon_threadsafe(self._link.send, PlayerMoved(state))

        veil = Veil(self._masks, (), self._clock)
        sink = SlotSink(FrameSlot.attach(command.slot), veil=veil)
        paths = [Path(path) for path in command.paths]
        player = ClipPlayer(command.output, paths, self._clock, sink, moved, command.position, veil)
        self._outputs[command.output] = _Player(player, sink)

    def _hide(self, name: str, feed: CameraFeed | None = None) -> None:
        output = self._outputs.pop(name, None)
        match output:
            case None:
                return
            case _Live():
                owner = feed or self._feeds.get(output.command.camera)
                if owner is not None:
                    owner.remove_sink(output.kind, name)
            case _Past():
                output.feed.unlisten(output.kind, output.loop.feed)
                output.loop.stop()
                past = output.command
                self._kept.keep(past.camera, past.start, past.end, output.loop.entries)
            case _Player():
                output.player.stop()
        output.sink.close()

    def _answer(self, request: int, work: Coroutine[Any, Any, ClipResult | SnapshotResult]) -> None:
        if request in self._requests:
            work.close()
            return
        self._requests[request] = asyncio.ensure_future(self._reply(request, work))

    async def _reply(self, request: int, work: Coroutine[Any, Any, ClipResult | SnapshotResult]) -> None:
        try:
            self._link.send(Reply(request, await work))
        except MediaError as error:
            self._link.send(Reply(request, None, error.code, error.detail))
        except Exception as error:
            _log.exception("a clip or still failed")
            self._link.send(Reply(request, None, "write_failed", type(error).__name__))
        finally:
            self._requests.pop(request, None)

    async def _save_clip(self, command: SaveClip) -> ClipResult:
        feed = self._feed(command.camera)
        kind = _best_kind(feed, command)
        heard: list[Entry] = []
        # What comes is written as it comes, too, where a folder waits for it: so it outlives this process.
        copy = self._recording.safe_copy(feed, kind, Path(command.path + UNFINISHED))

        def hear(packet: Packet, info: StreamInfo) -> None:
            heard.append((packet, info))
            if copy is not None:
                copy.take(packet, info)

        heard += feed.listen(kind, hear, command.start)
        if copy is not None:
            copy.begin(heard)
        try:
            while (left := command.end + CLIP_GRACE - self._clock.now()) > 0:
                if heard and heard[-1][0].received_at > command.end:
                    break
                await asyncio.sleep(min(left, 0.25))
        finally:
            feed.unlisten(kind, hear)
            if copy is not None:
                copy.stop()
        return await asyncio.to_thread(write_clip, Path(command.path), command.camera, kind, cut(heard, command.end))

    async def _save_still(self, command: SaveStill) -> SnapshotResult:
        feed = self._feed(command.camera)
        rings = [feed.ring(kind) for kind in (StreamKind.MAIN, StreamKind.SUB)]
        entries = next((group for ring in rings if ring is not None and (group := ring.latest_group())), [])
        areas = self._masks.areas(command.camera)
        return await asyncio.to_thread(save_still, Path(command.path), command.camera, entries, areas)

    def _feed(self, camera: str) -> CameraFeed:
        feed = self._feeds.get(camera)
        if feed is None:
            raise MediaError("no_camera", camera)
        return feed

    async def _close(self) -> None:
        for name in list(self._outputs):
            self._hide(name)
        await self._recording.close()
        for task in list(self._requests.values()):
            task.cancel()
        await asyncio.gather(self._ear.close(), *(feed.close() for feed in self._feeds.values()))
        self._quality.close()


def _best_kind(feed: CameraFeed, command: SaveClip) -> StreamKind:
    """The kind asked for, unless only the other one holds the beginning."""
    kind = feed.present_kind(command.kind)
    starts = {one: ring.start for one in StreamKind if (ring := feed.ring(one)) is not None}
    asked, sub = starts.get(kind), starts.get(StreamKind.SUB)
    if sub is not None and (asked is None or (asked > command.start + 1.0 and sub < asked)):
        return StreamKind.SUB
    return kind


def _camera_sessions() -> SessionFactory:
    from video.session import CameraSession  # noqa: PLC0415 - not needed where sessions are given

    return CameraSession
