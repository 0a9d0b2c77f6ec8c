"""Hands that slip change nothing: a wheel turned over a box scrolls the page, and Enter presses the button it is on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QPushButton, QWidget


class _CalmWheel(QObject):
    """Lets the wheel through to what scrolls unless the box has the keyboard."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the wheel away from a box that nobody is at."""
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()  # whatever lies around it scrolls
            return True
        return False


def steady(root: QWidget) -> None:
    """Steady every box and button in a widget; a box no longer takes the keyboard by the wheel alone."""
    boxes: list[QWidget] = [*root.findChildren(QComboBox), *root.findChildren(QAbstractSpinBox)]
    for box in boxes:
        if box.focusPolicy() == Qt.FocusPolicy.WheelFocus:
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.installEventFilter(_CalmWheel(box))
    for button in root.findChildren(QPushButton):
        button.setAutoDefault(True)  # outside a dialog this is what makes Enter press it
