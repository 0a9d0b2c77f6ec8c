"""Drawing private areas of cameras: over the picture as it is, for who may see it; published with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import texts
from app.operations import Operation
from app.pages.camera_picture import CameraPicture
from app.people.authorised import Authority, AuthorityNeeded
from app.people.rights import Action
from app.station import Station
from widgets.mask_canvas import Area
from widgets.mask_editor import MaskEditor

VIEW = "private-areas"
SIZE = (960, 540)
#: While areas are drawn, the picture is shown as it is for this long at a time.
LIFT_S = 600.0
FRAME_MS = 100
SUBJECT = "private areas"


class PrivacyPage(QWidget):
    """See the module."""

    notice = Signal(str)
    authority_wanted = Signal(object, object)  # AuthorityNeeded, and what takes the future of the act tried again

    def __init__(self, station: Station, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station, self._language = station, language
        self.view = MaskEditor()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        self.setFocusProxy(self.view.canvas)
        canvas = self.view.canvas
        self._unpublished = False
        canvas.changed.connect(self._drawn)
        self._picture = CameraPicture(
            station, VIEW, SIZE, FRAME_MS, lambda image, _frame: canvas.set_picture(image), self
        )
        self.view.camera_chosen.connect(self._choose)
        self.view.publish_wanted.connect(lambda camera, areas, reason: self._publish({camera: areas}, reason))
        self.view.none_wanted.connect(lambda cameras, reason: self._publish(dict.fromkeys(cameras, ()), reason))
        cameras = [camera for camera in station.site.cameras if station.places.streams(camera.id)]
        self.view.set_cameras(tuple((camera.id, camera.label(language)) for camera in cameras))

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the camera that is chosen; what was drawn when the page was left, by an alarm as well, goes on."""
        super().showEvent(event)
        if not self._unpublished:
            self._choose(self.view.chosen)
        elif not self._look(self.view.chosen):
            self.view.set_message(self.tr("These areas do not hold yet."))

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing private is shown on a page nobody looks at."""
        super().hideEvent(event)
        self.close_views()

    def close_views(self) -> None:
        """Let the picture go."""
        self._picture.let_go()
        self.view.canvas.set_picture(None)

    def _choose(self, camera: str) -> None:
        self.close_views()
        self.view.begin(self._station.privacy.own.get(camera, ()))
        self._unpublished = False
        self._look(camera)

    def _drawn(self) -> None:
        self._unpublished = self.view.canvas.can_undo

    def _look(self, camera: str) -> str:
        """Show the camera's picture; gives why not in words."""
        self.view.set_undeclared(self._station.privacy.unsure)
        if not camera or not self.isVisible():
            return ""
        trouble = self._picture.show_camera(camera)
        self.view.set_message(trouble)
        if not trouble and self._station.privacy.areas(camera):
            self._lift(camera, self._station.acts.look_unmasked(camera))
        return trouble

    def _lift(self, camera: str, asked: Future[Authority]) -> None:
        def granted(_held: Authority) -> None:
            if self._picture.camera == camera:
                self._station.video.lift_mask(VIEW, LIFT_S)

        self._ask(asked, granted, lambda again: self._lift(camera, again))

    def _publish(self, areas: Mapping[str, tuple[Area, ...]], reason: str) -> None:
        """Let these areas of each camera hold, () for none."""
        places = self._station.places
        zones = {places.camera_zone(camera) for camera in areas}
        detail = {"camera": ", ".join(areas), "areas": sum(map(len, areas.values()))}
        zone = zones.pop() if len(zones) == 1 else ""
        self._published(self._station.acts.permit(Action.CHANGE_SETTINGS, SUBJECT, zone, reason, detail), areas)

    def _published(self, asked: Future[Authority], areas: Mapping[str, tuple[Area, ...]]) -> None:
        def granted(held: Authority) -> None:
            work = Operation(self, lambda: self._station.privacy.declare(areas, held.user))
            work.success(lambda _nothing: self._done(areas)).failure(self._refused).run()

        self._ask(asked, granted, lambda again: self._published(again, areas))

    def _done(self, areas: Mapping[str, tuple[Area, ...]]) -> None:
        if areas.get(self.view.chosen) == self.view.canvas.areas:
            self._unpublished = False
        self.view.reason.clear()
        self.view.set_undeclared(self._station.privacy.unsure)
        words = self.tr("Black from now on, live and in recordings, for everybody.")
        self.view.set_message(words)
        self.notice.emit(words)

    def _refused(self, error: BaseException) -> None:
        code = getattr(error, "code", type(error).__name__)
        words = self.tr("These are no areas: edges may not cross, and every corner lies in the picture.")
        if code != "areas_wrong":
            words = self.tr("The areas cannot be written: %1").replace("%1", str(error))
        self.view.set_message(words)

    def _ask(self, future: Future[Any], done: Any, again: Any) -> None:
        def refused(error: BaseException) -> None:
            if isinstance(error, AuthorityNeeded):
                self.authority_wanted.emit(error, again)
            else:
                self.view.set_message(texts.refusal(getattr(error, "code", type(error).__name__)))

        Operation(self, future).success(done).failure(refused).run()
