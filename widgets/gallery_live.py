"""More walls for the gallery: every arrangement, what a hand does to a tile, and the panels beside the wall."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from video.model import Phase, StreamKind, StreamState
from widgets import layouts
from widgets.camera_row import CameraRow, CameraState
from widgets.camera_tree import CameraTree
from widgets.gallery_pictures import StillClock, StillSource, scene
from widgets.gallery_samples import CAMERAS, NOW, pick
from widgets.layout_editor import LayoutEditor
from widgets.tile import TileContent
from widgets.tour_bar import TourBar
from widgets.wall import Wall

_ZONES = (
    (("大门", "Gates"), range(2)),
    (("东围栏", "East fence"), range(2, 5)),
    (("地下车库", "Car park"), range(5, 7)),
    (("楼内公共区域", "Inside the blocks"), range(7, 9)),
    (("道路与室外", "Roads and grounds"), range(9, 16)),
)
_STALE, _DEAD, _PAUSED, _ZOOMED, _COVERED, _FROZEN, _KEYS, _FILLED, _MOVED = 2, 5, 6, 9, 10, 7, 13, 11, 14
_AGES = {_STALE: 4.3, _DEAD: 31.0}


def worked_wall(language: str, size: tuple[int, int] = (316, 164)) -> Wall:
    """Sixteen tiles: night, dead, stale, paused, zoomed, covered, frozen, filled, on key pictures, the spot."""
    clock = StillClock(NOW)
    tiles = [_tile(at, language, clock, size, _AGES.get(at, 0.1)) for at in range(16)]
    dead = StreamState(f"c{_DEAD}", StreamKind.SUB, Phase.LOST, NOW - 31, "unreachable", next_try_at=NOW + 4.6)
    tiles[_DEAD] = replace(tiles[_DEAD], state=dead)
    tiles[_FILLED] = replace(tiles[_FILLED], fit="fill")
    tiles[_COVERED] = replace(tiles[_COVERED], source=StillSource(_dark(size), clock))
    tiles[15] = replace(tiles[15], spot=True)
    wall = Wall(clock)
    wall.resize(1280, 760)
    wall.set_arrangement(layouts.grid(16))
    wall.set_tiles(tiles)
    wall.pull_all()
    _work(wall, clock)
    return wall


def layout_wall(name: str, language: str) -> Wall:
    """An arrangement full of cameras."""
    clock, count = StillClock(NOW), layouts.PLACES[name]
    wall = Wall(clock)
    wall.set_arrangement(layouts.arrangement(name))
    wall.set_tiles([_tile(at % 16, language, clock, (420, 240), 0.1, key=f"t{at}") for at in range(count)])
    wall.pull_all()
    return wall


def hovered_wall(language: str, name: str = "4") -> Wall:
    """Every tile says its stream, its rate and how late it is; one is zoomed."""
    wall = layout_wall(name, language)
    wall.resize(640, 520)
    wall.set_header_details(True)
    wall.set_zoom("t1", 2.0)
    return wall


def half_empty_wall(language: str) -> Wall:
    """Places that wait for a camera, one of them selected, one about to take what is carried."""
    clock = StillClock(NOW)
    wall = Wall(clock)
    wall.set_arrangement(layouts.arrangement("6"))
    wall.set_tiles([*(_tile(at, language, clock, (420, 240), 0.1) for at in range(2)), None])
    wall.pull_all()
    wall.select_place(3)
    wall.mark_drop(4)
    return wall


def camera_tree(language: str, searched: str = "") -> CameraTree:
    """All cameras, some of them in trouble, one zone in alarm."""
    states: dict[int, CameraState] = {3: "stale", 5: "lost", 8: "refused", 12: "connecting", 15: "unknown"}
    rows = []
    for zone, members in _ZONES:
        for at in members:
            row = CameraRow(f"c{at}", at + 1, pick(CAMERAS[at], language), zone[1], pick(zone, language))
            rows.append(replace(row, state=states.get(at, "live"), alarm=zone[1] == "East fence"))
    tree = CameraTree()
    tree.set_cameras(rows)
    tree.search.setText(searched)
    return tree


def layout_editor(language: str) -> LayoutEditor:
    """A layout being drawn."""
    editor = LayoutEditor()
    editor.set_name(pick(("夜班大门", "Gates at night"), language))
    right = [QRectF(2 / 3, i / 3, 1 / 3, 1 / 3) for i in range(3)]
    editor.set_places([QRectF(0, 0, 2 / 3, 2 / 3), *right, QRectF(0, 2 / 3, 1 / 3, 1 / 3)])
    return editor


def tour_bar(language: str, held: bool = False) -> TourBar:
    """A tour on its second step."""
    bar = TourBar()
    bar.set_tour(pick(("夜间巡视：围栏与车库", "Night tour: fences and car park"), language), 1, 6)
    bar.set_left(8.0)
    bar.set_paused(held)
    return bar


#: Name, how it is made, and its size at 100 %.
EXHIBITS: tuple[tuple[str, Callable[[str], QWidget], int, int], ...] = (
    ("wall_worked", worked_wall, 1280, 760),
    ("wall_6", partial(layout_wall, "6"), 1280, 760),
    ("wall_8", partial(layout_wall, "8"), 1280, 760),
    ("wall_10", partial(layout_wall, "10"), 1280, 760),
    ("wall_13", partial(layout_wall, "13"), 1280, 760),
    ("wall_64", partial(layout_wall, "64"), 1366, 700),
    ("wall_hover", hovered_wall, 1280, 760),
    ("wall_hover_small", partial(hovered_wall, name="9"), 600, 520),
    ("wall_empty", half_empty_wall, 900, 540),
    ("camera_tree", camera_tree, 300, 700),
    ("camera_tree_searched", partial(camera_tree, searched="1"), 300, 300),
    ("camera_tree_nothing", partial(camera_tree, searched="zz"), 300, 200),
    ("layout_editor", layout_editor, 1000, 640),
    ("tour_bar", tour_bar, 820, 40),
    ("tour_bar_held", partial(tour_bar, held=True), 820, 40),
)


def _tile(at: int, language: str, clock: StillClock, size: tuple[int, int], age: float, key: str = "") -> TileContent:
    zone = next(name for name, members in _ZONES if at in members)
    return TileContent(
        key or f"live:c{at}",
        f"c{at}",
        at + 1,
        pick(CAMERAS[at], language),
        source=StillSource(scene(*size, at), clock, age, key_only=at == _KEYS and not key),
        state=_state(at),
        kind=StreamKind.SUB,
        zone=pick(zone, language),
    )


def _dark(size: tuple[int, int]) -> QImage:
    """What a camera sees through a cloth."""
    picture = QImage(*size, QImage.Format.Format_RGB32)
    picture.fill(QColor("#171310"))
    return picture


def _state(at: int) -> StreamState:
    state = StreamState(f"c{at}", StreamKind.SUB, Phase.LIVE, NOW - 3600, last_packet_at=NOW - 0.1, frame_rate=15.0)
    return replace(state, width=640, height=360, codec="h265" if at % 2 else "h264")


def _work(wall: Wall, clock: StillClock) -> None:
    """Do what guards, health checks and a busy computer do to tiles."""
    wall.pause(f"live:c{_PAUSED}", True)
    clock.advance(12.0)
    wall.update_state(replace(_state(_KEYS), last_packet_at=clock.now() - 0.1))
    for at in range(16):
        tile = wall.tile_content(f"live:c{at}")
        if tile is not None and isinstance(tile.source, StillSource):
            tile.source.push(_AGES.get(at, 0.1), key_only=at == _KEYS)
    wall.pull_all()
    wall.set_zoom(f"live:c{_ZOOMED}", 3.2, QPointF(480, 500))
    wall.set_quality(f"c{_COVERED}", "covered")
    wall.set_quality(f"c{_FROZEN}", "frozen")
    wall.set_quality(f"c{_MOVED}", "moved")
    wall.set_shedding(f"live:c{_KEYS}", 2.0)
