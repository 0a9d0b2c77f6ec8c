"""What the engine of playback and its worker say to each other: small frozen data, safe to send twice.

Times are UTC seconds of the common clock: the station's. A camera whose own clock is off is put right by `Span.shift`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import floor

from video.clock import Clock, SystemClock

#: Faster than recorded, so many moments a second are shown.
BEATS = 30


@dataclass(frozen=True, slots=True)
class ReplayConfig:
    """How the worker works. kept_bytes: memory for decoded pictures, of all cameras together."""

    kept_bytes: int = 160 * 1024 * 1024
    clock: Callable[[], Clock] = SystemClock


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch that one file shows. begin, end: what of it is wanted; start: its first picture; shift: seconds that
    the camera's clock is ahead of the common one; growing: it is being written.
    """

    path: str
    begin: float
    end: float
    start: float
    shift: float = 0.0
    growing: bool = False


@dataclass(frozen=True, slots=True)
class Tempo:
    """Where the common clock stands: at `position` when the monotonic clock was `mono`, going `speed` times as fast.

    0 is at rest, negative runs backwards. The monotonic clock is the machine's, so one Tempo means the same everywhere.
    """

    position: float
    mono: float
    speed: float = 0.0

    def at(self, mono: float) -> float:
        """The position at a monotonic time."""
        return self.position + self.speed * (mono - self.mono)

    def beat(self, mono: float) -> float:
        """The position at the last beat before a monotonic time: faster than recorded, all cameras go by beats, so
        that they show the same moment although more pictures are due than a screen can show.
        """
        since = mono - self.mono
        return self.at(mono) if abs(self.speed) <= 1 else self.position + self.speed * floor(since * BEATS) / BEATS

    def next_beat(self, mono: float) -> float:
        """When the next beat is, monotonic; no faster than recorded there is none to wait for."""
        return self.mono + (floor((mono - self.mono) * BEATS) + 1) / BEATS if abs(self.speed) > 1 else mono

    def due(self, position: float) -> float:
        """When the clock gets to a position; infinite while it rests."""
        return self.mono + (position - self.position) / self.speed if self.speed else float("inf")


@dataclass(frozen=True, slots=True)
class SetTempo:
    """Go there, and on from there. number grows with each: what the worker tells names the one it follows."""

    number: int
    tempo: Tempo


@dataclass(frozen=True, slots=True)
class ShowTrack:
    """Show a camera's footage in a slot, in place of what it was shown in before."""

    output: str
    camera: str
    slot: str
    lifted_until: float = 0.0


@dataclass(frozen=True, slots=True)
class HideTrack:
    """Show a camera no more."""

    camera: str


@dataclass(frozen=True, slots=True)
class SetSpans:
    """All there is of a camera from `known_from` to `known_to`, in time order and without overlap.

    away: why there is no more than this, "" where nothing is missing ("away": whose footage it is cannot be reached).
    """

    camera: str
    spans: tuple[Span, ...]
    known_from: float
    known_to: float
    away: str = ""


@dataclass(frozen=True, slots=True)
class StepTrack:
    """Rest, and go so many pictures of this camera on, or back."""

    camera: str
    pictures: int


@dataclass(frozen=True, slots=True)
class HearTrack:
    """Play the sound of this camera; "" for none."""

    camera: str


@dataclass(frozen=True, slots=True)
class LiftVeil:
    """Show the private areas of a camera until then (monotonic seconds)."""

    camera: str
    until: float


@dataclass(frozen=True, slots=True)
class MakeThumbnail:
    """Make a small picture of the key picture that was up at `at`; answered by ThumbnailMade."""

    request: int
    camera: str
    span: Span
    at: float
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ThumbnailMade:
    """A small picture, rgb24 without padding; empty where there is none."""

    request: int
    at: float = 0.0
    width: int = 0
    height: int = 0
    pixels: bytes = b""


@dataclass(frozen=True, slots=True)
class NeedSpans:
    """The worker asks for what there is of a camera about a time."""

    camera: str
    around: float


@dataclass(frozen=True, slots=True)
class NeedFile:
    """The worker asks for a file that is not on this disk yet."""

    camera: str
    path: str


@dataclass(frozen=True, slots=True)
class FileCame:
    """What became of NeedFile; code "" when it is there."""

    camera: str
    path: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Stepped:
    """A step led here: the common clock rests at it."""

    number: int
    position: float


@dataclass(frozen=True, slots=True)
class Slipped:
    """The machine plays slower than it should: the common clock stands like this now."""

    number: int
    tempo: Tempo


@dataclass(frozen=True, slots=True)
class TrackState:
    """Where one camera of a playback stands.

    position: the common clock at the picture shown, 0 while there is none; wanted: where it is to be. at_rest: the
    picture shown is exactly the one that belongs there. gap: nothing was recorded at `wanted`; loading: it is still
    being looked for what there is. key_only: only key pictures are shown, since all would be too many. code: "" or
    why there is no picture: "missing", "unreadable", "damaged", "away", "fetching". clock_offset: how far the camera's
    clock was ahead, seconds. number: of the SetTempo that it follows.
    """

    camera: str
    number: int
    wanted: float
    position: float = 0.0
    interval: float = 0.04
    at_rest: bool = False
    gap: bool = False
    loading: bool = False
    key_only: bool = False
    code: str = ""
    clock_offset: float = 0.0
