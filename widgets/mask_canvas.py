"""Drawing private areas over a camera's picture, by mouse or by keys alone."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from widgets import theme

Area = tuple[tuple[float, float], ...]

#: A step of the arrows, and with Shift, as shares of the picture.
STEP, FINE = 0.02, 0.004
REACH = 14
_SMALLEST = 0.02
#: A new area, in the middle.
NEW: Area = ((0.35, 0.35), (0.65, 0.35), (0.65, 0.65), (0.35, 0.65))


class MaskCanvas(QWidget):
    """Shows areas; `changed` when they are not what they were.

    Mouse: drag over the picture for a new area, drag a corner to move it, the middle of an edge for a new corner.
    Keys: N new, PgUp/PgDown next area, Tab next corner, arrows move it (Shift finer), Insert new corner, Backspace
    removes a corner, Delete the area, Ctrl+Z back.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.areas: tuple[Area, ...] = ()
        self.chosen = -1
        self.corner = 0
        self._image: QImage | None = None
        self._history: list[tuple[Area, ...]] = []
        self._drag: tuple[str, QPointF] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(QSize(320, 180))

    def set_picture(self, image: QImage | None) -> None:
        """Draw over this."""
        self._image = image
        self.update()

    def set_areas(self, areas: tuple[Area, ...]) -> None:
        """Begin with these."""
        self.areas, self._history = areas, []
        self.chosen, self.corner = (0 if areas else -1), 0
        self.update()

    def add(self) -> None:
        """A new area in the middle, to be pulled where it belongs."""
        self._take((*self.areas, NEW), len(self.areas), 0)

    def remove(self) -> None:
        """Take the chosen area away."""
        if self.chosen >= 0:
            left = (*self.areas[: self.chosen], *self.areas[self.chosen + 1 :])
            self._take(left, min(self.chosen, len(left) - 1), 0)

    def undo(self) -> None:
        """Go one step back."""
        if self._history:
            self.areas = self._history.pop()
            self.chosen, self.corner = min(self.chosen, len(self.areas) - 1), 0
            if self.chosen < 0 and self.areas:
                self.chosen = 0
            self.changed.emit()
            self.update()

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to go back."""
        return bool(self._history)

    def picture_rect(self) -> QRectF:
        """Where the picture lies."""
        size = self._image.size() if self._image is not None else QSize(16, 9)
        scaled = size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - scaled.width()) / 2, (self.height() - scaled.height()) / 2
        return QRectF(left, top, scaled.width(), scaled.height())

    # Keys.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See the class."""
        key, held = event.key(), event.modifiers()
        steps = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        if key in steps and self.chosen >= 0:
            step = FINE if held & Qt.KeyboardModifier.ShiftModifier else STEP
            x, y = self.areas[self.chosen][self.corner]
            dx, dy = steps[Qt.Key(key)]
            self._move_corner((x + dx * step, y + dy * step), remember=not event.isAutoRepeat())
        elif key == Qt.Key.Key_Z and held & Qt.KeyboardModifier.ControlModifier:
            self.undo()
        elif key == Qt.Key.Key_N:
            self.add()
        elif key == Qt.Key.Key_Delete:
            self.remove()
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and self.areas:
            step = 1 if key == Qt.Key.Key_PageDown else -1
            self.chosen, self.corner = (self.chosen + step) % len(self.areas), 0
            self.update()
        elif key == Qt.Key.Key_Insert and self.chosen >= 0:
            self._split(self.corner)
        elif key == Qt.Key.Key_Backspace and self.chosen >= 0:
            self._drop_corner()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab walks over the corners of the chosen area, then on to the next control."""
        corners = len(self.areas[self.chosen]) if self.chosen >= 0 else 0
        step = self.corner + (1 if next else -1)
        if self.hasFocus() and 0 <= step < corners:
            self.corner = step
            self.update()
            return True
        self.corner = 0
        return super().focusNextPrevChild(next)

    # Mouse.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a corner, an edge, an area, or begin a new one."""
        at = event.position()
        self.setFocus()
        for number, area in enumerate(self.areas):
            for corner, point in enumerate(area):
                if (self._on_screen(point) - at).manhattanLength() <= theme.current().px(REACH):
                    self.chosen, self.corner = number, corner
                    self._drag = ("corner", at)
                    self._remember()
                    self.update()
                    return
        for number, area in enumerate(self.areas):
            for corner, point in enumerate(area):
                middle = (self._on_screen(point) + self._on_screen(area[(corner + 1) % len(area)])) / 2
                if number == self.chosen and (middle - at).manhattanLength() <= theme.current().px(REACH):
                    self._split(corner)
                    self._drag = ("corner", at)
                    return
        for number, area in enumerate(self.areas):
            if QPolygonF([self._on_screen(point) for point in area]).containsPoint(at, Qt.FillRule.OddEvenFill):
                self.chosen, self.corner = number, 0
                self.update()
                return
        self._drag = ("new", at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pull."""
        if self._drag is None:
            return
        what, began = self._drag
        if what == "corner":
            self._move_corner(self._in_picture(event.position()), remember=False)
            return
        (x1, y1), (x2, y2) = self._in_picture(began), self._in_picture(event.position())
        area = ((x1, y1), (x2, y1), (x2, y2), (x1, y2))
        if min(abs(x1 - x2), abs(y1 - y2)) < _SMALLEST:
            return
        if what == "new":
            self._take((*self.areas, area), len(self.areas), 2)
            self._drag = ("pull", began)
        else:
            self._replace(area)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._drag = None
        super().mouseReleaseEvent(event)

    # What they do.

    def _remember(self) -> None:
        self._history.append(self.areas)

    def _take(self, areas: tuple[Area, ...], chosen: int, corner: int) -> None:
        self._remember()
        self.areas, self.chosen, self.corner = areas, chosen, corner
        self.changed.emit()
        self.update()

    def _move_corner(self, to: tuple[float, float], *, remember: bool) -> None:
        if remember:
            self._remember()
        x, y = (min(1.0, max(0.0, value)) for value in to)
        area = list(self.areas[self.chosen])
        area[self.corner] = (x, y)
        self._replace(tuple(area))

    def _split(self, corner: int) -> None:
        area = self.areas[self.chosen]
        (x1, y1), (x2, y2) = area[corner], area[(corner + 1) % len(area)]
        self._remember()
        self.corner = corner + 1
        self._replace((*area[: corner + 1], ((x1 + x2) / 2, (y1 + y2) / 2), *area[corner + 1 :]))

    def _drop_corner(self) -> None:
        area = self.areas[self.chosen]
        if len(area) > 3:
            self._remember()
            left = (*area[: self.corner], *area[self.corner + 1 :])
            self.corner = min(self.corner, len(left) - 1)
            self._replace(left)

    def _replace(self, area: Area) -> None:
        self.areas = (*self.areas[: self.chosen], area, *self.areas[self.chosen + 1 :])
        self.changed.emit()
        self.update()

    def _on_screen(self, point: tuple[float, float]) -> QPointF:
        rect = self.picture_rect()
        return QPointF(rect.left() + point[0] * rect.width(), rect.top() + point[1] * rect.height())

    def _in_picture(self, at: QPointF) -> tuple[float, float]:
        rect = self.picture_rect()
        x, y = (at.x() - rect.left()) / rect.width(), (at.y() - rect.top()) / rect.height()
        return min(1.0, max(0.0, x)), min(1.0, max(0.0, y))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, darkened areas with their outline, handles on the chosen one."""
        del event
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), look.colour("ground"))
        rect = self.picture_rect()
        if self._image is not None:
            painter.drawImage(rect, self._image)
        painter.setPen(QPen(look.colour("line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect)
        for number, area in enumerate(self.areas):
            mine = number == self.chosen
            painter.setBrush(QColor(0, 0, 0, 190))
            painter.setPen(QPen(look.colour("accent" if mine else "text"), look.px(3 if mine else 1)))
            painter.drawPolygon(QPolygonF([self._on_screen(point) for point in area]))
            if mine:
                self._paint_handles(painter, area)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), look.px(2)))
            painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        painter.end()

    def _paint_handles(self, painter: QPainter, area: Area) -> None:
        look = theme.current()
        for corner, point in enumerate(area):
            side = look.px(16 if corner == self.corner else 10)
            at, follows = self._on_screen(point), self._on_screen(area[(corner + 1) % len(area)])
            painter.setBrush(look.colour("ground" if corner == self.corner else "accent"))
            painter.drawRect(QRectF(at.x() - side / 2, at.y() - side / 2, side, side))
            middle, small = (at + follows) / 2, look.px(8)
            painter.setBrush(look.colour("ground"))
            painter.drawRect(QRectF(middle.x() - small / 2, middle.y() - small / 2, small, small))
