"""The health page: every part of the station, what is wrong with it, and what to do next."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.pages.health_content import lamp, named, row
from app.services.health import PartStatus
from widgets.health_view import HealthView
from widgets.sound_bar import SoundBar
from widgets.status_bar import LampView


class HealthPage(QWidget):
    """A table of parts, worst first."""

    def __init__(self, camera_name: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._camera_name = camera_name
        self.view = HealthView()
        self.sound = SoundBar()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        layout.addWidget(self.sound)

    def show_parts(self, parts: tuple[PartStatus, ...]) -> tuple[LampView, ...]:
        """Show the parts; return the lamps that the status bar has for them."""
        parts = tuple(named(part, self._camera_name) for part in parts)
        self.view.set_rows(tuple(row(part) for part in parts))
        return tuple(lamp(part) for part in parts)
