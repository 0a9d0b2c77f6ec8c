"""What stands on the wall: a pure plan of tiles, made from the guard's layout and from the call-up.

Keys are stable: a camera that stays on the wall from one scene to the next keeps its key, so its picture is never
interrupted; a past loop has a key of its own, so it can never be taken for the live picture; a spot is its place, so
that it goes on while its camera changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from app.services.layouts import Layout, Place

#: Pictures of a call-up beside main picture and loop: one below the loop, and a row of three or four below both.
BELOW_LOOP, ROW, LONG_ROW = 1, 3, 4
#: Places of a call-up at most.
MOST = 2 + BELOW_LOOP + LONG_ROW
#: Alarms that wait for the main place and have cameras of their own in that row.
WAITING_SHOWN = 3
LIVE = "live:"

Mode = Literal["live", "past"]
Shape = Literal["layout", "call_up", "enlarged"]


@dataclass(frozen=True, slots=True)
class TileSpec:
    """One tile: `camera` live, or its past from `start` to `end` (UTC seconds) looping.

    place: its number in the arrangement. camera "" is a place where nothing hangs. main: the main stream is wanted
    whatever the tile's size. spot: it shows whatever is selected. incident: whose alarm it is part of, "" of none.
    waits: of an alarm that waits for the main place, its number in the queue from 1, else 0. stands_for: alarms that
    wait and have no camera but this one on the wall, each with its number. clips: folder of the incident's clips.
    """

    key: str
    camera: str
    mode: Mode = "live"
    start: float = 0.0
    end: float = 0.0
    main: bool = False
    place: int = 0
    spot: bool = False
    incident: str = ""
    waits: int = 0
    stands_for: tuple[tuple[int, str], ...] = ()
    clips: str = ""

    @property
    def picture(self) -> tuple[object, ...]:
        """What makes its picture another one."""
        return (self.camera, self.mode, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Row:
    """One alarm's cameras, best first: a call-up has one row of cameras for each alarm."""

    incident: str
    cameras: Sequence[str]


@dataclass(frozen=True, slots=True)
class Scene:
    """All tiles of the wall, in the order of their places.

    arrangement: a named division, "free" with the places in `free`, or "" for a call-up's own. size counts the places.
    """

    shape: Shape
    size: int
    tiles: tuple[TileSpec, ...]
    incident: str | None = None
    arrangement: str = ""
    free: tuple[Place, ...] = ()


def live_key(camera: str) -> str:
    """Return the key of a camera's live tile."""
    return f"{LIVE}{camera}"


def past_key(camera: str, occurrence: str) -> str:
    """Return the key of the loop before an alarm."""
    return f"past:{camera}:{occurrence}"


def layout_scene(layout: Layout, cameras: Sequence[str], page: int = 0, spot: str = "") -> Scene:
    """Hang the cameras of one page of a layout; `spot` is the camera that its spots show."""
    pages = layout.pages(cameras)
    row = pages[min(max(page, 0), len(pages) - 1)]
    tiles = [
        TileSpec(f"spot:{place}", spot, main=True, place=place, spot=True)
        if place in layout.spots
        else TileSpec(live_key(camera) if camera else f"empty:{place}", camera, place=place)
        for place, camera in enumerate(row)
    ]
    while len(tiles) > 1 and not tiles[-1].camera and not tiles[-1].spot:
        tiles.pop()
    return Scene("layout", layout.places, tuple(tiles), arrangement=layout.arrangement, free=layout.free)


def enlarged_scene(camera: str) -> Scene:
    """One camera over the whole wall, on its main stream."""
    return Scene("enlarged", 1, (TileSpec(live_key(camera), camera, main=True),), arrangement="1")


def call_up_scene(
    incident: str,
    occurrence: str,
    cameras: Sequence[str],
    raised_at: float,
    loop_seconds: float,
    *,
    before: str = "",
    near: Sequence[str] = (),
    waiting: Sequence[Row] = (),
    clips: str = "",
) -> Scene | None:
    """Turn the wall to an alarm: the zone's first camera large, its past beside it, the zone's others around.

    `before` names another camera whose past is shown, where the first one cannot show it. After them, the cameras of
    the alarms that `waiting` names in their order; what room is left takes the cameras `near` the zone. No camera is
    live twice: an alarm that waits and has all its cameras up already is named on one of them. `clips` is where the
    past may be found that memory has lost. Returns None where the zone has no camera: the wall then stays as it is and
    the card says so.
    """
    if not cameras:
        return None
    chief, *others = dict.fromkeys(cameras)
    seen, start = before or chief, raised_at - loop_seconds
    past = TileSpec(past_key(seen, occurrence), seen, "past", start, raised_at, incident=incident, clips=clips)
    live = [TileSpec(live_key(chief), chief, main=True, incident=incident), past]
    rows = [(number, row) for number, row in enumerate(waiting, 1) if row.cameras][:WAITING_SHOWN]
    room = BELOW_LOOP + (LONG_ROW if len(rows) == 2 else ROW)
    each = 2 if len(rows) < WAITING_SHOWN else 1
    sure = {chief, *others[: room - each * len(rows)]}
    wanted = [min(each, len(set(row.cameras) - sure)) for _, row in rows]
    kept = sum(wanted)
    live += [TileSpec(live_key(camera), camera, incident=incident) for camera in others[: room - kept]]
    beside = [camera for camera in dict.fromkeys(near) if camera not in {chief, *others} and not _called(camera, rows)]
    live += [TileSpec(live_key(camera), camera) for camera in beside[: room - kept + 2 - len(live)]]
    for index, (number, row) in enumerate(rows):
        left = room + 2 - len(live) - sum(wanted[index + 1 :])
        _hang_waiting(live, row, number, left if len(rows) == 1 else min(each, left))
    tiles = tuple(replace(tile, place=place) for place, tile in enumerate(live))
    return Scene("call_up", len(tiles), tiles, incident)


def with_beside(scene: Scene, camera: str) -> Scene:
    """Hang one more camera beside a call-up: for one that is only near it, else in one more place, else for the last.

    Main picture, loop and what stands for an alarm that waits stay.
    """
    if any(tile.camera == camera and tile.mode == "live" for tile in scene.tiles):
        return scene
    free = [tile for tile in scene.tiles[2:] if not tile.waits and not tile.stands_for]
    if all(tile.incident for tile in free) and (not free or len(scene.tiles) < MOST):
        place = sum(not tile.waits for tile in scene.tiles)
        rest = tuple(replace(tile, place=tile.place + 1) for tile in scene.tiles[place:])
        tiles = (*scene.tiles[:place], TileSpec(live_key(camera), camera, place=place), *rest)
        return replace(scene, tiles=tiles, size=len(tiles))
    old = max(free, key=lambda tile: (not tile.incident, tile.place))
    new = TileSpec(live_key(camera), camera, place=old.place)
    return replace(scene, tiles=tuple(new if tile is old else tile for tile in scene.tiles))


def _called(camera: str, rows: Sequence[tuple[int, Row]]) -> bool:
    return any(camera in row.cameras for _, row in rows)


def _hang_waiting(live: list[TileSpec], row: Row, number: int, count: int) -> None:
    """Add the first cameras of an alarm that waits; where none is left to add, name it on the best that is up."""
    shown = {tile.camera for tile in live}
    free = [camera for camera in dict.fromkeys(row.cameras) if camera not in shown][: max(0, count)]
    live += [TileSpec(live_key(camera), camera, incident=row.incident, waits=number) for camera in free]
    if free:
        return
    places = [at for at, tile in enumerate(live) if tile.mode == "live" and tile.camera in row.cameras]
    if places:
        at = min(places, key=lambda at: (at == 0, row.cameras.index(live[at].camera)))
        live[at] = replace(live[at], stands_for=(*live[at].stands_for, (number, row.incident)))
