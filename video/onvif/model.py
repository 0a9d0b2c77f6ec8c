"""What a camera that turns can do, where it looks, and how its drive stands. Plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from video.model import StreamAddress

OnvifCode = Literal[
    "unreachable", "unauthorized", "untrusted", "timeout", "protocol", "unsupported", "refused", "no_profile", "ended"
]


class OnvifError(Exception):
    """The only exception of this package. `code` says what to do next; `detail` holds no free text of a camera.

    refused: the camera answered with a fault; `detail` is then its subcode's name, letters only.
    """

    def __init__(self, code: OnvifCode, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code: OnvifCode = code
        self.detail = detail

    def __str__(self) -> str:
        """Give `code: detail`."""
        return f"{self.code}: {self.detail}" if self.detail else self.code


@dataclass(frozen=True, slots=True)
class Velocity:
    """How fast to turn: shares of the camera's highest speed, -1..1. pan: to the right; tilt: up; zoom: closer."""

    pan: float = 0.0
    tilt: float = 0.0
    zoom: float = 0.0

    @property
    def still(self) -> bool:
        """Whether nothing moves."""
        return not (self.pan or self.tilt or self.zoom)

    def limited(self) -> Velocity:
        """Give the same within -1..1."""
        pan, tilt, zoom = (min(1.0, max(-1.0, value)) for value in (self.pan, self.tilt, self.zoom))
        return Velocity(pan, tilt, zoom)


STILL = Velocity()


@dataclass(frozen=True, slots=True)
class Position:
    """Where a camera looks, in its own generic spaces: pan and tilt -1..1, zoom 0..1; None where it does not tell."""

    pan: float | None = None
    tilt: float | None = None
    zoom: float | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """What GetStatus says. moving: None where the camera does not tell."""

    position: Position = Position()
    moving: bool | None = None


@dataclass(frozen=True, slots=True)
class Preset:
    """A place that the camera remembers."""

    token: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Range:
    """Lowest and highest value of an axis."""

    low: float
    high: float

    def scaled(self, share: float) -> float:
        """Give the value for a share of -1..1 of the range, 0 staying 0."""
        return share * self.high if share >= 0 else -share * self.low

    def clipped(self, value: float) -> float:
        """Give the value within the range."""
        return min(self.high, max(self.low, value))


#: The generic spaces that every ONVIF camera must have where it moves that way.
SPEED, SHARE = Range(-1.0, 1.0), Range(0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a camera's node offers. The ranges are of its velocity and position spaces."""

    pan_tilt: bool = True
    zoom: bool = True
    absolute: bool = False
    relative: bool = False
    home: bool = False
    most_presets: int = 0
    pan_speed: Range = SPEED
    tilt_speed: Range = SPEED
    zoom_speed: Range = SPEED
    pan_range: Range = SPEED
    tilt_range: Range = SPEED
    zoom_range: Range = SHARE


@dataclass(frozen=True, slots=True)
class PtzSource:
    """A camera that turns: where its device service is, and which profile to move, "" for the first that can."""

    camera: str
    address: StreamAddress
    profile: str = ""


class PtzPhase(StrEnum):
    """Where the drive of a camera stands."""

    CONNECTING = "connecting"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PtzState:
    """A camera's drive. reason: a code of OnvifCode while FAILED, of the last refused command while READY, else ""."""

    camera: str
    phase: PtzPhase = PtzPhase.CONNECTING
    reason: str = ""
    detail: str = ""
    abilities: Abilities = Abilities()
    presets: tuple[Preset, ...] = ()
    moving: bool = False
