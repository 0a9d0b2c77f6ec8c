"""The wall without hands: tiles, their pictures and their ages, painted only where something changed.

A precise timer asks each shown tile's source at the screen's rate, 60 times a second at most, whether it has a new
picture; only then that picture's place is painted. The same timer, which no frame drives, judges ages: a picture whose
stream has died turns grey and then black without any message from anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from video.frames import Frame
from video.model import BoxSet, StreamKind, StreamState
from widgets import layouts, theme, tile_header, tile_zoom
from widgets.freshness import Face
from widgets.rule_paint import RuleShape
from widgets.tile import AlarmMark, TileContent
from widgets.tile_painter import Moment, Overlay, TilePainter
from widgets.tile_state import PAUSE_AT_MOST_S, TileState
from widgets.wall_board import Board
from widgets.wall_ground import GroundPainter

#: Paint ticks a second at most; the human eye and the cameras ask for no more.
MAX_RATE = 60.0
#: Seconds between judgements of age, and between the halves of a pulse (1 Hz, far under WCAG's limit of 3).
JUDGE_EVERY_S, HALF_PULSE_S = 0.1, 0.5
#: Milliseconds of rest after which a window being resized, or a picture being zoomed, tells its new sizes.
RESIZE_REST_MS = 120
#: Device pixels a zoomed picture is asked for, at most: the size of most main streams.
MOST_PIXELS = QSizeF(1920, 1080)


class Clock(Protocol):
    """The wall's two clocks: UTC for what is shown, monotonic for ages."""

    def now(self) -> float:
        """UTC in seconds since the epoch."""
        ...

    def monotonic(self) -> float:
        """Seconds that only run forward, the same for all processes of the machine."""
        ...


class WallView(QWidget):
    """All tiles in one widget.

    tile_resized tells the device pixels a tile's picture may take, at most; frame_painted which sequence was painted
    and when (monotonic seconds); tile_paused that a tile halts, or goes on.
    """

    tile_resized = Signal(str, int, int)
    tile_paused = Signal(str, bool)
    zoom_changed = Signal(str, float)
    frame_painted = Signal(str, object, float)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._clock = clock
        self._board = Board()
        self._overlay: Overlay = "boxes"
        self._dress()
        self._hovered = ""
        self._details_on_hover, self._details_always = True, False
        self._drop_place = -1
        self._quality: dict[str, str] = {}
        self._rules: dict[str, tuple[RuleShape, ...]] = {}
        self._judged_at = float("-inf")
        self._most_rate = MAX_RATE
        self._tick = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._tick.timeout.connect(self.tick)
        self._resized = QTimer(self, singleShot=True, interval=RESIZE_REST_MS)
        self._resized.timeout.connect(self._tell_sizes)
        self._told: dict[str, tuple[int, int]] = {}

    # What it shows

    def set_clock(self, clock: Clock) -> None:
        """Read the time there."""
        self._clock = clock

    def set_arrangement(self, rects: Sequence[QRectF], *, tiles_follow: bool = False) -> None:
        """Lay the tiles out: fractions of the wall, in the order of the tiles.

        `tiles_follow`: others come at once, so those that hang now are not told places they will never fill.
        """
        self._board.set_places(rects)
        if not tiles_follow:
            self._lay_out(at_once=True)

    def picture_sizes(self, rects: Sequence[QRectF]) -> list[QSize]:
        """Give the device pixels that pictures would have at these places, below their headers."""
        look, ratio = self._painter.theme, self.devicePixelRatioF()
        header = look.px(tile_header.HEIGHT)
        places = layouts.to_pixels(rects, self.size(), look.px(theme.TILE_GAP))
        bodies = [QSize(one.width(), max(0, one.height() - header)) for one in places]
        return [QSize(round(one.width() * ratio), round(one.height() * ratio)) for one in bodies]

    def set_tiles(self, tiles: Sequence[TileContent | None]) -> None:
        """Show these tiles, in order, None for an empty place.

        A key that was there before keeps its picture until its source has a new one. A new alarm among them makes the
        tiles of its camera whole again, and lets every halted tile go on.
        """
        marks = {key: tile.content.alarm for key, tile in self._board.tiles.items()}
        halted = [key for key, tile in self._board.tiles.items() if tile.paused]
        self._board.set_tiles(tiles)
        for key in halted:
            if key in self._board.tiles and not self.paused(key):
                self.tile_paused.emit(key, False)
        self._told = {key: size for key, size in self._told.items() if key in self._board.tiles}
        for key, tile in self._board.tiles.items():
            tile.quality = self._quality.get(tile.content.camera, "") if tile.content.mode == "live" else ""
            tile.rules = self._rules.get(tile.content.camera, ())
            if _calls(marks.get(key), tile.content.alarm):
                self._called_by_alarm(tile)
        self._lay_out(at_once=True)

    def set_alarm(self, camera: str, mark: AlarmMark | None) -> None:
        """Mark all live tiles of a camera as part of an alarm, or no longer; a new alarm calls the wall."""
        for tile in self._board.of_camera(camera):
            before, tile.content = tile.content.alarm, replace(tile.content, alarm=mark)
            if _calls(before, mark):
                self._called_by_alarm(tile)
            self._repaint(tile)

    def set_kind(self, key: str, kind: StreamKind) -> None:
        """Tell which of its camera's streams a tile shows now."""
        if tile := self._board.tiles.get(key):
            tile.content = replace(tile.content, kind=kind)

    def update_state(self, state: StreamState) -> None:
        """Take a stream's new state."""
        for tile in self._board.of_camera(state.camera):
            tile.take_state(state)

    def set_boxes(self, boxes: BoxSet) -> None:
        """Draw these over the camera's live tiles, on the pictures they belong to."""
        for tile in self._board.of_camera(boxes.camera):
            if tile.take_boxes(boxes):
                self.update(tile.body)

    def set_rules(self, shapes: Mapping[str, tuple[RuleShape, ...]]) -> None:
        """Take where each camera's detection rules lie; they are drawn while the overlay shows them."""
        self._rules = dict(shapes)
        for tile in self._board.tiles.values():
            tile.rules = self._rules.get(tile.content.camera, ())
        self.update()

    @property
    def overlay(self) -> Overlay:
        """What is drawn over pictures: what was found on them, the places that rules watch as well, or nothing."""
        return self._overlay

    def set_overlay(self, overlay: Overlay) -> None:
        """Draw this over pictures from now on."""
        self._overlay = self._painter.overlay = overlay
        self.update()

    def set_quality(self, camera: str, code: str | None) -> None:
        """Say loudly on every live tile of a camera what is wrong with its picture.

        code: "frozen", "looped", "covered", "defocused", "moved"; None when all is well again. It is remembered for
        tiles of the camera that come later.
        """
        if code:
            self._quality[camera] = code
        else:
            self._quality.pop(camera, None)
        for tile in self._board.of_camera(camera):
            if tile.quality != (code or ""):
                tile.quality = code or ""
                self._repaint(tile)

    def set_shedding(self, key: str, interval_s: float | None) -> None:
        """Say on a tile that it shows key pictures only, one every `interval_s` seconds; None when no longer."""
        tile = self._board.tiles.get(key)
        if tile is not None and tile.shedding != interval_s:
            tile.shedding = interval_s
            self._repaint(tile)

    def pause(self, key: str, paused: bool) -> None:
        """Halt a tile on its picture, loudly marked, or let it go on; it goes on by itself after a minute."""
        tile = self._board.tiles.get(key)
        if tile is None or tile.paused is paused:
            return
        if not paused:
            tile.resume()
        elif not tile.pause(self._clock.monotonic()):
            return
        tile.refresh_face(self._clock.now(), self._clock.monotonic())
        self._repaint(tile)
        self.tile_paused.emit(key, paused)

    def resume_all(self) -> None:
        """Let every halted tile go on."""
        for key in [key for key, tile in self._board.tiles.items() if tile.paused]:
            self.pause(key, False)

    def set_hover_header(self, on: bool) -> None:
        """Whether a tile under the mouse shows its stream, rate and latency (it does by default)."""
        self._details_on_hover = on
        self.update()

    def set_header_details(self, on: bool) -> None:
        """Whether every tile shows its stream, rate and latency all the time."""
        self._details_always = on
        self.update()

    @property
    def header_details(self) -> bool:
        """Whether every tile shows its stream, rate and latency all the time."""
        return self._details_always

    def set_repaint_rate(self, hz: float) -> None:
        """Look for new pictures `hz` times a second at most, to take load off; the screen's own rate is the limit."""
        self._most_rate = max(1.0, min(MAX_RATE, hz))
        if self._tick.isActive():
            self._start_ticking()

    def paused(self, key: str) -> bool:
        """Whether a tile is halted."""
        return key in self._board.tiles and self._board.tiles[key].paused

    def tile_content(self, key: str) -> TileContent | None:
        """Give what the wall was told about a tile, None for an unknown one."""
        tile = self._board.tiles.get(key)
        return tile.content if tile is not None else None

    def frame(self, key: str) -> Frame | None:
        """Give the picture that a tile shows, None where it has none yet."""
        tile = self._board.tiles.get(key)
        return tile.frame if tile is not None else None

    def faces(self) -> dict[str, Face]:
        """How each shown tile stands, by key: for reports and tests."""
        return {t.content.key: t.face for t in self._board.shown()}

    def picture_size(self, key: str) -> tuple[int, int]:
        """Device pixels a tile's picture is wanted in, more than its own when zoomed; (0, 0) while it is not shown."""
        tile = self._board.tiles.get(key)
        if tile is None or tile.body.isEmpty():
            return (0, 0)
        ratio = self.devicePixelRatioF()
        body = QSizeF(tile.body.size()) * ratio
        wanted = tile_zoom.wanted_size(body, tile.shape, tile.fit, tile.zoom, MOST_PIXELS)
        return round(wanted.width()), round(wanted.height())

    def pull_all(self) -> None:
        """Take the newest pictures now, without waiting for a paint: for reports and off-screen grabs."""
        moment = self._moment()
        for tile in self._board.shown():
            if tile.has_news() and tile.pull(moment.monotonic):
                tile.refresh_face(moment.now, moment.monotonic)

    # Time

    def tick(self) -> None:
        """Ask for new pictures; ten times a second judge ages, clocks and pulses as well."""
        shown, ratio = self._board.shown(), self.devicePixelRatioF()
        for tile in shown:
            if tile.has_news():
                self.update(self._painter.changing(tile, ratio))
                if self._painter.tells_age(tile):
                    self.update(tile.header)
        monotonic = self._clock.monotonic()
        if monotonic - self._judged_at >= JUDGE_EVERY_S or monotonic < self._judged_at:
            self._judged_at = monotonic
            self._judge(shown, self._moment())

    def _judge(self, shown: list[TileState], moment: Moment) -> None:
        for tile in [t for t in self._board.tiles.values() if t.paused_for(moment.monotonic) >= PAUSE_AT_MOST_S]:
            self.pause(tile.content.key, False)
        for tile in shown:
            face = tile.face
            tile.refresh_face(moment.now, moment.monotonic)
            header = self._painter.header.key(tile, moment.monotonic, moment.lit, self._is_selected(tile))
            if header != tile.header_key:
                tile.header_key = header
                self.update(tile.header)
            body = self._painter.body_key(tile, moment, self._detailed(tile))
            if face is not tile.face or body != tile.body_key:
                tile.body_key = body
                self.update(tile.body)

    def _moment(self, ratio: float = 0.0) -> Moment:
        now, monotonic = self._clock.now(), self._clock.monotonic()
        return Moment(now, monotonic, int(monotonic / HALF_PULSE_S) % 2 == 0, ratio or self.devicePixelRatioF())

    def _start_ticking(self) -> None:
        # Not self.screen(): what it returns is taken for the widget's own, and is gone for all when the widget goes.
        screen = QGuiApplication.screenAt(self.mapToGlobal(self.rect().center())) or QGuiApplication.primaryScreen()
        rate = min(MAX_RATE, screen.refreshRate() or MAX_RATE) if screen is not None else MAX_RATE
        self._tick.start(max(1, int(1000 / min(rate, self._most_rate))))

    # Place

    def _lay_out(self, at_once: bool) -> None:
        look = self._painter.theme
        self._board.lay_out(self.size(), look.px(theme.TILE_GAP), look.px(tile_header.HEIGHT))
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
        for tile in self._board.shown():
            key = tile.content.key
            size = self.picture_size(key)
            if size != self._told.get(key) and min(size) > 0:
                self._told[key] = size
                self.tile_resized.emit(key, *size)

    def _called_by_alarm(self, tile: TileState) -> None:
        """An alarm calls: nothing on the wall may be halted, nothing of the alarm's own pictures hidden."""
        self.resume_all()
        if tile.zoom.active:
            tile.zoom = tile_zoom.WHOLE
            self.zoom_changed.emit(tile.content.key, 1.0)

    def _repaint(self, tile: TileState) -> None:
        self.update(tile.header)
        self.update(tile.body)

    def _is_selected(self, tile: TileState) -> bool:
        return tile.content.key == self._board.selected

    def _detailed(self, tile: TileState) -> bool:
        return self._details_always or (self._details_on_hover and tile.content.key == self._hovered)

    def _dress(self) -> None:
        self._painter = TilePainter(theme.current(), self._overlay)
        self._ground = GroundPainter(theme.current())
        self.setAccessibleName(QCoreApplication.translate("Wall", "Camera wall"))

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the changed places, taking the newest pictures on the way."""
        moment, region = self._moment(), event.region()
        shown = self._board.shown()
        painted = [tile for tile in shown if region.intersects(tile.body) and self._pull(tile, moment)]
        painter = QPainter(self)
        self._ground.paint(painter, region, self._board, shown)
        for tile in shown:
            self._painter.paint(painter, tile, region, moment, self._is_selected(tile), self._detailed(tile))
        if self._drop_place >= 0:
            self._ground.paint_drop(painter, self._board.rect_of(self._drop_place))
        self.paint_over(painter)
        painter.end()
        done = self._clock.monotonic()
        for tile in painted:
            if self._painter.tells_age(tile) and not region.contains(tile.header):
                self.update(tile.header)
            self.frame_painted.emit(tile.content.key, tile.sequence, done)

    def paint_over(self, painter: QPainter) -> None:
        """Draw over all tiles; nothing here."""

    def _pull(self, tile: TileState, moment: Moment) -> bool:
        """Take a tile's newest picture; one of another size also changes what is beside it."""
        before = self._painter.picture_rect(tile, moment.ratio)
        if not (tile.has_news() and tile.pull(moment.monotonic)):
            return False
        tile.refresh_face(moment.now, moment.monotonic)
        if self._painter.picture_rect(tile, moment.ratio) != before:
            self.update(tile.body)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew; sizes are told when the resizing rests."""
        self._lay_out(at_once=False)
        super().resizeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Start to look for pictures."""
        self._start_ticking()
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
            self._dress()
            self._lay_out(at_once=False)
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        """Another screen has other pixels and another rate."""
        if event.type() in {QEvent.Type.DevicePixelRatioChange, QEvent.Type.ScreenChangeInternal}:
            if self._tick.isActive():
                self._start_ticking()
            self._lay_out(at_once=False)
        return super().event(event)


def _calls(before: AlarmMark | None, mark: AlarmMark | None) -> bool:
    """Whether a mark is a new alarm, or one that is raised again after it was acknowledged."""
    return mark is not None and (before is None or (mark.unacked and not before.unacked))
