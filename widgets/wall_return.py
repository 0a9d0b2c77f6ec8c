"""The line above a wall that the guard turned back while alarms wait: what waits, and how to come back to it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from alarms.model import Priority
from widgets import severity, theme
from widgets.labels import ElidedLabel

MARK, EDGE = 20, 4


class WallReturn(QWidget):
    """Stands for as long as anything waits. `wanted`: the guard comes back to the alarms."""

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme.current()
        self._priority = Priority.P1
        self.words = ElidedLabel("strong")
        self.button = QPushButton(self.tr("Show the alarm  F12"))
        self.button.setMinimumHeight(look.px(theme.TARGET))
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.clicked.connect(lambda _checked=False: self.wanted.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(MARK + 20), 4, 4, 4)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        self.hide()

    def set_waiting(self, priority: Priority, first: str, more: int) -> None:
        """Name the alarm that is next, and say how many others wait behind it."""
        self._priority = priority
        text = self.tr("No verdict yet: %1").replace("%1", first)
        self.words.setText(text + self.tr(" and %1 more").replace("%1", str(more)) if more else text)
        self.setAccessibleName(self.words.text())
        self.show()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Mark the line by the severity's colour and shape."""
        look = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.colour("panel"))
        ink = severity.colour(self._priority, look)
        painter.fillRect(0, 0, look.px(EDGE), self.height(), ink)
        side = look.px(MARK)
        mark = QRectF(look.px(12), (self.height() - side) / 2, side, side)
        severity.paint_mark(painter, mark, self._priority, ink)
