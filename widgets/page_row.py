"""A quiet row that names what is not always on screen, each with its key; above the pages, covering nothing."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from widgets import theme
from widgets.steady import steady


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One thing to open: its code, its words, its key as it is written."""

    code: str
    words: str
    key: str


class PageRow(QFrame):
    """``chosen`` gives the code of the one wanted; the arrows go along the row, Esc leaves it. What has no room beside
    the others stands on a line below."""

    chosen = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.buttons: list[QPushButton] = []
        self.hide()

    def set_entries(self, entries: tuple[PageEntry, ...]) -> None:
        """Name what can be opened."""
        for old in self.buttons:
            old.deleteLater()
        self.buttons = []
        for one in entries:
            button = QPushButton(f"{one.words} {one.key}", self)
            button.setMinimumHeight(theme.current().px(theme.TARGET))
            button.clicked.connect(lambda _checked=False, code=one.code: self.chosen.emit(code))
            button.installEventFilter(self)
            self.buttons.append(button)
        steady(self)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the row where it ends."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        gap, height = theme.current().px(4), theme.current().px(theme.TARGET)
        left, top = gap, gap
        for button in self.buttons:
            width = button.sizeHint().width()
            if left > gap and left + width + gap > self.width():
                left, top = gap, top + height + gap
            button.setGeometry(left, top, width, height)
            left += width + gap
        self.setFixedHeight(top + height + gap)

    def open(self) -> None:
        """Show the row and put the keyboard on its first entry."""
        self.show()
        self._place()
        if self.buttons:
            self.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go along the row by the arrows."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
            if step and isinstance(watched, QPushButton):
                place = (self.buttons.index(watched) + step) % len(self.buttons)
                self.buttons[place].setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return True
        return super().eventFilter(watched, event)
