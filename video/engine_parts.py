"""What the engine remembers: its workers, their shares of the cameras, and the views that hang on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from video.commands import OpenClips, Pulse, Reply, SaveClip, SaveStill, ShowLive, ShowPast
from video.frames import FrameSlot
from video.model import CameraSource, Phase
from video.supervisor import SupervisedWorker
from video.views import Latency, MediaError, PlaybackState, ViewHandle, WorkerStats

Show = ShowLive | ShowPast | OpenClips
#: What a stream may be when losing its worker loses it.
CONNECTED = (Phase.CONNECTING, Phase.LIVE, Phase.STALLED)


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


def answer(future: Future[Any], reply: Reply) -> None:
    """Give who asked what became of it."""
    if reply.result is not None:
        future.set_result(reply.result)
    else:
        future.set_exception(MediaError(reply.code, reply.detail))


def worker_stats(share: Share, latency: Mapping[str, Latency]) -> WorkerStats:
    """What one worker uses and does, as of its last beat."""
    state, usage, pulse = share.worker.state, share.worker.usage, share.pulse
    cpu, rss, shared = (usage.cpu_seconds, usage.rss_bytes, usage.shared_bytes) if usage is not None else (0.0, 0, 0)
    held, streams = pulse.ring_bytes, pulse.streams
    return WorkerStats(state.worker, state.pid, state.restarts, cpu, rss, shared, held, streams, latency)
