"""The one door to live and recorded pictures: cameras in, views out, supervised workers behind it.

The engine owns every frame slot and remembers what is wanted; workers only carry it out. So a worker that was lost is
told again all that was its own, and views go on with the slots they have.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

from video.archive.engine_part import RecordingOrders
from video.clock import Clock
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
from video.engine_parts import CONNECTED, Share, Show, Tap, View, answer, worker_stats
from video.frames import FrameSlot
from video.masks import Areas
from video.model import CameraSource, Phase, StreamKind, StreamState
from video.quality_state import QualityKind, QualityState
from video.sound import Heard, Listen
from video.supervisor import RestartPolicy, SupervisedWorker
from video.views import (
    ClipResult,
    MediaError,
    PlaybackHandle,
    PlaybackState,
    SnapshotResult,
    ViewHandle,
    WorkerPhase,
    WorkerState,
    WorkerStats,
)
from video.worker_main import run_worker

__all__ = ["PlaybackHandle", "VideoEngine", "ViewHandle"]

DEFAULT_RING_BYTES = 16 * 1024 * 1024
#: A lost worker's cameras are back within 3 s: found hung after 1.5 s, started again within 1 s.
POLICY = RestartPolicy(beat_timeout=1.5, memory_limit=1536 * 1024**2)


class VideoEngine:
    """All cameras of a station. Methods return at once and may be called from the GUI thread.

    `on_state` and `on_worker` are called from engine threads: marshal, and return soon. A handle belongs to the thread
    that paints, which is also the one to call show, loop, play and hide.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        workers: int = 2,
        ring_seconds: float = 30.0,
        ring_bytes: int = DEFAULT_RING_BYTES,
        on_state: Callable[[StreamState], None] = lambda _state: None,
        on_worker: Callable[[WorkerState], None] = lambda _state: None,
        on_quality: Callable[[QualityState], None] = lambda _state: None,
        quality: Collection[QualityKind] = frozenset(QualityKind),
        sessions: SessionFactory | None = None,
        policy: RestartPolicy = POLICY,
        crash_log: Path | None = None,
    ) -> None:
        """Prepare; nothing runs before `start`. ring_bytes: of each stream. sessions: see video.commands. quality: what
        picture health looks for; what it finds, and the end of that, comes by `on_quality`."""
        self._clock = clock
        self._on_state, self._on_worker, self._on_quality = on_state, on_worker, on_quality
        self._findings: dict[tuple[str, QualityKind], QualityState] = {}
        self._lock = threading.RLock()
        self._numbers = itertools.count(1)
        self._views: dict[str, View] = {}
        self._taps: dict[str, Tap] = {}
        self._masks: Mapping[str, Areas] = {}
        self._lifted: dict[str, tuple[str, float]] = {}
        self._futures: dict[int, Future[Any]] = {}
        self._stopped = False
        self._ear: tuple[str, Callable[[Heard], None]] = ("", lambda _heard: None)
        self._phases: dict[tuple[str, StreamKind], Phase] = {}
        self.recording = RecordingOrders(lambda camera, order: self._share_of(camera).worker.send(order))
        config = WorkerConfig(ring_seconds, ring_bytes, sessions, quality=frozenset(quality))
        self._shares = [self._new_share(f"video-{n}", config, policy, crash_log) for n in range(1, workers + 1)]

    def start(self) -> None:
        """Start the workers."""
        for share in self._shares:
            share.worker.start()

    def stop(self) -> None:
        """End workers and threads and free every slot; waiting futures fail with MediaError("stopped")."""
        with self._lock:
            self._stopped = True
        for share in self._shares:
            share.worker.begin_stop()
        for share in self._shares:
            share.worker.stop()
        for view in list(self._views):
            self.hide(view)
        for camera in list(self._taps):
            self.untap(camera)
        with self._lock:
            futures, self._futures = self._futures, {}
        for future in futures.values():
            future.set_exception(MediaError("stopped"))

    def set_cameras(self, sources: Sequence[CameraSource]) -> None:
        """Serve exactly these cameras: their sub streams connect now and stay connected."""
        with self._lock:
            wanted = {source.camera: source for source in sources}
            for share in self._shares:
                share.cameras = {c: wanted.pop(c) for c in list(share.cameras) if c in wanted}
            for camera, source in wanted.items():
                min(self._shares, key=lambda share: len(share.cameras)).cameras[camera] = source
            for share in self._shares:
                self._brief(share)
            served = {camera for share in self._shares for camera in share.cameras}
            gone = {camera for camera, _ in self._findings} - served
        self._forget_findings(gone)

    def set_masks(self, areas: Mapping[str, Areas]) -> None:
        """Blacken these areas of pictures, live and recorded, from now on; told before `start`: from the first one."""
        with self._lock:
            self._masks = dict(areas)
            for share in self._shares:
                share.worker.send(SetMasks(self._masks))

    def lift_mask(self, view: str, seconds: float) -> bool:
        """Show a live view as it is for so long, whatever becomes of us meanwhile; 0 ends it. False: no such view."""
        with self._lock:
            known = self._views.get(view)
            command = known.share.outputs.get(known.output) if known is not None else None
            if known is None or not isinstance(command, ShowLive):
                return False
            until = self._clock.monotonic() + seconds if seconds > 0 else 0.0
            self._lifted[view] = (command.camera, until)
            known.share.outputs[known.output] = replace(command, lifted_until=until)
            for output in filter(None, (known.output, known.older)):
                known.share.worker.send(LiftMask(output, until))
            return True

    def listen(self, camera: str, on_sound: Callable[[Heard], None]) -> None:
        """Hear this camera and no other, "" for none; `on_sound` is called from an engine thread."""
        with self._lock:
            self._ear = (camera, on_sound)
            for share in self._shares:
                share.worker.send(Listen(camera))

    def show(self, view: str, camera: str, kind: StreamKind, width: int, height: int) -> ViewHandle:
        """Show a live stream fitted into `width` x `height` device pixels; the same view again resizes or switches it.

        The picture up stays until the new one comes, unless the camera changes. Raises MediaError "no_camera", OSError.
        """
        with self._lock:
            share = self._share_of(camera)
            output, older = self._next_output(view, camera, share)
            slot = self._slot_for(view, camera, width, height)
            owner, until = self._lifted.get(view, ("", 0.0))
            self._post(share, ShowLive(output, camera, kind, slot.name, older, lifted_until=until * (owner == camera)))
            return self._placed(view, camera, slot, View(ViewHandle(view, camera), share, output, older))

    def loop(
        self, view: str, camera: str, start: float, end: float, width: int, height: int, clips: str = ""
    ) -> ViewHandle:
        """Loop `start` to `end` UTC from memory, else from the clips in the folder `clips`. Raises as `show`."""
        with self._lock:
            share = self._share_of(camera)
            self._drop_outputs(view)
            output = f"{view}#{next(self._numbers)}"
            slot = self._slot_for(view, "", width, height)
            self._post(share, ShowPast(output, camera, start, end, slot.name, clips))
            return self._placed(view, camera, slot, View(ViewHandle(view, camera), share, output, ""))

    def play(
        self,
        view: str,
        paths: Sequence[Path],
        width: int,
        height: int,
        on_state: Callable[[PlaybackState], None] = lambda _state: None,
        position: float | None = None,
    ) -> PlaybackHandle:
        """Open clips for playback, paused on the picture at `position` (UTC) or their first.

        The same view again resizes it or opens others. `on_state` is called from an engine thread.
        """
        with self._lock:
            share = min(self._shares, key=lambda one: len(one.outputs))
            self._drop_outputs(view)
            output = f"{view}#{next(self._numbers)}"
            slot = self._slot_for(view, "", width, height)
            self._post(share, OpenClips(output, tuple(map(str, paths)), slot.name, position))
            handle = PlaybackHandle(view, lambda action, value: share.worker.send(Steer(output, action, value)))
            placed = self._placed(view, "", slot, View(handle, share, output, "", on_state), fresh=True)
            assert isinstance(placed, PlaybackHandle)
            return placed

    def shown(self) -> frozenset[str]:
        """The cameras that some view shows."""
        return frozenset(view.handle.camera for view in tuple(self._views.values()))

    def hide(self, view: str) -> None:
        """Stop a view of any sort and free its slot; unknown ones are no matter."""
        with self._lock:
            self._drop_outputs(view)
            self._lifted.pop(view, None)
            known = self._views.pop(view, None)
            if known is not None:
                known.handle.close()

    def key_frames_only(self, camera: str, kind: StreamKind, on: bool) -> None:
        """Decode only key pictures of a stream that is shown (a tenth of the work), or all again."""
        with self._lock:
            self._share_of(camera).worker.send(KeyOnly(camera, kind, on))

    def tap(self, camera: str, width: int, height: int, rate: float) -> str:
        """Feed a detector: bgr24, fitted into `width` x `height`, at most `rate` a second; gives the slot's name.

        One tap per camera; asked again, the old one ends.
        """
        with self._lock:
            share = self._share_of(camera)
            self.untap(camera)
            slot = FrameSlot.create(width, height, "bgr24")
            output = f"tap:{camera}#{next(self._numbers)}"
            self._taps[camera] = Tap(slot, share, output)
            self._post(share, ShowLive(output, camera, StreamKind.SUB, slot.name, interval=1.0 / rate, veiled=False))
            return slot.name

    def untap(self, camera: str) -> None:
        """End a tap."""
        with self._lock:
            tap = self._taps.pop(camera, None)
            if tap is not None:
                self._end_output(tap.share, tap.output)
                tap.slot.unlink()
                tap.slot.close()

    def save_clip(self, camera: str, kind: StreamKind, start: float, end: float, path: Path) -> Future[ClipResult]:
        """Write what the camera sent between two UTC times, once `end` has passed; fails with MediaError.

        `start` may lie as far back as the ring reaches; the result tells what was really there. Where the main stream
        was not connected at `start`, the sub stream is written.
        """
        return self._request(camera, lambda number: SaveClip(number, camera, kind, start, end, str(path)))

    def snapshot(self, camera: str, path: Path) -> Future[SnapshotResult]:
        """Write the newest picture in full size as .jpg or .png; fails with MediaError."""
        return self._request(camera, lambda number: SaveStill(number, camera, str(path)))

    def tell(self, command: Hurry | KeepPast | LearnAnew) -> None:
        """Pass on to a camera's worker what needs no answer."""
        with self._lock:
            self._share_of(command.camera).worker.send(command)

    def hurry(self, camera: str) -> None:
        """Reconnect now: this camera's zone is in alarm."""
        self.tell(Hurry(camera))

    def stats(self) -> tuple[WorkerStats, ...]:
        """What each worker uses and does, as of its last beat (four a second), and how late its live views are."""
        with self._lock:
            live = [view for view in self._views.values() if isinstance(view.share.outputs.get(view.output), ShowLive)]
            late = [(view.share, view.handle.view, latency) for view in live if (latency := view.handle.latency)]
        by_share = [{name: one for owner, name, one in late if owner is share} for share in self._shares]
        return tuple(map(worker_stats, self._shares, by_share))

    # Outputs, with the lock held.

    def _share_of(self, camera: str) -> Share:
        for share in self._shares:
            if camera in share.cameras:
                return share
        raise MediaError("no_camera", camera)

    def _next_output(self, view: str, camera: str, share: Share) -> tuple[str, str]:
        """Name a view's next output and the one that stays up until its first picture."""
        known = self._views.get(view)
        older = ""
        if known is not None and known.handle.camera == camera and known.share is share and known.on_state is None:
            if known.handle.waiting:  # its last wish never came up: what was up before stays
                self._end_output(share, known.output)
                older = known.older
            else:
                older = known.output
            share.outputs.pop(older, None)
        else:
            self._drop_outputs(view)
        return f"{view}#{next(self._numbers)}", older

    def _drop_outputs(self, view: str) -> None:
        known = self._views.get(view)
        if known is not None:
            for output in filter(None, (known.output, known.older)):
                self._end_output(known.share, output)

    def _end_output(self, share: Share, output: str) -> None:
        share.outputs.pop(output, None)
        share.worker.send(Hide(output))

    def _slot_for(self, view: str, camera: str, width: int, height: int) -> FrameSlot:
        known = self._views.get(view)
        base = known.handle.next_base() if known is not None else 0
        return FrameSlot.create(max(1, width), max(1, height), "bgra", base)

    def _placed(self, view: str, camera: str, slot: FrameSlot, new: View, fresh: bool = False) -> ViewHandle:
        """Make `new` the view's present state, with the handle it already has where one exists."""
        known = self._views.get(view)
        if known is not None and not fresh and not isinstance(known.handle, PlaybackHandle):
            keep = known.handle.camera == camera
            new.handle = known.handle
            new.handle.camera = camera
            new.handle.move_to(slot, keep_picture=keep)
        else:
            if known is not None:
                known.handle.close()
            new.handle.move_to(slot, keep_picture=False)
        self._views[view] = new
        return new.handle

    def _post(self, share: Share, command: Show) -> None:
        share.outputs[command.output] = command
        share.worker.send(command)

    def _request(self, camera: str, make: Callable[[int], SaveClip | SaveStill]) -> Future[Any]:
        future: Future[Any] = Future()
        with self._lock:
            try:
                if self._stopped:
                    raise MediaError("stopped")
                share = self._share_of(camera)
            except MediaError as error:
                future.set_exception(error)
                return future
            number = next(self._numbers)
            self._futures[number] = future
            share.requests[number] = make(number)
            share.worker.send(share.requests[number])
        future.set_running_or_notify_cancel()
        return future

    # Workers.

    def _new_share(self, name: str, config: WorkerConfig, policy: RestartPolicy, crash_log: Path | None) -> Share:
        worker = SupervisedWorker(
            name,
            run_worker,
            config,
            self._clock,
            on_message=lambda message: self._hear(share, message),
            on_state=lambda state: self._worker_changed(share, state),
            on_started=lambda: self._brief(share),
            policy=policy,
            crash_log=crash_log,
        )
        share = Share(worker, {}, {}, {}, Pulse())
        return share

    def _brief(self, share: Share) -> None:
        """Tell a worker all that is its own; what it already does it goes on doing."""
        with self._lock:
            share.worker.send(SetMasks(self._masks))
            share.worker.send(SetCameras(tuple(share.cameras.values())))
            wanted = (*share.outputs.values(), *share.requests.values(), *self.recording.of(share.cameras))
            for command in (*wanted, Listen(self._ear[0])):
                share.worker.send(command)

    def _hear(self, share: Share, message: object) -> None:
        match message:
            case StreamState():
                self._phases[message.camera, message.kind] = message.phase
                self._on_state(message)
            case QualityState():
                self._judged(message)
            case Pulse():
                share.pulse = message
            case Heard() if message.camera == self._ear[0]:
                self._ear[1](message)
            case Reply():
                self._reply(share, message)
            case PlayerMoved(state):
                self._player_moved(share, state)
            case _:
                self.recording.hear(message)

    def _judged(self, state: QualityState) -> None:
        with self._lock:
            if state.active:
                self._findings[state.camera, state.kind] = state
            else:
                self._findings.pop((state.camera, state.kind), None)
        self._on_quality(state)

    def _forget_findings(self, cameras: Collection[str]) -> None:
        """End what nobody judges any more: the camera went, or the worker that knew its past."""
        with self._lock:
            gone = [self._findings.pop(key) for key in list(self._findings) if key[0] in cameras]
        for state in gone:
            self._on_quality(replace(state, active=False, since=self._clock.now(), value=0.0))

    def _reply(self, share: Share, reply: Reply) -> None:
        with self._lock:
            share.requests.pop(reply.request, None)
            future = self._futures.pop(reply.request, None)
        if future is not None:
            answer(future, reply)

    def _player_moved(self, share: Share, state: PlaybackState) -> None:
        with self._lock:
            command = share.outputs.get(state.view)
            known = self._views.get(state.view.rpartition("#")[0])
            if not isinstance(command, OpenClips) or known is None or known.output != state.view:
                return
            share.outputs[state.view] = replace(command, position=state.position or command.position)
        if known.on_state is not None:
            known.on_state(replace(state, view=known.handle.view))

    def _worker_changed(self, share: Share, state: WorkerState) -> None:
        self._on_worker(state)
        if state.phase in (WorkerPhase.WAITING, WorkerPhase.FAILED):
            share.pulse = Pulse()
            self._forget_findings(share.cameras)
            with self._lock:
                lost = [key for key, phase in self._phases.items() if key[0] in share.cameras and phase in CONNECTED]
            for camera, kind in lost:
                self._on_state(StreamState(camera, kind, Phase.LOST, state.since, "worker", {"why": state.reason}))
