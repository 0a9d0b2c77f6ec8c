"""What the engine hands to the GUI: views to pull pictures from, playback to steer, and results. No Qt, no process.

A view belongs to one thread, the one that paints; nothing here blocks it.
"""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from video.frames import Frame, FrameSlot
from video.model import StreamKind

#: Sequences of a view's next slot start this far ahead, since the old slot goes on counting until it is replaced.
_SEQUENCE_STEP = 1 << 20


#: Pictures over which a view's latency is measured: about 15 s.
_MEASURED = 256


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds from the arrival of a picture's last packet until it was taken to be painted, over the last pictures."""

    p50: float
    p99: float
    pictures: int


class ViewHandle:
    """One view: a wall tile, a past loop or a player's picture. Its slots may change under it, unseen."""

    def __init__(self, view: str, camera: str) -> None:
        self.view = view
        self.camera = camera
        self._current: FrameSlot | None = None
        self._next: FrameSlot | None = None
        self._taken = 0
        self._delays: deque[float] = deque(maxlen=_MEASURED)

    @property
    def sequence(self) -> int:
        """Grows with every new picture; 0 while there was none. Cheap: poll it at the screen's rate."""
        if self._next is not None and self._next.has_picture:
            return self._next.sequence
        return self._current.sequence if self._current is not None else 0

    def latest(self) -> Frame | None:
        """The newest picture, valid until the next call; None while there is none."""
        if self._next is not None and self._next.has_picture:
            self._retire(self._current)
            self._current, self._next = self._next, None
        frame = self._current.latest() if self._current is not None else None
        if frame is not None and frame.sequence != self._taken:
            self._taken = frame.sequence
            self._delays.append(time.monotonic() - frame.received_mono)
        return frame

    @property
    def latency(self) -> Latency | None:
        """How old pictures were when they were taken; None while there was none. Of live views only it means something.

        The picture a view begins with may be from memory: it is left out.
        """
        delays = sorted(list(self._delays)[1:])
        if not delays:
            return None
        return Latency(delays[len(delays) // 2], delays[min(len(delays) - 1, len(delays) * 99 // 100)], len(delays))

    def move_to(self, slot: FrameSlot, keep_picture: bool) -> None:
        """Engine only: pictures will come through `slot`; the old one stays up until then if `keep_picture`."""
        if self._next is not None and self._next.has_picture:
            self._retire(self._current)
            self._current = self._next
        else:
            self._retire(self._next)
        self._next = slot
        if not keep_picture:
            self._retire(self._current)
            self._current = None

    @property
    def waiting(self) -> bool:
        """Whether the picture of the last `show` is still to come."""
        return self._next is not None and not self._next.has_picture

    def next_base(self) -> int:
        """Engine only: where the next slot's sequences start."""
        return self.sequence + _SEQUENCE_STEP if self.sequence else 0

    def close(self) -> None:
        """Engine only: free the slots."""
        for slot in (self._current, self._next):
            self._retire(slot)
        self._current = self._next = None

    @staticmethod
    def _retire(slot: FrameSlot | None) -> None:
        if slot is not None:
            slot.unlink()
            slot.close()


@dataclass(frozen=True, slots=True)
class PlaybackState:
    """Where a player stands. position, start, end: UTC seconds of the picture shown and of the clips' ends.

    frame, frames: index of the picture shown and how many there are. error: a code ("" while all is well):
    "missing", "unreadable".
    """

    view: str
    position: float
    start: float
    end: float
    frame: int
    frames: int
    playing: bool
    speed: float
    at_end: bool
    error: str = ""


class PlaybackHandle(ViewHandle):
    """A view of recorded clips. Commands return at once; what came of them is told by `on_state`."""

    def __init__(self, view: str, command: Callable[[str, float], None]) -> None:
        super().__init__(view, "")
        self._command = command

    def play(self) -> None:
        """Go on from the picture shown; from the start when it is the last."""
        self._command("play", 0.0)

    def pause(self) -> None:
        """Hold the picture shown."""
        self._command("pause", 0.0)

    def seek(self, utc: float) -> None:
        """Show the picture that was on at `utc`, exactly; playing or paused stays as it is."""
        self._command("seek", utc)

    def step(self, frames: int) -> None:
        """Pause and move by whole pictures, backwards when negative."""
        self._command("step", float(frames))

    def set_speed(self, speed: float) -> None:
        """Play at `speed` times real speed, 0.1 to 16."""
        self._command("speed", speed)


@dataclass(frozen=True, slots=True)
class ClipResult:
    """A clip as written: the UTC of its first and last picture, how many pictures, bytes on disk."""

    path: Path
    camera: str
    kind: StreamKind
    start: float
    end: float
    frames: int
    size: int
    codec: str


@dataclass(frozen=True, slots=True)
class SnapshotResult:
    """A still as written, and the UTC of its picture."""

    path: Path
    camera: str
    captured_at: float
    width: int
    height: int


class MediaError(Exception):
    """Why a clip, a snapshot or a playback failed: `code` in "no_camera", "no_pictures", "write_failed", "missing",
    "unreadable", "worker_lost", "stopped"; `detail` for the log.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class DecodeStats:
    """What became of a stream's packets. dropped counts pictures left out to keep up; errors, damaged packets; backlog:
    seconds of packets that wait to be decoded.
    """

    decoded: int
    shown: int
    dropped: int
    errors: int
    backlog: float = 0.0


class WorkerPhase(StrEnum):
    """STARTING until its first sign of life; WAITING between a crash and the next try; FAILED after many crashes."""

    STARTING = "starting"
    RUNNING = "running"
    WAITING = "waiting"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class WorkerState:
    """A worker process as its supervisor sees it.

    since: UTC of the last change of phase. reason: why it was last restarted: "" never, "exit", "crash" (a signal),
    "hang" (no sign of life), "memory". exit_code: as multiprocessing gives it (negative: signal). restarts: so far.
    FAILED workers are still retried, each minute.
    """

    worker: str
    phase: WorkerPhase
    since: float
    pid: int | None = None
    restarts: int = 0
    reason: str = ""
    exit_code: int | None = None


@dataclass(frozen=True, slots=True)
class WorkerStats:
    """What one worker uses and does, as of its last beat. streams: counts by "camera/kind" of those decoded. latency:
    of its live views, by their names.
    """

    worker: str
    pid: int | None
    restarts: int
    cpu_seconds: float
    rss_bytes: int
    shared_bytes: int
    ring_bytes: int
    streams: Mapping[str, DecodeStats]
    latency: Mapping[str, Latency] = field(default_factory=dict)

    @property
    def backlog(self) -> float:
        """Seconds of packets that wait in the fullest of its decoders."""
        return max((stream.backlog for stream in self.streams.values()), default=0.0)


def remove_quietly(path: Path) -> None:
    """Delete a file that may not be there."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
