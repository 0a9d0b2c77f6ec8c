"""The wall under the mouse: select, enlarge, zoom around the pointer, move the picture, carry tiles, take drops.

A picture that is zoomed is moved by dragging it; any other tile, and a zoomed one by its header or with Ctrl, is
carried to another place. Carrying uses no drag of the system's, whose loop would hold up what an alarm has to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from widgets.tile_zoom import ZOOM_STEP

if TYPE_CHECKING:
    from widgets.wall import Wall

#: What a drag from the camera tree carries: the camera's id in UTF-8.
CAMERA_MIME = "application/x-watchroom-camera"
#: What one notch of a wheel tells, and from how much of it on it counts: touch pads tell a few at a time.
_NOTCH, _LEAST_TURN = 120, 30


class WallPointer:
    """What the mouse does. hovered: the tile under it; carried: the tile being carried; over: the place it is above."""

    def __init__(self, wall: Wall) -> None:
        self._wall = wall
        self.hovered = ""
        self.carried = ""
        self.over = -1
        self._pressed = ""
        self._panning = False
        self._from = QPoint()
        self._last = QPointF()
        self._other: Wall | None = None
        self._turned = 0

    def press(self, event: QMouseEvent) -> None:
        """Select, and be ready to carry or to move the picture."""
        point = event.position().toPoint()
        place = self._wall.place_at(point)
        if place < 0:
            return
        self._wall.select_place(place)
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        key = self._wall.selected
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        self._pressed, self._from, self._last = key, point, event.position()
        self._panning = bool(key) and not ctrl and self._wall.on_picture(key, point) and self._wall.can_pan(key)

    def move(self, event: QMouseEvent) -> None:
        """Move the picture, carry the tile, or only hover."""
        point = event.position().toPoint()
        if not event.buttons() & Qt.MouseButton.LeftButton or not self._pressed:
            self.hover(self._wall.key_under(point))
            return
        if self._panning:
            self._wall.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._wall.pan_pixels(self._pressed, event.position() - self._last)
            self._last = event.position()
            return
        far = (point - self._from).manhattanLength() >= QApplication.startDragDistance()
        if self.carried or far:
            self.carried = self._pressed
            self._wall.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._mark(point, event.globalPosition().toPoint())

    def release(self, event: QMouseEvent) -> None:
        """Put the carried tile down, here or on the wall of another window."""
        carried, place, other = self.carried, self.over, self._other
        self.cancel()
        if not carried or event.button() is not Qt.MouseButton.LeftButton:
            return
        if other is not None:
            other.drop_camera(self._wall.camera_of(carried), other.place_at(_local(other, event)))
        elif place >= 0:
            self._wall.put(carried, place)

    def cancel(self) -> bool:
        """Let go of everything; tells whether a tile was being carried."""
        had = bool(self.carried)
        self._pressed, self._panning = "", False
        self._wall.unsetCursor()
        if self._other is not None:
            self._other.mark_drop(-1)
            self._other = None
        if had:
            self.carried = ""
            self._wall.mark_drop(-1)
            self._wall.update()
        return had

    def hover(self, key: str) -> None:
        """The mouse is over that tile now, "" over none."""
        if key != self.hovered:
            self.hovered = key
            self._wall.hovered_changed()

    def wheel(self, event: QWheelEvent) -> bool:
        """Zoom around the pointer; tells whether there was a picture under it."""
        key = self._wall.key_under(event.position().toPoint())
        self._turned += event.angleDelta().y()
        if not key or event.modifiers() != Qt.KeyboardModifier.NoModifier:
            self._turned = 0
            return False
        if abs(self._turned) >= _LEAST_TURN:
            turned, self._turned = self._turned, 0
            self._wall.select(key)
            self._wall.set_zoom(key, self._wall.zoom(key) * ZOOM_STEP ** (turned / _NOTCH), event.position())
        return True

    def drag(self, event: QDragMoveEvent) -> None:
        """Something from the camera tree is over the wall: show where it would land."""
        place = self._wall.place_at(event.position().toPoint())
        self._wall.mark_drop(place)
        event.setAccepted(place >= 0 and event.mimeData().hasFormat(CAMERA_MIME))

    def drop(self, event: QDropEvent) -> None:
        """Take a camera from the tree."""
        place = self._wall.place_at(event.position().toPoint())
        self._wall.mark_drop(-1)
        camera = event.mimeData().data(CAMERA_MIME).toStdString()
        if camera and place >= 0:
            event.acceptProposedAction()
            self._wall.drop_camera(camera, place)

    def _mark(self, point: QPoint, on_screen: QPoint) -> None:
        """Show where the carried tile would land, on whichever wall it is above."""
        other = _wall_at(on_screen, self._wall) if not self._wall.rect().contains(point) else None
        if other is not self._other and self._other is not None:
            self._other.mark_drop(-1)
        self._other = other
        self._wall.mark_drop(-1 if other is not None else self._wall.place_at(point))
        if other is not None:
            other.mark_drop(other.place_at(other.mapFromGlobal(on_screen)))


def _local(wall: Wall, event: QMouseEvent) -> QPoint:
    return wall.mapFromGlobal(event.globalPosition()).toPoint()


def _wall_at(on_screen: QPoint, but: Wall) -> Wall | None:
    found = QApplication.widgetAt(on_screen)
    return found if isinstance(found, type(but)) and found is not but else None
