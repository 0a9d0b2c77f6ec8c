"""What opens at the left of the wall: cameras, layouts, tours and monitors, each on its tab."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from app.notifier import Notifier
from app.pages.alarm_desk import AlarmDesk
from app.pages.layouts_panel import LayoutsPanel
from app.pages.layouts_tours import ToursPanel
from app.pages.site_plan import site_map
from app.pages.wall_window_panel import MonitorsPanel
from app.pages.wall_windows import WallWindows
from app.pages.walls import Walls
from app.services.layouts import Layout
from app.station import Station
from video.model import Phase, StreamKind, StreamState
from widgets import theme
from widgets.camera_tree import CameraRow, CameraState, CameraTree

WIDTH = 360
_STATES: dict[Phase, CameraState] = {
    Phase.LIVE: "live",
    Phase.CONNECTING: "connecting",
    Phase.STALLED: "stale",
    Phase.LOST: "lost",
    Phase.REFUSED: "refused",
    Phase.UNSUPPORTED: "lost",
    Phase.STOPPED: "unknown",
}


class CamerasPanel(QWidget):
    """The panel. `draw` asks for the sheet of a layout, None for a new one; `left` that the guard is done."""

    draw = Signal(object)  # Layout | None
    left = Signal()

    def __init__(
        self,
        station: Station,
        notifier: Notifier,
        desk: AlarmDesk,
        walls: Walls,
        windows: WallWindows,
        language: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._station = station
        self._desk = desk
        self._walls = walls
        self._language = language
        self._states: dict[str, CameraState] = {}
        self._alarmed: frozenset[str] = frozenset()
        self.tree = CameraTree()
        self.layouts = LayoutsPanel(walls, language)
        self.tours = ToursPanel(walls, language)
        self.monitors = MonitorsPanel(walls, windows)
        self.map = site_map(station, notifier, desk, walls, language)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(self.tr("Cameras, layouts, tours and monitors"))
        self._arrange()
        self._connect(notifier)
        self._take_states(station.stream_states())
        self._show_cameras()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the wall."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _arrange(self) -> None:
        self.tabs.addTab(self.tree, self.tr("Cameras"))
        self.tabs.addTab(self.layouts, self.tr("Layouts"))
        self.tabs.addTab(self.tours, self.tr("Tours"))
        self.tabs.addTab(self.monitors, self.tr("Monitors"))
        self.tabs.addTab(self.map, self.tr("Plan"))
        self.tabs.setDocumentMode(True)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.tabBar().setProperty("narrow", True)
        self.tabs.tabBar().setExpanding(True)
        self.setFocusProxy(self.tree)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs)
        self.setFixedWidth(theme.current().px(WIDTH))

    def _connect(self, notifier: Notifier) -> None:
        notifier.streams_changed.connect(self._streams_changed)
        self._desk.card_changed.connect(self._alarms_changed)
        self.tree.camera_chosen.connect(self._chosen)
        self.layouts.draw.connect(self._draw)

    def _draw(self, layout: Layout | None) -> None:
        self.draw.emit(layout)

    def _chosen(self, camera: str) -> None:
        """Into the selected place where that is empty; else over the whole wall."""
        seat = self._walls.active()
        empty = not seat.wall.selected and seat.plan.enlarged is None
        if empty and not seat.called:
            seat.hang(camera, seat.wall.selected_place)
        else:
            seat.call_camera(camera)

    def _streams_changed(self, states: Sequence[StreamState]) -> None:
        for camera in self._take_states(states):
            self.tree.update_state(camera, self._states[camera])

    def _take_states(self, states: Sequence[StreamState]) -> list[str]:
        changed = []
        for state in states:
            entry = self._station.places.camera(state.camera)
            shown = StreamKind.SUB if entry is None or entry.sub else StreamKind.MAIN
            if state.kind is shown:
                self._states[state.camera] = _STATES[state.phase]
                changed.append(state.camera)
        return changed

    def _alarms_changed(self) -> None:
        places = self._station.places
        alarmed = frozenset(
            camera
            for one in self._desk.occurrences()
            if one.annunciated and one.active
            for camera in places.cameras_for(one.point, one.zone)
        )
        if alarmed != self._alarmed:
            self._alarmed = alarmed
            self._show_cameras()

    def _show_cameras(self) -> None:
        places = self._station.places
        rows = [
            CameraRow(
                camera.id,
                camera.number,
                camera.label(self._language),
                camera.zone or "",
                places.zone_name(camera.zone, self._language) if camera.zone else "",
                self._states.get(camera.id, "unknown"),
                camera.id in self._alarmed,
            )
            for camera in self._station.site.cameras
        ]
        self.tree.set_cameras(rows)
