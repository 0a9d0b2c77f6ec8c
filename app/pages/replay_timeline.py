"""What the timeline of playback shows, read away from the window's thread, and only of what is in view."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.operations import Operation
from app.services.replay_marks import FootageEvent
from app.station import Station
from app.store.marks import FootageMark
from video.archive.model import FootageError, Stretch
from video.masks import Areas
from widgets.overlay import class_word
from widgets.replay_content import Band, BandKind
from widgets.replay_timeline import ReplayTimeline
from widgets.timeline import TimelineMark

#: The whole of the timeline, seconds; what is in view when a time is opened.
WHOLE_S, OPENED_S = 30 * 86_400.0, 600.0
#: A timeline on which something new happens is read again after this, seconds.
FRESH_S = 10.0
#: Words stand beside marks only where so few are in view.
_WORDS_UP_TO = 12


@dataclass(frozen=True, slots=True)
class _Read:
    stretches: tuple[Stretch, ...] | None  # None: nobody could say
    events: tuple[FootageEvent, ...]
    marks: tuple[FootageMark, ...]


class ReplayTimes(QObject):
    """Fills a timeline with the footage of the selected camera, and what happened before all.

    nothing_beside: there is nothing to jump to, before (-1) or after (1).
    """

    nothing_beside = Signal(int)

    def __init__(self, station: Station, timeline: ReplayTimeline, parent: QObject) -> None:
        super().__init__(parent)
        self._station, self._timeline = station, timeline
        self._replay = station.replay
        self._camera = ""
        self._areas: Areas = ()
        self._asked = 0
        self._read_at = float("-inf")
        now = station.clock.now()
        timeline.set_span(now - WHOLE_S, now)
        timeline.view_changed.connect(lambda _left, _right: self.refresh())

    def choose(self, camera: str) -> None:
        """Show this camera's footage."""
        if camera != self._camera:
            self._camera = camera
            self._timeline.forget_thumbnails()
            self.refresh()

    def turn_to(self, at: float) -> None:
        """Bring a time into view, near enough to see what is about it."""
        scale = self._timeline.scale
        if not (scale.left <= at <= scale.right and scale.right - scale.left <= 4 * OPENED_S):
            self._timeline.show_stretch(at - OPENED_S / 2, at + OPENED_S / 2)
        self._timeline.set_position(at)

    def tick(self, now: float) -> None:
        """Time goes on: the end moves, and what is new comes in."""
        self._timeline.grow(now)
        if now - self._read_at > FRESH_S:
            self.refresh()

    def refresh(self) -> None:
        """Read what is in view."""
        self._read_at = self._station.clock.now()
        self._asked += 1
        asked, camera, scale = self._asked, self._camera, self._timeline.scale
        self._forget_if_redrawn(camera)
        margin = (scale.right - scale.left) / 2
        left, right = scale.left - margin, scale.right + margin

        def read() -> _Read:
            stretches: tuple[Stretch, ...] | None = None
            if camera:
                with suppress(FootageError):
                    stretches = self._replay.footage.stretches(camera, left, right)
            cameras = (camera,) if camera else ()
            events = tuple(self._replay.events.events(cameras, left, right))
            return _Read(stretches, events, self._replay.marks.within(cameras, left, right))

        def show(found: _Read) -> None:
            if asked == self._asked:
                self._timeline.set_bands(_bands(found), (left, right) if found.stretches is not None else None)
                self._timeline.set_marks(_marks(found.events, found.marks))

        Operation(self, read).success(show).run()

    def _forget_if_redrawn(self, camera: str) -> None:
        """Small pictures from before private areas were drawn show what is in them."""
        areas = self._station.privacy.areas_of_past(camera)
        if areas != self._areas:
            self._areas = areas
            self._timeline.forget_thumbnails()

    def jump(self, step: int, go: Callable[[float], None]) -> None:
        """Find the next incident or detection, or the one before, from where the timeline stands."""
        cameras = (self._camera,) if self._camera else ()
        # Ten seconds before it is where a jump leads: from there the same must not be found again.
        at = self._replay.engine.position + (10.0 if step > 0 else 0.0)
        if step < 0:
            at = self._replay.engine.position + 9.0

        def found(event: FootageEvent | None) -> None:
            if event is not None:
                go(event.at)
            else:
                self.nothing_beside.emit(step)

        Operation(self, lambda: self._replay.events.beside(cameras, at, step)).success(found).run()


def _bands(found: _Read) -> list[Band]:
    kinds: dict[str, BandKind] = {"recording": "recording", "incident": "recording", "motion": "motion", "gap": "gap"}
    stretches = found.stretches or ()
    bands = [Band(one.start, one.end, kinds[one.cause]) for one in stretches]
    bands += [Band(one.start, one.end, "recording") for one in stretches if one.cause == "motion"]
    return bands + [Band(one.start, one.end, "hold") for one in found.marks if one.kind == "hold"]


def _marks(events: Sequence[FootageEvent], marks: Sequence[FootageMark]) -> list[TimelineMark]:
    words = len(events) + len(marks) <= _WORDS_UP_TO
    shown = [
        TimelineMark(one.at, _title(one) if words else "", f"p{one.priority}" if one.priority <= 4 else "caption")
        for one in events
    ]
    noted = [one for one in marks if one.kind == "bookmark"]
    return shown + [TimelineMark(one.start, one.note[:24] if words else "", "text") for one in noted]


def _title(one: FootageEvent) -> str:
    return one.title if one.kind == "incident" else class_word(one.title)
