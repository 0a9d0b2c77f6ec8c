"""Join the wall and the video engine: a scene is shown by asking the engine for views of the right stream and size.

The wall only says how large its tiles are; the engine only scales what it is told to. Which stream a tile takes is
decided by its height on screen (see ``video.stream_choice``), except that main places force the main stream.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, QRectF, QSize, QTimer

from app.services.places import Places
from app.services.response import CallUp
from app.services.wall_scene import Scene, TileSpec
from video.clock import Clock
from video.model import StreamKind, StreamState
from video.stream_choice import StreamChoice, TileNeed
from video.views import ViewHandle
from widgets.layouts import call_up, grid
from widgets.tile import AlarmMark, TileContent
from widgets.wall import Wall

CHOICE_PERIOD_MS = 500


class Pictures(Protocol):
    """What the controller asks of the video engine."""

    def show(self, view: str, camera: str, kind: StreamKind, width: int, height: int) -> ViewHandle:
        """Show a live stream."""

    def loop(self, view: str, camera: str, start: float, end: float, width: int, height: int) -> ViewHandle:
        """Show the past from memory."""

    def hide(self, view: str) -> None:
        """End a view."""


class WallController(QObject):
    """Own the views behind the wall's tiles."""

    def __init__(
        self, wall: Wall, pictures: Pictures, places: Places, clock: Clock, language: Callable[[], str]
    ) -> None:
        super().__init__(wall)
        self.wall = wall
        self.scene: Scene | None = None
        self._pictures = pictures
        self._places = places
        self._clock = clock
        self._language = language
        self._states: dict[tuple[str, StreamKind], StreamState] = {}
        self._shown: dict[str, tuple[TileSpec, StreamKind, QSize]] = {}
        self._choice = StreamChoice()
        self._timer = QTimer(self)
        self._timer.setInterval(CHOICE_PERIOD_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self._opening: set[str] = set()
        self._waited: set[str] = set()
        wall.tile_resized.connect(self._tile_resized)
        wall.frame_painted.connect(self._painted)

    def show_scene(self, scene: Scene, alarm: CallUp | None = None) -> None:
        """Turn the wall to ``scene``; tiles that stay keep their views and so their pictures."""
        rectangles = _arrangement(scene)
        sizes = {tile.key: self._pixels(place) for tile, place in zip(scene.tiles, rectangles, strict=False)}
        kinds = self._kinds(scene.tiles, sizes)
        contents = [self._content(tile, kinds[tile.key], sizes[tile.key], alarm) for tile in scene.tiles]
        self.scene = scene
        self.wall.set_arrangement(rectangles)
        self.wall.set_tiles(contents)
        for key in [key for key in self._shown if key not in sizes]:
            self._pictures.hide(key)
            self._opening.discard(key)
            del self._shown[key]

    def update_state(self, state: StreamState) -> None:
        """Take a stream's new state; tiles that show this stream say so."""
        self._states[state.camera, state.kind] = state
        kinds = {kind for tile, kind, _ in self._shown.values() if tile.camera == state.camera}
        if state.kind in kinds:
            self.wall.update_state(state)

    def kind_of(self, key: str) -> StreamKind | None:
        """Return which stream the tile of ``key`` shows now."""
        entry = self._shown.get(key)
        return entry[1] if entry is not None else None

    def close(self) -> None:
        """Release every view."""
        self._timer.stop()
        self.wall.set_tiles([])
        for key in list(self._shown):
            self._pictures.hide(key)
        self._shown.clear()

    def _content(self, tile: TileSpec, kind: StreamKind, size: QSize, alarm: CallUp | None) -> TileContent:
        kind = self._opening_kind(tile, kind)
        handle = self._view(tile, kind, size)
        self._shown[tile.key] = (tile, kind, size)
        camera = self._places.camera(tile.camera)
        return TileContent(
            key=tile.key,
            camera=tile.camera,
            number=camera.number if camera is not None else 0,
            title=self._places.camera_name(tile.camera, self._language()),
            mode=tile.mode,
            source=handle,
            state=self._states.get((tile.camera, kind)),
            kind=kind,
            alarm=None if alarm is None else AlarmMark(alarm.priority, alarm.unacked),
            reference=tile.end if tile.mode == "past" else None,
            drill=alarm is not None and alarm.drill,
        )

    def _view(self, tile: TileSpec, kind: StreamKind, size: QSize) -> ViewHandle:
        if tile.mode == "past":
            return self._pictures.loop(tile.key, tile.camera, tile.start, tile.end, size.width(), size.height())
        return self._pictures.show(tile.key, tile.camera, kind, size.width(), size.height())

    def _opening_kind(self, tile: TileSpec, kind: StreamKind) -> StreamKind:
        """A new tile opens on the sub stream, whose last pictures are in memory; the main stream follows its first."""
        if kind is StreamKind.MAIN and tile.key not in self._shown and self._has_sub(tile.camera):
            self._opening.add(tile.key)
            return StreamKind.SUB
        return kind

    def _painted(self, key: str, _sequence: object, _at: float) -> None:
        if key in self._opening:
            self._opening.discard(key)
            self._review_streams()

    def _has_sub(self, camera: str) -> bool:
        entry = self._places.camera(camera)
        return entry is not None and bool(entry.sub)

    def _kinds(self, tiles: Sequence[TileSpec], sizes: Mapping[str, QSize]) -> dict[str, StreamKind]:
        chosen = self._choice.update([self._need(tile, sizes[tile.key]) for tile in tiles], self._clock.monotonic())
        return {tile.key: StreamKind.SUB if tile.mode == "past" else chosen[tile.key] for tile in tiles}

    def _need(self, tile: TileSpec, size: QSize) -> TileNeed:
        camera = self._places.camera(tile.camera)
        live = tile.mode == "live"
        return TileNeed(
            key=tile.key,
            height=size.height(),
            forced=tile.main,
            opening=False,
            has_main=live and camera is not None and bool(camera.main),
            has_sub=camera is None or bool(camera.sub) or not live,
        )

    def _pixels(self, rectangle: QRectF) -> QSize:
        ratio = self.wall.devicePixelRatioF()
        width = round(self.wall.width() * rectangle.width() * ratio)
        height = round(self.wall.height() * rectangle.height() * ratio)
        return QSize(max(width, 16), max(height, 16))

    def _tile_resized(self, key: str, width: int, height: int) -> None:
        entry = self._shown.get(key)
        size = QSize(width, height)
        if entry is None or entry[2] == size or width < 16 or height < 16:
            return
        self._shown[key] = (entry[0], entry[1], size)
        self._view(entry[0], entry[1], size)

    def _tick(self) -> None:
        """A sub stream that gave no picture for a whole period holds its main stream back no longer."""
        self._opening -= self._waited
        self._waited = set(self._opening)
        self._review_streams()

    def _review_streams(self) -> None:
        tiles = [tile for tile, _, _ in self._shown.values()]
        kinds = self._kinds(tiles, {key: entry[2] for key, entry in self._shown.items()})
        for tile, kind, size in list(self._shown.values()):
            if kinds[tile.key] is not kind and tile.key not in self._opening:
                self._shown[tile.key] = (tile, kinds[tile.key], size)
                self._view(tile, kinds[tile.key], size)
                self.wall.set_kind(tile.key, kinds[tile.key])
                self._tell_state(tile.camera, kinds[tile.key])

    def _tell_state(self, camera: str, kind: StreamKind) -> None:
        state = self._states.get((camera, kind))
        if state is not None:
            self.wall.update_state(state)


def _arrangement(scene: Scene) -> list[QRectF]:
    if scene.shape == "call_up":
        return call_up(len(scene.tiles) - 2)
    return grid(scene.size)
