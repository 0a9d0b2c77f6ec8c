"""All cameras by zone: find one by name, number, zone or first letters, see how it stands, put it on the wall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QTreeWidgetItem, QVBoxLayout, QWidget

from widgets.camera_row import CameraRow, CameraState
from widgets.camera_tree_view import TreeView, row_of, set_row
from widgets.labels import caption

__all__ = ["CameraRow", "CameraState", "CameraTree"]


class CameraTree(QWidget):
    """A search field over the tree. camera_chosen tells the camera of Enter or a double click.

    A camera is dragged out as "application/x-watchroom-camera" with its id in UTF-8.
    """

    camera_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: dict[str, QTreeWidgetItem] = {}
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.tree = TreeView()
        self.nothing = caption(wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setMargin(12)
        self.nothing.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.search)
        column.addWidget(self.nothing)
        column.addWidget(self.tree, 1)
        self.setFocusProxy(self.search)
        self._speak()
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self.tree.chosen.connect(self.camera_chosen)
        self.tree.typed.connect(self._typed)

    def set_cameras(self, rows: Sequence[CameraRow]) -> None:
        """Show these, in their order within their zones; what was folded, chosen and searched stays so."""
        folded = {zone.text(0) for zone in self.tree.zones() if not zone.isExpanded()}
        current = row_of(self.tree.currentItem())
        self.tree.clear()
        self._items = {}
        zones: dict[str, QTreeWidgetItem] = {}
        for row in rows:
            if row.zone not in zones:
                zones[row.zone] = self._zone(row.zone_name or self.tr("Without a zone"))
            item = QTreeWidgetItem(zones[row.zone])
            set_row(item, row)
            self._items[row.camera] = item
        for zone in self.tree.zones():
            zone.setExpanded(zone.text(0) not in folded)
        if current is not None and current.camera in self._items:
            self.tree.setCurrentItem(self._items[current.camera])
        self._filter(self.search.text())

    def update_state(self, camera: str, state: CameraState) -> None:
        """Show how a camera stands now; unknown ones are passed over."""
        item = self._items.get(camera)
        row = row_of(item)
        if item is not None and row is not None and row.state != state:
            set_row(item, replace(row, state=state))
            self.tree.viewport().update()

    def found(self) -> list[str]:
        """Name the cameras that are listed now."""
        rows = [row_of(item) for item in self.tree.camera_items() if not item.isHidden()]
        return [row.camera for row in rows if row is not None]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the search field Down goes to the list, Enter takes the first found, Esc empties the field."""
        if watched is not self.search or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        found = self.found()
        if event.key() == Qt.Key.Key_Down and found:
            self.tree.setCurrentItem(self._items[found[0]])
            self.tree.setFocus()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and found and self.search.text().strip():
            self.camera_chosen.emit(found[0])
        elif event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        else:
            return super().eventFilter(watched, event)
        return True

    def changeEvent(self, event: QEvent) -> None:
        """Speak anew."""
        if event.type() == QEvent.Type.LanguageChange:
            self._speak()
        super().changeEvent(event)

    def _speak(self) -> None:
        self.search.setPlaceholderText(self.tr("Find a camera: name, number, zone"))
        self.search.setAccessibleName(self.tr("Find a camera"))
        self.tree.setAccessibleName(self.tr("Cameras by zone"))
        self.nothing.setText(self.tr("No camera with this name, number or zone"))
        for item in self.tree.camera_items():
            if (row := row_of(item)) is not None:
                set_row(item, row)

    def _zone(self, name: str) -> QTreeWidgetItem:
        zone = QTreeWidgetItem(self.tree, [name])
        zone.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        return zone

    def _filter(self, searched: str) -> None:
        for item in self._items.values():
            row = row_of(item)
            item.setHidden(row is None or not row.matches(searched))
        for zone in self.tree.zones():
            hits = [item for item in self.tree.cameras_of(zone) if not item.isHidden()]
            zone.setHidden(not hits)
            if searched.strip() and hits:
                zone.setExpanded(True)
        self.nothing.setVisible(bool(searched.strip()) and not self.found())

    def _typed(self, text: str) -> None:
        self.search.setFocus()
        self.search.insert(text)
