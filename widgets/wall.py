"""The wall: every picture in one widget, painted only where something changed.

A precise timer asks each shown tile's source at the screen's rate, 60 times a second at most, whether it has a new
picture; only then that picture's place is painted. The same timer, which no frame drives, judges ages: a picture whose
stream has died turns grey and then black without any message from anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from video.model import BoxSet, StreamKind, StreamState
from widgets import layouts, theme, tile_header
from widgets.call_number import CallNumber
from widgets.freshness import Face
from widgets.number_plate import paint_number
from widgets.tile import AlarmMark, TileContent
from widgets.tile_painter import Moment, TilePainter
from widgets.tile_state import TileState

#: Paint ticks a second at most; the human eye and the cameras ask for no more.
MAX_RATE = 60.0
#: Seconds between judgements of age, and between the halves of a pulse (1 Hz, far under WCAG's limit of 3).
JUDGE_EVERY_S, HALF_PULSE_S = 0.1, 0.5
#: Milliseconds of rest after which a window being resized tells its new tile sizes.
RESIZE_REST_MS = 120

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class Clock(Protocol):
    """The wall's two clocks: UTC for what is shown, monotonic for ages."""

    def now(self) -> float:
        """UTC in seconds since the epoch."""
        ...

    def monotonic(self) -> float:
        """Seconds that only run forward, the same for all processes of the machine."""
        ...


class Wall(QWidget):
    """All tiles in one widget.

    tile_resized tells the device pixels a tile's picture may take, at most; frame_painted which sequence was painted
    and when (monotonic seconds); tile_enlarged the tile that fills the wall now, "" when all are back.
    """

    tile_selected = Signal(str)
    tile_enlarged = Signal(str)
    tile_resized = Signal(str, int, int)
    tile_paused = Signal(str, bool)
    number_called = Signal(int)
    frame_painted = Signal(str, object, float)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Camera wall"))
        self._clock = clock
        self._tiles: dict[str, TileState] = {}
        self._rects: list[QRectF] = layouts.grid(1)
        self._selected = ""
        self._enlarged = ""
        self._called = CallNumber()
        self._painter = TilePainter(theme.current())
        self._judged_at = float("-inf")
        self._tick = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._tick.timeout.connect(self.tick)
        self._resized = QTimer(self, singleShot=True, interval=RESIZE_REST_MS)
        self._resized.timeout.connect(self._tell_sizes)
        self._told: dict[str, tuple[int, int]] = {}

    # What it shows

    def set_clock(self, clock: Clock) -> None:
        """Read the time there."""
        self._clock = clock

    def set_arrangement(self, rects: Sequence[QRectF]) -> None:
        """Lay the tiles out: fractions of the wall, in the order of the tiles."""
        self._rects = list(rects)
        self._lay_out(at_once=True)

    def set_tiles(self, tiles: Sequence[TileContent]) -> None:
        """Show these tiles, in order; a key that was there before keeps its picture until its source has a new one."""
        kept = self._tiles
        self._tiles = {}
        for content in tiles:
            tile = kept.get(content.key)
            if tile is None:
                tile = TileState(content)
            else:
                tile.replace(content)
            self._tiles[content.key] = tile
        self._told = {key: size for key, size in self._told.items() if key in self._tiles}
        if self._enlarged not in self._tiles:
            self._enlarged = ""
        if self._selected not in self._tiles:
            self._selected = next(iter(self._tiles), "")
        self._lay_out(at_once=True)

    def set_alarm(self, camera: str, mark: AlarmMark | None) -> None:
        """Mark all live tiles of a camera as part of an alarm, or no longer."""
        for tile in self._of_camera(camera):
            tile.content = replace(tile.content, alarm=mark)
            self._repaint(tile)

    def set_kind(self, key: str, kind: StreamKind) -> None:
        """Tell which of its camera's streams a tile shows now."""
        if tile := self._tiles.get(key):
            tile.content = replace(tile.content, kind=kind)

    def update_state(self, state: StreamState) -> None:
        """Take a stream's new state."""
        for tile in self._of_camera(state.camera):
            tile.take_state(state)

    def set_boxes(self, boxes: BoxSet) -> None:
        """Draw these over the camera's live tiles, with their next picture."""
        for tile in self._of_camera(boxes.camera):
            tile.boxes = boxes

    def pause(self, key: str, paused: bool) -> None:
        """Halt a tile on its picture, loudly marked, or let it go on."""
        if tile := self._tiles.get(key):
            tile.pause(paused)
            self._repaint(tile)
            self.tile_paused.emit(key, tile.paused)

    def select(self, key: str) -> None:
        """Select a tile."""
        if key in self._tiles and key != self._selected:
            before, self._selected = self._selected, key
            for each in (before, key):
                if tile := self._tiles.get(each):
                    self._repaint(tile)
            self.tile_selected.emit(key)

    def enlarge(self, key: str) -> None:
        """Let one tile fill the wall; "" brings all back."""
        if key != self._enlarged and (not key or key in self._tiles):
            self._enlarged = key
            self._lay_out(at_once=True)
            self.tile_enlarged.emit(key)

    def toggle(self, key: str) -> None:
        """Enlarge a tile, or bring all back where one fills the wall already, by us or by the app's arrangement."""
        if self._enlarged or len(self._rects) == 1:
            self._enlarged = ""
            self._lay_out(at_once=True)
            self.tile_enlarged.emit("")
        else:
            self.enlarge(key)

    @property
    def selected(self) -> str:
        """Key of the selected tile, "" without tiles."""
        return self._selected

    @property
    def enlarged(self) -> str:
        """Key of the tile that fills the wall, "" when all are shown."""
        return self._enlarged

    def faces(self) -> dict[str, Face]:
        """How each shown tile stands, by key: for reports and tests."""
        return {t.content.key: t.face for t in self._shown()}

    def picture_size(self, key: str) -> tuple[int, int]:
        """Device pixels a tile's picture may take, (0, 0) while it is not shown."""
        tile = self._tiles.get(key)
        if tile is None or tile.body.isEmpty():
            return (0, 0)
        ratio = self.devicePixelRatioF()
        return round(tile.body.width() * ratio), round(tile.body.height() * ratio)

    def type_digits(self, digits: str) -> None:
        """Begin to call a camera, as if the guard had typed."""
        for digit in digits:
            self._called.digit(digit, self._clock.monotonic())
        self.update()

    def pull_all(self) -> None:
        """Take the newest pictures now, without waiting for a paint: for reports and off-screen grabs."""
        moment = self._moment()
        for tile in self._shown():
            if tile.has_news() and tile.pull():
                tile.refresh_face(moment.now, moment.monotonic)

    # Time

    def tick(self) -> None:
        """Ask for new pictures; ten times a second judge ages, clocks and pulses as well."""
        shown, ratio = self._shown(), self.devicePixelRatioF()
        for tile in shown:
            if tile.has_news():
                self.update(self._painter.changing(tile, ratio))
        monotonic = self._clock.monotonic()
        if monotonic - self._judged_at >= JUDGE_EVERY_S or monotonic < self._judged_at:
            self._judged_at = monotonic
            self._judge(shown, self._moment())
            if self._called.expire(monotonic):
                self.update()

    def _judge(self, shown: list[TileState], moment: Moment) -> None:
        for tile in shown:
            face = tile.face
            tile.refresh_face(moment.now, moment.monotonic)
            selected = tile.content.key == self._selected
            header = self._painter.header.key(tile, moment.monotonic, moment.lit, selected)
            if header != tile.header_key:
                tile.header_key = header
                self.update(tile.header)
            body = self._painter.body_key(tile, moment)
            if face is not tile.face or body != tile.body_key:
                tile.body_key = body
                self.update(tile.body)

    def _moment(self) -> Moment:
        now, monotonic = self._clock.now(), self._clock.monotonic()
        return Moment(now, monotonic, int(monotonic / HALF_PULSE_S) % 2 == 0, self.devicePixelRatioF())

    # Place

    def _shown(self) -> list[TileState]:
        if self._enlarged:
            return [self._tiles[self._enlarged]]
        return list(self._tiles.values())[: len(self._rects)]

    def _lay_out(self, at_once: bool) -> None:
        places = [QRectF(0, 0, 1, 1)] if self._enlarged else self._rects
        gap, header = self._painter.theme.px(theme.TILE_GAP), self._painter.theme.px(tile_header.HEIGHT)
        shown = self._shown()
        for tile in self._tiles.values():
            if tile not in shown:
                tile.place(QRect(), QRect())
        for tile, rect in zip(shown, layouts.to_pixels(places, self.size(), gap), strict=False):
            tile.place(rect.adjusted(0, 0, 0, header - rect.height()), rect.adjusted(0, header, 0, 0))
        self.update()
        if at_once:
            self._tell_sizes()
        else:
            self._resized.start()

    def _tell_sizes(self) -> None:
        """Tell each size once; not before the widget is shown, since its size means nothing until then."""
        self._resized.stop()
        if not self.isVisible():
            return
        for tile in self._shown():
            key = tile.content.key
            size = self.picture_size(key)
            if size != self._told.get(key) and min(size) > 0:
                self._told[key] = size
                self.tile_resized.emit(key, *size)

    def _of_camera(self, camera: str) -> list[TileState]:
        return [t for t in self._tiles.values() if t.content.camera == camera and t.content.mode == "live"]

    def _repaint(self, tile: TileState) -> None:
        self.update(tile.header)
        self.update(tile.body)

    def _tile_at(self, event: QMouseEvent) -> str:
        point = event.position().toPoint()
        hit = (t for t in self._shown() if t.header.contains(point) or t.body.contains(point))
        return next((t.content.key for t in hit), "")

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the changed places, taking the newest pictures on the way."""
        moment, region = self._moment(), event.region()
        shown = self._shown()
        painted = [tile for tile in shown if region.intersects(tile.body) and self._pull(tile, moment)]
        painter = QPainter(self)
        self._paint_ground(painter, region, shown)
        for tile in shown:
            self._painter.paint(painter, tile, region, moment, tile.content.key == self._selected)
        if self._called.typed:
            paint_number(painter, self.rect(), self._called.typed, self._painter.theme)
        painter.end()
        done = self._clock.monotonic()
        for tile in painted:
            self.frame_painted.emit(tile.content.key, tile.sequence, done)

    def _pull(self, tile: TileState, moment: Moment) -> bool:
        """Take a tile's newest picture; one of another size also changes what is beside it."""
        before = self._painter.picture_rect(tile, moment.ratio)
        if not (tile.has_news() and tile.pull()):
            return False
        tile.refresh_face(moment.now, moment.monotonic)
        if self._painter.picture_rect(tile, moment.ratio) != before:
            self.update(tile.body)
        return True

    def _paint_ground(self, painter: QPainter, region: QRegion, shown: list[TileState]) -> None:
        """Fill what no tile covers; usually all that is painted lies in pictures."""
        for rect in region:  # type: ignore[attr-defined]  # iterable, though its stub does not say so
            if not any(t.body.contains(rect) or t.header.united(t.body).contains(rect) for t in shown):
                painter.fillRect(rect, self._painter.theme.colour("ground"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew; sizes are told when the resizing rests."""
        self._lay_out(at_once=False)
        super().resizeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Start to look for pictures."""
        screen = self.screen() or QGuiApplication.primaryScreen()
        rate = min(MAX_RATE, screen.refreshRate() or MAX_RATE) if screen is not None else MAX_RATE
        self._tick.start(max(1, int(1000 / rate)))
        self._lay_out(at_once=True)
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest: nobody sees it."""
        self._tick.stop()
        self._resized.stop()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Dress and speak anew."""
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.LanguageChange, QEvent.Type.FontChange}:
            self._painter = TilePainter(theme.current())
            self.setAccessibleName(self.tr("Camera wall"))
            self._lay_out(at_once=False)
        super().changeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select."""
        if key := self._tile_at(event):
            self.select(key)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Enlarge, or bring all back."""
        if key := self._tile_at(event):
            self.toggle(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits and Enter call a camera, Enter alone enlarges, Esc goes back, arrows select, P halts."""
        key, text = Qt.Key(event.key()), event.text()
        monotonic = self._clock.monotonic()
        if text.isdecimal() and text.isascii():
            self.type_digits(text)
        elif key == Qt.Key.Key_Backspace and self._called.typed:
            self._called.backspace(monotonic)
            self.update()
        elif key in _ENTER:
            self._enter()
        elif key in _ARROWS:
            self._move(*_ARROWS[key])
        elif key == Qt.Key.Key_P and self._selected:
            self.pause(self._selected, not self._tiles[self._selected].paused)
        elif not (key == Qt.Key.Key_Escape and self._escape()):
            super().keyPressEvent(event)

    def _enter(self) -> None:
        number = self._called.take()
        if number is None:
            self.toggle(self._selected)
            return
        self.update()
        self.number_called.emit(number)

    def _escape(self) -> bool:
        """Leave one thing at a time: the typed number, then the enlarged tile; tells whether there was one."""
        if self._called.clear():
            self.update()
            return True
        if self._enlarged:
            self.enlarge("")
            return True
        return False

    def _move(self, dx: int, dy: int) -> None:
        shown = [t for t in self._shown() if not t.body.isEmpty()]
        keys = [t.content.key for t in shown]
        if self._selected in keys:
            self.select(keys[layouts.neighbour([t.body for t in shown], keys.index(self._selected), dx, dy)])
