"""A row of small buttons that gives way to what stands beside it: what does not fit whole is not shown at all.

Half a button tells nothing and cannot be hit; these have keys, which work whether they are seen or not.
"""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

SPACING = 2


class FittingRow(QWidget):
    """As many of its buttons, from the first on, as there is room for; it asks for room for all and insists on none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: Sequence[QWidget] = ()
        self._width = 0
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def set_buttons(self, buttons: Sequence[QWidget], width: int) -> None:
        """The buttons that are offered now, each `width` pixels wide."""
        for gone in self._buttons:
            if gone not in buttons:
                gone.hide()
        self._buttons, self._width = tuple(buttons), width
        for button in buttons:
            button.setParent(self)
        self.updateGeometry()
        self._place()

    def sizeHint(self) -> QSize:
        """Room for all of them."""
        height = max((button.sizeHint().height() for button in self._buttons), default=0)
        return QSize(len(self._buttons) * (self._width + SPACING), height)

    def minimumSizeHint(self) -> QSize:
        """The window is never made wider for their sake."""
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many as fit now."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        for index, button in enumerate(self._buttons):
            left = index * (self._width + SPACING)
            button.setGeometry(left, 0, self._width, self.height())
            button.setVisible(left + self._width <= self.width())
