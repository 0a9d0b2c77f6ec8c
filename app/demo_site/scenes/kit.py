"""What many scenes share: outdoor and indoor stages, blocks of flats, fences, lamp posts, wardrobes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.demo_site.drawing import textures as tx
from app.demo_site.drawing.cars import SEDAN, SUV, VAN, CarLooks
from app.demo_site.drawing.lens import Vector, View
from app.demo_site.drawing.light import Block, Lamp, Light
from app.demo_site.drawing.people import Looks
from app.demo_site.drawing.stage import Stage

WHITE: Vector = (212, 214, 214)
YELLOW: Vector = (40, 176, 222)
CARS = (
    CarLooks(SEDAN, (206, 208, 210)),
    CarLooks(SUV, (58, 54, 52)),
    CarLooks(SEDAN, (44, 34, 128)),
    CarLooks(SUV, (196, 198, 200), (150, 190, 120)),
    CarLooks(SEDAN, (132, 96, 52), (150, 190, 120)),
    CarLooks(VAN, (208, 210, 210)),
    CarLooks(SEDAN, (120, 122, 126)),
    CarLooks(SUV, (92, 74, 40)),
)
PEOPLE = (
    Looks((150, 96, 52), (58, 48, 44)),
    Looks((70, 78, 172), (44, 42, 42), height=1.63, bag=(46, 60, 92)),
    Looks((206, 208, 208), (128, 96, 66), height=1.74),
    Looks((66, 122, 84), (60, 62, 70), hair=(168, 170, 172), height=1.66),
    Looks((48, 44, 42), (36, 34, 34), height=1.76),
    Looks((60, 170, 214), (150, 120, 80), height=1.22),
    Looks((156, 92, 188), (92, 84, 76), height=1.12),
    Looks((112, 66, 34), (40, 34, 30), (40, 36, 36), height=1.74),
)
GUARD = Looks((108, 62, 30), (40, 32, 28), (20, 18, 18), height=1.75)


@dataclass(frozen=True, slots=True)
class Place:
    """What a builder is given: where the camera hangs, the working size, and whether it is night."""

    view: View
    size: tuple[int, int]
    night: bool

    def outdoors(self, lamps: list[Lamp], infrared: bool = False, sun: Vector = (0.55, -0.42, 0.72)) -> Stage:
        """Open a stage under the sky: by day sun, by night lamps or the camera's infrared."""
        if not self.night:
            stage = Stage(self.view, self.size, Light(sun_from=sun))
            stage.sky((206, 168, 122), (232, 224, 212))
            return stage
        light = Light((0.15, 0.125, 0.11), sun_from=None, lamps=list(lamps))
        if infrared:
            light = Light((0.15, 0.15, 0.15), sun_from=None, lamps=[Lamp(self.view.position, 150, (1, 1, 1))])
        stage = Stage(self.view, self.size, light)
        stage.sky((26, 18, 14), (44, 36, 34))
        return stage

    def indoors(self, ambient: Vector, lamps: list[Lamp]) -> Stage:
        """Open a stage under a roof."""
        return Stage(self.view, self.size, Light(ambient, sun_from=None, lamps=lamps))


def street_lamp(x: float, y: float) -> Lamp:
    """The light of a lamp post, 4.5 m up."""
    return Lamp((x, y, 4.5), 30.0, (0.62, 0.86, 1.0))


def lamp_post(stage: Stage, x: float, y: float) -> None:
    """Draw the post itself."""
    steel = tx.plain(0.2, 1, (74, 76, 78), 3, 4)
    stage.box((x - 0.06, y - 0.06, 0), (x + 0.06, y + 0.06, 4.4), steel)
    stage.box((x - 0.22, y - 0.22, 4.4), (x + 0.22, y + 0.22, 4.62), tx.plain(0.5, 0.3, (196, 206, 212), 4, 4))


def shades(stage: Stage, *blocks: tuple[Vector, Vector]) -> None:
    """Announce boxes that cast shadows before the ground is drawn."""
    stage.light.blocks.extend(Block(low, high) for low, high in blocks)


def fence_shade(stage: Stage, low: Vector, high: Vector, base: float) -> None:
    """Announce a railing on a wall of height `base`: the wall's shadow is full, the bars' is thin."""
    stage.light.blocks.append(Block(low, (high[0], high[1], base)))
    stage.light.blocks.append(Block((low[0], low[1], base), high, 0.3))


def flats(stage: Stage, low: Vector, high: Vector, wall: Vector, seed: int, night: bool) -> None:
    """Draw a block of flats with a plinth and a roof edge."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    front, glow = tx.facade(x1 - x0, z1 - z0, wall, seed, night)
    side, side_glow = tx.facade(y1 - y0, z1 - z0, (wall[0] * 0.96, wall[1] * 0.96, wall[2] * 0.96), seed + 1, night)
    up = (0.0, 0.0, z1 - z0)
    for y in (y0, y1):
        stage.surface((x0, y, z0), (x1 - x0, 0, 0), up, front, glow=glow)
    for x in (x0, x1):
        stage.surface((x, y0, z0), (0, y1 - y0, 0), up, side, glow=side_glow)
    stage.box((x0 - 0.15, y0 - 0.15, z0), (x1 + 0.15, y1 + 0.15, z0 + 0.9), tx.plain(4, 0.9, (98, 104, 112), seed, 10))
    stage.surface((x0, y0, z1), (x1 - x0, 0, 0), (0, y1 - y0, 0), tx.plain(2, 2, (120, 120, 122)))


def fence(
    stage: Stage, start: tuple[float, float], end: tuple[float, float], base: float, height: float, wires: int = 0
) -> None:
    """Draw a railing on a low wall, with pillars, and electric wires above where asked for."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = float(np.hypot(dx, dy))
    wall = tx.pavers(length, base, (0.4, 0.2), (146, 152, 160), 12)
    stage.surface((*start, 0), (dx, dy, 0), (0, 0, base), wall)
    picture, solid = tx.railing(length, height - base, (58, 56, 54))
    stage.surface((*start, base), (dx, dy, 0), (0, 0, height - base), picture, solid)
    stone = tx.plain(0.5, height, (150, 158, 166), 9, 9)
    for at in np.arange(0, length + 0.1, 5.0):
        x, y = start[0] + dx * at / length, start[1] + dy * at / length
        stage.box((x - 0.2, y - 0.2, 0), (x + 0.2, y + 0.2, height + 0.12), stone, casts=False)
    if wires:
        _strung(stage, start, (dx, dy), height, wires)


def wires(stage: Stage, start: tuple[float, float], end: tuple[float, float], height: float, count: int) -> None:
    """Draw electric wires on thin posts, from `height` up."""
    _strung(stage, start, (end[0] - start[0], end[1] - start[1]), height, count)


def _strung(stage: Stage, start: tuple[float, float], way: tuple[float, float], height: float, count: int) -> None:
    tall = 0.16 * count + 0.1
    length = float(np.hypot(*way))
    shape = (int(tall * 96), int(length * 48))
    picture, solid = np.full((*shape, 3), (188, 192, 196), np.float32), np.zeros(shape, np.float32)
    for wire in range(count):
        row = int((wire + 0.5) * shape[0] / count)
        solid[row : row + 2] = 0.75
    for at in range(0, shape[1], 48 * 5):
        solid[:, at : at + 5] = 1
    stage.surface((*start, height), (*way, 0), (0, 0, tall), picture, solid)
