"""What lies where on the wall: places, the tiles in them, which one is selected, which one fills it. No painting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize

from widgets import layouts
from widgets.layout_steps import Steps
from widgets.tile import TileContent
from widgets.tile_state import TileState

_ALL = QRectF(0, 0, 1, 1)


class Board:
    """Places and tiles. A place without a tile is empty: it takes what is dropped on it."""

    def __init__(self) -> None:
        self.tiles: dict[str, TileState] = {}
        self.places: list[QRectF] = layouts.grid(1)
        self.enlarged = ""
        self.place = 0
        self.rects: list[QRect] = []
        self._keys: list[str] = []
        self._shown: list[TileState] = []
        self._empty: list[tuple[int, QRect]] = []
        self._steps = Steps(self.places)

    def set_places(self, places: Sequence[QRectF]) -> None:
        """Lay the tiles out: fractions of the wall."""
        self.places = list(places)
        self._steps = Steps(self.places)
        self._stay_in_reach()

    def set_tiles(self, contents: Sequence[TileContent | None]) -> None:
        """Fill the places in order, None leaves one empty; what was selected stays selected wherever it lies now."""
        kept, chosen = self.tiles, self.selected
        self.tiles, self._keys = {}, []
        for content in contents:
            self._keys.append(content.key if content is not None else "")
            if content is None:
                continue
            tile = kept.get(content.key)
            if tile is None:
                tile = TileState(content)
            else:
                tile.replace(content)
            self.tiles[content.key] = tile
        if self.enlarged not in self.tiles:
            self.enlarged = ""
        if chosen in self.tiles:
            self.place = self._keys.index(chosen)
        elif chosen:
            self.place = next((i for i, key in enumerate(self._keys) if key), 0)
        self._stay_in_reach()

    def lay_out(self, size: QSize, gap: int, header: int) -> None:
        """Give each tile its pixels."""
        self.rects = layouts.to_pixels([_ALL] if self.enlarged else self.places, size, gap)
        for tile in self.tiles.values():
            tile.place(QRect(), QRect())
        for at, tile in self._shown_at():
            rect, head = self.rects[at], min(header, self.rects[at].height())
            tile.place(QRect(rect.topLeft(), QSize(rect.width(), head)), rect.adjusted(0, head, 0, 0))
        self._shown = [tile for _, tile in self._shown_at()]
        empty = () if self.enlarged else enumerate(self.rects)
        self._empty = [(place, rect) for place, rect in empty if not self.key_at(place)]

    @property
    def selected(self) -> str:
        """Key of the selected tile, "" where the selected place is empty."""
        return self.key_at(self.place)

    def key_at(self, place: int) -> str:
        """Key of the tile in a place, "" where it is empty."""
        return self._keys[place] if 0 <= place < len(self._keys) else ""

    def place_of(self, key: str) -> int:
        """Index of the place a tile lies in, -1 where it lies in none."""
        return self._keys.index(key) if key in self.tiles else -1

    def shown(self) -> list[TileState]:
        """Give the tiles on screen, as last laid out; asked at every tick."""
        return self._shown

    def empty(self) -> list[tuple[int, QRect]]:
        """Give the empty places on screen with their pixels, as last laid out."""
        return self._empty

    def of_camera(self, camera: str) -> list[TileState]:
        """Give a camera's live tiles."""
        return [t for t in self.tiles.values() if t.content.camera == camera and t.content.mode == "live"]

    def place_at(self, point: QPoint) -> int:
        """Give the place under a point, -1 beside all."""
        for at, rect in enumerate(self.rects):
            if rect.contains(point):
                return self.place_of(self.enlarged) if self.enlarged else at
        return -1

    def neighbour(self, dx: int, dy: int) -> int:
        """Give the place an arrow leads to from the selected one."""
        return self.place if self.enlarged else self._steps.step(self.place, dx, dy)

    def rect_of(self, place: int) -> QRect:
        """Give a place's pixels, empty where it is not on screen."""
        if self.enlarged:
            return self.rects[0] if place == self.place_of(self.enlarged) and self.rects else QRect()
        return self.rects[place] if 0 <= place < len(self.rects) else QRect()

    def _shown_at(self) -> Iterator[tuple[int, TileState]]:
        """Give the tiles on screen, each with the index of its rectangle."""
        if self.enlarged:
            yield 0, self.tiles[self.enlarged]
            return
        for place, key in enumerate(self._keys[: len(self.places)]):
            if key:
                yield place, self.tiles[key]

    def _stay_in_reach(self) -> None:
        if not 0 <= self.place < len(self.places):
            self.place = 0
