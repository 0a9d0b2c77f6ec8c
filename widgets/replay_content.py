"""What the widgets of playback are given to show: plain data, no store, no engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from video.model import BoxSet

BandKind = Literal["recording", "motion", "gap", "hold"]


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of the timeline, UTC seconds."""

    start: float
    end: float
    kind: BandKind


@dataclass(frozen=True, slots=True)
class Selection:
    """A stretch of time chosen with two handles, and the cameras it is about: what is handed out as evidence."""

    start: float
    end: float
    cameras: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TimedBoxes:
    """What was seen in the picture of exactly this time, by the camera's clock."""

    at: float
    boxes: BoxSet


class BoxSource(Protocol):
    """Boxes as data: drawn on top of pictures, never in them. Asked off the window's thread."""

    def boxes(self, camera: str, start: float, end: float) -> Sequence[TimedBoxes]:
        """What was seen on a camera from `start` to `end`, in order of time."""
        ...


@dataclass(frozen=True, slots=True)
class TileStatus:
    """What is to be said of a tile beside its picture.

    gap: nothing was recorded at this time; loading: it is being looked for; key_only: pictures between key pictures are
    left out; code: why there is no picture, "" for nothing; clock_offset: seconds that the camera's clock was ahead;
    """

    gap: bool = False
    loading: bool = False
    key_only: bool = False
    code: str = ""
    clock_offset: float = 0.0
    interval: float = 0.04
    heard: bool = False
    held: bool = False


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A bookmark or hold in the list."""

    id: str
    hold: bool
    place: str
    start: float
    end: float
    note: str
    owner: str
    expires_at: float | None
    made_at: float
