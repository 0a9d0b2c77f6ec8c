"""What stands on the wall: a pure plan of tiles, made from the guard's layout and from the call-up.

Keys are stable: a camera that stays on the wall from one scene to the next keeps its key, so its picture is never
interrupted; a past loop has a key of its own, so it can never be taken for the live picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

GRID_SIZES = (1, 4, 9, 16)
CALL_UP_OTHERS = 4

Mode = Literal["live", "past"]
Shape = Literal["grid", "call_up", "enlarged"]


@dataclass(frozen=True, slots=True)
class TileSpec:
    """One tile: `camera` live, or its past from `start` to `end` (UTC seconds) looping."""

    key: str
    camera: str
    mode: Mode = "live"
    start: float = 0.0
    end: float = 0.0
    main: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """All tiles of the wall, in the order of their places; `size` counts the places of a grid."""

    shape: Shape
    size: int
    tiles: tuple[TileSpec, ...]
    incident: str | None = None


def live_key(camera: str) -> str:
    """Return the key of a camera's live tile."""
    return f"live:{camera}"


def past_key(camera: str, occurrence: str) -> str:
    """Return the key of the loop before an alarm."""
    return f"past:{camera}:{occurrence}"


def grid_scene(size: int, cameras: Sequence[str], first: int = 0) -> Scene:
    """Fill a grid of 1, 4, 9 or 16 places from `cameras`, starting at the index `first`."""
    if size not in GRID_SIZES:
        raise ValueError(f"a grid has {GRID_SIZES} places, not {size}")
    shown = list(cameras)[first : first + size]
    return Scene("grid", size, tuple(TileSpec(live_key(camera), camera) for camera in shown))


def enlarged_scene(camera: str) -> Scene:
    """One camera over the whole wall, on its main stream."""
    return Scene("enlarged", 1, (TileSpec(live_key(camera), camera, main=True),))


def call_up_scene(
    incident: str, occurrence: str, cameras: Sequence[str], raised_at: float, loop_seconds: float
) -> Scene | None:
    """Turn the wall to an alarm: the zone's first camera large, its past beside it, the zone's others below.

    Returns None where the zone has no camera: the wall then stays as it is and the card says so.
    """
    if not cameras:
        return None
    chief, *others = dict.fromkeys(cameras)
    past = TileSpec(past_key(chief, occurrence), chief, "past", raised_at - loop_seconds, raised_at)
    chief_tile = TileSpec(live_key(chief), chief, main=True)
    rest = tuple(TileSpec(live_key(camera), camera) for camera in others[:CALL_UP_OTHERS])
    return Scene("call_up", 2 + len(rest), (chief_tile, past, *rest), incident)


@dataclass(frozen=True, slots=True)
class WallChoice:
    """What the guard had chosen before an alarm turned the wall: it is restored afterwards."""

    size: int = 16
    first: int = 0
    enlarged: str | None = None

    def scene(self, cameras: Sequence[str]) -> Scene:
        """Return the scene of this choice."""
        if self.enlarged is not None and self.enlarged in cameras:
            return enlarged_scene(self.enlarged)
        return grid_scene(self.size, cameras, self.first)
