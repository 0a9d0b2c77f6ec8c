"""The number being typed, large in the middle of the wall."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRect, QSize, Qt
from PySide6.QtGui import QPainter

from widgets.theme import CALL_NUMBER, TEXT, Theme


def paint_number(painter: QPainter, wall: QRect, typed: str, theme: Theme) -> None:
    """Draw `typed` with what to press next."""
    hint = QCoreApplication.translate("Wall", "Enter: show this camera   Esc: cancel")
    width = max(theme.metrics(TEXT).horizontalAdvance(hint), theme.metrics(CALL_NUMBER, True).horizontalAdvance("0000"))
    plate = QRect(0, 0, 0, 0)
    plate.setSize(QSize(width + theme.px(48), theme.px(180)))
    plate.moveCenter(wall.center())
    painter.fillRect(plate, theme.colour("text"))
    painter.fillRect(plate.adjusted(2, 2, -2, -2), theme.colour("panel"))
    painter.setPen(theme.colour("text"))
    painter.setFont(theme.font(CALL_NUMBER, bold=True))
    painter.drawText(plate.adjusted(0, 0, 0, -theme.px(40)), Qt.AlignmentFlag.AlignCenter, typed)
    painter.setFont(theme.font(TEXT))
    painter.setPen(theme.colour("caption"))
    foot = plate.adjusted(0, plate.height() - theme.px(48), 0, -theme.px(8))
    painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, hint)
