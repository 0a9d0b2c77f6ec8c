"""The wall under the hand: select, enlarge, zoom, halt, carry tiles, take cameras from the tree.

What is shown and when it is painted is wall_view's; what lies where is wall_board's; what keys and the mouse mean is
wall_keys' and wall_pointer's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from widgets import tile_zoom
from widgets.number_plate import paint_number
from widgets.tile import Fit, TileContent
from widgets.tile_painter import Overlay
from widgets.tile_state import TileState
from widgets.tile_zoom import Zoom
from widgets.wall_keys import WallKeys
from widgets.wall_pointer import CAMERA_MIME, WallPointer
from widgets.wall_steering import WallSteering
from widgets.wall_view import Clock, WallView

__all__ = ["CAMERA_MIME", "Clock", "Wall"]


class Wall(WallView):
    """The wall a guard works with.

    tile_enlarged tells the tile that fills the wall now, "" when all are back; place_selected the selected place, with
    or without a tile; camera_dropped a camera, the key of the tile it was dropped on ("" on an empty place) and the
    place; tiles_swapped two keys, tile_moved a key and the empty place it was carried to: the app answers both with
    set_tiles. zoom_changed tells 1.0 when the whole picture is shown again.

    steering_wanted asks the app to turn a tile's camera by hand, which it answers with `steer`; steered tells how it is
    to move from now on (pan to the right, tilt up, zoom closer, -1..1), all 0 to stop; preset_called a preset's number.
    """

    tile_selected = Signal(str)
    place_selected = Signal(int)
    tile_enlarged = Signal(str)
    number_called = Signal(int)
    camera_dropped = Signal(str, str, int)
    tiles_swapped = Signal(str, str)
    tile_moved = Signal(str, int)
    snapshot_wanted = Signal(str)
    replay_wanted = Signal(str)
    unmask_wanted = Signal(str)
    fit_changed = Signal(str, str)
    header_details_changed = Signal(bool)
    overlay_changed = Signal(str)
    steering_wanted = Signal(str)
    steered = Signal(str, float, float, float)
    preset_called = Signal(str, int)
    home_called = Signal(str)
    steering_left = Signal(str)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(clock, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self._keys = WallKeys(self)
        self._pointer = WallPointer(self)
        self._steering = WallSteering(self)

    # Select, enlarge

    def set_tiles(self, tiles: Sequence[TileContent | None]) -> None:
        """Show these tiles, in order, None for an empty place (see WallView)."""
        self._pointer.cancel()
        self._pointer.hover("")
        self._steering.let_go()
        super().set_tiles(tiles)
        if self.steering and self.steering not in self._board.tiles:
            self._steering.leave()

    def select(self, key: str) -> None:
        """Select a tile."""
        if (place := self._board.place_of(key)) >= 0:
            self.select_place(place)

    def select_place(self, place: int) -> None:
        """Select a place; one without a tile selects no tile."""
        board = self._board
        if place == board.place or not 0 <= place < max(len(board.places), len(board.tiles)):
            return
        before, board.place = board.place, place
        if board.selected != self.steering:
            self._steering.leave()
        for each in (before, place):
            self._repaint_place(each)
        self.place_selected.emit(place)
        if board.selected:
            self.tile_selected.emit(board.selected)

    def move_selection(self, dx: int, dy: int) -> None:
        """Select the neighbour in a direction."""
        self.select_place(self._board.neighbour(dx, dy))

    def enlarge(self, key: str) -> None:
        """Let one tile fill the wall; "" brings all back."""
        if key != self._board.enlarged and (not key or key in self._board.tiles):
            self._board.enlarged = key
            self._lay_out(at_once=True)
            self.tile_enlarged.emit(key)

    def toggle(self, key: str) -> None:
        """Enlarge a tile, or bring all back where one fills the wall already, by us or by the app's arrangement."""
        if self._board.enlarged or len(self._board.places) == 1:
            self._board.enlarged = ""
            self._lay_out(at_once=True)
            self.tile_enlarged.emit("")
        else:
            self.enlarge(key)

    def turn_overlay(self) -> None:
        """Draw over pictures what comes next in turn: boxes, boxes and rules, nothing."""
        turns: dict[Overlay, Overlay] = {"boxes": "rules", "rules": "nothing", "nothing": "boxes"}
        self.set_overlay(turns[self.overlay])
        self.overlay_changed.emit(self.overlay)

    @property
    def selected(self) -> str:
        """Key of the selected tile, "" without tiles or where the selected place is empty."""
        return self._board.selected

    @property
    def selected_place(self) -> int:
        """Index of the selected place."""
        return self._board.place

    @property
    def enlarged(self) -> str:
        """Key of the tile that fills the wall, "" when all are shown."""
        return self._board.enlarged

    def type_digits(self, digits: str) -> None:
        """Begin to call a camera, as if the guard had typed."""
        self._keys.type_digits(digits, self._clock.monotonic())

    # Turn a camera

    def steer(self, key: str) -> None:
        """Let keys and mouse turn the camera of a tile until Esc; "" ends that."""
        self._steering.leave()
        if key in self._board.tiles:
            self.select(key)
            self._steering.begin(key)

    def say_steering(self, words: str) -> None:
        """Show on the tile who has its camera, or what keeps it from turning; "" shows the keys again."""
        self._steering.say(words)

    @property
    def steering(self) -> str:
        """Key of the tile whose camera is turned by hand, "" for none."""
        return self._steering.key

    def body_of(self, key: str) -> QRect:
        """Where a tile's picture lies; empty while it is not shown."""
        tile = self._board.tiles.get(key)
        return tile.body if tile is not None and tile in self._board.shown() else QRect()

    def repaint_steered(self, key: str) -> None:
        """The steering of a tile looks otherwise now."""
        if tile := self._board.tiles.get(key):
            self.update(tile.body)

    # Fit, zoom

    def set_header_details(self, on: bool) -> None:
        """Whether every tile shows its stream, rate and latency all the time."""
        if on != self.header_details:
            super().set_header_details(on)
            self.header_details_changed.emit(on)

    def fit(self, key: str) -> Fit:
        """Whether a tile shows its whole picture or fills its place."""
        tile = self._board.tiles.get(key)
        return tile.fit if tile is not None else "fit"

    def set_fit(self, key: str, mode: Fit) -> None:
        """Show the whole picture, or fill the place with it."""
        tile = self._board.tiles.get(key)
        if tile is not None and tile.fit != mode:
            tile.fit = mode
            self._geometry_changed(tile)
            self.fit_changed.emit(key, mode)

    def zoom(self, key: str) -> float:
        """How far into its picture a tile looks, 1 for all of it."""
        tile = self._board.tiles.get(key)
        return tile.zoom.factor if tile is not None else 1.0

    def set_zoom(self, key: str, factor: float, around: QPointF | None = None) -> None:
        """Look `factor` times into a picture; what is under the point `around`, or in the middle, stays there."""
        tile = self._board.tiles.get(key)
        if tile is None or tile.image is None:
            return
        point = around if around is not None else QPointF(tile.body.center())
        self._set_zoom(tile, tile_zoom.around(tile.body, tile.shape, tile.fit, tile.zoom, point, factor))

    def zooms(self) -> dict[str, Zoom]:
        """How each zoomed tile looks into its picture: to be given back when the tile comes back."""
        return {key: tile.zoom for key, tile in self._board.tiles.items() if tile.zoom.active}

    def set_zooms(self, zooms: Mapping[str, Zoom]) -> None:
        """Look into pictures as before; tiles may still wait for their first one."""
        for key, zoom in zooms.items():
            if (tile := self._board.tiles.get(key)) is not None:
                self._set_zoom(tile, zoom)

    def latency(self, key: str) -> float | None:
        """Seconds from a picture's arrival to its painting, smoothed; None while a tile has none."""
        tile = self._board.tiles.get(key)
        return tile.latency if tile is not None else None

    def pan(self, key: str, share: QPointF) -> None:
        """Move a picture by a share of its tile."""
        if tile := self._board.tiles.get(key):
            self.pan_pixels(key, QPointF(share.x() * tile.body.width(), share.y() * tile.body.height()))

    def pan_pixels(self, key: str, by: QPointF) -> None:
        """Move a picture by pixels of the wall."""
        tile = self._board.tiles.get(key)
        if tile is not None and self.can_pan(key):
            self._set_zoom(tile, tile_zoom.moved(tile.body, tile.shape, tile.fit, tile.zoom, by))

    def can_pan(self, key: str) -> bool:
        """Whether a tile shows only a part of its picture."""
        tile = self._board.tiles.get(key)
        return tile is not None and tile.image is not None and (tile.zoom.active or tile.fit == "fill")

    def _set_zoom(self, tile: TileState, zoom: Zoom) -> None:
        before, tile.zoom = tile.zoom, zoom
        if zoom != before:
            self._geometry_changed(tile)
        if zoom.factor != before.factor:
            self.zoom_changed.emit(tile.content.key, zoom.factor)

    def _geometry_changed(self, tile: TileState) -> None:
        self.update(tile.body)
        self._resized.start()

    # Carry, drop

    def put(self, key: str, place: int) -> None:
        """Carry a tile to a place: with another tile there they change places."""
        other = self._board.key_at(place)
        if key not in self._board.tiles or key == other or not 0 <= place < len(self._board.places):
            return
        if other:
            self.tiles_swapped.emit(key, other)
        else:
            self.tile_moved.emit(key, place)

    def carry(self, key: str, dx: int, dy: int) -> None:
        """Carry a tile one place in a direction."""
        if key == self._board.selected and (place := self._board.neighbour(dx, dy)) != self._board.place:
            self.put(key, place)

    def drop_camera(self, camera: str, place: int) -> None:
        """Take a camera that was dropped on a place."""
        self.mark_drop(-1)
        if camera and 0 <= place < len(self._board.places):
            self.camera_dropped.emit(camera, self._board.key_at(place), place)

    def mark_drop(self, place: int) -> None:
        """Show where what is being carried would land, -1 nowhere."""
        self._pointer.over = place
        if place != self._drop_place:
            for each in (self._drop_place, place):
                self.update(self._board.rect_of(each))
            self._drop_place = place

    # What the mouse asks

    def place_at(self, point: QPoint) -> int:
        """Give the place under a point, -1 beside all."""
        return self._board.place_at(point)

    def key_under(self, point: QPoint) -> str:
        """Give the tile under a point, "" where there is none."""
        return self._board.key_at(self._board.place_at(point))

    def camera_of(self, key: str) -> str:
        """Give the camera a tile shows, "" for an unknown tile."""
        tile = self._board.tiles.get(key)
        return tile.content.camera if tile is not None else ""

    def on_picture(self, key: str, point: QPoint) -> bool:
        """Whether a point lies on a tile's picture, not its header."""
        return key in self._board.tiles and self._board.tiles[key].body.contains(point)

    def hovered_changed(self) -> None:
        """The mouse is over another tile now."""
        before, self._hovered = self._hovered, self._pointer.hovered
        for key in (before, self._hovered):
            if (tile := self._board.tiles.get(key)) is not None and self._details_on_hover:
                self.update(tile.body)

    def _repaint_place(self, place: int) -> None:
        self.update(self._board.rect_of(place))

    # Events

    def tick(self) -> None:
        """Forget a number that was typed long ago; else see WallView."""
        super().tick()
        if self._keys.called.typed and self._keys.called.expire(self._clock.monotonic()):
            self.update()

    def paint_over(self, painter: QPainter) -> None:
        """Draw the number being typed, and a thin line around the wall while keys are its own."""
        if self.hasFocus():
            painter.setPen(self._painter.theme.colour("control_line"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        if self.steering:
            self._steering.paint(painter, self._painter.theme)
        if self._keys.called.typed:
            paint_number(painter, self.rect(), self._keys.called.typed, self._painter.theme)

    def leave_one(self) -> bool:
        """Leave one thing as Esc does here, whoever has the keyboard; tells whether there was anything to leave."""
        return self._keys.leave_one()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See wall_steering and wall_keys; what is not ours goes to the page.

        A key that another widget left over turns no camera: nobody would tell us when it is let go.
        """
        if self.steering and self.hasFocus() and self._steering.press(event):
            return
        if self.steering and not self.hasFocus():
            super().keyPressEvent(event)
            return
        if event.key() == Qt.Key.Key_Escape and self._pointer.cancel():
            return
        if not self._keys.press(event, self._clock.monotonic()):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """See wall_steering."""
        if not self._steering.release(event):
            super().keyReleaseEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """See wall_steering and wall_pointer."""
        if not self._steering.mouse_press(event):
            self._pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """See wall_steering and wall_pointer."""
        if not self._steering.mouse_move(event):
            self._pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """See wall_steering and wall_pointer."""
        if not self._steering.mouse_release(event):
            self._pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Enlarge, or bring all back; on the picture of a camera that is turned it is a press like any other."""
        if self._steering.mouse_press(event):
            return
        self._pointer.cancel()
        if key := self.key_under(event.position().toPoint()):
            self.toggle(key)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom into the picture under the mouse."""
        if not self._steering.wheel(event) and not self._pointer.wheel(event):
            super().wheelEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse has gone."""
        self._pointer.hover("")
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was being carried stays where it was; what was being turned stands still."""
        self._pointer.cancel()
        self._steering.let_go()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody turns a camera that he does not see."""
        self._steering.leave()
        super().hideEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A camera comes from the tree."""
        if event.mimeData().hasFormat(CAMERA_MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where it would land."""
        self._pointer.drag(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It went away."""
        self.mark_drop(-1)

    def dropEvent(self, event: QDropEvent) -> None:
        """It lands."""
        self._pointer.drop(event)
