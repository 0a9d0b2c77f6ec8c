"""The number being typed, large in the middle of the wall."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRect, QSize, Qt
from PySide6.QtGui import QPainter

from widgets.theme import CALL_NUMBER, FIGURE, TEXT, Theme

_HINT_FLAGS = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)


def paint_number(painter: QPainter, wall: QRect, typed: str, theme: Theme) -> None:
    """Draw `typed` with what to press next."""
    plate, figures, size = placed(wall, theme)
    painter.fillRect(plate, theme.colour("text"))
    painter.fillRect(plate.adjusted(2, 2, -2, -2), theme.colour("panel"))
    painter.setPen(theme.colour("text"))
    painter.setFont(theme.font(size, bold=True))
    painter.drawText(figures, Qt.AlignmentFlag.AlignCenter, typed)
    painter.setFont(theme.font(TEXT))
    painter.setPen(theme.colour("caption"))
    foot = QRect(plate.left(), figures.bottom() + 1, plate.width(), plate.bottom() - figures.bottom())
    painter.drawText(foot.adjusted(theme.px(8), 0, -theme.px(8), -theme.px(8)), _HINT_FLAGS, hint())


def placed(wall: QRect, theme: Theme) -> tuple[QRect, QRect, int]:
    """Give where the plate and its figures lie, and their size: smaller on a wall too small for the usual ones."""
    small = wall.height() < theme.px(220) or wall.width() < theme.px(320)
    size = FIGURE if small else CALL_NUMBER
    digits, words = theme.metrics(size, True), theme.metrics(TEXT)
    widest = max(words.horizontalAdvance(hint()), digits.horizontalAdvance("0000")) + theme.px(48)
    width = min(widest, wall.width())
    room = QRect(0, 0, width - theme.px(16), wall.height())
    foot = words.boundingRect(room, _HINT_FLAGS, hint()).height() + theme.px(16)
    plate = QRect(0, 0, 0, 0)
    plate.setSize(QSize(width, min(wall.height(), digits.height() + foot)))
    plate.moveCenter(wall.center())
    return plate, plate.adjusted(0, 0, 0, -foot), size


def hint() -> str:
    """Say what to press next."""
    return QCoreApplication.translate("Wall", "Enter: show this camera   Esc: cancel")
