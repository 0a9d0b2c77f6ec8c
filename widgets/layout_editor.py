"""Drawing an arrangement of one's own: the sheet, its name, and what to begin with. A panel, never a dialog."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from widgets import layouts
from widgets.labels import caption
from widgets.layout_editor_canvas import LayoutCanvas


class LayoutEditor(QWidget):
    """saved tells the name and the places as a list of QRectF in fractions of the wall; cancelled that nothing is kept.

    Esc asks to leave, as the button does; Ctrl+S saves.
    """

    saved = Signal(str, list)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = LayoutCanvas()
        self.name = QLineEdit()
        self.name.setMaxLength(40)
        self.start = QComboBox()
        self.add, self.remove = QPushButton(), QPushButton()
        self.undo, self.redo = QPushButton(), QPushButton()
        self.save, self.cancel = QPushButton(), QPushButton()
        self.save.setProperty("primary", True)
        self.help = caption(wrap=True)
        self.missing = caption()
        self._arrange()
        self._connect()
        self._speak()
        self._refresh()

    def set_name(self, name: str) -> None:
        """Propose a name."""
        self.name.setText(name)

    def set_places(self, places: Sequence[QRectF]) -> None:
        """Begin with these places, in fractions of the wall."""
        self.canvas.set_places(places)

    def places(self) -> list[QRectF]:
        """Give the places as they are drawn now, in fractions of the wall."""
        return self.canvas.layout_drawn.places()

    def changeEvent(self, event: QEvent) -> None:
        """Speak anew."""
        if event.type() == QEvent.Type.LanguageChange:
            self._speak()
            self._refresh()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves, Ctrl+S saves."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() == Qt.Key.Key_S and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._save()
        else:
            super().keyPressEvent(event)

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self.name, 1)
        for widget in (self.start, self.save, self.cancel):
            top.addWidget(widget)
        tools = QHBoxLayout()
        tools.setSpacing(4)
        for button in (self.add, self.remove, self.undo, self.redo):
            tools.addWidget(button)
        tools.addWidget(self.missing, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.canvas, 1)
        column.addLayout(tools)
        column.addWidget(self.help)

    def _connect(self) -> None:
        self.canvas.changed.connect(self._refresh)
        self.name.textChanged.connect(lambda _text: self._refresh())
        self.name.returnPressed.connect(self._save)
        self.start.activated.connect(self._begin_with)
        self.add.clicked.connect(lambda _checked=False: self.canvas.add_anywhere())
        self.remove.clicked.connect(lambda _checked=False: self.canvas.remove_selected())
        self.undo.clicked.connect(lambda _checked=False: self.canvas.undo())
        self.redo.clicked.connect(lambda _checked=False: self.canvas.redo())
        self.save.clicked.connect(lambda _checked=False: self._save())
        self.cancel.clicked.connect(lambda _checked=False: self.cancelled.emit())

    def _begin_with(self, index: int) -> None:
        name = self.start.itemData(index)
        if name:
            self.canvas.replace_places(layouts.arrangement(name))
            self.canvas.setFocus()
        self.start.setCurrentIndex(0)

    def _save(self) -> None:
        if self.save.isEnabled():
            self.saved.emit(self.name.text().strip(), self.places())

    def _refresh(self) -> None:
        places, history = self.canvas.layout_drawn.cells(), self.canvas.history
        named = bool(self.name.text().strip())
        self.save.setEnabled(bool(places) and named)
        self.remove.setEnabled(self.canvas.selected >= 0)
        self.undo.setEnabled(history.can_go_back)
        self.redo.setEnabled(history.can_go_forth)
        if not places:
            self.missing.setText(self.tr("No places yet"))
        else:
            count = self.tr("%1 places").replace("%1", str(len(places)))
            unnamed = self.tr("Give the layout a name to save it")
            self.missing.setText(count if named else f"{count}   {unnamed}")

    def _speak(self) -> None:
        self.name.setPlaceholderText(self.tr("Name of the layout"))
        self.name.setAccessibleName(self.tr("Name of the layout"))
        self.start.setAccessibleName(self.tr("Begin with"))
        self.start.setToolTip(self.tr("Begin with"))
        self.start.clear()
        self.start.addItem(self.tr("Begin with"), "")
        for name in layouts.NAMED:
            self.start.addItem(self.tr("%1 places").replace("%1", name), name)
        self.canvas.setAccessibleName(self.tr("Sheet of the layout"))
        self.add.setText(self.tr("Add  Insert"))
        self.remove.setText(self.tr("Remove  Delete"))
        self.undo.setText(self.tr("Undo  Ctrl+Z"))
        self.redo.setText(self.tr("Redo  Ctrl+Y"))
        self.save.setText(self.tr("Save  Ctrl+S"))
        self.cancel.setText(self.tr("Leave  Esc"))
        self.help.setText(
            self.tr(
                "Mouse: drag over empty space to add a place, drag a place to move it, its edge to resize it. "
                "Keys: Page up and down choose a place, arrows move it, Shift+arrows resize it."
            )
        )
