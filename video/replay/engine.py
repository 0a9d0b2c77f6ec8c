"""Playback's one door: cameras in, pictures of the past out, all on one clock, with a worker process of its own.

A file that brings the decoder down loses no live picture: the worker is started again and told all that is wanted.
Only what lies about the present position is known here; the rest of the thirty days stays in the database.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from video.archive.model import FootageError, FootageSource, Segment, Stretch
from video.clock import Clock
from video.commands import SetMasks
from video.frames import FrameSlot
from video.masks import Areas
from video.model import StreamKind
from video.replay.commands import (
    FileCame,
    HearTrack,
    HideTrack,
    LiftVeil,
    MakeThumbnail,
    NeedFile,
    NeedSpans,
    ReplayConfig,
    SetSpans,
    SetTempo,
    ShowTrack,
    Slipped,
    Stepped,
    StepTrack,
    Tempo,
    ThumbnailMade,
    TrackState,
)
from video.replay.main import run_replay_worker
from video.replay.spans import spans_of
from video.sound import Heard
from video.supervisor import RestartPolicy, SupervisedWorker
from video.views import ViewHandle, WorkerState

#: So much before and after the position is known to the worker, seconds.
WINDOW = 600.0
MAX_SPEED = 16.0
#: Pictures higher than this are shown from the main stream where there is one.
MAIN_FROM = 400
#: What was recorded in the last seconds is not on the disk yet.
EDGE = 2.0
POLICY = RestartPolicy(beat_timeout=4.0, memory_limit=1536 * 1024**2)


@dataclass(slots=True)
class _Shown:
    handle: ViewHandle
    command: ShowTrack
    kind: StreamKind
    size: tuple[int, int] = (0, 0)
    spans: SetSpans | None = None
    segments: tuple[Segment, ...] = ()


class ReplayEngine:
    """Methods return at once; call them from the thread that paints. Handlers are called from other threads.

    on_state: where a camera stands; on_moved: a step led to this position; on_worker: how the process does.
    """

    def __init__(
        self,
        clock: Clock,
        source: FootageSource,
        *,
        on_state: Callable[[TrackState], None] = lambda _state: None,
        on_moved: Callable[[float], None] = lambda _position: None,
        on_worker: Callable[[WorkerState], None] = lambda _state: None,
        config: ReplayConfig | None = None,
        policy: RestartPolicy = POLICY,
        crash_log: Path | None = None,
    ) -> None:
        self._clock, self._source = clock, source
        self._on_state, self._on_moved, self._on_worker = on_state, on_moved, on_worker
        self._entry = (config or ReplayConfig(), policy, crash_log)
        self._lock = threading.RLock()
        self._numbers = itertools.count(1)
        self._shown: dict[str, _Shown] = {}
        self._tempo = SetTempo(0, Tempo(0.0, clock.monotonic()))
        self._speed = 1.0
        self._masks: dict[str, Areas] = {}
        self._ear: tuple[str, Callable[[Heard], None]] = ("", lambda _heard: None)
        self._thumbnails: dict[int, Future[ThumbnailMade | None]] = {}
        self._wishes: dict[int, MakeThumbnail] = {}
        self._began = False
        self._worker: SupervisedWorker | None = None
        self._pool: ThreadPoolExecutor | None = None
        self._stopped = False

    # What is shown.

    @property
    def cameras(self) -> tuple[str, ...]:
        """Those shown, in the order in which they came."""
        return tuple(self._shown)

    def show(self, camera: str, width: int, height: int) -> ViewHandle:
        """Show a camera fitted into `width` x `height` device pixels; again resizes it. Raises OSError: no memory."""
        with self._lock:
            self._start()
            known = self._shown.get(camera)
            base = known.handle.next_base() if known is not None else 0
            slot = FrameSlot.create(max(16, width), max(16, height), "bgra", base)
            output = f"replay:{camera}#{next(self._numbers)}"
            kind = StreamKind.MAIN if height > MAIN_FROM else StreamKind.SUB
            if known is None:
                known = self._shown[camera] = _Shown(
                    ViewHandle(f"replay:{camera}", camera), ShowTrack(output, camera, slot.name), kind
                )
                self._look(camera, self.position)
            else:
                known.command = replace(known.command, output=output, slot=slot.name)
                if kind is not known.kind:
                    known.kind = kind
                    self._respan(known)
            known.size = (width, height)
            known.handle.move_to(slot, keep_picture=True)
            self._send(known.command)
            return known.handle

    def hide(self, camera: str) -> None:
        """Show a camera no more; unknown ones are no matter."""
        with self._lock:
            known = self._shown.pop(camera, None)
            if known is not None:
                self._send(HideTrack(camera))
                known.handle.close()

    def size_of(self, camera: str) -> tuple[int, int]:
        """The size in which a camera is shown, as it was asked for; raises KeyError where it is not."""
        return self._shown[camera].size

    def tell(self, on_state: Callable[[TrackState], None], on_moved: Callable[[float], None]) -> None:
        """Tell others than before where cameras stand, and where steps lead."""
        with self._lock:
            self._on_state, self._on_moved = on_state, on_moved

    def refresh(self) -> None:
        """Look again what there is: footage came, or a file that was missing."""
        with self._lock:
            for camera in self._shown:
                self._look(camera, self.position)

    # The clock.

    @property
    def position(self) -> float:
        """Where the common clock stands, UTC seconds."""
        return self._tempo.tempo.at(self._clock.monotonic())

    @property
    def playing(self) -> bool:
        """Whether it runs."""
        return self._tempo.tempo.speed != 0

    @property
    def speed(self) -> float:
        """How fast it runs when it does; negative is backwards."""
        return self._speed

    def seek(self, position: float) -> None:
        """Go to a time; running or at rest stays as it is."""
        self._go(min(position, self._clock.now() - EDGE), self._tempo.tempo.speed)

    def play(self) -> None:
        """Run."""
        self._go(self.position, self._speed)

    def pause(self) -> None:
        """Rest."""
        self._go(self.position, 0.0)

    def set_speed(self, speed: float) -> None:
        """Run so many times as fast as it was, -16 to 16, from now on."""
        self._speed = min(MAX_SPEED, max(-MAX_SPEED, speed)) or 1.0
        if self.playing:
            self._go(self.position, self._speed)

    def step(self, camera: str, pictures: int) -> None:
        """Rest, and go on by whole pictures of one camera, back where negative; `on_moved` tells where that led."""
        if self.playing:
            self.pause()
        self._send(StepTrack(camera, pictures))

    # Beside the pictures.

    def thumbnail(self, camera: str, at: float, width: int, height: int) -> Future[ThumbnailMade | None]:
        """A small picture of a camera about a time, from its key picture; None where there is none."""
        future: Future[ThumbnailMade | None] = Future()
        with self._lock:
            self._start()
            number = next(self._numbers)
            self._thumbnails[number] = future
        if not self._submit(self._find_thumbnail, number, camera, at, width, height):
            self._thumbnail_made(ThumbnailMade(number))
        return future

    def hear(self, camera: str, on_sound: Callable[[Heard], None]) -> None:
        """Play the sound of one camera, "" for none, while it runs as fast as it was; `on_sound`: another thread."""
        with self._lock:
            self._ear = (camera, on_sound)
            self._send(HearTrack(camera))

    def set_masks(self, areas: Mapping[str, Areas]) -> None:
        """Blacken these areas from now on."""
        with self._lock:
            self._masks = dict(areas)
            self._send(SetMasks(self._masks))

    def lift_mask(self, camera: str, seconds: float) -> bool:
        """Show a camera's pictures as they are for so long; 0 ends it. False: it is not shown."""
        with self._lock:
            known = self._shown.get(camera)
            if known is None:
                return False
            until = self._clock.monotonic() + seconds if seconds > 0 else 0.0
            known.command = replace(known.command, lifted_until=until)
            self._send(LiftVeil(camera, until))
            return True

    @property
    def worker(self) -> WorkerState | None:
        """How the process does; None while nothing was shown yet."""
        return self._worker.state if self._worker is not None else None

    def stop(self) -> None:
        """End the process and free every slot."""
        with self._lock:
            self._stopped = True
            worker, pool = self._worker, self._pool
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)
        if worker is not None:
            worker.stop()
        with self._lock:
            for camera in list(self._shown):
                self.hide(camera)
            waiting, self._thumbnails = self._thumbnails, {}
        for future in waiting.values():
            future.set_result(None)

    # Below: with the lock held, or from the threads that look things up.

    def _start(self) -> None:
        if self._worker is not None or self._stopped:
            return
        config, policy, crash_log = self._entry
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="replay-look")
        self._worker = SupervisedWorker(
            "video-replay",
            run_replay_worker,
            config,
            self._clock,
            on_message=self._hear,
            on_state=self._on_worker,
            on_started=self._brief,
            policy=policy,
            crash_log=crash_log,
        )
        self._worker.start()

    def _send(self, message: object) -> None:
        if self._worker is not None:
            self._worker.send(message)

    def _submit(self, work: Callable[..., None], *given: object) -> bool:
        with self._lock:
            if self._stopped or self._pool is None:
                return False
            self._pool.submit(work, *given)
            return True

    def _go(self, position: float, speed: float) -> None:
        with self._lock:
            tempo = Tempo(position, self._clock.monotonic(), speed)
            self._tempo = SetTempo(next(self._numbers), tempo)
            self._send(self._tempo)

    def _brief(self) -> None:
        """Tell a worker all that is its own; give up thumbnails that the one before left: one may have ended it."""
        with self._lock:
            given_up = list(self._wishes) if self._began else []
            self._began = True
            for message in (SetMasks(self._masks), self._tempo, HearTrack(self._ear[0])):
                self._send(message)
            for shown in self._shown.values():
                if shown.spans is not None:
                    self._send(shown.spans)
                self._send(shown.command)
            for wish in self._wishes.values():
                if wish.request not in given_up:
                    self._send(wish)
        for request in given_up:
            self._thumbnail_made(ThumbnailMade(request))

    def _hear(self, message: object) -> None:
        match message:
            case TrackState():
                self._on_state(message)
            case Stepped(number, position):
                with self._lock:
                    if number != self._tempo.number:
                        return
                    self._tempo = SetTempo(number, Tempo(position, self._clock.monotonic()))
                self._on_moved(position)
            case Slipped(number, tempo):
                with self._lock:
                    if number == self._tempo.number:
                        self._tempo = SetTempo(number, tempo)
            case NeedSpans(camera, around):
                self._look(camera, around)
            case NeedFile(camera, path):
                self._submit(self._fetch, camera, path)
            case ThumbnailMade():
                self._thumbnail_made(message)
            case Heard() if message.camera == self._ear[0]:
                self._ear[1](message)

    def _look(self, camera: str, around: float) -> None:
        self._submit(self._find, camera, around)

    def _find(self, camera: str, around: float) -> None:
        begin, end = around - WINDOW, around + WINDOW
        now, away = self._clock.now(), ""
        try:
            segments = self._source.segments(camera, begin, end)
            away = away_of(self._source.stretches(camera, begin, end))
        except FootageError as error:
            segments, away = (), error.code
        with self._lock:
            known = self._shown.get(camera)
            if known is None:
                return
            known.segments = segments
            known.spans = SetSpans(camera, (), begin, min(end, now - EDGE), away)
            self._respan(known)

    def _respan(self, known: _Shown) -> None:
        if known.spans is not None:
            known.spans = replace(known.spans, spans=spans_of(known.segments, known.kind))
            self._send(known.spans)

    def _fetch(self, camera: str, path: str) -> None:
        with self._lock:
            known = self._shown.get(camera)
            segment = (
                next((one for one in known.segments if str(one.path) == path), None) if known is not None else None
            )
        if segment is None:
            return
        try:
            self._source.fetch(segment)
            code = "" if segment.path.is_file() else "missing"
        except FootageError as error:
            code = error.code
        with self._lock:
            self._send(FileCame(camera, path, code))

    def _find_thumbnail(self, number: int, camera: str, at: float, width: int, height: int) -> None:
        try:
            spans = spans_of(self._source.segments(camera, at - 1.0, at + 1.0), StreamKind.SUB)
            span = next((one for one in reversed(spans) if one.begin <= at <= one.end), None)
            if span is not None and Path(span.path).is_file():
                with self._lock:
                    self._wishes[number] = MakeThumbnail(number, camera, span, at, width, height)
                    self._send(self._wishes[number])
                return
        except FootageError:
            pass
        self._thumbnail_made(ThumbnailMade(number))

    def _thumbnail_made(self, made: ThumbnailMade) -> None:
        with self._lock:
            future = self._thumbnails.pop(made.request, None)
            self._wishes.pop(made.request, None)
        if future is not None:
            future.set_result(made if made.pixels else None)


def away_of(stretches: Iterable[Stretch]) -> str:
    """Why there is less than was recorded: "away" where somebody's footage cannot be reached now, else ""."""
    return "away" if any(one.reason == "owner_away" for one in stretches) else ""
