"""The sheet on which a camera's private areas are drawn: which camera, the picture, what the keys do, and why."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from widgets.labels import caption, wrapped
from widgets.mask_canvas import Area, MaskCanvas


class MaskEditor(QWidget):
    """`camera_chosen` asks for a camera's picture and areas; `publish_wanted` tells camera, areas and reason.

    `none_wanted` tells cameras that have no private areas, and the reason: after their areas were lost.
    """

    camera_chosen = Signal(str)
    publish_wanted = Signal(str, object, str)
    none_wanted = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.camera = QComboBox()
        self.canvas = MaskCanvas()
        self.new, self.remove, self.back = QPushButton(), QPushButton(), QPushButton()
        self.reason, self.publish = QLineEdit(), QPushButton()
        self.none_left = QPushButton()
        self.help, self.message, self.lost = caption(wrap=True), wrapped(), wrapped()
        self._names: dict[str, str] = {}
        self._undeclared: frozenset[str] = frozenset()
        self._arrange()
        self._connect()
        self._say()
        self._refresh()

    def set_cameras(self, cameras: tuple[tuple[str, str], ...]) -> None:
        """Offer these: (id, name)."""
        self._names = dict(cameras)
        self.camera.blockSignals(True)
        chosen = self.camera.currentData()
        self.camera.clear()
        for key, name in cameras:
            self.camera.addItem(name, key)
        self.camera.setCurrentIndex(max(0, self.camera.findData(chosen)))
        self.camera.blockSignals(False)
        self._refresh()

    def set_undeclared(self, cameras: Iterable[str]) -> None:
        """The areas of these are lost: they are to be declared, drawn or none."""
        self._undeclared = frozenset(cameras)
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
        below.addWidget(self.none_left)
        self.lost.setProperty("role", "trouble")
        for control in (self.camera, self.new, self.remove, self.back, self.reason, self.publish, self.none_left):
            control.setMinimumHeight(36)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.lost)
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

        self.none_left.clicked.connect(
            lambda _checked=False: self.none_wanted.emit(tuple(sorted(self._undeclared)), self.reason.text().strip())
        )

    def _add(self) -> None:
        self.canvas.add()
        self.canvas.setFocus()

    def _refresh(self) -> None:
        self.remove.setEnabled(self.canvas.chosen >= 0)
        self.back.setEnabled(self.canvas.can_undo)
        self.publish.setEnabled(bool(self.chosen))
        self.new.setEnabled(bool(self.chosen))
        self._tell_lost()

    def _tell_lost(self) -> None:
        """Say what is to be declared: the page's message, the list of cameras and the button all do."""
        left = len(self._undeclared)
        self.lost.setVisible(bool(left))
        self.none_left.setVisible(left > 1)
        lost = self.tr("The private areas of %1 cameras are lost: nothing recorded of them is shown or handed out.")
        what = self.tr("Draw those of each and publish them, or publish none, with a reason.")
        self.lost.setText(f"{lost} {what}".replace("%1", str(left)))
        self.none_left.setText(self.tr("None on all %1 that are left").replace("%1", str(left)))
        for index in range(self.camera.count()):
            key = str(self.camera.itemData(index))
            name = self._names.get(key, key)
            open_ = self.tr("%1 – to be declared").replace("%1", name)
            self.camera.setItemText(index, open_ if key in self._undeclared else name)
        none = self.chosen in self._undeclared and not self.canvas.areas
        self.publish.setText(self.tr("Declare: none here") if none else self.tr("Blacken from now on"))

    def _say(self) -> None:
        self.camera.setAccessibleName(self.tr("Camera"))
        self.canvas.setAccessibleName(self.tr("Private areas of the picture"))
        self.new.setText(self.tr("New area  N"))
        self.remove.setText(self.tr("Remove area  Del"))
        self.back.setText(self.tr("Undo  Ctrl+Z"))
        self._tell_lost()
        self.reason.setPlaceholderText(self.tr("Reason"))
        self.reason.setAccessibleName(self.reason.placeholderText())
        self.help.setText(
            self.tr(
                "Drag over the picture for an area. Tab: next corner, arrows move it, Shift finer. Insert, Backspace:"
                " corners. PgUp, PgDown: areas."
            )
        )
