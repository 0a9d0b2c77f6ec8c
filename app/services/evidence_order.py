"""What somebody wants handed out, and what an export needs of the rest of the station."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Protocol

from app.services.evidence_seen import Seen
from video.archive.model import FootageSource
from video.derive import Stamp
from video.masks import Areas

#: What an export is doing: looking for footage, making copies for looking at, writing the package.
Phase = Literal["gathering", "deriving", "writing"]
Progress = Callable[[Phase, int, int], object]


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """One package. Of an incident, or of `cameras` from `start` to `end` (UTC seconds), or of both.

    place: the folder it is written into. entry: the register's entry it is for. packed: one ZIP file rather than a
    folder. watermark: copies with words burnt in lie beside the originals. unmasked: originals of cameras with private
    areas are handed out too; only for whoever has that right.
    """

    place: Path
    reason: str
    incident: str = ""
    cameras: tuple[str, ...] = ()
    start: float | None = None
    end: float | None = None
    entry: str = ""
    packed: bool = False
    watermark: bool = False
    unmasked: bool = False


@dataclass(frozen=True, slots=True)
class Watched:
    """How an export tells how far it is, and learns that it is to stop."""

    progress: Progress = lambda _phase, _done, _all: None
    cancelled: Callable[[], bool] = lambda: False


#: Nobody looks on.
UNWATCHED: Final = Watched()


class Pictures(Protocol):
    """What draws for a package."""

    def plan(self, zone: str) -> bytes | None:
        """A PNG of the site plan with the zone on it; None where no plan shows it."""

    def stamp(self, lines: tuple[str, ...], width: int, height: int) -> Stamp:
        """Words to be burnt into a picture of this size."""


class Private(Protocol):
    """What knows private areas."""

    def areas(self, camera: str) -> Areas:
        """Of one camera."""

    def withheld(self, camera: str) -> bool:
        """Whether they are lost, so that nothing of this camera is handed out until somebody declares them."""


@dataclass(frozen=True, slots=True)
class EvidenceSources:
    """Where an export finds what is not in the records; what is None is left out of the package."""

    footage: FootageSource | None = None
    private: Private | None = None
    pictures: Pictures | None = None
    verifier: Path | None = None
    before_s: float = 15.0
    after_s: float = 30.0
    seen: Seen | None = None
