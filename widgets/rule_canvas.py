"""Drawing detection rules over a camera's picture, by mouse or by keys alone.

Mouse: drag over the picture for an area, with Shift for a line; drag a corner to move it, the middle of an edge for a
new corner, the inside of an area to move all of it. Keys: N new area, L new line, PgUp/PgDown next rule, Tab next
corner, arrows move it (Shift finer, Ctrl the whole rule), Insert new corner, Backspace removes a corner, R turns a line
round, Delete removes the rule, Ctrl+Z back, Ctrl+Y again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHideEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from video.detect.model import RuleKind
from widgets import theme
from widgets.box_memory import Shown
from widgets.overlay import BoxPainter
from widgets.rule_draft import RuleDraft
from widgets.rule_paint import RULE_COLOUR, Spot, on_screen, paint_shape
from widgets.rule_shapes import DrawnRule, shape_of
from widgets.site_map_geometry import crosses_itself

#: A step of the arrows, and with Shift, as shares of the picture.
STEP, FINE = 0.02, 0.004
REACH = 14
_SMALLEST = 0.02
_SHIFT, _CTRL, _NONE = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.NoModifier,
)
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class RuleCanvas(QWidget):
    """Shows a draft's rules over a picture and lets a hand change them."""

    def __init__(self, draft: RuleDraft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self._image: QImage | None = None
        self._seen: Shown | None = None
        self._boxes = BoxPainter()
        self._pull: Callable[[QPointF], None] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(QSize(320, 180))
        self._acts: dict[Qt.Key, Callable[[], None]] = {
            Qt.Key.Key_N: lambda: draft.add(RuleKind.INTRUSION),
            Qt.Key.Key_L: lambda: draft.add(RuleKind.LINE_CROSSING),
            Qt.Key.Key_R: draft.turn,
            Qt.Key.Key_PageDown: lambda: draft.choose(draft.chosen + 1),
            Qt.Key.Key_PageUp: lambda: draft.choose(draft.chosen - 1),
            Qt.Key.Key_Insert: draft.split,
            Qt.Key.Key_Backspace: draft.drop_corner,
            Qt.Key.Key_Delete: draft.remove,
        }
        draft.changed.connect(self.update)

    def set_picture(self, image: QImage | None, seen: Shown | None = None) -> None:
        """Draw over this, with what was found on it."""
        self._image, self._seen = image, seen
        self.update()

    def set_seen(self, seen: Shown) -> None:
        """Show what was found on the picture that stands."""
        self._seen = seen
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        """The wall was called up: what the hand held stays where it is."""
        super().hideEvent(event)
        self._pull = None
        self._draft.settle()

    def changeEvent(self, event: QEvent) -> None:
        """Name what was found in another language, or in another look."""
        if event.type() in {QEvent.Type.LanguageChange, QEvent.Type.StyleChange}:
            self._boxes.clear()
        super().changeEvent(event)

    def picture_rect(self) -> QRectF:
        """Where the picture lies."""
        size = self._image.size() if self._image is not None else QSize(16, 9)
        scaled = size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - scaled.width()) / 2, (self.height() - scaled.height()) / 2
        return QRectF(left, top, scaled.width(), scaled.height())

    # Keys.

    def event(self, event: QEvent) -> bool:
        """While drawing, Ctrl+Z takes back what was drawn, not what was done to an alarm."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.key() in (Qt.Key.Key_Z, Qt.Key.Key_Y) and event.modifiers() & ~_SHIFT == _CTRL
            if undo or (event.key() == Qt.Key.Key_Delete and event.modifiers() == _NONE):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See the head of this file."""
        key, held = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in _ARROWS and self._draft.rule is not None:
            self._arrow(held, *_ARROWS[key], event.isAutoRepeat())
        elif key == Qt.Key.Key_Z and held == _CTRL:
            self._draft.undo()
        elif (key == Qt.Key.Key_Y and held == _CTRL) or (key == Qt.Key.Key_Z and held == _CTRL | _SHIFT):
            self._draft.redo()
        elif key in self._acts and held == _NONE:
            self._acts[key]()
        else:
            super().keyPressEvent(event)

    def _arrow(self, held: Qt.KeyboardModifier, dx: int, dy: int, repeated: bool) -> None:
        step = FINE if held & _SHIFT else STEP
        if not repeated:
            self._draft.settle()
        if held & _CTRL:
            self._draft.shift(dx * step, dy * step, "key")
        elif self._draft.rule is not None and self._draft.rule.corners:
            x, y = self._draft.rule.corners[self._draft.corner]
            self._draft.move_corner((x + dx * step, y + dy * step), "key")

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab walks over the corners of the chosen rule, then on to the next control."""
        corners = len(self._draft.rule.corners) if self._draft.rule is not None else 0
        step = self._draft.corner + (1 if next else -1)
        if self.hasFocus() and 0 <= step < corners:
            self._draft.choose(self._draft.chosen, step)
            return True
        if corners:
            self._draft.choose(self._draft.chosen, 0)
        return super().focusNextPrevChild(next)

    # Mouse.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a corner, an edge, a rule, or begin a new one."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at = event.position()
        self.setFocus()
        self._draft.settle()
        if not (self._take_corner(at) or self._take_edge(at) or self._take_inside(at)):
            line, began = bool(event.modifiers() & _SHIFT), self._in_picture(at)
            self._pull = lambda to: self._draw_new(began, to, line)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pull."""
        if self._pull is not None:
            self._pull(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._pull = None
        self._draft.settle()
        super().mouseReleaseEvent(event)

    def _take_corner(self, at: QPointF) -> bool:
        """The chosen rule's corners first, where several lie at one place."""
        for number in self._chosen_first():
            for corner, spot in enumerate(self._draft.rules[number].corners):
                if self._near(self._at(spot), at):
                    self._draft.choose(number, corner)
                    self._pull = self._pull_corner
                    return True
        return False

    def _take_edge(self, at: QPointF) -> bool:
        rule = self._draft.rule
        if rule is not None:
            for one, other in rule.edges():
                if self._near((self._at(rule.corners[one]) + self._at(rule.corners[other])) / 2, at):
                    self._draft.choose(self._draft.chosen, one)
                    self._draft.split("mouse")
                    self._pull = self._pull_corner
                    return True
        return False

    def _take_inside(self, at: QPointF) -> bool:
        for number in self._chosen_first():
            outline = QPolygonF([self._at(spot) for spot in self._draft.rules[number].polygon])
            if outline.containsPoint(at, Qt.FillRule.OddEvenFill):
                self._draft.choose(number)
                self._draft.settle()
                self._pull = partial(self._pull_all, [self._in_picture(at)])
                return True
        return False

    def _chosen_first(self) -> list[int]:
        return sorted(range(len(self._draft.rules)), key=lambda number: number != self._draft.chosen)

    def _pull_corner(self, to: QPointF) -> None:
        self._draft.move_corner(self._in_picture(to), "mouse")

    def _pull_all(self, last: list[Spot], to: QPointF) -> None:
        spot = self._in_picture(to)
        self._draft.shift(spot[0] - last[0][0], spot[1] - last[0][1], "mouse")
        last[0] = spot

    def _draw_new(self, began: Spot, to: QPointF, line: bool) -> None:
        (x1, y1), (x2, y2) = began, self._in_picture(to)
        wide, high = abs(x1 - x2) >= _SMALLEST, abs(y1 - y2) >= _SMALLEST
        if line and (wide or high):
            self._draft.add(RuleKind.LINE_CROSSING, line=((x1, y1), (x2, y2)), corner=1, together="mouse")
            self._pull = self._pull_corner
        elif wide and high and not line:
            area = ((x1, y1), (x2, y1), (x2, y2), (x1, y2))
            self._draft.add(RuleKind.INTRUSION, polygon=area, corner=2, together="mouse")
            self._pull = partial(self._pull_rectangle, began)

    def _pull_rectangle(self, began: Spot, to: QPointF) -> None:
        """An area stays a rectangle while it is drawn."""
        (x1, y1), (x2, y2) = began, self._in_picture(to)
        self._draft.set("mouse", polygon=((x1, y1), (x2, y1), (x2, y2), (x1, y2)))

    def _near(self, one: QPointF, other: QPointF) -> bool:
        return (one - other).manhattanLength() <= theme.current().px(REACH)

    def _at(self, spot: Spot) -> QPointF:
        return on_screen(spot, self.picture_rect())

    def _in_picture(self, at: QPointF) -> Spot:
        rect = self.picture_rect()
        x, y = (at.x() - rect.left()) / rect.width(), (at.y() - rect.top()) / rect.height()
        return min(1.0, max(0.0, x)), min(1.0, max(0.0, y))

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, all rules, handles on the chosen one."""
        del event
        look, painter = theme.current(), QPainter(self)
        painter.fillRect(self.rect(), look.colour("picture_ground"))
        rect = self.picture_rect()
        if self._image is not None:
            painter.drawImage(rect, self._image)
        if self._seen is not None:
            ratio, reckoned = self.devicePixelRatioF(), self._seen.reckoned
            self._boxes.paint(painter, rect.toAlignedRect(), self._seen.boxes, look, ratio, rect, reckoned)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, rule in enumerate(self._draft.rules):
            chosen = number == self._draft.chosen
            paint_shape(painter, rect, shape_of(rule), look, 3 if chosen else 1)
        if self._draft.rule is not None:
            self._paint_handles(painter, self._draft.rule)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), look.px(2)))
            painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        painter.end()

    def _paint_handles(self, painter: QPainter, rule: DrawnRule) -> None:
        look = theme.current()
        wrong = len(rule.polygon) >= 3 and crosses_itself(rule.polygon)
        painter.setPen(QPen(look.colour("picture_ground"), look.px(2)))
        for one, other in rule.edges():
            middle, half = (self._at(rule.corners[one]) + self._at(rule.corners[other])) / 2, look.px(8) / 2
            painter.setBrush(look.colour("picture_ground"))
            painter.drawRect(QRectF(middle.x() - half, middle.y() - half, 2 * half, 2 * half))
            painter.setBrush(RULE_COLOUR)
            painter.drawRect(QRectF(middle.x() - half / 2, middle.y() - half / 2, half, half))
        for corner, spot in enumerate(rule.corners):
            half = look.px(18 if corner == self._draft.corner else 12) / 2
            at = self._at(spot)
            painter.setBrush(look.colour("p1") if wrong else RULE_COLOUR)
            if corner == self._draft.corner:
                painter.setBrush(look.colour("accent"))
            painter.drawRect(QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half))
