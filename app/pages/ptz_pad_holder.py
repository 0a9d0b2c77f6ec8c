"""The pad beside the wall of the main window, there while a camera is turned by hand."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QHBoxLayout

from app import texts_ptz
from app.pages.seat_steering import SeatSteering
from app.services.places import Places
from video.onvif.model import PtzPhase
from widgets.ptz_pad import PtzPad, PtzPadContent


class PtzPadHolder(QObject):
    """Makes the pad when it is first wanted, and shows and hides it. It lies beside the pictures, never over them."""

    def __init__(
        self, steering: SeatSteering, places: Places, language: str, row: QHBoxLayout, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._steering = steering
        self._places = places
        self._language = language
        self._row = row
        self.pad: PtzPad | None = None
        steering.shown.connect(self.show)
        self.show()

    def release(self) -> None:
        """The window goes; whatever it turned stands still."""
        self._steering.shown.disconnect(self.show)
        self._steering.leave()

    def show(self) -> None:
        """Show what is turned now."""
        view = self._steering.view
        if view is None:
            if self.pad is not None:
                self.pad.hide()
            return
        pad = self._made()
        pad.set_content(
            PtzPadContent(
                self._places.camera_name(view.camera, self._language),
                tuple((one.number, one.label(self._language)) for one in view.presets),
                texts_ptz.on_pad(view),
                bool(texts_ptz.on_tile(view)),
                view.phase is PtzPhase.READY,
                view.zoom,
            )
        )
        pad.show()

    def _made(self) -> PtzPad:
        if self.pad is None:
            self.pad = PtzPad()
            self.pad.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            self.pad.setFocusProxy(self._steering.wall)  # a click leaves the keyboard where arrows turn the camera
            self.pad.steered.connect(self._steering.move)
            self.pad.preset_called.connect(self._steering.go_to)
            self.pad.home_called.connect(self._steering.go_home)
            self.pad.left.connect(self._steering.leave)
            self._row.addWidget(self.pad)
        return self.pad
