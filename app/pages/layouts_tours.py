"""The station's tours: begin and end them, and say where they go and for how long."""

from __future__ import annotations

import uuid
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.pages.layouts_words import layout_name, tour_name
from app.pages.panel_button import panel_button
from app.pages.walls import ALL_LAYOUTS, Walls
from app.services.tours import LONGEST_S, SHORTEST_S, Stop, Tour
from widgets.labels import caption


class ToursPanel(QWidget):
    """A tour is chosen above, its stops are listed below; the one of all layouts is only to be begun."""

    def __init__(self, walls: Walls, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._walls = walls
        self._language = language
        self._shown: tuple[Tour, ...] = ()
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("Tour"))
        self.name = QLineEdit()
        self.name.setAccessibleName(self.tr("Name of the tour"))
        self.name.setPlaceholderText(self.tr("Name of a new tour"))
        self.stops = QTableWidget(0, 2)
        self.stops.setAccessibleName(self.tr("Stops of the tour"))
        self.stops.setHorizontalHeaderLabels([self.tr("Stop"), self.tr("Seconds")])
        self.help = caption(wrap=True)
        self.help.setText(
            self.tr("A tour waits while a picture is enlarged, zoomed or halted, while you type, and during an alarm.")
        )
        self._arrange()
        self.choice.currentIndexChanged.connect(self._show_stops)
        walls.changed.connect(self.show_tours)
        self.show_tours()

    def show_tours(self) -> None:
        """List the tours as they are now; nothing is redrawn under the hand while they stay the same."""
        tours = self._walls.tours()
        if tours == self._shown:
            return
        chosen = self.choice.currentData()
        self._shown = tours
        self.choice.blockSignals(True)
        self.choice.clear()
        for tour in tours:
            self.choice.addItem(tour_name(tour), tour.id)
        self.choice.setCurrentIndex(max(0, self.choice.findData(chosen)))
        self.choice.blockSignals(False)
        self._show_stops()

    def chosen(self) -> Tour:
        """Return the tour that is chosen."""
        return next((tour for tour in self._shown if tour.id == self.choice.currentData()), self._shown[0])

    def add_stop(self, stop: Stop) -> None:
        """Put a stop at the end of the chosen tour."""
        self._change(replace(self.chosen(), stops=(*self.chosen().stops, stop)))

    def _arrange(self) -> None:
        self.stops.verticalHeader().setVisible(False)
        self.stops.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.stops.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.stops.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        grid = QGridLayout()
        grid.setSpacing(4)
        self.add_layout = panel_button(self.tr("Add layout"), self._add_layout)
        self.add_camera = panel_button(self.tr("Add camera"), self._add_camera)
        self.up = panel_button(self.tr("Up"), partial(self._move, -1))
        self.down = panel_button(self.tr("Down"), partial(self._move, 1))
        self.take = panel_button(self.tr("Remove stop"), self._take)
        self.remove = panel_button(self.tr("Remove tour"), self._remove)
        self.add_layout.setToolTip(self.tr("The layout that stands on the wall"))
        self.add_camera.setToolTip(self.tr("The camera that is selected on the wall"))
        buttons = (self.add_layout, self.add_camera, self.up, self.down, self.take, self.remove)
        for at, button in enumerate(buttons):
            grid.addWidget(button, at // 2, at % 2)
        run = QGridLayout()
        run.setSpacing(4)
        run.addWidget(panel_button(self.tr("Begin"), self._begin), 0, 0)
        run.addWidget(panel_button(self.tr("End  Ctrl+Shift+T"), self._end), 0, 1)
        run.addWidget(self.name, 1, 0)
        run.addWidget(panel_button(self.tr("New tour"), self._new), 1, 1)
        self.name.returnPressed.connect(self._new)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(self.choice)
        column.addLayout(run)
        column.addWidget(self.stops, 1)
        column.addLayout(grid)
        column.addWidget(self.help)

    def _show_stops(self, _index: int = 0) -> None:
        tour = self.chosen()
        own = tour.id != ALL_LAYOUTS
        for widget in (self.add_layout, self.add_camera, self.up, self.down, self.take, self.remove):
            widget.setEnabled(own)
        self.stops.setRowCount(len(tour.stops))
        for row, stop in enumerate(tour.stops):
            item = QTableWidgetItem(self._name(stop))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            self.stops.setItem(row, 0, item)
            self.stops.setCellWidget(row, 1, self._seconds(row, stop, own))

    def _seconds(self, row: int, stop: Stop, own: bool) -> QDoubleSpinBox:
        box = QDoubleSpinBox()
        box.setDecimals(0)
        box.setRange(SHORTEST_S, LONGEST_S)
        box.setValue(stop.seconds)
        box.setEnabled(own)
        box.setKeyboardTracking(False)
        box.setAccessibleName(self.tr("Seconds"))
        box.valueChanged.connect(partial(self._dwell, row))
        return box

    def _name(self, stop: Stop) -> str:
        if stop.kind == "camera":
            return self._walls.camera_name(stop.target)
        layout = self._walls.memory.book.get(stop.target)
        return layout_name(layout, self._language) if layout is not None else self.tr("(gone)")

    def _begin(self) -> None:
        self._walls.active().start_tour(self.chosen())

    def _end(self) -> None:
        self._walls.active().end_tour()

    def _new(self) -> None:
        name = self.name.text().strip()
        if name:
            self.name.clear()
            tour = Tour(uuid.uuid4().hex[:12], name)
            self._walls.keep_tours((*self._walls.memory.tours, tour))
            self.choice.setCurrentIndex(self.choice.findData(tour.id))

    def _remove(self) -> None:
        gone = self.chosen().id
        self._walls.keep_tours(tuple(tour for tour in self._walls.memory.tours if tour.id != gone))

    def _add_layout(self) -> None:
        layout = self._walls.active().plan.layout
        if layout is not None:
            self.add_stop(Stop("layout", layout.id))

    def _add_camera(self) -> None:
        seat = self._walls.active()
        camera = seat.controller.camera_of(seat.wall.selected)
        if camera:
            self.add_stop(Stop("camera", camera))

    def _move(self, step: int) -> None:
        row, stops = self.stops.currentRow(), list(self.chosen().stops)
        if 0 <= row < len(stops) and 0 <= row + step < len(stops):
            stops.insert(row + step, stops.pop(row))
            self._change(replace(self.chosen(), stops=tuple(stops)))
            self.stops.selectRow(row + step)

    def _take(self) -> None:
        row, stops = self.stops.currentRow(), list(self.chosen().stops)
        if 0 <= row < len(stops):
            del stops[row]
            self._change(replace(self.chosen(), stops=tuple(stops)))

    def _dwell(self, row: int, seconds: float) -> None:
        tour = self.chosen()
        stops = tuple(replace(stop, seconds=seconds) if at == row else stop for at, stop in enumerate(tour.stops))
        self._shown = tuple(replace(one, stops=stops) if one.id == tour.id else one for one in self._shown)
        self._change(replace(tour, stops=stops))

    def _change(self, tour: Tour) -> None:
        self._walls.keep_tours(tuple(tour if one.id == tour.id else one for one in self._walls.memory.tours))
