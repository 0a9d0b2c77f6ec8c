"""Main or sub stream for each tile: large tiles deserve the main stream, a machine in trouble gets relief.

Pure: time and heights come in, choices come out. The main stream is worth its decoding only where the sub picture would
have to be enlarged noticeably: a tile higher than 1.34 times the sub picture for 1 s goes to main and comes back below
the sub picture's own height; a new tile starts by the first of these. Full screen and zoom force main; beyond 16 tiles
new ones start on sub. On trouble the smallest main tile is demoted; at most one switch in 5 s; a second demotion of the
same tile stops all promotions for 10 min; nothing is promoted while a tile opens. (The rules of Nx Witness' "radass",
with thresholds that follow the sub stream: docs/decisions/0102-main-or-sub.md.)
"""

from __future__ import annotations

from dataclasses import dataclass

from video.model import StreamKind

#: Enlarging a picture by up to this is hard to see from a guard's chair; the gap down to 1.0 keeps tiles from flapping.
ENLARGED = 1.34
SETTLE = 1.0
SWITCH_EVERY = 5.0
HOLD_AFTER_TROUBLE = 600.0
MANY_TILES = 16


@dataclass(frozen=True, slots=True)
class TileNeed:
    """A tile as it is now. height, sub_height: of the tile and of its camera's sub picture, in device pixels; forced:
    full screen or zoomed; opening: no picture yet.
    """

    key: str
    height: float
    forced: bool = False
    opening: bool = False
    has_main: bool = True
    has_sub: bool = True
    sub_height: float = 360.0


@dataclass(slots=True)
class _Tile:
    kind: StreamKind
    wish_since: float | None = None
    demotions: int = 0


class StreamChoice:
    """Decides for all tiles of a wall. Call `update` whenever the wall changes and about once a second."""

    def __init__(self) -> None:
        self._tiles: dict[str, _Tile] = {}
        self._switched_at = float("-inf")
        self._no_promotion_before = float("-inf")

    def update(self, tiles: list[TileNeed], now: float, *, trouble: bool = False) -> dict[str, StreamKind]:
        """Give the stream of each tile at monotonic time `now` (s); `trouble`: pictures come late or are dropped."""
        self._tiles = {tile.key: self._tiles.get(tile.key) or self._start(tile, len(tiles)) for tile in tiles}
        for tile in tiles:
            self._force(tile)
            self._note_wish(tile, now)
        if now - self._switched_at >= SWITCH_EVERY:
            switched = self._demote_smallest(tiles, now) if trouble else self._switch_one(tiles, now)
            if switched:
                self._switched_at = now
        return {key: tile.kind for key, tile in self._tiles.items()}

    def _start(self, tile: TileNeed, count: int) -> _Tile:
        large = tile.height > ENLARGED * tile.sub_height and count <= MANY_TILES
        return _Tile(StreamKind.MAIN if tile.has_main and (large or not tile.has_sub) else StreamKind.SUB)

    def _force(self, tile: TileNeed) -> None:
        """Apply what knows no waiting: full screen and zoom, and streams that do not exist."""
        state = self._tiles[tile.key]
        if tile.has_main and (tile.forced or not tile.has_sub):
            state.kind = StreamKind.MAIN
        elif not tile.has_main:
            state.kind = StreamKind.SUB

    def _note_wish(self, tile: TileNeed, now: float) -> None:
        state = self._tiles[tile.key]
        if self._wish(tile, state) is state.kind:
            state.wish_since = None
        elif state.wish_since is None:
            state.wish_since = now

    @staticmethod
    def _wish(tile: TileNeed, state: _Tile) -> StreamKind:
        if tile.forced or not (tile.has_main and tile.has_sub):
            return state.kind
        if tile.height < tile.sub_height:
            return StreamKind.SUB
        return StreamKind.MAIN if tile.height > ENLARGED * tile.sub_height else state.kind

    def _switch_one(self, tiles: list[TileNeed], now: float) -> bool:
        ripe = [t for t in tiles if self._is_ripe(t, now)]
        relief = [t for t in ripe if self._tiles[t.key].kind is StreamKind.MAIN]
        if relief:
            self._tiles[min(relief, key=lambda t: t.height).key].kind = StreamKind.SUB
            return True
        if not ripe or now < self._no_promotion_before or any(tile.opening for tile in tiles):
            return False
        self._tiles[max(ripe, key=lambda t: t.height).key].kind = StreamKind.MAIN
        return True

    def _is_ripe(self, tile: TileNeed, now: float) -> bool:
        since = self._tiles[tile.key].wish_since
        return since is not None and now - since >= SETTLE

    def _demote_smallest(self, tiles: list[TileNeed], now: float) -> bool:
        mains = [t for t in tiles if self._tiles[t.key].kind is StreamKind.MAIN and not t.forced and t.has_sub]
        if not mains:
            return False
        state = self._tiles[min(mains, key=lambda t: t.height).key]
        state.kind = StreamKind.SUB
        state.wish_since = None
        state.demotions += 1
        if state.demotions >= 2:
            self._no_promotion_before = now + HOLD_AFTER_TROUBLE
        return True
