"""What happened, as marks on the timeline and as places to jump to: incidents now, and whoever else has something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from app.services.places import Places
from app.services.sightings import SightingRecorder
from app.store.queries import Cursor, IncidentFilter, IncidentQueries, IncidentSummary
from app.store.search import first_place
from app.store.sightings import SeenTrack
from video.detect.model import MOTION_LABEL
from widgets.replay_content import TimedBoxes

#: Marks of one source in one view of the timeline; more could not be told apart.
MOST = 400


@dataclass(frozen=True, slots=True)
class FootageEvent:
    """Something at a UTC second. priority: of an incident's alarm, 5 for what is none; title: a few words, or none."""

    at: float
    kind: Literal["incident", "detection", "motion"]
    priority: int = 5
    title: str = ""
    incident: str = ""


class MarkSource(Protocol):
    """Whoever knows what happened before which cameras. Asked off the window's thread."""

    def events(self, cameras: Sequence[str], start: float, end: float) -> Sequence[FootageEvent]:
        """What happened there from `start` to `end`; at most a few hundred, the gravest."""
        ...

    def beside(self, cameras: Sequence[str], at: float, step: int) -> FootageEvent | None:
        """What came next after a time (step 1), or before it (-1)."""
        ...


class IncidentMarks:
    """The incidents of the zones whose alarms call up any of the cameras; of all zones where no camera is named."""

    def __init__(self, queries: IncidentQueries, places: Places) -> None:
        self._queries, self._places = queries, places

    def events(self, cameras: Sequence[str], start: float, end: float) -> Sequence[FootageEvent]:
        """See MarkSource."""
        which = IncidentFilter(since=start, until=end, zones=self._zones(cameras))
        found = self._queries.page(which, limit=MOST).incidents
        return [_event(one) for one in found if not one.drill]

    def beside(self, cameras: Sequence[str], at: float, step: int) -> FootageEvent | None:
        """See MarkSource."""
        zones = self._zones(cameras)
        if step < 0:
            page = self._queries.page(IncidentFilter(until=at - 0.5, zones=zones), limit=1)
            return _event(page.incidents[0]) if page.incidents else None
        after = Cursor(first_place(at + 0.5))
        page = self._queries.page(IncidentFilter(since=at + 0.5, zones=zones), before=after, limit=1)
        return _event(page.incidents[-1]) if page.incidents else None

    def _zones(self, cameras: Sequence[str]) -> tuple[str, ...]:
        return self._places.zones_calling(cameras) if cameras else ()


class SeenMarks:
    """What detection followed before the cameras, each where it came; and the boxes of each picture.

    Only what moved: a parked car is found anew each time that detection starts.
    """

    def __init__(self, seen: SightingRecorder) -> None:
        self._seen = seen

    def events(self, cameras: Sequence[str], start: float, end: float) -> Sequence[FootageEvent]:
        """See MarkSource."""
        return [_seen(one) for one in self._seen.tracks(cameras, start, end, moved=True)]

    def beside(self, cameras: Sequence[str], at: float, step: int) -> FootageEvent | None:
        """See MarkSource."""
        found = self._seen.beside(cameras, at, step, moved=True)
        return None if found is None else _seen(found)

    def boxes(self, camera: str, start: float, end: float) -> Sequence[TimedBoxes]:
        """See widgets.replay_content.BoxSource."""
        return [TimedBoxes(one.captured_at, one) for one in self._seen.looks(camera, start, end)]


class AllMarks:
    """Several sources as one."""

    def __init__(self, *sources: MarkSource) -> None:
        self._sources = list(sources)

    def add(self, source: MarkSource) -> None:
        """Ask this one too."""
        self._sources.append(source)

    def events(self, cameras: Sequence[str], start: float, end: float) -> Sequence[FootageEvent]:
        """See MarkSource."""
        found = [event for source in self._sources for event in source.events(cameras, start, end)]
        return sorted(found, key=lambda one: one.at)

    def beside(self, cameras: Sequence[str], at: float, step: int) -> FootageEvent | None:
        """See MarkSource."""
        found = [event for source in self._sources if (event := source.beside(cameras, at, step)) is not None]
        return min(found, key=lambda one: abs(one.at - at), default=None)


def _event(one: IncidentSummary) -> FootageEvent:
    return FootageEvent(one.opened_at, "incident", one.priority, one.title, one.id)


def _seen(one: SeenTrack) -> FootageEvent:
    return FootageEvent(one.first, "motion" if one.label == MOTION_LABEL else "detection", title=one.label)
