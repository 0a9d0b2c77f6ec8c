"""The wall under the hand: what each key does.

Letters reach the wall whatever input method is on, because the wall takes no text and Qt hands it the keys themselves.
Ctrl+Space, Shift alone and Ctrl+Shift, which switch input methods, are not used; neither are function keys and
Ctrl+digits, which belong to the window.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent

from widgets.call_number import CallNumber
from widgets.tile_zoom import PAN_STEP, ZOOM_STEP

if TYPE_CHECKING:
    from widgets.wall import Wall

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
#: Keys that a guard who holds them down means once.
_ONCE = {Qt.Key.Key_P, Qt.Key.Key_R, Qt.Key.Key_S, Qt.Key.Key_Z, Qt.Key.Key_C, Qt.Key.Key_U}
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_PLAIN, _SHIFT, _CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)


class WallKeys:
    """Turns keys into what the wall does; holds the camera number being typed."""

    def __init__(self, wall: Wall) -> None:
        self._wall = wall
        self.called = CallNumber()
        self._acts: dict[Qt.Key, Callable[[str], None]] = {
            Qt.Key.Key_P: lambda key: wall.pause(key, not wall.paused(key)),
            Qt.Key.Key_S: wall.snapshot_wanted.emit,
            Qt.Key.Key_R: wall.replay_wanted.emit,
            Qt.Key.Key_U: wall.unmask_wanted.emit,
            Qt.Key.Key_C: wall.steering_wanted.emit,
            Qt.Key.Key_Z: lambda key: wall.set_fit(key, "fit" if wall.fit(key) == "fill" else "fill"),
            Qt.Key.Key_Plus: lambda key: wall.set_zoom(key, wall.zoom(key) * ZOOM_STEP),
            Qt.Key.Key_Equal: lambda key: wall.set_zoom(key, wall.zoom(key) * ZOOM_STEP),
            Qt.Key.Key_Minus: lambda key: wall.set_zoom(key, wall.zoom(key) / ZOOM_STEP),
            Qt.Key.Key_Home: lambda key: wall.set_zoom(key, 1.0),
        }

    def press(self, event: QKeyEvent, monotonic: float) -> bool:
        """Do what a key asks for; tells whether it was one of ours."""
        key, text = Qt.Key(event.key()), event.text()
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in _ARROWS:
            return self._arrow(held, *_ARROWS[key])
        if held & (_CTRL | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier):
            return False
        if text.isdecimal() and text.isascii():
            self._digit(text, monotonic)
        elif key == Qt.Key.Key_Backspace and self.called.typed:
            self.called.backspace(monotonic)
            self._wall.update()
        elif key in _ENTER:
            self._enter()
        elif key == Qt.Key.Key_Escape:
            return self.leave_one()
        elif key == Qt.Key.Key_I and not event.isAutoRepeat():
            self._wall.set_header_details(not self._wall.header_details)
        elif key == Qt.Key.Key_X and not event.isAutoRepeat():
            self._wall.turn_overlay()
        else:
            return self._act(key, event.isAutoRepeat())
        return True

    def type_digits(self, digits: str, monotonic: float) -> None:
        """Begin to call a camera."""
        for digit in digits:
            self.called.digit(digit, monotonic)
        self._wall.update()

    def _act(self, key: Qt.Key, repeated: bool) -> bool:
        """Do something with the selected tile. A key that is held down does not toggle on and on."""
        act = self._acts.get(key)
        if act is None:
            return False
        if self._wall.selected and not (repeated and key in _ONCE):
            act(self._wall.selected)
        return True

    def _digit(self, digit: str, monotonic: float) -> None:
        """Take a digit; 0 alone over a zoomed picture shows it whole again, as no camera's number begins with it."""
        selected = self._wall.selected
        if digit == "0" and not self.called.typed and selected and self._wall.zoom(selected) > 1.0:
            self._wall.set_zoom(selected, 1.0)
            return
        self.type_digits(digit, monotonic)

    def _arrow(self, held: Qt.KeyboardModifier, dx: int, dy: int) -> bool:
        if held == _PLAIN:
            self._wall.move_selection(dx, dy)
        elif held == _SHIFT:
            self._wall.pan(self._wall.selected, QPointF(-dx * PAN_STEP, -dy * PAN_STEP))
        elif held == _CTRL:
            self._wall.carry(self._wall.selected, dx, dy)
        else:
            return False
        return True

    def _enter(self) -> None:
        number = self.called.take()
        if number is not None:
            self._wall.update()
            self._wall.number_called.emit(number)
        elif self._wall.selected:
            self._wall.toggle(self._wall.selected)

    def leave_one(self) -> bool:
        """Leave one thing at a time: the typed number, then the zoom, then the enlarged tile."""
        wall = self._wall
        if self.called.clear():
            wall.update()
        elif wall.selected and wall.zoom(wall.selected) > 1.0:
            wall.set_zoom(wall.selected, 1.0)
        elif wall.enlarged:
            wall.enlarge("")
        else:
            return False
        return True
