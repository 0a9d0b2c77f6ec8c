"""A quiet row that names what is not always on screen, each with its key; above the pages, covering nothing."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from widgets import theme
from widgets.steady import steady


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One thing to open: its code, its words, its key as it is written."""

    code: str
    words: str
    key: str


class PageRow(QFrame):
    """``chosen`` gives the code of the one wanted; the arrows go along the row, Esc leaves it."""

    chosen = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.buttons: list[QPushButton] = []
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for way in (self._scroll.setVerticalScrollBarPolicy, self._scroll.setHorizontalScrollBarPolicy):
            way(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFixedHeight(theme.current().px(theme.TARGET + 8))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll)
        self.hide()

    def set_entries(self, entries: tuple[PageEntry, ...]) -> None:
        """Name what can be opened."""
        look, inside = theme.current(), QWidget()
        line = QHBoxLayout(inside)
        line.setContentsMargins(look.px(4), look.px(4), look.px(4), look.px(4))
        line.setSpacing(look.px(4))
        self.buttons = []
        for one in entries:
            button = QPushButton(f"{one.words} {one.key}")
            button.setMinimumHeight(look.px(theme.TARGET))
            button.clicked.connect(lambda _checked=False, code=one.code: self.chosen.emit(code))
            button.installEventFilter(self)
            line.addWidget(button)
            self.buttons.append(button)
        line.addStretch(1)
        self._scroll.setWidget(inside)
        steady(inside)

    def open(self) -> None:
        """Show the row and put the keyboard on its first entry."""
        self.show()
        if self.buttons:
            self.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go along the row by the arrows, and show what the keyboard is on where the row is too long."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QPushButton):
            self._scroll.ensureWidgetVisible(watched)
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
