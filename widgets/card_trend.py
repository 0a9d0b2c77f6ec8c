"""The last minutes of what a detector measured, as a small line.

Painted by hand: to import a plotting library for it costs half a second and 50 MiB in the first alarm's way
(docs/performance.md).
"""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import theme, times
from widgets.card_content import CardTrend

#: How far back it reaches, seconds.
WINDOW_S = 600.0


class CardTrendView(QWidget):
    """Draws a CardTrend: the value over the last ten minutes, its limits as dotted lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trend = CardTrend()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_trend(self, trend: CardTrend) -> None:
        """Show these values."""
        if trend != self._trend:
            self._trend = trend
            self.setAccessibleName(self._spoken(trend))
            self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room, two lines of text high."""
        return QSize(theme.current().px(200), theme.current().px(48))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line."""
        look, trend = theme.current(), self._trend
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.colour("raised"))
        if not trend.values:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(look.px(4), look.px(4), -look.px(4), -look.px(4))
        low, high = bounds(trend)
        for limit in (trend.low, trend.high):
            if limit is not None:
                painter.setPen(QPen(look.colour("p2_text"), look.px(1), Qt.PenStyle.DotLine))
                y = _y(limit, low, high, room)
                painter.drawLine(QLineF(room.left(), y, room.right(), y))
        painter.setPen(QPen(look.colour("text"), look.px(2)))
        painter.drawPath(_path(trend, low, high, room))

    def _spoken(self, trend: CardTrend) -> str:
        if not trend.values:
            return ""
        numbers = [value for _, value in trend.values]
        text = self.tr("In the last %1: lowest %2, highest %3, now %4")
        span = times.span(trend.until - trend.values[0][0])
        shown = (f"{one:g} {trend.unit}".strip() for one in (min(numbers), max(numbers), numbers[-1]))
        for place, word in enumerate((span, *shown), 1):
            text = text.replace(f"%{place}", word)
        return text


def bounds(trend: CardTrend) -> tuple[float, float]:
    """The lowest and highest value to be drawn, limits among them, with some room; never the same."""
    numbers = [value for _, value in trend.values]
    numbers += [limit for limit in (trend.low, trend.high) if limit is not None]
    low, high = min(numbers), max(numbers)
    room = (high - low) * 0.08 or max(abs(high) * 0.05, 1.0)
    return low - room, high + room


def _y(value: float, low: float, high: float, room: QRectF) -> float:
    return room.bottom() - (value - low) / (high - low) * room.height()


def _path(trend: CardTrend, low: float, high: float, room: QRectF) -> QPainterPath:
    """A value holds until the next one: steps, and the last up to now."""
    path = QPainterPath()
    since = trend.until - WINDOW_S
    for place, (at, value) in enumerate(trend.values):
        x = room.left() + max(0.0, at - since) / WINDOW_S * room.width()
        y = _y(value, low, high, room)
        if place == 0:
            path.moveTo(QPointF(x, y))
        else:
            path.lineTo(QPointF(x, path.currentPosition().y()))
            path.lineTo(QPointF(x, y))
    path.lineTo(QPointF(room.right(), path.currentPosition().y()))
    return path
