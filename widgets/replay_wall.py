"""Up to sixteen cameras of the past side by side. Keys: see keyPressEvent; a camera is dropped in from the list."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets import theme
from widgets.focus_line import FocusLine
from widgets.player import PictureSource
from widgets.replay_content import TileStatus, TimedBoxes
from widgets.replay_tile import ReplayTile, ReplayTilePainter
from widgets.replay_words import precise
from widgets.tile_zoom import PAN_STEP, WHOLE, ZOOM_STEP, Zoom, around, moved, wanted_size
from widgets.wall_pointer import CAMERA_MIME

MOST = 16
_TICK_MS, _REST_MS = 16, 150
_MOST_SIZE = QSizeF(1920, 1080)
_PANS = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class ReplayWall(QWidget):
    """Shows the tiles that it is given; asks by signals.

    sizes_changed: pictures are wanted in other sizes (see `wanted`), after a resize has come to rest.
    """

    camera_wanted = Signal(str)
    camera_unwanted = Signal(str)
    selected_changed = Signal(str)
    sizes_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.setMinimumSize(320, 180)
        self._tiles: list[ReplayTile] = []
        self._painter = ReplayTilePainter()
        self._selected = ""
        self._enlarged = ""
        self._dragged: QPointF | None = None
        self._empty = ""
        FocusLine(self)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._look)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self.sizes_changed)
        self._speak()

    # What is shown.

    @property
    def cameras(self) -> tuple[str, ...]:
        """Those on the wall, in their order."""
        return tuple(tile.camera for tile in self._tiles)

    @property
    def selected(self) -> str:
        """The camera that keys act on, "" for none."""
        return self._selected

    def put(self, camera: str, title: str) -> None:
        """Add a camera as the last; one that is there is selected."""
        if camera not in self.cameras:
            self._tiles.append(ReplayTile(camera, title))
            self._rest.start()
        self.select(camera)
        self.update()

    def take_out(self, camera: str) -> None:
        """Take a camera off; the next one is selected."""
        before = self.cameras
        self._tiles = [tile for tile in self._tiles if tile.camera != camera]
        if camera == self._enlarged:
            self._enlarged = ""
        if camera == self._selected:
            left = self.cameras
            index = min(before.index(camera), len(left) - 1)
            self._selected = left[index] if left else ""
            self.selected_changed.emit(self._selected)
        self._rest.start()
        self.update()

    def set_source(self, camera: str, source: PictureSource | None) -> None:
        """Where a camera's pictures are pulled from."""
        for tile in self._tiles:
            if tile.camera == camera:
                tile.source = source
                self.update()

    def set_status(self, camera: str, status: TileStatus) -> None:
        """What is to be said of a camera."""
        for index, tile in enumerate(self._tiles):
            if tile.camera == camera and tile.status != status:
                tile.status = status
                self.update(self._rect(index))
        self._tell()

    def set_bare(self, camera: str, words: Sequence[str]) -> None:
        """Say on a tile that private areas are shown, the longest words first; none where they no longer are."""
        for index, tile in enumerate(self._tiles):
            if tile.camera == camera:
                tile.bare = tuple(words)
                self.update(self._rect(index))
        self._tell()

    def set_boxes(self, camera: str, boxes: Sequence[TimedBoxes]) -> None:
        """What was seen on a camera about the present position, in order of time."""
        for tile in self._tiles:
            if tile.camera == camera:
                tile.boxes = tuple(boxes)
        self.update()

    def show_boxes(self, on: bool) -> None:
        """Draw what was seen, or not."""
        self._painter.show_boxes = on
        self.update()

    def set_empty_text(self, text: str) -> None:
        """What to do while no camera is chosen."""
        self._empty = text
        self.update()

    def shown_at(self, camera: str) -> float:
        """The common clock at the picture of a camera that is on screen; 0 while there is none."""
        return next((tile.shown_at for tile in self._tiles if tile.camera == camera), 0.0)

    def wanted(self, camera: str) -> tuple[int, int]:
        """Width and height in device pixels in which a camera's picture is wanted now."""
        index = self.cameras.index(camera)
        rect = self._painter.body(self._rect(index))
        ratio = self.devicePixelRatioF()
        tile = self._tiles[index]
        size = wanted_size(QSizeF(rect.size()), tile.shape, "fit", tile.zoom, _MOST_SIZE)
        return max(16, round(size.width() * ratio)), max(16, round(size.height() * ratio))

    # The hand.

    def select(self, camera: str) -> None:
        """Let keys act on this camera."""
        if camera != self._selected:
            self._selected = camera
            if self._enlarged:
                self._enlarged = camera
                self._rest.start()
            self.selected_changed.emit(camera)
            self._tell()
            self.update()

    def turn(self, step: int) -> None:
        """Select the next camera, or the one before."""
        names = self.cameras
        if names:
            at = names.index(self._selected) if self._selected in names else -step
            self.select(names[(at + step) % len(names)])

    def enlarge(self, camera: str) -> None:
        """Show one camera alone, "" for all."""
        self._enlarged = camera
        self._rest.start()
        self.update()

    def zoom(self, camera: str, factor: float, point: QPointF | None = None) -> None:
        """Zoom into a picture, to so many times its size, about a point of the wall or its middle."""
        for index, tile in enumerate(self._tiles):
            if tile.camera == camera:
                body = self._painter.body(self._rect(index))
                about = point if point is not None else QPointF(body.center())
                tile.zoom = around(body, tile.shape, "fit", tile.zoom, about, factor)
                self._rest.start()
                self.update()

    def zoom_of(self, camera: str) -> Zoom:
        """How far into a camera's picture."""
        return next((tile.zoom for tile in self._tiles if tile.camera == camera), WHOLE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up, down select; Enter enlarges; plus, minus, 0 zoom, Ctrl+arrows move the part seen; Delete takes out."""
        key, held = Qt.Key(event.key()), event.modifiers()
        pan = _PANS.get(key)
        if pan is not None and held & Qt.KeyboardModifier.ControlModifier:
            self._pan(*pan)
        elif held & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            event.ignore()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.turn(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enlarge("" if self._enlarged else self._selected)
        elif key == Qt.Key.Key_Escape and self._enlarged:
            self.enlarge("")
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(self._selected, self.zoom_of(self._selected).factor * ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(self._selected, self.zoom_of(self._selected).factor / ZOOM_STEP)
        elif key == Qt.Key.Key_0:
            self.zoom(self._selected, 1.0)
        elif key == Qt.Key.Key_Delete and self._selected:
            self.camera_unwanted.emit(self._selected)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select, or take hold of a picture that is zoomed into."""
        camera = self._camera_at(event.position().toPoint())
        if camera:
            self.select(camera)
            if self.zoom_of(camera).active:
                self._dragged = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the part seen."""
        if self._dragged is not None:
            self._move(event.position() - self._dragged)
            self._dragged = event.position()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self._dragged = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show one camera alone, or all again."""
        camera = self._camera_at(event.position().toPoint())
        self.enlarge("" if self._enlarged else camera)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom into the picture under the pointer."""
        camera = self._camera_at(event.position().toPoint())
        if camera:
            factor = self.zoom_of(camera).factor * ZOOM_STEP ** (event.angleDelta().y() / 120)
            self.zoom(camera, factor, event.position())
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take cameras."""
        event.setAccepted(event.mimeData().hasFormat(CAMERA_MIME))

    def dropEvent(self, event: QDropEvent) -> None:
        """Show the camera that was let fall here."""
        if event.mimeData().hasFormat(CAMERA_MIME):
            self.camera_wanted.emit(event.mimeData().data(CAMERA_MIME).toStdString())
            event.acceptProposedAction()

    # Below: painting and layout.

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the tiles."""
        look = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.colour("ground"))
        if not self._tiles:
            painter.setPen(look.colour("caption"))
            painter.setFont(look.font(theme.STEP))
            inside = self.rect().adjusted(24, 0, -24, 0)
            painter.drawText(inside, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty)
            return
        for index, tile in enumerate(self._tiles):
            rect = self._rect(index)
            if not rect.isEmpty():
                chosen = tile.camera == self._selected and len(self._tiles) > 1
                self._painter.paint(painter, rect, tile, chosen, self.devicePixelRatioF())

    def showEvent(self, event: QShowEvent) -> None:
        """Look for pictures while shown."""
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while hidden."""
        super().hideEvent(event)
        self._timer.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for other sizes once it has come to rest."""
        super().resizeEvent(event)
        self._rest.start()

    def changeEvent(self, event: QEvent) -> None:
        """Speak the language that was just chosen."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._painter.clear()
            self._speak()

    def _speak(self) -> None:
        self.setAccessibleName(self.tr("Pictures of the past: up and down choose a camera, Enter enlarges it"))

    def _tell(self) -> None:
        chosen = next((tile for tile in self._tiles if tile.camera == self._selected), None)
        told = () if chosen is None else (chosen.title, precise(chosen.shown_at), *chosen.bare[:1])
        self.setAccessibleDescription(" ".join(told))

    def _look(self) -> None:
        for index, tile in enumerate(self._tiles):
            if tile.source is not None and tile.source.sequence != tile.sequence:
                self.update(self._rect(index))

    def _rect(self, index: int) -> QRect:
        if self._enlarged:
            return self.rect() if self._tiles[index].camera == self._enlarged else QRect()
        count = len(self._tiles)
        columns = math.ceil(math.sqrt(count))
        rows = math.ceil(count / columns)
        gap = theme.TILE_GAP
        left, right = (self.width() * (index % columns + n) // columns for n in (0, 1))
        top, bottom = (self.height() * (index // columns + n) // rows for n in (0, 1))
        return QRect(left, top, right - left - gap, bottom - top - gap)

    def _camera_at(self, point: QPoint) -> str:
        return next((tile.camera for i, tile in enumerate(self._tiles) if self._rect(i).contains(point)), "")

    def _pan(self, dx: int, dy: int) -> None:
        if self._selected:
            body = self._painter.body(self._rect(self.cameras.index(self._selected)))
            self._move(QPointF(dx * body.width() * PAN_STEP, dy * body.height() * PAN_STEP))

    def _move(self, by: QPointF) -> None:
        for index, tile in enumerate(self._tiles):
            if tile.camera == self._selected:
                tile.zoom = moved(self._painter.body(self._rect(index)), tile.shape, "fit", tile.zoom, by)
                self.update()
