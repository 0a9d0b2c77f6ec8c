"""The sheet on which a free layout is drawn, with the mouse or with keys alone.

Mouse: drag over empty space adds a place, dragging a place moves it, dragging its edge or corner resizes it.
Keys: Insert adds a place where there is room, Page up and down choose one, arrows move it, Shift+arrows resize it,
Delete removes it, Ctrl+Z and Ctrl+Y take back and do again.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from widgets import theme
from widgets.layout_editor_history import History
from widgets.layouts import FreeLayout
from widgets.theme import FIGURE, TEXT

#: How near to an edge the mouse takes it, in pixels at 100 %.
_EDGE = 10
#: What Insert tries: a quarter of the wall, then smaller ones.
_NEW_SIZES = (QSize(24, 18), QSize(16, 12), QSize(12, 9), QSize(8, 6), QSize(4, 4))
_ARROWS = {
    Qt.Key.Key_Left: QPoint(-1, 0),
    Qt.Key.Key_Right: QPoint(1, 0),
    Qt.Key.Key_Up: QPoint(0, -1),
    Qt.Key.Key_Down: QPoint(0, 1),
}
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class LayoutCanvas(QWidget):
    """Holds the layout being drawn; changed tells that it, or what is selected of it, is another."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(320, 200)
        self.layout_drawn = FreeLayout()
        self.history = History()
        self.selected = -1
        self._band: QRect | None = None
        self._from = QPoint()
        self._grabbed: QRect | None = None
        self._edges = (0, 0)

    def set_places(self, places: Sequence[QRectF]) -> None:
        """Begin anew with these."""
        self.layout_drawn = FreeLayout.from_places(places)
        self.history = History(self.layout_drawn.cells())
        self._choose(0 if places else -1)

    def replace_places(self, places: Sequence[QRectF]) -> None:
        """Draw these instead, as a step that can be taken back."""
        self.layout_drawn = FreeLayout.from_places(places)
        self._note(0 if places else -1)

    def undo(self) -> None:
        """Take the last step back."""
        self._restore(self.history.back())

    def redo(self) -> None:
        """Do it again."""
        self._restore(self.history.forth())

    def add_anywhere(self) -> bool:
        """Add a place where there is room, the largest that fits; tells whether there was any."""
        layout = self.layout_drawn
        for size in _NEW_SIZES:
            for y in range(FreeLayout.ROWS - size.height() + 1):
                for x in range(FreeLayout.COLUMNS - size.width() + 1):
                    if layout.add(QRect(QPoint(x, y), size)):
                        self._note(len(layout.cells()) - 1)
                        return True
        return False

    def remove_selected(self) -> None:
        """Take the selected place away."""
        if self.selected >= 0:
            self.layout_drawn.remove(self.selected)
            self._note(min(self.selected, len(self.layout_drawn.cells()) - 1))

    # Keys

    def event(self, event: QEvent) -> bool:
        """While drawing, Ctrl+Z takes back what was drawn, not what was done to an alarm."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            wanted = {Qt.Key.Key_Z, Qt.Key.Key_Y, Qt.Key.Key_Delete}
            if event.key() in wanted and event.modifiers() & ~_SHIFT in (_CTRL, Qt.KeyboardModifier.NoModifier):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See the head of this file."""
        key, held = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in _ARROWS and self.selected >= 0:
            self._nudge(_ARROWS[key], resize=bool(held & _SHIFT))
        elif key == Qt.Key.Key_Insert:
            self.add_anywhere()
        elif key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.remove_selected()
        elif key in {Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}:
            self._choose_next(1 if key == Qt.Key.Key_PageDown else -1)
        elif key == Qt.Key.Key_Z and held == _CTRL:
            self.undo()
        elif (key == Qt.Key.Key_Y and held == _CTRL) or (key == Qt.Key.Key_Z and held == _CTRL | _SHIFT):
            self.redo()
        else:
            super().keyPressEvent(event)

    def _nudge(self, by: QPoint, resize: bool) -> None:
        cell = self.layout_drawn.cells()[self.selected]
        size = cell.size() + QSize(by.x(), by.y()) if resize else cell.size()
        wanted = QRect(cell.topLeft() if resize else cell.topLeft() + by, size)
        if self.layout_drawn.change(self.selected, wanted):
            self._note(self.selected)

    def _choose_next(self, step: int) -> None:
        if count := len(self.layout_drawn.cells()):
            self._choose((self.selected + step) % count)

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a place or its edge, or begin a new place."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        point = event.position().toPoint()
        found, edges = self._hit(point)
        self._from, self._edges = self._cell_at(point), edges
        self._grabbed = self.layout_drawn.cells()[found] if found >= 0 else None
        self._band = QRect() if found < 0 else None
        self._choose(found)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw, move or resize; what does not fit stays as it was."""
        point = event.position().toPoint()
        if not event.buttons() & Qt.MouseButton.LeftButton:
            self.setCursor(_cursor(*self._hit(point)))
        elif self._grabbed is not None and self.selected >= 0:
            by = self._cell_at(point) - self._from
            self.layout_drawn.change(self.selected, _pulled(self._grabbed, self._edges, by))
            self.update()
        elif self._band is not None:
            self._band = _spanned(self._from, self._cell_at(point))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep what was drawn, where it fits."""
        band, self._band, self._grabbed = self._band, None, None
        if band is not None and self.layout_drawn.add(band):
            self._note(len(self.layout_drawn.cells()) - 1)
        else:
            self._note(self.selected)

    def _hit(self, point: QPoint) -> tuple[int, tuple[int, int]]:
        """Give the place under a point and which of its edges: -1, 0 or 1 across and down."""
        near = theme.current().px(_EDGE)
        order = sorted(enumerate(self._pixels()), key=lambda one: one[0] != self.selected)
        for index, rect in order:
            if rect.contains(point):
                across = -1 if point.x() < rect.left() + near else int(point.x() > rect.right() - near)
                down = -1 if point.y() < rect.top() + near else int(point.y() > rect.bottom() - near)
                return index, (across, down)
        return -1, (0, 0)

    # State

    def _choose(self, index: int) -> None:
        self.selected = index
        self.update()
        self.changed.emit()

    def _note(self, index: int) -> None:
        self.history.note(self.layout_drawn.cells())
        self._choose(index)

    def _restore(self, cells: Sequence[QRect] | None) -> None:
        if cells is not None:
            self.layout_drawn = FreeLayout(cells)
            self._choose(min(self.selected, len(cells) - 1))

    # Place and paint

    def sheet(self) -> QRect:
        """Give where the wall is drawn: the shape of a wide screen, in the middle."""
        size = QSize(16, 9).scaled(self.size() - QSize(2, 2), Qt.AspectRatioMode.KeepAspectRatio)
        sheet = QRect(QPoint(0, 0), size)
        sheet.moveCenter(self.rect().center())
        return sheet

    def _cell_at(self, point: QPoint) -> QPoint:
        sheet = self.sheet()
        x = (point.x() - sheet.x()) * FreeLayout.COLUMNS // max(1, sheet.width())
        y = (point.y() - sheet.y()) * FreeLayout.ROWS // max(1, sheet.height())
        return QPoint(min(FreeLayout.COLUMNS - 1, max(0, x)), min(FreeLayout.ROWS - 1, max(0, y)))

    def _pixels(self) -> list[QRect]:
        return [self._on_sheet(cell) for cell in self.layout_drawn.cells()]

    def _on_sheet(self, cell: QRect) -> QRect:
        sheet = self.sheet()
        left, top = sheet.width() * cell.x() / FreeLayout.COLUMNS, sheet.height() * cell.y() / FreeLayout.ROWS
        right = sheet.width() * (cell.x() + cell.width()) / FreeLayout.COLUMNS
        bottom = sheet.height() * (cell.y() + cell.height()) / FreeLayout.ROWS
        return QRectF(QPointF(left, top), QPointF(right, bottom)).toRect().translated(sheet.topLeft())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sheet, its places with their order, and what is being drawn."""
        look, painter, sheet = theme.current(), QPainter(self), self.sheet()
        painter.fillRect(self.rect(), look.colour("ground"))
        self._lines(painter, look)
        for index, rect in enumerate(self._pixels()):
            self._place(painter, rect.adjusted(1, 1, -1, -1), index, look)
        if self._band is not None and not self._band.isEmpty():
            fits = self.layout_drawn.free(self._band)
            ink = look.colour("text" if fits else "p2")
            rect = self._on_sheet(self._band)
            painter.fillRect(rect, QColor(ink.red(), ink.green(), ink.blue(), 60))
            painter.setPen(QPen(ink, look.px(2), Qt.PenStyle.SolidLine if fits else Qt.PenStyle.DotLine))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        if self.hasFocus():
            painter.setPen(QPen(look.colour("control_line"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(sheet.adjusted(-1, -1, 0, 0))
        painter.end()

    def _lines(self, painter: QPainter, look: theme.Theme) -> None:
        painter.setPen(QPen(look.colour("line"), 1))
        for x in range(0, FreeLayout.COLUMNS + 1, 4):
            rect = self._on_sheet(QRect(0, 0, x, FreeLayout.ROWS))
            painter.drawLine(rect.right() + 1, rect.top(), rect.right() + 1, rect.bottom())
        for y in range(0, FreeLayout.ROWS + 1, 4):
            rect = self._on_sheet(QRect(0, 0, FreeLayout.COLUMNS, y))
            painter.drawLine(rect.left(), rect.bottom() + 1, rect.right(), rect.bottom() + 1)

    def _place(self, painter: QPainter, rect: QRect, index: int, look: theme.Theme) -> None:
        chosen = index == self.selected
        painter.fillRect(rect, look.colour("line" if chosen else "raised"))
        painter.setPen(QPen(look.colour("text" if chosen else "control_line"), look.px(2 if chosen else 1)))
        painter.drawRect(rect.adjusted(0, 0, -1, -1))
        size = FIGURE if rect.height() > look.px(60) else TEXT
        painter.setFont(look.font(size, bold=True))
        painter.setPen(look.colour("text"))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), str(index + 1))
        if chosen:
            for handle in _handles(rect, look.px(8)):
                painter.fillRect(handle, look.colour("text"))


def _handles(rect: QRect, side: int) -> list[QRect]:
    xs = (rect.left(), rect.center().x() - side // 2, rect.right() + 1 - side)
    ys = (rect.top(), rect.center().y() - side // 2, rect.bottom() + 1 - side)
    return [QRect(x, y, side, side) for i, x in enumerate(xs) for j, y in enumerate(ys) if (i, j) != (1, 1)]


def _pulled(cell: QRect, edges: tuple[int, int], by: QPoint) -> QRect:
    """Move a place whose middle is held, else only the edges that are."""
    if edges == (0, 0):
        return cell.translated(by)
    across, down = edges
    return cell.adjusted(
        by.x() if across < 0 else 0, by.y() if down < 0 else 0, by.x() if across > 0 else 0, by.y() if down > 0 else 0
    )


def _spanned(one: QPoint, other: QPoint) -> QRect:
    left, top = min(one.x(), other.x()), min(one.y(), other.y())
    return QRect(left, top, abs(one.x() - other.x()) + 1, abs(one.y() - other.y()) + 1)


def _cursor(found: int, edges: tuple[int, int]) -> Qt.CursorShape:
    if found < 0:
        return Qt.CursorShape.CrossCursor
    if edges == (0, 0):
        return Qt.CursorShape.SizeAllCursor
    if 0 in edges:
        return Qt.CursorShape.SizeHorCursor if edges[0] else Qt.CursorShape.SizeVerCursor
    return Qt.CursorShape.SizeFDiagCursor if edges[0] == edges[1] else Qt.CursorShape.SizeBDiagCursor
