"""Join one wall and the video engine: a scene is shown by asking the engine for views of the right stream and size.

The wall only says how large its tiles are; the engine only scales what it is told to. Which stream a tile takes is
decided by its height on screen, by what the guard looks at closely, and by how the machine keeps up
(`video.stream_choice`, `video.load_shedding`). The engine's views carry the window's name, so that several windows may
show the same camera.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, QRectF, QSize, QTimer

from app.services.call_up import CallUp
from app.services.layouts import FREE, Place
from app.services.places import Places
from app.services.wall_scene import WAITING_SHOWN, Scene, TileSpec
from video.clock import Clock
from video.model import StreamKind, StreamState
from video.stream_choice import StreamChoice, TileNeed
from video.views import ViewHandle
from widgets import layouts, tile_words
from widgets.tile import AlarmMark, TileContent
from widgets.tile_zoom import Zoom
from widgets.wall import Wall

CHOICE_PERIOD_MS = 500
#: A tile that has no picture after this is dead, not opening: it keeps no other from the main stream.
OPENING_S = 5.0
#: Height of a sub picture until the stream has said its own.
SUB_HEIGHT = 360.0
#: Pixels of the smallest picture that is asked for.
LEAST = QSize(16, 16)


class Pictures(Protocol):
    """What the controller asks of the video engine."""

    def show(self, view: str, camera: str, kind: StreamKind, width: int, height: int) -> ViewHandle:
        """Show a live stream."""

    def loop(
        self, view: str, camera: str, start: float, end: float, width: int, height: int, clips: str = ""
    ) -> ViewHandle:
        """Show the past from memory, else from the clips in a folder."""

    def hide(self, view: str) -> None:
        """End a view."""


class WallController(QObject):
    """Own the views behind one wall's tiles. `prefix` makes their names this window's own."""

    def __init__(
        self,
        wall: Wall,
        pictures: Pictures,
        places: Places,
        clock: Clock,
        language: Callable[[], str],
        prefix: str = "",
    ) -> None:
        super().__init__(wall)
        self.wall = wall
        self.scene: Scene | None = None
        self.trouble = False
        self._pictures = pictures
        self._places = places
        self._clock = clock
        self._language = language
        self._prefix = prefix
        self._alarms: tuple[CallUp, ...] = ()
        self._states: dict[tuple[str, StreamKind], StreamState] = {}
        self._shown: dict[str, tuple[TileSpec, StreamKind, QSize]] = {}
        self._handles: dict[str, ViewHandle] = {}
        self._filled: set[str] = set()
        self._aims: dict[str, str] = {}
        self._bare: dict[str, str] = {}
        self._zooms: dict[str, Zoom] = {}
        self._shed: dict[str, float] = {}
        self._layout: Scene | None = None
        self._choice = StreamChoice()
        self._timer = QTimer(self)
        self._timer.setInterval(CHOICE_PERIOD_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self._opening: set[str] = set()
        self._waited: set[str] = set()
        self._unpainted: dict[str, float] = {}
        wall.tile_resized.connect(self._tile_resized)
        wall.frame_painted.connect(self._painted)
        wall.zoom_changed.connect(self._zoomed)
        wall.fit_changed.connect(self._fit_changed)

    # Scenes.

    def show_scene(self, scene: Scene, alarms: Sequence[CallUp] = ()) -> None:
        """Turn the wall to `scene`; tiles that stay keep their views and so their pictures.

        `alarms`: those that the tiles of a call-up belong to, what has the main place first.
        """
        self._keep_zooms(scene)
        rectangles = arrangement(scene)
        tiles = [tile for tile in scene.tiles if tile.camera and tile.place < len(rectangles)]
        pixels = [size.expandedTo(LEAST) for size in self.wall.picture_sizes(rectangles)]
        sizes = {tile.key: pixels[tile.place] for tile in tiles}
        self._open(tiles)
        kinds = self._kinds(tiles, sizes)
        places: list[TileContent | None] = [None] * len(rectangles)
        for tile in tiles:
            places[tile.place] = self._content(tile, kinds[tile.key], sizes[tile.key], alarms)
        self.scene, self._alarms = scene, tuple(alarms)
        self.wall.set_arrangement(rectangles, tiles_follow=True)
        self.wall.set_tiles(places)
        self.wall.set_zooms({key: zoom for key, zoom in self._zooms.items() if scene.shape != "call_up"})
        for key in [key for key in self._shown if key not in sizes]:
            self._end(key)
        self._tell_shedding()

    def retell(self) -> None:
        """Show the same scene in the words of another language; no picture is interrupted."""
        if self.scene is not None:
            self.show_scene(self.scene, self._alarms)

    def set_aim(self, camera: str, preset: str) -> None:
        """A camera that turns looks at this preset now, "" where it was turned elsewhere: its live tile says so."""
        if self._aims.get(camera, "") != preset:
            self._aims[camera] = preset
            if camera in self.cameras():
                self.retell()

    def set_bare(self, key: str, words: str) -> None:
        """Say on a tile that it shows private areas, "" where it no longer does."""
        if self._bare.get(key, "") != words:
            self._bare[key] = words
            if key in self._shown:
                self.retell()

    def view_of(self, key: str) -> str:
        """The engine's name of a tile's view."""
        return self._prefix + key

    def set_filled(self, cameras: Sequence[str]) -> None:
        """Name the cameras whose pictures fill their tiles."""
        self._filled = set(cameras)

    @property
    def filled(self) -> tuple[str, ...]:
        """The cameras whose pictures fill their tiles."""
        return tuple(sorted(self._filled))

    # What is known of streams and tiles.

    def update_state(self, state: StreamState) -> None:
        """Take a stream's new state; tiles that show this stream say so."""
        self._states[state.camera, state.kind] = state
        kinds = {kind for tile, kind, _ in self._shown.values() if tile.camera == state.camera}
        if state.kind in kinds:
            self.wall.update_state(state)

    def kind_of(self, key: str) -> StreamKind | None:
        """Return which stream the tile of `key` shows now."""
        entry = self._shown.get(key)
        return entry[1] if entry is not None else None

    def camera_of(self, key: str) -> str:
        """Return the camera of a tile, "" for an unknown one."""
        entry = self._shown.get(key)
        return entry[0].camera if entry is not None else ""

    def place_of(self, key: str) -> int | None:
        """Return the place of a tile in its layout."""
        entry = self._shown.get(key)
        return entry[0].place if entry is not None else None

    def close_looked_at(self) -> bool:
        """Whether the guard looks closely at something: a picture zoomed or halted."""
        return any(self.wall.zoom(key) > 1.0 or self.wall.paused(key) for key in self._shown)

    def cameras(self) -> set[str]:
        """Return the cameras with a live tile."""
        return {tile.camera for tile, _, _ in self._shown.values() if tile.mode == "live"}

    def spare_cameras(self) -> list[str]:
        """Return cameras that may be shown by key pictures alone, the smallest tiles first."""
        if self._alarms:
            kept = {tile.camera for tile, _, _ in self._shown.values()}
        else:
            kept = {tile.camera for key, (tile, _, _) in self._shown.items() if self._close(key, tile)}
        ordered = sorted(self._shown.values(), key=lambda entry: entry[2].height())
        return list(dict.fromkeys(tile.camera for tile, _, _ in ordered if tile.camera not in kept))

    def set_shedding(self, camera: str, interval: float | None) -> None:
        """Say on a camera's tiles that they show key pictures only, one every `interval` seconds; None: all again."""
        if interval is None:
            self._shed.pop(camera, None)
        else:
            self._shed[camera] = interval
        self._tell_shedding()

    def late_tiles(self) -> tuple[int, int]:
        """Return how many live tiles get their pictures more than two intervals late, and how many there are."""
        late = tiles = 0
        for key, (tile, kind, _) in self._shown.items():
            state, latency = self._states.get((tile.camera, kind)), self.wall.latency(key)
            if tile.mode != "live" or latency is None or state is None or state.frame_rate <= 0:
                continue
            tiles += 1
            late += tile.camera not in self._shed and latency > 2 / state.frame_rate
        return late, tiles

    def close(self) -> None:
        """Release every view."""
        self._timer.stop()
        self.wall.set_tiles([])
        for key in list(self._shown):
            self._end(key)

    # Tiles.

    def _content(self, tile: TileSpec, kind: StreamKind, size: QSize, alarms: Sequence[CallUp]) -> TileContent:
        alarm = next((one for one in alarms if one.incident == tile.incident), None)
        kind = self._opening_kind(tile, kind)
        handle = self._view(tile, kind, size)
        self._shown[tile.key] = (tile, kind, size)
        camera = self._places.camera(tile.camera)
        language = self._language()
        aim = self._aims.get(tile.camera, "") if tile.mode == "live" else ""
        return TileContent(
            key=tile.key,
            camera=tile.camera,
            number=camera.number if camera is not None else 0,
            title=self._places.camera_name(tile.camera, language),
            mode=tile.mode,
            source=handle,
            state=self._states.get((tile.camera, kind)),
            kind=kind,
            alarm=None if alarm is None else AlarmMark(alarm.priority, alarm.unacked),
            reference=tile.end if tile.mode == "past" else None,
            drill=alarm is not None and alarm.drill,
            zone=aim or (self._places.zone_name(camera.zone, language) if camera is not None and camera.zone else ""),
            fit="fill" if tile.camera in self._filled else "fit",
            spot=tile.spot,
            waits=self._waits(tile, alarms),
            bare=self._bare.get(tile.key, ""),
            note=self.tr("C turns it") if camera is not None and camera.ptz is not None and tile.mode == "live" else "",
        )

    def _waits(self, tile: TileSpec, alarms: Sequence[CallUp]) -> str:
        """Name the alarms that wait for the main place on this tile, and on the last one shown how many more do."""
        here = ((tile.waits, tile.incident), *tile.stands_for) if tile.waits else tile.stands_for
        calls = {call.incident: call for call in alarms}
        said = [(number, calls[incident]) for number, incident in here if incident in calls]
        if not said:
            return ""
        number, first = said[0]
        unseen = len(alarms) - 1 - said[-1][0] if said[-1][0] >= WAITING_SHOWN else 0
        name = self._places.point_name(first.point, self._language())
        return tile_words.waits(number, name, len(said) - 1 + unseen)

    def _view(self, tile: TileSpec, kind: StreamKind, size: QSize) -> ViewHandle:
        """Ask the engine only for what is new: a tile that stays as it is keeps its view untouched."""
        known, handle = self._shown.get(tile.key), self._handles.get(tile.key)
        same = known is not None and (known[0].picture, *known[1:]) == (tile.picture, kind, size)
        if same and handle is not None:
            return handle
        view = self._prefix + tile.key
        if tile.mode == "past":
            handle = self._pictures.loop(
                view, tile.camera, tile.start, tile.end, size.width(), size.height(), tile.clips
            )
        else:
            handle = self._pictures.show(view, tile.camera, kind, size.width(), size.height())
        self._handles[tile.key] = handle
        return handle

    def _end(self, key: str) -> None:
        self._pictures.hide(self._prefix + key)
        self._opening.discard(key)
        self._unpainted.pop(key, None)
        self._handles.pop(key, None)
        del self._shown[key]

    def _open(self, tiles: Sequence[TileSpec]) -> None:
        now = self._clock.monotonic()
        for tile in tiles:
            known = self._shown.get(tile.key)
            if known is None or known[0].camera != tile.camera:
                self._unpainted[tile.key] = now

    def _opening_kind(self, tile: TileSpec, kind: StreamKind) -> StreamKind:
        """A new tile opens on the sub stream, whose last pictures are in memory; the main stream follows its first."""
        known = self._shown.get(tile.key)
        new = known is None or known[0].camera != tile.camera
        if kind is StreamKind.MAIN and (new or tile.key in self._opening) and self._has_sub(tile.camera):
            self._opening.add(tile.key)
            return StreamKind.SUB
        return kind

    def _painted(self, key: str, _sequence: object, _at: float) -> None:
        self._unpainted.pop(key, None)
        if key in self._opening:
            self._opening.discard(key)
            self._review_streams()

    def _has_sub(self, camera: str) -> bool:
        entry = self._places.camera(camera)
        return entry is not None and bool(entry.sub)

    # Zoom and fit.

    def _keep_zooms(self, scene: Scene) -> None:
        """What was zoomed is zoomed again after an alarm or an enlarged picture, not in another layout."""
        before = self.scene
        if before is not None and before.shape != "call_up":
            present = self.wall.zooms()
            self._zooms = {key: zoom for key, zoom in self._zooms.items() if key not in self._shown} | present
        if scene.shape == "layout":
            if self._layout is not None and _hung(self._layout) != _hung(scene):
                self._zooms = {}
            self._layout = scene

    def _zoomed(self, _key: str, _factor: float) -> None:
        self._review_streams()

    def _fit_changed(self, key: str, mode: str) -> None:
        camera = self.camera_of(key)
        if mode == "fill":
            self._filled.add(camera)
        else:
            self._filled.discard(camera)

    # Streams.

    def _kinds(self, tiles: Sequence[TileSpec], sizes: Mapping[str, QSize]) -> dict[str, StreamKind]:
        needs = [self._need(tile, sizes[tile.key]) for tile in tiles]
        chosen = self._choice.update(needs, self._clock.monotonic(), trouble=self.trouble)
        return {tile.key: StreamKind.SUB if tile.mode == "past" else chosen[tile.key] for tile in tiles}

    def _need(self, tile: TileSpec, size: QSize) -> TileNeed:
        camera = self._places.camera(tile.camera)
        live = tile.mode == "live"
        state = self._states.get((tile.camera, StreamKind.SUB))
        since = self._unpainted.get(tile.key)
        return TileNeed(
            key=tile.key,
            height=size.height(),
            forced=live and (tile.main or self._close(tile.key, tile)),
            opening=live and since is not None and self._clock.monotonic() - since < OPENING_S,
            has_main=live and camera is not None and bool(camera.main),
            has_sub=camera is None or bool(camera.sub) or not live,
            sub_height=float(state.height) if state is not None and state.height else SUB_HEIGHT,
        )

    def _close(self, key: str, tile: TileSpec) -> bool:
        """Whether the guard looks closely at a tile."""
        return tile.main or self.wall.zoom(key) > 1.0 or self.wall.enlarged == key

    def _tile_resized(self, key: str, width: int, height: int) -> None:
        entry = self._shown.get(key)
        size = QSize(width, height)
        if entry is None or entry[2] == size or width < 16 or height < 16:
            return
        self._view(entry[0], entry[1], size)
        self._shown[key] = (entry[0], entry[1], size)

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
                self._view(tile, kinds[tile.key], size)
                self._shown[tile.key] = (tile, kinds[tile.key], size)
                self.wall.set_kind(tile.key, kinds[tile.key])
                self._tell_state(tile.camera, kinds[tile.key])

    def _tell_shedding(self) -> None:
        for key, (tile, _, _) in self._shown.items():
            if tile.mode == "live":
                self.wall.set_shedding(key, self._shed.get(tile.camera))

    def _tell_state(self, camera: str, kind: StreamKind) -> None:
        state = self._states.get((camera, kind))
        if state is not None:
            self.wall.update_state(state)


def arrangement(scene: Scene) -> list[QRectF]:
    """Return the places of a scene in fractions of the wall."""
    if scene.shape == "call_up":
        waiting = sum(tile.waits > 0 for tile in scene.tiles)
        return layouts.call_up(len(scene.tiles) - waiting - 2, waiting)
    return arrangement_of(scene.arrangement, scene.free)


def arrangement_of(name: str, free: Sequence[Place]) -> list[QRectF]:
    """Return the places of a named division or of a drawn one, in fractions of the wall."""
    if name == FREE:
        return [QRectF(place.left, place.top, place.width, place.height) for place in free]
    return layouts.arrangement(name)


def _hung(scene: Scene) -> tuple[object, ...]:
    """What makes a layout the same one to the eye: its division and the cameras at its places, spots aside."""
    return (
        scene.arrangement,
        scene.free,
        tuple((tile.place, "" if tile.spot else tile.camera) for tile in scene.tiles),
    )
