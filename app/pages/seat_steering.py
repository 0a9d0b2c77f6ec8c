"""Turning a camera by hand from one wall: asks for the right, enters the mode of the tile, passes movements on."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from app import texts, texts_ptz
from app.operations import Operation
from app.people.authorised import Authority, AuthorityNeeded
from app.services.ptz import PtzView
from app.station import Station
from app.station_ptz import hand_for
from video.onvif.model import STILL, Velocity

if TYPE_CHECKING:
    from app.pages.wall_seat import WallSeat

SHOW_PERIOD_MS = 500


class SeatSteering(QObject):
    """Holds which camera of a seat is turned by hand, "" for none. `shown`: what a pad shows has changed."""

    shown = Signal()
    authority_wanted = Signal(object, object)  # AuthorityNeeded, and what takes the future of the act tried again

    def __init__(self, seat: WallSeat, station: Station) -> None:
        super().__init__(seat)
        self._seat = seat
        self._station = station
        self.camera = ""
        self._timer = QTimer(self)
        self._timer.setInterval(SHOW_PERIOD_MS)
        self._timer.timeout.connect(self.show)
        self.wall = wall = seat.wall
        wall.steering_wanted.connect(self.ask)
        wall.steered.connect(lambda _key, pan, tilt, zoom: self.move(pan, tilt, zoom))
        wall.preset_called.connect(lambda _key, number: self.go_to(number))
        wall.home_called.connect(lambda _key: self.go_home())
        wall.steering_left.connect(lambda _key: self._left())

    @property
    def view(self) -> PtzView | None:
        """How the camera stands that is turned."""
        return self._station.ptz.view(self.camera) if self.camera else None

    def ask(self, key: str) -> None:
        """Turn the camera of a tile, where it turns and somebody may."""
        camera = self._seat.controller.camera_of(key)
        name = self._station.places.camera_name(camera, self._seat.language)
        if not camera or key.startswith("past:"):
            return
        if camera not in self._station.ptz.cameras:
            self._seat.notice.emit(self.tr("%1 is a fixed camera: it does not turn.").replace("%1", name))
            return
        self._do(key, camera, self._station.acts.turn(camera))

    def move(self, pan: float, tilt: float, zoom: float) -> None:
        """Turn like this from now on."""
        if not self.camera:
            return
        velocity = Velocity(pan, tilt, zoom)
        if self._gone():
            self.wall.steer("")
        elif velocity != STILL:
            self._station.ptz.steer(self.camera, velocity)
        else:
            self._station.ptz.halt(self.camera)

    def go_to(self, number: int) -> None:
        """Turn to a preset."""
        if self.camera:
            self._station.ptz.go_to(self.camera, number)

    def go_home(self) -> None:
        """Turn home."""
        if self.camera:
            self._station.ptz.go_home(self.camera)

    def leave(self) -> None:
        """Let go of the camera."""
        self.wall.steer("")

    def show(self) -> None:
        """Show who has the camera; a tile that shows another by now, or a person who is gone, ends it."""
        view = self.view
        if view is None or self._gone():
            self.leave()
            return
        self.wall.say_steering(texts_ptz.on_tile(view))
        self.shown.emit()

    def _gone(self) -> bool:
        other = self._seat.controller.camera_of(self.wall.steering) != self.camera
        return other or not self._station.ptz.steered_by_hand(self.camera)

    def _do(self, key: str, camera: str, asked: Future[Any]) -> None:
        operation = Operation(self, asked).success(lambda held: self._begin(key, camera, held))
        operation.failure(lambda error: self._refused(key, camera, error)).run()

    def _refused(self, key: str, camera: str, error: BaseException) -> None:
        if isinstance(error, AuthorityNeeded):
            self.authority_wanted.emit(error, lambda again: self._do(key, camera, again))
            return
        self._seat.notice.emit(texts.refusal(getattr(error, "code", type(error).__name__)))

    def _begin(self, key: str, camera: str, held: Authority) -> None:
        wall = self.wall
        if self._seat.controller.camera_of(key) != camera:
            return  # another picture came there meanwhile
        self._station.ptz.begin(camera, hand_for(held))
        wall.steer(key)
        if wall.steering != key:
            self._station.ptz.end(camera)
            return
        self.camera = camera
        wall.setFocus()
        self._timer.start()
        self.show()

    def _left(self) -> None:
        camera, self.camera = self.camera, ""
        self._timer.stop()
        if camera:
            self._station.ptz.end(camera)
        self.shown.emit()
