"""A gate's position as a shape: the post, and the barrier across, raised, half way or broken."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from widgets import gate_words, theme
from widgets.gate_content import GateView

#: Degrees over the horizontal.
_ANGLES = {"closed": 0.0, "moving": 40.0, "open": 80.0, "stuck": 25.0, "unknown": 0.0}
_SIDE = 44


class GateMark(QWidget):
    """Paints one barrier."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = GateView("", "")
        side = theme.current().px(_SIDE)
        self.setFixedSize(QSize(side, side))
        self.setProperty("flat", True)

    def set_view(self, view: GateView) -> None:
        """Show this position."""
        self._view = view
        self.setAccessibleName(gate_words.position(view))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint post and barrier."""
        look = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.colour("panel"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        s = self.width() / 44
        known = self._view.position != "unknown" and self._view.stale_since is None
        ink = look.colour("text" if known else "caption")
        if self._view.position == "stuck":
            ink = look.colour("p3_text")
        painter.fillRect(int(5 * s), int(20 * s), int(7 * s), int(20 * s), ink)
        self._barrier(painter, s, ink, known)
        if self._view.position == "stuck":
            self._cross(painter, s, ink)

    def _barrier(self, painter: QPainter, s: float, ink: QColor, known: bool) -> None:
        angle = math.radians(_ANGLES[self._view.position])
        length = 33 * s
        pivot = QPointF(8.5 * s, 22 * s)
        tip = QPointF(pivot.x() + length * math.cos(angle), pivot.y() - length * math.sin(angle) * 0.62)
        pen = QPen(ink, 5 * s)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if not known:
            pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.drawLine(QLineF(pivot, tip))

    def _cross(self, painter: QPainter, s: float, ink: QColor) -> None:
        painter.setPen(QPen(ink, 3 * s))
        painter.drawLine(QLineF(26 * s, 28 * s, 38 * s, 40 * s))
        painter.drawLine(QLineF(38 * s, 28 * s, 26 * s, 40 * s))
