"""The sheet on which a camera's private areas are drawn: which camera, the picture, what the keys do, and why."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from widgets.labels import caption, wrapped
from widgets.mask_canvas import Area, MaskCanvas


class MaskEditor(QWidget):
    """`camera_chosen` asks for a camera's picture and areas; `publish_wanted` tells camera, areas and reason."""

    camera_chosen = Signal(str)
    publish_wanted = Signal(str, object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.camera = QComboBox()
        self.canvas = MaskCanvas()
        self.new, self.remove, self.back = QPushButton(), QPushButton(), QPushButton()
        self.reason, self.publish = QLineEdit(), QPushButton()
        self.help, self.message = caption(wrap=True), wrapped()
        self._arrange()
        self._connect()
        self._say()
        self._refresh()

    def set_cameras(self, cameras: tuple[tuple[str, str], ...]) -> None:
        """Offer these: (id, name)."""
        self.camera.blockSignals(True)
        chosen = self.camera.currentData()
        self.camera.clear()
        for key, name in cameras:
            self.camera.addItem(name, key)
        self.camera.setCurrentIndex(max(0, self.camera.findData(chosen)))
        self.camera.blockSignals(False)
        self._refresh()

    @property
    def chosen(self) -> str:
        """The camera that is drawn on, "" for none."""
        return str(self.camera.currentData() or "")

    def begin(self, areas: tuple[Area, ...]) -> None:
        """Draw on from these areas."""
        self.canvas.set_areas(areas)
        self._refresh()

    def set_message(self, text: str) -> None:
        """Say what was done or refused; empty says nothing."""
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def changeEvent(self, event: QEvent) -> None:
        """Speak another language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _arrange(self) -> None:
        tools, below = QHBoxLayout(), QHBoxLayout()
        tools.addWidget(self.camera, 1)
        for button in (self.new, self.remove, self.back):
            tools.addWidget(button)
        below.addWidget(self.reason, 1)
        below.addWidget(self.publish)
        for control in (self.camera, self.new, self.remove, self.back, self.reason, self.publish):
            control.setMinimumHeight(36)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addLayout(tools)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.help)
        column.addLayout(below)
        column.addWidget(self.message)
        self.set_message("")

    def _connect(self) -> None:
        self.camera.currentIndexChanged.connect(lambda _index: self.camera_chosen.emit(self.chosen))
        self.canvas.changed.connect(self._refresh)
        self.new.clicked.connect(self._add)
        self.remove.clicked.connect(lambda _checked=False: self.canvas.remove())
        self.back.clicked.connect(lambda _checked=False: self.canvas.undo())
        self.publish.clicked.connect(
            lambda _checked=False: self.publish_wanted.emit(self.chosen, self.canvas.areas, self.reason.text().strip())
        )

    def _add(self) -> None:
        self.canvas.add()
        self.canvas.setFocus()

    def _refresh(self) -> None:
        self.remove.setEnabled(self.canvas.chosen >= 0)
        self.back.setEnabled(self.canvas.can_undo)
        self.publish.setEnabled(bool(self.chosen))
        self.new.setEnabled(bool(self.chosen))

    def _say(self) -> None:
        self.camera.setAccessibleName(self.tr("Camera"))
        self.canvas.setAccessibleName(self.tr("Private areas of the picture"))
        self.new.setText(self.tr("New area  N"))
        self.remove.setText(self.tr("Remove area  Del"))
        self.back.setText(self.tr("Back  Ctrl+Z"))
        self.publish.setText(self.tr("Blacken from now on"))
        self.reason.setPlaceholderText(self.tr("Reason"))
        self.reason.setAccessibleName(self.reason.placeholderText())
        self.help.setText(
            self.tr(
                "Drag over the picture for an area. Tab: next corner, arrows move it, Shift finer. Insert, Backspace:"
                " corners. PgUp, PgDown: areas."
            )
        )
