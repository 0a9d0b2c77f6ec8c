"""What the engine and its workers say to each other: small frozen data, safe to send twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from video.clock import Clock, SystemClock
from video.masks import Areas
from video.model import AudioPacket, CameraSource, Packet, StreamAddress, StreamInfo, StreamKind, StreamState, Transport
from video.quality_state import QualityKind
from video.views import ClipResult, DecodeStats, PlaybackState, SnapshotResult


class Session(Protocol):
    """What the worker needs of video.session.CameraSession."""

    async def run(self) -> None:
        """Serve until stopped."""
        ...

    def stop(self) -> None:
        """End `run` soon."""
        ...

    def hurry(self) -> None:
        """Retry at once."""
        ...


class SessionFactory(Protocol):
    """Makes the session of one stream."""

    def __call__(
        self,
        address: StreamAddress,
        camera: str,
        kind: StreamKind,
        clock: Clock,
        *,
        on_packet: Callable[[Packet, StreamInfo], None],
        on_state: Callable[[StreamState], None],
        transport: Transport,
        on_audio: Callable[[AudioPacket], None] | None = None,
    ) -> Session:
        """All handlers are called on the loop that runs the session."""
        ...


@dataclass(frozen=True, slots=True)
class WorkerConfig:
    """How a worker works; everything in it can be pickled. sessions None: video.session.CameraSession. quality: what
    picture health looks for.
    """

    ring_seconds: float
    ring_bytes: int
    sessions: SessionFactory | None = None
    clock: Callable[[], Clock] = SystemClock
    quality: frozenset[QualityKind] = frozenset()


@dataclass(frozen=True, slots=True)
class SetCameras:
    """Serve exactly these."""

    sources: tuple[CameraSource, ...]


@dataclass(frozen=True, slots=True)
class SetMasks:
    """These areas are private: told to a worker before anything else."""

    areas: Mapping[str, Areas]


@dataclass(frozen=True, slots=True)
class LiftMask:
    """Show a live output as it is until `until` (monotonic seconds); 0: hide its private areas now."""

    output: str
    until: float


@dataclass(frozen=True, slots=True)
class ShowLive:
    """Write a live stream into a slot; `replaces` goes when its first picture is there.

    veiled: private areas are blackened, save until `lifted_until` (monotonic seconds).
    """

    output: str
    camera: str
    kind: StreamKind
    slot: str
    replaces: str = ""
    interval: float = 0.0
    veiled: bool = True
    lifted_until: float = 0.0


@dataclass(frozen=True, slots=True)
class ShowPast:
    """Loop a piece of the ring into a slot; where memory has nothing of it, of the clips in the folder `clips`."""

    output: str
    camera: str
    start: float
    end: float
    slot: str
    clips: str = ""


@dataclass(frozen=True, slots=True)
class KeepPast:
    """Keep a piece of the ring for a loop that is shown later."""

    camera: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class OpenClips:
    """Play recorded clips into a slot, from `position` (UTC; None: the start)."""

    output: str
    paths: tuple[str, ...]
    slot: str
    position: float | None = None


@dataclass(frozen=True, slots=True)
class Steer:
    """A command to a player: "play", "pause", "seek", "step", "speed" with its value."""

    output: str
    action: str
    value: float


@dataclass(frozen=True, slots=True)
class Hide:
    """End an output of any sort."""

    output: str


@dataclass(frozen=True, slots=True)
class KeyOnly:
    """Decode only key pictures of a stream, or all again."""

    camera: str
    kind: StreamKind
    on: bool


@dataclass(frozen=True, slots=True)
class SaveClip:
    """Write a clip once `end` has passed; answered by Reply."""

    request: int
    camera: str
    kind: StreamKind
    start: float
    end: float
    path: str


@dataclass(frozen=True, slots=True)
class SaveStill:
    """Write the newest picture; answered by Reply."""

    request: int
    camera: str
    path: str


@dataclass(frozen=True, slots=True)
class Hurry:
    """Reconnect a camera now."""

    camera: str


@dataclass(frozen=True, slots=True)
class LearnAnew:
    """A camera turns: what its pictures looked like until now says nothing of what they look like next."""

    camera: str


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a request: a result, or a MediaError's code and detail."""

    request: int
    result: ClipResult | SnapshotResult | None
    code: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PlayerMoved:
    """Where a player stands now; its `view` is the output's name."""

    state: PlaybackState


@dataclass(frozen=True, slots=True)
class Pulse:
    """A worker's counts, with each beat: streams decoded, by "camera/kind", and bytes of past held."""

    streams: Mapping[str, DecodeStats] = field(default_factory=dict)
    ring_bytes: int = 0
