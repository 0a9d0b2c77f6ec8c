"""Indoors: the lobby of building 3 and its lift."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from app.demo_site.drawing import textures as tx
from app.demo_site.drawing.brush import Brush, paint
from app.demo_site.drawing.flames import Blaze
from app.demo_site.drawing.lens import View
from app.demo_site.drawing.light import Lamp
from app.demo_site.drawing.plan import Plan
from app.demo_site.drawing.stage import Stage
from app.demo_site.drawing.trees import draw_hedge
from app.demo_site.scenes.base import Canvas, Mover, Setting, Walk
from app.demo_site.scenes.blazes import BurningBin
from app.demo_site.scenes.kit import PEOPLE, Place

VIEW_LOBBY = View((-3.7, -3.6, 3.0), (0.9, 5.0, 0.6), 84)
VIEW_LIFT = View((-0.72, -0.7, 2.38), (0.35, 0.75, 0.85), 98)
DOOR_OPENS, DOOR_CLOSES = 3.0, 8.5
#: When the bin begins to smoke, in the loop's seconds.
FIRE_STARTS = 1.0


@dataclass(frozen=True, slots=True)
class SlidingDoor:
    """Two leaves across x from -half to half at y; open between the seconds given."""

    y: float
    half: float
    height: float
    tone: float = 172

    def opening(self, t: float) -> float:
        """0 shut, 1 open."""
        return float(np.clip((t - DOOR_OPENS) / 1.6, 0, 1) - np.clip((t - DOOR_CLOSES) / 1.6, 0, 1))

    def draw(self, canvas: Canvas, t: float) -> None:
        """Draw both leaves; they slide behind the jambs."""
        share = self.opening(t)
        for side in (-1.0, 1.0):
            inner, outer = side * self.half * share, side * self.half
            if abs(outer - inner) < 0.01:
                continue
            leaf = np.array(
                [[inner, self.y, 0], [outer, self.y, 0], [outer, self.y, self.height], [inner, self.y, self.height]],
                np.float32,
            )
            light = canvas.light.at((outer * 0.5, self.y, 1.0)) * 0.8
            draw = partial(self._leaf, leaf=leaf)
            paint(canvas.picture, canvas.depth, canvas.lens, leaf, light, draw)

    def _leaf(self, brush: Brush, leaf: np.ndarray) -> None:
        steps = 10
        for step in range(steps):
            a, b = step / steps, (step + 1) / steps
            low = [leaf[0] + (leaf[1] - leaf[0]) * share for share in (a, b)]
            high = [leaf[3] + (leaf[2] - leaf[3]) * share for share in (b, a)]
            strip = np.stack([*low, *high])
            grey = self.tone + 16 * np.sin(a * 6.0 + float(leaf[1][0]))
            brush.shape(strip, (grey, grey, grey * 0.985))
        brush.line(np.stack([leaf[0], leaf[3]]), (54, 54, 56), 0.018)

    def distance(self, canvas: Canvas, t: float) -> float:
        """Metres from the camera."""
        return float(self.y - canvas.lens.position[1] + 0.4)


def lobby(place: Place) -> Setting:
    """Polished floor, letter boxes, lift doors, a glass front that shows day or night."""
    lamps = [Lamp((x, y, 3.1), 2.7, (0.9, 0.98, 1)) for x in (-2.0, 2.0) for y in (-1.5, 1.5, 4.5, 7.5)]
    stage = place.indoors((0.3, 0.31, 0.32), lamps)
    if not place.night:
        stage.light.lamps.append(Lamp((0.5, 9.5, 2.0), 12, (1.0, 0.98, 0.94)))
    plan = Plan(-5, -6, 5, 9, tx.tiles(10, 15, 0.8, (176, 190, 200), 311, 5))
    plan.box(-5, -6, -4.6, 9, tx.tiles(1, 15, 0.8, (84, 92, 104), 312, 5))
    plan.box(4.6, -6, 5, 9, tx.tiles(1, 15, 0.8, (84, 92, 104), 313, 5))
    plan.box(-1.2, 6.4, 1.8, 8.6, tx.plain(3, 2, (66, 64, 92), 314, 16))
    stage.ground(plan)
    wall = tx.tiles(15, 3.3, 1.1, (178, 196, 208), 315, 3)
    stage.surface((-5, -6, 0), (0, 15, 0), (0, 0, 3.3), wall)
    stage.surface((5, -6, 0), (0, 15, 0), (0, 0, 3.3), wall)
    stage.surface((-5, -6, 3.3), (10, 0, 0), (0, 15, 0), tx.plain(10, 15, (214, 216, 218), 316, 3))
    _glass_front(stage, place.night)
    _letter_boxes(stage)
    for y in (1.2, 4.0):
        stage.box((4.86, y - 0.15, 0), (5.0, y + 1.45, 2.4), tx.plain(1.5, 2.4, (84, 92, 100), 317, 4), casts=False)
        stage.surface((4.84, y, 0.02), (0, 1.3, 0), (0, 0, 2.2), tx.brushed(1.3, 2.2, 170))
        stage.surface((4.83, y + 0.64, 0.02), (0, 0.03, 0), (0, 0, 2.2), tx.plain(0.1, 2, (40, 40, 42)))
        lit = np.full((6, 12, 3), 1.4, np.float32)
        stage.surface(
            (4.83, y + 0.45, 2.45), (0, 0.4, 0), (0, 0, 0.2), np.full((6, 12, 3), (40, 60, 220), np.float32), glow=lit
        )
    _sofa(stage)
    for y in np.arange(-4.5, 9, 3.0):
        for x in (-2.1, 1.9):
            lit = np.full((8, 8, 3), 2.2, np.float32)
            stage.surface((x, float(y), 3.28), (0.7, 0, 0), (0, 0.7, 0), np.full((8, 8, 3), 250, np.float32), glow=lit)
    draw_hedge(stage, (-4.4, 8.0), (-4.0, 8.3), 1.3, 318)
    draw_hedge(stage, (4.1, 7.6), (4.3, 7.9), 1.2, 319)
    to_lift = (
        (0.8, 0.2, 12.0),
        (4.5, 0.3, 6.5),
        (9.0, 3.2, 4.7),
        (10.0, 4.1, 4.65),
        (13.5, 4.1, 4.65),
        (15.0, 5.6, 4.6),
    )
    from_lift = ((7.5, 5.6, 1.9), (8.6, 4.2, 1.9), (12.5, 1.0, 4.0), (19.0, 0.2, 13.0))
    movers: list[Mover] = [Walk(to_lift, PEOPLE[1]), Walk(from_lift, PEOPLE[2])]
    return Setting(stage, movers, grain=1.7)


def lobby_burning(place: Place) -> Setting:
    """The same lobby: a waste bin begins to smoke, then burns."""
    setting = lobby(place)
    setting.movers.append(BurningBin(Blaze(-1.3, 4.4, 0.85), FIRE_STARTS))
    return setting


def _glass_front(stage: Stage, night: bool) -> None:
    garden = tx.plain(10, 3.3, (30, 26, 24) if night else (196, 196, 186), 320, 8)
    half = garden.shape[0] // 2
    garden[half:] = tx.noise(garden[half:].shape[:2], 321, 3)[..., None] * 20 + (
        (24, 24, 22) if night else (96, 138, 118)
    )
    lit = np.full_like(garden, 0.1 if night else 0.7)
    stage.surface((-5, 14, 0), (10, 0, 0), (0, 0, 3.3), garden, glow=lit)
    path = Plan(-5, 9, 5, 14, tx.pavers(8, 5, (0.4, 0.2), (150, 156, 160), 322))
    stage.surface(
        (-5, 9, 0), (10, 0, 0), (0, 5, 0), path.picture, glow=np.full((4, 4, 3), 0.0 if night else 0.6, np.float32)
    )
    frame = tx.plain(0.1, 3, (66, 68, 70), 323, 4)
    for x in (-5.0, -2.9, -0.95, 0.45, 1.85, 3.4, 4.9):
        stage.box((x, 8.95, 0), (x + 0.1, 9.05, 3.3), frame, casts=False)
    stage.box((-5, 8.95, 2.5), (5, 9.05, 2.62), frame, casts=False)
    pane = tx.plain(2, 2, (190, 192, 186), 324, 4)
    for left, right in ((-4.9, -0.95), (1.95, 4.9)):
        stage.surface(
            (left, 8.99, 0), (right - left, 0, 0), (0, 0, 2.5), pane, np.full(pane.shape[:2], 0.14, np.float32)
        )


def _letter_boxes(stage: Stage) -> None:
    boxes = tx.brushed(2.6, 1.4, 150)
    rows, columns = boxes.shape[:2]
    for row in range(1, 5):
        boxes[row * rows // 5 - 1 : row * rows // 5 + 1] = 70
    for column in range(1, 8):
        boxes[:, column * columns // 8 - 1 : column * columns // 8 + 1] = 70
    stage.box((-5, 2.2, 0.6), (-4.75, 4.8, 2.0), boxes, casts=False)
    stage.surface((-4.98, 5.6, 1.0), (0, 1.4, 0), (0, 0, 1.1), tx.plain(1.4, 1.1, (150, 196, 206), 325, 10))


def _sofa(stage: Stage) -> None:
    leather = tx.plain(2, 0.5, (58, 74, 104), 326, 10)
    stage.box((-4.8, -1.2, 0.1), (-3.9, 1.2, 0.45), leather)
    stage.box((-4.9, -1.2, 0.1), (-4.65, 1.2, 0.9), leather)
    for y in (-1.4, 1.2):
        stage.box((-4.85, y, 0.1), (-3.95, y + 0.2, 0.62), leather)
    stage.box((-3.3, -0.6, 0.36), (-2.5, 0.6, 0.42), tx.plain(1, 1, (70, 98, 128), 327, 12))


def lift(place: Place) -> Setting:
    """A steel cabin from its upper corner; the doors open, somebody steps in."""
    lamps = [Lamp((0.0, 0.1, 2.5), 1.5, (0.96, 1, 1)), Lamp((0.1, 2.3, 2.4), 1.2, (0.85, 0.96, 1))]
    stage = place.indoors((0.32, 0.33, 0.34), lamps)
    plan = Plan(-0.85, -0.8, 0.85, 0.9, tx.tiles(2, 2, 0.42, (92, 100, 112), 331, 6))
    stage.ground(plan)
    hall = Plan(-2, 0.95, 2, 4.2, tx.tiles(4, 4, 0.8, (160, 176, 186), 332, 5))
    stage.ground(hall)
    for x in (-2.0, 2.0):
        stage.surface((x, 0.95, 0), (0, 3.3, 0), (0, 0, 2.6), tx.tiles(3.3, 2.6, 0.9, (168, 186, 198), 336, 4))
    stage.surface((-2, 4.2, 0), (4, 0, 0), (0, 0, 2.6), tx.tiles(4, 2.6, 0.9, (172, 190, 200), 333, 4))
    stage.surface((-0.85, -0.8, 0), (0, 1.7, 0), (0, 0, 2.5), tx.brushed(1.7, 2.5, 158))
    stage.surface((0.85, -0.8, 0), (0, 1.7, 0), (0, 0, 2.5), tx.brushed(1.7, 2.5, 166))
    stage.surface((-0.85, -0.8, 0), (1.7, 0, 0), (0, 0, 2.5), tx.brushed(1.7, 2.5, 150))
    for x0, x1, z0 in ((-0.85, -0.5, 0.0), (0.5, 0.85, 0.0), (-0.5, 0.5, 2.1)):
        stage.surface((x0, 0.9, z0), (x1 - x0, 0, 0), (0, 0, 2.5 - z0), tx.brushed(x1 - x0, 2.5 - z0, 174))
    rail = tx.plain(1.4, 0.1, (206, 208, 208), 334, 3)
    stage.box((0.76, -0.6, 0.86), (0.8, 0.7, 0.91), rail, casts=False)
    stage.box((-0.6, -0.77, 0.86), (0.6, -0.73, 0.91), rail, casts=False)
    panel = tx.brushed(0.24, 1.1, 120)
    for row in range(8):
        for column in range(2):
            y, x = int((0.2 + row * 0.1) * 32), int((0.05 + column * 0.1) * 32)
            panel[y : y + 2, x : x + 2] = (160, 220, 240)
    stage.surface((0.56, 0.885, 0.75), (0.24, 0, 0), (0, 0, 1.1), panel)
    lit = np.full((6, 12, 3), 1.5, np.float32)
    stage.surface(
        (0.58, 0.88, 1.92), (0.2, 0, 0), (0, 0, 0.12), np.full((6, 12, 3), (40, 70, 235), np.float32), glow=lit
    )
    poster = tx.plain(0.5, 0.7, (196, 204, 190), 335, 14)
    poster[: poster.shape[0] // 3] = (120, 150, 60)
    stage.surface((0.845, -0.4, 1.15), (0, 0.5, 0), (0, 0, 0.7), poster)
    movers: list[Mover] = [
        SlidingDoor(0.9, 0.5, 2.1),
        Walk(((0.0, 0.42, -0.35), (19.99, 0.42, -0.35)), PEOPLE[3]),
        Walk(((2.0, 1.4, 2.8), (4.6, 0.1, 1.9), (5.0, 0.05, 1.8), (6.6, -0.12, 0.25), (19.99, -0.12, 0.25)), PEOPLE[1]),
    ]
    return Setting(stage, movers, grain=1.9)
