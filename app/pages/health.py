"""The health page: every part of the station, what is wrong with it and what to do next, and what the devices state."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app.pages.health_content import lamp, named, row
from app.pages.values import ValuesPage
from app.services.health import PartStatus
from app.services.places import Places
from app.station_values import StationValues
from video.clock import Clock
from widgets.health_view import HealthView
from widgets.sound_bar import SoundBar
from widgets.status_bar import LampView

PARTS, VALUES = 0, 1


class HealthPage(QWidget):
    """Two sheets: a table of parts, worst first, and the values of devices. The same key turns to the other."""

    def __init__(
        self, values: StationValues, places: Places, clock: Clock, language: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._places = places
        self._language = language
        self.tabs = QTabBar()
        self.sheets = QStackedWidget()
        self.view = HealthView()
        self.sound = SoundBar()
        self.values = ValuesPage(values, places, clock, language)
        self._arrange()

    def show_parts(self, parts: tuple[PartStatus, ...]) -> tuple[LampView, ...]:
        """Show the parts; return the lamps that the status bar has for them."""
        parts = tuple(self._named(part) for part in parts)
        self.view.set_rows(tuple(row(part) for part in parts))
        return tuple(lamp(part) for part in parts if part.part != "alarms")

    def choose(self, part: str) -> None:
        """Turn to a part's line: reason and next step stand there."""
        self.tabs.setCurrentIndex(PARTS)
        self.view.choose(part)

    def turn(self) -> None:
        """Turn to the other sheet."""
        self.tabs.setCurrentIndex(VALUES if self.tabs.currentIndex() == PARTS else PARTS)
        sheet = self.sheets.currentWidget()
        if sheet is not None:
            sheet.setFocus()

    def close_views(self) -> None:
        """Look at nothing any more."""
        self.values.close_views()

    def _named(self, part: PartStatus) -> PartStatus:
        names = self._places.device_name if part.part == "devices" else self._places.camera_name
        return named(part, lambda one: names(one, self._language))

    def _arrange(self) -> None:
        first = QWidget()
        column = QVBoxLayout(first)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)
        column.addWidget(self.sound)
        first.setFocusProxy(self.view.table)
        self.tabs.addTab(self.tr("Parts of the station"))
        self.tabs.addTab(self.tr("Values of devices (F4)"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(self.tr("Sheets of the health page"))
        for sheet in (first, self.values):
            self.sheets.addWidget(sheet)
        self.tabs.currentChanged.connect(self.sheets.setCurrentIndex)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.tabs)
        layout.addWidget(self.sheets, 1)
