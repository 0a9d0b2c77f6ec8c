"""Seeing private areas of one camera in playback: a right, with a reason, for minutes; said on its tile throughout.

The process that paints the pictures makes the areas black again by itself, whatever becomes of the window. Small
pictures on the timeline, other cameras and what is handed out stay as they are. Which times were shown is entered when
it is over.
"""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer, Signal

from app import texts
from app.operations import Operation
from app.people.authorised import Authority, AuthorityNeeded
from app.station import Station
from widgets.replay_content import TileStatus
from widgets.replay_wall import ReplayWall
from widgets.replay_words import absence

LOOK_PERIOD_MS = 100
#: Pictures further apart than this, seconds, are two stretches: somebody went elsewhere.
APART_S = 5.0
#: Stretches that one entry names; what is shown beyond is in the last of them.
MOST = 40


class Stretches:
    """The times of a recording that were on screen, as few stretches."""

    def __init__(self) -> None:
        self.all: list[tuple[float, float]] = []

    def take(self, at: float) -> None:
        """This time is on screen now."""
        for index, (start, end) in enumerate(self.all):
            last = index == len(self.all) - 1 and len(self.all) == MOST
            if start - APART_S <= at <= end + APART_S or last:
                self.all[index] = (min(start, at), max(end, at))
                return
        self.all.append((at, at))


@dataclass(slots=True)
class _Lifted:
    """A camera that shows everything: by whose right, until when (monotonic seconds), and what was shown.

    clock: the same as it is said. account: of a person on duty, whose going ends it; "" for one who only signed for
    this.
    """

    held: Authority
    account: str
    until: float
    clock: str
    shown: Stretches = field(default_factory=Stretches)


class ReplayUnmask(QObject):
    """Serves one page of playback. `changed`: other cameras than before show everything."""

    notice = Signal(str)
    authority_wanted = Signal(object, object)  # AuthorityNeeded, and what takes the future of the act tried again
    changed = Signal()

    def __init__(self, station: Station, wall: ReplayWall, language: str) -> None:
        super().__init__(wall)
        self._station, self._wall, self._language = station, wall, language
        self._engine = station.replay.engine
        self._lifted: dict[str, _Lifted] = {}
        self._timer = QTimer(self, interval=LOOK_PERIOD_MS)
        self._timer.timeout.connect(self._look)

    @property
    def lifted(self) -> tuple[str, ...]:
        """The cameras that show private areas now."""
        return tuple(self._lifted)

    def until(self, camera: str) -> str:
        """Until when a camera shows its private areas, as it is said; "" where they are black."""
        return self._lifted[camera].clock if camera in self._lifted else ""

    def toggle(self) -> None:
        """Ask to see all of the selected camera's picture, or hide it again."""
        camera = self._wall.selected
        if camera in self._lifted:
            self._end(camera)
        elif camera and self._station.privacy.withheld(camera):
            self.notice.emit(absence(TileStatus(code="undeclared")))
        elif camera and not self._station.privacy.areas(camera):
            self.notice.emit(self.tr("%1 has no private areas.").replace("%1", self._name(camera)))
        elif camera:
            at, minutes = self._engine.position, self._station.site.evidence.unmasked_min
            self._ask(camera, self._station.acts.look_unmasked(camera, at, minutes))
        self.changed.emit()

    def end_all(self) -> None:
        """Hide everything again: nothing private is shown on a page that nobody looks at."""
        for camera in list(self._lifted):
            self._end(camera)

    def _name(self, camera: str) -> str:
        return self._station.places.camera_name(camera, self._language)

    def _ask(self, camera: str, asked: Future[Authority]) -> None:
        def refused(error: BaseException) -> None:
            if isinstance(error, AuthorityNeeded):
                self.authority_wanted.emit(error, lambda again: self._ask(camera, again))
            else:
                self.notice.emit(texts.refusal(getattr(error, "code", type(error).__name__)))

        Operation(self, asked).success(lambda held: self._begin(camera, held)).failure(refused).run()

    def _begin(self, camera: str, held: Authority) -> None:
        seconds, clock = self._station.site.evidence.unmasked_min * 60.0, self._station.clock
        shown = self._wall.isVisible() and camera in self._wall.cameras
        if not shown or not self._engine.lift_mask(camera, seconds):
            return  # another page came meanwhile, or it was taken out
        until = texts.clock_time(clock.now() + seconds)
        self._lifted[camera] = _Lifted(held, self._on_duty(held), clock.monotonic() + seconds, until)
        self._note(camera)
        words = self.tr("PRIVATE AREAS SHOWN until %1 (U ends it)").replace("%1", until)
        short = self.tr("PRIVATE: until %1").replace("%1", until)
        self._wall.set_bare(camera, (words, short))
        self.notice.emit(f"{self._name(camera)}: {words}")
        self._timer.start()
        self.changed.emit()

    def _on_duty(self, held: Authority) -> str:
        listed = {one.account for one in self._station.people.desk.duty.people}
        return held.person.account if held.person is not None and held.person.account in listed else ""

    def _look(self) -> None:
        now = self._station.clock.monotonic()
        accounts = {"", *(person.account for person in self._station.people.desk.duty.people)}
        for camera, one in list(self._lifted.items()):
            self._note(camera)
            if camera not in self._wall.cameras or one.account not in accounts or now >= one.until:
                self._end(camera)

    def _note(self, camera: str) -> None:
        at = self._wall.shown_at(camera)
        if at > 0:
            self._lifted[camera].shown.take(at)

    def _end(self, camera: str) -> None:
        self._note(camera)
        one = self._lifted.pop(camera)
        self._engine.lift_mask(camera, 0)
        self._wall.set_bare(camera, ())
        self._station.acts.looked_unmasked(camera, one.held, one.shown.all)
        if not self._lifted:
            self._timer.stop()
        self.changed.emit()
