"""The line for notices: for some seconds over the status bar, never over a picture or the clock.

What is too long for that reaches over the buttons left of it, which can still be pressed, and not down over the card.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

from widgets.status_bar import StatusBar

NOTICE_MS = 8000
#: By so much it is made wider until its words fit into the height of the bar, pixels.
STEP = 24


class WindowNotice(QLabel):
    """Words in two lines at most, where the site and the lamps stand; nothing waits for anybody."""

    def __init__(self, status: StatusBar, parent: QWidget) -> None:
        super().__init__(parent)
        self._status = status
        self._home = parent
        self.setObjectName("notice")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._timer = QTimer(self, singleShot=True, interval=NOTICE_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def tell(self, text: str) -> None:
        """Show a line."""
        self.setText(text)
        corner = self._status.mapTo(self._home, QPoint(0, 0))
        width, right = self._status.clock_left, corner.x() + self._status.clock_left
        while self.heightForWidth(width) > self._status.height() and width + STEP <= right:
            width += STEP
        height = max(self._status.height(), self.heightForWidth(width))
        self.setGeometry(right - width, corner.y(), width, height)
        self.show()
        self.raise_()
        self._timer.start()

    def end(self) -> None:
        """The window goes."""
        self._timer.stop()
