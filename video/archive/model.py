"""What recorded footage is told by: segments, stretches of time, and the one protocol that reads the past.

Times are UTC seconds. A segment's `start` and `end` are its first and last picture by the camera's clock, as
`Packet.captured_at` has them; where the camera tells no time, or a wrong one, by ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from video.model import StreamKind

#: Why footage was written, and what a stretch of time holds. "gap": wanted, and not there.
Cause = Literal["recording", "motion", "incident", "gap"]
#: Why footage cannot be had. "undeclared": what of it is private is lost, and nobody has declared it yet.
FetchCode = Literal["away", "missing", "damaged", "disk_full", "refused", "undeclared"]
RecorderPhase = Literal["waiting", "recording", "failed"]
#: What stands in the way of writing. "full": no space; "gone": the folder is not there, or is not the one it was;
#: "slow": more came than the disk took; "refused": not allowed to write; "failed": anything else.
DiskFault = Literal["", "full", "gone", "slow", "refused", "failed"]


class FootageError(Exception):
    """Footage that was named cannot be had. `code` says why; `detail` holds no secrets."""

    def __init__(self, code: FetchCode, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code: FetchCode = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Segment:
    """One file of one stream, about a minute long.

    path: of own footage where the file is, of others' where `FootageSource.fetch` will put it. clock_offset: camera's
    clock minus ours in seconds, None while unknown. closed: nothing more is written to it. incident: the incident that
    keeps it, "" for none. audio: it holds the camera's sound.
    """

    camera: str
    kind: StreamKind
    path: Path
    start: float
    end: float
    frames: int
    size: int
    clock_offset: float | None
    camera_clock: bool
    closed: bool
    cause: Cause = "recording"
    incident: str = ""
    codec: str = ""
    audio: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a camera's footage is from `start` to `end`. reason: of a gap, a code ("disk_full", "no_pictures"...)."""

    start: float
    end: float
    cause: Cause
    reason: str = ""


class FootageSource(Protocol):
    """Recorded footage of some cameras. May read a database or wait for a network: never on the window's thread."""

    def segments(self, camera: str, start: float, end: float, kind: StreamKind | None = None) -> tuple[Segment, ...]:
        """Give what overlaps `start` to `end`, in order of time; of one stream, or of both."""
        ...

    def stretches(self, camera: str, start: float, end: float) -> tuple[Stretch, ...]:
        """Give what there is and what is missing from `start` to `end`, in order; nothing was wanted in between."""
        ...

    def fetch(self, segment: Segment) -> Path:
        """Give the segment's whole file on this computer, fetched where it must be; raises FootageError."""
        ...


@dataclass(frozen=True, slots=True)
class RecordingPlan:
    """What a worker is to record of one camera. The default records nothing.

    folder: the archive's root, which must exist: it is never made here. marker: a file in it that must be there, ""
    for none. kinds: which streams. incident: whose the large stream is; the small one has `cause`. pre_roll: seconds
    from memory that come first.
    """

    folder: Path
    kinds: frozenset[StreamKind] = frozenset()
    cause: Cause = "recording"
    incident: str = ""
    pre_roll: float = 0.0
    segment_s: float = 60.0
    marker: str = ""


@dataclass(frozen=True, slots=True)
class RecorderState:
    """How the recording of one stream goes. lost_s: seconds of pictures that could not be written so far."""

    camera: str
    kind: StreamKind
    phase: RecorderPhase
    since: float
    fault: DiskFault = ""
    detail: str = ""
    lost_s: float = 0.0
    written_bytes: int = 0
