"""What stands on the wall: a pure plan of tiles, made from the guard's layout and from the call-up.

Keys are stable: a camera that stays on the wall from one scene to the next keeps its key, so its picture is never
interrupted; a past loop has a key of its own, so it can never be taken for the live picture; a spot is its place, so
that it goes on while its camera changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.services.layouts import Layout, Place

CALL_UP_OTHERS = 4
LIVE = "live:"

Mode = Literal["live", "past"]
Shape = Literal["layout", "call_up", "enlarged"]


@dataclass(frozen=True, slots=True)
class TileSpec:
    """One tile: `camera` live, or its past from `start` to `end` (UTC seconds) looping.

    place: its number in the arrangement. camera "" is a place where nothing hangs. main: the main stream is wanted
    whatever the tile's size. spot: it shows whatever is selected.
    """

    key: str
    camera: str
    mode: Mode = "live"
    start: float = 0.0
    end: float = 0.0
    main: bool = False
    place: int = 0
    spot: bool = False


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
    incident: str, occurrence: str, cameras: Sequence[str], raised_at: float, loop_seconds: float
) -> Scene | None:
    """Turn the wall to an alarm: the zone's first camera large, its past beside it, the zone's others below.

    Returns None where the zone has no camera: the wall then stays as it is and the card says so.
    """
    if not cameras:
        return None
    chief, *others = dict.fromkeys(cameras)
    past = TileSpec(past_key(chief, occurrence), chief, "past", raised_at - loop_seconds, raised_at, place=1)
    chief_tile = TileSpec(live_key(chief), chief, main=True)
    rest = tuple(
        TileSpec(live_key(camera), camera, place=place) for place, camera in enumerate(others[:CALL_UP_OTHERS], 2)
    )
    return Scene("call_up", 2 + len(rest), (chief_tile, past, *rest), incident)
