"""The station's layouts: choose, make, draw, rename, put in order, take away. Everything can be taken back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.pages.layouts_words import layout_name, pictures
from app.pages.panel_button import panel_button
from app.pages.walls import Walls
from app.services.layouts import NAMED, Layout
from widgets import theme
from widgets.labels import caption

KEYS = 9


class LayoutsPanel(QWidget):
    """The list, and below it what can be done with the chosen one."""

    draw = Signal(object)  # Layout | None

    def __init__(self, walls: Walls, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._walls = walls
        self._language = language
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Layouts"))
        self.name = QLineEdit()
        self.name.setAccessibleName(self.tr("Name of the layout"))
        self.name.setPlaceholderText(self.tr("New name, then Enter"))
        self.places = QComboBox()
        self.places.setAccessibleName(self.tr("Number of pictures"))
        for name in NAMED:
            self.places.addItem(pictures(int(name)), name)
        self.help = caption(wrap=True)
        self.help.setText(
            self.tr(
                "Drag cameras onto the wall, and pictures onto each other. Each change is kept and can be taken back."
            )
        )
        self._arrange()
        self._connect()
        self.show_layouts()

    def show_layouts(self) -> None:
        """List the layouts as they are now; the one that stands is chosen."""
        standing = self._walls.active().plan.layout
        self.list.blockSignals(True)
        self.list.clear()
        for index, layout in enumerate(self._walls.memory.book.shelf):
            key = f"Ctrl+{index + 1}" if index < KEYS else ""
            count, name = pictures(layout.places), layout_name(layout, self._language)
            item = QListWidgetItem("   ".join(filter(None, (name, count if count != name else "", key))))
            item.setSizeHint(QSize(0, theme.current().px(theme.TARGET)))
            item.setData(Qt.ItemDataRole.UserRole, layout.id)
            self.list.addItem(item)
            if standing is not None and layout.id == standing.id:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)

    def chosen(self) -> Layout | None:
        """Return the layout that is marked in the list."""
        item = self.list.currentItem()
        return self._walls.memory.book.get(item.data(Qt.ItemDataRole.UserRole)) if item is not None else None

    def _arrange(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(4)
        buttons = (
            panel_button(self.tr("New"), self._add),
            panel_button(self.tr("Draw new"), lambda: self.draw.emit(None)),
            panel_button(self.tr("Redraw"), self._draw),
            panel_button(self.tr("Up"), partial(self._move, -1)),
            panel_button(self.tr("Down"), partial(self._move, 1)),
            panel_button(self.tr("Spot here"), self._spot),
            panel_button(self.tr("Remove"), self._remove),
            panel_button(self.tr("Take back  Ctrl+Z"), self._walls.undo),
        )
        grid.addWidget(self.name, 0, 0, 1, 2)
        grid.addWidget(self.places, 1, 0)
        for at, button in enumerate(buttons):
            grid.addWidget(button, 1 + (at + 1) // 2, (at + 1) % 2)
        buttons[5].setToolTip(self.tr("The selected place shows whatever picture is selected"))
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(self.list, 1)
        column.addLayout(grid)
        column.addWidget(self.help)

    def _connect(self) -> None:
        self._walls.changed.connect(self.show_layouts)
        self.list.itemActivated.connect(self._choose)
        self.list.itemClicked.connect(self._choose)
        self.name.returnPressed.connect(self._rename)

    def _choose(self, item: QListWidgetItem) -> None:
        self._walls.active().choose(item.data(Qt.ItemDataRole.UserRole))

    def _add(self) -> None:
        name = self.name.text().strip()
        self.name.clear()
        fresh = Layout("", arrangement=self.places.currentData()).renamed(name, self._language)
        self._walls.active().choose(self._walls.add_layout(fresh))

    def _draw(self) -> None:
        layout = self.chosen()
        if layout is not None:
            self.draw.emit(layout)

    def _rename(self) -> None:
        layout, name = self.chosen(), self.name.text().strip()
        if layout is not None and name:
            self.name.clear()
            self._walls.edit_layout(layout.renamed(name, self._language))

    def _move(self, step: int) -> None:
        layout = self.chosen()
        if layout is not None:
            self._walls.move_layout(layout.id, step)

    def _remove(self) -> None:
        layout = self.chosen()
        if layout is not None:
            self._walls.remove_layout(layout.id)

    def _spot(self) -> None:
        """Mark the selected place of the wall as the spot, or no longer."""
        seat = self._walls.active()
        layout, place = seat.plan.layout, seat.wall.selected_place
        if layout is not None and seat.plan.enlarged is None and not seat.called and seat.plan.page == 0:
            on = place not in layout.spots
            seat.edit(layout.with_spot(self._walls.cameras(), place, on))
