"""A line of time to seek on: what is recorded, what happened, where the picture is. Days or pictures, by the wheel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import theme, times
from widgets.timeline_scale import TimeScale

#: How much one notch of the wheel shows more or less.
_NOTCH = 0.8


@dataclass(frozen=True, slots=True)
class TimelineMark:
    """Something that happened at a UTC second; `token` is a colour of the palette ("p1", "caption")."""

    at: float
    text: str
    token: str = "p1"


class Timeline(QWidget):
    """Click or drag seeks, the wheel zooms about the pointer, the wheel with Shift or a middle drag moves along.

    sought is a UTC second, told while dragging too.
    """

    sought = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._start, self._end = 0.0, 1.0
        self._scale = TimeScale(0.0, 1.0, 1)
        self._segments: tuple[tuple[float, float], ...] = ()
        self._marks: tuple[TimelineMark, ...] = ()
        self._position: float | None = None
        self._hover: float | None = None
        self._moving_from: float | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Timeline"))

    @property
    def scale(self) -> TimeScale:
        """What is in view."""
        return self._scale

    def sizeHint(self) -> QSize:
        """Give a bar and a row of times."""
        return QSize(320, theme.current().px(52))

    def minimumSizeHint(self) -> QSize:
        """Give the same."""
        return self.sizeHint()

    def set_span(self, start: float, end: float, segments: Sequence[tuple[float, float]] = ()) -> None:
        """Lay out start..end (UTC), recorded in `segments` (none given: all of it). A new span shows whole."""
        self._segments = tuple(segments) or ((start, end),)
        if (start, end) != (self._start, self._end):
            self._start, self._end = start, end
            self._scale = TimeScale(start, end, self.width()).within(start, end)
        self.update()

    def clear(self) -> None:
        """Show no time at all: there is nothing to seek in."""
        self._segments, self._marks, self._position = (), (), None
        self._start, self._end = 0.0, 1.0
        self.update()

    def set_marks(self, marks: Sequence[TimelineMark]) -> None:
        """Show what happened."""
        self._marks = tuple(marks)
        self.update()

    def set_position(self, at: float | None) -> None:
        """Show where the picture is, moving along when it leaves the view."""
        if at == self._position:
            return
        self._position = at
        if at is not None and self._moving_from is None:
            self._scale = self._scale.showing(at, self._start, self._end)
        self.update()

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Show `factor` times as much about pixel `x`, or about the picture's place."""
        if x is None:
            x = self._scale.x_of(self._position) if self._position is not None else self.width() / 2
        self._scale = self._scale.zoomed(factor, x, self._start, self._end)
        self.update()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Keep the stretch in view."""
        self._scale = TimeScale(self._scale.left, self._scale.right, self.width())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom, or with Shift move along."""
        notches = (event.angleDelta().y() or event.angleDelta().x()) / 120
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            length = self._scale.right - self._scale.left
            self._scale = self._scale.moved(-notches * length * 0.1, self._start, self._end)
            self.update()
        else:
            self.zoom(_NOTCH**notches, event.position().x())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Seek, or begin to move along."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._seek(event.position().x())
        elif event.button() is Qt.MouseButton.MiddleButton:
            self._moving_from = self._scale.at_of(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Seek on, move along, or tell the time under the pointer."""
        x = event.position().x()
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._seek(x)
        elif self._moving_from is not None:
            self._scale = self._scale.moved(self._moving_from - self._scale.at_of(x), self._start, self._end)
        self._hover = x
        self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Stop moving along."""
        self._moving_from = None

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the pointer."""
        super().leaveEvent(event)
        self._hover = None
        self.update()

    def _seek(self, x: float) -> None:
        self.sought.emit(min(max(self._scale.at_of(x), self._start), self._end))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the bar, its marks, the times and the picture's place."""
        look = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.colour("panel"))
        bar = QRectF(0, look.px(4), self.width(), self.height() - look.px(28))
        painter.fillRect(bar, look.colour("ground"))
        if not self._segments:
            return  # nothing is chosen, so no moment has a place here
        for start, end in self._segments:
            left, right = self._scale.x_of(start), self._scale.x_of(end)
            painter.fillRect(QRectF(left, bar.top(), max(right - left, 1.0), bar.height()), look.colour("line"))
        self._paint_ticks(painter, bar)
        self._paint_marks(painter, bar)
        self._paint_position(painter, bar)
        self._paint_hover(painter, bar)

    def _paint_ticks(self, painter: QPainter, bar: QRectF) -> None:
        look = theme.current()
        painter.setFont(look.font(theme.CAPTION))
        metrics = look.metrics(theme.CAPTION)
        for tick in self._scale.ticks(metrics.horizontalAdvance("00:00:00.00") + look.px(24)):
            x = self._scale.x_of(tick.at)
            painter.setPen(QPen(look.colour("control_line"), 1))
            painter.drawLine(QPointF(x, bar.bottom() - look.px(6)), QPointF(x, bar.bottom()))
            painter.setPen(look.colour("caption"))
            width = metrics.horizontalAdvance(tick.text)
            if width / 2 <= x <= self.width() - width / 2:
                painter.drawText(QPointF(x - width / 2, self.height() - look.px(7)), tick.text)

    def _paint_marks(self, painter: QPainter, bar: QRectF) -> None:
        look = theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for mark in self._marks:
            x, size = self._scale.x_of(mark.at), look.px(6)
            colour = look.colour(mark.token)
            painter.setPen(QPen(colour, look.px(2)))
            painter.drawLine(QPointF(x, bar.top()), QPointF(x, bar.bottom()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            top = bar.top()
            painter.drawPolygon(QPolygonF([QPointF(x - size, top), QPointF(x + size, top), QPointF(x, top + size)]))
            if mark.text:
                painter.setFont(look.font(theme.CAPTION))
                painter.setPen(look.colour("text"))
                painter.drawText(QPointF(x + look.px(8), bar.top() + look.px(14)), mark.text)

    def _paint_position(self, painter: QPainter, bar: QRectF) -> None:
        if self._position is None:
            return
        look = theme.current()
        x = self._scale.x_of(self._position)
        painter.fillRect(QRectF(x - look.px(1), 0, look.px(3), bar.bottom()), look.colour("text"))

    def _hover_text(self, at: float) -> str:
        return times.clock(at)

    def _paint_hover(self, painter: QPainter, bar: QRectF) -> None:
        if self._hover is None:
            return
        look = theme.current()
        text = self._hover_text(self._scale.at_of(self._hover))
        width = look.metrics(theme.CAPTION).horizontalAdvance(text) + look.px(8)
        left = min(max(self._hover - width / 2, 0.0), self.width() - width)
        box = QRectF(left, bar.bottom() + look.px(2), width, look.px(20))
        painter.fillRect(box, look.colour("raised"))
        painter.setPen(look.colour("text"))
        painter.setFont(look.font(theme.CAPTION))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
