"""What the wall shows where no tile is: the ground, quiet outlines of empty places, and where a drop would land."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QRegion

from widgets.theme import CAPTION, Theme
from widgets.tile_state import TileState
from widgets.wall_board import Board


class GroundPainter:
    """Paints around and between the tiles, in one theme."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme

    def paint(self, painter: QPainter, region: QRegion, board: Board, shown: list[TileState]) -> None:
        """Fill what no tile covers; usually all that is painted lies in pictures."""
        for rect in region:  # type: ignore[attr-defined]  # iterable, though its stub does not say so
            if not any(t.body.contains(rect) or t.header.united(t.body).contains(rect) for t in shown):
                painter.fillRect(rect, self.theme.colour("ground"))
        for place, rect in board.empty():
            if region.intersects(rect):
                self._empty(painter, rect, place == board.place)

    def paint_drop(self, painter: QPainter, rect: QRect) -> None:
        """Mark the place that would take what is being carried."""
        width = self.theme.px(4)
        painter.fillRect(rect, QColor(128, 128, 128, 90))
        painter.setPen(QPen(QColor("#101316"), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(rect).adjusted(width / 2, width / 2, -width / 2, -width / 2))
        painter.setPen(QPen(QColor("#FFFFFF"), width, Qt.PenStyle.DashLine))
        painter.drawRect(QRectF(rect).adjusted(width / 2, width / 2, -width / 2, -width / 2))

    def _empty(self, painter: QPainter, rect: QRect, selected: bool) -> None:
        theme, room = self.theme, rect.adjusted(1, 1, -1, -1)
        line = theme.px(2 if selected else 1)
        brush = QBrush(theme.colour("text" if selected else "line"))
        for edge in _edges(room, line):
            painter.fillRect(edge, brush)
        if selected:
            painter.setFont(theme.font(CAPTION))
            painter.setPen(theme.colour("caption"))
            words = QCoreApplication.translate("Wall", "Empty place: drag a camera here, or choose one in the list")
            inner = room.adjusted(theme.px(8), theme.px(8), -theme.px(8), -theme.px(8))
            painter.drawText(inner, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), words)


def _edges(rect: QRect, width: int) -> tuple[QRect, QRect, QRect, QRect]:
    x, y, w, h = rect.x(), rect.y(), rect.width(), rect.height()
    return (
        QRect(x, y, w, width),
        QRect(x, y + h - width, w, width),
        QRect(x, y + width, width, h - 2 * width),
        QRect(x + w - width, y + width, width, h - 2 * width),
    )
