"""Which monitor shows a wall or the site plan, and which takes the call-ups."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QVBoxLayout, QWidget

from app.pages.wall_windows import Monitor, WallWindows
from app.pages.walls import Walls
from app.services.screens import MAIN, Kind
from widgets.labels import caption


class MonitorsPanel(QWidget):
    """One box per monitor; it follows what is plugged in."""

    def __init__(self, walls: Walls, windows: WallWindows, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._walls = walls
        self._windows = windows
        self._shown: list[Monitor] = []
        self.help = caption(wrap=True)
        self.help.setText(
            self.tr(
                "A wall stays with its monitor, wherever that is plugged in. "
                "While the monitor is gone its layout is at hand here, and it comes back by itself."
            )
        )
        self.boxes = QVBoxLayout()
        self.boxes.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addLayout(self.boxes)
        column.addWidget(self.help)
        column.addStretch(1)
        walls.changed.connect(self.show_monitors)
        windows.changed.connect(self.show_monitors)
        self.show_monitors()

    def show_monitors(self) -> None:
        """List the monitors as they are now."""
        monitors = self._windows.monitors()
        if monitors == self._shown:
            return
        self._shown = monitors
        while (item := self.boxes.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        for monitor in monitors:
            self.boxes.addWidget(self._box(monitor))

    def _box(self, monitor: Monitor) -> QFrame:
        box = QFrame()
        box.setProperty("panel", True)
        screen = monitor.screen
        name = QLabel(f"{screen.name}   {screen.width} × {screen.height}")
        wall = QCheckBox(
            self.tr("The station's window") if monitor.window == MAIN else self.tr("A wall on this monitor")
        )
        wall.setChecked(bool(monitor.window) and monitor.kind == "wall")
        wall.setEnabled(monitor.window != MAIN)
        wall.toggled.connect(lambda on: self._set(monitor, "wall", on))
        plan = QCheckBox(self.tr("The site plan on this monitor"))
        plan.setChecked(bool(monitor.window) and monitor.kind == "map")
        plan.setVisible(monitor.window != MAIN)
        plan.toggled.connect(lambda on: self._set(monitor, "map", on))
        alarms = QCheckBox(self.tr("Alarms turn this wall"))
        alarms.setChecked(monitor.call_ups)
        alarms.setEnabled(bool(monitor.window) and monitor.kind == "wall" and not monitor.call_ups)
        alarms.toggled.connect(lambda on: self._take_alarms(monitor, on))
        column = QVBoxLayout(box)
        for widget in (name, wall, alarms, plan):
            column.addWidget(widget)
        return box

    def _set(self, monitor: Monitor, kind: Kind, on: bool) -> None:
        """A monitor shows one thing: what stood there makes way for the other."""
        if monitor.window:
            self._windows.dismiss(monitor.window)
        if on:
            self._windows.open_on(monitor.screen, kind)

    def _take_alarms(self, monitor: Monitor, on: bool) -> None:
        if on and monitor.window:
            self._walls.send_call_ups_to(monitor.window)
