"""Seeing a camera's private areas on one tile: a right, with a reason, for some minutes; said on the tile throughout.

The picture itself falls back by itself in the process that decodes it, whatever becomes of the window. Only the tile
that was asked for is lifted: other tiles and windows, snapshots and recordings stay as they are.
"""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app import texts
from app.operations import Operation
from app.people.authorised import Authority, AuthorityNeeded
from app.people.rights import Person
from app.station import Station

if TYPE_CHECKING:
    from app.pages.wall_seat import WallSeat

LOOK_PERIOD_MS = 500


@dataclass(frozen=True, slots=True)
class _Lifted:
    """A tile that shows everything: whose right it is, and until when (monotonic seconds).

    account: of a person on duty, whose going ends it; "" for one who only signed for this.
    """

    camera: str
    account: str
    until: float


class SeatUnmask(QObject):
    """Serves one wall."""

    authority_wanted = Signal(object, object)  # AuthorityNeeded, and what takes the future of the act tried again

    def __init__(self, seat: WallSeat, station: Station) -> None:
        super().__init__(seat)
        self._seat, self._station = seat, station
        self._lifted: dict[str, _Lifted] = {}
        self._timer = QTimer(self, interval=LOOK_PERIOD_MS)
        self._timer.timeout.connect(self._look)
        seat.wall.unmask_wanted.connect(self.toggle)

    @property
    def lifted(self) -> tuple[str, ...]:
        """The tiles that show private areas now."""
        return tuple(self._lifted)

    def toggle(self, key: str) -> None:
        """Ask to see all of a tile's picture, or hide it again."""
        camera = self._seat.controller.camera_of(key)
        if key in self._lifted:
            self._end(key)
        elif camera and not key.startswith("past:"):
            if not self._station.privacy.areas(camera):
                name = self._station.places.camera_name(camera, self._seat.language)
                self._seat.notice.emit(self.tr("%1 has no private areas.").replace("%1", name))
                return
            self._ask(key, camera, self._station.acts.look_unmasked(camera))

    def end_all(self) -> None:
        """Hide everything again."""
        for key in list(self._lifted):
            self._end(key)

    def _ask(self, key: str, camera: str, asked: Future[Authority]) -> None:
        def refused(error: BaseException) -> None:
            if isinstance(error, AuthorityNeeded):
                self.authority_wanted.emit(error, lambda again: self._ask(key, camera, again))
            else:
                self._seat.notice.emit(texts.refusal(getattr(error, "code", type(error).__name__)))

        Operation(self, asked).success(lambda held: self._begin(key, camera, held)).failure(refused).run()

    def _begin(self, key: str, camera: str, held: Authority) -> None:
        seconds = self._station.site.evidence.unmasked_min * 60.0
        controller, clock = self._seat.controller, self._station.clock
        if controller.camera_of(key) != camera or not self._station.video.lift_mask(controller.view_of(key), seconds):
            return  # another picture came there meanwhile
        self._lifted[key] = _Lifted(camera, self._on_duty(held.person), clock.monotonic() + seconds)
        words = self.tr("PRIVATE AREAS SHOWN until %1 (U ends it)")
        controller.set_bare(key, words.replace("%1", texts.clock_time(clock.now() + seconds)))
        self._timer.start()

    def _on_duty(self, person: Person | None) -> str:
        listed = {one.account for one in self._station.people.desk.duty.people}
        return person.account if person is not None and person.account in listed else ""

    def _look(self) -> None:
        now = self._station.clock.monotonic()
        accounts = {"", *(person.account for person in self._station.people.desk.duty.people)}
        for key, one in list(self._lifted.items()):
            gone = self._seat.controller.camera_of(key) != one.camera
            signed_out = one.account not in accounts
            if gone or signed_out or now >= one.until:
                self._end(key)
        if not self._lifted:
            self._timer.stop()

    def _end(self, key: str) -> None:
        one = self._lifted.pop(key)
        controller = self._seat.controller
        if controller.camera_of(key) == one.camera:
            self._station.video.lift_mask(controller.view_of(key), 0)
        controller.set_bare(key, "")
