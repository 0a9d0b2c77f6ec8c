"""What the engine remembers: its workers, their shares of the cameras, and the views that hang on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from video.commands import OpenClips, Pulse, SaveClip, SaveStill, ShowLive, ShowPast
from video.frames import FrameSlot
from video.model import CameraSource
from video.supervisor import SupervisedWorker
from video.views import Latency, PlaybackState, ViewHandle, WorkerStats

Show = ShowLive | ShowPast | OpenClips


@dataclass(slots=True)
class Share:
    """One worker and what is its own."""

    worker: SupervisedWorker
    cameras: dict[str, CameraSource]
    outputs: dict[str, Show]
    requests: dict[int, SaveClip | SaveStill]
    pulse: Pulse


@dataclass(slots=True)
class View:
    """A view, the output whose pictures it shows or waits for, and the one still up meanwhile ("" for none)."""

    handle: ViewHandle
    share: Share
    output: str
    older: str
    on_state: Callable[[PlaybackState], None] | None = None


@dataclass(slots=True)
class Tap:
    """The pictures that a detector is fed with."""

    slot: FrameSlot
    share: Share
    output: str


def worker_stats(share: Share, latency: Mapping[str, Latency]) -> WorkerStats:
    """What one worker uses and does, as of its last beat."""
    state, usage, pulse = share.worker.state, share.worker.usage, share.pulse
    cpu, rss, shared = (usage.cpu_seconds, usage.rss_bytes, usage.shared_bytes) if usage is not None else (0.0, 0, 0)
    held, streams = pulse.ring_bytes, pulse.streams
    return WorkerStats(state.worker, state.pid, state.restarts, cpu, rss, shared, held, streams, latency)
