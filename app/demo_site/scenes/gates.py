"""The gates: vehicles in, vehicles out, people, and the south gate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.demo_site.drawing import textures as tx
from app.demo_site.drawing.brush import Brush, paint
from app.demo_site.drawing.lens import View
from app.demo_site.drawing.light import Lamp
from app.demo_site.drawing.plan import Plan
from app.demo_site.drawing.stage import Stage
from app.demo_site.drawing.trees import add_crown, draw_hedge, draw_tree
from app.demo_site.scenes.base import Canvas, Drive, Mover, Setting, Walk
from app.demo_site.scenes.kit import CARS, GUARD, PEOPLE, WHITE, YELLOW, Place, fence, flats, shades, street_lamp

VIEW_IN = View((-2.6, -6.5, 4.0), (0.7, 9, 0.3), 68)
VIEW_OUT = View((4.4, -7.5, 4.6), (-0.9, 9, 0.4), 72)
VIEW_FOOT = View((-2.4, -3.4, 3.5), (0.5, 5, 0.5), 82)
VIEW_SOUTH = View((8.5, -6, 5.6), (-2.5, 9, 0.2), 74)


@dataclass(frozen=True, slots=True)
class Barrier:
    """A barrier's arm that opens at `opens` and closes at `closes`; it turns about `foot` towards `reach` (x)."""

    foot: tuple[float, float]
    reach: float
    opens: float
    closes: float

    def draw(self, canvas: Canvas, t: float) -> None:
        """Draw arm and lamp."""
        x, y = self.foot
        angle = np.pi / 2 * 0.95 * float(np.clip((t - self.opens) / 1.3, 0, 1) - np.clip((t - self.closes) / 1.3, 0, 1))
        way = np.sign(self.reach - x) * abs(self.reach - x)
        tip = np.array([x + way * np.cos(angle), y, 1.0 + abs(way) * np.sin(angle)], np.float32)
        root = np.array([x, y, 1.0], np.float32)
        body = np.concatenate([np.stack([root, tip]) + np.float32(d) for d in (-0.15, 0.15)])
        light = canvas.light.at((x, y, 1))
        paint(canvas.picture, canvas.depth, canvas.lens, body, light, lambda brush: _arm(brush, root, tip))

    def distance(self, canvas: Canvas, t: float) -> float:
        """Metres from the camera."""
        return float(np.hypot(self.foot[0] - canvas.lens.position[0], self.foot[1] - canvas.lens.position[1]))


def _arm(brush: Brush, root: np.ndarray, tip: np.ndarray) -> None:
    for piece in range(12):
        a, b = root + (tip - root) * piece / 12, root + (tip - root) * (piece + 1) / 12
        brush.limb(a, b, (0.05, 0.05), (48, 42, 206) if piece % 2 else (226, 228, 230), 1.05)


def _booth(stage: Stage, x: float, y: float, night: bool) -> None:
    """A guard's booth with a lit window."""
    wall = tx.plain(2, 1.1, (196, 200, 204), 21, 6)
    stage.box((x, y, 0), (x + 1.8, y + 2.4, 1.0), wall)
    glass = tx.plain(1, 1, (104, 92, 74), 22, 12)
    lit = np.full_like(glass, 1.3 if night else 0.15)
    for corner, across in (((x, y, 1.0), (1.8, 0, 0)), ((x, y, 1.0), (0, 2.4, 0)), ((x + 1.8, y, 1.0), (0, 2.4, 0))):
        stage.surface(corner, across, (0, 0, 1.2), glass, glow=lit)
    for px, py in ((x, y), (x + 1.7, y), (x, y + 2.3), (x + 1.7, y + 2.3)):
        stage.box((px, py, 1.0), (px + 0.1, py + 0.1, 2.2), tx.plain(0.2, 1, (120, 124, 128)), casts=False)
    stage.box((x - 0.3, y - 0.3, 2.2), (x + 2.1, y + 2.7, 2.5), tx.plain(2, 0.3, (70, 66, 128), 23, 5))


def _cabinet(stage: Stage, x: float, y: float) -> None:
    stage.box((x - 0.2, y - 0.2, 0), (x + 0.2, y + 0.2, 1.15), tx.plain(0.5, 1.1, (36, 150, 214), 24, 6))


def gate_in(place: Place) -> Setting:
    """Cars come towards the camera, stop at the barrier, and go on below it."""
    stage = place.outdoors([street_lamp(-3.6, 4), street_lamp(5, 14), Lamp((0, 7, 5.2), 22, (0.95, 1, 1))])
    shades(stage, ((-5.6, 4, 0), (-3.8, 6.4, 2.5)), ((-14, 22, 0), (-8, 42, 22)), ((-4.2, 10, 0), (-3.6, 10.6, 5.4)))
    for x, y in ((6.6, 12), (7.2, 20), (-7, 16), (6.9, 29)):
        add_crown(stage, x, y, 4.2, 2.1)
    plan = Plan(-26, -10, 26, 60, tx.pavers(12, 12, (0.6, 0.3), (138, 146, 154), 31))
    plan.box(-3.4, -10, 3.8, 60, tx.asphalt(12, 12, 32, 92))
    plan.box(4.4, -10, 14, 60, tx.grass(10, 10, 33))
    plan.kerb((-3.4, -10), (-3.4, 60))
    plan.kerb((3.8, -10), (3.8, 60))
    plan.line((-3.2, 5.4), (3.6, 5.4), WHITE, 0.32)
    plan.hatched(-3.0, 6.2, 3.5, 9.4, YELLOW, 1.2)
    plan.arrow((0.2, 14), False)
    plan.dashes((0.2, 20), (0.2, 60), WHITE, 3, 4)
    stage.ground(plan)
    _booth(stage, -5.6, 4, place.night)
    _cabinet(stage, -3.0, 5.8)
    pillar = tx.pavers(0.6, 5, (0.3, 0.15), (92, 108, 150), 34)
    stage.box((-4.2, 10, 0), (-3.6, 10.6, 5.0), pillar)
    stage.box((4.0, 10, 0), (4.6, 10.6, 5.0), pillar)
    stage.box((-4.6, 9.8, 5.0), (5.0, 10.8, 5.7), tx.plain(9, 0.7, (76, 82, 92), 35, 6))
    flats(stage, (-16, 24, 0), (-8, 44, 22), (150, 170, 190), 36, place.night)
    flats(stage, (9, 40, 0), (26, 52, 26), (178, 186, 192), 37, place.night)
    fence(stage, (4.4, 10.3), (24, 10.3), 0.6, 2.2)
    fence(stage, (-24, 10.3), (-4.2, 10.3), 0.6, 2.2)
    for index, (x, y) in enumerate(((6.6, 12), (7.2, 20), (-7, 16), (6.9, 29))):
        draw_tree(stage, x, y, 4.2, 2.1, 40 + index)
    stage.mist((206, 200, 190) if not place.night else (30, 26, 24), 240)
    first = ((0.0, 0.3, 44.0), (4.5, 0.3, 12.5), (6.0, 0.2, 9.6), (8.6, 0.2, 9.6), (11.2, 0.1, 3.0), (13.5, 0.0, -9.0))
    guard = ((0.0, -3.9, 2.0), (9.0, -3.9, 2.0), (9.8, -3.6, 2.2), (20.0, -3.6, 2.2))
    movers: list[Mover] = [
        Barrier((-3.0, 5.8), 3.4, 7.4, 13.0),
        Drive(first, CARS[0], lamps=place.night),
        Drive(((14.0, 0.3, 46.0), (20.0, 0.3, 24.0)), CARS[7], lamps=place.night),
        Walk(guard, GUARD),
        Walk(((1.0, 5.0, 22.0), (19.0, 4.6, 1.0)), PEOPLE[1]),
    ]
    return Setting(stage, movers, grain=2.6 if place.night else 1.5)


def gate_out(place: Place) -> Setting:
    """Cars leave, seen from behind; traffic passes on the street beyond."""
    stage = place.outdoors([street_lamp(4.2, 8), street_lamp(-6, 18), Lamp((0, 6, 5), 20, (0.95, 1, 1))],
                           sun=(-0.6, -0.3, 0.7))  # fmt: skip
    shades(stage, ((-15, -2, 0), (-7.5, 10, 2.8)), ((4.2, 6.5, 0), (6, 8.9, 2.5)))
    spots = ((-8.5, 15), (9, 14), (13, 15), (-14, 15.5))
    for x, y in spots:
        add_crown(stage, x, y, 4.0, 2.0)
    plan = Plan(-32, -12, 32, 52, tx.pavers(12, 12, (0.4, 0.4), (120, 128, 150), 51))
    plan.box(-3.6, -12, 3.6, 20, tx.asphalt(12, 12, 52, 84))
    plan.box(-32, 19, 32, 32, tx.asphalt(14, 13, 53, 78))
    plan.dashes((-32, 25.5), (32, 25.5), YELLOW, 4, 3, 0.16)
    plan.line((-32, 31.4), (32, 31.4), WHITE)
    plan.line((-3.4, 5.0), (3.4, 5.0), WHITE, 0.3)
    plan.arrow((0, 0.5), True)
    plan.arrow((0, 11), True)
    plan.kerb((-3.6, -12), (-3.6, 18.8))
    plan.kerb((3.6, -12), (3.6, 18.8))
    for x in np.arange(-3, 3.2, 0.9):
        plan.box(float(x), 14.6, float(x) + 0.45, 17.4, tx.plain(0.5, 3, WHITE, 54, 12))
    stage.ground(plan)
    _booth(stage, 4.2, 6.5, place.night)
    _cabinet(stage, 3.2, 5.4)
    brick = tx.pavers(12, 2.8, (0.24, 0.08), (84, 104, 158), 55)
    stage.box((-30, 9.7, 0), (-3.9, 10, 2.6), brick)
    stage.box((6.4, 9.7, 0), (30, 10, 2.6), brick)
    flats(stage, (-30, 38, 0), (-6, 50, 24), (168, 176, 186), 56, place.night)
    flats(stage, (-3, 40, 0), (28, 52, 17), (140, 158, 182), 57, place.night)
    draw_hedge(stage, (-12, -3), (-4.6, 8.5), 0.9, 58)
    for index, (x, y) in enumerate(spots):
        draw_tree(stage, x, y, 4.0, 2.0, 60 + index)
    stage.mist((206, 200, 190) if not place.night else (30, 26, 24), 240)
    out = ((2.0, -0.3, -14.0), (5.5, 0.0, -1.0), (7.0, 0.0, 1.4), (9.4, 0.0, 1.4), (12.0, 0.1, 9.0), (14.2, 4.0, 20.5),
           (17.0, 27.0, 22.5))  # fmt: skip
    movers: list[Mover] = [
        Barrier((3.2, 5.4), -3.2, 8.0, 13.2),
        Drive(out, CARS[3], lamps=place.night),
        Drive(((1.0, 38.0, 28.5), (6.0, -38.0, 28.5)), CARS[5], lamps=place.night),
        Drive(((9.0, -38.0, 22.6), (13.4, 38.0, 22.6)), CARS[2], lamps=place.night),
        Walk(((0.5, -20.0, 16.2), (19.5, 14.0, 16.2)), PEOPLE[0]),
        Walk(((3.0, 8.0, 17.0), (16.0, -12.0, 17.4)), PEOPLE[3]),
    ]
    return Setting(stage, movers, grain=2.6 if place.night else 1.5)


def footway(place: Place) -> Setting:
    """People pass the turnstiles at the footway."""
    stage = place.outdoors([Lamp((-1, 3, 3.4), 15, (0.9, 0.98, 1)), Lamp((2.5, 5, 3.4), 13, (0.9, 0.98, 1))],
                           sun=(0.4, -0.7, 0.6))  # fmt: skip
    shades(stage, ((-4.5, 3.4, 3.0), (4.5, 6.2, 3.2)), ((4.6, -2, 0), (9, 8, 6)))
    plan = Plan(-16, -6, 16, 40, tx.pavers(10, 10, (0.5, 0.5), (154, 160, 166), 71))
    plan.box(-1.4, -6, 1.6, 40, tx.pavers(4, 10, (0.3, 0.15), (110, 128, 168), 72))
    plan.box(-0.06, -6, 0.26, 40, tx.plain(0.4, 6, (60, 172, 212), 73, 20))
    plan.box(-16, 12, -3.2, 40, tx.grass(10, 10, 74))
    stage.ground(plan)
    steel = tx.brushed(0.3, 1.2, 176)
    for x in (-2.3, -0.9, 0.6, 2.1):
        stage.box((x - 0.12, 3.6, 0), (x + 0.12, 5.0, 1.02), steel, tx.plain(0.3, 1.4, (60, 58, 56), 75, 5))
        stage.surface((x - 0.05, 4.0, 1.03), (0.1, 0, 0), (0, 0.3, 0), tx.plain(0.2, 0.3, (70, 190, 90)))
    pane = tx.plain(1, 1, (170, 168, 160), 76, 5)
    solid = np.full(pane.shape[:2], 0.35, np.float32)
    for x in (-2.18, 1.42):
        stage.surface((x, 4.3, 0.15), (0.62, 0, 0), (0, 0, 0.8), pane, solid)
    for x in (-4.3, 4.2):
        stage.box((x, 4.4, 0), (x + 0.25, 4.65, 3.0), tx.plain(0.3, 3, (92, 96, 102)), casts=False)
    stage.box((-4.6, 3.4, 3.0), (4.6, 6.2, 3.2), tx.plain(9, 0.2, (80, 84, 90), 77, 5))
    fence(stage, (-16, 4.5), (-4.3, 4.5), 0.5, 2.0)
    flats(stage, (4.8, 5.5, 0), (15, 22, 12), (158, 180, 200), 78, place.night)
    flats(stage, (-15, 26, 0), (2, 38, 20), (182, 188, 194), 79, place.night)
    draw_hedge(stage, (-3.6, 7), (-3.6, 20), 0.8, 80)
    draw_tree(stage, -7, 11, 3.4, 2.0, 81)
    movers: list[Mover] = [
        Walk(((0.3, 1.35, 22.0), (9.0, 1.3, 8.0), (10.5, 1.3, 6.0), (11.6, 1.3, 5.2), (15.5, 1.1, -2.5)), PEOPLE[1]),
        Walk(((2.0, -1.5, -3.5), (6.0, -1.6, 3.2), (7.2, -1.6, 4.0), (8.0, -1.6, 4.6), (19.0, -1.4, 19.0)), PEOPLE[2]),
        Walk(((9.5, 2.8, 24.0), (19.8, -0.2, 10.0)), PEOPLE[3]),
        Walk(((0.0, -3.4, 1.4), (7.0, -3.4, 1.4), (8.0, -3.1, 1.8), (20.0, -3.1, 1.8)), GUARD),
    ]
    return Setting(stage, movers, grain=2.4 if place.night else 1.5)


def south_gate(place: Place) -> Setting:
    """The folding gate of the south side, half open, with a street before it."""
    stage = place.outdoors([street_lamp(-6, 6), street_lamp(6, 12)], sun=(-0.3, 0.55, 0.6))
    shades(stage, ((-6, 7, 0), (-5.2, 7.8, 3)), ((5.4, 7, 0), (6.2, 7.8, 3)), ((-22, 7.2, 0), (-6, 7.5, 2.2)))
    spots = ((-11, 4), (-15, 12), (12, 11), (-8, 13))
    for x, y in spots:
        add_crown(stage, x, y, 3.8, 2.2)
    plan = Plan(-34, -8, 30, 50, tx.grass(12, 12, 91))
    plan.box(-5.2, -8, 5.4, 16, tx.pavers(10, 10, (0.6, 0.6), (120, 138, 150), 92))
    plan.box(-34, 15, 30, 27, tx.asphalt(14, 12, 93, 82))
    plan.dashes((-34, 21), (30, 21), WHITE, 3, 4)
    plan.box(-34, 12.6, 30, 15, tx.pavers(10, 3, (0.3, 0.3), (146, 152, 158), 94))
    stage.ground(plan)
    stone = tx.plain(0.8, 3, (128, 142, 160), 95, 12)
    stage.box((-6, 7, 0), (-5.2, 7.8, 3), stone)
    stage.box((5.4, 7, 0), (6.2, 7.8, 3), stone)
    fence(stage, (-26, 7.4), (-6, 7.4), 0.6, 2.2)
    fence(stage, (6.2, 7.4), (26, 7.4), 0.6, 2.2)
    picture, solid = tx.railing(5.6, 1.5, (196, 200, 204), 0.2)
    stage.surface((-5.2, 7.4, 0.05), (5.6, 0, 0), (0, 0, 1.5), picture, solid)
    stage.surface((-5.2, 7.7, 0.05), (5.6, 0, 0), (0, 0, 1.5), picture, solid)
    stage.box((0.3, 7.2, 0), (0.9, 7.9, 1.5), tx.plain(0.6, 1.5, (60, 60, 190), 96, 5))
    flats(stage, (-30, 32, 0), (-4, 44, 21), (176, 182, 186), 97, place.night)
    flats(stage, (2, 34, 0), (26, 46, 14), (146, 166, 196), 98, place.night)
    for index, (x, y) in enumerate(spots):
        draw_tree(stage, x, y, 3.8, 2.2, 100 + index)
    stage.mist((206, 200, 190) if not place.night else (30, 26, 24), 260)
    movers: list[Mover] = [
        Walk(((0.0, 3.0, 18.0), (1.0, 3.0, 14.0), (16.0, 2.4, -5.5)), PEOPLE[3]),
        Walk(((6.0, 1.8, -5.5), (19.5, 3.4, 13.5)), PEOPLE[0]),
        Drive(((2.0, -36.0, 23.8), (8.5, 32.0, 23.8)), CARS[1], lamps=place.night),
        Drive(((10.0, 32.0, 18.2), (16.5, -36.0, 18.2)), CARS[4], lamps=place.night),
    ]
    return Setting(stage, movers, grain=2.6 if place.night else 1.5)
