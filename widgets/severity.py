"""How urgent something is, three times over: colour, shape and word, so that no single sense is needed."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from alarms.model import Priority
from widgets.theme import Theme

_TOKENS = {Priority.P1: "p1", Priority.P2: "p2", Priority.P3: "p3", Priority.P4: "p4", Priority.EVENT: "caption"}


def colour(priority: Priority, theme: Theme) -> QColor:
    """Give the fill of a priority."""
    return theme.colour(_TOKENS[priority])


def text_colour(priority: Priority, theme: Theme) -> QColor:
    """Give the priority's colour as it may be read as text on a panel."""
    return theme.colour("caption" if priority is Priority.EVENT else f"{_TOKENS[priority]}_text")


def mark_colour(priority: Priority, theme: Theme) -> QColor:
    """Give the colour of a shape that lies on a panel itself: on a light one the fill would be too pale."""
    return colour(priority, theme) if theme.palette.dark else text_colour(priority, theme)


def on_colour(priority: Priority, theme: Theme) -> QColor:
    """Give the colour of text that lies on the priority's fill."""
    return theme.colour({Priority.P1: "on_p1", Priority.EVENT: "ground"}.get(priority, "on_severity"))


def word(priority: Priority) -> str:
    """Say the priority in one word."""
    translate = QCoreApplication.translate
    return {
        Priority.P1: translate("Severity", "Critical"),
        Priority.P2: translate("Severity", "High"),
        Priority.P3: translate("Severity", "Medium"),
        Priority.P4: translate("Severity", "Low"),
        Priority.EVENT: translate("Severity", "Event"),
    }[priority]


def shape(priority: Priority, rect: QRectF) -> QPainterPath:
    """Give the outline within `rect`: octagon, triangle, diamond, circle, and a bar for an ordinary event."""
    path = QPainterPath()
    if priority is Priority.P1:
        path.addPolygon(_octagon(rect))
    elif priority is Priority.P2:
        path.addPolygon(QPolygonF([QPointF(rect.center().x(), rect.top()), rect.bottomRight(), rect.bottomLeft()]))
    elif priority is Priority.P3:
        c = rect.center()
        corners = [(c.x(), rect.top()), (rect.right(), c.y()), (c.x(), rect.bottom()), (rect.left(), c.y())]
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    elif priority is Priority.P4:
        path.addEllipse(rect)
    else:
        path.addRect(rect.adjusted(0, rect.height() * 0.38, 0, -rect.height() * 0.38))
    path.closeSubpath()
    return path


def paint_mark(painter: QPainter, rect: QRectF, priority: Priority, fill: QColor, hollow: bool = False) -> None:
    """Draw the shape in `fill`; `hollow` (shelved or suppressed) leaves its outline."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if hollow:
        width = max(1.5, rect.width() / 9)
        painter.setPen(QPen(fill, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        rect = rect.adjusted(width / 2, width / 2, -width / 2, -width / 2)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
    painter.drawPath(shape(priority, rect))
    painter.restore()


def _octagon(rect: QRectF) -> QPolygonF:
    radius, c = rect.width() / 2 / math.cos(math.pi / 8), rect.center()
    angles = [math.pi / 8 + i * math.pi / 4 for i in range(8)]
    return QPolygonF([QPointF(c.x() + radius * math.cos(a), c.y() + radius * math.sin(a)) for a in angles])
