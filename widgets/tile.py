"""What the wall is told about its tiles: plain values, and the one door through which pictures come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from alarms.model import Priority
from video.frames import Frame
from video.model import StreamKind, StreamState

TileMode = Literal["live", "past"]
#: fit shows the whole picture; fill covers the whole tile and cuts what is over.
Fit = Literal["fit", "fill"]


class PictureSource(Protocol):
    """Where a tile's pictures come from: video's ViewHandle, or anything that looks like it."""

    @property
    def sequence(self) -> int:
        """Grows with each new picture; cheap, asked at every paint tick."""
        ...

    def latest(self) -> Frame | None:
        """Give the newest picture, valid until the next call, or None while there is none."""
        ...


@dataclass(frozen=True, slots=True)
class AlarmMark:
    """The alarm a tile belongs to: colours its header and frame, pulsing while nobody has acknowledged."""

    priority: Priority
    unacked: bool = True


@dataclass(frozen=True, slots=True)
class TileContent:
    """One tile. `key` names the view; several tiles may show one camera.

    number: what the guard types to call the camera. mode "past" is a loop of what was: it is marked so and shows its
    own clock against `reference`, the UTC second of the alarm. kind: which stream the app asked for; None takes the
    one whose state was told last. note: words of the app about this tile, shown in its header ("motion only").
    zone: the name of the camera's zone. paused, fit: wishes of the app, followed when they change; what the guard did
    since stays. spot: this tile follows what is selected, and says so. waits: the alarm that waits for the main place,
    in words, said over the picture in its severity. bare: words that say that private areas are shown, "" where they
    are black.
    """

    key: str
    camera: str
    number: int
    title: str
    mode: TileMode = "live"
    source: PictureSource | None = None
    state: StreamState | None = None
    alarm: AlarmMark | None = None
    reference: float | None = None
    drill: bool = False
    kind: StreamKind | None = None
    note: str = ""
    zone: str = ""
    paused: bool = False
    fit: Fit = "fit"
    spot: bool = False
    waits: str = ""
    bare: str = ""
