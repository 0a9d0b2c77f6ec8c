"""Who saw what, when: a search of what detection followed, by what it was, where, and from when to when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.services.detection_rules import LUGGAGE
from app.services.places import Places
from app.services.sightings import SightingRecorder
from app.store.sightings import SeenFilter, SeenTrack
from video.detect.model import MOTION_LABEL

#: Found at once; more come as one scrolls.
PAGE: Final = 60
#: What may be looked for, and the classes that models call so; "" is anything.
KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "": (),
    "person": ("person",),
    "vehicle": ("car", "truck", "bus", "van", "motorcycle"),
    "bicycle": ("bicycle",),
    "animal": ("dog", "cat", "bird", "horse"),
    "luggage": LUGGAGE,
    "motion": (MOTION_LABEL,),
}


@dataclass(frozen=True, slots=True)
class SeenQuestion:
    """What is looked for. kind: of KINDS. cameras: empty for all. start, end: UTC seconds.

    still: also what never moved, such as parked cars, which are found anew each time that detection starts.
    """

    kind: str
    cameras: tuple[str, ...]
    start: float
    end: float
    still: bool = False


@dataclass(frozen=True, slots=True)
class SeenPage:
    """Hits, the newest first. more: there are older ones. since: the oldest that is kept at all, None for nothing."""

    hits: tuple[SeenTrack, ...]
    more: bool
    since: float | None


class SeenSearch:
    """Asked away from the window's thread."""

    def __init__(self, seen: SightingRecorder, places: Places) -> None:
        self._seen, self._places = seen, places

    def cameras_of(self, zone: str) -> tuple[str, ...]:
        """The cameras that stand in a zone, and those that its alarms call up; ("",) where there is none."""
        within = [one.id for one in self._places.site.cameras if one.zone == zone]
        return tuple(dict.fromkeys((*within, *self._places.cameras_for("", zone)))) or ("",)

    def page(self, question: SeenQuestion, before: SeenTrack | None = None) -> SeenPage:
        """The newest hits, or those older than one that was given; raises OSError, ValueError, sqlite3.Error."""
        which = SeenFilter(
            question.start, question.end, question.cameras, KINDS[question.kind], moved=not question.still
        )
        found, since = self._seen.page(which, before, PAGE + 1)
        return SeenPage(tuple(found[:PAGE]), len(found) > PAGE, since)

    def beside(self, cameras: Sequence[str], at: float, step: int, kind: str = "") -> SeenTrack | None:
        """What of a kind came next after a time (step 1), or before it (-1); only what moved."""
        return self._seen.beside(cameras, at, step, moved=True, labels=KINDS[kind])
