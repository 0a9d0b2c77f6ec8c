"""How the places that detection rules watch are drawn over a picture: outlines, lines, and arrows that show the way."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from widgets.theme import Theme

Spot = tuple[float, float]
Direction = Literal["any", "left", "right"]

#: Neither a severity's colour nor that of fire.
RULE_COLOUR = QColor("#4FD1C5")
_ARROW, _HEAD = 26, 8


@dataclass(frozen=True, slots=True)
class RuleShape:
    """Where a rule watches, in fractions of the picture. arrow: along the line, across it to a hand, or none."""

    polygon: tuple[Spot, ...] = ()
    line: tuple[Spot, ...] = ()
    arrow: Literal["", "along", "any", "left", "right"] = ""


def paint_over(painter: QPainter, picture: QRect, whole: QRectF, shapes: Sequence[RuleShape], theme: Theme) -> None:
    """Draw shapes over a picture of which `picture` is seen; the whole of it would lie at `whole`."""
    painter.save()
    painter.setClipRect(picture, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for shape in shapes:
        paint_shape(painter, whole, shape, theme)
    painter.restore()


def paint_shape(painter: QPainter, whole: QRectF, shape: RuleShape, theme: Theme, width: int = 2) -> None:
    """Draw one shape, with a dark edge so that it is seen on any picture."""
    polygon = QPolygonF([on_screen(spot, whole) for spot in shape.polygon])
    line = [on_screen(spot, whole) for spot in shape.line]
    arrows = _arrows(line, shape.arrow, theme)
    fill = QColor(RULE_COLOUR)
    fill.setAlpha(36)
    for ink, broad in ((theme.colour("picture_ground"), width + 2), (RULE_COLOUR, width)):
        painter.setPen(QPen(ink, theme.px(broad)))
        painter.setBrush(fill if ink is RULE_COLOUR else Qt.BrushStyle.NoBrush)
        if polygon.size() >= 3:
            painter.drawPolygon(polygon)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(line))
        for start, tip, heads in arrows:
            painter.drawLine(start, tip)
            painter.setBrush(ink)
            painter.drawPolygon(heads)
            painter.setBrush(Qt.BrushStyle.NoBrush)


def on_screen(spot: Spot, whole: QRectF) -> QPointF:
    """Where a spot of the picture lies."""
    return QPointF(whole.left() + spot[0] * whole.width(), whole.top() + spot[1] * whole.height())


def _arrows(line: Sequence[QPointF], arrow: str, theme: Theme) -> list[tuple[QPointF, QPointF, QPolygonF]]:
    """The arrows of a line: at its end along it, or in the middle of it across."""
    if len(line) < 2 or not arrow:
        return []
    if arrow == "along":
        return [_arrow(line[-2], line[-1], theme)]
    start, end = line[(len(line) - 1) // 2], line[(len(line) - 1) // 2 + 1]
    middle, way = (start + end) / 2, end - start
    length = math.hypot(way.x(), way.y()) or 1.0
    right = QPointF(-way.y(), way.x()) * (theme.px(_ARROW) / length)
    tips = {"right": (right,), "left": (-right,), "any": (right, -right)}[arrow]
    return [_arrow(middle, middle + tip, theme) for tip in tips]


def _arrow(start: QPointF, tip: QPointF, theme: Theme) -> tuple[QPointF, QPointF, QPolygonF]:
    way = tip - start
    length = math.hypot(way.x(), way.y()) or 1.0
    along, across = way * (theme.px(_HEAD) / length), QPointF(-way.y(), way.x()) * (theme.px(_HEAD) * 0.7 / length)
    return start, tip, QPolygonF([tip + along * 0.5, tip - along + across, tip - along - across])
