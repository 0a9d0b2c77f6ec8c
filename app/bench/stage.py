"""The wall as the program shows it, with the real engine behind it, and what the benchmark does with it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType

from PySide6.QtCore import QEventLoop, QRectF, QTimer
from PySide6.QtWidgets import QApplication

from app.bench.meter import PaintLog
from app.clock import SystemClock
from video.engine import VideoEngine
from video.model import StreamKind, StreamState
from video.qt.bridge import VideoBridge
from video.views import WorkerPhase, WorkerState
from widgets.layouts import grid
from widgets.tile import TileContent
from widgets.wall import Wall

WALL_SIZE = (1920, 1080)
RING_S = 30.0
PICTURES_WITHIN = 30.0


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile: which stream of which camera."""

    key: str
    camera: str
    kind: StreamKind
    title: str = ""


def wait(seconds: float) -> None:
    """Let the GUI thread do its work for a time."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def wait_until(done: Callable[[], bool], seconds: float) -> bool:
    """Work until `done`, looked at each 5 ms, or for `seconds` at most; tells whether it is done."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        wait(0.005)
    return True


def arrangement(tiles: int, large: int) -> list[QRectF]:
    """Give an even grid, or with one large picture a grid around it: 16 + 1 is 5 by 5 with 3 by 3 for the large one.

    The large place is the last of the list.
    """
    if large != 1 or tiles == 0:
        return grid(tiles + large)
    side = next(n for n in range(2, tiles + 3) if n * n - (n // 2) ** 2 >= tiles)
    span = math.isqrt(side * side - tiles)
    small = [(c, r) for r in range(side) for c in range(side) if r >= span or c >= span][:tiles]
    places = [QRectF(c / side, r / side, 1 / side, 1 / side) for c, r in small]
    return [*places, QRectF(0, 0, span / side, span / side)]


class Stage:
    """A wall on a window of its own, fed by a VideoEngine; a context manager on the GUI thread."""

    def __init__(self, workers: int, size: tuple[int, int] = WALL_SIZE, log: PaintLog | None = None) -> None:
        self._clock = SystemClock()
        self.states: dict[tuple[str, StreamKind], StreamState] = {}
        self.log = PaintLog(time.time() - time.monotonic()) if log is None else log
        self.bridge = VideoBridge()
        self._workers: dict[str, WorkerState] = {}
        self.engine = VideoEngine(
            self._clock,
            workers=workers,
            ring_seconds=RING_S,
            on_state=self.bridge.stream_state,
            on_worker=self._take_worker,
        )
        self.wall = Wall(self._clock)
        self.wall.resize(*size)
        self.wall.frame_painted.connect(self.log.note)
        self.bridge.stream_state_changed.connect(self._take_states)
        self.wall.tile_resized.connect(self._resize)
        self._tiles: dict[str, Tile] = {}
        self._contents: dict[str, TileContent] = {}
        self._sizes: dict[str, tuple[int, int]] = {}

    def __enter__(self) -> Stage:
        """Start the engine and show the empty wall."""
        self.engine.start()
        self.wall.show()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take everything down."""
        self.wall.set_tiles([])
        self.wall.close()
        self.log.sources.clear()
        self.bridge.close()
        self.engine.stop()
        self.wall.deleteLater()
        self.bridge.deleteLater()
        QApplication.sendPostedEvents(None, 0)

    def set_tiles(self, tiles: Sequence[Tile], places: Sequence[QRectF]) -> None:
        """Show these tiles; those that were there go on."""
        self.wall.set_arrangement(places)
        before, self._tiles = self._tiles, {tile.key: tile for tile in tiles}
        for number, (tile, place) in enumerate(zip(tiles, places, strict=False), 1):
            if tile.key not in before:
                self._contents[tile.key] = self._content(tile, number, place)
        self.wall.set_tiles([self._contents[tile.key] for tile in tiles])
        for key in before.keys() - self._tiles.keys():
            self.engine.hide(key)
            del self._contents[key], self._sizes[key]

    @property
    def running(self) -> int:
        """How many workers are at work."""
        return sum(state.phase is WorkerPhase.RUNNING for state in tuple(self._workers.values()))

    def painted_once(self, keys: Sequence[str]) -> bool:
        """Whether each of these tiles has shown a picture."""
        return all(self.log.painted.get(key) for key in keys)

    def _content(self, tile: Tile, number: int, place: QRectF) -> TileContent:
        ratio = self.wall.devicePixelRatioF()
        size = (
            round(self.wall.width() * place.width() * ratio),
            round(self.wall.height() * place.height() * ratio),
        )
        self._sizes[tile.key] = size
        handle = self.engine.show(tile.key, tile.camera, tile.kind, *size)
        source = self.log.watch(tile.key, handle)
        return TileContent(tile.key, tile.camera, number, tile.title or tile.camera, source=source, kind=tile.kind)

    def _resize(self, key: str, width: int, height: int) -> None:
        """Ask for pictures of exactly the size of their place, as the program does once the wall is laid out."""
        tile = self._tiles.get(key)
        if tile is not None and self._sizes.get(key) != (width, height):
            self._sizes[key] = (width, height)
            self.engine.show(key, tile.camera, tile.kind, width, height)

    def _take_worker(self, state: WorkerState) -> None:
        """Note a worker's state; in an engine thread."""
        self._workers[state.worker] = state

    def _take_states(self, states: list[StreamState]) -> None:
        for state in states:
            self.states[state.camera, state.kind] = state
            self.wall.update_state(state)
