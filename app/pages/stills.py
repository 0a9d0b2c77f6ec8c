"""A picture that was kept as a file, as it may be shown: private areas black, whenever and wherever it was taken.

What is taken here has them black already; a picture from before an area was drawn, or from a station without it,
has not.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPolygonF

from video.masks import Areas

#: Pixels blackened beyond an area's edge, on each side.
MARGIN = 2


def read_still(path: str, areas: Areas) -> QImage:
    """Read it and blacken `areas` (fractions of the picture); a null image where it cannot be read."""
    image = QImage(path)
    if image.isNull() or not areas:
        return image
    shown = image.convertToFormat(QImage.Format.Format_RGB32)
    painter = QPainter(shown)
    painter.setPen(QPen(Qt.GlobalColor.black, 2 * MARGIN))
    painter.setBrush(Qt.GlobalColor.black)
    for area in areas:
        corners = [QPointF(x * shown.width(), y * shown.height()) for x, y in area]
        painter.drawPolygon(QPolygonF(corners), Qt.FillRule.OddEvenFill)
    painter.end()
    return shown
