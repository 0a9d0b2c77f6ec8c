"""The wall while a camera is turned by hand: what keys and the mouse mean then, and how that is shown on its tile.

It is a mode of one tile, entered and left by the app: outside of it every key and every drag means what it always
does. Whatever ends a hold on a key or a button also ends the movement: letting go, the focus going elsewhere, the wall
being hidden, other tiles coming.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QPointF, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QWheelEvent

from widgets.theme import CAPTION, TEXT, Theme

if TYPE_CHECKING:
    from widgets.wall import Wall

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
_ZOOM = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
#: Keys that would do something else to the tile, and that a guard may hit in this mode: nothing.
_SILENT = {Qt.Key.Key_0, Qt.Key.Key_Backspace}
_KEYPAD, _SHIFT = Qt.KeyboardModifier.KeypadModifier, Qt.KeyboardModifier.ShiftModifier
#: Speed by keys, as a share of the camera's highest, and with Shift held.
KEY_SPEED, SLOW_SPEED, ZOOM_SPEED = 0.6, 0.2, 0.5
#: Share of half the picture around its middle where the mouse moves nothing; steps in which its speed is told.
DEAD, STEPS = 0.08, 16
#: Milliseconds that one notch of the wheel zooms for.
NOTCH_MS = 250

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

Motion = tuple[float, float, float]
_STILL: Motion = (0.0, 0.0, 0.0)


class WallSteering(QObject):
    """Turns keys and the mouse into movements of the camera on one tile. key: that tile, "" outside the mode."""

    def __init__(self, wall: Wall) -> None:
        super().__init__(wall)
        self._wall = wall
        self.key = ""
        self.words = ""
        self._held: set[Qt.Key] = set()
        self._slow = False
        self._drag: QPointF | None = None
        self._told: Motion = _STILL
        self._wheel = 0
        self._notch = QTimer(self, singleShot=True, interval=NOTCH_MS)
        self._notch.timeout.connect(self._wheel_ended)

    # The mode.

    def begin(self, key: str) -> None:
        """Enter the mode on a tile."""
        self.leave()
        self.key, self.words = key, ""
        self._wall.repaint_steered(key)

    def leave(self) -> None:
        """Stop, and let keys and mouse mean what they always do."""
        key = self.key
        if key:
            self.let_go()
            self.key = ""
            self._wall.repaint_steered(key)
            self._wall.steering_left.emit(key)

    def say(self, words: str) -> None:
        """Show who has the camera, or what keeps it from turning."""
        if words != self.words:
            self.words = words
            self._wall.repaint_steered(self.key)

    def let_go(self) -> None:
        """No key and no button is held any more."""
        self._held.clear()
        self._drag = None
        self._wheel_ended()

    # Keys.

    def press(self, event: QKeyEvent) -> bool:
        """Take a key; tells whether it was one of ours."""
        key = Qt.Key(event.key())
        held = event.modifiers() & ~_KEYPAD
        if not self.key or held & ~_SHIFT:
            return False
        if key in _ARROWS or key in _ZOOM:
            if not event.isAutoRepeat():
                self._held.add(key)
                self._slow = bool(held & _SHIFT) and key in _ARROWS
                self._tell()
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9 and not held:
            if not event.isAutoRepeat():
                self._wall.preset_called.emit(self.key, int(key) - int(Qt.Key.Key_0))
        elif key == Qt.Key.Key_Home:
            self._wall.home_called.emit(self.key)
        elif key in {Qt.Key.Key_Escape, Qt.Key.Key_C}:
            self.leave()
        else:
            return key in _SILENT
        return True

    def release(self, event: QKeyEvent) -> bool:
        """Let a key go; tells whether it was one of ours. The keyboard's own repeats let nothing go."""
        key = Qt.Key(event.key())
        if not self.key or key not in self._held or event.isAutoRepeat():
            return False
        self._held.discard(key)
        self._tell()
        return True

    # The mouse.

    def mouse_press(self, event: QMouseEvent) -> bool:
        """Begin to drag from the middle of the picture; tells whether the tile is the one that is steered."""
        point = event.position().toPoint()
        if not self.key or self._wall.key_under(point) != self.key or not self._wall.on_picture(self.key, point):
            return False
        if event.button() is Qt.MouseButton.LeftButton:
            self._drag = event.position()
            self._tell()
        return True

    def mouse_move(self, event: QMouseEvent) -> bool:
        """Go on dragging."""
        if self._drag is None:
            return False
        self._drag = event.position()
        self._tell()
        self._wall.repaint_steered(self.key)
        return True

    def mouse_release(self, event: QMouseEvent) -> bool:
        """Let go."""
        if self._drag is None or event.button() is not Qt.MouseButton.LeftButton:
            return False
        self._drag = None
        self._tell()
        self._wall.repaint_steered(self.key)
        return True

    def wheel(self, event: QWheelEvent) -> bool:
        """Zoom for a moment with each notch."""
        turned = event.angleDelta().y()
        if not self.key or not turned or self._wall.key_under(event.position().toPoint()) != self.key:
            return False
        self._wheel = 1 if turned > 0 else -1
        self._notch.start()
        self._tell()
        return True

    def _wheel_ended(self) -> None:
        self._notch.stop()
        self._wheel = 0
        self._tell()

    # What that means.

    def motion(self) -> Motion:
        """How the camera is to move now: pan, tilt and zoom as shares of its highest speeds."""
        speed = SLOW_SPEED if self._slow else KEY_SPEED
        pan = sum(_ARROWS[key][0] for key in self._held if key in _ARROWS) * speed
        tilt = sum(_ARROWS[key][1] for key in self._held if key in _ARROWS) * speed
        zoom = (_sign(sum(_ZOOM[key] for key in self._held if key in _ZOOM)) or self._wheel) * ZOOM_SPEED
        if self._drag is not None:
            pan, tilt = self._by_mouse(self._drag)
        return pan, tilt, zoom

    def _by_mouse(self, point: QPointF) -> tuple[float, float]:
        body = QRectF(self._wall.body_of(self.key))
        away = point - body.center()
        across, up = away.x() / max(1.0, body.width() / 2), -away.y() / max(1.0, body.height() / 2)
        return _speed(across), _speed(up)

    def _tell(self) -> None:
        motion = self.motion() if self.key else _STILL
        if motion != self._told:
            self._told = motion
            self._wall.steered.emit(self.key, *motion)

    # How it looks.

    def paint(self, painter: QPainter, theme: Theme) -> None:
        """Draw the frame, the keys, who has the camera, and where the mouse pulls."""
        body = self._wall.body_of(self.key)
        if not self.key or body.isEmpty():
            return
        painter.save()
        painter.setClipRect(body, Qt.ClipOperation.IntersectClip)
        colour, width = theme.colour("accent"), theme.px(4)
        pen = QPen(colour, width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = width // 2
        painter.drawRect(body.adjusted(half, half, -half - 1, -half - 1))
        self._paint_words(painter, body, theme)
        self._paint_pull(painter, QRectF(body), theme)
        painter.restore()

    def _paint_words(self, painter: QPainter, body: QRect, theme: Theme) -> None:
        """Across the head of the picture: the mode and its keys, or who has the camera, which goes before all."""
        bold = theme.metrics(TEXT, True)
        row = QRect(body.left(), body.top(), body.width(), bold.height() + theme.px(8))
        painter.fillRect(row, theme.colour("accent"))
        painter.setPen(theme.colour("on_accent"))
        room = row.adjusted(theme.px(10), 0, -theme.px(10), 0)
        left = room.adjusted(bold.horizontalAdvance(title()) + theme.px(16), 0, 0, 0)
        metrics = theme.metrics(CAPTION, bool(self.words))
        words = first_that_fits([self.words] if self.words else hints(), theme, left.width())
        if self.words and metrics.horizontalAdvance(words) > left.width():
            left = room
        else:
            painter.setFont(theme.font(TEXT, bold=True))
            painter.drawText(room, _LEFT, title())
        painter.setFont(theme.font(CAPTION, bold=bool(self.words)))
        painter.drawText(left, _LEFT, metrics.elidedText(words, Qt.TextElideMode.ElideRight, left.width()))

    def _paint_pull(self, painter: QPainter, body: QRectF, theme: Theme) -> None:
        """A ring in the middle, and the line that the mouse pulls."""
        if self._drag is None:
            return
        middle, radius = body.center(), min(body.width(), body.height()) / 2 * DEAD
        for colour, width in ((theme.colour("picture_ground"), theme.px(6)), (theme.colour("accent"), theme.px(3))):
            painter.setPen(QPen(colour, width))
            painter.drawEllipse(middle, radius, radius)
            painter.drawLine(middle, self._drag)


def title() -> str:
    """Name the mode."""
    return QCoreApplication.translate("Wall", "TURN CAMERA")


def hints() -> Sequence[str]:
    """Say which keys do what, long, shorter and shortest."""
    translate = QCoreApplication.translate
    return (
        translate(
            "Wall", "Arrows or drag: turn   + − or wheel: zoom   1–9: presets   Home   Shift: slowly   Esc: leave"
        ),
        translate("Wall", "Arrows: turn   + −: zoom   1–9: presets   Esc: leave"),
        translate("Wall", "Esc: leave"),
    )


def first_that_fits(texts: Sequence[str], theme: Theme, width: int) -> str:
    """Give the longest of several ways to say something that has room."""
    metrics = theme.metrics(CAPTION)
    return next((text for text in texts if metrics.horizontalAdvance(text) <= width), texts[-1])


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


def _speed(share: float) -> float:
    """Slow near the middle, to aim at far things; in steps, so that a camera is not told of each pixel."""
    beyond = (abs(share) - DEAD) / (1 - DEAD)
    if beyond <= 0:
        return 0.0
    speed = max(1, round(min(1.0, beyond) ** 1.5 * STEPS)) / STEPS
    return speed if share > 0 else -speed
